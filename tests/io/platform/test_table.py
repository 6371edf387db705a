"""Where the table of a sheet is, and what stands above it."""

from collections.abc import Sequence
from typing import Any

import pytest

from kepuyue import LoadError
from kepuyue.errors import report_of
from kepuyue.io.platform.grid import Grid, Merge
from kepuyue.io.platform.heading import registered_headings
from kepuyue.io.platform.table import Table, tables

HEADER = ("序号", "活动名称", "活动时间", "活动地点")
ROW = (1, "机器人科普展", "9月13日", "风采广场")


def found(*rows: Sequence[Any], **fields: Any) -> Table:
    (table,) = tables(Grid(**{"name": "活动", "rows": iter(rows), **fields}), registered_headings())
    return table


def fields(table: Table) -> list[str | None]:
    return [codec.column.field for _, codec in table.columns]


def test_the_header_and_what_stands_below_it_are_found() -> None:
    table = found(("2025年科普活动表",), (None,), HEADER, ROW)

    assert list(table.rows) == [(3, ROW)]
    assert [place for place, _ in table.columns] == [0, 1, 2, 3]
    assert (table.title, table.year) == ("2025年科普活动表\n活动", 2025)


def test_cells_are_counted_from_the_first_column_of_the_sheet() -> None:
    merges = (Merge(row=0, column=4, last_row=0, last_column=5),)
    upper = ("活动名称", "活动时间", "实际参与人数", None, "备注")
    table = found(upper, (None, None, "线上", "线下", None), left=2, merges=merges)

    assert fields(table)[2:4] == ["outcome.figures.online", "outcome.figures.onsite"]
    assert table.left == 2


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_rows_has_groups_whether_merges_are_told_or_not(*, merged: bool) -> None:
    upper = ("活动名称", "活动时间", "实际参与人数", None, "备注")
    lower = (None, None, "线下人次", "线上人次", None)
    merges = (Merge(row=0, column=2, last_row=0, last_column=3),) if merged else ()
    table = found(upper, lower, ("讲座", "9月13日", 300, 20, "带水"), merges=merges)

    assert fields(table) == [
        "name", "sessions.when", "outcome.figures.onsite", "outcome.figures.online",
        "sessions.note",
    ]  # fmt: skip
    assert [number for number, _ in table.rows] == [2]


def test_a_row_below_the_header_that_says_more_than_headings_is_a_row() -> None:
    table = found(HEADER, (None, "活动名称", "活动时间", 300))

    assert [number for number, _ in table.rows] == [1]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("活动名称",), ("讲座",)],
        [("活动时间", "活动地点"), ("9月13日", "广场")],  # nothing has a name
        [("车牌", "颜色"), ("甲", "红")],
        [("活动名称：讲座", "活动时间：9月13日")],
        [("活动名称", "活动名称"), ("甲", "乙")],
        [("活动名称" * 20, "活动时间" * 20)],
    ],
    ids=range(7),
)
def test_what_has_no_header_is_no_table(rows: list[Sequence[Any]]) -> None:
    assert list(tables(Grid(name="活动", rows=iter(rows)), registered_headings())) == []


def test_a_header_is_looked_for_near_the_top() -> None:
    def count(above: int) -> int:
        rows = [("甲",)] * above + [HEADER, ROW]
        return len(list(tables(Grid(name=None, rows=iter(rows)), registered_headings())))

    assert (count(59), count(60)) == (1, 0)


def test_what_the_headings_do_not_know_stands_apart_with_its_group() -> None:
    table = found((*HEADER, "车辆", None), (*[None] * 4, "车牌", "颜色"), merges=(
        Merge(row=0, column=4, last_row=0, last_column=5),
    ))  # fmt: skip

    assert table.others == ((4, "车辆车牌"), (5, "车辆颜色"))


def test_a_column_that_comes_again_stands_apart_unless_they_go_together() -> None:
    table = found(("活动名称", "活动日期", "活动时间", "活动地点", "活动地点"), ROW)

    assert fields(table) == ["name", "sessions.when", "sessions.when", "sessions.venue"]
    assert table.others == ((4, "活动地点"),)


def test_a_heading_that_ends_like_a_known_one_is_taken_for_it_unless_that_is_there() -> None:
    taken = found(("全县活动名称", "活动时间"), ROW, left=1)
    there = found(("活动名称", "全县活动名称", "活动时间"), ROW)

    assert taken.guessed == ((0, 1, "全县活动名称", "活动名称"),)
    assert fields(taken) == ["name", "sessions.when"]
    assert (there.guessed, there.others) == ((), ((1, "全县活动名称"),))


def test_the_column_of_the_keys_is_no_other_column() -> None:
    table = found((*HEADER, "kepuyue"), ROW)

    assert (table.key, table.others) == (4, ())


def test_words_of_the_title_tell_the_profile() -> None:
    header = ("序号", "单位", "活动名称", "推荐理由")

    assert found(("优秀活动推荐表",), header).profile.id == "nomination-2025"
    assert found(HEADER).profile.id == "publish-2025"


@pytest.mark.parametrize(
    ("line", "unit", "contact"),
    [
        ("填报单位：市科协　联系人：张三　联系电话：0751-8000001",
         "市科协", {"name": "张三", "phone": "0751-8000001"}),
        ("填报单位（盖章）：市科协", "市科协", {}),
        ("填报单位：市科协（盖章）   填报日期：2025年9月1日", "市科协", {}),
        ("报送单位:市科协 2025年9月1日", "市科协", {}),
        ("填报单位：＿＿＿＿　联系人：　", None, {}),
        ("主办单位：市科协", None, {}),
        ("填报单位：市科协\n填报单位：县科协", "市科协", {}),
        ("联络人：张三；手机：13800000001", None, {"name": "张三", "phone": "13800000001"}),
        ("全国科普月活动", None, {}),
    ],
    ids=range(9),
)  # fmt: skip
def test_the_lines_above_tell_who_fills_it_in(
    line: str, unit: str | None, contact: dict[str, str]
) -> None:
    table = found((line,), HEADER, ROW)

    assert (table.unit, dict(table.contact)) == (unit, contact)
    assert found(HEADER, ROW, above=tuple(line.split("\n"))).unit == unit


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2025年活动表", 2025),
        ("12025年", None),
        ("1999年", None),
        ("2025 年", 2025),
        ("二〇二五", None),
    ],
)
def test_the_title_may_name_the_year(title: str, year: int | None) -> None:
    assert found((title,), HEADER, ROW).year == year


def test_damage_below_sound_rows_is_told_after_them() -> None:
    def rows() -> Any:
        yield HEADER
        yield ROW
        raise LoadError(report_of("KY-TAB003", why_zh="", why_en=""))

    table = found(rows=rows())
    assert next(table.rows) == (1, ROW)
    with pytest.raises(LoadError):
        next(table.rows)


def test_damage_on_a_sheet_without_a_table_is_told() -> None:
    def rows() -> Any:
        yield ("甲",)
        raise LoadError(report_of("KY-TAB003", why_zh="", why_en=""))

    with pytest.raises(LoadError):
        list(tables(Grid(name=None, rows=rows()), registered_headings()))


@pytest.mark.parametrize("cell", ["长" * 61, "联系人：张三", "*", 300])
def test_what_is_no_heading_names_no_column(cell: object) -> None:
    table = found((*HEADER, cell, "车牌"), (*ROW, "甲", "乙"))

    assert table.others == ((5, "车牌"),)


def test_a_heading_over_two_rows_is_no_group() -> None:
    merges = (
        Merge(row=0, column=0, last_row=1, last_column=0),
        Merge(row=0, column=1, last_row=1, last_column=1),
        Merge(row=0, column=2, last_row=0, last_column=3),
    )
    table = found(
        ("活动名称", "活动时间", "实际参与人数", None), (None, None, "线下", "线上"), merges=merges
    )

    assert table.headings == {"活动名称": 0, "活动时间": 1, "线下": 2, "线上": 3}
    assert fields(table)[2:] == ["outcome.figures.onsite", "outcome.figures.online"]
