"""Components are told apart whatever is missing, and none takes more than it may."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue.io.ical import component
from kepuyue.io.ical.component import DEPTH, Component, components
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.source import Lines
from tests.io.ical.made import amiss, fixups, parts

Tree = list[Any]
CAL, END = "BEGIN:VCALENDAR", "END:VCALENDAR"
EVENT, OVER = "BEGIN:VEVENT", "END:VEVENT"


def tree(found: Component) -> Tree:
    """Return the name of a component, its values, and what is inside it."""
    return [found.name, [prop[2] for prop in found.properties], list(map(tree, found.components))]


def read(*lines: str) -> tuple[list[Tree], list[str], list[tuple[str, int | None]]]:
    """Return the components of some lines, what was put right, and what was amiss."""
    found, notes = parts("\r\n".join([*lines, ""]).encode())
    return list(map(tree, found)), fixups(notes.found), amiss(notes.found)


def test_components_stand_inside_one_another() -> None:
    alarm = ["BEGIN:VALARM", "A:2", "END:VALARM"]

    assert read(CAL, EVENT, "A:1", *alarm, "A:3", OVER, "BEGIN:X-A", "END:X-A", END) == (
        [["VEVENT", ["1", "3"], [["VALARM", ["2"], []]]], ["X-A", [], []]], [], [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected", "at"),
    [
        ([CAL, EVENT, "A:1", EVENT, "A:2", OVER, END], ["1", "2"], 4),
        ([CAL, EVENT, "BEGIN:VALARM", EVENT, "A:2", OVER, END], [None, "2"], 4),
        ([CAL, EVENT, "A:1", END], ["1"], 4),
        ([CAL, EVENT, "BEGIN:VALARM", "A:1", OVER, END], [None], 5),
        ([CAL, EVENT, "BEGIN:PARTICIPANT", "BEGIN:X-A", "END:PARTICIPANT", "A:1", OVER, END],
         ["1"], 5),
        ([CAL, EVENT, "A:1"], ["1"], 2),
        ([CAL, EVENT, "A:1", CAL, EVENT, "A:2", OVER, END], ["1", "2"], 4),
    ],
    ids=["event", "alarm and event", "calendar", "alarm", "inner", "all", "two calendars"],
)  # fmt: skip
def test_an_end_that_is_missing_is_where_the_next_begins(
    lines: list[str], expected: list[str | None], at: int
) -> None:
    found, notes = parts("\r\n".join(lines).encode())
    values = [[value for _, _, value, _ in component.properties] for component in found]

    assert [told[0] if told else None for told in values] == expected
    assert fixups(notes.found) == ["missing-end"]
    assert [finding.location.line for finding in notes.found] == [at]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], [("KY-ICS001", 1)]),
        (["hello"], [("KY-ICS001", 1)]),
        ([CAL, "hello", "", EVENT, "no colon", OVER, END], [("KY-ICS002", 2), ("KY-ICS002", 5)]),
        ([CAL, "END:VTODO", EVENT, OVER, END, OVER], [("KY-ICS002", 2)]),
    ],
    ids=["nothing", "no calendar", "no content lines", "an end of nothing"],
)
def test_what_is_no_calendar_or_no_content_line_is_told(
    lines: list[str], expected: list[tuple[str, int | None]]
) -> None:
    assert read(*lines)[2] == expected


def depth(found: Tree) -> int:
    return 1 + max(map(depth, found[2]), default=0)


@pytest.mark.parametrize("ends", [0, 100_000])
def test_components_are_read_no_deeper_than_they_may_be(ends: int) -> None:
    inner = [*["BEGIN:X-A"] * 100_000, "A:lost", *["END:X-A"] * ends]
    found, put_right, wrong = read(CAL, EVENT, *inner, "A:1", OVER, EVENT, "A:2", OVER, END)

    assert max(map(depth, found)) == DEPTH - 1  # the calendar counts
    assert [values for _, values, _ in found] == ([["1"], ["2"]] if ends else [[], ["2"]])
    assert put_right == ([] if ends else ["missing-end"])
    assert wrong[0] == ("KY-ICS005", DEPTH + 1)


def test_a_component_that_is_too_large_is_cut_and_the_next_one_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kepuyue.io.ical.source.BLOCK", 1_000)
    monkeypatch.setattr(component, "COMPONENT_CHARACTERS", 20_000)
    many = [f"A:{number}" for number in range(2_000)]
    found, _, wrong = read(
        CAL, EVENT, *many, "BEGIN:VALARM", "BEGIN:X-A", "END:X-A", "END:VALARM", OVER,
        *[EVENT, "A:1", OVER] * 300, END,
    )  # fmt: skip

    assert found[0][1] == [str(number) for number in range(len(found[0][1]))]
    assert 0 < len(found[0][1]) < 2_000
    assert found[0][2] == []
    assert found[1:] == [["VEVENT", ["1"], []]] * 300
    assert [code for code, _ in wrong] == ["KY-ICS006"]


def test_a_text_in_quoted_printable_ends_where_there_is_no_more_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kepuyue.io.ical.source.BLOCK", 1_000)
    monkeypatch.setattr(component, "COMPONENT_CHARACTERS", 20_000)
    found, _, _ = read(CAL, EVENT, "A;QUOTED-PRINTABLE:a=", *["b="] * 5_000, OVER, END)
    ((_, (value,), _),) = found

    assert set(value[1:]) == {"b"}
    assert len(value) < 1_000


def test_a_calendar_has_no_more_properties_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "CALENDAR_PROPERTIES", 3)
    notes = Notes(None)
    data = "\r\n".join([CAL, EVENT, OVER, *[f"A:{n}" for n in range(9)], EVENT, OVER, END])
    found = [
        len(calendar.properties)
        for calendar, _ in components(Lines(BytesIO(data.encode()), None, notes), notes)
    ]

    assert found == [0, 3, 3]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A;ENCODING=QUOTED-PRINTABLE:=E7=A7=91"], ["科"]),
        (["A;QUOTED-PRINTABLE:=E7=A7=", "=91, x", "B:2"], ["科\\, x", "2"]),
        (["A;ENCODING=QUOTED-PRINTABLE:a=", "Tel:1", "B:2"], ["aTel:1", "2"]),
        (["A;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=BF=C6"], ["科"]),
        (["A;CHARSET=UTF-7;ENCODING=quoted-printable:=E7=A7=91"], ["科"]),
        (["A;ENCODING=QUOTED-PRINTABLE:=FF=0D=0Ax"], ["\ufffd\\nx"]),
        (["A;ENCODING=QUOTED-PRINTABLE:a=", "B;ENCODING=QUOTED-PRINTABLE:=62"], ["a", "b"]),
    ],
    ids=["one line", "lines", "a head in it", "GB 2312", "unknown", "controls", "two"],
)
def test_a_value_in_quoted_printable_is_a_text(lines: list[str], expected: list[str]) -> None:
    found, put_right, wrong = read(CAL, EVENT, *lines, OVER, END)

    assert found == [["VEVENT", expected, []]]
    assert (put_right, wrong) == (["quoted-printable"], [])


def test_quoted_printable_outside_of_all_is_passed_over() -> None:
    found, _, wrong = read("A;QUOTED-PRINTABLE:a=", "b", CAL, EVENT, OVER, END)

    assert (found, wrong) == ([["VEVENT", [], []]], [])


LINE = st.sampled_from(
    [CAL, END, EVENT, OVER, "BEGIN:VALARM", "END:VALARM", "BEGIN:VTODO", "END:VTODO", "BEGIN:X-A",
     "END:X-A", "A:1", "A;QUOTED-PRINTABLE:a=", "b", "BEGIN: vevent", "end:vevent "]
)  # fmt: skip


@given(st.lists(LINE, max_size=40))
def test_no_property_of_an_event_is_told_twice_whatever_begins_and_ends(lines: list[str]) -> None:
    numbered = [f"A:{n}" if line == "A:1" else line for n, line in enumerate(lines)]
    found, _, _ = read(*numbered)

    def values(of: Tree) -> list[str]:
        return [*of[1], *(value for inner in of[2] for value in values(inner))]

    told = [value for of in found for value in values(of) if value.isdigit()]
    assert len(told) == len(set(told))
    assert len(found) <= sum(line.upper().startswith("BEGIN") for line in lines)
