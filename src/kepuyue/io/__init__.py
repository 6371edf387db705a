"""Reading and writing programmes.

``load`` and ``dump`` take paths, ``loads`` and ``dumps`` take content; ``try_load`` and
``try_loads`` keep what is sound. A ``str`` is a path in ``load`` and content in ``loads``: never
guessed. Formats stand in one table, :func:`kepuyue.io.registry.formats`.
"""

import io
from collections.abc import Callable, Iterator
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Literal

from kepuyue.errors import DumpError
from kepuyue.io.files import MAX_BYTES, name_of, opened, replaced, writing
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme

if TYPE_CHECKING:
    from kepuyue.findings import Report
    from kepuyue.io.registry import Format, LoadResult, View

__all__ = [
    "dump",
    "dumps",
    "iter_activities",
    "load",
    "loads",
    "losses",
    "try_load",
    "try_loads",
]


def load(
    path: str | PathLike[str],
    *,
    format: str | None = None,
    max_bytes: int | None = MAX_BYTES,
    **options: Any,
) -> Programme:
    """Return the programme in a file.

    Args:
        path: the file.
        format: name of the format; by default the suffix tells.
        max_bytes: most bytes to read; ``None`` for any number.
        **options: what the format's reader takes besides; tables: ``programme``, in which names
            are looked up, ``profile`` and ``year``.

    Raises:
        LoadError: with every error and its place, if anything in it cannot be kept.
        UnsupportedVersionError: if it is of a newer version.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> dump(Programme(), "programme.json")
    >>> load("programme.json")
    <Programme: empty>
    """
    return try_load(path, format=format, max_bytes=max_bytes, **options).strict()


def loads(
    data: str | bytes,
    *,
    format: str = "json",
    max_bytes: int | None = MAX_BYTES,
    **options: Any,
) -> Programme:
    """Return the programme in a document.

    Args:
        data: the content; text stands for its UTF-8.
        format: name of the format.
        max_bytes: most bytes to read; ``None`` for any number.
        **options: what the format's reader takes besides, as in :func:`load`.

    Raises:
        LoadError: with every error and its place, if anything in it cannot be kept.
        UnsupportedVersionError: if it is of a newer version.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> loads(dumps(Programme())) == Programme()
    True
    """
    return try_loads(data, format=format, max_bytes=max_bytes, **options).strict()


def try_load(
    source: str | PathLike[str] | IO[bytes],
    *,
    format: str | None = None,
    max_bytes: int | None = MAX_BYTES,
    **options: Any,
) -> "LoadResult":
    """Return what of a file is sound, and a finding for each thing that is not.

    Args:
        source: a path, or a binary stream.
        format: name of the format; by default the suffix of the path tells, and a stream is JSON.
        max_bytes: most bytes to read; ``None`` for any number.
        **options: what the format's reader takes besides, as in :func:`load`.

    Raises:
        LoadError: if the file cannot be read at all.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> from io import BytesIO
    >>> try_load(BytesIO(b"{}")).report
    <Report: 1 error, 0 warnings, 0 notes>
    """
    if isinstance(source, (str, PathLike)):
        fmt = _format(format, source)
        with opened(source) as file:
            return fmt.read_file(file, source=name_of(source), max_bytes=max_bytes, **options)
    return _format(format or "json").read_file(source, source=None, max_bytes=max_bytes, **options)


def try_loads(
    data: str | bytes,
    *,
    format: str = "json",
    max_bytes: int | None = MAX_BYTES,
    **options: Any,
) -> "LoadResult":
    """Return what of a document is sound, and a finding for each thing that is not.

    Args:
        data: the content; text stands for its UTF-8.
        format: name of the format.
        max_bytes: most bytes to read; ``None`` for any number.
        **options: what the format's reader takes besides, as in :func:`load`.

    Raises:
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> result = try_loads('{"format": "kepuyue", "version": 1, "units": [{"id": "u"}]}')
    >>> print(result.report)
    KY-LOD013 /units/0/name: 缺少必需的键 / a required key is missing
    """
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    fmt = _format(format)
    return fmt.read_file(io.BytesIO(content), source=None, max_bytes=max_bytes, **options)


def iter_activities(
    source: str | PathLike[str] | IO[bytes],
    *,
    format: str | None = None,
    max_bytes: int | None = MAX_BYTES,
    on_error: "Callable[[Report], None] | None" = None,
    **options: Any,
) -> Iterator[Activity]:
    """Yield the activities of a file one by one.

    JSON Lines, calendars and CSV are read in memory that does not grow with the file; other formats
    as a whole.

    Args:
        source: a path, or a binary stream.
        format: name of the format; by default the suffix of the path tells, and a stream is JSON
            Lines.
        max_bytes: most bytes to hold at a time, of a line or of the whole; ``None`` for any number.
        on_error: called with the findings of each line that cannot be kept, and with notes of what
            is put right; by default errors are raised. Those of a header that is refused (the file
            is of a newer version, or none of ours) come here too, and no activity comes after them.
        **options: what the format's reader takes besides, as in :func:`load`.

    Raises:
        LoadError: if something cannot be kept and there is no ``on_error``, or if the file cannot
            be read at all.
        UnsupportedVersionError: if it is of a newer version and there is no ``on_error``.
        UnknownFormatError: if the format is unknown or cannot be read.

    >>> dump(Programme(activities=[Activity(id="a", name="机器人科普展")]), "nation.jsonl")
    >>> [activity.name for activity in iter_activities("nation.jsonl")]
    ['机器人科普展']
    """
    if isinstance(source, (str, PathLike)):
        fmt = _format(format, source)
        with opened(source) as file:
            found = fmt.stream(file, source=name_of(source), max_bytes=max_bytes, **options)
            yield from _activities(found, on_error)
    else:
        found = _format(format or "jsonl").stream(
            source, source=None, max_bytes=max_bytes, **options
        )
        yield from _activities(found, on_error)


def _activities(
    found: "Iterator[Activity | Report]", on_error: "Callable[[Report], None] | None"
) -> Iterator[Activity]:
    for item in found:
        if isinstance(item, Activity):
            yield item
        elif on_error is not None:
            on_error(item)
        else:
            from kepuyue.io.registry import LoadResult

            LoadResult(programme=Programme(), report=item).strict()


def dump(
    programme: Programme,
    path: str | PathLike[str],
    *,
    format: str | None = None,
    view: "View | None" = None,
    on_loss: Literal["ignore", "error"] = "ignore",
    **options: Any,
) -> None:
    """Write a programme to a file, whole or not at all.

    Args:
        programme: the programme.
        path: the file; what was there stays if writing fails. A link stays, and what it leads to
            is replaced.
        format: name of the format; by default the suffix tells.
        view: ``"public"`` or ``"internal"``; by default what the format is for.
        on_loss: ``"error"`` refuses to write what the format cannot carry.
        **options: what the format's writer takes besides.

    Raises:
        DumpError: if it cannot be written, or something would be lost and must not.
        InvalidValueError: if there is no such view, or no such way with losses.
        UnknownFormatError: if the format is unknown or cannot be written.

    >>> dump(Programme(), "september.ics")
    >>> from pathlib import Path
    >>> Path("september.ics").read_bytes()[:15]
    b'BEGIN:VCALENDAR'
    """
    fmt = _format(format, path)
    chosen = _chosen(programme, fmt, view, on_loss, options)
    with replaced(path) as file, writing(path):
        fmt.write(programme, file, view=chosen, **options)


def dumps(
    programme: Programme,
    *,
    format: str = "json",
    view: "View | None" = None,
    on_loss: Literal["ignore", "error"] = "ignore",
    **options: Any,
) -> bytes:
    r"""Return the document of a programme.

    Args:
        programme: the programme.
        format: name of the format.
        view: ``"public"`` or ``"internal"``; by default what the format is for.
        on_loss: ``"error"`` refuses to write what the format cannot carry.
        **options: what the format's writer takes besides.

    Raises:
        DumpError: if something would be lost and must not.
        UnknownFormatError: if the format is unknown or cannot be written.

    >>> dumps(Programme())[:35]
    b'{"format":"kepuyue","version":1,\n"c'
    """
    fmt, file = _format(format), io.BytesIO()
    fmt.write(programme, file, view=_chosen(programme, fmt, view, on_loss, options), **options)
    return file.getvalue()


def losses(
    programme: Programme,
    format: str,
    *,
    view: "View | None" = None,
    **options: Any,
) -> "Report":
    """Return what a format cannot carry of a programme, before it is written.

    Args:
        programme: the programme.
        format: name of the format.
        view: the view to be written; what the public view leaves out is not a loss of the format.
        **options: what the format's writer would be given besides.

    Raises:
        InvalidValueError: if there is no such view.
        UnknownFormatError: if the format is unknown.
        DumpError: if the format has no such view (JSON-LD has the public one alone).

    >>> losses(Programme(), "json").ok
    True
    """
    fmt = _format(format)
    return fmt.find_losses(programme, view=fmt.default_view if view is None else view, **options)


def _format(name: str | None, path: str | PathLike[str] = "") -> "Format":
    """Return the format of this name, or else the one that the suffix of a path stands for."""
    from kepuyue.io.registry import format_named, format_of

    return format_of(path) if name is None else format_named(name)


def _chosen(
    programme: Programme,
    fmt: "Format",
    view: "View | None",
    on_loss: str,
    options: dict[str, Any],
) -> "View":
    """Return the view to write, once it is sure that nothing is lost that must not be."""
    from kepuyue.errors import chosen
    from kepuyue.io.registry import VIEWS

    wanted = chosen("view", fmt.default_view if view is None else view, VIEWS)
    if chosen("on_loss", on_loss, ("ignore", "error")) == "error":
        lost = fmt.find_losses(programme, view=wanted, **options)
        if lost:
            raise DumpError(lost)
    return wanted
