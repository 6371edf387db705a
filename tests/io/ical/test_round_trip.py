"""What is written comes back: all of the internal view, and of the other what it shows."""

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    Programme,
    Report,
    Session,
    dumps,
    editions,
    iter_activities,
    loads,
    try_loads,
)
from kepuyue.io.ical.text import OFF
from kepuyue.io.registry import View
from kepuyue.testing import make_programme, strategies, synthetic_programme

EXAMPLES = {
    "example": editions.load("shaoguan-2025-example"),
    "notice": editions.load("shaoguan-2025"),
    "everything": make_programme(),
    "synthetic": synthetic_programme(activities=200, seed=3),
    "empty": Programme(),
}
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_internal_view_comes_back_whole(name: str) -> None:
    programme = EXAMPLES[name]
    data = dumps(programme, format="ics", view="internal")

    assert loads(data, format="ics") == programme
    assert dumps(loads(data, format="ics"), format="ics", view="internal") == data


@given(strategies.programmes())
def test_any_programme_comes_back_whole(programme: Programme) -> None:
    data = dumps(programme, format="ics", view="internal")
    result = try_loads(data, format="ics")

    assert result.report.findings == ()
    assert result.programme == programme


@given(strategies.programmes())
def test_records_carry_what_the_public_view_shows(programme: Programme) -> None:
    data = dumps(programme, format="ics", records=True)

    assert loads(data, format="ics") == programme.public()


@given(
    strategies.programmes(),
    st.sampled_from(["public", "internal"]),
    st.sampled_from([{}, {"plain": True}]),
)
def test_any_calendar_of_ours_reads_without_an_error_and_alike_as_a_stream(
    programme: Programme, view: View, options: dict[str, Any]
) -> None:
    data = dumps(programme, format="ics", view=view, records=False, **options)
    whole = try_loads(data, format="ics")
    reports: list[Report] = []
    streamed = list(iter_activities(io.BytesIO(data), format="ics", on_error=reports.append))

    assert whole.report.ok
    assert [a.id for a in streamed] == [a.id for a in whole.programme]
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if CONTROL.search(line.decode())] == []


def shown(programme: Programme) -> dict[str, Activity]:
    return {
        activity.id: activity
        for activity in programme.public()
        if any(session.when for session in activity.sessions)
    }


def met(activity: Activity, session: Session) -> list[tuple[object, ...]]:
    """Return the occurrences as a calendar tells them: whether one was held is not told."""
    return [
        (o.on, o.when, o.venue, state if state in OFF else None)
        for o in session.occurrences()
        for state in [activity.state_of(o)]
    ]


@pytest.mark.parametrize("name", ["example", "synthetic"])
def test_the_public_feed_gives_back_what_it_shows(name: str) -> None:
    programme = EXAMPLES[name]
    found = loads(dumps(programme, format="ics"), format="ics")
    expected = shown(programme)

    assert [activity.id for activity in found] == list(expected)
    for activity in found:
        original = expected[activity.id]
        assert activity.name == original.name
        assert activity.summary == original.summary
        assert activity.label == original.label
        assert activity.forms == original.forms
        assert activity.hosts == original.hosts
        assert activity.organisers == original.organisers
        assert activity.url == original.url
        assert set(activity.target_groups) == set(original.target_groups)
        assert len(activity.themes) == len(original.themes)
        dated = [s for s in original.sessions if s.when]
        assert [s.id for s in activity.sessions] == [s.id for s in dated]
        assert [s.when for s in activity.sessions] == [s.when for s in dated]
        assert [s.venue for s in activity.sessions] == [s.venue for s in dated]
        for session, other in zip(activity.sessions, dated, strict=True):
            assert met(activity, session) == met(original, other)
    assert {v.id: v.name for v in found.venues}.items() <= {
        v.id: v.name for v in programme.venues
    }.items()
    assert {u.id: u.name for u in found.units}.items() <= {
        u.id: u.name for u in programme.units
    }.items()
    assert [(m.id, m.kind, m.when, m.what) for c in found.campaigns for m in c.milestones] == [
        (m.id, m.kind, m.when, m.what) for c in programme.campaigns for m in c.milestones
    ]
