"""JSON at speed, beside peers: the same document, the same fields, the same run.

``python benchmarks/json_speed.py [ACTIVITIES …]`` prints Markdown tables. Times are medians, with
the garbage collector on, as Python sets it, and off for everybody; what is measured is first
proved equal. A peer checks the types of the fields; kepuyue also holds the values to the model and
proves that nothing of the input is lost. Memory is what a process of its own grows by.
"""

import argparse
import compileall
import gc
import importlib
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from measuring import FOLDER, LARGE, collecting, printed, ratios, resident, seconds, table
from peers import PEERS, Peer

import kepuyue
from kepuyue import Activity, Programme, dumps, iter_activities, loads
from kepuyue.testing import synthetic_programme

DIRECT = "pydantic-core to_json"


class Kepuyue:
    """This library."""

    name = "kepuyue"

    def encode(self, programme: Programme) -> bytes:
        """Return the document."""
        return dumps(programme)

    def decode(self, data: bytes) -> Programme:
        """Return the programme, proved."""
        return loads(data)


def made(size: int) -> tuple[Path, Path]:
    """Return the paths of a document of a size, whole and in lines, made if they are missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    whole, lines = FOLDER / f"{size}.json", FOLDER / f"{size}.jsonl"
    programme = synthetic_programme(activities=size, seed=1)
    whole.write_bytes(dumps(programme))
    lines.write_bytes(dumps(programme, format="jsonl"))
    return whole, lines


def measure(size: int) -> None:
    """Print the tables of a size; a large one is decoded once, with the collector as it is."""
    whole, lines = made(size)
    data = whole.read_bytes()
    small = size <= LARGE
    peers: list[Peer | Kepuyue] = [Kepuyue(), *(make() for make in PEERS)]
    print(f"\n## {size:,} activities, {len(data) / 1e6:.0f} MB")
    for wanted in (True, False) if small else (True,):
        state = collecting(wanted=wanted)
        encoded: dict[str, float] = {}
        decoded: dict[str, float] = {}
        for peer in peers:
            loaded = peer.decode(data)
            assert not small or peer.decode(peer.encode(loaded)) == loaded
            encoded[peer.name] = seconds(lambda peer=peer, x=loaded: peer.encode(x), 5)
            if peer is peers[1]:
                encoded[DIRECT] = seconds(lambda x=loaded: to_json(x), 5)
            del loaded
            decoded[peer.name] = seconds(lambda peer=peer: peer.decode(data), 3 if small else 1)
        for what, figures in (("encode", encoded), ("decode, ours with proof", decoded)):
            rows = [ratios(name, figure, figures["kepuyue"]) for name, figure in figures.items()]
            table([f"{what}, collector {state}", "s", "× ours"], rows)
        streams(lines, peers[1:], 3 if small else 1, state)
    gc.enable()


def to_json(model: Any) -> bytes:
    """Return the document of a pydantic model by the function below its public method."""
    document: bytes = importlib.import_module("pydantic_core").to_json(model)
    return document


def streams(path: Path, peers: list[Any], runs: int, state: str) -> None:
    """Print how long the activities of a file take one by one."""

    def ours() -> int:
        return sum(1 for _ in iter_activities(path))

    def theirs(peer: Any) -> int:
        with path.open("rb") as file:
            wanted = (line for line in file if line.startswith(b'{"entity":"activities"'))
            return sum(1 for line in wanted if peer.decode_activity(line))

    assert all(theirs(peer) == ours() for peer in peers)
    base = seconds(ours, runs)
    rows = [
        ratios("kepuyue, with proof", base, base),
        *(ratios(p.name, seconds(lambda p=p: theirs(p), runs), base) for p in peers),
    ]
    table([f"streamed decode, collector {state}", "s", "× ours"], rows)


def memory(size: int) -> None:
    """Print what the loaded document takes, each library in a process of its own."""
    whole, _ = made(size)
    figures = {}
    for name in ("Kepuyue", *(make.__name__ for make in PEERS)):
        figures[name] = float(printed(__file__, "--memory", name, str(whole))) / 1e6
    rows = [[n, f"{mb:.0f}", f"{mb / figures['Kepuyue']:.2f}"] for n, mb in figures.items()]
    table([f"memory of {size:,} activities", "MB", "× ours"], rows)


def grown(name: str, path: Path) -> int:
    """Return the bytes by which a document that is loaded lets the process grow."""
    makes = {make.__name__: make for make in (Kepuyue, *PEERS)}
    peer: Any = makes[name]()
    small = dumps(Programme(activities=(Activity(id="a", name="a"),)))
    peer.decode(small)  # what is made once
    before = resident()
    loaded = peer.decode(path.read_bytes())
    gc.collect()
    after = resident()
    assert loaded
    return after - before


def imports(runs: int = 41) -> None:
    """Print how long a process takes that does nothing but import, its bytecode being there."""
    compileall.compile_dir(Path(kepuyue.__file__).parent, quiet=1)
    programs = ("import attrs, msgspec", "from kepuyue import Programme, loads")
    times: dict[str, list[float]] = {program: [] for program in programs}
    for _ in range(runs):
        for program in programs:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times[program].append(time.perf_counter() - start)
    base, *_ = medians = [statistics.median(times[program]) for program in programs]
    rows = [
        [p, f"{t * 1e3:.0f}", f"{t / base:.2f}"] for p, t in zip(programs, medians, strict=True)
    ]
    table(["a process that says", "ms", "× attrs, msgspec"], rows)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--memory", nargs=2, metavar=("LIBRARY", "FILE"))
    options = parser.parse_args()
    if options.memory:
        print(grown(options.memory[0], Path(options.memory[1])))
        return
    print(f"kepuyue {kepuyue.__version__}, Python {sys.version.split()[0]}")
    imports()
    for size in options.sizes:
        measure(size)
        memory(size)


if __name__ == "__main__":
    main()
