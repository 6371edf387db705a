"""Reading and writing files: what fails fails with a report, what is written is written whole."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import IO

from kepuyue.errors import DumpError, LoadError, report_of
from kepuyue.findings import Location, Report


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        LoadError: if it cannot be read: it is missing, a directory, not allowed.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise LoadError(_failed("KY-LOD001", path, error)) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a failure leaves what was there.

    Raises:
        DumpError: if it cannot be written.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise DumpError(_failed("KY-DMP001", path, error)) from error


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file and rename: the rename is the one step that others see."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            _settle(file)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _settle(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


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
