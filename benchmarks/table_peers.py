"""What the peers of the tables write and read: the very cells of our workbook, nothing besides."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Any
from unittest import mock

import attrs
import openpyxl
import python_calamine
import xlsxwriter
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from kepuyue import Programme
from kepuyue.io.platform.profile import PROFILE, load_profile
from kepuyue.io.platform.workbook import WorkbookWriter

Write = tuple[int, int, Any, Any, int]
"""A call for a cell, or for the height of a row: which method, and four arguments."""
Rows = list[list[tuple[Any, int]]]
"""Rows of a sheet: the cells of each, with their formats."""


@attrs.frozen
class Call:
    """A call that is made once: a title, a merged cell, a drop-down."""

    sheet: int
    name: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


@attrs.frozen
class Style:
    """Stands for a format."""

    number: int


class Calls:
    """The calls that our writer makes of XlsxWriter, of which none is carried out.

    Attributes:
        options: what the workbook is opened with.
        sheets: the names of the sheets.
        formats: the properties of the formats.
        methods: sheet and name of what is called for cells.
        once: the calls before the rows of the tables, and those after.
        rows: the calls in between.
    """

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self.sheets: list[str] = []
        self.formats: list[dict[str, Any]] = [{}]
        self.methods: dict[tuple[int, str], int] = {}
        self.once: tuple[list[Call], list[Call]] = ([], [])
        self.rows: list[Write] = []
        self.take: Any = self.first

    @classmethod
    def of(cls, programme: Programme, *, records: bool) -> "Calls":
        """Return the calls for the workbook of a programme."""
        calls = cls()
        with mock.patch("xlsxwriter.Workbook", lambda _, options: _Book(calls, options)):
            profile = load_profile(PROFILE)
            with WorkbookWriter(io.BytesIO(), programme, profile, records=records) as writer:
                calls.take = calls.cell
                for layout in writer.layouts:
                    for entity in layout.entities(programme):
                        writer.write(entity, layout)
                calls.take = calls.last
        return calls

    def first(self, call: Call) -> None:
        """Take in a call that comes before the rows."""
        self.once[0].append(call)

    def last(self, call: Call) -> None:
        """Take in a call that comes after the rows."""
        self.once[1].append(call)

    def cell(self, call: Call) -> None:
        """Take in the call for a cell, or for the height of a row."""
        assert not call.options
        row, column, *rest = call.arguments
        value, style = (*rest, Style(0), Style(0))[:2] if rest else (None, Style(0))
        place = self.methods.setdefault((call.sheet, call.name), len(self.methods))
        self.rows.append((place, row, column, value, style.number))

    def cells(self) -> Iterator[tuple[int, int, int, Any, int]]:
        """Yield all cells: sheet, row, column, value, format."""
        for call in self.once[0]:
            if call.name == "merge_range":
                row, column, _, _, value, style = call.arguments
                yield call.sheet, row, column, value, style.number
            elif call.name.startswith("write_"):
                row, column, value, style = (*call.arguments, Style(0))[:4]
                yield call.sheet, row, column, value, style.number
        places = list(self.methods)
        for place, row, column, value, style in self.rows:
            sheet, name = places[place]
            if name.startswith("write_"):
                yield sheet, row, column, value, style

    def tables(self) -> list[Rows]:
        """Return the cells of each sheet, row by row; empty ones where a row leaves some out."""
        found: list[Rows] = [[] for _ in self.sheets]
        for sheet, row, column, value, style in self.cells():
            rows = found[sheet]
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([(None, 0)] * (column - len(rows[row])))
            rows[row].append((value, style))
        return found


class _Sheet:
    """Stands for a worksheet."""

    def __init__(self, calls: Calls, number: int) -> None:
        self._calls = calls
        self._number = number
        self.row_info: dict[int, Any] = {}
        self.row_sizes: dict[int, Any] = {}

    def __getattr__(self, name: str) -> Any:
        def called(*arguments: Any, **options: Any) -> None:
            self._calls.take(Call(self._number, name, arguments, options))

        return called


class _Book(_Sheet):
    """Stands for a workbook."""

    def __init__(self, calls: Calls, options: dict[str, Any]) -> None:
        super().__init__(calls, -1)
        calls.options = {name: value for name, value in options.items() if name != "tmpdir"}

    def add_format(self, properties: dict[str, Any]) -> Style:
        self._calls.formats.append(properties)
        return Style(len(self._calls.formats) - 1)

    def add_worksheet(self, name: str) -> _Sheet:
        self._calls.sheets.append(name)
        return _Sheet(self._calls, len(self._calls.sheets) - 1)

    def close(self) -> None:
        """Do nothing: there is no file."""


def by_xlsxwriter(calls: Calls) -> bytes:
    """Return the workbook, written by XlsxWriter in constant memory: a loop over the cells."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, calls.options)
    formats = [None, *map(book.add_format, calls.formats[1:])]
    sheets = [book.add_worksheet(name) for name in calls.sheets]
    objects = [*sheets, book]  # the book is number -1

    def once(call: Call) -> None:
        arguments = (formats[a.number] if isinstance(a, Style) else a for a in call.arguments)
        getattr(objects[call.sheet], call.name)(*arguments, **call.options)

    for call in calls.once[0]:
        once(call)
    methods = [getattr(sheets[sheet], name) for sheet, name in calls.methods]
    for place, row, column, value, style in calls.rows:
        methods[place](row, column, value, formats[style])
    for call in calls.once[1]:
        once(call)
    book.close()
    return file.getvalue()


def by_openpyxl(names: Sequence[str], tables: Sequence[Rows]) -> bytes:
    """Return the workbook, written by openpyxl in its write-only mode: bare values."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in zip(names, tables, strict=True):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([value for value, _ in row])
    return _saved(book)


def by_openpyxl_styled(
    names: Sequence[str], tables: Sequence[Rows], formats: Sequence[dict[str, Any]]
) -> bytes:
    """Return the workbook, written by openpyxl in its write-only mode: cells with their styles."""
    book = openpyxl.Workbook(write_only=True)
    styles = [_style(str(number), properties) for number, properties in enumerate(formats)]
    for style in styles:
        book.add_named_style(style)
    for name, rows in zip(names, tables, strict=True):
        sheet = book.create_sheet(name)
        made: list[Any] = [WriteOnlyCell(sheet) for _ in styles]
        for cell, style in zip(made, styles, strict=True):
            cell.style = style.name
        for row in rows:
            cells = []
            for value, number in row:
                styled: Any = WriteOnlyCell(sheet, value)
                styled._style = made[number]._style  # noqa: SLF001  (the fastest way there is)
                cells.append(styled)
            sheet.append(cells)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _style(name: str, properties: dict[str, Any]) -> NamedStyle:
    """Return the named style of a format of XlsxWriter, as far as our writer uses them."""
    side = Side("thin") if properties.get("border") else None
    colour = properties.get("bg_color", "").removeprefix("#")
    return NamedStyle(
        name=f"s{name}",
        font=Font(
            name=properties.get("font_name"),
            size=properties.get("font_size"),
            bold=properties.get("bold", False),
        ),
        alignment=Alignment(
            wrap_text=properties.get("text_wrap", False),
            horizontal=properties.get("align"),
            vertical="center" if "valign" in properties else None,
        ),
        border=Border(left=side, right=side, top=side, bottom=side),
        fill=PatternFill("solid", fgColor=colour) if colour else PatternFill(),
        number_format=properties.get("num_format", "General"),
    )


def by_calamine(data: bytes) -> dict[str, list[list[Any]]]:
    """Return the bare cells of all sheets."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def cells_by_openpyxl(data: bytes, sheet: str | None = None) -> int:
    """Read the bare cells of all sheets, or of one, row by row; return how many are filled."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheets = book.worksheets if sheet is None else [book[sheet]]
    rows = itertools.chain.from_iterable(s.iter_rows(values_only=True) for s in sheets)
    return sum(value is not None for row in rows for value in row)


def csv_written(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a CSV file of rows of text."""
    file = io.BytesIO()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows(rows)
    text.flush()
    return file.getvalue()


def csv_rows(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file."""
    return list(csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")))
