"""When things take place: slots, spans of days, recurrences, sessions and their occurrences."""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import attrs

from kepuyue._text import nearest
from kepuyue.errors import InvalidValueError, LimitError, invalid, report_of
from kepuyue.findings import shown
from kepuyue.model import _recur
from kepuyue.model._field import (
    checked,
    ref,
    short_repr,
    valid_id,
    valid_name,
    valid_ref,
    valid_text,
    valid_url,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.figures import Figures
from kepuyue.model.zone import CHINA, in_zone, instant, zone_info

EXPANSION_DAYS = 3660
"""Days that an expansion may span, unless the caller allows more: ten years."""
EXPANSION_LIMIT = 10_000
"""Occurrences that an expansion may give, unless the caller allows more."""


class Frequency(Coded):
    """How often a recurrence comes (RFC 5545, section 3.3.10): daily or slower."""

    DAILY = "daily", "每天", "Daily", "每日", "天天"
    WEEKLY = "weekly", "每周", "Weekly", "每星期"
    MONTHLY = "monthly", "每月", "Monthly"
    YEARLY = "yearly", "每年", "Yearly"


class State(Coded):
    """What becomes of an activity or a session."""

    PLANNED = "planned", "计划中", "Planned", "拟举办", "未开始", "待举办"
    HELD = "held", "已举办", "Held", "已开展", "已完成", "已结束"
    POSTPONED = "postponed", "延期", "Postponed", "推迟"
    CANCELLED = "cancelled", "取消", "Cancelled", "已取消", "canceled"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class TimeSlot:
    """A stretch of time on the clock of a named zone.

    Attributes:
        start: when it begins; aware, moved into ``zone``.
        end: when it ends; ``None`` when not told.
        zone: IANA name of the zone whose clock people read.

    Raises:
        InvalidValueError: for a naive time, an unknown zone, or an end before the start.

    >>> from kepuyue.model.zone import CHINA_TIME
    >>> TimeSlot(start=datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME),
    ...          end=datetime(2025, 9, 13, 11, 30, tzinfo=CHINA_TIME))
    TimeSlot(2025-09-13 09:00–11:30 Asia/Shanghai)
    """

    start: datetime = attrs.field(eq=instant)
    end: datetime | None = attrs.field(default=None, eq=instant)
    zone: str = attrs.field(default=CHINA, validator=valid_name)

    def __attrs_post_init__(self) -> None:
        """Move the times into the zone and hold them to their order."""
        zone = zone_info(self.zone)
        start = in_zone(self.start, zone, "start")
        object.__setattr__(self, "start", start)
        if self.end is not None:
            end = in_zone(self.end, zone, "end")
            object.__setattr__(self, "end", end)
            # Times of one zone compare by the clock, which an hour that comes twice confounds.
            if (end <= start or start.fold) and end.astimezone(UTC) < start.astimezone(UTC):
                raise invalid("KY-VAL006", first=start.isoformat(), last=end.isoformat())

    @property
    def first(self) -> date:
        """The day on which it begins."""
        return self.start.date()

    @property
    def last(self) -> date:
        """The day on which it ends; what ends at midnight ends on the day before."""
        if self.end is None or self.end == self.start:
            return self.first
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def duration(self) -> timedelta | None:
        """Time from start to end as it elapses, or ``None`` when the end is not told."""
        if self.end is None:
            return None
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def __repr__(self) -> str:
        """Return day, times and zone."""
        end = ""
        if self.end is not None:
            same_day = self.end.date() == self.start.date()
            end = "–" + self.end.strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")
        return f"TimeSlot({self.start:%Y-%m-%d %H:%M}{end} {self.zone})"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class DateSpan:
    """Whole days, the first and the last included.

    Attributes:
        first: first day.
        last: last day; the same as the first for a single day.

    Raises:
        InvalidValueError: if the last is before the first.

    >>> DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15))
    DateSpan(2025-09-13…15)
    >>> len(DateSpan.day(date(2025, 9, 13)))
    1
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        """Hold the days to their order."""
        if self.last < self.first:
            raise invalid("KY-VAL006", first=self.first, last=self.last)

    @classmethod
    def day(cls, day: date) -> "DateSpan":
        """Return the span of a single day."""
        return cls(first=day, last=day)

    def __contains__(self, day: object) -> bool:
        """Return whether a date is one of the days; of a date and time the date counts."""
        if isinstance(day, datetime):
            day = day.date()
        return isinstance(day, date) and self.first <= day <= self.last

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def __repr__(self) -> str:
        """Return the days, as short as they can be told."""
        first, last = self.first.isoformat(), self.last.isoformat()
        if first == last:
            return f"DateSpan({first})"
        shared = 8 if first[:8] == last[:8] else 5 if first[:5] == last[:5] else 0
        return f"DateSpan({first}…{last[shared:]})"


@attrs.frozen
class _NumberValidator:
    """Holds the numbers of a BY part to ±low…±high (low 0: only positive ones)."""

    low: int
    high: int

    def __call__(
        self,
        _instance: object,
        attribute: "attrs.Attribute[tuple[int, ...]]",
        value: tuple[int, ...],
    ) -> None:
        for number in value:
            if not (1 <= number <= self.high or self.low <= number <= -1):
                raise invalid("KY-SCH001", number, part=attribute.name)


_BY_DAY = re.compile("(?:[+-]?(?:[1-9]|[1-4][0-9]|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)")
_RRULE_PARTS = {
    "INTERVAL": "interval", "COUNT": "count", "BYMONTH": "by_month", "BYWEEKNO": "by_week_no",
    "BYYEARDAY": "by_year_day", "BYMONTHDAY": "by_month_day", "BYSETPOS": "by_set_pos",
}  # fmt: skip
_LONGEST_RRULE = 4000
_UNTIL = re.compile("[0-9]{8}(?:T[0-9]{6}Z?)?")


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Recurrence:
    """When a session comes again: an RFC 5545 rule, daily or slower, and dates added or excluded.

    The rule starts from the slot or days of the session, which are its first occurrence even
    where the rule does not meet them. Times stay the same on the clock of the zone; a time that
    the clock skips (daylight saving begins) is no occurrence (RFC 5545, section 3.3.10).

    Attributes:
        frequency: daily, weekly, monthly or yearly; ``None`` for added dates alone.
        interval: every n-th day, week, month or year, 1 to 10,000.
        count: number of occurrences of the rule, the first included, 1 to 100,000.
        until: last date on which the rule may give an occurrence.
        by_month: months, 1 to 12.
        by_week_no: weeks of the year, ±1 to ±53; yearly only.
        by_year_day: days of the year, ±1 to ±366; yearly only.
        by_month_day: days of the month, ±1 to ±31; not weekly.
        by_day: weekdays ``MO`` … ``SU``; monthly and yearly also ``2TU`` or ``-1FR``.
        by_set_pos: which of the dates of a period, ±1 to ±366.
        week_start: the weekday on which weeks begin.
        added: further dates (RDATE).
        excluded: dates left out (EXDATE).

    Raises:
        InvalidValueError: if a part is out of range or does not go with the frequency.

    >>> Recurrence(frequency=Frequency.WEEKLY, by_day=["SA"], until=date(2025, 9, 30)).rrule
    'FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA'
    """

    frequency: Frequency | None = None
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: tuple[int, ...] = attrs.field(default=(), validator=_NumberValidator(0, 12))
    by_week_no: tuple[int, ...] = attrs.field(default=(), validator=_NumberValidator(-53, 53))
    by_year_day: tuple[int, ...] = attrs.field(default=(), validator=_NumberValidator(-366, 366))
    by_month_day: tuple[int, ...] = attrs.field(default=(), validator=_NumberValidator(-31, 31))
    by_day: tuple[str, ...] = ()
    by_set_pos: tuple[int, ...] = attrs.field(default=(), validator=_NumberValidator(-366, 366))
    week_start: str = "MO"
    added: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold the parts to RFC 5545, section 3.3.10."""
        self._check_ranges()
        self._check_combination()

    def _check_ranges(self) -> None:
        for name, value, high in (
            ("interval", self.interval, 10_000),
            ("count", self.count, 100_000),
        ):
            if value is not None and not 1 <= value <= high:
                raise invalid("KY-VAL008", value, field=name, low=1, high=high)
        for day in self.by_day:
            if not _BY_DAY.fullmatch(day):
                raise invalid("KY-SCH001", day, part="by_day")
        if self.week_start not in _recur.WEEKDAYS:
            raise invalid("KY-SCH001", self.week_start, part="week_start")
        for name in ("added", "excluded"):
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                raise invalid("KY-VAL010", field=name)

    def _check_combination(self) -> None:
        if self.count is not None and self.until is not None:
            raise invalid("KY-VAL007", fields="count、until")
        frequency = self.frequency
        numbered = any(day[:-2] for day in self.by_day)
        monthly = frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        others = (
            self.by_month, self.by_week_no, self.by_year_day, self.by_month_day, self.by_day
        )  # fmt: skip
        unfit = {
            "by_week_no": self.by_week_no and frequency is not Frequency.YEARLY,
            "by_year_day": self.by_year_day and frequency is not Frequency.YEARLY,
            "by_month_day": self.by_month_day and frequency is Frequency.WEEKLY,
            "by_day": numbered and (not monthly or bool(self.by_week_no)),
            "by_set_pos": self.by_set_pos and not any(others),
            "frequency": frequency is None
            and (self.interval != 1 or self.count or self.until or any((*others, self.by_set_pos))),
        }
        for part, wrong in unfit.items():
            if wrong:
                raise invalid("KY-SCH001", getattr(self, part), part=part)

    @property
    def rrule(self) -> str | None:
        """The rule as RFC 5545 writes it, ``UNTIL`` as a date; ``None`` without a frequency."""
        if self.frequency is None:
            return None
        parts = [f"FREQ={self.frequency.value.upper()}"]
        if self.until is not None:
            parts.append(f"UNTIL={self.until.isoformat().replace('-', '')}")
        for key, name in _RRULE_PARTS.items():
            value = getattr(self, name)
            if isinstance(value, tuple):
                if value:
                    parts.append(f"{key}={','.join(map(str, value))}")
            elif value is not None and (name, value) != ("interval", 1):
                parts.append(f"{key}={value}")
        if self.by_day:
            parts.append(f"BYDAY={','.join(self.by_day)}")
        if self.week_start != "MO":
            parts.append(f"WKST={self.week_start}")
        return ";".join(parts)

    @classmethod
    def from_rrule(
        cls, text: str, *, added: Iterable[date] = (), excluded: Iterable[date] = ()
    ) -> "Recurrence":
        """Return the recurrence of an RFC 5545 rule.

        Args:
            text: such as ``FREQ=WEEKLY;BYDAY=SA;UNTIL=20250930``, with or without ``RRULE:``. Of
                an ``UNTIL`` with a time the date counts, as it stands.
            added: further dates.
            excluded: dates left out.

        Raises:
            InvalidValueError: for a part that is unknown, wrong or faster than daily.

        Example:
            >>> Recurrence.from_rrule("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3").by_day
            ('-1FR',)
        """
        values: dict[str, object] = {}
        rule = text.strip().upper().removeprefix("RRULE:").rstrip(";")
        if len(rule) > _LONGEST_RRULE or not text.isascii():
            raise invalid("KY-SCH001", rule, part="RRULE")
        for part in rule.split(";"):
            key, _, value = part.partition("=")
            name, parsed = _rrule_part(key.strip(), value.strip())
            if name in values:
                raise invalid("KY-SCH001", part, part=key)
            values[name] = parsed
        if "frequency" not in values:
            raise invalid("KY-SCH001", text, part="FREQ")
        return cls(**values, added=tuple(added), excluded=tuple(excluded))  # type: ignore[arg-type]

    @property
    def is_endless(self) -> bool:
        """Whether the rule has neither count nor until."""
        return self.frequency is not None and self.count is None and self.until is None

    def rule_dates(self, start: date, last: date) -> Iterator[date]:
        """Yield the dates the rule meets from ``start`` to ``last``, count and until set aside."""
        if self.frequency is None:
            return iter(())
        return _recur.dates(self, self.frequency.id, start, last)


def _until(value: str) -> date:
    if not _UNTIL.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value[:8])


def _integer(value: str) -> int:
    if "_" in value:  # int() would take it
        raise ValueError(value)
    return int(value)


def _rrule_part(key: str, value: str) -> tuple[str, object]:
    """Return the field and value of one part of an RRULE."""
    try:
        if key == "FREQ":
            if value in ("SECONDLY", "MINUTELY", "HOURLY"):
                raise invalid("KY-SCH002", value)
            return "frequency", Frequency(value.lower())
        if key == "UNTIL":
            return "until", _until(value)
        if key == "BYDAY":
            return "by_day", tuple(day.strip().removeprefix("+") for day in value.split(","))
        if key == "WKST":
            return "week_start", value
        name = _RRULE_PARTS[key]
        if name in ("interval", "count"):
            return name, _integer(value)
        return name, tuple(map(_integer, value.split(",")))
    except KeyError:
        near = nearest(key, ["FREQ", "UNTIL", "BYDAY", "WKST", *_RRULE_PARTS])
        raise invalid("KY-SCH001", value, nearest=near, part=shown(key)) from None
    except ValueError as error:
        if hasattr(error, "report"):
            raise
        raise invalid("KY-SCH001", value, part=shown(key)) from None


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Speaker:
    """Who speaks or demonstrates at a session.

    Attributes:
        name: as announced.
        title: profession or academic title, such as 教授.
        affiliation: where they work, as text.
        topic: what they speak about.

    >>> Speaker(name="张明", title="教授")
    Speaker(name='张明', title='教授')
    """

    name: str = attrs.field(validator=valid_name)
    title: str | None = attrs.field(default=None, validator=valid_text)
    affiliation: str | None = attrs.field(default=None, validator=valid_text)
    topic: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr


def _one_when(slot: TimeSlot | None, days: DateSpan | None) -> None:
    if slot is not None and days is not None:
        raise invalid("KY-VAL007", fields="slot、days")


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Override:
    """What differs at one occurrence of a recurrence.

    Attributes:
        on: the date on which the recurrence has the occurrence.
        slot: other times, or ``None``.
        days: other days, or ``None``.
        venue: id of another venue, or ``None``.
        state: cancelled, postponed, held.
        note: internal remark.

    Raises:
        InvalidValueError: if both slot and days are given.

    >>> Override(on=date(2025, 9, 20), state=State.CANCELLED)
    Override(on=2025-09-20, state='cancelled')
    """

    on: date
    slot: TimeSlot | None = None
    days: DateSpan | None = None
    venue: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    state: State | None = None
    note: str | None = attrs.field(default=None, validator=valid_text)

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold it to one time."""
        _one_when(self.slot, self.days)

    @property
    def when(self) -> TimeSlot | DateSpan | None:
        """The other times or days, if any."""
        return self.slot or self.days


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Occurrence:
    """One time that a session takes place.

    Attributes:
        on: the date in the recurrence, by which an override names it.
        slot: the times, or ``None`` for whole days.
        days: the days, or ``None`` for times.
        venue: id of the venue.
        state: what becomes of it.

    >>> Occurrence(on=date(2025, 9, 13), days=DateSpan.day(date(2025, 9, 13))).when
    DateSpan(2025-09-13)
    """

    on: date
    slot: TimeSlot | None = None
    days: DateSpan | None = None
    venue: str | None = attrs.field(default=None, converter=ref)
    state: State = State.PLANNED

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold it to one time."""
        _one_when(self.slot, self.days)

    @property
    def when(self) -> TimeSlot | DateSpan | None:
        """The times or days."""
        return self.slot or self.days


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Session:
    """A time and place of an activity (场次): once, or again and again.

    Attributes:
        id: stable id, unique within its activity.
        slot: times on the clock; at most one of slot and days.
        days: whole days.
        when_text: what stood there where it is no date: 待定, 9月上旬.
        recurrence: when it comes again.
        overrides: what differs at single occurrences.
        venue: id of the venue.
        join_url: where to join online.
        speakers: who speaks or demonstrates.
        expected: counts expected.
        state: what becomes of it.
        note: internal remark; never public.
        extra: what other tools attach.

    Raises:
        InvalidValueError: if both slot and days are given, or a recurrence without either.

    >>> Session(id="s1", when_text="9月上旬").when is None
    True
    """

    id: str = attrs.field(validator=valid_id)
    slot: TimeSlot | None = None
    days: DateSpan | None = None
    when_text: str | None = attrs.field(default=None, validator=valid_text)
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = ()
    venue: str | None = attrs.field(default=None, converter=ref, validator=valid_ref)
    join_url: str | None = attrs.field(default=None, validator=valid_url)
    speakers: tuple[Speaker, ...] = ()
    expected: Figures | None = None
    state: State = State.PLANNED
    note: str | None = attrs.field(default=None, validator=valid_text)
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    def __attrs_post_init__(self) -> None:
        """Hold the times to one another."""
        _one_when(self.slot, self.days)
        if self.recurrence is not None and self.when is None:
            raise invalid("KY-SCH004")
        if len({override.on for override in self.overrides}) < len(self.overrides):
            raise invalid("KY-VAL010", field="overrides")

    @property
    def when(self) -> TimeSlot | DateSpan | None:
        """The times or days of the first occurrence; ``None`` when not told."""
        return self.slot or self.days

    def occurrences(
        self,
        *,
        first: date | None = None,
        last: date | None = None,
        limit: int = EXPANSION_LIMIT,
        days: int = EXPANSION_DAYS,
    ) -> tuple[Occurrence, ...]:
        """Return the occurrences, in the order of their dates, overrides applied.

        A recurrence is counted out from its first date; ``first`` and ``last`` choose from it by
        the date on which each occurrence stands in the recurrence. Cancelled ones are included,
        with their state.

        Args:
            first: earliest date wanted; all from the beginning by default.
            last: latest date wanted; needed for a rule without end.
            limit: most occurrences to return.
            days: most days to expand, from the first date of the session.

        Raises:
            LimitError: if a rule without end has no ``last``, or a limit is passed.

        Example:
            >>> weekly = Session(id="s", days=DateSpan.day(date(2025, 9, 6)),
            ...     recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3))
            >>> [str(o.on) for o in weekly.occurrences()]
            ['2025-09-06', '2025-09-13', '2025-09-20']
        """
        when = self.when
        if when is None:
            return ()
        overrides = {override.on: override for override in self.overrides}
        found: list[Occurrence] = []
        for day, moved in self._moved(when, last, days):
            if (first is None or day >= first) and (last is None or day <= last):
                if len(found) == limit:
                    raise _limit(f"超过 {limit} 次", f"more than {limit} occurrences")
                found.append(self._occurrence(day, moved, overrides.get(day)))
        return tuple(found)

    def _moved(
        self, when: TimeSlot | DateSpan, last: date | None, days: int
    ) -> list[tuple[date, TimeSlot | DateSpan]]:
        """Return each date of the recurrence with the times or days that stand there."""
        recurrence, start = self.recurrence, when.first
        if recurrence is None:
            return [(start, when)]
        chosen = {start: when, **_by_rule(recurrence, when, last, days)}
        for day in recurrence.added:
            moved = _at(when, day)
            if day not in chosen and moved is not None:
                chosen[day] = moved
        for day in recurrence.excluded:
            chosen.pop(day, None)
        return sorted(chosen.items(), key=lambda pair: pair[0])

    def _occurrence(
        self, day: date, when: TimeSlot | DateSpan, override: Override | None
    ) -> Occurrence:
        venue, state = self.venue, self.state
        if override is not None:
            when = override.when or when
            venue = override.venue or venue
            state = override.state or state
        return Occurrence(
            on=day,
            slot=when if isinstance(when, TimeSlot) else None,
            days=when if isinstance(when, DateSpan) else None,
            venue=venue,
            state=state,
        )


def _limit(zh: str, en: str) -> LimitError:
    return LimitError(report_of("KY-SCH003", limit_zh=zh, limit_en=en))


def _by_rule(
    recurrence: Recurrence, when: TimeSlot | DateSpan, last: date | None, days: int
) -> dict[date, TimeSlot | DateSpan]:
    """Return what the rule gives after the first occurrence, within the bound of ``days``."""
    if recurrence.frequency is None:
        return {}
    if recurrence.is_endless and last is None:
        raise _limit("没有终点，请给出 last", "it has no end, so give last")
    furthest = date.fromordinal(min(when.first.toordinal() + days, date.max.toordinal()))
    wanted = min(bound for bound in (recurrence.until, last, date.max) if bound is not None)
    moved = (
        (day, at)
        for day in recurrence.rule_dates(when.first, min(wanted, furthest))
        if day != when.first and (at := _at(when, day)) is not None
    )
    more = None if recurrence.count is None else recurrence.count - 1
    found = dict(itertools.islice(moved, more))
    if wanted > furthest and len(found) != more:
        raise _limit(f"超过 {days} 天", f"more than {days} days")
    return found


def _at(when: TimeSlot | DateSpan, day: date) -> TimeSlot | DateSpan | None:
    """Return ``when`` moved to another day; ``None`` where the clock skips its time."""
    if isinstance(when, DateSpan):
        last = min(day.toordinal() + len(when) - 1, date.max.toordinal())
        return DateSpan(first=day, last=date.fromordinal(last))
    from dateutil.tz import datetime_exists

    start = datetime.combine(day, when.start.timetz()).replace(fold=0)
    try:
        if not datetime_exists(start):
            return None
        duration = when.duration
        end = None if duration is None else start.astimezone(UTC) + duration
        return TimeSlot(start=start, end=end, zone=when.zone)
    except (OverflowError, InvalidValueError):  # out of the calendar, or before standard time
        return None
