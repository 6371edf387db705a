"""Events of one UID are one activity: sessions, changes of occurrences, and what is another."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Override,
    Recurrence,
    Session,
    State,
    TimeSlot,
    dumps,
    loads,
    try_loads,
)
from kepuyue.io.ical import group
from tests.io.ical.made import START, amiss, calendar, event, fixups, kept, result

WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"
DAYS = "DTSTART;VALUE=DATE:20250906"


def at(day: int, hour: int = 9, hours: float | None = None) -> TimeSlot:
    start = datetime(2025, 9, day, hour, tzinfo=CHINA_TIME)
    return TimeSlot(start=start, end=None if hours is None else start + timedelta(hours=hours))


def of(day: int, *lines: str, hour: int = 9, name: str = "展览") -> tuple[str, ...]:
    """Return the lines of an event for an occurrence of the event with the usual UID."""
    clock = f"TZID=Asia/Shanghai:202509{day:02}T{hour:02}0000"
    moved = () if any(line.startswith("DTSTART") for line in lines) else (f"DTSTART;{clock}",)
    named = f"RECURRENCE-ID;TZID=Asia/Shanghai:202509{day:02}T090000"
    return event(named, *moved, *lines, name=name)


def read(*events: tuple[str, ...]) -> tuple[list[Activity], list[str]]:
    """Return the activities of some events, and what was put right."""
    told = result(*(line for lines in events for line in lines))
    return list(told.programme), fixups(told.report)


SERIES = event(START, WEEKLY)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (of(13, hour=14), Override(on=date(2025, 9, 13), slot=at(13, 14))),
        (of(13, "DTSTART;VALUE=DATE:20250914"),
         Override(on=date(2025, 9, 13), days=DateSpan.day(date(2025, 9, 14)))),
        (of(13, "LOCATION:院"), Override(on=date(2025, 9, 13), venue="院")),
        (of(13, "STATUS:CANCELLED"), Override(on=date(2025, 9, 13), state=State.CANCELLED)),
        (of(13, "DURATION:PT3H"), Override(on=date(2025, 9, 13), slot=at(13, 9, 3))),
        (of(13), Override(on=date(2025, 9, 13))),
    ],
    ids=["time", "days", "place", "off", "length", "nothing"],
)  # fmt: skip
@pytest.mark.parametrize("first", [0, 1])
def test_what_differs_at_an_occurrence_is_an_override(
    change: tuple[str, ...], expected: Override, first: int
) -> None:
    ((activity,), noted) = read(*[SERIES, change][:: -1 if first else 1])

    assert activity.sessions[0].overrides == (expected,)
    assert activity.sessions[0].recurrence == Recurrence.from_rrule("FREQ=WEEKLY;COUNT=3")
    assert noted == []


def test_what_an_override_has_no_field_for_stays_and_goes_out_again() -> None:
    lines = ("DESCRIPTION:另讲", "URL:https://b.org", "CATEGORIES:机器人", "CONTACT:王老师",
             "CONFERENCE:https://example.org/live", "X-A:b")  # fmt: skip
    told = result(*SERIES, *of(13, *lines, name="另一个"))
    (activity,) = told.programme
    inner = activity.sessions[0].extra["ical"]["overrides"]["2025-09-13"]
    data = dumps(told.programme, format="ics", view="internal")
    apart = data.replace(b"\r\n ", b"").decode().split("BEGIN:VEVENT")[2]

    assert sorted(name for name, *_ in inner["properties"]) == [
        "categories", "conference", "contact", "description", "summary", "url", "x-a",
    ]  # fmt: skip
    assert [line for line in ("SUMMARY:另一个", *lines) if f"\r\n{line}\r\n" not in apart] == []
    assert loads(data, format="ics").activities == (activity,)


def test_of_two_changes_of_an_occurrence_the_newer_revision_counts() -> None:
    newer, older = of(13, "SEQUENCE:2", hour=14), of(13, "SEQUENCE:1", hour=15)

    for events in ((SERIES, newer, older), (SERIES, older, newer)):
        ((activity,), noted) = read(*events)
        assert activity.sessions[0].overrides == (Override(on=date(2025, 9, 13), slot=at(13, 14)),)
        assert noted == ["duplicate-uid"]


@pytest.mark.parametrize(
    ("rule", "day", "added"),
    [
        ((WEEKLY,), 14, [14]),
        ((WEEKLY,), 27, [27]),
        ((WEEKLY, "EXDATE:20250913T010000Z"), 13, []),
        (("RRULE:FREQ=WEEKLY;UNTIL=20250913T010000Z",), 20, [20]),
        (("RDATE:20250908T010000Z",), 8, []),
        ((), 13, [13]),
        ((), 6, []),
    ],
    ids=["between", "behind the last", "excluded", "after the end", "added", "alone", "the first"],
)
def test_a_change_of_a_day_that_the_rule_does_not_meet_adds_the_day(
    rule: tuple[str, ...], day: int, added: list[int]
) -> None:
    ((activity,), noted) = read(event(START, *rule), of(day, "LOCATION:院"))
    recurrence = activity.sessions[0].recurrence or Recurrence()
    known = 8 if "RDATE:20250908T010000Z" in rule else None

    assert [d.day for d in recurrence.added if d.day != known] == added
    assert noted == (["override-of-nothing"] if added else [])


def test_a_change_of_an_event_without_a_date_is_kept() -> None:
    ((activity,), _) = read(event("STATUS:CANCELLED"), of(13, "LOCATION:院"))
    (session,) = activity.sessions

    assert (session.when, session.recurrence, len(session.overrides)) == (None, None, 1)


def test_occurrences_without_their_event_are_sessions_of_their_own() -> None:
    ((activity,), noted) = read(
        of(13, hour=14),
        of(20, name=""),
        event("RECURRENCE-ID:20250927T010000Z", "STATUS:CANCELLED"),
    )
    utc = TimeSlot(start=datetime(2025, 9, 27, 1, tzinfo=UTC), zone="UTC")

    assert [(s.id, s.when) for s in activity.sessions] == [("1", at(13, 14)), ("2", at(20)), (
        "3", utc,
    )]  # fmt: skip
    assert noted == ["orphan-override"]


def test_an_occurrence_by_a_day_stands_alone_as_a_day() -> None:
    ((activity,), _) = read(event("RECURRENCE-ID;VALUE=DATE:20250913", "STATUS:CANCELLED"))

    assert activity.sessions[0].when == DateSpan.day(date(2025, 9, 13))


OLD = event(START, "SEQUENCE:1", "LAST-MODIFIED:20250901T000000Z")


@pytest.mark.parametrize(
    ("other", "when", "revision"),
    [
        (event(START, "SEQUENCE:1", "LAST-MODIFIED:20250901T000000Z"), at(6), 1),
        (event(START, "SEQUENCE:1", "LAST-MODIFIED:20250801T000000Z"), at(6), 1),
        (event(START, "SEQUENCE:1", "LAST-MODIFIED:20250902T000000Z", "X-A:b"), at(6), 1),
        (event("DTSTART:20250907T010000Z", "SEQUENCE:0"), at(6), 1),
        (event("DTSTART;TZID=Asia/Shanghai:20250907T090000", "SEQUENCE:2"), at(7), 2),
    ],
    ids=["same", "same and older", "same and newer", "older revision", "newer revision"],
)
def test_an_event_that_comes_again_is_one(
    other: tuple[str, ...], when: TimeSlot, revision: int
) -> None:
    ((activity,), noted) = read(OLD, other)

    assert (activity.sessions[0].when, activity.revision) == (when, revision)
    assert noted == ["duplicate-uid"]


def test_the_later_of_two_that_say_the_same_is_kept() -> None:
    ((activity,), _) = read(OLD, event(START, "SEQUENCE:1", "LAST-MODIFIED:20250902T000000Z",
                                       "X-A:b"))  # fmt: skip

    assert activity.updated == datetime(2025, 9, 2, tzinfo=UTC)
    assert kept(activity.sessions[0]) == {"x-a": ["b"]}


def test_an_event_of_a_uid_that_is_another_has_an_id_of_its_own() -> None:
    others = [event(START, name=name) for name in ("甲", "乙", "丙", "乙", "甲")]
    data = calendar(*(line for lines in others for line in lines))
    found = try_loads(data, format="ics").programme

    assert [(activity.id, activity.name) for activity in found] == [
        ("1@example.org", "甲"), ("1@example.org-2", "乙"), ("1@example.org-3", "丙"),
    ]  # fmt: skip


def test_a_newer_revision_keeps_what_differs_at_occurrences() -> None:
    newer = event(START, WEEKLY, "SEQUENCE:1", name="新展")
    ((activity,), _) = read(SERIES, of(13, "LOCATION:院"), newer)

    assert activity.name == "新展"
    assert [o.venue for o in activity.sessions[0].overrides] == ["院"]


def test_a_newer_revision_that_says_itself_what_differs_counts_alone() -> None:
    newer = event(START, "RDATE;TZID=Asia/Shanghai:20250908T140000", "SEQUENCE:1")
    ((activity,), _) = read(SERIES, of(13, hour=8), newer)

    assert [o.on.day for o in activity.sessions[0].overrides] == [8, 13]


def test_a_cancellation_that_does_not_say_when_leaves_when_it_would_have_been() -> None:
    ((activity,), _) = read(event(START), event("STATUS:CANCELLED", "SEQUENCE:1"))

    assert activity.sessions == (Session(id="1", slot=at(6), state=State.CANCELLED),)


def test_changes_beyond_what_a_session_may_have_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group, "DATES", 2)
    told = result(*SERIES, *of(6, "LOCATION:a"), *of(13, "LOCATION:b"), *of(20, "LOCATION:c"))
    (activity,) = told.programme

    assert [o.venue for o in activity.sessions[0].overrides] == ["a", "b"]
    assert amiss(told.report) == [("KY-ICS008", 22)]


def test_a_series_with_a_change_on_every_day_is_read_in_one_go() -> None:
    first = date(2025, 9, 6)
    changes = [
        line
        for number in range(3_000)
        for day in [f"{first + timedelta(days=number):%Y%m%d}"]
        for line in event(
            f"RECURRENCE-ID;VALUE=DATE:{day}", f"DTSTART;VALUE=DATE:{day}", "LOCATION:院"
        )
    ]
    (activity,) = result(*event(DAYS, "RRULE:FREQ=DAILY"), *changes).programme

    assert len(activity.sessions[0].overrides) == 3_000
    assert {(o.days, o.venue) for o in activity.sessions[0].overrides} == {(None, "院")}
    assert activity.sessions[0].recurrence == Recurrence.from_rrule("FREQ=DAILY")


def test_lines_of_a_long_series_are_told_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kepuyue.io.ical.source.BLOCK", 2_000)
    many = [line for _ in range(100) for line in of(13, "LOCATION:院")]
    told = result(*many, *event(START, "RRULE:FREQ=HOURLY"), *many)

    assert amiss(told.report) == [("KY-ICS007", 2 + len(many) + 4)]


@pytest.mark.parametrize(
    ("start", "named"),
    [
        ("TZID=Asia/Shanghai:20250906T070000", "VALUE=DATE:00010101"),
        ("TZID=America/New_York:20250906T230000", "VALUE=DATE:99991231"),
        ("TZID=America/New_York:20250906T090000", "TZID=UTC:00010101T000000"),
    ],
)
def test_changes_at_the_ends_of_the_calendar_are_read(start: str, named: str) -> None:
    changed = event(f"RECURRENCE-ID;{named}", START, "LOCATION:院")
    ((activity,), _) = read(event(f"DTSTART;{start}", "RRULE:FREQ=DAILY"), changed)

    assert [o.venue for o in activity.sessions[0].overrides] == ["院"]
