"""Whatever fails in reading and writing is told; the old file stays whole, nothing beside it."""

import errno
import gzip
import io
import os
import signal
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self

import pytest

from kepuyue import (
    ActivityWriter,
    DumpError,
    LoadError,
    Programme,
    Report,
    dump,
    dumps,
    formats,
    iter_activities,
    load,
    try_load,
)
from kepuyue.io.platform.profile import load_profile
from kepuyue.testing import synthetic_programme

PROGRAMME = synthetic_programme(activities=60, seed=1)
ACTIVITY = PROGRAMME.activities[0]
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


# Reading.


class Dripping(io.RawIOBase):
    """A raw stream that gives a few bytes at a time, as a socket does."""

    def __init__(self, data: bytes) -> None:
        self.left = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), len(self.left), 1000)
        buffer[:count], self.left = self.left[:count], self.left[count:]
        return count


class Failing(io.BytesIO):
    """A stream of which every reading raises an error, or gives something that is no bytes."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    def give(self, _most: int | None = -1, /) -> Any:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    read = readline = give


def stream(raw: Any) -> IO[bytes]:
    """Return a stream as one of bytes, which it may not be."""
    given: IO[bytes] = raw
    return given


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize("max_bytes", [None, 10**7])
def test_a_stream_that_gives_less_than_it_is_asked_for_is_read_to_its_end(
    name: str, max_bytes: int | None
) -> None:
    data = dumps(PROGRAMME, format=name)
    result = try_load(stream(Dripping(data)), format=name, max_bytes=max_bytes)

    assert result.strict() == PROGRAMME
    assert tuple(iter_activities(stream(Dripping(data)), format=name)) == PROGRAMME.activities


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_the_limit_of_size_holds_for_a_stream_that_gives_less(name: str) -> None:
    data = dumps(PROGRAMME, format=name)

    for most, codes in ((len(data), {}), (len(data) - 1, {"KY-LOD009": 1})):
        result = try_load(stream(Dripping(data)), format=name, max_bytes=most)
        assert result.report.counts() == codes


def test_a_file_without_a_buffer_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    dump(PROGRAMME, path)

    with path.open("rb", buffering=0) as file:
        assert tuple(iter_activities(stream(file))) == PROGRAMME.activities


def test_bytes_of_other_types_are_read() -> None:
    class Viewed(io.BytesIO):
        def read(self, most: int | None = -1, /) -> Any:
            return memoryview(super().read(most))

    assert try_load(Viewed(dumps(PROGRAMME))).strict() == PROGRAMME


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize(
    ("outcome", "code", "zh", "en"),
    [
        (OSError(errno.EIO, "x"), "KY-LOD001", "读写设备出错", "Input/output error"),
        (TimeoutError("timed out"), "KY-LOD001", "timed out", "timed out"),
        (gzip.BadGzipFile("not gzipped"), "KY-LOD001", "not gzipped", "not gzipped"),
        (zlib.error("Error -3"), "KY-LOD001", "Error -3", "Error -3"),
        (EOFError("no end marker"), "KY-LOD001", "数据不完整", "its data end too soon"),
        (ConnectionError(), "KY-LOD001", "ConnectionError", "ConnectionError"),
        (None, "KY-LOD001", "尚未到达", "not there yet"),
        ("{}", "KY-LOD016", "不是二进制流", "binary mode"),
        (5, "KY-LOD016", "不是二进制流", "binary mode"),
    ],
)
def test_a_stream_that_fails_is_an_error_of_ours(
    outcome: object, code: str, zh: str, en: str, name: str
) -> None:
    with pytest.raises(LoadError) as whole:
        try_load(Failing(outcome), format=name)
    with pytest.raises(LoadError) as streamed:
        list(iter_activities(Failing(outcome), format=name, on_error=lambda _report: None))

    for caught in (whole, streamed):
        (finding,) = caught.value.report
        assert finding.code == code
        assert zh in finding.message("zh")
        assert en in finding.message("en")


def test_a_compressed_file_that_lacks_its_end_is_an_error_of_ours() -> None:
    cut = gzip.compress(dumps(PROGRAMME, format="jsonl"))[:-20]

    with gzip.open(io.BytesIO(cut)) as file, pytest.raises(LoadError, match="end too soon"):
        try_load(stream(file), format="jsonl")
    with gzip.open(io.BytesIO(cut)) as file, pytest.raises(LoadError, match="end too soon"):
        list(iter_activities(stream(file)))


def test_a_text_stream_is_told_to_be_opened_in_binary_mode() -> None:
    with pytest.raises(LoadError, match="binary mode"):
        try_load(stream(io.StringIO("")))
    with pytest.raises(LoadError, match="binary mode"):
        list(iter_activities(stream(io.StringIO("{}"))))


def test_a_disk_that_fails_while_a_file_is_read_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("p.json", "p.jsonl", "p.toml"):
        (tmp_path / name).touch()
    monkeypatch.setattr(Path, "open", lambda *_, **__: Failing(OSError(errno.EIO, "x")))

    with pytest.raises(LoadError, match=r"KY-LOD001 p\.json"):
        load(tmp_path / "p.json")
    with pytest.raises(LoadError, match=r"KY-LOD001 p\.jsonl"):
        list(iter_activities(tmp_path / "p.jsonl"))
    with pytest.raises(LoadError, match=r"KY-LOD001 p\.toml"):
        load_profile(tmp_path / "p.toml")


@pytest.mark.parametrize("name", ["a\0.json", "\ud800.json"])
def test_a_name_that_no_file_can_have_is_an_error_of_ours(name: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="KY-LOD001") as loaded:
        load(tmp_path / name)
    with pytest.raises(LoadError, match="KY-LOD001"):
        list(iter_activities(tmp_path / name))
    with pytest.raises(DumpError, match="KY-DMP001") as dumped:
        dump(Programme(), tmp_path / name)
    with pytest.raises(DumpError, match="KY-DMP001"), ActivityWriter(tmp_path / name):
        pass

    for error in (loaded.value, dumped.value):
        assert "文件名含有不允许的字符" in error.report.findings[0].message("zh")
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_caller_while_activities_are_read_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(dumps(Programme(), format="jsonl") + b"{\n")

    def fails(_report: Report) -> None:
        raise FileNotFoundError("the caller's own")

    with pytest.raises(FileNotFoundError, match="the caller's own"):
        list(iter_activities(path, on_error=fails))


# Writing.


def test_an_error_of_the_caller_while_activities_are_written_stays_what_it_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"old")

    with pytest.raises(FileNotFoundError, match=r"missing\.csv"), ActivityWriter(path) as writer:  # noqa: PT012  (the block is the point)
        writer.write(ACTIVITY)
        (tmp_path / "missing.csv").open()

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_by_the_write_that_meets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"old")
    fails_at(monkeypatch, 2)  # the header is the first write

    with pytest.raises(DumpError) as caught, ActivityWriter(path) as writer:  # noqa: PT012  (the block is the point)
        with pytest.raises(DumpError, match=r"KY-DMP001 .*磁盘空间不足") as told:
            writer.write(ACTIVITY)
        writer.write(ACTIVITY)  # there is room again, but a line may be there in part

    assert caught.value is told.value
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_can_be_used_again_after_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ActivityWriter(tmp_path / "p.jsonl")
    with monkeypatch.context() as patch, pytest.raises(DumpError):  # noqa: PT012  (the block is the point)
        fails_at(patch, 2)
        with writer:
            writer.write(ACTIVITY)
    with writer:
        writer.write(ACTIVITY)

    assert load(tmp_path / "p.jsonl").activities == (ACTIVITY,)


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.json", tmp_path / "link.json"
    link.symlink_to(Path("there") / "real.json")

    for programme in (Programme(), PROGRAMME):  # first the link leads to nothing
        dump(programme, link)
        assert link.is_symlink()
        assert load(real) == programme
    assert list((tmp_path / "there").iterdir()) == [real]


def test_links_in_a_circle_are_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to("b.json")
    (tmp_path / "b.json").symlink_to("a.json")

    with pytest.raises(DumpError, match="符号链接成环"):
        dump(Programme(), tmp_path / "a.json")


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)

    for path in (pipe, Path(os.devnull)):
        with pytest.raises(DumpError, match=r"KY-DMP003 .*管道") as caught:
            dump(Programme(), path, format="json")
        assert caught.value.report.findings[0].location.source == str(path)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("name", ["长" * 82 + ".json", "a" * 250 + ".json", "x" * 99 + "长.json"])
def test_every_name_that_a_file_may_have_can_be_written(name: str, tmp_path: Path) -> None:
    dump(PROGRAMME, tmp_path / name)

    assert load(tmp_path / name) == PROGRAMME


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_a_new_file_obeys_the_mask_of_the_process(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        dump(Programme(), tmp_path / "p.json")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "p.json").stat().st_mode) == 0o666 & ~umask


def test_the_mask_of_the_process_is_never_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def umask(_mask: int) -> int:
        raise AssertionError("other threads would create files under this mask")

    monkeypatch.setattr(os, "umask", umask)
    dump(Programme(), tmp_path / "new.json")
    dump(Programme(), tmp_path / "new.json")


def test_what_replaces_a_private_file_is_private_from_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.touch(0o600)

    with ActivityWriter(path):
        modes = {stat.S_IMODE(found.stat().st_mode) for found in tmp_path.iterdir()}

    assert modes == {0o600}


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("nowhere/p.json", "文件或文件夹不存在", "No such file or directory"),
        ("folder.json", "这是一个文件夹", "Is a directory"),
        ("file/p.json", "路径中有一段不是文件夹", "Not a directory"),
        ("长" * 90 + ".json", "文件名过长", "File name too long"),
    ],
)
def test_why_a_file_cannot_be_read_or_written_is_told_in_both_languages(
    name: str, zh: str, en: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").touch()

    with pytest.raises(LoadError) as loaded:
        load(tmp_path / name)
    with pytest.raises(DumpError) as dumped:
        dump(Programme(), tmp_path / name)

    for error in (loaded.value, dumped.value):
        (finding,) = error.report
        assert finding.params == {"why_zh": zh, "why_en": en}
        assert finding.location.source == str(tmp_path / name)


def test_a_reason_that_is_not_known_is_told_in_the_words_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(*_args: object) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    monkeypatch.setattr("os.fsync", stale)
    with pytest.raises(DumpError) as caught:
        dump(Programme(), tmp_path / "p.json")

    words = os.strerror(errno.ESTALE)
    assert caught.value.report.findings[0].params == {"why_zh": words, "why_en": words}
