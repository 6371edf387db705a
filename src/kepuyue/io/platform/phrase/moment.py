"""Time slots of a day and a time of day."""

from datetime import date, datetime, timedelta

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.phrase.clock import DAY, Hours
from kepuyue.io.platform.phrase.cursor import Cursor
from kepuyue.model._field import built
from kepuyue.model.schedule import TimeSlot
from kepuyue.model.zone import CHINA, zone_info


def slot_of(cursor: Cursor, on: date, hours: Hours) -> TimeSlot:
    """Return the slot of a day and a time of day that is told by the clock."""
    try:
        start = _moment(on, hours.start or 0)
        end = None if hours.end is None else _moment(hours.on or on, hours.end)
        if end is not None and end < start:
            cursor.fail("impossible", "：结束早于开始", "ends before it begins", at=cursor.at - 1)
        return built(TimeSlot, {"start": start, "end": end, "zone": CHINA})
    except (InvalidValueError, OverflowError):
        cursor.fail("impossible", "：没有这个时间", "is no time of China", at=cursor.at - 1)


def _moment(on: date, seconds: int) -> datetime:
    if seconds >= DAY:
        on += timedelta(days=seconds // DAY)
        seconds %= DAY
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone_info(CHINA))
