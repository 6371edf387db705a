"""How headings are compared."""

import pytest

from kepuyue.io.platform.heading import bare_heading, heading_key


@pytest.mark.parametrize(
    "text", ["*活动名称", "活动\n名称", " 活 动 名 称 ", "活动名称：", "★活动名称*", "活动名称 *"]
)
def test_headings_are_compared_without_marks_spaces_and_width(text: str) -> None:
    assert heading_key(text) == heading_key("活动名称")


def test_headings_are_told_apart_from_what_stands_in_brackets() -> None:
    assert bare_heading("人数（人次）[必填]") == "人数"
