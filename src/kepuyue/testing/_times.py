"""When the sessions of a synthetic activity take place: in order, and all of it in September."""

from datetime import date, datetime, timedelta

import attrs

from kepuyue.model.recurrence import Frequency, Recurrence
from kepuyue.model.schedule import DateSpan, Override, State, TimeSlot
from kepuyue.model.zone import CHINA_TIME
from kepuyue.testing._dice import Dice

SEPTEMBER, LAST = date(2025, 9, 1), date(2025, 9, 30)


@attrs.frozen(kw_only=True)
class Times:
    """When a session takes place, and how often."""

    slot: TimeSlot | None = None
    days: DateSpan | None = None
    when_text: str | None = None
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = ()
    count: int = 1


def times(dice: Dice, *, dated: bool) -> list[Times]:
    """Return the times of one to three sessions, in order: each has its part of the month."""
    count = dice.pick((1, 1, 1, 1, 2, 2, 3))
    found = []
    for turn in range(count):
        first, after = 28 * turn // count, 28 * (turn + 1) // count
        undated = not dated and turn == count - 1
        found.append(_time(dice, first + dice.below(after - first), undated=undated))
    return found


def _time(dice: Dice, index: int, *, undated: bool) -> Times:
    """Return the times of a session that begins on the day of this index, from 0."""
    day = SEPTEMBER + timedelta(days=index)
    sort = dice.below(100)
    if sort < 6 and undated:  # noqa: PLR2004  (shares in per cent)
        return Times(when_text=dice.pick(("待定", "9月上旬", "9月中旬", "9月下旬")))
    if sort < 18:  # noqa: PLR2004
        last = min(day + timedelta(days=dice.below(7)), LAST)
        return Times(days=DateSpan(first=day, last=last))
    start = datetime(
        day.year, day.month, day.day, 8 + dice.below(11), 30 * dice.below(2), tzinfo=CHINA_TIME
    )
    slot = TimeSlot(start=start, end=start + timedelta(minutes=60 + 30 * dice.below(4)))
    return _repeated(dice, slot) if sort < 36 else Times(slot=slot)  # noqa: PLR2004


def _repeated(dice: Dice, slot: TimeSlot) -> Times:
    """Return times that come three to five times, all of them in September."""
    day = slot.first
    left = (LAST - day).days
    step = dice.pick((1, 7) if left >= 14 else (1,))  # noqa: PLR2004  (two weeks more)
    count = min(3 + dice.below(3), 1 + left // step)
    excluded = (day + timedelta(days=step),) if dice.chance(0.2) else ()
    cancelled = count > 2 and dice.chance(0.2)  # noqa: PLR2004  (the third one is)
    return Times(
        slot=slot,
        recurrence=Recurrence(
            frequency=Frequency.DAILY if step == 1 else Frequency.WEEKLY,
            count=count,
            excluded=excluded,
        ),
        overrides=(Override(on=day + timedelta(days=2 * step), state=State.CANCELLED),)
        if cancelled
        else (),
        count=count - len(excluded) - cancelled,
    )
