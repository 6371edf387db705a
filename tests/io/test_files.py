"""Faults at every step of a write leave the old file whole, and nothing beside it."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self

import pytest

from kepuyue import ActivityWriter, DumpError, Programme, dump, formats, load
from kepuyue.testing import synthetic_programme

PROGRAMME = synthetic_programme(activities=60, seed=1)
WRITTEN = [name for name, fmt in formats().items() if fmt.writer is not None]


class Faulty:
    """A file of which the step with a number fails; steps are writes, and the flush at the end."""

    def __init__(self, file: IO[bytes], fails: Callable[[], None], at: int) -> None:
        self.file = file
        self.fails = fails
        self.left = at

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.file.flush()  # what was written before the fault is there
            self.fails()

    def write(self, data: bytes) -> int:
        self.step()
        return self.file.write(data)

    def flush(self) -> None:
        self.step()
        self.file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fails_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    fdopen = os.fdopen

    def faulty(handle: int, mode: str) -> Faulty:
        return Faulty(fdopen(handle, mode), full_disk, step)

    monkeypatch.setattr("os.fdopen", faulty)


def steps_of(write: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many steps a write takes."""
    files: list[Faulty] = []
    fdopen = os.fdopen

    def counted(handle: int, mode: str) -> Faulty:
        files.append(Faulty(fdopen(handle, mode), full_disk, 0))
        return files[-1]

    with monkeypatch.context() as patch:
        patch.setattr("os.fdopen", counted)
        write()
    return sum(-file.left for file in files)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_disk_that_fills_up_at_any_write_leaves_the_old_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"p{formats()[name].suffixes[0]}"
    steps = steps_of(lambda: dump(PROGRAMME, path), monkeypatch)
    path.write_bytes(b"old")

    assert steps >= 2  # a write at least, and the flush
    for step in range(1, steps + 1):
        with monkeypatch.context() as patch:
            fails_at(patch, step)
            with pytest.raises(DumpError, match=os.strerror(errno.ENOSPC)) as caught:
                dump(PROGRAMME, path)

        assert caught.value.report.counts() == {"KY-DMP001": 1}
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_fault_after_the_last_write_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(b"old")

    def fault(*_args: object) -> None:
        full_disk()

    monkeypatch.setattr(step, fault)
    with pytest.raises(DumpError):
        dump(PROGRAMME, path)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_stream_that_fails_at_any_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.jsonl"

    def write() -> None:
        with ActivityWriter(path, programme=PROGRAMME) as writer:
            writer.write(PROGRAMME.activities[0])

    steps = steps_of(write, monkeypatch)
    path.write_bytes(b"old")

    assert steps > 2 * len(PROGRAMME)
    for step in range(1, steps + 1):
        with monkeypatch.context() as patch:
            fails_at(patch, step)
            with pytest.raises(DumpError):
                write()

        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from kepuyue import dump
from tests.io.test_files import Faulty, PROGRAMME

fdopen = os.fdopen
kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
os.fdopen = lambda handle, mode: Faulty(fdopen(handle, mode), kill, int(sys.argv[2]))
dump(PROGRAMME, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("step", [1, 2, 5, 8])
def test_a_kill_at_a_write_leaves_the_old_file_whole(step: int, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(b"old")

    command = [sys.executable, "-c", KILLED, str(path), str(step)]
    done = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])

    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    dump(Programme(), path)
    assert load(path) == Programme()


LIMITED = """
import resource, signal, sys
from kepuyue import DumpError, dump
from kepuyue.testing import synthetic_programme

programme = synthetic_programme(activities=50, seed=1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    dump(programme, sys.argv[1])
except DumpError as error:
    print(error.report.findings[0].code)
"""


def test_a_limit_of_the_system_on_the_size_of_files_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(b"old")

    command = [sys.executable, "-c", LIMITED, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)

    assert done.stdout == "KY-DMP001\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
