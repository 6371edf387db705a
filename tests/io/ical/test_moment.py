"""Times are read in the forms of RFC 5545, and in those that others write."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import TimeSlot
from kepuyue.io.ical.clock import Clocks
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.moment import Duration, Moment, Moments, duration
from kepuyue.io.ical.when import in_zulu, stamped
from kepuyue.model.zone import zone_info
from tests.io.ical.made import event, fixups, result

CHINA = "Asia/Shanghai"


def read(value: str, tzid: str = CHINA) -> tuple[Moment, list[str]]:
    """Return what a value says, and what was put right."""
    notes = Notes(None)
    clocks = Clocks(notes)
    clocks.open()
    moment = Moments(clocks, notes).read({"TZID": tzid} if tzid else {}, value, 0)
    return moment, fixups(notes.found)


def at(*clock: int, zone: str = CHINA) -> Moment:
    time = datetime(2025, 9, 6, *clock, tzinfo=zone_info(zone))  # type: ignore[misc,arg-type]
    return Moment(time, zone, zone == "UTC")


@pytest.mark.parametrize(
    ("value", "expected", "put_right"),
    [
        ("20250906", Moment(date(2025, 9, 6)), []),
        ("20250906T093015", at(9, 30, 15), []),
        ("20250906T013015Z", at(1, 30, 15, zone="UTC"), []),
        (" 20250906 ", Moment(date(2025, 9, 6)), []),
        ("2025-09-06", Moment(date(2025, 9, 6)), ["odd-time"]),
        ("20250906t093015z", at(9, 30, 15, zone="UTC"), []),
        ("20250906T0930", at(9, 30), ["odd-time"]),
        ("2025-09-06T09:30:15.250", at(9, 30, 15), ["odd-time"]),
        ("2025-09-06 09:30", at(9, 30), ["odd-time"]),
        ("20250906T093015+0800", at(1, 30, 15, zone="UTC"), ["odd-time"]),
        ("20250906T193015+1000", at(9, 30, 15, zone="UTC"), ["odd-time"]),
        ("20250906T093015-03:30", at(13, 0, 15, zone="UTC"), ["odd-time"]),
        ("20250906T235960", at(23, 59, 59), []),
        ("20250906T093060Z", at(9, 30, 59, zone="UTC"), []),
    ],
)
def test_a_time_is_read_in_any_form(value: str, expected: Moment, put_right: list[str]) -> None:
    assert read(value) == (expected, put_right)


@pytest.mark.parametrize(
    "value",
    ["", "tomorrow", "20251301", "20250931", "20250906T250000", "20250906T096100", "00000101",
     "２０２５０９０６", "2025W361", "20250906T09+0800", "20250906X093015", "20250906T093015ZZ",
     "99991231T235959-1200"],
)  # fmt: skip
def test_what_is_no_time_is_refused(value: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        read(value)


def test_a_time_without_a_zone_is_that_of_the_calendar() -> None:
    assert read("20250906T093015", "") == (at(9, 30, 15), ["floating-time"])
    assert read("20250906T093015", "nowhere") == (at(9, 30, 15), ["zone-unknown", "floating-time"])


def test_a_time_of_a_zone_that_only_its_rules_tell_is_in_utc() -> None:
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0123", "TZOFFSETTO:+0123", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    (found,) = result(*zone, *event("DTSTART;TZID=Odd:20250906T093000")).programme
    start = datetime(2025, 9, 6, 8, 7, tzinfo=UTC)

    assert found.sessions[0].slot == TimeSlot(start=start, zone="UTC")


@given(st.datetimes(timezones=st.just(UTC)).map(lambda time: time.replace(microsecond=0)))
def test_a_time_that_the_library_writes_is_read(time: datetime) -> None:
    assert read(in_zulu(time)) == (Moment(time, "UTC", is_utc=True), [])
    assert read(stamped(time.date())) == (Moment(time.date()), [])
    assert read(stamped(time), "Etc/UTC")[0].at == time


@pytest.mark.parametrize(
    ("value", "days", "seconds"),
    [
        ("P1W", 7, 0),
        ("P1DT2H3M4S", 1, 7384),
        ("PT90M", 0, 5400),
        ("+pt1h", 0, 3600),
        ("-P1DT1S", -1, -1),
        (" PT0S ", 0, 0),
    ],
)
def test_a_duration_is_of_days_and_of_time(value: str, days: int, seconds: int) -> None:
    told = duration(value)

    assert told == Duration(timedelta(days=days), timedelta(seconds=seconds))
    assert told.length == timedelta(days=days, seconds=seconds)


@pytest.mark.parametrize(
    "value", ["", "P", "PT", "1H", "P1H", "PT1D", "P1.5D", "P999999999W", "P1234567890D", "-P"]
)
def test_what_is_no_duration_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=f"^{value}$"):
        duration(value)


NOON = datetime(2025, 11, 1, 12, tzinfo=zone_info("America/New_York"))
"""On the day before the clock goes back."""


@pytest.mark.parametrize(
    ("value", "start", "expected"),
    [
        ("P1D", date(2025, 9, 6), date(2025, 9, 7)),
        ("PT36H", date(2025, 9, 6), date(2025, 9, 7)),
        ("P1D", NOON, datetime(2025, 11, 2, 17, tzinfo=UTC)),
        ("PT24H", NOON, datetime(2025, 11, 2, 16, tzinfo=UTC)),
    ],
    ids=["days", "hours of days", "the clock", "time"],
)
def test_days_are_those_of_the_clock_and_hours_are_not(
    value: str, start: date, expected: date
) -> None:
    assert duration(value).after(start) == expected
