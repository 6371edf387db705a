import io
from typing import Any

import openpyxl
import pytest

from kepuyue import Activity, Programme, dumps, editions
from kepuyue.io.platform import Column, Profile, Sheet
from kepuyue.testing import make_programme

NAME = Column(heading="活动名称", field="name", codec="text", width=20)
SERIAL = Column(heading="序号", codec="serial", width=6)


def extra(number: int, width: int) -> list[Column]:
    return [
        Column(heading=f"说明{index}", field="extra", codec="text", width=width)
        for index in range(number)
    ]


def sheet(programme: Programme, profile: "Profile | str | list[Column]") -> Any:
    """Return the first sheet of a workbook, as another library reads it."""
    if isinstance(profile, list):
        form = Sheet(name="活动", column=tuple(profile))
        profile = Profile(id="x", title="表", edition="2025", issuer="我", sheet=(form,))
    data = dumps(programme, format="xlsx", profile=profile)
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize(
    ("columns", "orientation", "pages", "title"),
    [
        ([NAME, *extra(2, 40)], "portrait", 1, "A2:C2"),
        ([NAME, *extra(3, 40)], "landscape", 1, "A2:D2"),
        ([NAME, *extra(8, 40)], "landscape", 3, "B2:D2"),
        ([SERIAL, NAME, *extra(8, 40)], "landscape", 3, "C2:E2"),
    ],
)
def test_pages_are_as_wide_as_the_table_needs_and_the_title_is_amid_the_first(
    columns: list[Column], orientation: str, pages: int, title: str
) -> None:
    table = sheet(make_programme(), columns)

    assert table.page_setup.orientation == orientation
    assert (table.page_setup.fitToWidth or 1) == pages
    assert [str(merged) for merged in table.merged_cells.ranges] == [title]


@pytest.mark.parametrize(
    ("columns", "repeated"),
    [
        ([SERIAL, NAME, *extra(8, 40)], "$A:$B"),
        ([NAME, *extra(8, 40)], "$A:$A"),
        ([SERIAL, NAME, *extra(2, 40)], None),
    ],
)
def test_what_tells_the_rows_apart_stands_on_every_page_and_the_title_does_not(
    columns: list[Column], repeated: str | None
) -> None:
    table = sheet(make_programme(), columns)

    assert table.print_title_cols == repeated
    assert [table.cell(row, 1).value for row in (2, 3)].count(None) == (2 if repeated else 0)


def test_a_table_of_one_column_has_a_title() -> None:
    table = sheet(Programme(), [NAME])

    assert (table["A2"].value, table["A4"].value) == ("表", "活动名称")
    assert not table.merged_cells.ranges


def test_blank_rows_grow_with_what_is_typed_into_them() -> None:
    table = sheet(Programme(), "publish-2025")

    assert [table.row_dimensions[row].height for row in range(6, 18)] == [None] * 12
    assert table["B17"].border.left.style == "thin"
    assert table["B18"].border.left.style is None


def test_rows_added_by_hand_keep_codes_and_phones_as_text() -> None:
    table = sheet(
        make_programme(), [NAME, Column(heading="电话", field="contacts.phone", codec="contact")]
    )

    assert table.column_dimensions["B"].number_format == "@"


def test_measures_show_their_fractions_and_counts_their_thousands() -> None:
    table = sheet(editions.load("shaoguan-2025-example"), "exhibit-form-2025")
    formats = {cell.value: table.cell(5, cell.column).number_format for cell in table[4]}

    assert formats["占地面积（㎡）"] == "General"
    assert formats["展位人员（人）"] == "#,##0"


def height(summary: str) -> float:
    """Return the height of the row of an activity, in points."""
    programme = Programme(activities=(Activity(id="a", name="讲座", summary=summary),))
    table = sheet(programme, "publish-2025")
    found: float | None = table.row_dimensions[table.max_row].height
    assert found is not None
    return found


def test_short_lines_below_one_another_have_room() -> None:
    assert height("参观") < height("参观\n讲座") < height("参观\n讲座\n实验\n答题")
