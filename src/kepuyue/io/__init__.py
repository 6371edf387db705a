"""Reading and writing programmes.

``load`` and ``dump`` take paths, ``loads`` and ``dumps`` take content; ``try_load`` and
``try_loads`` keep what is sound. A ``str`` is a path in ``load`` and content in ``loads``: never
guessed. Formats stand in one table, :func:`formats`.
"""

from os import PathLike
from pathlib import Path
from typing import IO, Any, Literal

from kepuyue.errors import DumpError, LoadError, UnsupportedVersionError
from kepuyue.findings import Report
from kepuyue.io.files import read_bytes, write_bytes
from kepuyue.io.registry import Format, LoadResult, View, format_named, format_of, formats
from kepuyue.model.programme import Programme

__all__ = [
    "Format",
    "LoadResult",
    "View",
    "dump",
    "dumps",
    "formats",
    "load",
    "loads",
    "losses",
    "try_load",
    "try_loads",
]

_NEWER_VERSION = "KY-LOD008"


def load(path: str | PathLike[str], *, format: str | None = None) -> Programme:
    """Return the programme in a file.

    Args:
        path: the file.
        format: name of the format; by default the suffix tells.

    Raises:
        LoadError: with every error and its place, if anything in it cannot be kept.
        UnsupportedVersionError: if it is of a newer version.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> dump(Programme(), "programme.json")
    >>> load("programme.json")
    <Programme: empty>
    """
    return _strict(try_load(path, format=format))


def loads(data: str | bytes, *, format: str = "json") -> Programme:
    """Return the programme in a document.

    Args:
        data: the content; text stands for its UTF-8.
        format: name of the format.

    Raises:
        LoadError: with every error and its place, if anything in it cannot be kept.
        UnsupportedVersionError: if it is of a newer version.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> loads(dumps(Programme())) == Programme()
    True
    """
    return _strict(try_loads(data, format=format))


def try_load(
    source: str | PathLike[str] | IO[bytes],
    *,
    format: str | None = None,
) -> LoadResult:
    """Return what of a file is sound, and a finding for each thing that is not.

    Args:
        source: a path, or a binary stream.
        format: name of the format; by default the suffix of the path tells, and a stream is JSON.

    Raises:
        LoadError: if the file cannot be read at all.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> from io import BytesIO
    >>> try_load(BytesIO(b"{}")).report
    <Report: 1 error, 0 warnings, 0 notes>
    """
    if isinstance(source, (str, PathLike)):
        path = Path(source)
        fmt = format_of(path) if format is None else format_named(format)
        return fmt.read(read_bytes(path), source=path.name)
    return format_named(format or "json").read(source.read())


def try_loads(data: str | bytes, *, format: str = "json") -> LoadResult:
    """Return what of a document is sound, and a finding for each thing that is not.

    Args:
        data: the content; text stands for its UTF-8.
        format: name of the format.

    Raises:
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> result = try_loads('{"format": "kepuyue", "version": 1, "units": [{"id": "u"}]}')
    >>> print(result.report)
    KY-LOD013 /units/0/name: 缺少必需的键 / a required key is missing
    """
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return format_named(format).read(content)


def dump(
    programme: Programme,
    path: str | PathLike[str],
    *,
    format: str | None = None,
    view: View | None = None,
    on_loss: Literal["ignore", "error"] = "ignore",
    **options: Any,
) -> None:
    """Write a programme to a file, whole or not at all.

    Args:
        programme: the programme.
        path: the file; what was there stays if writing fails.
        format: name of the format; by default the suffix tells.
        view: ``"public"`` or ``"internal"``; by default what the format is for.
        on_loss: ``"error"`` refuses to write what the format cannot carry.
        **options: what the format's writer takes besides.

    Raises:
        DumpError: if it cannot be written, or something would be lost and must not.
        UnknownFormatError: if the format is unknown or cannot be written.

    >>> dump(Programme(), "september.ics")
    >>> Path("september.ics").read_bytes()[:15]
    b'BEGIN:VCALENDAR'
    """
    target = Path(path)
    fmt = format_of(target) if format is None else format_named(format)
    write_bytes(target, _dumped(programme, fmt, view, on_loss, options))


def dumps(
    programme: Programme,
    *,
    format: str = "json",
    view: View | None = None,
    on_loss: Literal["ignore", "error"] = "ignore",
    **options: Any,
) -> bytes:
    r"""Return the document of a programme; the arguments are those of :func:`dump`.

    Raises:
        DumpError: if something would be lost and must not.
        UnknownFormatError: if the format is unknown or cannot be written.

    >>> dumps(Programme())[:35]
    b'{"format":"kepuyue","version":1,\n"c'
    """
    return _dumped(programme, format_named(format), view, on_loss, options)


def losses(
    programme: Programme,
    format: str,
    *,
    view: View | None = None,
) -> Report:
    """Return what a format cannot carry of a programme, before it is written.

    Args:
        programme: the programme.
        format: name of the format.
        view: the view to be written; what the public view leaves out is not a loss of the format.

    >>> losses(Programme(), "json").ok
    True
    """
    fmt = format_named(format)
    return fmt.find_losses(programme, view=view or fmt.default_view)


def _strict(result: LoadResult) -> Programme:
    if result.report.ok:
        return result.programme
    newer = any(finding.code == _NEWER_VERSION for finding in result.report)
    raise (UnsupportedVersionError if newer else LoadError)(result.report)


def _dumped(
    programme: Programme, fmt: Format, view: View | None, on_loss: str, options: dict[str, Any]
) -> bytes:
    chosen = view or fmt.default_view
    if on_loss == "error":
        lost = fmt.find_losses(programme, view=chosen)
        if lost:
            raise DumpError(lost)
    return fmt.write(programme, view=chosen, **options)
