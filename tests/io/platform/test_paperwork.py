"""Tables of paperwork as people type them, row by row."""

from typing import Any

import pytest

from kepuyue import Contact, InvalidValueError, LoadResult, Programme, Report, Volunteer
from kepuyue.findings import Finding
from kepuyue.io.platform import paperwork
from tests.io.platform.test_reading import codes, read

VOLUNTEERS = ("姓名", "联系电话", "服务内容", "可服务日期")
EXHIBITS = ("序号", "项目名称", "参展单位", "占地面积（㎡）", "备注")
REPLY = ("2025年全国科普月志愿服务人员回执",)


def replies(*rows: Any) -> LoadResult:
    return read(REPLY, ("单位：示例县科协",), VOLUNTEERS, *rows)


def exhibits(*rows: Any, above: tuple[Any, ...] = ()) -> LoadResult:
    return read(("参展项目征集表",), *above, EXHIBITS, *rows)


def test_the_volunteers_of_a_unit_are_one_reply() -> None:
    (reply,) = replies(
        ("张三", "13800000001", "讲解", "9月13日"), ("李华", None, "引导", None)
    ).programme.volunteer_replies

    assert [(v.name, v.phone, v.role) for v in reply.volunteers] == [
        ("张三", "13800000001", "讲解"), ("李华", None, "引导")
    ]  # fmt: skip
    assert reply.unit == "示例县科协"


def test_a_row_without_a_name_is_told_and_the_others_stay() -> None:
    result = replies((None, None, "引导", None), ("李华", None, None, "开学后"))
    (reply,) = result.programme.volunteer_replies

    assert codes(result) == ["KY-TAB106 A4", "KY-TAB110 D5"]
    assert reply.volunteers == (Volunteer(name="李华"),)


def test_a_row_that_says_nothing_but_its_number_is_passed_over() -> None:
    result = exhibits((1, "机器人展项", "市科协", 20, None), (2, None, None, None, None))

    assert [e.name for e in result.programme.exhibit_applications] == ["机器人展项"]
    assert codes(result) == []


def test_exhibits_of_one_name_and_unit_have_ids_of_their_own() -> None:
    row = (1, "机器人展项", "市科协", 20, None)
    first, second = exhibits(row, row).programme.exhibit_applications

    assert second.id == f"{first.id}-2"


def test_what_stands_above_is_contact_and_unit() -> None:
    above = (("填报单位：市科协　联系人：张三　联系电话：0751-8000001",),)
    (found,) = exhibits(
        (1, "机器人展项", None, 20, None), above=above
    ).programme.exhibit_applications

    assert found.unit == "市科协"
    assert found.contacts == (Contact(name="张三", phone="0751-8000001"),)


def test_what_is_not_understood_is_kept_under_its_heading() -> None:
    result = exhibits((1, "机器人展项", "市科协", "大", None))
    (found,) = result.programme.exhibit_applications

    assert codes(result) == ["KY-TAB107 D3"]
    assert (found.area, found.extra) == (None, {"table": {"占地面积（㎡）": "大"}})


def test_what_the_model_refuses_of_a_row_is_told_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nested(fields: dict[str, Any]) -> dict[str, Any]:
        if fields["name"] == "坏":
            raise InvalidValueError(Report([Finding(code="KY-VAL001", params={"field": "x"})]))
        return fields

    monkeypatch.setattr(paperwork, "nested", nested)
    result = exhibits((1, "坏", "市科协", 20, None), (2, "机器人展项", "市科协", 20, None))

    assert [e.name for e in result.programme.exhibit_applications] == ["机器人展项"]
    assert codes(result) == ["KY-VAL001 A3"]
    assert result.programme.activities == Programme().activities
