"""What is kept of others goes out again, whatever `extra` holds, and never as something of ours."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import Activity, DateSpan, Programme, Session, dumps, loads
from kepuyue.io.ical import jcal
from kepuyue.io.ical.component import DEPTH, Component
from kepuyue.model.extra import EMPTY, Extra, to_extra
from tests.io.ical.made import START, event, result

X = ["x-a", {"language": "zh"}, "unknown", "左转"]
ALARM = ["valarm", [["action", {}, "unknown", "DISPLAY"]], []]


def lines(*properties: Any, components: Any = ()) -> list[str]:
    """Return the lines of what is kept, properties first."""
    inner = {"properties": list(properties), "components": components}
    found, parts = jcal.lines_of(to_extra({jcal.KEY: inner}))
    return [text for texts in found.values() for text in texts] + parts


@pytest.mark.parametrize(
    ("prop", "expected"),
    [
        (X, ["X-A;LANGUAGE=zh:左转"]),
        (["x-a", {"b": ["c", "d;e"]}, "unknown", "f"], ['X-A;B=c,"d;e":f']),
        (["x-a", {"b": 1}, "text", "f"], ["X-A;B=1:f"]),
        (["x-a", {"b c": "d"}, "unknown", "e"], ["X-A:e"]),
        (["x-a", {}, "unknown", "b\r\nATTENDEE:c"], ["X-A:bATTENDEE:c"]),
        (["x-a", {"b": "c\r\nd"}, "unknown", "e"], ["X-A;B=c^nd:e"]),
        (["x-a", {"encoding": "QUOTED-PRINTABLE"}, "unknown", "=41"], ["X-A:=41"]),
        (["url", {}, "unknown", "javascript:alert(1)"], []),
        (["url", {}, "unknown", " Data:text/html,x"], []),
        (["attach", {}, "unknown", "data:image/png;base64,AA"],
         ["ATTACH:data:image/png;base64,AA"]),
        (["structured-data", {"schema": "urn:kepuyue:json:1:x"}, "unknown", "{}"], []),
        (["uid", {}, "unknown", "a"], []),
        (["dtstart", {}, "unknown", "20250906"], []),
        (["begin", {}, "unknown", "VEVENT"], []),
        (["x a", {}, "unknown", "b"], []),
        (["", {}, "unknown", "b"], []),
        (["x-a", {}, "unknown", 7], []),
        (["x-a", [], "unknown", "b"], []),
        (["x-a", {}, "unknown"], []),
        ("x-a", []),
        (None, []),
    ],
)  # fmt: skip
def test_a_property_goes_out_where_it_is_one_and_not_of_ours(
    prop: Any, expected: list[str]
) -> None:
    assert lines(prop) == expected


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (ALARM, ["BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"]),
        (["x-b", [], [ALARM]],
         ["BEGIN:X-B", "BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM", "END:X-B"]),
        (["vevent", [], []], []),
        (["x-b", [], [["vcalendar", [], [ALARM]]]], ["BEGIN:X-B", "END:X-B"]),
        (["x-b", [["end", {}, "unknown", "VEVENT"]], []], ["BEGIN:X-B", "END:X-B"]),
        (["x-b", 7, None], ["BEGIN:X-B", "END:X-B"]),
        (["x:b", [], []], []),
        (["x-b", []], []),
    ],
)  # fmt: skip
def test_a_component_goes_out_where_it_may_stand_in_an_event(
    component: Any, expected: list[str]
) -> None:
    assert lines(components=[component]) == expected


@pytest.mark.parametrize("extra", [{}, {"ical": 7}, {"ical": {}}, {"ical": {"properties": "x"}},
                                   {"ical": {"overrides": {"2025-09-13": 7}}}])  # fmt: skip
def test_what_is_not_of_the_shape_is_passed_over(extra: dict[str, Any]) -> None:
    assert jcal.lines_of(to_extra(extra)) == ({}, [])
    assert jcal.lines_of(to_extra(extra), "overrides", "2025-09-13") == ({}, [])
    assert jcal.whole_components(to_extra(extra)) == []


def test_a_calendar_keeps_tasks_but_no_events_and_zones() -> None:
    components = [
        ["vtodo", [], [ALARM]],
        ["vevent", [], []],
        ["vtimezone", [], []],
        ["x-a", [], []],
    ]
    extra = to_extra({"ical": {"components": components}})

    assert [line for line in jcal.whole_components(extra) if line.startswith("BEGIN")] == [
        "BEGIN:VTODO", "BEGIN:VALARM", "BEGIN:X-A",
    ]  # fmt: skip


def nested(depth: int) -> Component:
    outer = component = Component("X-A", 0)
    for _ in range(depth - 1):
        component.components.append(Component("X-A", 0))
        component = component.components[0]
    return outer


def test_components_are_kept_as_deep_as_they_are_read_and_no_deeper() -> None:
    def depth(found: list[Any]) -> int:
        return 1 + max(map(depth, found[2]), default=0)

    assert [depth(jcal.to_component(nested(n))) for n in (1, DEPTH, DEPTH + 5)] == [1, DEPTH, DEPTH]


@pytest.mark.parametrize("depth", [1, 5, 6, 7, 100])
def test_what_is_kept_of_an_event_is_read_again_whatever_its_depth(depth: int) -> None:
    inner = [line for n in range(depth) for line in (f"BEGIN:X-{n}", "X-V:1")]
    ends = [f"END:X-{n}" for n in reversed(range(depth))]
    programme = result(*event(START, *inner, *ends)).programme
    data = dumps(programme, format="ics", view="internal")

    assert loads(data, format="ics") == programme
    assert data.count(b"BEGIN:X-") == min(depth, DEPTH - 2)


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (EMPTY, {"ical": {"properties": [X]}}),
        (to_extra({"a": 1}), {"a": 1, "ical": {"properties": [X]}}),
        (to_extra({"ical": {"properties": [X]}}), {"ical": {"properties": [X]}}),
        (to_extra({"ical": {"properties": 7, "b": 8}}), {"ical": {"properties": [X], "b": 8}}),
        (to_extra({"ical": 7}), {"ical": {"properties": [X]}}),
        (to_extra({"ical": {"properties": [["X-A", {"LANGUAGE": "zh"}, "text", "左转"]]}}),
         {"ical": {"properties": [["X-A", {"LANGUAGE": "zh"}, "text", "左转"]]}}),
    ],
    ids=["nothing", "another", "the same", "no list", "no mapping", "alike"],
)  # fmt: skip
def test_what_is_there_already_stays_once(extra: Extra, expected: dict[str, Any]) -> None:
    assert jcal.joined(extra, [X], []) == to_extra(expected)


def test_components_that_are_there_already_stay_once() -> None:
    task = ["vtodo", [X], []]
    once = jcal.joined(EMPTY, [], [task])

    assert jcal.joined(once, [], [task]) == once
    assert jcal.joined(once, [], []) is once


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["x-a", "vtodo", "b\r\nc:d"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["ical", "properties", "components", "overrides", "2025-09-13"]), inner
        )
    ),
    max_leaves=30,
)


@given(JSON, JSON)
def test_anything_may_stand_in_extra(of_session: Any, of_programme: Any) -> None:
    day = DateSpan.day(date(2025, 9, 13))
    session = Session(id="1", days=day, extra=to_extra({"ical": of_session}))
    programme = Programme(
        activities=(Activity(id="a", name="a", sessions=(session,)),),
        extra=to_extra({"ical": of_programme}),
    )
    data = dumps(programme, format="ics", view="internal")

    assert [a.id for a in loads(data, format="ics")] == ["a"]
    assert data.count(b"\nBEGIN:VEVENT\r") == 1
