"""Word documents: their tables are read by python-docx, and written by our own markup.

What python-docx writes stands on its template: nearly a megabyte of English and Japanese styles,
with the ids of somebody's editing sessions, and a new time in each part. A page of markup gives
officers what they want to see, row by row and the same bytes each time.
"""

import contextlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from os import PathLike
from typing import IO, Any

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Location, Report
from kepuyue.io._optional import optional
from kepuyue.io.platform.archive import unreadable
from kepuyue.io.platform.cell import Value, cell_name, cleaned
from kepuyue.io.platform.grid import Cells, Grid, Merge
from kepuyue.io.platform.loss import losses as of_cells
from kepuyue.io.platform.profile import PROFILE, Profile, load_profile
from kepuyue.io.registry import View, in_view
from kepuyue.model.programme import Programme

_ABOVE = 12
"""Paragraphs above a table that are taken for its title."""
_COLUMNS = 200
"""Columns of a table of a document."""
_CELLS = 5_000_000
"""Cells of all tables of a document, with what merged ones cover: a few bytes may claim many."""
_DIGITS = 6
"""A number of so many digits is a lie: no table is as wide."""


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
) -> None:
    """Write the tables of a profile as a Word document, ready to print and to stamp.

    A table of up to 20 columns stands on wide pages, with its header on each; the sessions of an
    activity have a row each, and what they share is merged. Records of more columns, summaries and
    nominations have a form each, on a page of its own.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the internal view has private contacts and remarks, the public one has not.
        profile: id of a profile, path of one's own, or a profile made in Python.

    Raises:
        UnknownIdError: if there is no such profile.
        LoadError: if a profile of one's own cannot be read.
    """
    from kepuyue.io.platform.markup import Package
    from kepuyue.io.platform.paper import pieces

    chosen = load_profile(profile)
    # An archive that fails halfway would be left open, with a file that does not take its end.
    with tempfile.TemporaryFile() as made:
        with contextlib.closing(Package(made, chosen.title)) as package:
            for piece in pieces(in_view(programme, view), chosen):
                package.write(piece)
        made.seek(0)
        shutil.copyfileobj(made, file)


def losses(
    programme: Programme,
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
) -> Report:
    """Return what a document does not say: what stands in no column, and the ids.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the document.
        profile: the profile.
    """
    return of_cells(in_view(programme, view), load_profile(profile), keyed=False)


def document_grids(data: bytes, *, source: str | None) -> Iterator[Grid]:
    """Yield the tables of a document, each with the paragraphs above it.

    Args:
        data: the document, as ``.docx``.
        source: its name, for the findings.

    Raises:
        LoadError: if it is damaged, or its tables claim too many cells.
        MissingExtraError: if python-docx is not installed.
    """
    docx = optional("docx", package="python-docx", extra="docx")
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (KeyError, ValueError, OSError, SyntaxError, AttributeError) as error:
        zh, en = unreadable(error)
        raise LoadError(
            report_of("KY-TAB003", location=Location(source=source), why_zh=zh, why_en=en)
        ) from error
    above: list[str] = []
    number, room = 0, _CELLS
    for element in body.iter(_w("p"), _w("tbl")):
        if any(parent.tag == _w("tbl") for parent in element.iterancestors()):
            continue
        if element.tag == _w("p"):
            text = _text(element)
            if text:
                above = [*above, text][-_ABOVE:]
            continue
        number += 1
        rows, merges = _cells(element, room)
        room -= sum(map(len, rows))
        if room < 0:
            at = Location(source=source, sheet=f"表{number}", cell=cell_name(len(rows) - 1, 0))
            raise LoadError(report_of("KY-TAB006", location=at, limit=_CELLS))
        yield Grid(name=f"表{number}", rows=iter(rows), merges=tuple(merges), above=tuple(above))
        above = []


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _text(element: Any) -> str:
    """Return the text of a paragraph or of the paragraphs of a cell."""
    parts: list[str] = []
    for node in element.iter(_w("t"), _w("tab"), _w("br"), _w("cr"), _w("p"), _w("sym")):
        if node.tag == _w("t"):
            parts.append(node.text or "")
        elif node.tag == _w("tab"):
            parts.append(" ")
        elif node.tag == _w("sym"):
            parts.append(_symbol(node))
        else:
            parts.append("\n")
    return "".join(parts).strip()


def _symbol(node: Any) -> str:
    """Return the box that a character of a symbol font stands for."""
    code = (node.get(_w("char")) or "").upper()[-2:]
    return {"FE": "☑", "FC": "√", "52": "☑", "A8": "□", "6F": "□", "A3": "□"}.get(code, "")


def _cells(table: Any, room: int) -> tuple[list[Cells], list[Merge]]:
    """Return the rows of a table, and its merged cells; it ends where the room for cells does."""
    rows: list[Cells] = []
    merges: list[Merge] = []
    open_merges: dict[int, tuple[int, int]] = {}
    for row in _of(table, "tr"):
        number = len(rows)
        cells: list[Value] = [None] * min(_number(row, "trPr/gridBefore"), _COLUMNS)
        for cell in _of(table, "tc", row):
            column, span = len(cells), max(1, min(_number(cell, "tcPr/gridSpan"), _COLUMNS))
            vertical = _find(cell, "tcPr/vMerge")
            goes_on = vertical is not None and vertical.get(_w("val")) in (None, "continue")
            if not goes_on:
                _close(open_merges, column, number - 1, merges)
                if vertical is not None:
                    open_merges[column] = number, span
                elif span > 1:
                    merges.append(_merge(number, column, number, span))
            cells += [None if goes_on else cleaned(_text(cell)), *[None] * (span - 1)]
            if len(cells) > _COLUMNS:
                break
        rows.append(cells[:_COLUMNS])
        room -= len(rows[-1])
        if room < 0:
            break
    for column in list(open_merges):
        _close(open_merges, column, len(rows) - 1, merges)
    return rows, merges


def _of(table: Any, name: str, within: Any = None) -> Iterator[Any]:
    """Yield the rows or cells of a table itself, and not of one in a cell of it."""
    for element in (table if within is None else within).iter(_w(name)):
        if next(element.iterancestors(_w("tbl"))) is table:
            yield element


def _close(
    open_merges: dict[int, tuple[int, int]], column: int, last: int, merges: list[Merge]
) -> None:
    first = open_merges.pop(column, None)
    if first is not None:
        merges.append(_merge(first[0], column, last, first[1]))


def _merge(row: int, column: int, last: int, span: int) -> Merge:
    return Merge(row=row, column=column, last_row=last, last_column=column + span - 1)


def _find(element: Any, path: str) -> Any:
    """Return a property of a row or cell; ``None`` if it has none."""
    return element.find("/".join(map(_w, path.split("/"))))


def _number(element: Any, path: str) -> int:
    """Return a whole number of the properties of a row or cell; 0 if there is none."""
    found = _find(element, path)
    value = "" if found is None else found.get(_w("val")) or ""
    return int(value) if value.isdecimal() and len(value) < _DIGITS else 0
