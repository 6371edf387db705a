"""A sheet of a workbook for people: title, header, drop-downs, heights, ready to print."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import (
    CELL,
    Cell,
    cell_name,
    cells_of,
    column_name,
    safe_text,
    text_of,
)
from kepuyue.io.platform.layout import Layout, heading_of
from kepuyue.io.platform.machine import SHEET, fingerprint
from kepuyue.io.platform.profile import Column

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Rows that a sheet has (the limit of the file format)."""
_FOOTER = "&C第 &P 页，共 &N 页"
FONT: Mapping[str, Any] = MappingProxyType(
    {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
)
UNIT_LINE = "填报单位：＿＿＿＿＿＿＿＿　　联系人：＿＿＿＿＿＿　　联系电话：＿＿＿＿＿＿"
"""The line above a table that says who fills it in."""

_TEXT = frozenset({"serial", "region", "contact"})
"""Codecs whose cells stay text where a program would make numbers of them."""
_TYPED = frozenset({"start", "end", "date"})
_PORTRAIT, _LANDSCAPE = 102, 149
"""Characters of half width that a printed page has room for beside one another."""
_SHRUNK = 0.85
"""How small a table may be printed, so that its last columns need no page of their own."""
LINE = 14.5
"""Height of a line of text, in points."""
_TALLEST = 405
"""Height of a row, in points (the limit of the file format is 409.5)."""
_OPEN = frozenset({"Unit"})
"""Code lists that say what is known, and not all there is."""
_LISTED = 1_000
"""Rows below the last that the drop-downs and number checks reach, for people who add some."""
_BLANK = 12
"""Rows of a blank form that are ruled."""
_A4 = 9
"""The number of this paper in the file format."""
_PRECISE = 10**15
"""A spreadsheet keeps 15 digits of a number: a longer one stands as text."""
_MIDNIGHT = time()
_NO_DATE = 1900
"""The last year that has days which a spreadsheet takes for others, or for none: they are text."""
_COLOURS = {"publish": "#FCE4D6", "supplement": "#FFF2CC", "summary": "#FFF2CC", None: "#DDEBF7"}
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


class Styles:
    """The formats of a workbook, each made once.

    Args:
        book: the workbook.
    """

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **more: Any) -> Any:
        """Return the format of our font with something more."""
        key = tuple(sorted(more.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**FONT, **more})
        return self._made[key]


class TableSheet:
    """Writes the rows of a table, on as many sheets as they need.

    Args:
        book: the workbook.
        styles: its formats.
        layout: the columns.
        title: what stands above.
        lists: the ranges of the drop-downs, by the names of the code lists.
        keyed: whether rows have a hidden cell that says which record they are of.
    """

    def __init__(  # noqa: PLR0913  (what a sheet is made of)
        self, book: "Workbook", styles: Styles, layout: Layout, title: str,
        lists: dict[str, str], *, keyed: bool,
    ) -> None:  # fmt: skip
        self._book = book
        self._styles = styles
        self._layout = layout
        self._title = title
        self._lists = lists
        self._keyed = keyed
        self._columns = layout.columns
        self._last = len(self._columns) - 1
        self._widths = [column.width for column in self._columns]
        # What tells the rows apart stays in sight: the name, and the number before it.
        self._fixed = min(1 + (self._columns[0].codec == "serial"), self._last)
        self._pages = _pages(self._widths, self._fixed)
        self._looks = [_look(codec.column) for codec in layout.codecs]
        self._serials = {i for i, column in enumerate(self._columns) if column.codec == "serial"}
        self._kinds = [styles.get(border=1, **look) for look in self._looks]
        self._dates = {name: styles.get(border=1, **_dated(name)) for name in (_DATE, _MOMENT)}
        self._top = 5 if layout.has_groups else 4
        self._sheets = 0
        self._sheet: Worksheet = self._opened()

    def _opened(self) -> "Worksheet":
        self._sheets += 1
        name = self._layout.form.name
        if self._sheets > 1:
            name = f"{name[:25]}（{self._sheets}）"
        sheet = self._book.add_worksheet(name)
        self._row = self._top
        self._heads(sheet)
        return sheet

    def _heads(self, sheet: "Worksheet") -> None:
        small = self._styles.get(font_color="#595959")
        title = self._styles.get(font_size=16, bold=True, align="center", shrink=True)
        sheet.write_string(0, 0, "附件", small)
        sheet.set_row(1, 30)
        first, last = self._middle()
        if first < last:
            sheet.merge_range(1, first, 1, last, safe_text(self._title), title)
        else:
            sheet.write_string(1, first, safe_text(self._title), title)
        sheet.write_string(2, first, UNIT_LINE, small)
        if self._layout.has_groups:
            sheet.set_row(3, 20)
            self._groups(sheet)
        headings = [heading_of(column) for column in self._columns]
        sheet.set_row(self._top - 1, max(32, self._height(headings)))
        for index, (column, heading) in enumerate(zip(self._columns, headings, strict=True)):
            below = {"top": 0} if self._layout.has_groups and column.group is None else {}
            sheet.write_string(self._top - 1, index, heading, self._head(column, **below))
        if self._keyed:
            sheet.write_string(self._top - 1, self._last + 1, SHEET, small)

    def _groups(self, sheet: "Worksheet") -> None:
        """Write the upper of two rows of headings.

        A heading without a group stands in the lower one alone: what is written row by row can be
        merged in one row only.
        """
        row, index = self._top - 2, 0
        for group, columns in itertools.groupby(self._columns, key=lambda column: column.group):
            members = list(columns)
            last = index + len(members) - 1
            if group is None:
                for place, column in enumerate(members, index):
                    sheet.write_blank(row, place, None, self._head(column, bottom=0))
            elif len(members) == 1:
                sheet.write_string(row, index, group, self._head(members[0]))
            else:
                sheet.merge_range(row, index, row, last, group, self._head(members[0]))
            index = last + 1

    def _head(self, column: Column, **more: int) -> Any:
        colour = _COLOURS[column.required]
        return self._styles.get(
            bold=True, text_wrap=True, align="center", border=1, bg_color=colour, **more
        )

    def _middle(self) -> tuple[int, int]:
        """Return the first and last of the columns in which the title stands.

        They are as far from the left as from the right of the first page, without the columns that
        every page repeats: the title would be cut off there.
        """
        ends = list(itertools.accumulate(self._widths))
        if self._pages == 1:
            return 0, self._last
        left = ends[self._fixed - 1]
        page = max(end for end in ends if end <= _LANDSCAPE or end == ends[0])
        return self._fixed, next(i for i, end in enumerate(ends) if end >= page - left)

    def write(self, cells: Sequence[Cell], key: str) -> None:
        """Write a row.

        Args:
            cells: its cells.
            key: which record it is of.
        """
        if self._row >= MAX_ROWS:
            self._close(self._sheet)
            self._sheet = self._opened()
        sheet, row = self._sheet, self._row
        for kept in (sheet.row_info, sheet.row_sizes):  # XlsxWriter keeps those of all rows
            kept.pop(row - 2, None)
        sheet.set_row(row, self._height(cells))
        write_string, write_blank = sheet.write_string, sheet.write_blank
        told: list[object] = []
        for index, (value, style) in enumerate(zip(cells, self._kinds, strict=True)):
            if value is None:
                write_blank(row, index, None, style)
                told.append(None)
            elif isinstance(value, str):
                text = safe_text(value)
                write_string(row, index, text, style)
                told.append(None if index in self._serials else text)
            else:
                told.append(self._typed(row, index, value, style))
        if self._keyed:
            write_string(row, self._last + 1, f"{fingerprint(cells_of(told))} {key}")
        self._row += 1

    def _typed(self, row: int, index: int, value: float | date, style: Any) -> object:
        """Write what is no text, and return what will be read."""
        if isinstance(value, date) and value.year > _NO_DATE:
            is_moment = isinstance(value, datetime)
            self._sheet.write_datetime(
                row, index, value, self._dates[_MOMENT if is_moment else _DATE]
            )
            return (
                value.date() if isinstance(value, datetime) and value.time() == _MIDNIGHT else value
            )
        if not isinstance(value, date) and abs(value) < _PRECISE:
            self._sheet.write_number(row, index, value, style)
            return value
        text = text_of(value)
        self._sheet.write_string(row, index, text, style)
        return text

    def _height(self, cells: Sequence[Cell]) -> float:
        """Return the height that shows all text of a row: not every program works it out."""
        lines = 1
        for value, width in zip(cells, self._widths, strict=True):
            if isinstance(value, str) and (len(value) * 2 > width * lines or "\n" in value):
                parts = value[:CELL].split("\n") if "\n" in value else (value,)
                needed = 0
                for part in parts:
                    needed += 1 + (len(part.encode("gbk", "replace")) - 1) // width
                lines = max(needed, lines)
        return min(lines * LINE + 4, _TALLEST)

    def close(self) -> None:
        """Finish the last sheet; a table without rows is a blank form."""
        if self._row == self._top and self._sheets == 1:
            # Without a height of their own the rows grow with what is typed.
            self._row += _BLANK
            for row in range(self._top, self._row):
                for index, style in enumerate(self._kinds):
                    self._sheet.write_blank(row, index, None, style)
        self._close(self._sheet)

    def _close(self, sheet: "Worksheet") -> None:
        last_row = min(self._row + _LISTED, MAX_ROWS - 1)
        for index, (column, look) in enumerate(zip(self._columns, self._looks, strict=True)):
            # Rows that a person adds below keep codes and phones as text, too.
            sheet.set_column(index, index, column.width, self._styles.get(**look))
            self._validate(sheet, index, column, last_row)
        last = self._last
        if self._keyed:
            last += 1
            sheet.set_column(last, last, 10, None, {"hidden": True})
        sheet.freeze_panes(self._top, self._fixed)
        sheet.autofilter(self._top - 1, 0, self._row - 1, last)
        texts = [i for i, column in enumerate(self._columns) if column.codec in _TEXT]
        if texts:
            ranges = " ".join(f"{column_name(i)}1:{cell_name(last_row, i)}" for i in texts)
            sheet.ignore_errors({"number_stored_as_text": ranges})
        if sum(self._widths) > _PORTRAIT:
            sheet.set_landscape()
        sheet.center_horizontally()
        set_up_print(sheet, pages=self._pages)
        sheet.repeat_rows(self._top - 1 - self._layout.has_groups, self._top - 1)
        if self._pages > 1:
            sheet.repeat_columns(0, self._fixed - 1)
        sheet.print_area(0, 0, self._row - 1, self._last)

    def _validate(self, sheet: "Worksheet", index: int, column: Column, last_row: int) -> None:
        """Give a column its drop-down or its check of numbers; a person may override either."""
        rule = self._rule(column)
        if rule is not None:
            sheet.data_validation(self._top, index, last_row, index, {
                **rule, "error_type": "information", "error_title": column.heading[:32],
                "input_title": column.heading[:32], "input_message": column.note[:255],
            })  # fmt: skip

    def _rule(self, column: Column) -> dict[str, Any] | None:
        if column.codec == "county":
            return {
                "validate": "list", "source": self._counties(),
                "error_message": "不在该市的选项之内。",
            }  # fmt: skip
        name = "Prefecture" if column.codec == "prefecture" else column.choices
        if name in self._lists:
            return {
                "validate": "list", "source": self._lists[name],
                "error_message": "不在选项之内；多个值用顿号隔开时可忽略此提示。",
                "show_error": name not in _OPEN,
            }  # fmt: skip
        if column.codec in _TYPED:
            return {
                "validate": "date", "criteria": ">=", "value": date(2000, 1, 1),
                "error_message": "请填日期，例如 2025-09-13 09:00。",
            }  # fmt: skip
        if column.unit:
            whole = column.codec == "count"
            return {
                "validate": "integer" if whole else "decimal", "criteria": ">=", "value": 0,
                "error_message": f"请填{'整' if whole else ''}数（{column.unit}）。",
            }  # fmt: skip
        return None

    def _counties(self) -> str:
        """Return the formula of the counties of the prefecture that the row names."""
        inner, outer = self._lists["County"], self._lists["County.of"].removeprefix("=")
        place = next((i for i, c in enumerate(self._columns) if c.codec == "prefecture"), None)
        if place is None:
            return inner
        first, cell = inner.partition(":")[0], f"${column_name(place)}{self._top + 1}"
        found, number = f"MATCH({cell},{outer},0)-1", f"COUNTIF({outer},{cell})"
        return f"{first.replace('=', '=OFFSET(')},{found},0,{number},1)"


def set_up_print(sheet: "Worksheet", *, pages: int) -> None:
    """Let a sheet be printed on A4, with numbered pages.

    Args:
        sheet: the sheet.
        pages: how many pages it takes beside one another.
    """
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages, 0)
    sheet.set_footer(_FOOTER)


def _look(column: Column) -> dict[str, Any]:
    """Return how the cells of a column look, but for their borders."""
    if column.codec in _TEXT:
        align = {"align": "center"} if column.codec == "serial" else {}
        return {"text_wrap": True, "num_format": "@", **align}
    if column.codec in _TYPED:
        return _dated(_DATE)
    return {"num_format": "#,##0"} if column.codec == "count" else {"text_wrap": True}


def _dated(name: str) -> dict[str, Any]:
    return {"text_wrap": True, "align": "center", "num_format": name}


def _pages(widths: Sequence[int], fixed: int) -> int:
    """Return how many pages a table takes beside one another.

    Args:
        widths: the widths of its columns.
        fixed: how many of them every page repeats.
    """
    room, pages, used = _LANDSCAPE / _SHRUNK, 1, 0
    for index, width in enumerate(widths):
        if used + width > room and index > fixed:
            pages += 1
            used = sum(widths[:fixed])
        used += width
    return pages


def paged(book: "Workbook", name: str) -> Iterator[tuple["Worksheet", int]]:
    """Yield place after place for a row, on as many sheets as it takes.

    Args:
        book: the workbook.
        name: name of the first sheet.

    Yields:
        A sheet and the number of a row of it.
    """
    for number in itertools.count(1):
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.very_hidden()
        for row in range(MAX_ROWS):
            yield sheet, row
