"""Reading and writing files: what fails fails with a report, what is written is written whole."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kepuyue.errors import DumpError, LoadError, report_of
from kepuyue.findings import Location, Report

MAX_BYTES = 512 * 2**20
"""Bytes that a document may have unless the caller allows more: some 200,000 activities."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading.

    Raises:
        LoadError: if it cannot be read: it is missing, a directory, not allowed.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise LoadError(_failed("KY-LOD001", path, error)) from error


def read_bounded(file: IO[bytes], limit: int | None) -> bytes | None:
    """Return what a file has, or ``None`` if that is more than ``limit`` bytes."""
    if limit is None:
        return file.read()
    data = file.read(limit + 1)
    return data if len(data) <= limit else None


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing whole or not at all: a failure leaves what was there.

    What is written goes beside the file and is renamed at the end: the one step that others see.

    Raises:
        DumpError: if it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(_mode(path))
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise DumpError(_failed("KY-DMP001", path, error)) from error


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those of a new one."""
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _failed(code: str, path: Path, error: OSError) -> Report:
    why = error.strerror or type(error).__name__
    return report_of(code, location=Location(source=str(path)), why=why)
