import io

import openpyxl

from kepuyue import Activity, Programme, dumps


def height(summary: str) -> float:
    """Return the height of the row of an activity, in points."""
    programme = Programme(activities=(Activity(id="a", name="讲座", summary=summary),))
    data = dumps(programme, format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["活动"]
    height = sheet.row_dimensions[sheet.max_row].height
    assert height is not None
    return height


def test_short_lines_below_one_another_have_room() -> None:
    assert height("参观") < height("参观\n讲座") < height("参观\n讲座\n实验\n答题")
