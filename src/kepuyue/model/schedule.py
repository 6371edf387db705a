"""When things take place: slots, spans of days, sessions."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from kepuyue.errors import invalid
from kepuyue.model._field import (
    checked,
    ref,
    refuse_repeated,
    short_repr,
    together,
    valid_id,
    valid_name,
    valid_ref,
    valid_text,
    valid_url,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.figures import Figures
from kepuyue.model.recurrence import Recurrence
from kepuyue.model.zone import (
    CHINA,
    elapsed,
    in_zone,
    instant,
    valid_time,
    valid_zone,
    zone_info,
)

if TYPE_CHECKING:
    from kepuyue.model.occurrence import Occurrence

EXPANSION_DAYS = 3660
"""Days that an expansion may span, unless the caller allows more: ten years."""
EXPANSION_LIMIT = 10_000
"""Occurrences that an expansion may give, unless the caller allows more."""


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

    start: datetime = attrs.field(eq=instant, validator=valid_time)
    end: datetime | None = attrs.field(default=None, eq=instant, validator=valid_time)
    zone: str = attrs.field(default=CHINA, validator=valid_zone)

    # Times of a fixed offset compare as they are, others by the clock, which an hour that comes
    # twice confounds.
    @together("self.end is None or type(self.start.tzinfo) is timezone and self.start <= self.end")
    def _ends_after_its_start(self) -> None:
        if self.end is not None and elapsed(self.start, self.end) < timedelta():
            raise invalid(
                "KY-VAL006", self.end.isoformat(), field="end", first=self.start.isoformat()
            )

    @together("False")
    def _starts_in_its_zone(self) -> None:
        object.__setattr__(self, "start", in_zone(self.start, zone_info(self.zone), "start"))

    @together("self.end is None")
    def _ends_in_its_zone(self) -> None:
        if self.end is not None:
            object.__setattr__(self, "end", in_zone(self.end, zone_info(self.zone), "end"))

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

    @together("self.first <= self.last")
    def _ends_after_its_start(self) -> None:
        raise invalid("KY-VAL006", str(self.last), field="last", first=self.first)

    @classmethod
    def day(cls, day: date) -> "DateSpan":
        """Return the span of a single day.

        Args:
            day: the day.

        Example:
            >>> DateSpan.day(date(2025, 9, 13))
            DateSpan(2025-09-13)
        """
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


def one_when(slot: TimeSlot | None, days: DateSpan | None) -> None:
    """Refuse times and days side by side."""
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

    @together("self.slot is None or self.days is None")
    def _has_one_when(self) -> None:
        one_when(self.slot, self.days)

    @property
    def when(self) -> TimeSlot | DateSpan | None:
        """The other times or days, if any."""
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

    @together("self.slot is None or self.days is None")
    def _has_one_when(self) -> None:
        one_when(self.slot, self.days)

    @together("self.recurrence is None")
    def _has_a_when_to_repeat(self) -> None:
        if self.when is None:
            raise invalid("KY-SCH004")

    @together("len(self.overrides) < 2")
    def _has_one_override_a_date(self) -> None:
        refuse_repeated([override.on for override in self.overrides], "overrides")

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
    ) -> "tuple[Occurrence, ...]":
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
            >>> from kepuyue.model.recurrence import Frequency
            >>> weekly = Session(id="s", days=DateSpan.day(date(2025, 9, 6)),
            ...     recurrence=Recurrence(frequency=Frequency.WEEKLY, count=3))
            >>> [str(o.on) for o in weekly.occurrences()]
            ['2025-09-06', '2025-09-13', '2025-09-20']
        """
        from kepuyue.model import occurrence

        return occurrence.occurrences(self, first=first, last=last, limit=limit, days=days)
