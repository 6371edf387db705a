"""Tables of Word documents, by python-docx."""

import io
from collections.abc import Iterator
from typing import Any

from kepuyue.errors import LoadError, MissingExtraError, report_of
from kepuyue.findings import Location
from kepuyue.io.platform.cell import cleaned
from kepuyue.io.platform.grid import Cells, Grid, Merge

_ABOVE = 12
"""Paragraphs above a table that are taken for its title."""
_COLUMNS = 200
"""Columns of a table of a document."""
_ROWS = 20_000
"""Rows of a table of a document."""


def docx_module() -> Any:
    """Return python-docx.

    Raises:
        MissingExtraError: if it is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError(
            report_of("KY-EXT001", package="python-docx", command="pip install 'kepuyue[docx]'")
        ) from error
    return docx


def document_grids(data: bytes, *, source: str | None) -> Iterator[Grid]:
    """Yield the tables of a document, each with the paragraphs above it.

    Args:
        data: the document, as ``.docx``.
        source: its name, for the findings.

    Raises:
        LoadError: if it is damaged.
        MissingExtraError: if python-docx is not installed.
    """
    docx = docx_module()
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (KeyError, ValueError, OSError, SyntaxError, AttributeError) as error:
        why = str(error) or type(error).__name__
        raise LoadError(
            report_of("KY-TAB003", location=Location(source=source), why_zh=why, why_en=why)
        ) from error
    above: list[str] = []
    number = 0
    for element in body.iter(_w("p"), _w("tbl")):
        if any(parent.tag == _w("tbl") for parent in element.iterancestors()):
            continue
        if element.tag == _w("p"):
            text = _text(element)
            if text:
                above = [*above, text][-_ABOVE:]
            continue
        number += 1
        rows, merges = _cells(element)
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


def _cells(table: Any) -> tuple[list[Cells], list[Merge]]:
    rows: list[Cells] = []
    merges: list[Merge] = []
    open_merges: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table.iter(_w("tr"))):
        if row.getparent() is not table and not _is_of(row, table):
            continue
        if number >= _ROWS:
            break
        cells: list[Any] = [None] * min(_number(row, "gridBefore"), _COLUMNS)
        for cell in row.iter(_w("tc")):
            if not _is_of(cell, table):
                continue
            column, span = len(cells), max(1, min(_number(cell, "gridSpan"), _COLUMNS))
            vertical = cell.find(f"{_w('tcPr')}/{_w('vMerge')}")
            goes_on = vertical is not None and vertical.get(_w("val")) in (None, "continue")
            if not goes_on:
                _close(open_merges, column, number - 1, merges)
                if vertical is not None:
                    open_merges[column] = number, span
                elif span > 1:
                    merges.append(
                        Merge(
                            row=number,
                            column=column,
                            last_row=number,
                            last_column=column + span - 1,
                        )
                    )
            cells += [None if goes_on else cleaned(_text(cell)), *[None] * (span - 1)]
            if len(cells) > _COLUMNS:
                break
        rows.append(cells[:_COLUMNS])
    for column in list(open_merges):
        _close(open_merges, column, len(rows) - 1, merges)
    return rows, merges


def _is_of(element: Any, table: Any) -> bool:
    """Return whether an element is of a table itself, and not of one in a cell of it."""
    return next(element.iterancestors(_w("tbl"))) is table


def _close(
    open_merges: dict[int, tuple[int, int]], column: int, last: int, merges: list[Merge]
) -> None:
    first = open_merges.pop(column, None)
    if first is not None:
        row, span = first
        merges.append(Merge(row=row, column=column, last_row=last, last_column=column + span - 1))


def _number(element: Any, name: str) -> int:
    """Return a whole number of the properties of a row or cell; 0 if there is none."""
    found = next(iter(element.iter(_w(name))), None)
    value = "" if found is None else found.get(_w("val")) or ""
    return int(value) if value.isdecimal() and len(value) < 6 else 0  # noqa: PLR2004  (no table is as wide)
