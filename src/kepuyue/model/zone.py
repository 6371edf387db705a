"""Time zones by name, and times moved into them."""

import functools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from kepuyue._text import nearest
from kepuyue.errors import InvalidValueError, invalid
from kepuyue.model._field import unless, valid_name

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    CHINA_TIME: ZoneInfo

CHINA = "Asia/Shanghai"
"""The name of the zone of China."""
_WHOLE_MINUTES = 1973
"""The year from which on every zone is whole minutes from UTC; Liberia was the last, in 1972."""
_NONE = timedelta()
_LONGEST = 100
"""Characters of a name that are looked at for its neighbours: they are kept for the next time."""


def __getattr__(name: str) -> "ZoneInfo":
    """Load :data:`CHINA_TIME`, the time zone of China, on its first use (PEP 562)."""
    if name == "CHINA_TIME":
        return zone_info(CHINA)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


@functools.cache
def _names() -> tuple[str, ...]:
    from zoneinfo import available_timezones

    return tuple(sorted(available_timezones()))


@functools.lru_cache(maxsize=1024)
def _nearest(name: str) -> tuple[str, ...]:
    return nearest(name, _names())


@functools.lru_cache(maxsize=64)
def zone_info(name: str) -> "ZoneInfo":
    """Return the IANA time zone of this name.

    Args:
        name: such as ``Asia/Shanghai``.

    Raises:
        InvalidValueError: if there is none; the nearest names are given.

    >>> zone_info("Asia/Urumqi").key
    'Asia/Urumqi'
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid("KY-VAL005", name, nearest=_nearest(name[:_LONGEST])) from None


@unless("v is None or type(v.tzinfo) is timezone")
def valid_time(
    _instance: object, attribute: "attrs.Attribute[Any]", value: datetime | None
) -> None:
    """Refuse a naive time."""
    if value is not None and value.utcoffset() is None:
        raise _naive(value, attribute.name)


@unless(f"v == {CHINA!r}")
def valid_zone(instance: object, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """Refuse what is no name of a time zone."""
    valid_name(instance, attribute, value)
    zone_info(value)


def _naive(value: datetime, field: str) -> InvalidValueError:
    example = "datetime(2025, 9, 13, 9, tzinfo=kepuyue.CHINA_TIME)"
    return invalid("KY-VAL004", value.isoformat(), field=field, example=example)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the time from one aware time to another as it elapses, negative if it is before.

    Both may be of one zone: the difference of such two is that of the clock.
    """
    try:
        return end.astimezone(UTC) - start.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        by_the_clock = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return by_the_clock - ((end.utcoffset() or _NONE) - (start.utcoffset() or _NONE))


def in_zone(value: datetime, zone: "ZoneInfo", field: str) -> datetime:
    """Return an aware time moved into ``zone``.

    Raises:
        InvalidValueError: where the zone is not whole minutes from UTC, or there is no such time.
    """
    try:
        # A time of the zone itself goes by way of UTC: so a time that the clock skips is told as
        # the clock then shows it, and every time has its place in UTC.
        moved = (value.astimezone(UTC) if value.tzinfo is zone else value).astimezone(zone)
    except OverflowError:
        raise invalid(
            "KY-VAL008", value.isoformat(), field=field, low="0001-01-02", high="9999-12-30"
        ) from None
    if moved.year < _WHOLE_MINUTES:
        offset = moved.utcoffset()
        if offset is None or offset.seconds % 60 or offset.microseconds:
            raise invalid("KY-VAL013", value.isoformat(), field=field)
    return moved


def in_utc(value: datetime | None, field: str) -> datetime | None:
    """Return a stamp moved into UTC; see :func:`in_zone`.

    Raises:
        InvalidValueError: for a naive time, and one that has no place in UTC.
    """
    if value is None:
        return None
    if value.utcoffset() is None:
        raise _naive(value, field)
    try:
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    except OverflowError:
        raise invalid(
            "KY-VAL008", value.isoformat(), field=field, low="0001-01-02", high="9999-12-30"
        ) from None


def instant(value: datetime | None) -> datetime | None:
    """Return the instant, by which times compare equal even in the hour that a zone has twice."""
    return None if value is None else value.astimezone(UTC)
