"""Times at the edges: clocks that skip an hour or have one twice, the ends of the calendar."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from kepuyue import (
    Activity,
    DateSpan,
    InvalidValueError,
    Programme,
    Session,
    TimeSlot,
    dumps,
    loads,
)
from kepuyue.model import zone
from kepuyue.testing import make

NEW_YORK = ZoneInfo("America/New_York")
SKIPPED = datetime(2025, 3, 9, 2, 30, tzinfo=NEW_YORK)


class Unsettled(tzinfo):
    """A zone that does not say how far it is from UTC: its times are naive."""

    def utcoffset(self, _when: datetime | None) -> None:
        return None

    dst = utcoffset

    def tzname(self, _when: datetime | None) -> str:
        return "unsettled"


def slot(start: datetime, end: datetime | None = None, zone: str = "America/New_York") -> TimeSlot:
    return TimeSlot(start=start, end=end, zone=zone)


def test_a_time_that_the_clock_skips_is_told_as_the_clock_then_shows_it() -> None:
    skipped = slot(SKIPPED)
    activity = make(Activity, sessions=(Session(id="1", slot=skipped),))
    written = dumps(Programme(activities=(activity,)))

    assert (skipped.start.hour, skipped.start.minute) == (3, 30)
    assert skipped == slot(datetime(2025, 3, 9, 3, 30, tzinfo=NEW_YORK))
    assert dumps(loads(written)) == written


def test_an_end_before_a_start_in_the_hour_that_is_skipped_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL006"):
        slot(SKIPPED, datetime(2025, 3, 9, 3, 10, tzinfo=NEW_YORK))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [((1, 45, 0), (1, 15, 1), 30), ((1, 15, 0), (1, 15, 1), 60), ((0, 30, 0), (2, 30, 0), 180)],
)
def test_the_hour_that_comes_twice_counts_twice(
    start: tuple[int, int, int], end: tuple[int, int, int], minutes: int
) -> None:
    (h1, m1, f1), (h2, m2, f2) = start, end
    first = datetime(2025, 11, 2, h1, m1, tzinfo=NEW_YORK, fold=f1)
    last = datetime(2025, 11, 2, h2, m2, tzinfo=NEW_YORK, fold=f2)

    assert slot(first, last).duration == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (datetime(1, 1, 1, 3, tzinfo=ZoneInfo("Etc/GMT-8")), "Etc/GMT-8"),
        (datetime(9999, 12, 31, 23, tzinfo=NEW_YORK), "America/New_York"),
    ],
)
def test_a_time_without_a_place_in_utc_is_refused(moment: datetime, zone: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL008"):
        slot(moment, zone=zone)


def test_a_zone_without_an_offset_leaves_a_time_naive() -> None:
    unsettled = datetime(2025, 9, 13, 9, tzinfo=Unsettled())

    with pytest.raises(InvalidValueError, match="KY-VAL004"):
        slot(unsettled)
    with pytest.raises(InvalidValueError, match="KY-VAL004"):
        make(Activity, created=unsettled)


def test_of_a_date_and_time_the_date_is_looked_for_in_a_span() -> None:
    span = DateSpan.day(date(2025, 9, 13))

    assert datetime(2025, 9, 13, 23, tzinfo=UTC) in span
    assert datetime(2025, 9, 14, tzinfo=UTC) not in span
    assert "2025-09-13" not in span


def test_the_names_of_zones_are_gone_through_once_for_one_that_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = []

    def nearest(name: str, _names: tuple[str, ...]) -> tuple[str, ...]:
        searched.append(name)
        return ()

    monkeypatch.setattr(zone, "nearest", nearest)

    for _ in range(3):
        with pytest.raises(InvalidValueError, match="KY-VAL005"):
            zone.zone_info("Asia/No_such_place")

    assert searched == ["Asia/No_such_place"]


@pytest.mark.parametrize("name", ["UTC", "Asia/Shanghai"])
def test_a_naive_time_is_told_how_to_be_given(name: str) -> None:
    with pytest.raises(InvalidValueError, match=r"datetime\(.*CHINA_TIME\)：2025-09-13T09:00:00"):
        slot(datetime(2025, 9, 13, 9), zone=name)  # noqa: DTZ001  (naive it is)
