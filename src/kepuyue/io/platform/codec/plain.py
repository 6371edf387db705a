"""Text, code lists, numbers, days and answers: what stands in a cell as it is."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import Cell, Value, line_of, split, text_of
from kepuyue.io.platform.codec.base import Codec, Fields, Row, getter, joined
from kepuyue.io.platform.field import EXTRA
from kepuyue.model.activity import Activity, ActivityForm, Mode, Stage
from kepuyue.model.coded import Coded
from kepuyue.model.paperwork import NominationCategory
from kepuyue.model.schedule import DateSpan, State

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

YES, NO = "是", "否"
_YES = frozenset({
    "是", "有", "对", "√", "✓", "✔", "☑", "■", "●", "y", "yes", "true", "1", "已", "v",
})  # fmt: skip
_NO = frozenset({
    "否", "无", "不", "没有", "不是", "×", "✗", "✘", "x", "☐", "□", "○", "n", "no", "false", "0",
    "未", "/",
})  # fmt: skip
_TICKED, _UNTICKED = "☑√✓✔■☒🗹●", "☐□○▢"
_BOX = re.compile(f"([{_TICKED}{_UNTICKED}])")
_ENUMS: dict[str, type[Coded]] = {
    "forms": ActivityForm,
    "mode": Mode,
    "stage": Stage,
    "state": State,
    "category": NominationCategory,
}
_NUMBERED = re.compile(
    r"(?m)^\s*(?:[(（]?[0-9一二三四五六七八九十]+[)）]|[0-9一二三四五六七八九十]+[、.．])\s*"
)
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(k|千|万)?")
_SCALE = {"k": 1_000, "千": 1_000, "万": 10_000}


class Serial(Codec):
    """The number of the row."""

    def fields(self) -> tuple[str, ...]:
        return ()

    def write(self, row: Row) -> Cell:
        return str(row.serial)

    def read(self, value: Value, here: "Here") -> Fields:
        return {}


class OneField(Codec):
    """A codec of one field, as it stands."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self.get: Callable[[Row], Any] = getter(self.path)


class Text(OneField):
    """Text; of a column that no field takes, what stands in ``extra``."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._is_line = self.path in ("name", "volunteers.name")

    def fields(self) -> tuple[str, ...]:
        return () if self.path == EXTRA else super().fields()

    def write(self, row: Row) -> Cell:
        text: str | None = None if self.path == EXTRA else self.get(row)
        return text

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        if self._is_line:
            text = line_of(text)
        return {self.path: text}

    def emptied(self) -> Fields:
        return {self.path: None}


class Lines(OneField):
    """Several texts, each on a line of its own."""

    def write(self, row: Row) -> Cell:
        return joined(list(self.get(row) or ()), "\n")

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        if self.path == "cases":
            return {self.path: tuple(_cases(text))}
        return {self.path: tuple(split(text, "\n") if "\n" in text else split(text))}

    def emptied(self) -> Fields:
        return {self.path: ()}


def _cases(text: str) -> list[str]:
    """Return cases that are numbered, or stand on lines of their own."""
    parts = _NUMBERED.split(text) if _NUMBERED.match(text) else text.split("\n")
    return [part for part in map(str.strip, parts) if part]


class Label(OneField):
    """A term of a code list, or several; ticked boxes count where there are any."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        name = self.path.rpartition(".")[2]
        self._enum = _ENUMS[name]
        self._many = name == "forms"
        self._words = [word for code in self._enum for word in (code.label, *code.aliases)]

    def write(self, row: Row) -> Cell:
        value = self.get(row)
        if not self._many:
            return None if value is None else value.label
        labels = [code.label for code in value]
        told = self.kept(row) if row.entity.extra else None
        return joined([*labels, told] if told else labels)

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        whole = self._enum.vocabulary().match(ticked(text))
        if whole is not None:
            return {self.path: (whole,) if self._many else whole}
        found: list[Coded] = []
        strange: list[str] = []
        for part in split(ticked(text), "、，,；;/+＋\n"):
            code = self._enum.vocabulary().match(part)
            if code is None:
                strange.append(part)
            else:
                found.append(code)
        if set(found) == {Mode.ONSITE, Mode.ONLINE}:
            found = [Mode.BOTH]
        fields: dict[str, Any] = {}
        if self.path == "mode":  # 活动形式 is asked for, and 讲座 told
            forms = {part: ActivityForm.vocabulary().match(part) for part in strange}
            strange = [part for part in strange if forms[part] is None]
            told = tuple(form for form in forms.values() if form is not None)
            fields |= {"forms": told} if told else {}
        for part in strange:
            here.unknown(part, here.context.near(part, self._words), self.column.heading)
        if self._many:
            fields[self.path] = tuple(dict.fromkeys(found))
        elif found:
            fields[self.path] = found[0]
        if strange:
            fields[EXTRA] = "、".join(strange)
        return fields

    def emptied(self) -> Fields:
        defaults = {"forms": (), "stage": Stage.DRAFT, "state": State.PLANNED}
        return {self.path: defaults.get(self.path)}


def ticked(text: str) -> str:
    """Return the choices whose boxes are ticked; text without boxes as it is.

    >>> ticked("☑线上 □线下"), ticked("√ 讲座　√展览"), ticked("讲座")
    ('线上', '讲座、展览', '讲座')
    """
    parts = _BOX.split(text)
    if len(parts) == 1:
        return text
    boxes = parts[1::2]
    labels = parts[2::2]
    if parts[0].strip() and not parts[-1].strip():  # the boxes stand behind their labels
        labels = parts[0::2]
    chosen = [
        label.strip(" 　\t\n、，,；;（）()")
        for box, label in zip(boxes, labels, strict=False)
        if box in _TICKED
    ]
    return "、".join(filter(None, chosen))


def answer(value: Value) -> bool | None:
    """Return whether a cell says yes or no; ``None`` if it says neither.

    >>> answer("☑是 □否"), answer("√"), answer("×"), answer("也许")
    (True, True, False, None)
    """
    if isinstance(value, bool):
        return value
    word = text_of(value).strip().casefold()
    if word not in _YES and word not in _NO:
        word = ticked(word).strip() or word
    return True if word in _YES else False if word in _NO else None


class Flag(OneField):
    """Yes or no."""

    def write(self, row: Row) -> Cell:
        value = self.get(row)
        return None if value is None else YES if value else NO

    def read(self, value: Value, here: "Here") -> Fields:
        found = answer(value)
        if found is None:
            here.not_understood(value, "是或否", "yes or no (是 or 否)")
            return {EXTRA: text_of(value)}
        return {self.path: found}


class MainEvent(Codec):
    """Whether an activity is one of the main venue: a form that it has, or has not."""

    def write(self, row: Row) -> Cell:
        return YES if ActivityForm.MAIN_EVENT in row.entity.forms else NO

    def read(self, value: Value, here: "Here") -> Fields:
        found = answer(value)
        if found is None:
            here.not_understood(value, "是或否", "yes or no (是 or 否)")
            return {EXTRA: text_of(value)}
        return {"main_event": found}

    def emptied(self) -> Fields:
        return {"main_event": False}


class Number(OneField):
    """A measure: square metres, watts."""

    def write(self, row: Row) -> Cell:
        value: float | None = self.get(row)
        return int(value) if value is not None and value.is_integer() else value

    def read(self, value: Value, here: "Here") -> Fields:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
            return {self.path: float(value)}
        text = unicodedata.normalize("NFKC", text_of(value)).casefold().replace(",", "")
        found = _NUMBER.findall(text.replace("m2", ""))  # m², ㎡
        if len(found) != 1 or "-" in text:
            here.not_understood(value, "一个数", "one number")
            return {EXTRA: text_of(value)}
        number, scale = found[0]
        return {self.path: float(number) * _SCALE.get(scale, 1)}


class Note(Codec):
    """What becomes of a session, and the internal remark."""

    def fields(self) -> tuple[str, ...]:
        return ("sessions.note", "sessions.state", "state")

    def write(self, row: Row) -> Cell:
        entity: Activity = row.entity
        state = entity.state if row.part is None else entity.state_of(row.part)
        note = row.part.note if row.part else None
        told = [] if state is State.PLANNED else [state.label]
        return joined([*told, *filter(None, [note])], "；")

    def read(self, value: Value, here: "Here") -> Fields:
        text = text_of(value)
        head, _, rest = text.replace(";", "；").partition("；")
        state = State.vocabulary().match(head)
        if state is None:
            return {"sessions.note": text, "sessions.state": State.PLANNED}
        return {"sessions.note": rest.strip() or None, "sessions.state": state}

    def emptied(self) -> Fields:
        return {"sessions.note": None, "sessions.state": State.PLANNED}


class Day(OneField):
    """A day, as a date."""

    def write(self, row: Row) -> Cell:
        day: date | None = self.get(row)
        return day

    def read(self, value: Value, here: "Here") -> Fields:
        span = here.days(value)
        if span is None or span.first != span.last:
            if span is not None:
                here.not_understood(value, "一个日期", "one date")
            return {EXTRA: text_of(value)}
        return {self.path: span.first}


class Days(OneField):
    """Days and spans of days."""

    def write(self, row: Row) -> Cell:
        return joined([_span(span) for span in self.get(row) or ()])

    def read(self, value: Value, here: "Here") -> Fields:
        spans = here.spans(value)
        return {EXTRA: text_of(value)} if spans is None else {self.path: spans}

    def emptied(self) -> Fields:
        return {self.path: ()}


def _span(span: DateSpan) -> str:
    first = f"{span.first.year}年{span.first.month}月{span.first.day}日"
    if span.first == span.last:
        return first
    return f"{first}至{span.last.year}年{span.last.month}月{span.last.day}日"
