"""Counts with their units: 300, 约300人, 2万人次, 线上1.2万人次、线下300人."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from kepuyue.io.platform.cell import Cell, Value, text_of
from kepuyue.io.platform.codec.base import Fields, Row
from kepuyue.io.platform.codec.plain import OneField
from kepuyue.io.platform.field import EXTRA
from kepuyue.model._field import INT64_MAX
from kepuyue.model.records import expected

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

_UNITS = "人次|人|名|场次|场|次|项|个|家|期|位|份|篇|万"
_COUNT = re.compile(
    r"(?P<about>约|大约|近|超|超过|达|逾|不少于|至少)?"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"(?P<scale>亿|千万|百万|万|千|k|w)?(?P<more>余|多|几|来)?(?P<scale_after>万)?"
    rf"(?P<unit>{_UNITS})?(?P<about_after>左右|以上|上下|余|多|\+)?",
)
_SCALES = {
    "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "w": 10**4, "千": 10**3, "k": 10**3
}  # fmt: skip
_PLACES = {"线上": "online", "网络": "online", "直播": "online", "云上": "online",
           "线下": "onsite", "现场": "onsite", "到场": "onsite"}  # fmt: skip
_PLACE = re.compile("|".join(_PLACES))
_IMPOSSIBLE = re.compile(r"-[0-9.]+\D{0,2}|[0-9]+\.[0-9]*[1-9]\D{0,2}")
"""A number that counts nothing: below 0, or with a fraction."""
_FILLING = re.compile(r"[\s,、;:和及/]|参与|参加|观看|人数|预计|共计|合计|共|计")
_JOINED = re.compile(r"(?<=[0-9])[\s,、;:和及/]+(?=[0-9])")
"""What parts two numbers: to leave it out would make one of them."""
_THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
_OTHER_THAN_PEOPLE = frozenset({"场次", "场", "项", "期", "份", "篇", "家"})
_PEOPLE = frozenset({"人", "人次"})


class Count(OneField):
    """A whole number of people, person-times, sessions."""

    def __init__(self, column: "Column") -> None:
        super().__init__(column)
        self._head, _, self._name = self.path.rpartition(".")
        self._totals = self.path.startswith("outcome.")
        self._expected = self._head == "expected"

    def fields(self) -> tuple[str, ...]:
        path = self.path
        return (path, f"sessions.{path}") if path.startswith("expected.") else (path,)

    def emptied(self) -> Fields:
        return {self.path: None}

    def write(self, row: Row) -> Cell:
        if self._expected:
            count = expected(row.entity, row.part, self._name, first=row.first)
        else:
            count = None if self._totals and not row.first else self.get(row)
        return count

    def read(self, value: Value, here: "Here") -> Fields:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self._read_text(text_of(value), value, here)
        if isinstance(value, int) and 0 <= value <= INT64_MAX:
            return {self.path: value}
        here.wrong("KY-TAB114", value, field=self.column.heading)
        return {EXTRA: text_of(value)}

    def _read_text(self, text: str, value: Value, here: "Here") -> Fields:
        fields: dict[str, Any] = {}
        for name, part in self._parts(text):
            found = _COUNT.fullmatch(part)
            count = None if found is None else _number(found)
            if found is None or count is None or name in fields:
                code = "KY-TAB114" if _IMPOSSIBLE.fullmatch(part) else "KY-TAB113"
                here.wrong(code, value, field=self.column.heading)
                return {EXTRA: text}
            kinds = {self.column.unit, found["unit"]}
            if kinds & _PEOPLE and kinds & _OTHER_THAN_PEOPLE:
                here.wrong("KY-TAB113", value, field=self.column.heading)
                return {EXTRA: text}
            if any(found[group] for group in ("about", "more", "about_after")):
                here.note("KY-TAB112", value, count=count)
            fields[name] = count
        return fields

    def _parts(self, text: str) -> list[tuple[str, str]]:
        """Return the counts of a cell, each with the path of its field."""
        plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text)).casefold()
        plain = plain.replace("（", "(").strip()
        places = list(_PLACE.finditer(plain))
        if not places or self._name not in ("onsite", "online"):
            return [(self.path, _count_of(plain))]
        parts = []
        ends = [*(found.start() for found in places[1:]), len(plain)]
        before = plain[: places[0].start()]
        if re.search("[0-9]", before):  # the place stands behind its number
            return [(self.path, plain)]
        for found, end in zip(places, ends, strict=True):
            name = f"{self._head}.{_PLACES[found[0]]}"
            part = plain[found.end() : end]
            parts.append((name, _count_of(part if end == len(plain) else part.rstrip(" +"))))
        return parts


def _count_of(text: str) -> str:
    """Return a count without the words around it; two of them stay two."""
    return _FILLING.sub("", _JOINED.sub("|", text)).strip("()")


def _number(found: "re.Match[str]") -> int | None:
    """Return a count; ``None`` if it is none that is whole and within 64 bits."""
    whole, _, decimals = found["number"].partition(".")
    decimals = decimals.rstrip("0")
    scale = _SCALES.get(found["scale"] or found["scale_after"] or "", 1)
    if found["scale"] and found["scale_after"]:
        return None
    if len(whole) > len(str(INT64_MAX)) or len(decimals) > len(str(scale)):
        return None
    number = int(whole + decimals) * scale
    number, rest = divmod(number, 10 ** len(decimals))
    return number if not rest and number <= INT64_MAX else None
