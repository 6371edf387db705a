"""What an attacker, or a broken program, puts into a table costs little and ends nothing."""

import time
from collections.abc import Callable

import pytest

from kepuyue import LoadResult, Programme, Unit, try_loads
from kepuyue.io.platform.cell import cell_name, split
from tests.io.platform.workbooks import sheet_of, xlsx

HEADINGS = ("活动名称", "活动时间", "活动地点", "主办单位", "所属重点活动/联合行动", "活动类别")
LONG = 32_000
"""Characters, as many as a cell of a workbook holds."""


def read(text: str, programme: Programme | None = None) -> LoadResult:
    return try_loads(text.encode(), format="csv", year=2025, programme=programme)


def names(result: LoadResult) -> list[str]:
    return [activity.name for activity in result.programme]


def codes(result: LoadResult) -> list[str]:
    return [finding.code for finding in result.report if finding.code != "KY-TAB128"]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "cell",
    [
        "（" * LONG, "a，" + "武" * LONG, "a（" + "路" * LONG + "）", "注" + " " * LONG + "x",
        "a，" + "1" * LONG, "馆" + " " * LONG + "（", "http://a " * (LONG // 9),
        "、".join(chr(0x4E00 + n) for n in range(LONG // 2)),
    ],
    ids=["brackets", "counties", "roads", "spaces", "digits", "bracket", "links", "values"],
)  # fmt: skip
def test_a_full_cell_takes_no_longer_than_its_length_lets_expect(heading: str, cell: str) -> None:
    row = {"活动名称": "讲座", heading: f'"{cell}"'}
    table = ",".join(row) + "\n" + ",".join(row.values()) + "\n"

    assert seconds(lambda: read(table)) < 10  # quadratic work took minutes


def test_brackets_that_are_never_closed_part_nothing() -> None:
    assert split("（" * 100_000 + "、甲") == ["（" * 100_000, "甲"]


def test_a_name_that_comes_again_and_again_gives_ids_in_linear_time() -> None:
    table = "活动名称,主办单位\n" + "讲座,市科协\n" * 20_000
    found = read(table).programme

    assert len(found) == 20_000
    assert found.activities[-1].id.endswith("-20000")


def test_unknown_units_are_compared_with_known_ones_for_some_seconds_at_most() -> None:
    known = Programme(
        units=tuple(Unit(id=f"u{n}", name=f"第{n}中学科技教育处") for n in range(10_000))
    )
    table = "活动名称,主办单位\n" + "".join(f"讲座{n},第{n}号单位\n" for n in range(2_000))

    assert seconds(lambda: read(table, programme=known)) < 30


def test_a_head_of_many_thousand_texts_is_looked_through_in_linear_time() -> None:
    rows = "".join(
        f'<row r="{r + 1}">'
        + "".join(
            f'<c r="{cell_name(r, c)}" t="inlineStr"><is><t>{r}表头{c}</t></is></c>'
            for c in range(2_000)
        )
        + "</row>"
        for r in range(60)
    )

    assert seconds(lambda: try_loads(xlsx(rows), format="xlsx")) < 15


def test_merged_cells_as_wide_as_the_sheet_take_no_more_room_than_others() -> None:
    sheet = sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>活动名称</t></is></c></row>')
    merges = "".join(f'<mergeCell ref="D{2 * n}:ALL{2 * n + 1}"/>' for n in range(1, 20_000))
    data = xlsx(sheet.replace(b"</sheetData>", f"</sheetData><mergeCells>{merges}".encode()
                + b"</mergeCells>"))  # fmt: skip

    assert seconds(lambda: try_loads(data, format="xlsx")) < 5


def test_times_and_places_that_do_not_pair_are_not_multiplied() -> None:
    result = read("活动名称,活动时间,活动地点\n讲座,9月13、14日,甲馆、乙馆、丙馆\n")
    (activity,) = result.programme

    assert codes(result) == ["KY-TAB133"]
    assert result.report.findings[-1].location.cell == "C2"
    assert [session.venue for session in activity.sessions] == [None, None]
    assert activity.extra["table"] == {"活动地点": "甲馆、乙馆、丙馆"}


@pytest.mark.parametrize("rows", [1, 100], ids=["near the top", "below"])
def test_a_quote_that_is_never_closed_is_told_and_the_rows_before_it_stay(rows: int) -> None:
    table = "活动名称,主办单位\n" + "讲座,市科协\n" * rows + '"展览,市科协\n参观,市科协\n'
    result = read(table)

    assert names(result) == ["讲座"] * rows
    assert codes(result) == ["KY-TAB003"]
    assert result.report.findings[-1].location.line == rows + 2


def test_a_quote_that_is_not_closed_before_any_header_is_told() -> None:
    assert codes(read('"活动名称,主办单位\n讲座,市科协\n')) == ["KY-TAB003"]


def test_a_file_without_line_breaks_is_refused() -> None:
    assert codes(read("活动名称,主办单位\n讲座,市科协\n" + "a," * 9_000_000)) == ["KY-TAB003"]


@pytest.mark.parametrize("name", ["无", "/", "……", "\x01"])
def test_a_name_that_says_nothing_is_none(name: str) -> None:
    result = read(f"活动名称,主办单位\n{name},市科协\n讲座,市科协\n")

    assert names(result) == ["讲座"]
    assert codes(result) == ["KY-TAB106"]


@pytest.mark.parametrize("control", ["\x01", "\x0f", "\x85", "\u2028"], ids=ascii)
@pytest.mark.parametrize(
    "heading",
    ["活动名称", "主办单位", "活动地点", "详细地址", "联系人", "联系电话", "活动内容简介", "备注"],
)
def test_control_characters_lose_no_row(heading: str, control: str) -> None:
    row = {"活动名称": "讲座", "主办单位": "市科协", heading: f"市科协{control}1号"}
    result = read(
        f"填报单位：市{control}局\n" + ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    )

    assert len(result.programme) == 1
    assert "KY-VAL002" not in codes(result)
