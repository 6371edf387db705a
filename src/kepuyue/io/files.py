"""Reading and writing files: what fails fails with a report, what is written is written whole."""

import contextlib
import os
from collections.abc import Iterator
from os import PathLike
from typing import IO, TYPE_CHECKING

from kepuyue.errors import DumpError, LoadError, report_of

if TYPE_CHECKING:
    from kepuyue.findings import Report

MAX_BYTES = 512 * 2**20
"""Bytes that a document may have unless the caller allows more: some 200,000 activities."""


def name_of(path: str | PathLike[str]) -> str:
    """Return the last part of a path, by which findings name the file."""
    from pathlib import PurePath

    return PurePath(path).name


@contextlib.contextmanager
def opened(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for reading.

    Raises:
        LoadError: if it cannot be read: it is missing, a directory, not allowed.
    """
    from pathlib import Path

    try:
        with Path(path).open("rb") as file:
            yield file
    except OSError as error:
        raise LoadError(_failed("KY-LOD001", path, error)) from error


@contextlib.contextmanager
def replaced(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for writing whole or not at all: a failure leaves what was there.

    What is written goes beside the file and is renamed at the end: the one step that others see.

    Raises:
        DumpError: if it cannot be written.
    """
    import tempfile
    from pathlib import Path

    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(_mode(target))
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise DumpError(_failed("KY-DMP001", path, error)) from error


def _mode(path: PathLike[str]) -> int:
    """Return the permissions of the file that is replaced, or those of a new one."""
    try:
        return os.stat(path).st_mode & 0o7777  # noqa: PTH116  (pathlib is imported late)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _failed(code: str, path: str | PathLike[str], error: OSError) -> "Report":
    from kepuyue.findings import Location

    why = error.strerror or type(error).__name__
    return report_of(code, location=Location(source=os.fspath(path)), why=why)
