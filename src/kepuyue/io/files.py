"""Reading and writing files: what fails fails with a report, what is written is written whole."""

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from os import PathLike
from typing import IO, TYPE_CHECKING

from kepuyue.errors import DumpError, LoadError, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from kepuyue.findings import Report

MAX_BYTES = 512 * 2**20
"""Bytes that a document may have unless the caller allows more: some 200,000 activities."""
_REASONS = {
    errno.EACCES: ("没有权限", "Permission denied"),
    errno.EEXIST: ("文件已存在", "File exists"),
    errno.EFBIG: ("文件过大", "File too large"),
    errno.EIO: ("读写设备出错", "Input/output error"),
    errno.EISDIR: ("这是一个文件夹", "Is a directory"),
    errno.ELOOP: ("符号链接成环", "Too many levels of symbolic links"),
    errno.ENAMETOOLONG: ("文件名过长", "File name too long"),
    errno.ENOENT: ("文件或文件夹不存在", "No such file or directory"),
    errno.ENOSPC: ("磁盘空间不足", "No space left on device"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "Not a directory"),
    errno.EPERM: ("不允许此操作", "Operation not permitted"),
    errno.EROFS: ("文件系统只读", "Read-only file system"),
}
"""Why systems refuse, in Chinese and in the English words of the C library."""
_NAMELESS = ("文件名含有不允许的字符", "the name has a character that no file name may have")
_NOT_YET = ("数据尚未到达（非阻塞流）", "its data are not there yet (it does not block)")
_CUT_SHORT = ("数据不完整", "its data end too soon")
_BUFFER = 2**16
"""Bytes read ahead: lines of some kilobytes come several times faster than by Python's 8 KiB."""
_NAME_BYTES = 100
"""Bytes of a file's name that stand in the name of what is written beside it."""


def name_of(path: str | PathLike[str]) -> str:
    """Return the last part of a path, by which findings name the file."""
    from pathlib import PurePath

    return PurePath(path).name


@contextlib.contextmanager
def opened(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for reading.

    Raises:
        LoadError: if it cannot be opened: it is missing, a directory, not allowed.
    """
    from pathlib import Path

    try:
        file = Path(path).open("rb", buffering=_BUFFER)  # noqa: SIM115  (errors of the block are not ours to tell)
    except OSError as error:
        raise LoadError(_failed("KY-LOD001", path, _why(error))) from error
    except ValueError as error:  # a null byte or a lone surrogate
        raise LoadError(_failed("KY-LOD001", path, _NAMELESS)) from error
    with file:
        yield file


class Input:
    """A binary stream that is read: what fails fails with a report.

    Streams of others raise what they like, and may give less than they are asked for.

    Args:
        file: the stream.
        source: its name, for the findings.

    Raises:
        LoadError: from each reading, if the stream fails, has no data yet, or is one of text.
    """

    def __init__(self, file: IO[bytes], source: str | None) -> None:
        self._file = file
        self._source = source

    def read(self, most: int = -1) -> bytes:
        """Return all there is, or the first ``most`` bytes."""
        parts = []
        while most and (part := self._asked(self._file.read, most)):
            parts.append(part)
            most = max(most - len(part), 0) if most > 0 else most
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readline(self, most: int = -1) -> bytes:
        """Return the rest of the line with its end, or the first ``most`` bytes of it."""
        return self._asked(self._file.readline, most)

    def _asked(self, read: Callable[[int], object], most: int) -> bytes:
        try:
            given = read(most)
        except EOFError as error:  # a compressed file that lacks its end
            raise self._error(_CUT_SHORT) from error
        except Exception as error:
            raise self._error(_why(error)) from error
        if type(given) is bytes:
            return given
        if given is None:
            raise self._error(_NOT_YET)
        if not isinstance(given, (bytes, bytearray, memoryview)):
            from kepuyue.findings import Location

            raise LoadError(report_of("KY-LOD016", location=Location(source=self._source)))
        return bytes(given)

    def _error(self, why: tuple[str, str]) -> LoadError:
        return LoadError(_failed("KY-LOD001", self._source, why))


@contextlib.contextmanager
def writing(path: str | PathLike[str]) -> Iterator[None]:
    """Tell what the system refuses while a file is written.

    Raises:
        DumpError: in place of an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: str | PathLike[str], error: OSError) -> DumpError:
    """Return the error that tells why a file cannot be written."""
    return DumpError(_failed("KY-DMP001", path, _why(error)))


@contextlib.contextmanager
def replaced(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for writing whole or not at all: a failure leaves what was there.

    What is written goes beside the file and is renamed at the end: the one step that others see.
    A link stays, and the file that it leads to is replaced. Errors of the block are the caller's:
    :func:`writing` tells those of writing.

    Raises:
        DumpError: if it cannot be opened or put in its place, or is no regular file.
    """
    with writing(path):
        target, mode = _target(path)
        beside, file = _created(target, mode)
    try:
        yield file
        with writing(path):
            with file:
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                beside.chmod(mode)
            beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            file.close()
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _target(path: str | PathLike[str]) -> "tuple[Path, int | None]":
    """Return the file to replace, links followed, and its permissions, if it is there."""
    from pathlib import Path

    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        return Path(path).resolve(), None
    except ValueError as error:  # a null byte or a lone surrogate
        raise DumpError(_failed("KY-DMP001", path, _NAMELESS)) from error
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        from kepuyue.findings import Location

        raise DumpError(report_of("KY-DMP003", location=Location(source=os.fspath(path))))
    return Path(path).resolve(), stat.S_IMODE(mode)


def _created(target: "Path", mode: int | None) -> "tuple[Path, IO[bytes]]":
    """Create the file beside the one to be replaced, and open it.

    Its name cannot be guessed. Until it takes the place of another it is the user's alone; a new
    one has from the beginning what the system gives any new file (``os.umask`` would tell, but
    by setting it for all threads).
    """
    head = os.fsencode(target.name)[:_NAME_BYTES].decode("utf-8", "ignore")
    beside = target.with_name(f".{head}.{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(beside, flags, 0o666 if mode is None else 0o600)
    return beside, os.fdopen(handle, "wb")


def _failed(code: str, path: str | PathLike[str] | None, why: tuple[str, str]) -> "Report":
    from kepuyue.findings import Location

    source = None if path is None else os.fspath(path)
    return report_of(code, location=Location(source=source), why_zh=why[0], why_en=why[1])


def _why(error: Exception) -> tuple[str, str]:
    """Return why something failed, in Chinese and English, as far as that is known."""
    known = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    if known is not None:
        return known
    from kepuyue._text import shorten

    words = error.strerror if isinstance(error, OSError) else None
    text = words or shorten(str(error)) or type(error).__name__
    return text, text
