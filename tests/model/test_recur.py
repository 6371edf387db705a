"""Rules at the edges: repeated numbers, the first years of the calendar, numbers Python takes."""

from datetime import date, datetime, timedelta

import pytest

from kepuyue import CHINA_TIME, Frequency, InvalidValueError, Recurrence, Session, TimeSlot


def test_a_month_given_twice_counts_once() -> None:
    rule = Recurrence(frequency=Frequency.YEARLY, by_month=(9, 3, 9))
    found = list(rule.rule_dates(date(2025, 3, 13), date(2026, 12, 31)))

    assert found == [date(2025, 3, 13), date(2025, 9, 13), date(2026, 3, 13), date(2026, 9, 13)]


@pytest.mark.parametrize("until", [date.min, date(999, 9, 30), date(2025, 9, 30), date.max])
def test_a_last_date_of_any_year_comes_back(until: date) -> None:
    rule = Recurrence(frequency=Frequency.DAILY, until=until)

    assert Recurrence.from_rrule(str(rule.rrule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;UNTIL=2025+9+1",
        "FREQ=DAILY;UNTIL=2025W011",
        "FREQ=DAILY;UNTIL=20250930garbage",
        "FREQ=DAILY;UNTIL=20250931",
        "FREQ=DAILY;UNTIL=",
        "FREQ=DAILY;COUNT=1_0",
        "FREQ=DAILY;COUNT=１",
        "FREQ=WEEKLY;BYDAY=ſA",
        "FREQ=WEE\u212aLY",
        "FREQ=DAILY;COUNT=" + "9" * 3900,
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_what_only_python_takes_for_a_number_or_a_word_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Recurrence.from_rrule(text)


def test_a_last_time_is_taken_by_its_date() -> None:
    rule = Recurrence.from_rrule("FREQ=DAILY;UNTIL=20250930T155959Z")

    assert rule.until == date(2025, 9, 30)


def test_days_of_the_year_count_from_either_end() -> None:
    rule = Recurrence(frequency=Frequency.YEARLY, by_year_day=(1, -1, 366))
    found = list(rule.rule_dates(date(2023, 6, 1), date(2025, 1, 31)))

    assert found == [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]


def test_an_occurrence_that_ends_beyond_the_calendar_is_none() -> None:
    start = datetime(9999, 12, 29, 22, tzinfo=CHINA_TIME)
    nightly = Session(
        id="s",
        slot=TimeSlot(start=start, end=start + timedelta(hours=6)),
        recurrence=Recurrence(frequency=Frequency.DAILY, count=9),
    )

    assert [o.on for o in nightly.occurrences()] == [date(9999, 12, 29), date(9999, 12, 30)]


def test_an_occurrence_that_ends_beyond_the_calendar_of_utc_is_none() -> None:
    start = datetime(9999, 12, 29, 22, tzinfo=CHINA_TIME)
    daily = Session(
        id="s",
        slot=TimeSlot(start=start, end=start + timedelta(hours=20)),
        recurrence=Recurrence(frequency=Frequency.DAILY, count=9),
    )

    assert [o.on for o in daily.occurrences()] == [date(9999, 12, 29), date(9999, 12, 30)]
