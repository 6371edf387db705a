from datetime import date, datetime
from typing import Any

import pytest

from kepuyue import (
    ActivityForm,
    DateSpan,
    ExhibitApplication,
    Mode,
    Session,
    Stage,
    State,
    UnitSummary,
    Volunteer,
)
from kepuyue.io.platform.codec import CODECS, Codec
from kepuyue.io.platform.profile import Column
from tests.io.platform.codec.made import activity, codec, told, written

FORMS, MODE = codec("coded", "forms"), codec("coded", "mode")
AREA, POWER = codec("number", "area", "㎡"), codec("number", "power", "W")
NOTE, FLAG, MAIN = codec("note", "sessions.note"), codec("flag", "interactive"), codec("main_event")
DAYS, DAY = codec("days", "volunteers.available"), codec("date", "submitted")


def test_a_codec_says_both_ways() -> None:
    bare = Codec(Column(heading="栏目", codec="text"))

    assert (bare.writes, bare.emptied()) == ((), {})
    with pytest.raises(NotImplementedError):
        written(bare, activity())
    with pytest.raises(NotImplementedError):
        told(bare, "x")


@pytest.mark.parametrize("name", CODECS)
def test_each_codec_is_explained(name: str) -> None:
    assert CODECS[name].__doc__


def test_a_serial_is_text_and_says_nothing() -> None:
    assert written(codec("serial"), activity()) == "1"
    assert told(codec("serial"), 7) == ({}, [])


@pytest.mark.parametrize(
    ("value", "text"), [("甲\n乙", "甲 乙"), (2025, "2025"), (date(2025, 9, 1), "2025-09-01")]
)
def test_a_name_is_one_line(value: object, text: str) -> None:
    assert told(codec("text", "name"), value) == ({"name": text}, [])


def test_text_of_several_lines_stays_so() -> None:
    text = codec("text", "summary")

    assert told(text, "甲\n乙") == ({"summary": "甲\n乙"}, [])
    assert written(text, activity(summary="甲\n乙")) == "甲\n乙"
    assert text.emptied() == {"summary": None}


def test_a_column_of_no_field_keeps_its_text_under_its_heading() -> None:
    extra = codec("text", "extra")

    assert told(extra, 3000) == ({"extra": "3000"}, [])
    assert written(extra, activity(extra={"table": {"栏目": "3000"}})) == "3000"
    assert written(extra, activity(extra={"table": "another tool's"})) is None
    assert extra.writes == ()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("科普讲座", (ActivityForm.LECTURE,)),
        ("讲座、展览", (ActivityForm.LECTURE, ActivityForm.EXHIBITION)),
        ("☑科普讲座 □科普展览", (ActivityForm.LECTURE,)),
        ("讲座/讲座", (ActivityForm.LECTURE,)),
    ],
)
def test_forms_are_found_by_label_or_alias(text: str, forms: tuple[ActivityForm, ...]) -> None:
    assert told(FORMS, text) == ({"forms": forms}, [])


def test_a_form_that_is_none_is_told_and_kept() -> None:
    assert told(FORMS, "讲座、怪事") == (
        {"forms": (ActivityForm.LECTURE,), "extra": "怪事"}, ["KY-TAB108"],
    )  # fmt: skip
    kept = activity(forms=(ActivityForm.LECTURE,), extra={"table": {"栏目": "怪事"}})
    assert written(FORMS, kept) == "科普讲座、怪事"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("线上", Mode.ONLINE),
        ("现场", Mode.ONSITE),
        ("线上线下结合", Mode.BOTH),
        ("线上+线下", Mode.BOTH),
        ("√线上 □线下", Mode.ONLINE),
        ("线上□ 线下☑", Mode.ONSITE),
    ],
)
def test_the_mode_is_found_by_label_alias_or_box(text: str, mode: Mode) -> None:
    assert told(MODE, text) == ({"mode": mode}, [])


def test_a_mode_that_is_none_is_told_and_kept() -> None:
    assert told(MODE, "天上") == ({"extra": "天上"}, ["KY-TAB108"])


def test_what_an_emptied_code_means() -> None:
    assert (FORMS.emptied(), MODE.emptied()) == ({"forms": ()}, {"mode": None})
    assert codec("coded", "stage").emptied() == {"stage": Stage.DRAFT}
    assert codec("coded", "state").emptied() == {"state": State.PLANNED}


@pytest.mark.parametrize("value", ["是", "√", "☑", "Y", "有", True, 1, "☑是 □否"])
def test_yes(value: object) -> None:
    assert told(FLAG, value) == ({"interactive": True}, [])
    assert told(MAIN, value) == ({"main_event": True}, [])


@pytest.mark.parametrize("value", ["否", "×", "□", "N", "无", False, 0, "□是 ☑否"])
def test_no(value: object) -> None:
    assert told(FLAG, value) == ({"interactive": False}, [])
    assert told(MAIN, value) == ({"main_event": False}, [])


def test_an_answer_that_is_none_is_told_and_kept() -> None:
    assert told(FLAG, "也许") == ({"extra": "也许"}, ["KY-TAB107"])
    assert told(MAIN, "也许") == ({"extra": "也许"}, ["KY-TAB107"])


def test_answers_are_written() -> None:
    shown = [
        written(FLAG, ExhibitApplication(id="e", name="展项", interactive=value))
        for value in (True, False, None)
    ]

    assert shown == ["是", "否", None]
    assert written(MAIN, activity(forms=(ActivityForm.MAIN_EVENT,))) == "是"
    assert written(MAIN, activity()) == "否"
    assert MAIN.emptied() == {"main_event": False}


@pytest.mark.parametrize(
    ("value", "number"),
    [(12.5, 12.5), (3, 3.0), ("约20㎡", 20.0), ("20平方米", 20.0), ("2kW", 2000.0),
     ("2千瓦", 2000.0), ("1,500W", 1500.0), ("1.5万", 15_000.0), ("3m²", 3.0)],
)  # fmt: skip
def test_a_measure_is_read_with_its_unit(value: object, number: float) -> None:
    assert told(AREA, value) == ({"area": number}, [])


@pytest.mark.parametrize("value", ["3米×4米", "不详", "-3", -4, True])
def test_what_is_no_measure_is_told_and_kept(value: object) -> None:
    fields, codes = told(AREA, value)

    assert (list(fields), codes) == (["extra"], ["KY-TAB107"])


def test_a_whole_measure_is_written_as_a_whole_number() -> None:
    exhibit = ExhibitApplication(id="e", name="展项", area=12.5, power=2000.0)

    assert [written(AREA, exhibit), written(POWER, exhibit)] == [12.5, 2000]
    assert type(written(POWER, exhibit)) is int


@pytest.mark.parametrize(
    ("text", "note", "state"),
    [
        ("带水", "带水", State.PLANNED),
        ("取消", None, State.CANCELLED),
        ("延期；等通知", "等通知", State.POSTPONED),
        ("已举办;好", "好", State.HELD),
    ],
)
def test_a_remark_tells_what_became_of_a_session(text: str, note: str | None, state: State) -> None:
    assert told(NOTE, text)[0] == {"sessions.note": note, "sessions.state": state}


def test_a_remark_is_written_behind_the_state() -> None:
    session = Session(id="1", note="等通知", state=State.POSTPONED)

    assert written(NOTE, activity(), session) == "延期；等通知"
    assert written(NOTE, activity(state=State.CANCELLED)) == "取消"
    assert written(NOTE, activity()) is None
    assert NOTE.emptied() == {"sessions.note": None, "sessions.state": State.PLANNED}


@pytest.mark.parametrize(
    "value",
    ["2025年9月25日", "9月25日", date(2025, 9, 25), datetime(2025, 9, 25), 45925],  # noqa: DTZ001
)
def test_a_day_is_read(value: object) -> None:
    assert told(DAY, value)[0] == {"submitted": date(2025, 9, 25)}


@pytest.mark.parametrize("value", ["9月25日-26日", "待定", "不知道"])
def test_what_is_no_single_day_is_told_and_kept(value: str) -> None:
    fields, codes = told(DAY, value)

    assert fields == {"extra": value}
    assert codes


def test_days_are_read_and_written() -> None:
    spans = (
        DateSpan.day(date(2025, 9, 13)), DateSpan(first=date(2025, 9, 20), last=date(2025, 9, 21)),
    )  # fmt: skip
    text = written(DAYS, None, Volunteer(name="张三", available=spans))

    assert text == "2025年9月13日、2025年9月20日至2025年9月21日"
    assert told(DAYS, text) == ({"volunteers.available": spans}, [])
    assert told(DAYS, "周末")[0] == {"extra": "周末"}
    assert DAYS.emptied() == {"volunteers.available": ()}


@pytest.mark.parametrize(
    ("field", "text", "parts"),
    [
        ("equipment", "桌子、插座", ("桌子", "插座")),
        ("equipment", "桌子，白色\n插座", ("桌子，白色", "插座")),
        ("cases", "1. 甲\n2、乙", ("甲", "乙")),
        ("cases", "甲、乙\n丙", ("甲、乙", "丙")),
        ("cases", "（一）甲（二）乙", ("甲（二）乙",)),
    ],
)
def test_several_texts_stand_in_one_cell(field: str, text: str, parts: Any) -> None:
    assert told(codec("lines", field), text) == ({field: parts}, [])


def test_several_texts_are_written_line_by_line() -> None:
    lines = codec("lines", "cases")

    assert written(lines, UnitSummary(id="s", cases=("甲", "乙"))) == "甲\n乙"
    assert written(lines, UnitSummary(id="s")) is None
    assert lines.emptied() == {"cases": ()}
