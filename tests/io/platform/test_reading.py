"""Tables as people type them, row by row: what is a row, a header, a line above."""

import gc
import io
import weakref
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kepuyue import (
    CHINA_TIME,
    Contact,
    DateSpan,
    LoadResult,
    Programme,
    Theme,
    TimeSlot,
    Venue,
    try_load_many,
    try_loads,
)
from kepuyue.io.platform.context import Context

HEADER = ("序号", "活动名称", "活动时间", "活动地点", "预计参与人数")
FIRST = (1, "机器人科普展", "9月13日", "风采广场", 300)


def read(*rows: Any, merges: tuple[str, ...] = (), **options: Any) -> LoadResult:
    """Return what a sheet with some rows says."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return try_loads(file.getvalue(), format="xlsx", **{"year": 2025, **options})


def names(result: LoadResult) -> list[str]:
    return [activity.name for activity in result.programme]


def codes(result: LoadResult) -> list[str]:
    return [f"{f.code} {f.location.cell}" for f in result.report if f.code != "KY-TAB128"]


@pytest.mark.parametrize(
    "above",
    [
        [("附件1",), ("2025年全国科普月活动信息表",), ("填报单位：市科协",)],
        [(None,), ("附件",), (None,), ("关于科普活动的通知要求各单位于九月底前填报",)],
        [],
    ],
    ids=["notice", "blank", "nothing"],
)
def test_the_header_is_found_below_whatever_stands_above(above: list[Any]) -> None:
    assert names(read(*above, HEADER, FIRST)) == ["机器人科普展"]


def test_a_header_of_two_rows_names_the_group_of_its_columns() -> None:
    result = read(
        ("序号", "活动名称", "实际参与人数", None, "备注"),
        (None, None, "线下人次", "线上人次", None),
        (1, "机器人科普展", 300, 20, "带水"),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
    )
    outcome = result.programme.activities[0].outcome

    assert outcome is not None
    assert outcome.figures is not None
    assert (outcome.figures.onsite, outcome.figures.online) == (300, 20)


def test_an_unknown_column_lands_in_extra_and_one_like_a_known_is_told() -> None:
    result = read(("活动名称", "活动时间", "经费"), ("机器人科普展", "9月13日", date(2025, 9, 1)))
    known = read(("拟办活动名称", "活动时间"), ("机器人科普展", "9月13日"))

    assert names(known) == ["机器人科普展"]
    assert codes(known) == ["KY-TAB103 A1"]
    assert result.programme.activities[0].extra["table"] == {"经费": "2025-09-01"}


@pytest.mark.parametrize(
    "row",
    [
        ("合计", None, None, None, 300),
        (None, "合 计", None, None, 300),
        ("小计", None, None, None, 300),
        ("注：人数为预计数",),
        ("说明：1.请如实填写",),
        ("填表人：张三", None, None, "负责人签字："),
        ("（盖章）",),
        (None, None, None, None, None),
        HEADER,
        (2, None, None, None, None),
    ],
    ids=range(10),
)
def test_what_is_no_row_is_passed_over(row: tuple[object, ...]) -> None:
    result = read(HEADER, FIRST, row, (2, "天文观测", "9月14日", None, 20))

    assert names(result) == ["机器人科普展", "天文观测"]
    assert all(code.startswith("KY-TAB105") for code in codes(result))


@pytest.mark.parametrize(
    "first", [("例", "科普讲座"), (1, "例：科普讲座"), (1, "（示例）科普讲座")]
)
def test_an_example_is_passed_over_with_a_note(first: tuple[object, object]) -> None:
    result = read(HEADER, (*first, "9月1日", None, 1), FIRST)

    assert names(result) == ["机器人科普展"]
    assert [code.split()[0] for code in codes(result)] == ["KY-TAB105"]


def test_a_row_without_a_name_is_a_session_of_the_one_above() -> None:
    result = read(HEADER, FIRST, (None, None, "9月14日", "中心小学", 80))
    (activity,) = result.programme.activities

    assert [s.venue for s in activity.sessions] == ["风采广场", "中心小学"]
    assert [s.expected and s.expected.onsite for s in activity.sessions] == [300, 80]


def test_a_name_merged_downwards_stands_in_each_of_its_rows() -> None:
    result = read(HEADER, FIRST, (None, None, "9月14日", None, None), merges=("B2:B3", "D2:D3"))
    (activity,) = result.programme.activities

    assert [(s.days, s.venue) for s in activity.sessions] == [
        (DateSpan.day(date(2025, 9, 13)), "风采广场"),
        (DateSpan.day(date(2025, 9, 14)), "风采广场"),
    ]


def test_a_row_without_a_name_and_nothing_above_is_lost_with_an_error() -> None:
    result = read(HEADER, (1, None, "9月13日", "风采广场", 300), (2, *FIRST[1:]))

    assert names(result) == ["机器人科普展"]
    assert codes(result) == ["KY-TAB106 B2"]


def test_who_fills_it_in_is_host_and_contact_unless_there_are_such_columns() -> None:
    line = ("填报单位：市科协　联系人：张三　联系电话：0751-8000001",)
    plain = read(line, HEADER, FIRST).programme.activities[0]
    told = read(line, (*HEADER, "主办单位", "联系人"), (*FIRST, None, None)).programme

    assert plain.hosts == ("市科协",)
    assert plain.contacts == (Contact(name="张三", phone="0751-8000001"),)
    assert (told.activities[0].hosts, told.activities[0].contacts) == ((), ())


NINE = datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("value", "when"),
    [
        (date(2025, 9, 13), DateSpan.day(date(2025, 9, 13))),
        (datetime(2025, 9, 13, 9), TimeSlot(start=NINE)),  # noqa: DTZ001
        (45913, DateSpan.day(date(2025, 9, 13))),
        (45913.375, TimeSlot(start=NINE)),
        (20250913, DateSpan.day(date(2025, 9, 13))),
        (9.13, DateSpan.day(date(2025, 9, 13))),
        ("2025年9月13日9:00", TimeSlot(start=NINE)),
    ],
    ids=str,
)
def test_a_time_is_read_whatever_it_was_typed_as(value: object, when: object) -> None:
    result = read(HEADER, (1, "机器人科普展", value, None, None))

    assert result.programme.activities[0].sessions[0].when == when


@pytest.mark.parametrize("value", [7, 1e9, True, "13/9"])
def test_a_time_that_is_none_is_told_at_its_cell(value: object) -> None:
    result = read(HEADER, (1, "机器人科普展", value, None, None))

    assert [code for code in codes(result) if code.endswith(" C2")]
    assert names(result) == ["机器人科普展"]


START_END = ("活动名称", "开始时间", "结束时间")
TEN = NINE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        (datetime(2025, 9, 13, 9), datetime(2025, 9, 13, 10), TimeSlot(start=NINE, end=TEN)),  # noqa: DTZ001
        (datetime(2025, 9, 13, 9), None, TimeSlot(start=NINE)),  # noqa: DTZ001
        ("9月13日9:00", "9月13日10:00", TimeSlot(start=NINE, end=TEN)),
        ("9月13日", "9月15日", DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15))),
    ],
    ids=range(4),
)
def test_start_and_end_are_put_together(start: object, end: object, when: object) -> None:
    result = read(START_END, ("机器人科普展", start, end))

    assert result.programme.activities[0].sessions[0].when == when


def test_an_end_before_the_start_is_told() -> None:
    late, early = datetime(2025, 9, 13, 10), datetime(2025, 9, 13, 9)  # noqa: DTZ001
    result = read(START_END, ("机器人科普展", late, early))

    assert codes(result)
    assert names(result) == ["机器人科普展"]


def test_a_sheet_without_a_table_is_told() -> None:
    assert [code.split()[0] for code in codes(read(("a", "b"), (1, 2)))] == ["KY-TAB102"]
    assert read(("a",)).programme == read(("b",)).programme


def test_new_units_and_venues_are_part_of_the_programme() -> None:
    result = read((*HEADER, "主办单位"), (*FIRST, "市科协"), programme=Programme())

    assert [unit.id for unit in result.programme.units] == ["市科协"]
    assert [venue.id for venue in result.programme.venues] == ["风采广场"]


def test_a_nomination_refers_to_the_activity_of_an_earlier_sheet() -> None:
    book = openpyxl.Workbook()
    for name, *rows in (
        ("活动", ("活动名称", "活动时间", "主办单位"), ("机器人讲座", "2025年9月13日", "市科协")),
        ("优秀活动", ("优秀活动推荐表",), ("活动名称", "推荐单位"), ("机器人讲座", "市科协")),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    programme = try_loads(file.getvalue(), format="xlsx").strict()

    assert programme.nominations[0].activity == programme.activities[0].id


def test_an_activity_of_a_form_stands_where_its_name_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(("主办单位", "市科协", "活动时间", "2025年9月13日"))
    sheet.append(("活动地点", "市科技馆", "活动名称", "机器人讲座"))
    paths = [tmp_path / "甲县.xlsx", tmp_path / "乙县.xlsx"]
    for path in paths:
        book.save(path)
    (found,) = (f for f in try_load_many(paths).report if f.code == "KY-TAB122")

    assert str(found.location) == "乙县.xlsx: Sheet!D2"


def test_what_is_found_in_a_form_is_told_of_its_own_cell() -> None:
    result = read(
        ("活动名称", "机器人讲座", "活动时间", "9/10 或 10/9"),
        ("主办单位", "市科协", "所属县区", "无此县"),
        ("活动地点", "市科技馆", "预计参与人数", "许多"),
    )

    assert codes(result) == ["KY-TAB113 D3", "KY-TAB110 D1", "KY-REF001 D2"]


def test_what_a_reading_looked_up_is_not_kept_after_it() -> None:
    context = Context(Programme())
    context.like(Theme, "机器人大赛")
    held = weakref.ref(context)
    del context
    gc.collect()

    assert held() is None


@pytest.mark.parametrize("number", [-1e300, -1e15, -1, 1e300])
def test_a_number_that_is_no_date_is_told(number: float) -> None:
    result = read(HEADER[:3], (1, "机器人科普展", number))

    assert codes(result) == ["KY-TAB110 C2"]


def test_a_change_of_place_refers_to_the_venue_it_names() -> None:
    square = Venue(id="v9", name="市民广场")
    rows = [
        (1, "讲座", "9月6日至27日每周六9:00-11:00，9月27日改在市民广场"),
        (2, "展览", "9月7日至28日每周日9:00-11:00，9月28日改在人民公园"),
    ]
    programme = read(HEADER[:3], *rows, programme=Programme(venues=(square,))).strict()
    changes = [session.overrides[0] for a in programme for session in a.sessions]

    assert [change.venue for change in changes] == ["v9", "人民公园"]
    assert programme.integrity().ok
