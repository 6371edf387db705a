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
    ActivityForm,
    Contact,
    DateSpan,
    Figures,
    LoadResult,
    Mode,
    Outcome,
    Programme,
    State,
    Theme,
    TimeSlot,
    Venue,
    try_load_many,
    try_loads,
)
from kepuyue.io.platform import activities
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


def test_a_heading_within_the_table_is_passed_over_with_a_note() -> None:
    wide = read(HEADER, ("一、讲座类",), FIRST, merges=("A2:C2",))
    narrow = read(HEADER, (None, "讲座类"), FIRST, merges=("B2:C2",))
    beside = read(HEADER, ("甲", "讲座类", None, None, 20), merges=("B2:D2",))

    assert (names(wide), codes(wide)) == (["机器人科普展"], ["KY-TAB131 A2"])
    assert (names(narrow), codes(narrow)) == (["讲座类", "机器人科普展"], [])
    assert (names(beside), codes(beside)) == (["讲座类"], [])


@pytest.mark.parametrize(
    "row",
    [
        (2, "……", None, None, None),
        ("…", "…", "…", "…", "…"),
        ("1.请各单位如实填写活动信息",),
        (None, None, None, "（一）请各单位如实填写活动信息"),
        (None, None, None, None, None, "请注意"),
        (3, None, None, None, None, "请注意", "见附件"),
        (None, None, "负责人（签字）：", None, "2025年9月30日"),
        ("合计 2 项", None, None, None, 300),
        ("汇总", None, None, None, 300),
    ],
    ids=range(9),
)
def test_what_only_looks_like_a_row_is_passed_over_silently(row: tuple[object, ...]) -> None:
    result = read((*HEADER, "车牌", "颜色"), FIRST, row, (2, "天文观测", "9月14日", None, 20))

    assert names(result) == ["机器人科普展", "天文观测"]
    assert codes(result) == []


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ((None, "1.青少年机器人科普展活动", "9月13日"), "1.青少年机器人科普展活动"),
        ((2, "（二）青少年机器人科普展活动"), "（二）青少年机器人科普展活动"),
        ((2, "合计算法科普讲座", "9月13日"), "合计算法科普讲座"),
        ((2, "备注：我与科学", "9月13日"), "备注：我与科学"),
        ((2, "天文观测", "9月13日", "活动地点", "预计参与人数"), "天文观测"),
        ((2, "例行天文观测", "9月13日"), "例行天文观测"),
        ((2, "3D…", "9月13日"), "3D…"),
    ],
)
def test_a_name_that_only_looks_like_a_note_is_a_name(row: tuple[object, ...], name: str) -> None:
    assert names(read(HEADER, FIRST, row)) == ["机器人科普展", name]


def test_an_example_is_found_by_its_number_wherever_that_stands() -> None:
    header = ("活动名称", "序号", "活动时间")

    assert names(read(header, ("科普讲座", "例", "9月1日"), ("天文观测", 1, "9月2日"))) == [
        "天文观测"
    ]


def test_as_above_is_what_stands_above() -> None:
    (_, second, third) = read(
        HEADER, FIRST, (2, "天文观测", "9月14日", "同上", 20), (3, "观鸟", "同上", "〃", "同前")
    ).programme.activities

    assert [s.venue for s in (*second.sessions, *third.sessions)] == ["风采广场", "风采广场"]
    assert third.sessions[0].days == DateSpan.day(date(2025, 9, 14))
    assert third.expected == Figures(onsite=20)


def test_an_error_value_is_told_and_says_nothing() -> None:
    result = read(HEADER, (1, "机器人科普展", "#REF!", "风采广场", "#N/A"))
    (session,) = result.programme.activities[0].sessions

    assert codes(result) == ["KY-TAB116 C2", "KY-TAB116 E2"]
    assert (session.when, session.venue) == (None, "风采广场")


@pytest.mark.parametrize("nothing", ["无", "/", "——", "N/A"])
def test_a_cell_that_has_nothing_to_say_says_nothing(nothing: str) -> None:
    result = read(HEADER, (1, "机器人科普展", nothing, nothing, nothing))
    (activity,) = result.programme

    assert codes(result) == []
    assert (activity.sessions, activity.expected, activity.extra) == ((), None, {})
    assert result.programme.venues == ()


def test_what_was_put_right_is_noted_once_for_each_value_of_a_column() -> None:
    rows = [(1, "甲", "9月13日", "风采广场", text) for text in ("约300人", "约300人", "约200人")]

    assert codes(read(HEADER, *rows)) == ["KY-TAB112 E2", "KY-TAB112 E4"]


def test_contacts_of_which_there_are_not_as_many_numbers_are_not_paired() -> None:
    (activity,) = read(
        ("活动名称", "联系人", "联系电话"), ("讲座", "张三、李华", "0751-8000001")
    ).programme

    assert activity.contacts == (
        Contact(name="张三"), Contact(name="李华"), Contact(phone="0751-8000001"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("time", "note", "state", "sessions"),
    [
        (None, None, State.CANCELLED, []),
        (None, "雨", State.CANCELLED, ["雨"]),
        ("9月13日", "雨", State.CANCELLED, ["雨"]),
    ],
)
def test_an_activity_without_sessions_has_the_state_itself(
    time: str | None, note: str | None, state: State, sessions: list[str]
) -> None:
    (activity,) = read(
        ("活动名称", "活动时间", "状态", "备注"), ("讲座", time, "已取消", note)
    ).programme

    assert [s.note for s in activity.sessions] == sessions
    assert state in {activity.state, *(s.state for s in activity.sessions)}


def test_addresses_pair_with_as_many_places_and_one_is_that_of_all() -> None:
    header = ("活动名称", "活动时间", "活动地点", "详细地址")
    paired = read(header, ("甲", "9月13日", "市科技馆、风采广场", "武江区1号、浈江区2号"))
    shared = read(header, ("甲", "9月13日", "报告厅、展厅", "浈江区3号"))
    alone = read(header, ("甲", "9月13日", None, "浈江区3号"))

    def venues(result: LoadResult) -> list[tuple[str, str | None, str | None]]:
        return [(v.name, v.address, v.region) for v in result.programme.venues]

    assert venues(paired) == [
        ("市科技馆", "武江区1号", "440203"), ("风采广场", "浈江区2号", "440204")
    ]  # fmt: skip
    assert venues(shared) == [
        ("报告厅", "浈江区3号", "440204"), ("展厅", "浈江区3号", "440204")
    ]  # fmt: skip
    assert venues(alone) == [("浈江区3号", "浈江区3号", "440204")]


def test_places_of_one_name_and_other_addresses_are_other_venues() -> None:
    header = ("活动名称", "活动时间", "活动地点", "详细地址")
    rows = [("甲", "9月13日", "报告厅", address) for address in ("武江区1号", "浈江区2号")]
    result = read(header, *rows, *rows, ("乙", "9月13日", "报告厅", None))  # which?

    assert [v.id for v in result.programme.venues] == [
        "报告厅", "报告厅，浈江区2号", "报告厅（地址不详）"
    ]  # fmt: skip
    assert [a.sessions[0].venue for a in result.programme] == [
        "报告厅", "报告厅，浈江区2号", "报告厅", "报告厅，浈江区2号", "报告厅（地址不详）"
    ]  # fmt: skip


@pytest.mark.parametrize("day", [45913, datetime(2025, 9, 13), date(2025, 9, 13), "9月13日"])  # noqa: DTZ001
def test_a_day_and_its_hours_in_columns_of_their_own_are_put_together(day: object) -> None:
    header = ("活动名称", "活动日期", "活动时间")
    (activity,) = read(header, ("讲座", day, "9:00-10:00")).programme

    assert activity.sessions[0].when == TimeSlot(start=NINE, end=TEN)


def test_a_serial_number_typed_as_text_is_a_date_with_a_note() -> None:
    result = read(HEADER, (1, "讲座", "45913", None, None))

    assert codes(result) == ["KY-TAB125 C2"]
    assert result.programme.activities[0].sessions[0].when == DateSpan.day(date(2025, 9, 13))


def test_a_division_that_is_none_is_told_and_its_text_kept() -> None:
    result = read(("活动名称", "所属市", "所属县（市、区）"), ("讲座", "某某市", "某某县"))

    assert codes(result) == ["KY-REF001 C2"]
    assert result.programme.activities[0].extra["table"] == {
        "所属市": "某某市", "所属县（市、区）": "某某县"
    }  # fmt: skip


def test_a_form_that_two_columns_tell_is_told_once() -> None:
    (activity,) = read(
        ("活动名称", "活动类别", "活动形式"), ("讲座", "科普讲座", "科普讲座、科普展览、线下")
    ).programme

    assert activity.forms == (ActivityForm.LECTURE, ActivityForm.EXHIBITION)
    assert activity.mode is Mode.ONSITE


@pytest.mark.parametrize("time", ["9.14上午9:00-11:00", "9、14日9:00-11:00", "9.14-9.20每天9:00"])
@pytest.mark.parametrize("rest", [(None, None), ("中心小学", None), ("中心小学", 80)])
def test_a_time_that_begins_as_a_numbered_note_is_a_further_session(
    time: str, rest: tuple[object, ...]
) -> None:
    result = read(HEADER, FIRST, (None, None, time, *rest))

    assert names(result) == ["机器人科普展"]
    assert len(result.programme.activities[0].sessions) >= 2


def test_a_numbered_place_of_a_row_with_more_cells_is_no_note() -> None:
    row = (None, None, None, "（一）中心小学操场东侧", 80, "甲")
    (activity,) = read((*HEADER, "备注"), FIRST, row).programme

    assert [s.venue for s in activity.sessions] == ["风采广场", "（一）中心小学操场东侧"]


def test_more_places_than_times_are_told_and_kept() -> None:
    header = ("活动名称", "活动时间", "活动地点")
    days, places = "9月13日；9月14日", "甲馆、乙馆、丙馆"
    uneven = read(header, ("讲座", days, places))
    even = read(header, ("讲座", days, "甲馆、乙馆"))

    assert codes(uneven) == ["KY-TAB133 C2"]
    assert [s.venue for s in uneven.programme.activities[0].sessions] == [None, None]
    assert uneven.programme.activities[0].extra["table"] == {"活动地点": places}
    assert [s.venue for s in even.programme.activities[0].sessions] == ["甲馆", "乙馆"]


def test_a_link_is_that_of_the_sessions_or_else_of_the_activity() -> None:
    header = ("活动名称", "活动时间", "线上链接")
    link = "https://example.org/live"
    with_time, without = read(header, ("甲", "9月13日", link), ("乙", None, link)).programme

    assert [s.join_url for s in with_time.sessions] == [link]
    (at_place,) = read(("活动名称", "活动地点", "线上链接"), ("丙", "市科技馆", link)).programme
    assert [(s.venue, s.join_url) for s in at_place.sessions] == [("市科技馆", link)]
    assert (with_time.url, without.url, without.sessions) == (None, link, ())


def test_a_row_names_its_division() -> None:
    header = ("活动名称", "活动时间", "所属市", "所属县（市、区）", "行政区划代码")
    rows = [
        ("甲", "9月13日", "韶关市", "乐昌市", None),
        ("乙", "9月13日", "韶关市", None, None),
        ("丙", "9月13日", "韶关市", "乐昌市", "440203"),
        ("丁", "9月13日", None, None, None),
    ]

    assert [a.region for a in read(header, *rows).programme] == ["440281", "440200", "440203", None]


def test_what_the_model_refuses_of_a_row_is_told_and_the_other_rows_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(fields: dict[str, Any]) -> None:
        if fields.get("summary") == "坏":
            fields["name"] = ""

    monkeypatch.setattr(activities, "join_contacts", refuse)
    header = ("活动名称", "活动时间", "活动简介")
    result = read(header, ("讲座", "9月13日", "坏"), ("展览", "9月14日", "好"))

    assert names(result) == ["展览"]
    assert codes(result) == ["KY-VAL001 A2"]


def test_counts_achieved_are_summed_up_and_what_is_no_count_is_kept_of_any_row() -> None:
    header = ("活动名称", "活动时间", "实际线下人次", "预计参与人数")
    rows = [("讲座", "9月13日", 300, 50), (None, "9月14日", 80, "若干")]
    (activity,) = read(header, *rows).programme

    assert activity.outcome == Outcome(figures=Figures(onsite=380))
    assert activity.extra["table"] == {"预计参与人数": "若干"}
