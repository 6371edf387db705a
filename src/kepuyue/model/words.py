"""Dates and recurrences as people who read Chinese write them."""

from datetime import date

from kepuyue.model import recurrence as rfc
from kepuyue.model._field import built, changed
from kepuyue.model.recurrence import Frequency, Recurrence

WEEKDAYS = "一二三四五六日"
"""The weekdays, Monday first."""
_DAYS = dict(zip(rfc.WEEKDAYS, WEEKDAYS, strict=True))


def short(day: date, since: date) -> str:
    """Return a date without its year, where that is the year in which it all began.

    >>> short(date(2025, 9, 6), date(2025, 9, 1)), short(date(2026, 1, 2), date(2025, 9, 1))
    ('9月6日', '2026年1月2日')
    """
    year = "" if day.year == since.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def in_words(recurrence: Recurrence, start: date) -> str:
    """Return a recurrence as people write it; a rule beyond that, as RFC 5545 writes it.

    Args:
        recurrence: the recurrence.
        start: its first date, which tells the weekday or the day of the month where the rule
            leaves it open.

    >>> weekends = Recurrence(frequency=Frequency.WEEKLY, by_day=("SA", "SU"), count=4)
    >>> in_words(weekends, date(2025, 9, 6))
    '每周六、日，共4次'
    """
    parts = [_rule_in_words(recurrence, start)]
    if recurrence.until is not None:
        parts.append(f"至{short(recurrence.until, start)}")
    if recurrence.count is not None:
        parts.append(f"共{recurrence.count}次")
    for label, days in (("另加", recurrence.added), ("除", recurrence.excluded)):
        if days:
            parts.append(label + "、".join(short(day, start) for day in sorted(days)))
    return "，".join(filter(None, parts))


def _rule_in_words(recurrence: Recurrence, start: date) -> str | None:
    if recurrence.frequency is None:
        return None
    rule = changed(recurrence, until=None, count=None, added=(), excluded=())
    # What a plain rule may say besides its frequency; anything more is beyond these words.
    days, numbers = rule.by_day, rule.by_month_day
    said = {"frequency": rule.frequency, "by_day": days, "by_month_day": numbers}
    plain = built(Recurrence, said)
    if rule != plain or any(number < 0 for number in numbers):
        return rule.rrule
    if rule.frequency is Frequency.DAILY and not days and not numbers:
        return "每天"
    if rule.frequency is Frequency.WEEKLY:
        weekdays = [_DAYS[day] for day in days] or [WEEKDAYS[start.weekday()]]
        return "每周" + "、".join(weekdays)
    if rule.frequency is Frequency.MONTHLY and not days:
        return "每月" + "、".join(f"{number}日" for number in numbers or (start.day,))
    return rule.rrule
