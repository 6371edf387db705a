"""Grids of cells, whatever file they come from."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Location
from kepuyue.io.platform.cell import Value
from kepuyue.io.platform.guard import Container

Cells = Sequence[Value]
"""A row, cleaned."""


@attrs.frozen(kw_only=True)
class Merge:
    """Cells that are shown as one; rows and columns counted from 0, the last included."""

    row: int
    column: int
    last_row: int
    last_column: int


@attrs.frozen(kw_only=True)
class Grid:
    """The cells of a sheet, or of a table of a document.

    Attributes:
        name: name of the sheet; ``None`` where a file has no sheets.
        rows: the rows as they come, each from ``left`` on; they can be iterated over once.
        left: the first column, counted from 0.
        merges: the merged cells.
        hidden: whether the sheet is not shown.
        above: lines that stand above it.
        date1904: whether serial numbers of dates count from 1904.
        broken: the cells that a program could not compute, by row and column, with the error.
    """

    name: str | None
    rows: Iterator[Sequence[object]]
    left: int = 0
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    above: tuple[str, ...] = ()
    date1904: bool = False
    broken: Mapping[str, str] = attrs.field(factory=dict)


def grids(data: bytes, container: Container, *, source: str | None) -> Iterator[Grid]:
    """Yield the grids of a workbook.

    Args:
        data: the workbook.
        container: what is known of it.
        source: its name, for the findings.

    Raises:
        LoadError: if it is damaged.
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    book = _opened(data, source)
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = _asked(book.get_sheet_by_name, meta.name, source=source)
        _, left = sheet.start or (0, 0)  # rows are given from the first of the sheet on
        told = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        merges = tuple(
            Merge(row=row, column=column, last_row=last_row, last_column=last_column)
            for row, column, last_row, last_column in told or container.merges.get(meta.name, ())
        )
        yield Grid(
            name=meta.name,
            rows=sheet.iter_rows(),
            left=left,
            merges=merges,
            hidden=meta.visible is not SheetVisibleEnum.Visible,
            date1904=container.date1904,
            broken=container.broken.get(meta.name, {}),
        )


def _opened(data: bytes, source: str | None) -> Any:
    from python_calamine import CalamineWorkbook

    return _asked(CalamineWorkbook.from_filelike, io.BytesIO(data), source=source)


def _asked(call: Any, argument: Any, *, source: str | None) -> Any:
    """Return what calamine gives; that it fails, or even panics, is told as our own error."""
    try:
        return call(argument)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        why = str(error) or type(error).__name__
        raise LoadError(
            report_of("KY-TAB003", location=Location(source=source), why_zh=why, why_en=why)
        ) from error
