"""Time zones by name, and times moved into them."""

import functools
from datetime import UTC, datetime, timezone
from typing import TYPE_CHECKING

from kepuyue._text import nearest
from kepuyue.errors import invalid

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    CHINA_TIME: ZoneInfo

CHINA = "Asia/Shanghai"
"""The name of the zone of China."""
_WHOLE_MINUTES = 1973
"""The year from which on every zone is whole minutes from UTC; Liberia was the last, in 1972."""


def __getattr__(name: str) -> "ZoneInfo":
    """Load :data:`CHINA_TIME`, the time zone of China, on its first use (PEP 562)."""
    if name == "CHINA_TIME":
        return zone_info(CHINA)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


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
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(name, sorted(available_timezones()))
        raise invalid("KY-VAL005", nearest=near, zone=name[:60]) from None


def in_zone(value: datetime, zone: "ZoneInfo", field: str) -> datetime:
    """Return an aware time moved into ``zone``.

    Raises:
        InvalidValueError: for a naive time, and where the zone is not whole minutes from UTC.
    """
    if type(value.tzinfo) is not timezone and value.utcoffset() is None:
        raise invalid("KY-VAL004", value, field=field)
    try:
        # A time of the zone itself goes by way of UTC: so a time that the clock skips is told as
        # the clock then shows it, and every time has its place in UTC.
        moved = (value.astimezone(UTC) if value.tzinfo is zone else value).astimezone(zone)
    except OverflowError:
        raise invalid(
            "KY-VAL008", value, field=field, low="0001-01-02", high="9999-12-30"
        ) from None
    if moved.year < _WHOLE_MINUTES:
        offset = moved.utcoffset()
        if offset is None or offset.seconds % 60 or offset.microseconds:
            raise invalid("KY-VAL013", value, field=field)
    return moved


def in_utc(value: datetime | None, field: str) -> datetime | None:
    """Return a stamp moved into UTC; see :func:`in_zone`."""
    if value is None:
        return None
    if value.utcoffset() is None:
        raise invalid("KY-VAL004", value, field=field)
    try:
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    except OverflowError:
        raise invalid(
            "KY-VAL008", value, field=field, low="0001-01-02", high="9999-12-30"
        ) from None


def instant(value: datetime | None) -> datetime | None:
    """Return the instant, by which times compare equal even in the hour that a zone has twice."""
    return None if value is None else value.astimezone(UTC)
