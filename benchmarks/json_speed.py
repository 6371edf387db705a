"""How fast programmes are written to JSON and read back, by both paths.

Every figure is the median of several runs in one process, with the garbage collector as Python
sets it. What is measured is first proved equal.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from kepuyue import dumps, loads
from kepuyue.testing import synthetic_programme

RUNS = 5


def seconds(function: Callable[[], object]) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(sizes: list[int]) -> None:
    """Print a table, a size a line."""
    print(f"{'activities':>10} {'MB':>7} {'write s':>8} {'prove s':>8} {'explain s':>9}")
    for size in sizes:
        print(measured(size))


def measured(size: int) -> str:
    """Return the line of a size."""
    programme = synthetic_programme(activities=size, seed=1)
    proven = dumps(programme)
    # The same document with its keys in another order takes the explaining path.
    other = json.dumps(json.loads(proven), ensure_ascii=False, sort_keys=True).encode()
    assert loads(proven) == loads(other) == programme
    return (
        f"{size:>10,} {len(proven) / 1e6:>7.1f} {seconds(lambda: dumps(programme)):>8.3f} "
        f"{seconds(lambda: loads(proven)):>8.3f} {seconds(lambda: loads(other)):>9.3f}"
    )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [2_000, 20_000])
