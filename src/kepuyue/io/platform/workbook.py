"""The workbook of a profile, for people: a row a session, drop-downs, notes, ready to print."""

import io
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from os import PathLike
from typing import IO, TYPE_CHECKING, Any

from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.io._losses import left_out, unwritten
from kepuyue.io.platform.codec import CODECS, Cell, Row
from kepuyue.io.platform.profile import Column, Profile, load_profile
from kepuyue.io.registry import View, in_view
from kepuyue.model.activity import Activity, ActivityForm, Mode, Stage
from kepuyue.model.programme import Programme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PROFILE = "publish-2025"
"""The profile that is written unless another is asked for."""
CREATED = datetime(2025, 1, 1)  # noqa: DTZ001  (a workbook's property has no zone)
"""The date of creation in the properties: always the same, for the same bytes."""
CELL = 32_767
"""Characters a cell holds (the limit of the file format)."""

WRITTEN = {
    "campaigns": "id name actions",
    "campaigns.actions": "id name",
    "venues": "id name region address",
    "activities": "id name forms mode summary themes target_groups action region hosts organisers"
    " co_organisers supporters sessions expected contacts url stage state outcome",
    "activities.sessions": "id slot days when_text recurrence overrides venue join_url expected"
    " state note",
    "activities.sessions.overrides": "on slot days venue state",
    "activities.sessions.expected": "onsite",
    "activities.expected": "onsite",
    "activities.contacts": "name phone public",
    "activities.outcome": "figures news pictures videos",
    "activities.outcome.figures": "onsite online science_workers volunteers",
    "activities.outcome.news": "url",
    "activities.outcome.pictures": "url",
    "activities.outcome.videos": "url",
}
"""What the columns of the bundled profile stand for."""

_HEADER = 4
"""Rows above the header row: 附件, title, unit line, and the header itself is the fourth."""
_UNIT_LINE = "填报单位：＿＿＿＿＿＿＿＿　　联系人：＿＿＿＿＿＿　　联系电话：＿＿＿＿＿＿"
_CODES = "代码"
_GUIDE = "填报说明"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PAGES = 3
"""Pages side by side on which the columns are printed; serial and name stand on each."""
_LINE = 13.5
"""Height of a line of text, in points."""
_TALLEST = 405
"""Height of a row, in points (the limit of the file format is 409.5)."""
_LISTED = 1_000
"""Rows below the last that the drop-downs and number checks reach, for people who add some."""
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


def write(
    programme: Programme,
    file: IO[bytes],
    *,
    view: View = "internal",
    profile: str | PathLike[str] = PROFILE,
) -> None:
    """Write the workbook of a programme, as ``.xlsx``.

    It has the table, a sheet that explains its columns, and the code lists.

    Args:
        programme: the programme.
        file: what it is written to.
        view: the internal view, for officers, has private contacts and remarks; the public one
            has not, on no sheet.
        profile: id of a bundled profile, or path of one's own.

    Raises:
        UnknownIdError: if there is no such profile.
        LoadError: if a profile of one's own cannot be read.
    """
    from xlsxwriter import Workbook

    programme = in_view(programme, view)
    chosen = load_profile(profile)
    buffer = io.BytesIO()  # a file that fails would leave the archive of XlsxWriter half open
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"title": _title(programme, chosen), "created": CREATED})
    lists = _choices(programme)
    _table(book, programme, chosen, lists)
    _guide(book, chosen)
    _codes(book, chosen, lists)
    book.close()
    file.write(buffer.getbuffer())


def _title(programme: Programme, profile: Profile) -> str:
    names = [campaign.name.removesuffix("活动") for campaign in programme.campaigns[:1]]
    return "".join([*names, profile.title])


def _rows(programme: Programme) -> Iterator[Row]:
    serial = 0
    for activity in programme.activities:
        for number, session in enumerate(activity.sessions or (None,)):
            serial += 1
            yield Row(programme, activity, session, serial, first=number == 0)


def safe_text(text: str) -> str:
    """Return text that a spreadsheet shows and never runs, within what a cell holds.

    Characters that XML cannot carry are left out. Text that begins like a formula is given a
    leading apostrophe: typed as text it does nothing here, but a copy saved as CSV and opened
    again would run it.

    >>> safe_text("=1+1"), safe_text("+86 751"), safe_text("科普")
    ("'=1+1", "'+86 751", '科普')
    """
    clean = _ILLEGAL.sub("", text)
    if clean.startswith(_FORMULA):
        clean = f"'{clean}"
    return clean[:CELL]


def _table(
    book: "Workbook", programme: Programme, profile: Profile, lists: dict[str, list[str]]
) -> None:
    sheet = book.add_worksheet(profile.sheet)
    last = len(profile.column) - 1
    _heads(book, sheet, programme, profile)
    wrapped = book.add_format({**_FONT, "text_wrap": True, "border": 1})
    centred = book.add_format({**_FONT, "text_wrap": True, "border": 1, "align": "center"})
    text = book.add_format({**_FONT, "text_wrap": True, "border": 1, "num_format": "@"})
    count = book.add_format({**_FONT, "border": 1, "num_format": "#,##0"})
    styles = [
        centred if column.codec == "serial"
        else count if column.unit
        else text if column.codec in ("region", "contact_phones")
        else wrapped
        for column in profile.column
    ]  # fmt: skip
    row = _HEADER
    for data in _rows(programme):
        values = [CODECS[column.codec](data) for column in profile.column]
        for index, (value, style) in enumerate(zip(values, styles, strict=True)):
            _write_cell(sheet, row, index, value, style)
        sheet.set_row(row, _height(values, profile.column))
        row += 1
    for index, column in enumerate(profile.column):
        sheet.set_column(index, index, column.width)
        _validate(sheet, column, index, row + _LISTED, lists)
    sheet.freeze_panes(_HEADER, 2)
    sheet.autofilter(_HEADER - 1, 0, max(row - 1, _HEADER), last)
    _print_set_up(sheet, row, last)


def _heads(book: "Workbook", sheet: "Worksheet", programme: Programme, profile: Profile) -> None:
    small = book.add_format({**_FONT, "font_color": "#595959"})
    title = book.add_format({**_FONT, "font_size": 16, "bold": True, "align": "center"})
    head = {**_FONT, "bold": True, "text_wrap": True, "align": "center", "border": 1}
    plain = book.add_format({**head, "bg_color": "#DDEBF7"})
    required = book.add_format({**head, "bg_color": "#FCE4D6"})
    sheet.write_string(0, 0, "附件", small)
    sheet.merge_range(1, 0, 1, _first_page(profile), safe_text(_title(programme, profile)), title)
    sheet.set_row(1, 30)
    sheet.write_string(2, 0, _UNIT_LINE, small)
    sheet.set_row(3, 32)
    for index, column in enumerate(profile.column):
        mark = "*" if column.required == "publish" else ""
        unit = f"（{column.unit}）" if column.unit else ""
        style = required if mark else plain
        sheet.write_string(3, index, f"{mark}{column.heading}{unit}", style)


def _first_page(profile: Profile) -> int:
    """Return the last column of the first printed page: the title is centred on that page."""
    room = sum(column.width for column in profile.column) / _PAGES
    widths = itertools.accumulate(column.width for column in profile.column)
    return max(1, sum(width <= room for width in widths))


def _write_cell(sheet: "Worksheet", row: int, column: int, value: Cell, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int) and abs(value) < 10**15:
        sheet.write_number(row, column, value, style)
    else:
        # A spreadsheet keeps 15 digits of a number: a longer one stands as text.
        sheet.write_string(row, column, safe_text(str(value)), style)


def _height(values: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Return the height that shows all text of a row: not every program works it out."""
    lines = 1
    for value, column in zip(values, columns, strict=True):
        if isinstance(value, str):
            parts = value[:CELL].split("\n")
            lines = max(lines, sum(1 + (_width(part) - 1) // column.width for part in parts))
    return min(lines * _LINE + 4, _TALLEST)


def _width(text: str) -> int:
    """Return the width of text in characters of half width, at least 1."""
    return max(1, sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text))


def _validate(
    sheet: "Worksheet", column: Column, index: int, last: int, lists: dict[str, list[str]]
) -> None:
    """Give a column its drop-down or its check of numbers; a person may override either."""
    if column.choices:
        letter = chr(ord("A") + list(lists).index(column.choices))
        sheet.data_validation(
            _HEADER, index, last, index,
            {
                "validate": "list",
                "source": f"='{_CODES}'!${letter}$2:${letter}${len(lists[column.choices]) + 1}",
                "error_type": "information",
                "error_title": column.heading,
                "error_message": "不在选项之内；多个值用顿号隔开时可忽略此提示。",
                "input_title": column.heading[:32],
                "input_message": column.note[:255],
            },
        )  # fmt: skip
    elif column.unit:
        sheet.data_validation(
            _HEADER, index, last, index,
            {
                "validate": "integer", "criteria": ">=", "value": 0,
                "error_title": column.heading, "error_message": f"请填整数（{column.unit}）。",
            },
        )  # fmt: skip


def _print_set_up(sheet: "Worksheet", last_row: int, last_column: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(_PAGES, 0)
    sheet.repeat_rows(_HEADER - 1)
    sheet.repeat_columns(0, 1)
    sheet.print_area(0, 0, max(last_row - 1, _HEADER), last_column)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _guide(book: "Workbook", profile: Profile) -> None:
    sheet = book.add_worksheet(_GUIDE)
    bold = book.add_format({**_FONT, "bold": True, "border": 1, "bg_color": "#DDEBF7"})
    wrapped = book.add_format({**_FONT, "text_wrap": True, "border": 1})
    plain = book.add_format({**_FONT, "text_wrap": True})
    sheet.merge_range(0, 0, 0, 5, f"{profile.title}（{profile.edition}）：{profile.note}", plain)
    sheet.set_row(0, 45)
    headings = ("栏目", "必填阶段", "怎样填", "也叫", "依据", "证据等级")
    stages = {"publish": "登记发布", "supplement": "补充完善", "summary": "活动总结", None: ""}
    for index, heading in enumerate(headings):
        sheet.write_string(1, index, heading, bold)
    for row, column in enumerate(profile.column, start=2):
        values = (
            column.heading, stages[column.required], column.note, "、".join(column.aliases),
            column.source, column.evidence,
        )  # fmt: skip
        for index, value in enumerate(values):
            sheet.write_string(row, index, safe_text(value), wrapped)
    for index, width in enumerate((22, 10, 44, 26, 40, 9)):
        sheet.set_column(index, index, width)
    last = len(profile.column) + 2
    note = "证据等级：A 官方文件或页面；B 一处公开页面；C 推断。"
    sheet.write_string(last, 0, note, book.add_format(_FONT))
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _choices(programme: Programme) -> dict[str, list[str]]:
    """Return the code lists of the drop-downs, by the names profiles use."""
    actions = [action.name for campaign in programme.campaigns for action in campaign.actions]
    return {
        "ActivityForm": [form.label for form in ActivityForm],
        "Mode": [mode.label for mode in Mode],
        "Stage": [stage.label for stage in Stage],
        "TargetGroup": [group.label for group in programme.target_group_vocabulary],
        "Action": list(dict.fromkeys(actions)) or ["（无）"],
        "YesNo": ["是", "否"],
    }


def _codes(book: "Workbook", profile: Profile, lists: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet(_CODES)
    headings = {column.choices: column.heading for column in profile.column if column.choices}
    for index, (name, labels) in enumerate(lists.items()):
        sheet.write_string(0, index, headings.get(name, name))
        for row, label in enumerate(labels, start=1):
            sheet.write_string(row, index, safe_text(label))
    sheet.hide()


def losses(programme: Programme, *, view: View = "internal") -> Report:
    """Return what a workbook cannot carry: paperwork, parts of activities, text beyond a cell.

    It is told of the bundled profile; one of your own may have other columns.

    Args:
        programme: the programme.
        view: the view to be written; what the public view leaves out is no loss of the workbook.
    """
    programme = in_view(programme, view)
    return Report([*_cut(programme), *left_out(programme, WRITTEN), *_totals(programme)])


def _totals(programme: Programme) -> Iterator[Finding]:
    """Yield a note if activities expect a number in all that their sessions' own displace."""
    displaced = [
        activity
        for activity in programme
        if activity.expected is not None
        and activity.expected.onsite is not None
        and any(s.expected is not None and s.expected.onsite is not None for s in activity.sessions)
    ]
    if displaced:
        yield unwritten(Activity, ["expected.onsite"], len(displaced))


def _cut(programme: Programme) -> Iterator[Finding]:
    for index, activity in enumerate(programme.activities):
        if activity.summary is not None and len(activity.summary) > CELL:
            yield Finding(
                code="KY-DMP101",
                severity=Severity.WARNING,
                params={"limit": CELL},
                location=Location(path=pointer("activities", index, "summary")),
                entity=f"activity:{activity.id}",
            )
