from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Frequency,
    InvalidValueError,
    LimitError,
    Override,
    Recurrence,
    Session,
    State,
    TimeSlot,
    evolve,
)
from kepuyue.model.zone import zone_info
from kepuyue.testing import make
from tests.testing.test_factories import entities

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
NEW_YORK = ZoneInfo("America/New_York")


def china(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2025, 9, day, hour, minute, tzinfo=CHINA_TIME)


def days(session: Session, **bounds: Any) -> list[str]:
    return [occurrence.on.isoformat() for occurrence in session.occurrences(**bounds)]


def daily(**parts: Any) -> Session:
    slot = TimeSlot(start=china(1), end=china(1, 10))
    return Session(id="s", slot=slot, recurrence=Recurrence(frequency=Frequency.DAILY, **parts))


# Time slots and spans.


def test_times_are_moved_into_the_named_zone() -> None:
    slot = TimeSlot(start=datetime(2025, 9, 13, 1, tzinfo=UTC), zone="Asia/Urumqi")

    assert (slot.start.hour, slot.start.tzinfo) == (7, zone_info("Asia/Urumqi"))


def test_equality_sees_the_zone_and_the_instant() -> None:
    start = datetime(2025, 9, 13, 1, tzinfo=UTC)

    assert TimeSlot(start=start) == TimeSlot(start=start.astimezone(NEW_YORK))
    assert TimeSlot(start=start) != TimeSlot(start=start, zone="Asia/Hong_Kong")


def test_the_two_times_of_an_hour_that_comes_twice_differ() -> None:
    first = datetime(2025, 11, 2, 1, 30, tzinfo=NEW_YORK)
    slots = [
        TimeSlot(start=start, zone="America/New_York") for start in (first, first.replace(fold=1))
    ]

    assert slots[0] != slots[1]
    assert hash(slots[0]) != hash(slots[1])
    hour = TimeSlot(start=slots[0].start, end=slots[1].start, zone="America/New_York")
    assert hour.duration == timedelta(hours=1)
    with pytest.raises(InvalidValueError, match="KY-VAL006"):
        TimeSlot(start=slots[1].start, end=slots[0].start, zone="America/New_York")


@pytest.mark.parametrize("field", ["start", "end"])
def test_a_naive_time_says_how_to_fix_it(field: str) -> None:
    times: dict[str, Any] = {"start": china(1), field: datetime(2025, 9, 13, 9)}  # noqa: DTZ001
    with pytest.raises(InvalidValueError, match="CHINA_TIME") as caught:
        TimeSlot(**times)

    assert field in caught.value.report.findings[0].message("zh")


@pytest.mark.parametrize("zone", ["Asia/Shangai", "../etc/passwd", "Asia", "x" * 300, "/", "a\\b"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL005"):
        TimeSlot(start=china(1), zone=zone)


def test_a_misspelt_zone_names_the_nearest() -> None:
    with pytest.raises(InvalidValueError) as caught:
        TimeSlot(start=china(1), zone="Asia/Shangai")

    assert "Asia/Shanghai" in caught.value.report.findings[0].nearest


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (datetime(1890, 1, 1, tzinfo=UTC), "KY-VAL013"),
        (datetime.max.replace(tzinfo=UTC), "KY-VAL008"),
    ],
)
def test_what_the_wire_cannot_tell_is_refused(start: datetime, code: str) -> None:
    with pytest.raises(InvalidValueError, match=code):
        TimeSlot(start=start)


def test_a_slot_knows_its_days_and_its_duration() -> None:
    slot = TimeSlot(start=china(13, 20), end=china(14, 0))

    assert (slot.first, slot.last) == (date(2025, 9, 13), date(2025, 9, 13))
    assert slot.duration == timedelta(hours=4)
    assert TimeSlot(start=china(13)).duration is None
    assert TimeSlot(start=china(13), end=china(13)).last == date(2025, 9, 13)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (TimeSlot(start=china(13)), "TimeSlot(2025-09-13 09:00 Asia/Shanghai)"),
        (
            TimeSlot(start=china(13), end=china(13, 11)),
            "TimeSlot(2025-09-13 09:00–11:00 Asia/Shanghai)",
        ),
        (
            TimeSlot(start=china(13), end=china(14, 1)),
            "TimeSlot(2025-09-13 09:00–2025-09-14 01:00 Asia/Shanghai)",
        ),
        (DateSpan.day(date(2025, 9, 13)), "DateSpan(2025-09-13)"),
        (DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15)), "DateSpan(2025-09-13…15)"),
        (DateSpan(first=date(2025, 9, 13), last=date(2025, 10, 1)), "DateSpan(2025-09-13…10-01)"),
        (DateSpan(first=date(2025, 9, 1), last=date(2026, 1, 1)),
         "DateSpan(2025-09-01…2026-01-01)"),
    ],
)  # fmt: skip
def test_times_read_as_people_write_them(value: object, text: str) -> None:
    assert repr(value) == text


def test_a_span_holds_its_first_and_last_day() -> None:
    span = DateSpan(first=date(2025, 9, 1), last=date(2025, 9, 30))

    assert (len(span), date(2025, 9, 30) in span, date(2025, 10, 1) in span) == (30, True, False)
    assert "2025-09-01" not in span
    with pytest.raises(InvalidValueError, match="KY-VAL006"):
        DateSpan(first=date(2025, 9, 2), last=date(2025, 9, 1))


def test_at_most_one_of_slot_and_days() -> None:
    both: dict[str, Any] = {"slot": make(TimeSlot), "days": make(DateSpan)}

    with pytest.raises(InvalidValueError, match="KY-VAL007"):
        Session(id="s", **both)
    with pytest.raises(InvalidValueError, match="KY-VAL007"):
        Override(on=date(2025, 9, 1), **both)
    with pytest.raises(InvalidValueError, match="KY-VAL007"):
        next(k for k in entities() if k.__name__ == "Occurrence")(on=date(2025, 9, 1), **both)


def test_a_recurrence_needs_a_time_and_overrides_a_date_each() -> None:
    with pytest.raises(InvalidValueError, match="KY-SCH004"):
        Session(id="s", recurrence=Recurrence(frequency=Frequency.DAILY))
    twice = (Override(on=date(2025, 9, 1)), Override(on=date(2025, 9, 1), note="x"))
    with pytest.raises(InvalidValueError, match="KY-VAL010"):
        Session(id="s", overrides=twice)


# Recurrences.


def signed(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high) | st.integers(-high, -low)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Recurrence, date, date]:
    """Return rules over which dateutil and RFC 5545 agree, with a start and the end of a window.

    Left out are the three points on which dateutil differs: BYWEEKNO without BYDAY gives it all
    seven days, numbered and plain BYDAY together give it nothing, and weekly BYSETPOS counts from
    DTSTART in the first week. Each rule meets a date every few years, since dateutil searches for
    the next one without end.
    """
    frequency = draw(st.sampled_from(list(Frequency)))
    parts: dict[str, Any] = {}
    kind = draw(st.sampled_from(["plain", "month", "weekday", "month day", "position", "week no",
                                 "year day"]))  # fmt: skip
    weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(tuple)
    if kind == "month":
        parts["by_month"] = tuple(draw(st.sets(st.integers(1, 12), min_size=1)))
    if kind in ("weekday", "position"):
        parts["by_day"] = draw(weekdays)
        if frequency in (Frequency.MONTHLY, Frequency.YEARLY) and draw(st.booleans()):
            number = st.sampled_from(["1", "2", "4", "-1", "-2"])
            parts["by_day"] = tuple(draw(number) + day for day in parts["by_day"])
    if kind == "month day" and frequency is not Frequency.WEEKLY:
        parts["by_month_day"] = tuple(draw(st.sets(signed(1, 28), min_size=1, max_size=3)))
    if kind == "position" and frequency is not Frequency.WEEKLY:
        parts["by_set_pos"] = (draw(st.sampled_from([1, -1])),)
    if frequency is Frequency.YEARLY and kind == "week no":
        parts["by_week_no"] = tuple(draw(st.sets(signed(1, 52), min_size=1, max_size=3)))
        parts["by_day"] = draw(weekdays)
    if frequency is Frequency.YEARLY and kind == "year day":
        parts["by_year_day"] = tuple(draw(st.sets(signed(1, 365), min_size=1, max_size=4)))
    interval = draw(st.integers(1, 4)) if frequency is not Frequency.DAILY else 1
    week_start = draw(st.sampled_from(["MO", "SU", "TH"]))
    start = draw(st.dates(date(1999, 1, 1), date(2032, 12, 31)))
    if frequency in (Frequency.MONTHLY, Frequency.YEARLY) and not parts:
        start = start.replace(day=min(start.day, 28))
    rule = Recurrence(frequency=frequency, interval=interval, week_start=week_start, **parts)
    return rule, start, start + timedelta(days=draw(st.integers(1, 1500)))


@given(rules())
def test_dateutil_meets_the_same_dates(drawn: tuple[Recurrence, date, date]) -> None:
    rule, start, last = drawn
    begin = datetime(start.year, start.month, start.day)  # noqa: DTZ001  (dates alone)
    theirs = rrulestr(f"{rule.rrule};UNTIL={last:%Y%m%d}T000000", dtstart=begin)

    assert list(rule.rule_dates(start, last)) == [moment.date() for moment in theirs]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        # RFC 5545, 3.8.5.3, where dateutil differs or the calendar is odd
        ("FREQ=YEARLY;BYWEEKNO=20", "1997-05-12", ["1997-05-12", "1998-05-11", "1999-05-17"]),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", ["1997-05-19", "1998-05-18", "1999-05-17"]),
        ("FREQ=MONTHLY;BYDAY=1FR,SU", "1997-09-05",
         ["1997-09-05", "1997-09-07", "1997-09-14", "1997-09-21"]),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
         ["1996-11-05", "2000-11-07", "2004-11-02"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05",
         ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]),
        ("FREQ=WEEKLY;BYDAY=SU,WE;BYSETPOS=1", "2025-07-24", ["2025-07-30", "2025-08-06"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29", ["2024-02-29", "2028-02-29"]),
        ("FREQ=MONTHLY", "2025-01-31", ["2025-01-31", "2025-03-31", "2025-05-31"]),
    ],
)  # fmt: skip
def test_rules_of_the_standard(rule: str, start: str, expected: list[str]) -> None:
    first = date.fromisoformat(start)
    met = Recurrence.from_rrule(rule).rule_dates(first, first + timedelta(days=3660))

    assert [day.isoformat() for day, _ in zip(met, expected, strict=False)] == expected


def test_a_rule_that_never_meets_a_date_ends_with_its_window() -> None:
    never = Recurrence.from_rrule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")

    assert list(never.rule_dates(date(2025, 1, 1), date(2034, 12, 31))) == []


@pytest.mark.parametrize("frequency", list(Frequency))
def test_the_ends_of_the_calendar_are_no_trouble(frequency: Frequency) -> None:
    rule = Recurrence(frequency=frequency)

    assert next(rule.rule_dates(date(9999, 12, 30), date.max)) == date(9999, 12, 30)
    assert next(rule.rule_dates(date.min, date(1, 1, 2))) == date.min
    weeks = Recurrence(frequency=Frequency.YEARLY, by_week_no=(1, -1, 53), by_day=("MO", "FR"))
    assert list(weeks.rule_dates(date(9998, 1, 1), date.max))
    assert list(weeks.rule_dates(date.min, date(2, 1, 1)))


def test_the_first_time_counts_even_where_the_rule_does_not_meet_it() -> None:
    saturdays = evolve(daily(), recurrence=Recurrence(
        frequency=Frequency.WEEKLY, by_day=("SA",), count=3))  # fmt: skip

    assert days(saturdays) == ["2025-09-01", "2025-09-06", "2025-09-13"]


def test_until_count_added_and_excluded() -> None:
    assert days(daily(until=date(2025, 9, 3))) == ["2025-09-01", "2025-09-02", "2025-09-03"]
    assert days(daily(count=1)) == ["2025-09-01"]
    session = daily(
        count=3, added=(date(2025, 9, 9), date(2025, 9, 2)), excluded=(date(2025, 9, 1),)
    )
    assert days(session) == ["2025-09-02", "2025-09-03", "2025-09-09"]
    dates = evolve(session, recurrence=Recurrence(added=(date(2025, 9, 20), date(2025, 8, 20))))
    assert days(dates) == ["2025-08-20", "2025-09-01", "2025-09-20"]


def test_a_window_chooses_from_the_occurrences() -> None:
    session = daily(interval=2)

    assert days(session, first=date(2025, 9, 4), last=date(2025, 9, 8)) == [
        "2025-09-05", "2025-09-07",
    ]  # fmt: skip
    assert days(session, last=date(2025, 8, 1)) == []


def test_a_session_without_a_recurrence_occurs_once_and_one_without_a_time_never() -> None:
    assert days(Session(id="s", days=make(DateSpan))) == ["2025-09-13"]
    assert days(Session(id="s", when_text="待定")) == []


def test_a_rule_without_end_wants_a_last_date() -> None:
    with pytest.raises(LimitError, match="last"):
        daily().occurrences()
    assert len(daily().occurrences(last=date(2025, 9, 30))) == 30


def test_bounds_are_kept_and_can_be_set() -> None:
    with pytest.raises(LimitError, match="3660 days"):
        daily().occurrences(last=date(2045, 1, 1))
    with pytest.raises(LimitError, match="3660 days"):
        daily(count=5000).occurrences()
    with pytest.raises(LimitError, match="more than 10 occurrences"):
        daily(count=11).occurrences(limit=10)
    assert len(daily(count=5000).occurrences(days=5000)) == 5000
    assert len(daily(count=3).occurrences(last=date(2099, 1, 1))) == 3


def test_overrides_change_single_occurrences() -> None:
    session = evolve(
        daily(count=4),
        venue="hall",
        overrides=(
            Override(on=date(2025, 9, 2), state=State.CANCELLED),
            Override(on=date(2025, 9, 3), slot=TimeSlot(start=china(5, 14)), venue="park"),
            Override(on=date(2025, 9, 4), days=DateSpan.day(date(2025, 9, 6))),
        ),
    )
    second, third, fourth = session.occurrences()[1:]

    assert (second.state, second.venue) == (State.CANCELLED, "hall")
    assert (third.when, third.venue, third.on) == (
        TimeSlot(start=china(5, 14)), "park", date(2025, 9, 3),
    )  # fmt: skip
    assert fourth.when == DateSpan.day(date(2025, 9, 6))


def in_new_york(start: datetime, **parts: Any) -> list[str]:
    slot = TimeSlot(start=start, end=start + timedelta(hours=1), zone="America/New_York")
    rule = Recurrence(frequency=Frequency.DAILY, **parts)
    found = Session(id="s", slot=slot, recurrence=rule).occurrences()
    return [o.slot.start.isoformat() for o in found if o.slot]


def test_the_clock_stays_the_same_across_daylight_saving() -> None:
    assert in_new_york(datetime(2025, 3, 8, 9, tzinfo=NEW_YORK), count=2) == [
        "2025-03-08T09:00:00-05:00",
        "2025-03-09T09:00:00-04:00",
    ]


def test_a_time_that_the_clock_skips_is_left_out_and_not_counted() -> None:
    assert in_new_york(datetime(2025, 3, 8, 2, 30, tzinfo=NEW_YORK), count=3) == [
        "2025-03-08T02:30:00-05:00",
        "2025-03-10T02:30:00-04:00",
        "2025-03-11T02:30:00-04:00",
    ]
    added = in_new_york(
        datetime(2025, 3, 8, 2, 30, tzinfo=NEW_YORK), count=1, added=(date(2025, 3, 9),)
    )
    assert added == ["2025-03-08T02:30:00-05:00", "2025-03-09T03:30:00-04:00"]


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    assert in_new_york(datetime(2025, 11, 1, 1, 30, tzinfo=NEW_YORK), count=2)[1] == (
        "2025-11-02T01:30:00-04:00"
    )


def test_a_time_that_the_clock_skips_is_told_later_on_a_date_that_is_given() -> None:
    gap, zone = date(2025, 3, 9), "America/New_York"
    before = TimeSlot(start=datetime(2025, 3, 2, 2, 30, tzinfo=NEW_YORK), zone=zone)
    within = TimeSlot(
        start=datetime(2025, 3, 9, 2, 30, tzinfo=NEW_YORK),
        end=datetime(2025, 3, 9, 4, 30, tzinfo=NEW_YORK),
        zone=zone,
    )
    added = Session(id="s", slot=before, recurrence=Recurrence(added=(gap,)))
    daily = Recurrence(frequency=Frequency.DAILY, count=2)
    first = Session(id="s", slot=within, recurrence=daily)
    once = Session(id="s", slot=within)

    # RFC 5545: 3.3.5 for the date of an RDATE or DTSTART, 3.3.10 for an instance of a rule
    assert [str(o.slot) for o in added.occurrences()] == [
        "TimeSlot(2025-03-02 02:30 America/New_York)",
        "TimeSlot(2025-03-09 03:30 America/New_York)",
    ]
    assert [str(o.slot) for o in first.occurrences()] == [
        "TimeSlot(2025-03-09 03:30–04:30 America/New_York)",
        "TimeSlot(2025-03-10 03:30–04:30 America/New_York)",
    ]
    assert [str(o.slot) for o in once.occurrences()] == [
        "TimeSlot(2025-03-09 03:30–04:30 America/New_York)"
    ]
    weekly = Recurrence(frequency=Frequency.WEEKLY, count=2)
    assert [o.on.day for o in Session(id="s", slot=before, recurrence=weekly).occurrences()] == [
        2, 16,
    ]  # fmt: skip


def test_the_first_time_in_an_hour_that_comes_twice_stays_the_one_meant() -> None:
    later = datetime(2025, 11, 2, 1, 30, tzinfo=NEW_YORK, fold=1)
    slot = TimeSlot(start=later, zone="America/New_York")
    (found,) = Session(id="s", slot=slot).occurrences()

    assert found.slot is not None
    assert found.slot.start.isoformat() == "2025-11-02T01:30:00-05:00"


def test_a_duration_is_what_elapses() -> None:
    start = datetime(2025, 11, 1, 0, 30, tzinfo=NEW_YORK)
    slot = TimeSlot(start=start, end=start + timedelta(hours=2), zone="America/New_York")
    session = Session(id="s", slot=slot, recurrence=Recurrence(frequency=Frequency.DAILY, count=2))

    assert [o.slot.duration for o in session.occurrences() if o.slot] == [timedelta(hours=2)] * 2


def test_spans_of_days_move_as_a_whole() -> None:
    session = Session(
        id="s", days=make(DateSpan), recurrence=Recurrence(frequency=Frequency.WEEKLY, count=2)
    )

    assert [repr(o.when) for o in session.occurrences()] == [
        "DateSpan(2025-09-13…15)",
        "DateSpan(2025-09-20…22)",
    ]


def test_the_end_of_the_calendar_ends_a_recurrence() -> None:
    last_days = DateSpan(first=date(9999, 12, 30), last=date(9999, 12, 31))
    weekly = Recurrence(frequency=Frequency.DAILY)
    spans = Session(id="s", days=last_days, recurrence=weekly).occurrences(last=date.max)
    slot = TimeSlot(start=datetime(9999, 12, 29, 23, tzinfo=CHINA_TIME))
    slots = Session(id="s", slot=slot, recurrence=weekly).occurrences(last=date.max)

    assert [len(o.days) for o in spans if o.days] == [2, 1]
    assert [o.on.day for o in slots] == [29, 30, 31]


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=", "BYDAY=SA", "FREQ=HOURLY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;COUNT=2;UNTIL=20250930", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;UNTIL=2025",
        "FREQ=DAILY;UNTIL=20259999", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYWEEKNO=1", "FREQ=DAILY;BYYEARDAY=1",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "FREQ=YEARLY;BYWEEKNO=54", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;BYMONTHDAY=0", "FREQ=YEARLY;BYYEARDAY=400",
        "FREQ=YEARLY;BYSETPOS=1", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=0", "FREQ=DAILY;WKST=XX",
        "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;NONSENSE", "FREQ=DAILY;BYDAY=" + "MO," * 5000,
    ],
)  # fmt: skip
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"KY-(SCH|VAL)"):
        Recurrence.from_rrule(text)


def test_a_misspelt_part_names_the_nearest() -> None:
    with pytest.raises(InvalidValueError) as caught:
        Recurrence.from_rrule("FREQ=DAILY;INTERVALL=2")

    assert caught.value.report.findings[0].nearest == ("INTERVAL",)


def test_rules_as_others_write_them() -> None:
    rule = Recurrence.from_rrule(" rrule:freq=monthly;byday=+2tu;until=20251231T155959Z; ")

    assert rule == Recurrence(
        frequency=Frequency.MONTHLY, by_day=("2TU",), until=date(2025, 12, 31)
    )
    assert rule.rrule == "FREQ=MONTHLY;UNTIL=20251231;BYDAY=2TU"
    assert Recurrence(added=(date(2025, 9, 1),)).rrule is None
    assert list(Recurrence(added=(date(2025, 9, 1),)).rule_dates(date.min, date.max)) == []


def test_parts_that_do_not_go_together_are_refused() -> None:
    for parts in ({"interval": 2}, {"count": 2}, {"by_day": ("MO",)}):
        wrong: dict[str, Any] = parts
        with pytest.raises(InvalidValueError, match="KY-SCH001"):
            Recurrence(**wrong)
    with pytest.raises(InvalidValueError, match="KY-VAL010"):
        Recurrence(added=(date(2025, 9, 1), date(2025, 9, 1)))


@pytest.mark.parametrize(
    ("activity", "part", "expected"),
    [
        (State.PLANNED, State.PLANNED, State.PLANNED),
        (State.PLANNED, State.CANCELLED, State.CANCELLED),
        (State.HELD, State.PLANNED, State.HELD),
        (State.HELD, State.POSTPONED, State.POSTPONED),
        (State.POSTPONED, State.PLANNED, State.POSTPONED),
        (State.POSTPONED, State.HELD, State.HELD),
        (State.CANCELLED, State.PLANNED, State.CANCELLED),
        (State.CANCELLED, State.POSTPONED, State.CANCELLED),
        (State.CANCELLED, State.HELD, State.HELD),
    ],
)
def test_what_becomes_of_a_part_is_the_same_for_a_session_and_its_occurrence(
    activity: State, part: State, expected: State
) -> None:
    session = Session(id="s", slot=TimeSlot(start=china(6)), state=part)
    (occurrence,) = session.occurrences()
    whole = make(Activity, state=activity, sessions=(session,))

    assert whole.state_of(session) is whole.state_of(occurrence) is expected
