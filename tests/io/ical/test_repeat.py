"""Recurrences of others: what the model can tell is told, and what it cannot stays as it is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kepuyue import CHINA_TIME, DateSpan, Override, Recurrence, Session, TimeSlot
from kepuyue.io.ical import repeat
from kepuyue.io.ical.moment import Moment
from kepuyue.io.ical.repeat import occurrence_day
from tests.io.ical.made import START, amiss, event, fixups, kept, result, session

DAY = "DTSTART;VALUE=DATE:20250906"
UTC_START = "DTSTART:20250906T010000Z"


RDATE = "RDATE;TZID=Asia/Shanghai"


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2025, 9, number) for number in numbers)


def slot(day: int, hour: int, hours: float | None = None) -> TimeSlot:
    start = datetime(2025, 9, day, hour, tzinfo=CHINA_TIME)
    return TimeSlot(start=start, end=None if hours is None else start + timedelta(hours=hours))


def recurrence(start: str, *lines: str) -> tuple[Recurrence | None, list[str], list[str]]:
    """Return what is read, what was put right, and the codes of what was amiss."""
    told = result(*event(start, *lines))
    (activity,) = told.programme
    codes = [code for code, _ in amiss(told.report)]
    return activity.sessions[0].recurrence, fixups(told.report), codes


@pytest.mark.parametrize(
    ("start", "rule", "rrule", "put_right"),
    [
        (START, "freq=weekly;byday=sa;count=3", "FREQ=WEEKLY;COUNT=3;BYDAY=SA", []),
        (START, "FREQ=DAILY;COUNT=3;", "FREQ=DAILY;COUNT=3", []),
        (START, "FREQ=DAILY;RSCALE=GREGORIAN", "FREQ=DAILY", []),
        (START, r"FREQ=WEEKLY\;BYDAY=SA\,SU", "FREQ=WEEKLY;BYDAY=SA,SU", []),
        (START, "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=00", "FREQ=DAILY", ["time-of-rule"]),
        (START, "FREQ=DAILY;UNTIL=20250910", "FREQ=DAILY;UNTIL=20250910", ["until-by-date"]),
        (DAY, "FREQ=DAILY;UNTIL=20250910", "FREQ=DAILY;UNTIL=20250910", []),
        (START, "FREQ=DAILY;UNTIL=20250910T010000Z", "FREQ=DAILY;UNTIL=20250910", []),
        (START, "FREQ=DAILY;UNTIL=20250910T005959Z", "FREQ=DAILY;UNTIL=20250909", []),
        (START, "FREQ=DAILY;UNTIL=20250910T085959", "FREQ=DAILY;UNTIL=20250909", []),
        (START, "FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=99991231", []),
        (DAY, "FREQ=DAILY;UNTIL=20250909T160000Z", "FREQ=DAILY;UNTIL=20250910", []),
        (DAY, "FREQ=DAILY;UNTIL=20250910T003000Z", "FREQ=DAILY;UNTIL=20250910", []),
    ],
)
def test_a_rule_is_read_as_the_model_has_it(
    start: str, rule: str, rrule: str, put_right: list[str]
) -> None:
    found, noted, wrong = recurrence(start, f"RRULE:{rule}")

    assert (found and found.rrule, noted, wrong) == (rrule, put_right, [])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=4",
        "FREQ=DAILY;BYHOUR=9,14",
        "FREQ=DAILY;BYHOUR=10",
        "FREQ=DAILY;BYMINUTE=x",
        "FREQ=DAILY;BYSECOND=" + "9" * 5_000,
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20259999T000000Z",
        "FREQ=DAILY;RSCALE=CHINESE",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=" + "9" * 100,
        "BYDAY=SA",
        ";" * 10_000,
    ],
    ids=lambda rule: rule[:30],
)
def test_a_rule_that_the_model_cannot_tell_stays_as_it_is(rule: str) -> None:
    found, _, wrong = recurrence(START, f"RRULE:{rule}")

    assert (found, wrong) == (None, ["KY-ICS007"])
    assert kept(session(START, f"RRULE:{rule}")) == {"rrule": [rule]}


def test_a_clock_in_a_rule_of_whole_days_is_no_part_of_it() -> None:
    assert recurrence(DAY, "RRULE:FREQ=DAILY;BYHOUR=0") == (None, [], ["KY-ICS007"])


@pytest.mark.parametrize("second", ["RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY"])
def test_a_second_rule_and_a_rule_of_exceptions_stay_as_they_are(second: str) -> None:
    lines = (START, "RRULE:FREQ=WEEKLY", second)
    name, _, value = second.partition(":")

    assert recurrence(*lines)[0::2] == (Recurrence.from_rrule("FREQ=WEEKLY"), ["KY-ICS012"])
    assert kept(session(*lines)) == {name.lower(): [value]}


@pytest.mark.parametrize(
    ("start", "line", "expected", "overrides"),
    [
        (START, "RDATE;TZID=Asia/Shanghai:20250909T090000,20250907T090000", (9, 7), ()),
        (START, "RDATE:20250907T010000Z", (7,), ()),
        (START, "RDATE;VALUE=DATE:20250907", (7,), ()),
        (DAY, "RDATE;VALUE=DATE:20250907,20250908", (7, 8), ()),
        (START, "RDATE;TZID=Asia/Shanghai:20250907T140000",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 14, 2)),)),
        (START, "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20250907T090000/PT2H", (7,), ()),
        (START, "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20250907T090000/PT3H",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 9, 3)),)),
        (START, "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20250907T140000/20250907T150000",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 14, 1)),)),
        (START, "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20250907T140000/20250907T130000",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 14, 2)),)),
        (START, "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20250907T140000/20250908",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 14, 2)),)),
        (START, "RDATE;VALUE=PERIOD:20250907/P1D", (7,), ()),
        (DAY, "RDATE;TZID=Asia/Shanghai:20250907T140000",
         (7,), (Override(on=date(2025, 9, 7), slot=slot(7, 14)),)),
    ],
    ids=["zone", "UTC", "day", "days", "another time", "period", "longer", "until", "backwards",
         "until a day", "period of days", "time of days"],
)  # fmt: skip
def test_an_added_date_may_be_at_another_time(
    start: str, line: str, expected: tuple[int, ...], overrides: tuple[Override, ...]
) -> None:
    end = ("DTEND;TZID=Asia/Shanghai:20250906T110000",) if start == START else ()
    told = session(start, *end, line)

    assert told.recurrence == Recurrence(added=days(*expected))
    assert told.overrides == overrides


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("RDATE;TZID=Asia/Shanghai:20250907T090000,x,20250908T090000", "x"),
        ("RDATE;TZID=Asia/Shanghai:20250907T090000,20250906T140000,20250908T090000",
         "20250906T140000"),
        ("RDATE;TZID=Asia/Shanghai:20250907T090000,20250907T140000,20250908T090000",
         "20250907T140000"),
        ("RDATE;TZID=Asia/Shanghai:20250907T090000,20250910T140000/PX,20250908T090000",
         "20250910T140000/PX"),
    ],
    ids=["no date", "the first", "taken", "no period"],
)  # fmt: skip
def test_an_added_date_that_cannot_be_told_stays_as_it_is(line: str, unread: str) -> None:
    found, _, wrong = recurrence(START, line)

    assert (found, wrong) == (Recurrence(added=days(7, 8)), ["KY-ICS003"])
    assert kept(session(START, line)) == {"rdate": [unread]}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;COUNT=2",
        "FREQ=WEEKLY;UNTIL=20250913T010000Z",
    ],
)
def test_an_added_time_on_a_day_of_the_rule_stays_as_it_is(rule: str) -> None:
    lines = (START, f"RRULE:{rule}", f"{RDATE}:20250913T140000,20250914T140000,20250920T140000")
    found = session(*lines)
    beyond = "COUNT" in rule or "UNTIL" in rule

    assert [o.on for o in found.overrides] == list(days(14, 20) if beyond else days(14))
    assert kept(found) == {"rdate": ["20250913T140000", "20250920T140000"][: 2 - beyond]}


@pytest.mark.parametrize(
    ("start", "line", "excluded", "put_right", "wrong"),
    [
        (START, "EXDATE;TZID=Asia/Shanghai:20250913T090000, 20250920T090000,", (13, 20), [], []),
        (START, "EXDATE:20250913T010000Z", (13,), [], []),
        (START, "EXDATE;VALUE=DATE:20250913", (13,), ["exclusion-by-date"], []),
        (START, "EXDATE:20250913T020000Z", (), ["exclusion-of-nothing"], []),
        (DAY, "EXDATE;TZID=Asia/Shanghai:20250913T000000", (13,), [], []),
        (DAY, "EXDATE;VALUE=DATE:20250913,x", (13,), [], ["KY-ICS003"]),
        (UTC_START, "EXDATE;TZID=Asia/Shanghai:20250913T090000", (13,), [], []),
    ],
)
def test_an_exclusion_is_by_the_time_of_the_event(
    start: str, line: str, excluded: tuple[int, ...], put_right: list[str], wrong: list[str]
) -> None:
    rule = Recurrence.from_rrule("FREQ=WEEKLY", excluded=days(*excluded))

    assert recurrence(start, "RRULE:FREQ=WEEKLY", line) == (rule, put_right, wrong)


def test_dates_beyond_what_an_event_may_have_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeat, "DATES", 3)
    dates = ",".join(f"202510{day:02}T140000" for day in range(1, 9))
    lines = (
        f"RDATE;TZID=Asia/Shanghai:{dates}",
        f"EXDATE;TZID=Asia/Shanghai:{dates}".replace("T14", "T09"),
    )
    found, _, wrong = recurrence(START, *lines)

    assert found is not None
    assert (len(found.added), len(found.excluded)) == (3, 3)
    assert "KY-ICS008" in wrong


def test_a_million_dates_are_read_within_bounds() -> None:
    dates = ",".join(["20250907T090000"] * 1_000_000)

    assert session(START, f"{RDATE}:{dates}").recurrence == Recurrence(added=days(7))


@pytest.mark.parametrize(
    ("moment", "when", "expected"),
    [
        (Moment(date(2025, 9, 6)), slot(6, 9), 6),
        (Moment(datetime(2025, 9, 6, 22, tzinfo=UTC), "UTC", is_utc=True), slot(6, 9), 7),
        (Moment(datetime(2025, 9, 6, 22, tzinfo=UTC), "UTC"), DateSpan.day(date(2025, 9, 6)), 6),
        (Moment(datetime(2025, 9, 6, 22, tzinfo=UTC), "UTC"), None, 6),
    ],
    ids=["day", "time", "of days", "of nothing"],
)
def test_an_occurrence_is_named_by_its_date_on_the_clock_of_the_event(
    moment: Moment, when: TimeSlot | DateSpan | None, expected: int
) -> None:
    assert occurrence_day(moment, when) == date(2025, 9, expected)


def test_an_occurrence_at_the_end_of_the_calendar_has_a_date() -> None:
    last = datetime.max.replace(tzinfo=UTC)

    assert occurrence_day(Moment(last, "UTC"), slot(6, 9)) == date.max


def test_what_repeats_without_a_start_stays_as_it_is() -> None:
    found = session("RRULE:FREQ=WEEKLY", "EXDATE:20250913T010000Z")

    assert (found.recurrence, isinstance(found, Session)) == (None, True)
    assert kept(found) == {"rrule": ["FREQ=WEEKLY"], "exdate": ["20250913T010000Z"]}
