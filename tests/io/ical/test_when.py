from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

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
)
from kepuyue.model.zone import zone_info

FIRST, LAST = date(2025, 9, 1), date(2025, 9, 30)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 9, day, hour, minute, tzinfo=CHINA_TIME)


def timed(**fields: Any) -> Session:
    return Session(**{"id": "1", "slot": TimeSlot(start=at(6, 9), end=at(6, 11, 30)), **fields})


def written(session: Session) -> bytes:
    activity = Activity(id="a", name="展览", sessions=(session,))
    return dumps(Programme(activities=(activity,)), format="ics")


def read(data: bytes) -> Any:
    return icalendar.Calendar.from_ical(data)


def told(begins: list[Any]) -> list[str]:
    """Return what begins in September, days as days and times as instants."""
    days = [(b.date() if isinstance(b, datetime) else b, b) for b in begins]
    return sorted(
        str(b.astimezone(UTC) if isinstance(b, datetime) else b)
        for day, b in days
        if FIRST <= day <= LAST
    )


def ours(session: Session) -> list[str]:
    found = session.occurrences(last=date(2025, 10, 20))
    return told([o.slot.start if o.slot else o.on for o in found if o.state is not State.CANCELLED])


def by_recurring_ical_events(data: bytes) -> list[str]:
    found = recurring_ical_events.of(read(data)).between(date(2025, 8, 20), date(2025, 10, 10))
    return told([item["DTSTART"].dt for item in found if item["STATUS"] != "CANCELLED"])


def by_ical(data: bytes) -> list[str]:
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    found = calendar.timeline.overlapping(date(2025, 8, 20), date(2025, 10, 10))
    return told([item.start for item in found if item.status != "CANCELLED"])


WEEKLY = Recurrence(frequency=Frequency.WEEKLY, by_day=("SA",), until=LAST)


@pytest.mark.parametrize(
    "session",
    [
        timed(),
        timed(recurrence=WEEKLY),
        timed(recurrence=evolve(WEEKLY, excluded=(date(2025, 9, 13),), added=(date(2025, 9, 17),))),
        timed(recurrence=Recurrence(frequency=Frequency.DAILY, count=5)),
        timed(recurrence=Recurrence(added=(date(2025, 9, 14), date(2025, 9, 9)))),
        timed(
            recurrence=WEEKLY,
            overrides=(
                Override(on=date(2025, 9, 20), state=State.CANCELLED),
                Override(on=date(2025, 9, 27), slot=TimeSlot(start=at(28, 14), end=at(28, 15))),
            ),
        ),
        timed(recurrence=WEEKLY, overrides=(Override(on=date(2025, 9, 21), venue="elsewhere"),)),
        timed(
            overrides=(
                Override(on=date(2025, 9, 6), slot=TimeSlot(start=at(7, 9), end=at(7, 10))),
            )
        ),
        timed(recurrence=Recurrence(frequency=Frequency.WEEKLY, by_day=("WE",), count=3)),
        timed(recurrence=Recurrence(frequency=Frequency.WEEKLY, by_day=("WE",), until=LAST)),
        timed(recurrence=evolve(WEEKLY, until=date(2025, 9, 1))),
        Session(id="d", days=DateSpan.day(date(2025, 9, 6))),
        Session(
            id="d", days=DateSpan.day(date(2025, 9, 6)),
            recurrence=evolve(WEEKLY, excluded=(date(2025, 9, 13),), added=(date(2025, 9, 17),)),
        ),
    ],
    ids=["once", "weekly", "excluded", "count", "dates", "overrides", "no such date", "moved once",
         "count out of step", "until out of step", "over before", "days", "days weekly"],
)  # fmt: skip
def test_two_independent_readers_find_our_own_occurrences(session: Session) -> None:
    data = written(session)

    assert by_recurring_ical_events(data) == ours(session)
    assert by_ical(data) == ours(session)


DAYS = st.dates(date(2025, 8, 25), date(2025, 10, 5))
# Plain and numbered weekdays are not mixed: dateutil, on which both readers stand, gives only the
# days that are both, where RFC 5545 asks for those that are either.
WEEKDAYS = {
    Frequency.DAILY: ["MO", "TU", "SA", "SU"],
    Frequency.WEEKLY: ["MO", "TU", "SA", "SU"],
    Frequency.MONTHLY: ["2TU", "-1FR", "1SA"],
    Frequency.YEARLY: ["37TH", "-15SU"],
}


@st.composite
def recurring(draw: st.DrawFn) -> Session:
    few_days = st.lists(DAYS, max_size=3, unique=True).map(tuple)
    recurrence = Recurrence(added=draw(few_days), excluded=draw(few_days))
    frequency = draw(st.none() | st.sampled_from(list(Frequency)))
    if frequency is not None:
        by_day = st.lists(st.sampled_from(WEEKDAYS[frequency]), max_size=2, unique=True)
        ends: list[dict[str, Any]] = [{}, {"count": 1}, {"count": 4}, {"until": LAST}]
        recurrence = evolve(
            recurrence, frequency=frequency, interval=draw(st.integers(1, 3)),
            by_day=tuple(draw(by_day)), **draw(st.sampled_from([*ends, {"until": FIRST}])),
        )  # fmt: skip
    first = draw(DAYS)
    if draw(st.booleans()):
        days = DateSpan(first=first, last=first + timedelta(days=draw(st.integers(0, 2))))
        return Session(id="1", days=days, recurrence=recurrence)
    zone = draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kolkata"]))
    start = datetime.combine(first, time(draw(st.integers(0, 23)), 30), zone_info(zone))
    slot = TimeSlot(start=start, end=start + timedelta(hours=2), zone=zone)
    return Session(id="1", slot=slot, recurrence=recurrence)


@given(recurring())
def test_two_independent_readers_find_the_occurrences_of_any_rule(session: Session) -> None:
    data = written(session)

    assert by_recurring_ical_events(data) == ours(session)
    assert by_ical(data) == ours(session)


def test_a_cancelled_occurrence_is_told_as_cancelled() -> None:
    session = timed(
        recurrence=WEEKLY, overrides=(Override(on=date(2025, 9, 20), state=State.CANCELLED),)
    )
    events = read(written(session)).events
    cancelled = events[1]

    assert len(events) == 2
    assert (cancelled["RECURRENCE-ID"].dt, cancelled["STATUS"]) == (at(20, 9), "CANCELLED")
    assert (cancelled["DTSTART"].dt, cancelled["DTEND"].dt) == (at(20, 9), at(20, 11, 30))


def test_overrides_beyond_the_expansion_are_taken_at_their_word() -> None:
    far = Override(on=date(2125, 9, 8), state=State.CANCELLED)
    excluded = Override(on=date(2125, 9, 15), state=State.CANCELLED)
    session = timed(
        recurrence=Recurrence(frequency=Frequency.WEEKLY, excluded=(excluded.on,)),
        overrides=(far, excluded),
    )
    overridden = [e for e in read(written(session)).events if "RECURRENCE-ID" in e]

    assert [e["DTSTART"].dt.date() for e in overridden] == [far.on]


def test_many_overrides_are_found_in_one_expansion() -> None:
    days = tuple(at(6, 9).date() + timedelta(days=n) for n in range(3000))
    session = timed(
        recurrence=Recurrence(frequency=Frequency.DAILY),
        overrides=tuple(Override(on=day, venue="elsewhere") for day in days),
    )

    assert len(read(written(session)).events) == 1 + len(days)


def test_until_is_in_utc_with_times_and_a_date_with_days() -> None:
    days = Session(id="d", days=DateSpan.day(date(2025, 9, 6)), recurrence=WEEKLY)

    assert b"UNTIL=20250930T010000Z" in written(timed(recurrence=WEEKLY))
    assert b"UNTIL=20250930;" in written(days).replace(b"\r\n", b";")


def test_a_count_beyond_the_expansion_stays_a_count() -> None:
    thirteenth = Recurrence(frequency=Frequency.YEARLY, by_month=(3,), count=40)

    assert b"RRULE:FREQ=YEARLY;COUNT=40;BYMONTH=3" in written(timed(recurrence=thirteenth))


def test_whole_days_end_on_the_day_after_as_far_as_the_calendar_goes() -> None:
    def times(first: date, last: date) -> list[date]:
        (event,) = read(written(Session(id="1", days=DateSpan(first=first, last=last)))).events
        return [event[name].dt for name in ("DTSTART", "DTEND") if name in event]

    assert times(date(2025, 9, 13), date(2025, 9, 15)) == [date(2025, 9, 13), date(2025, 9, 16)]
    assert times(date.max, date.max) == [date.max]


@pytest.mark.parametrize("end", [None, at(6, 9)])
def test_an_end_that_is_not_told_or_no_later_is_left_out(end: datetime | None) -> None:
    (event,) = read(written(timed(slot=TimeSlot(start=at(6, 9), end=end)))).events

    assert "DTEND" not in event


def test_the_second_hour_of_a_clock_set_back_is_told_in_utc() -> None:
    start = datetime(2025, 11, 2, 6, 30, tzinfo=UTC)  # 01:30 for the second time
    slot = TimeSlot(start=start, end=start + timedelta(hours=1), zone="America/New_York")
    (event,) = read(written(timed(slot=slot))).events

    assert event["DTSTART"].to_ical() == b"20251102T063000Z"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)


def test_times_at_the_ends_of_the_calendar_are_written() -> None:
    last = TimeSlot(start=datetime(9999, 12, 31, 23, tzinfo=UTC), zone="UTC")
    daily = Recurrence(frequency=Frequency.DAILY, until=date.max)
    west = TimeSlot(start=at(7, 9), zone="America/New_York")

    assert b"DTSTART:99991231T230000Z" in written(timed(slot=last))
    assert b"UNTIL=99991231T235959Z" in written(timed(slot=west, recurrence=daily))


def test_zones_cover_every_time_that_is_told_in_them() -> None:
    autumn = TimeSlot(start=datetime(2025, 10, 30, 13, tzinfo=UTC), zone="America/New_York")
    london = TimeSlot(start=datetime(2025, 11, 1, 9, tzinfo=UTC), zone="Europe/London")
    session = Session(
        id="1", slot=autumn, recurrence=Recurrence(frequency=Frequency.DAILY, count=6),
        overrides=(Override(on=date(2025, 11, 1), slot=london),),
    )  # fmt: skip
    data = written(session)
    zones = {str(zone["TZID"]): len(zone.subcomponents) for zone in read(data).timezones}
    found = recurring_ical_events.of(read(data)).between(date(2025, 10, 1), date(2025, 12, 1))
    hours = sorted(item["DTSTART"].dt.astimezone(UTC).hour for item in found)

    assert zones == {"America/New_York": 22, "Europe/London": 1}
    assert hours == [9, 13, 13, 14, 14, 14]


def test_an_added_date_whose_time_the_clock_skips_is_where_others_have_it() -> None:
    zone = "America/New_York"
    slot = TimeSlot(start=datetime(2025, 3, 2, 7, 30, tzinfo=UTC), zone=zone)
    session = Session(id="1", slot=slot, recurrence=Recurrence(added=(date(2025, 3, 9),)))
    found = recurring_ical_events.of(read(written(session))).between(
        date(2025, 3, 1), date(2025, 4, 1)
    )
    theirs = sorted(item["DTSTART"].dt.astimezone(UTC) for item in found)

    assert [o.slot.start.astimezone(UTC) for o in session.occurrences() if o.slot] == theirs


def test_a_session_of_which_nothing_is_left_is_no_event() -> None:
    first = date(2025, 9, 1)
    gone = Session(id="1", days=DateSpan.day(first), recurrence=Recurrence(excluded=(first,)))
    programme = Programme(activities=(Activity(id="a", name="a", sessions=(gone,)),))
    data = dumps(programme, format="ics")

    assert gone.occurrences() == ()
    assert b"BEGIN:VEVENT" not in data
