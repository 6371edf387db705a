"""The cell that is being read: where it stands, and what it may refer to."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from kepuyue._text import shown
from kepuyue.errors import InvalidValueError, UnknownIdError
from kepuyue.io.platform.cell import Value, cell_name, text_of
from kepuyue.io.platform.context import Context
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.phrase import PhraseError, When, read_phrase
from kepuyue.model._field import built
from kepuyue.model.codes import region
from kepuyue.model.schedule import DateSpan, TimeSlot
from kepuyue.model.zone import CHINA_TIME

_MIDNIGHT = time()
_AT_MIDNIGHT = re.compile(r"(?<=[0-9])[ T]0?0:00(?::00)?$")
_REMEMBERED = 20_000
"""Phrases that are remembered: many activities take place at the same hours of the same days."""
Placed = tuple[int, Value]
"""A value with the column of the table that it stands in."""


class Here:
    """The cell that is being read.

    Args:
        context: what names are looked up in.
        notes: what is wrong is told there.
        sheet: name of the sheet.

    Attributes:
        context: what names are looked up in.
        notes: what is wrong is told there.
        sheet: name of the sheet.
        row: number of its row in the table, counted from 0.
        column: its column in the table, counted from 0.
        position: gives row and column on the sheet for those in the table.
        year: the year of dates that name none, if it is known.
        within: the division that the title names, if it names one.
        headings: the headings of the known columns, by their columns in the table.
    """

    def __init__(self, context: Context, notes: Notes, sheet: str | None) -> None:
        self.context: Context = context
        self.notes: Notes = notes
        self.sheet: str | None = sheet
        self.row: int = 0
        self.column: int = 0
        self.position: Callable[[int, int], tuple[int, int]] = _same
        self.year: int | None = context.year
        self.within: str | None = None
        self.headings: Mapping[int, str] = {}
        self._phrase = functools.lru_cache(_REMEMBERED)(read_phrase)

    # Telling.

    def wrong(self, code: str, value: object = None, **params: object) -> None:
        """Tell what is wrong with the cell; the code tells how much it weighs."""
        self._add(code, value, params=params)

    def _add(self, code: str, value: object, **more: Any) -> None:
        cell = cell_name(*self.position(self.row, self.column))
        self.notes.add(code, self.sheet, cell, value, **more)

    def note(self, code: str, value: object = None, **params: object) -> None:
        """Tell, once for each value, what was put right."""
        if self.notes.is_new(code, (shown(value), self.column)):
            self.wrong(code, value, **params)

    def unknown(self, word: str, near: tuple[str, ...], heading: str) -> None:
        """Tell that a word is none of the terms of the column."""
        self._add("KY-TAB108", word, nearest=near, params={"field": heading})

    def not_understood(self, value: Value, zh: str, en: str) -> None:
        """Tell that a cell does not say what it should."""
        self.wrong("KY-TAB107", text_of(value), expected_zh=zh, expected_en=en)

    # Looking up.

    def unit(self, name: str) -> str:
        """Return the id of the unit of this name; a new one is told if it is like a known one."""
        ref, is_new = self.context.unit(name)
        if is_new and self.context.is_several(name):
            self.wrong("KY-TAB134", name)
        elif is_new and self.context.programme.units:
            near = self.context.like_unit(name)
            if near:
                self._add("KY-TAB109", name, nearest=near)
        return ref

    def region(self, text: str) -> str | None:
        """Return the division of a code or a name; what is neither is told."""
        try:
            if region.compact(text).isdecimal():
                return region.validate(text)
            return self.context.division(text, self.within) or region.find(text).code
        except (InvalidValueError, UnknownIdError) as error:
            for finding in error.report:
                self._add(finding.code, text, nearest=finding.nearest, params=finding.params)
            return None

    # Times.

    def whens(
        self, told: Sequence[Placed], start: Placed | None, end: Placed | None
    ) -> tuple[When, ...]:
        """Return when the sessions of a row take place.

        Args:
            told: the cells that tell it, in order; several are put together.
            start: the cell of the beginning, if there is one.
            end: the cell of the end.
        """
        begin, finish = self._dated(start), self._dated(end)
        if _is_midnight(begin) and (finish is None or _is_midnight(finish)):
            begin, finish = _day_of(begin), _day_of(finish)
        if not told and type(begin) is datetime:
            slot = self._slot(begin, finish)
            if slot is not None:
                return (slot,)
        if len(told) == 1 and begin is None and finish is None:
            self.column = told[0][0]
            return self._when(told[0][1])
        parts = [_told(self._dated(placed)) for placed in told]
        if begin is not None:
            parts.append(_told(begin))
        text = " ".join(parts)
        if finish is not None:
            text = f"{text}至{_told(finish)}" if text else _told(finish)
        places = [*told, *filter(None, (start, end))]
        if not places:  # they were emptied
            return ()
        self.column = places[0][0]
        return self._read(text)

    def _dated(self, placed: Placed | None) -> Value:
        """Return what stands in a cell beside others; a number is the serial of a date."""
        value = placed[1] if placed else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.context.serial(value) or value
        return value

    def _slot(self, begin: datetime, finish: Value) -> When | None:
        """Return a slot of two typed moments; ``None`` if they are not that."""
        start = begin.replace(tzinfo=CHINA_TIME)
        if finish is None:
            return When(slot=built(TimeSlot, {"start": start}))
        if type(finish) is datetime and finish >= begin:
            stop = finish.replace(tzinfo=CHINA_TIME)
            return When(slot=built(TimeSlot, {"start": start, "end": stop}))
        return None

    def _when(self, value: Value) -> tuple[When, ...]:
        if isinstance(value, datetime):
            if value.time() == _MIDNIGHT:
                return (When(days=DateSpan.day(value.date())),)
            start = value.replace(tzinfo=CHINA_TIME, second=0, microsecond=0)
            return (When(slot=built(TimeSlot, {"start": start})),)
        if isinstance(value, date):
            return (When(days=DateSpan.day(value)),)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._number(value)
        return self._read(_told(value))

    def _number(self, value: float) -> tuple[When, ...]:
        """Return what a number without the format of a date means: a serial, 20250913, or 9.13."""
        day = self.context.serial(value)
        if day is not None:
            self.note("KY-TAB125", value, day=day)
            return self._when(day)
        whens = self._read(str(value))
        if whens[0].days is not None:
            self.note("KY-TAB125", value, day=whens[0].days.first)
        return whens

    def _read(self, text: str) -> tuple[When, ...]:
        try:
            phrase = self._phrase(text, year=self.year, window=self.context.window)
        except PhraseError as error:
            self.wrong(
                "KY-TAB110", text, why_zh=error.zh, why_en=error.en,
                expected_zh=error.expected_zh, expected_en=error.expected_en,
            )  # fmt: skip
            return (When(text=text),)
        days = phrase.whens[0].days if phrase.whens else None
        if phrase.note == "serial" and days is not None:
            self.note("KY-TAB125", text, day=days.first)
        elif phrase.note is not None:
            self.note("KY-TAB111" if phrase.note == "no-date" else "KY-TAB126", text)
        return phrase.whens

    def spans(self, value: Value) -> tuple[DateSpan, ...] | None:
        """Return days and spans of days; what is none is told, and ``None`` is returned."""
        whens = self._when(value)
        spans = tuple(
            when.days or DateSpan(first=when.slot.first, last=when.slot.last)  # type: ignore[union-attr]
            for when in whens
            if when.slot or when.days
        )
        if len(spans) == len(whens) and all(when.recurrence is None for when in whens):
            return spans
        if not any(when.text == text_of(value) for when in whens):
            self.not_understood(value, "日期", "dates")
        return None

    def days(self, value: Value) -> DateSpan | None:
        """Return the one span of days that a cell tells; what is none is told."""
        spans = self.spans(value)
        return spans[0] if spans else None


def _same(row: int, column: int) -> tuple[int, int]:
    return row, column


def _is_midnight(value: Value) -> bool:
    """Return whether a cell is a date with a midnight that somebody's program has put there."""
    return isinstance(value, str) and _AT_MIDNIGHT.search(value) is not None


def _day_of(value: Value) -> Value:
    return _AT_MIDNIGHT.sub("", value) if isinstance(value, str) else value


def _told(value: Value) -> str:
    """Return a cell as part of a phrase."""
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        return value.date().isoformat()
    return text_of(value)
