"""What a phrase says of times, and why one is not understood."""

import attrs

from kepuyue.model.recurrence import Recurrence
from kepuyue.model.schedule import DateSpan, Override, TimeSlot


@attrs.frozen(kw_only=True)
class When:
    """When one session takes place.

    Attributes:
        slot: times on the clock of China; at most one of slot and days.
        days: whole days.
        text: what stood there beside the days or instead of a date: 上午, 9月上旬.
        recurrence: when it comes again.
        changes: what differs at single occurrences; ``venue`` is the *name* of another place.
    """

    slot: TimeSlot | None = None
    days: DateSpan | None = None
    text: str | None = None
    recurrence: Recurrence | None = None
    changes: tuple[Override, ...] = ()


@attrs.frozen(kw_only=True)
class Phrase:
    """What a cell says of times.

    Attributes:
        whens: one for each session, in the order in which they stand there.
        note: what was left open, the first such thing: ``no-date`` (the text is kept instead),
            ``no-time`` (a day whose time is to be announced), ``approximate`` (左右, 约, 暂定),
            ``workdays`` (工作日 is Monday to Friday, public holidays not known), ``serial`` (a
            day number of a spreadsheet).
    """

    whens: tuple[When, ...]
    note: str | None = None


class PhraseError(ValueError):
    """A phrase that says no time, or not which one.

    Attributes:
        why: ``no-year``, ``no-date`` (a time or weekday without a date), ``impossible``,
            ``weekday`` (it contradicts the date), ``ambiguous``, ``too-long`` or ``unknown``.
        zh: what is wrong, in Chinese.
        en: the same in English.
        expected_zh: what would be right, in Chinese.
        expected_en: the same in English.
    """

    def __init__(self, why: str, zh: str, en: str, expected: tuple[str, str]) -> None:
        super().__init__(why, zh, en, expected)
        self.why: str = why
        self.zh: str = zh
        self.en: str = en
        self.expected_zh: str
        self.expected_en: str
        self.expected_zh, self.expected_en = expected

    def __str__(self) -> str:
        """Return what is wrong, in both languages."""
        return f"{self.zh} / {self.en}"
