"""The workbook of a profile, for people: tables, drop-downs, notes, ready to print.

It is written row by row, in memory that does not grow with their number. A hidden sheet carries
the entities whole, so that reading the workbook gives back what the view shows, with whatever a
person changed in the cells.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

import attrs

from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out
from kepuyue.io.platform.cell import CELL, column_name, safe_text
from kepuyue.io.platform.choice import choices, divisions
from kepuyue.io.platform.layout import Layout, layouts
from kepuyue.io.platform.loss import carried
from kepuyue.io.platform.machine import CODES, GUIDE, SHEET, RecordSheet
from kepuyue.io.platform.profile import PROFILE, STAGES, Profile, load_profile
from kepuyue.io.platform.worksheet import FONT, LINE, Styles, TableSheet, paged, set_up_print
from kepuyue.io.registry import View, in_view
from kepuyue.model.programme import TUPLES, Programme

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CREATED = datetime(2025, 1, 1)  # noqa: DTZ001  (a workbook's property has no zone)
"""The date of creation in the properties: always the same, for the same bytes."""


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
    records: bool = True,
) -> None:
    """Write the workbook of a programme, as ``.xlsx``.

    It has the tables of the profile, a sheet that explains their columns, the code lists, and a
    hidden sheet with the entities whole. Paperwork is in it only where the profile has a table of
    it: nobody's phone travels unseen in a table of activities.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the internal view, for officers, has private contacts and remarks; the public one
            has not, on no sheet.
        profile: id of a profile, path of one's own, or a profile made in Python.
        records: whether it has the hidden sheet.

    Raises:
        UnknownIdError: if there is no such profile.
        LoadError: if a profile of one's own cannot be read.
    """
    chosen = load_profile(profile)
    with WorkbookWriter(file, in_view(programme, view), chosen, records=records) as writer:
        for layout in writer.layouts:
            for entity in layout.entities(writer.programme):
                writer.write(entity, layout)


class WorkbookWriter:
    """Writes the rows of a workbook one by one; in a ``with`` block, after which it is written.

    Args:
        file: what it is written to at the end.
        programme: what the entities refer to, in the view that is written.
        profile: the profile.
        records: whether there is a hidden sheet with the entities whole.

    Attributes:
        programme: what the entities refer to.
        layouts: the tables.
    """

    def __init__(
        self, file: IO[bytes], programme: Programme, profile: Profile, *, records: bool = True
    ) -> None:
        self.programme: Programme = programme
        self.layouts: list[Layout] = layouts(programme, profile)
        self._profile = profile
        self._file = file
        self._has_records = records
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Begin the workbook: all but the rows is written."""
        from xlsxwriter import Workbook

        programme, profile, records = self.programme, self._profile, self._has_records
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        # XlsxWriter would write to a file that fails halfway, and leave its archive half open.
        self._made: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile(dir=folder))
        self._book = Workbook(
            self._made,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                # A width is so many characters of this font, not of one that may be missing.
                "default_format_properties": dict(FONT),  # XlsxWriter adds to it
            },
        )
        title = self.layouts[0].title(programme) if self.layouts else profile.title
        self._book.set_properties({"title": title, "created": CREATED})
        styles = Styles(self._book)
        lists, columns = _lists(programme, profile)
        self._sheets = {
            layout: TableSheet(
                self._book, styles, layout, layout.title(programme), lists, keyed=records
            )
            for layout in self.layouts
        }
        self._serials = dict.fromkeys(self._sheets, 1)
        _guide(self._book, profile)
        _codes(self._book, columns)
        self._records: RecordSheet | None = None
        if records:
            self._records = RecordSheet(profile.id)
            self._places = paged(self._book, SHEET)
            shown = carried(programme, profile)
            for cells in self._records.head(shown):
                self._record(cells)
            for name in TUPLES:
                if name not in {layout.form.rows for layout in self.layouts}:
                    for entity in getattr(shown, name):
                        self._record(self._records.row(entity))
        return self

    def write(self, entity: Any, layout: Layout) -> None:
        """Write the rows of an entity, and its record.

        Args:
            entity: the entity, in the view that is written.
            layout: the table it belongs to.
        """
        sheet, serial = self._sheets[layout], self._serials[layout]
        for row, key in layout.rows(self.programme, entity, serial):
            sheet.write(layout.cells(row), key)
            serial += 1
        self._serials[layout] = serial
        if self._records is not None:
            self._record(self._records.row(entity))

    def _record(self, cells: list[str]) -> None:
        sheet, row = next(self._places)
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put the workbook together, and write it."""
        with self._stack:
            if error is not None:
                for sheet in self._book.worksheets():  # XlsxWriter closes them at the end alone
                    sheet.row_data_fh.close()
                return
            for table in self._sheets.values():
                table.close()
            self._book.close()
            self._made.seek(0)
            shutil.copyfileobj(self._made, self._file)


def _lists(programme: Programme, profile: Profile) -> tuple[dict[str, str], list[list[str]]]:
    """Return the ranges of the code lists by name, and the columns of the sheet that has them."""
    ranges: dict[str, str] = {}
    columns: list[list[str]] = []

    def add(name: str, heading: str, labels: list[str]) -> None:
        if not labels:
            return
        letter = column_name(len(columns))
        ranges[name] = f"='{CODES}'!${letter}$2:${letter}${len(labels) + 1}"
        columns.append([heading, *labels])

    used = [column for form in profile.sheet for column in form.column]
    for column in used:
        name = column.choices
        if name and name != "Region" and name not in ranges:
            add(name, column.heading, choices(programme, name))
    if any(column.codec in ("prefecture", "county") for column in used):
        pairs = divisions(programme)
        add("Prefecture", "市", list(dict.fromkeys(outer for outer, _ in pairs)))
        add("County.of", "所属市", [outer for outer, _ in pairs])
        add("County", "县（市、区）", [inner for _, inner in pairs])
    return ranges, columns


def _codes(book: "Workbook", columns: list[list[str]]) -> None:
    sheet = book.add_worksheet(CODES)
    for row in range(max(map(len, columns), default=0)):
        for index, labels in enumerate(columns):
            if row < len(labels):
                sheet.write_string(row, index, safe_text(labels[row]))
    sheet.hide()


def _guide(book: "Workbook", profile: Profile) -> None:
    sheet = book.add_worksheet(GUIDE)
    bold = book.add_format({**FONT, "bold": True, "border": 1, "bg_color": "#DDEBF7"})
    wrapped = book.add_format({**FONT, "text_wrap": True, "border": 1, "valign": "top"})
    plain = book.add_format({**FONT, "text_wrap": True})
    headings = ("栏目", "必填阶段", "怎样填", "也叫", "依据", "证据等级")
    widths = (22, 10, 44, 36, 36, 9)
    sheet.set_row(0, 45)
    about = f"{profile.title}（{profile.edition}）。制定：{profile.issuer}。{profile.note}"
    sheet.merge_range(0, 0, 0, len(headings) - 1, safe_text(about), plain)
    row = 1
    for form in profile.sheet:
        if len(profile.sheet) > 1:
            row += 1
            sheet.write_string(row, 0, safe_text(form.title or form.name), bold)
            row += 1
        for index, heading in enumerate(headings):
            sheet.write_string(row, index, heading, bold)
        row += 1
        for column in form.column:
            values = (
                column.heading, STAGES.get(column.required or "", ""), column.note,
                "、".join(column.aliases), column.source, column.evidence,
            )  # fmt: skip
            lines = max(1 + (2 * len(v) - 1) // w for v, w in zip(values, widths, strict=True))
            sheet.set_row(row, lines * LINE + 4)
            for index, value in enumerate(values):
                sheet.write_string(row, index, safe_text(value), wrapped)
            row += 1
    for note in (
        "橙色、带 * 的栏目登记发布时必填；黄色的栏目补充完善或总结时必填；蓝色的栏目可不填。",
        "证据等级：A 官方文件或页面；B 一处公开页面；C 推断。",
    ):
        sheet.write_string(row, 0, note, book.add_format(dict(FONT)))
        row += 1
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    set_up_print(sheet, pages=1)
    if len(profile.sheet) == 1:
        sheet.repeat_rows(1)


def losses(
    programme: Programme,
    *,
    view: View = "internal",
    profile: "str | PathLike[str] | Profile" = PROFILE,
    records: bool = True,
) -> Report:
    """Return what a workbook cannot carry: paperwork of which the profile has no table.

    Without the hidden sheet it is what stands in no column.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the workbook.
        profile: the profile.
        records: whether it has the hidden sheet.
    """
    from kepuyue.io.platform.loss import losses as of_cells

    programme, chosen = in_view(programme, view), load_profile(profile)
    if not records:
        return of_cells(programme, chosen)
    shown = carried(programme, chosen)
    kept = {name: {entity.id for entity in getattr(shown, name)} for name in TUPLES}
    lost: dict[str, Any] = {
        name: tuple(entity for entity in getattr(programme, name) if entity.id not in kept[name])
        for name in TUPLES
    }
    lost["extra"] = {} if shown.extra else programme.extra
    return Report([*cut(programme), *left_out(attrs.evolve(programme, **lost), {})])


def cut(programme: Programme) -> Iterator[Finding]:
    """Yield a warning for each summary that is longer than a cell: the cell shows its beginning."""
    for index, activity in enumerate(programme.activities):
        if activity.summary is not None and len(activity.summary) > CELL:
            yield Finding(
                code="KY-DMP101",
                severity=Severity.WARNING,
                params={"limit": CELL},
                location=Location(path=pointer("activities", index, "summary")),
                entity=f"activity:{activity.id}",
            )
