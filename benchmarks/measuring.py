"""What the benchmarks share: times, tables, and the memory of a process."""

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "build" / "bench"
LARGE = 50_000
"""Activities from which on everything is measured once only."""


def seconds(
    function: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the median time of a call, by a clock."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = clock()
        result = function()
        times.append(clock() - start)
        del result
    return statistics.median(times)


def table(head: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table."""
    print()
    for row in (head, ["---", *["--:"] * (len(head) - 1)], *rows):
        print(f"| {' | '.join(row)} |")


def ratios(name: str, figure: float, ours: float) -> list[str]:
    """Return the cells of a figure: the peer's, and how many times ours it is."""
    return [name, f"{figure:.3f}", f"{figure / ours:.2f}"]


def collecting(*, wanted: bool) -> str:
    """Switch the collector on or off, and return the word for it."""
    (gc.enable if wanted else gc.disable)()
    return "on" if wanted else "off"


def printed(script: str, *arguments: str) -> str:
    """Return what a script prints that runs in a process of its own."""
    command = [sys.executable, script, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def resident() -> int:
    """Return the bytes of memory that the process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * 4096


def forget_peak() -> None:
    """Let :func:`peak` begin again from what the process holds now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", "utf-8")


def peak() -> int:
    """Return the most bytes of memory that the process has held (Linux)."""
    status = Path("/proc/self/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
