import io
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil import tz

from kepuyue.io.ical.zone import timezone
from kepuyue.model.zone import zone_info


def component(name: str, first: date, last: date) -> str:
    return "\r\n".join([*timezone(name, first, last), ""])


def test_china_has_one_clock_today() -> None:
    assert component("Asia/Shanghai", date(2025, 8, 1), date(2025, 10, 1)).splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:20250730T080000",
        "TZNAME:CST",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_an_onset_is_told_on_the_clock_before_it() -> None:
    lines = component("America/New_York", date(2026, 3, 1), date(2026, 12, 1)).splitlines()

    assert [line for line in lines if line.startswith(("DTSTART", "TZOFFSETTO"))] == [
        "DTSTART:20260226T190000", "TZOFFSETTO:-0500",
        "DTSTART:20260308T020000", "TZOFFSETTO:-0400",
        "DTSTART:20261101T020000", "TZOFFSETTO:-0500",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Asia/Shanghai", date(1986, 1, 1), date(1992, 1, 1)),
        ("America/New_York", date(2025, 10, 30), date(2029, 4, 1)),
        ("Europe/Dublin", date(2025, 1, 1), date(2026, 12, 31)),
        ("Africa/Casablanca", date(2025, 1, 1), date(2026, 12, 31)),
        ("Australia/Lord_Howe", date(2025, 1, 1), date(2026, 12, 31)),
        ("Pacific/Apia", date(2011, 12, 1), date(2012, 2, 1)),
        ("Asia/Kathmandu", date(2025, 9, 1), date(2025, 9, 30)),
    ],
)
def test_another_library_reads_the_same_clock(name: str, first: date, last: date) -> None:
    theirs = tz.tzical(io.StringIO(component(name, first, last))).get(name)
    ours = zone_info(name)
    now = datetime(first.year, first.month, first.day, tzinfo=UTC)
    hours = (last - first) // timedelta(hours=1)
    wrong = [
        str(local)
        for hour in range(hours)
        for local in [(now + timedelta(hours=hour)).astimezone(ours)]
        # dateutil takes the hour before a clock goes back for the hour after, whatever the fold
        if not tz.datetime_ambiguous(local) and tz.datetime_exists(local)
        if local.replace(tzinfo=theirs).utcoffset() != local.utcoffset()
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date.min, date.max),
        (date.min, date.min),
        (date.max, date.max),
        (date(2025, 9, 1), date.max),
    ],
)
def test_dates_at_the_ends_of_the_calendar_are_within_bounds(first: date, last: date) -> None:
    lines = timezone("Europe/London", first, last)
    starts = [int(line[8:12]) for line in lines if line.startswith("DTSTART:")]

    assert starts
    assert 1899 <= min(starts) <= max(starts) <= 2100
