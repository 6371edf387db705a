"""How headings are compared and found."""

import pytest

from kepuyue.io.platform.heading import (
    Headings,
    bare_heading,
    heading_key,
    headings_of,
    registered_headings,
)
from kepuyue.io.platform.profile import Column, load_profile

PUBLISH = next(h for h in registered_headings() if h.profile.id == "publish-2025")


def field(column: Column | None) -> str | None:
    return None if column is None else column.field


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("活动名称", "name"),
        ("*活动\n 名称：", "name"),
        ("活动名称（必填）", "name"),
        ("项目名称", "name"),
        ("实际线下人次", "outcome.figures.onsite"),
        ("车牌", None),
        ("", None),
    ],
)
def test_a_heading_is_found_whatever_marks_it_has(heading: str, expected: str | None) -> None:
    assert field(PUBLISH.find(heading)) == expected


@pytest.mark.parametrize(
    ("group", "heading", "expected"),
    [
        ("预计参与人数", "线下人次", "expected.onsite"),
        ("预计参与人数", "线上人次", "expected.online"),
        ("预计参与人数（人次）", "现场", "expected.onsite"),
        ("实际参与人数", "线下", "outcome.figures.onsite"),
        ("实际参与人数", "网络人次", "outcome.figures.online"),
        ("活动时间", "开始", "sessions.start"),
        ("基本情况", "活动名称", "name"),
        ("基本情况", "线下人次", "outcome.figures.onsite"),
        ("基本情况", "车牌", None),
        ("活动名称", "线下", "name"),  # a side of what has none
    ],
)
def test_a_heading_below_a_group_is_of_that_group(
    group: str, heading: str, expected: str | None
) -> None:
    assert field(PUBLISH.find(heading, group)) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("科普活动名称", "name"),
        ("拟办活动名称（全称）", "name"),
        ("动名称", None),
        ("活动名称表", None),
        ("车牌", None),
        ("", None),
        ("全县活动时间", "sessions.when"),
        ("报名开始时间", None),
        ("填报截止时间", None),
        ("报名联系电话", "contacts.phone"),
    ],
)
def test_a_heading_may_end_with_a_known_one(heading: str, expected: str | None) -> None:
    assert field(PUBLISH.guess(heading)) == expected


def test_headings_of_other_sheets_of_its_kind_are_known_and_not_its_own() -> None:
    profile = load_profile("activity-summary-2025")
    (form,) = profile.sheet
    alone = Headings(profile, form)
    foreign = "所属重点活动/联合行动"
    (together, *_) = headings_of([profile, load_profile("publish-2025")])

    assert alone.find("经费") is None
    assert together.find(foreign) is not None
    assert together.is_own("活动名称（必填）")
    assert not together.is_own("经费")


def test_the_profiles_of_the_platform_come_first() -> None:
    assert [h.profile.id for h in registered_headings()][:2] == ["publish-2025", "report-2025"]


@pytest.mark.parametrize(
    "text", ["*活动名称", "活动\n名称", " 活 动 名 称 ", "活动名称：", "★活动名称*", "活动名称 *"]
)
def test_headings_are_compared_without_marks_spaces_and_width(text: str) -> None:
    assert heading_key(text) == heading_key("活动名称")


def test_headings_are_told_apart_from_what_stands_in_brackets() -> None:
    assert bare_heading("人数（人次）[必填]") == "人数"
