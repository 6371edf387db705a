"""Values of times (RFC 5545, sections 3.3.4 to 3.3.9), as others write them too."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kepuyue.io.ical.clock import Clocks
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.line import Params, single
from kepuyue.model.zone import zone_info

_VALUE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?"
    r"(Z|[+-]\d\d:?\d\d)?", re.ASCII
)  # fmt: skip
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.ASCII
)  # fmt: skip
_DATE_LENGTH, _TIME_LENGTH = 8, 15


class Moment(NamedTuple):
    """A date, or a time on the clock of a zone.

    Attributes:
        at: a date, or an aware time.
        zone: IANA name of its zone; empty with a date.
        is_utc: whether it stood there in UTC.
    """

    at: date
    zone: str = ""
    is_utc: bool = False


class Moments:
    """Reads the times of one calendar.

    Args:
        clocks: the zones of the file.
        notes: what is put right is noted there.

    Attributes:
        told: whether the calendar tells the zone of its times, as ``X-WR-TIMEZONE`` does.
    """

    def __init__(self, clocks: Clocks, notes: Notes) -> None:
        self.told = False
        self._clocks = clocks
        self._notes = notes

    @property
    def floating(self) -> str:
        """The zone of times that name none."""
        return self._clocks.floating

    def read(self, params: Params, value: str, at: int) -> Moment:
        """Return the date or time of a value.

        Args:
            params: parameters of the property.
            value: its value, or one of several.
            at: place of its line.

        Raises:
            ValueError: if it is none.
        """
        size = len(value)
        if size == _DATE_LENGTH and value.isdigit() and value.isascii():
            return Moment(date(int(value[:4]), int(value[4:6]), int(value[6:])))
        try:
            if size == _TIME_LENGTH and _is_time(value):
                return self._on_clock(datetime.fromisoformat(value), params, at)
            if size == _TIME_LENGTH + 1 and value[15] == "Z" and _is_time(value):
                return Moment(datetime.fromisoformat(value), "UTC", is_utc=True)
        except ValueError:  # a leap second, say
            pass
        return self._odd(params, value.strip(), at)

    def _odd(self, params: Params, value: str, at: int) -> Moment:
        value = value.upper()
        found = _VALUE.fullmatch(value)
        if found is None:
            raise ValueError(value)
        year, month, day, hour, minute, second, offset = found.groups()
        if hour is None:
            if not value.isdigit():
                self._notes.fixed("odd-time", at)
            return Moment(date(int(year), int(month), int(day)))
        seconds = min(int(second or 0), 59)  # RFC 5545, 3.3.12: a leap second
        time = datetime(int(year), int(month), int(day), int(hour), int(minute), seconds)  # noqa: DTZ001
        if len(value) not in {_TIME_LENGTH, _TIME_LENGTH + 1} or value[8:9] != "T":
            self._notes.fixed("odd-time", at)
        if offset is None:
            return self._on_clock(time, params, at)
        if offset != "Z":
            shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
            time = time - shift if offset[0] == "+" else time + shift
        return Moment(time.replace(tzinfo=UTC), "UTC", is_utc=True)

    def _on_clock(self, time: datetime, params: Params, at: int) -> Moment:
        tzid = single(params, "TZID")
        zone = self._clocks.zone(tzid, at) if tzid else None
        if zone is None:
            self._notes.fixed("floating-time", at, zone=self.floating)
            return Moment(time.replace(tzinfo=zone_info(self.floating)), self.floating)
        if zone.custom is not None:
            return Moment((time - zone.custom.offset(time)).replace(tzinfo=UTC), zone.name)
        return Moment(time.replace(tzinfo=zone_info(zone.name)), zone.name, zone.name == "UTC")


def _is_time(value: str) -> bool:
    """Return whether a value may be a time, since Python takes other forms too."""
    return value[8] == "T" and value[:8].isdigit() and value.isascii()


class Duration(NamedTuple):
    """A duration (RFC 5545, section 3.3.6).

    Attributes:
        days: days of the calendar, which a change of the clock makes longer or shorter.
        time: hours, minutes and seconds, which it does not.
    """

    days: timedelta
    time: timedelta

    @property
    def length(self) -> timedelta:
        """The length where no clock changes."""
        return self.days + self.time

    def after(self, start: date) -> date:
        """Return the end of what begins at a date or an aware time."""
        if not isinstance(start, datetime):
            return start + self.length
        end = start + self.days
        return (end.astimezone(UTC) + self.time).astimezone(start.tzinfo) if self.time else end


def duration(value: str) -> Duration:
    """Return a duration (RFC 5545, section 3.3.6).

    Raises:
        ValueError: if it is none.

    >>> duration("PT1H30M").length, duration("P1W").length
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=7))
    """
    found = _DURATION.fullmatch(value.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise ValueError(value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    try:
        told = Duration(
            timedelta(weeks=weeks, days=days),
            timedelta(hours=hours, minutes=minutes, seconds=seconds),
        )
    except OverflowError:
        raise ValueError(value) from None
    return Duration(-told.days, -told.time) if found[1] == "-" else told
