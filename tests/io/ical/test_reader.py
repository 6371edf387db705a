"""A calendar is read whole or as a stream alike, ours and those of others."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    Campaign,
    DateSpan,
    Finding,
    Milestone,
    MilestoneKind,
    Programme,
    Report,
    Session,
    TimeSlot,
    dumps,
    iter_activities,
    loads,
    try_loads,
)
from kepuyue.io.ical import group, read, read_activities
from tests.io.ical.made import START, amiss, calendar, event, fixups, kept, result

ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Custom", "BEGIN:STANDARD", "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
IN_ZONE = "DTSTART;TZID=Custom:20250906T090000"


class Pipe(io.BytesIO):
    """A stream that can be read once, a little at a time."""

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7))


def streamed(file: Any) -> tuple[list[Activity], list[Finding]]:
    told: list[Finding] = []
    return list(iter_activities(file, format="ics", on_error=told.extend)), told


def test_a_stream_that_gives_little_at_a_time_is_read_like_a_file(tmp_path: Path) -> None:
    data = calendar(*ZONE, *event(IN_ZONE), *event(START, uid="2", name=""), "X:\N{BALLOON}")
    path = tmp_path / "a.ics"
    path.write_bytes(data)
    whole = try_loads(data, format="ics")
    expected = list(whole.programme), list(whole.report)

    assert [streamed(file) for file in (Pipe(data), io.BytesIO(data))] == [expected] * 2
    assert streamed(path)[0] == expected[0]


LINE = st.sampled_from([
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "UID:a", "UID:b", "SUMMARY:x",
    START, "DTEND:20250906T030000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "RECURRENCE-ID:20250913T010000Z",
    "STATUS:CANCELLED", "SEQUENCE:1", "PRODID:-//kepuyue//", "UID:a/1@example.org", "LOCATION:馆",
    "X-WR-TIMEZONE:Asia/Tokyo", *ZONE, IN_ZONE, "nonsense", " folded", "X-A;B=c:d",
])  # fmt: skip


@given(st.lists(LINE, max_size=40))
def test_any_lines_are_read_whole_and_streamed_without_an_error(lines: list[str]) -> None:
    data = calendar(*lines)
    whole = read(data)
    found, _ = streamed(io.BytesIO(data))

    def when(activities: Iterator[Activity] | list[Activity]) -> set[object]:
        return {session.when for activity in activities for session in activity.sessions}

    assert when(found) >= when(list(whole.programme))
    written = dumps(whole.programme, format="ics", view="internal")
    assert loads(written, format="ics") == whole.programme


def test_zones_at_the_end_of_a_file_are_known_to_the_events_before_them() -> None:
    data = calendar(*event(IN_ZONE), *ZONE)
    start = datetime(2025, 9, 6, tzinfo=UTC)

    for file in (io.BytesIO(data), Pipe(data)):
        ((activity,), told) = streamed(file)
        known = not isinstance(file, Pipe)
        assert (activity.sessions[0].when == TimeSlot(start=start, zone="Asia/Tokyo")) == known
        assert ("zone-by-rules" in fixups(told)) == known


def test_a_file_is_read_from_where_it_stands() -> None:
    file = io.BytesIO(b"before\r\n" + calendar(*event(IN_ZONE), *ZONE))
    file.seek(8)

    assert fixups(streamed(file)[1]) == ["zone-by-rules"]


@pytest.mark.parametrize("block", [16, 20, 33])
def test_zones_at_the_end_are_found_across_blocks(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("kepuyue.io.ical.reader.BLOCK", block)

    assert fixups(read(calendar(*event(IN_ZONE), *ZONE)).report) == ["zone-by-rules"]


def test_a_line_of_a_stream_may_be_no_longer_than_is_asked_for() -> None:
    data = calendar(*event(START, "DESCRIPTION:" + "x" * 2_000), *event(START, uid="2"))
    found = list(read_activities(io.BytesIO(data), max_bytes=1_000))
    reports = [item for item in found if isinstance(item, Report)]

    assert [item.summary for item in found if isinstance(item, Activity)] == [None, None]
    assert [amiss(report) for report in reports] == [[("KY-ICS004", 6)]]


def test_events_of_one_uid_are_put_together_a_number_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("reader", "group"):
        monkeypatch.setattr(f"kepuyue.io.ical.{module}.EVENTS", 3)
    changes = [
        line
        for day in range(13, 20)
        for line in event(f"RECURRENCE-ID:202509{day}T010000Z", "LOCATION:院")
    ]
    data = calendar(*event(START, "RRULE:FREQ=DAILY"), *changes)
    (activity,) = read(data).programme

    assert len(activity.sessions[0].overrides) == 7
    assert group.EVENTS == 3
    assert [len(a.sessions) for a in streamed(io.BytesIO(data))[0]] == [1, 3, 2]


def test_components_of_others_are_kept_and_streams_pass_them_over() -> None:
    lines = ("BEGIN:VTODO", "SUMMARY:x", "BEGIN:VALARM", "END:VALARM", "END:VTODO")
    told = result(*lines, *event(START))

    assert told.programme.extra["ical"]["components"] == (
        ("vtodo", (("summary", {}, "unknown", "x"),), (("valarm", (), ()),)),
    )
    assert fixups(told.report) == ["component-kept"]
    assert fixups(streamed(io.BytesIO(calendar(*lines)))[1]) == ["component-passed-over"]


def test_what_calendars_say_of_themselves_is_kept_once() -> None:
    lines = ("X-A:b", "METHOD:REQUEST", "X-WR-TIMEZONE:Asia/Tokyo", "CALSCALE:gregorian")
    data = calendar(*lines) + calendar(*lines[:2], "X-A:c", "CALSCALE:CHINESE")
    told = read(data)

    assert kept(told.programme) == {"x-a": ["b", "c"], "method": ["REQUEST"], "calscale": [
        "CHINESE"
    ]}  # fmt: skip
    assert amiss(told.report) == [("KY-ICS003", 11)]


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("X-WR-TIMEZONE:Asia/Tokyo", "Asia/Tokyo"),
        ("X-WR-TIMEZONE:Tokyo Standard Time", "Asia/Tokyo"),
        ("TIMEZONE-ID:Asia/Tokyo", "Asia/Tokyo"),
        ("X-WR-TIMEZONE:nowhere", "Asia/Shanghai"),
        ("X-WR-TIMEZONE:", "Asia/Shanghai"),
    ],
)
def test_floating_times_are_those_of_the_calendar_and_of_no_other(line: str, zone: str) -> None:
    floating = event("DTSTART:20250906T090000")
    data = calendar(line, *floating) + calendar(*event("DTSTART:20250906T090000", uid="2"))
    slots = [activity.sessions[0].slot for activity in read(data).programme]

    assert [slot and slot.zone for slot in slots] == [zone, "Asia/Shanghai"]


CAMPAIGN = Campaign(
    id="2025/a b", name="全国科普月",
    milestones=(
        Milestone(id="plan", kind=MilestoneKind.DUE, when=date(2025, 8, 10), what="方案"),
        Milestone(id="open", kind=MilestoneKind.OPENS, when=date(2025, 8, 1), what="申报"),
    ),
)  # fmt: skip
DAY = Session(id="1", days=DateSpan.day(date(2025, 9, 13)))
OURS = Programme(campaigns=(CAMPAIGN,), activities=(Activity(id="a", name="甲", sessions=(DAY,)),))


def test_milestones_of_our_public_calendar_are_those_of_the_campaign() -> None:
    data = dumps(OURS, format="ics")

    assert try_loads(data, format="ics").programme.campaigns == (CAMPAIGN,)
    assert [a.id for a in streamed(io.BytesIO(data))[0]] == ["a"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UID:milestone:2025%2Fa%20b/plan@", "UID:milestone:2025@"),
        ("UID:milestone:2025%2Fa%20b/plan@", "UID:milestone:%00/plan@"),
        ("UID:milestone:2025%2Fa%20b/plan@", "UID:milestone:a/%0A@"),
        ("DUE;TZID=Asia/Shanghai:20250810T235959", "DUE:soon"),
        ("DUE;TZID=Asia/Shanghai:20250810T235959", "X-DUE:20250810"),
        ("SUMMARY:方案（截止）", "SUMMARY: "),
    ],
)
def test_what_is_no_milestone_any_more_is_a_task_of_others(old: str, new: str) -> None:
    data = dumps(OURS, format="ics").decode()
    assert old in data
    programme = loads(data.replace(old, new).encode(), format="ics")

    assert [m.id for c in programme.campaigns for m in c.milestones] == ["open"]
    assert [name for name, *_ in programme.extra["ical"]["components"]] == ["vtodo"]


def test_a_uid_like_a_milestone_in_a_calendar_of_others_is_a_uid() -> None:
    (activity,) = result(*event(START, uid="milestone:a/b@example.org")).programme

    assert activity.id == "milestone:a/b@example.org"


def test_sessions_that_stand_apart_are_of_one_activity_when_read_whole() -> None:
    one, two = event(START, uid="a/1@x.org"), event(START, uid="a/2@x.org")
    other = event(START, uid="b/1@x.org")
    data = calendar("PRODID:-//kepuyue//a", *one, *other, *two)

    assert [(a.id, [s.id for s in a.sessions]) for a in read(data).programme] == [
        ("a", ["1", "2"]), ("b", ["1"]),
    ]  # fmt: skip
    assert [a.id for a in streamed(io.BytesIO(data))[0]] == ["a", "b", "a"]


def test_occurrences_of_a_session_that_is_not_there_are_sessions_beside_the_others() -> None:
    one = event(START, uid="a/1@x.org")
    change = event("RECURRENCE-ID:20250913T010000Z", "DTSTART:20250914T010000Z", uid="a/2@x.org")
    (activity,) = read(calendar("PRODID:-//kepuyue//a", *one, *change)).programme

    assert [session.id for session in activity.sessions] == ["1", "1-2"]


def test_the_ids_of_events_that_are_others_never_meet() -> None:
    events = [event(START, uid=uid, name=name) for uid, name in [
        ("a", "1"), ("a", "2"), ("a-2", "3"), ("b-2", "4"), ("b", "5"), ("b", "6"),
    ]]  # fmt: skip
    found = read(calendar(*(line for lines in events for line in lines))).programme

    assert {activity.name: activity.id for activity in found} == {
        "1": "a", "2": "a-2", "3": "a-2-2", "4": "b-2", "5": "b", "6": "b-3",
    }  # fmt: skip
