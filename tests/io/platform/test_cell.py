from datetime import date, datetime, time, timedelta

import pytest

from kepuyue.io.platform.address import Spot, spots
from kepuyue.io.platform.cell import (
    CELL,
    Value,
    bare_heading,
    cleaned,
    column_name,
    heading_key,
    line_of,
    safe_text,
    split,
    text_of,
)
from kepuyue.io.platform.change import says
from kepuyue.io.platform.division import division_in


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t1", "\r1"])
def test_text_that_begins_like_a_formula_is_held_by_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert cleaned(safe_text(text)) == text.strip()


def test_text_is_cut_where_a_cell_is_full() -> None:
    assert safe_text("长" * 40_000) == "长" * CELL
    assert safe_text("𠮷" * 20_000) == "𠮷" * (CELL // 2)
    assert safe_text("\x00a\ufffeb\x1f") == "ab"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" 　a\r\nb\r", "a\nb"),
        ("'a", "'a"),
        ("'", "'"),
        ("  ", None),
        (3.0, 3),
        (3.5, 3.5),
        (float("nan"), None),
        (float("-inf"), None),
        (None, None),
        (True, True),
        (time(9), time(9)),
        (timedelta(hours=1), timedelta(hours=1)),
        ([1], "[1]"),
    ],
)
def test_a_value_is_cleaned(value: object, expected: object) -> None:
    assert cleaned(value) == expected


def test_values_are_text_as_people_write_them() -> None:
    values: list[Value] = [
        datetime(2025, 9, 13, 9),  # noqa: DTZ001  (a cell has no zone)
        time(9, 5),
        None,
        False,
        3.5,
        timedelta(hours=1),
    ]

    assert [text_of(value) for value in values] == [
        "2025-09-13 09:00", "09:05", "", "否", "3.5", "1:00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲、乙，丙;丁\n戊", ["甲", "乙", "丙", "丁", "戊"]),
        ("甲（乙、丙", ["甲（乙", "丙"]),
        ("【甲、乙】、“丙、丁”", ["【甲、乙】", "“丙、丁”"]),
        ("甲、、甲、", ["甲"]),
        ("", []),
    ],
)
def test_values_of_one_cell_are_parted(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    "text", ["*活动名称", "活动\n名称", " 活 动 名 称 ", "活动名称：", "★活动名称*", "活动名称 *"]
)
def test_headings_are_compared_without_marks_spaces_and_width(text: str) -> None:
    assert heading_key(text) == heading_key("活动名称")


def test_headings_are_told_apart_from_what_stands_in_brackets() -> None:
    assert bare_heading("人数（人次）[必填]") == "人数"
    assert line_of("a\x85b\u2028 c") == "a b c"
    assert [column_name(n) for n in (25, 26, 701, 702)] == ["Z", "AA", "ZZ", "AAA"]


NINE = datetime(2025, 9, 13, 9)  # noqa: DTZ001
DAY, MIDNIGHT = date(2025, 9, 13), datetime(2025, 9, 13)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (440203, "440203"), ("300", 300), (300.0, 300), (None, None), (None, ""), (None, " \n"),
        ("a", "  a\r"), ("=1", "=1"), (NINE, NINE), (NINE.replace(second=30), NINE),
        (MIDNIGHT, DAY), (DAY, MIDNIGHT), ("2025-09-13", DAY), ("2025-09-13 09:00", NINE),
        (436888740.9991714, 436888740.99917138), ("长" * CELL, "长" * 40_000),
    ],
    ids=repr,
)  # fmt: skip
def test_a_cell_still_says_what_was_written(value: object, written: object) -> None:
    assert says(value, written)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (301, 300), (None, "a"), ("a", None), (None, 300), (None, DAY), (DAY, NINE), (DAY, None),
        ("2025-09-13", NINE), (NINE, DAY), (NINE.replace(minute=1), NINE), (12.6, 12.5), ("", 0.5),
    ],
    ids=repr,
)  # fmt: skip
def test_a_cell_says_something_else(value: object, written: object) -> None:
    assert not says(value, written)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("市科技馆（武江区惠民南路1号）", [Spot("市科技馆", "武江区惠民南路1号")]),
        ("市科技馆，武江区惠民南路1号", [Spot("市科技馆", "武江区惠民南路1号")]),
        ("市科技馆(地址：惠民南路1号)", [Spot("市科技馆", "惠民南路1号")]),
        ("地点：风采广场", [Spot("风采广场")]),
        ("市科技馆（一楼大厅）", [Spot("市科技馆（一楼大厅）")]),
        ("风采广场、中心小学\n文化馆", [Spot("风采广场"), Spot("中心小学"), Spot("文化馆")]),
        ("线上", [Spot(None)]),
        ("腾讯会议", [Spot(None, told="腾讯会议")]),
        ("“韶关科普”视频号", [Spot(None, told="“韶关科普”视频号")]),
        ("https://example.org/live", [Spot(None, None, "https://example.org/live")]),
        ("市科技馆 https://example.org/a", [Spot("市科技馆", None, "https://example.org/a")]),
        ("、；", []),
    ],
)
def test_places_are_told_from_addresses_and_rooms_online(text: str, found: list[Spot]) -> None:
    assert list(spots(text)) == found


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("韶关市武江区惠民南路1号", None, "440203"),
        ("广东省韶关市", None, "440200"),
        ("鼓楼区", None, None),
        ("鼓楼区", "320100", "320106"),
        ("南京市鼓楼区", None, "320106"),
        ("市科技馆", "440200", None),
        ("", None, None),
        ("字" * 300 + "韶关市", None, None),
        ("武江区和浈江区", None, None),
    ],
)
def test_the_division_is_found_that_an_address_names(
    text: str, within: str | None, code: str | None
) -> None:
    assert division_in(text, within) == code
