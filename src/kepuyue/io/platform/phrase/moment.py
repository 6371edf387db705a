"""Time slots of a day and a time of day."""

from datetime import date, datetime, timedelta, timezone

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.phrase.clock import DAY, Hours
from kepuyue.io.platform.phrase.cursor import Cursor
from kepuyue.model._field import built
from kepuyue.model.schedule import TimeSlot
from kepuyue.model.zone import CHINA, zone_info

# China has had no daylight saving since 1991, and a time of a fixed offset is checked in less time.
_FIXED, _FIXED_SINCE = timezone(timedelta(hours=8)), 1992


def slot_of(cursor: Cursor, on: date, hours: Hours) -> TimeSlot:
    """Return the slot of a day and a time of day that is told by the clock."""
    try:
        start = _moment(on, hours.start or 0)
        end = None if hours.end is None else _moment(hours.on or on, hours.end)
        if end is not None and end < start:
            raise cursor.refused(
                "impossible", "：结束早于开始", "ends before it begins", at=cursor.at - 1
            )
        return built(TimeSlot, {"start": start, "end": end, "zone": CHINA})
    except (InvalidValueError, OverflowError):
        raise cursor.refused(
            "impossible", "：没有这个时间", "is no time of China", at=cursor.at - 1
        ) from None


def _moment(on: date, seconds: int) -> datetime:
    if seconds >= DAY:
        on += timedelta(days=seconds // DAY)
        seconds %= DAY
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    zone = _FIXED if on.year >= _FIXED_SINCE else zone_info(CHINA)
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone)
