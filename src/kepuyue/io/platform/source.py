"""What kind of file a table comes in, seen from its content, and its grids."""

import io
from collections.abc import Iterator
from pathlib import PurePath

from kepuyue.io.platform.archive import Limits
from kepuyue.io.platform.delimited import grid_of
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.grid import Grid, grids
from kepuyue.io.platform.guard import inspect, kind_of

_SUFFIXES = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et"), "xlsb": (".xlsb",), "ods": (".ods",),
    "xls": (".xls", ".xlt", ".et"), "docx": (".docx",), "text": (".csv", ".tsv", ".txt", ".tab"),
}  # fmt: skip


def opened_grids(
    data: bytes, *, source: str | None, limits: Limits, notes: Notes
) -> Iterator[Grid]:
    """Yield the grids of a file.

    Args:
        data: the file.
        source: its name, for the findings.
        limits: what it may have.
        notes: where it is told what is passed over.

    Raises:
        LoadError: if it cannot be read, or has more than it may.
    """
    kind = kind_of(data)
    suffix = PurePath(source or "").suffix.lower()
    if kind in _SUFFIXES and suffix and suffix not in _SUFFIXES[kind]:
        notes.add("KY-TAB009", None, None, suffix, params={"kind": kind})
    is_named_text = suffix in _SUFFIXES["text"]
    if kind == "text" or (
        kind is None and data and is_named_text
    ):  # UTF-16 without a mark, or NULs
        yield grid_of(io.BytesIO(data), source=source)
        return
    container = inspect(data, source=source, limits=limits)
    notes.take(container.report)
    if container.kind == "docx":
        from kepuyue.io.platform.document import document_grids

        yield from document_grids(data, source=source)
    else:
        yield from grids(data, container, source=source)
