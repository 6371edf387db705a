"""What another program changes in the internal calendar counts, and leaves a note."""

import io
from datetime import date, datetime, timedelta

import pytest

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Frequency,
    Override,
    Programme,
    Recurrence,
    Session,
    State,
    TimeSlot,
    dumps,
    evolve,
    iter_activities,
    try_loads,
)


def at(day: int, hour: int) -> datetime:
    return datetime(2025, 9, day, hour, tzinfo=CHINA_TIME)


SLOT = TimeSlot(start=at(6, 9), end=at(6, 11))
WEEKLY = Session(
    id="weekly", slot=SLOT, recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3),
    overrides=(Override(on=date(2025, 9, 13), slot=TimeSlot(start=at(13, 14), end=at(13, 15))),),
    note="只在记录里",
)  # fmt: skip
TALK = Activity(
    id="talk", name="讲座", sessions=(Session(id="1", slot=SLOT), WEEKLY), summary="介绍",
)  # fmt: skip
START_LATER = b"DTSTART;TZID=Asia/Shanghai:20250913T10"
DATA = dumps(Programme(activities=(TALK,)), format="ics", view="internal")


def read(old: bytes, new: bytes) -> tuple[Activity, list[str]]:
    assert old in DATA
    changed = DATA.replace(old, new)
    result = try_loads(changed, format="ics")
    (activity,) = result.programme
    assert [activity] == list(iter_activities(io.BytesIO(changed), format="ics"))
    return activity, [str(finding.params.get("fixup")) for finding in result.report]


def test_what_nobody_changed_is_as_the_record_has_it() -> None:
    activity, notes = read(b"DTSTART", b"DTSTART")

    assert (activity, notes) == (TALK, [])


def test_a_moved_event_moves_the_session_and_leaves_the_rest() -> None:
    activity, notes = read(
        b"UID:talk/1@kepuyue.invalid\r\nDTSTART;TZID=Asia/Shanghai:20250906T090000",
        b"UID:talk/1@kepuyue.invalid\r\nDTSTART;TZID=Asia/Shanghai:20250906T100000",
    )

    moved = TimeSlot(start=at(6, 10), end=at(6, 11))
    assert activity == evolve(TALK, sessions=(Session(id="1", slot=moved), WEEKLY))
    assert notes == ["edited"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (b"FREQ=WEEKLY;COUNT=5", Recurrence(frequency=Frequency.WEEKLY, count=5)),
        (b"FREQ=DAILY;COUNT=3", Recurrence(frequency=Frequency.DAILY, count=3)),
    ],
)
def test_another_rule_is_taken_over(new: bytes, expected: Recurrence) -> None:
    activity, notes = read(b"FREQ=WEEKLY;COUNT=3", new)

    assert activity.sessions[1] == evolve(WEEKLY, recurrence=expected)
    assert notes == ["edited"]


def test_another_title_is_the_name() -> None:
    activity, notes = read("SUMMARY:讲座".encode(), "SUMMARY:报告".encode())

    assert activity.name == "报告"
    assert "edited" in notes


def test_a_cancelled_event_cancels_its_session_alone() -> None:
    activity, _ = read(b"STATUS:TENTATIVE\r\n", b"STATUS:CANCELLED\r\n")

    assert {session.state for session in activity.sessions} == {State.CANCELLED}


def test_an_occurrence_that_is_moved_again_is_where_it_is_moved_to() -> None:
    activity, notes = read(
        b"DTSTART;TZID=Asia/Shanghai:20250913T140000",
        b"DTSTART;TZID=Asia/Shanghai:20250913T143000",
    )

    slot = TimeSlot(start=at(13, 14) + timedelta(minutes=30), end=at(13, 15))
    assert [o.slot for o in activity.sessions[1].overrides] == [slot]
    assert activity.sessions[1].note == "只在记录里"
    assert notes == ["edited"]


def test_whole_days_may_become_times() -> None:
    day = Activity(
        id="d", name="展", sessions=(Session(id="1", days=DateSpan.day(date(2025, 9, 6))),)
    )
    data = dumps(Programme(activities=(day,)), format="ics", view="internal")
    changed = data.replace(b"DTSTART;VALUE=DATE:20250906", b"DTSTART:20250906T010000Z").replace(
        b"DTEND;VALUE=DATE:20250907", b"DURATION:PT2H"
    )
    (activity,) = try_loads(changed, format="ics").programme

    assert activity.sessions[0].slot == TimeSlot(start=at(6, 9), end=at(6, 11))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"UID:talk/1@", b"UID:talk/none@"),
        (b"RECURRENCE-ID;TZID=Asia/Shanghai:20250913T090000", b"RECURRENCE-ID:never"),
    ],
    ids=["no such session", "no such occurrence"],
)
def test_an_event_of_nothing_in_the_record_changes_nothing(old: bytes, new: bytes) -> None:
    activity, notes = read(old, new)

    assert (activity, notes) == (TALK, [])


def test_a_change_of_a_further_occurrence_is_taken_over() -> None:
    activity, notes = read(
        b"RECURRENCE-ID;TZID=Asia/Shanghai:20250913T090000",
        b"RECURRENCE-ID;TZID=Asia/Shanghai:20250920T090000",
    )
    (was,) = WEEKLY.overrides

    assert activity.sessions[1].overrides == (was, evolve(was, on=date(2025, 9, 20)))
    assert notes == ["edited"]


def test_an_occurrence_that_is_moved_keeps_its_place_and_what_is_kept_of_it() -> None:
    part = Override(on=date(2025, 9, 13), venue="elsewhere")
    kept = {"ical": {"overrides": {"2025-09-13": {
        "properties": [["summary", {}, "unknown", "另一个"]],
    }}}}  # fmt: skip
    talk = evolve(TALK, sessions=(evolve(WEEKLY, overrides=(part,), extra=kept),))
    data = dumps(Programme(activities=(talk,)), format="ics", view="internal")
    again = try_loads(data, format="ics")
    later = data.replace(b"DTSTART;TZID=Asia/Shanghai:20250913T09", START_LATER)
    (changed,) = try_loads(later, format="ics").programme
    slot = TimeSlot(start=at(13, 10), end=at(13, 11))

    assert (again.programme.activities, again.report.findings) == ((talk,), ())
    assert changed.sessions[0].overrides == (evolve(part, slot=slot),)


def test_a_title_that_is_gone_leaves_the_name() -> None:
    activity, notes = read("SUMMARY:讲座".encode(), b"SUMMARY: ")

    assert (activity.name, activity.sessions[0]) == ("讲座", TALK.sessions[0])
    assert "edited" in notes


def test_changes_of_several_activities_are_told_apart() -> None:
    talks = tuple(
        Activity(
            id=ref, name=ref, sessions=(Session(id="1", slot=SLOT), Session(id="2", slot=SLOT))
        )
        for ref in ("甲", "乙", "丙")
    )
    data = dumps(Programme(activities=talks), format="ics", view="internal")
    start, later = (
        b"DTSTART;TZID=Asia/Shanghai:20250906T09",
        b"DTSTART;TZID=Asia/Shanghai:20250906T10",
    )
    first, *rest = data.rpartition(start)  # the second session of the last activity
    changed = b"".join([first.replace(start, later, 1), later, rest[1]])
    found = [
        [s.slot.start.hour for s in a.sessions if s.slot]
        for a in try_loads(changed, format="ics").programme
    ]

    assert found == [[10, 9], [9, 9], [9, 10]]
