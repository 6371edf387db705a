"""The rows of a table: which of them are rows of the table, and what stands in their cells."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs

from kepuyue.errors import LoadError
from kepuyue.findings import Location
from kepuyue.io.platform.cell import Value, cell_name, cells_of, text_of
from kepuyue.io.platform.codec.base import Codec, Fields
from kepuyue.io.platform.codec.plain import Flag, MainEvent, Serial
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.machine import fingerprint, parted
from kepuyue.io.platform.passing import Passing
from kepuyue.io.platform.table import Table

_NOTHING = frozenset({
    "无", "暂无", "没有", "/", "\\", "-", "--", "—", "——", "／", "空", "N/A", "n/a", "无。",
})  # fmt: skip
"""What people write into a cell that has nothing to say."""
_AS_ABOVE = frozenset(["同上", "同上。", "〃", "″", "同前", "同", "ditto"])
"""What people write into a cell that says what the one above it says."""
_ERRORS = frozenset({
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
})  # fmt: skip
"""What spreadsheets show instead of a value, where it comes as text."""
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands for bytes that are no characters."""
_REMEMBERED = 20_000
"""Values of a column whose meaning is remembered: the same names come again and again."""
_LONGEST = 200
"""Characters of what is remembered."""
_JOINED = frozenset({"when", "contacts.name", "contacts.phone", "contacts.email"})
"""What several columns may tell together, beside forms."""


Memo = dict[tuple[type, Value], Fields]
"""What cells of a column say, by their type and value."""


@attrs.frozen
class Line:
    """A row of a table.

    Attributes:
        number: its number, counted from 0.
        values: the cells that are not empty, by column; merged cells stand in each of their rows.
        own: the columns in which it has a cell of its own.
        mark: the fingerprint of its cells as they were written; empty if there is none.
        key: what says which record it is of, if anything does.
    """

    number: int
    values: Mapping[int, Value]
    own: frozenset[int]
    mark: str
    key: str | None


class Body:
    """The rows of a table.

    Args:
        table: the table.
        here: where findings are told.
        named: the columns of which each row of the table has one: its name.
    """

    def __init__(self, table: Table, here: Here, named: Sequence[int]) -> None:
        self._table = table
        self._here = here
        here.headings = {place: codec.column.heading for place, codec in table.columns}
        here.position = self._position
        self._passing = Passing(table, named, self._tell_passed)
        self._known = [place for place, _ in table.columns]
        self._serials = {place for place, codec in table.columns if type(codec) is Serial}
        self._filled: dict[int, dict[int, int]] = {}
        self._down: dict[int, tuple[int, Value]] = {}
        for merge in table.merges:
            if merge.last_row > merge.row:
                place = merge.column - table.left
                self._filled.setdefault(merge.row, {})[place] = merge.last_row
        self._columns: list[tuple[int, Codec, Memo]] = [
            (place, codec, {}) for place, codec in table.columns
        ]

    def __iter__(self) -> Iterator[Line]:
        """Yield the rows that are rows of the table."""
        table = self._table
        above: dict[int, Value] = {}
        for number, row in self._sound_rows():
            values = cells_of(row)
            key = values.pop(table.key, None) if table.key is not None else None
            if table.broken or not _ERRORS.isdisjoint(values.values()):
                self._drop_errors(number, values)
            if table.sheet is None:
                self._tell_unreadable(number, values)
            own = frozenset(values)
            if key is None and own and not table.at and self._passing.is_header(values, own):
                continue
            if not _AS_ABOVE.isdisjoint(values.values()):
                for place in [place for place in own if values[place] in _AS_ABOVE]:
                    values[place] = above.get(place, values[place])
            above.update(values)
            if self._filled:
                self._fill_down(number, values)
            self._here.row = number
            if key is not None:
                yield Line(number, values, own, *parted(text_of(key)))
            elif own and (table.at or not self._passing.is_no_row(number, values, own)):
                yield Line(number, values, own, "", None)

    def is_as_written(self, line: Line) -> bool:
        """Return whether nobody has changed the cells of a row, but for its number."""
        told = {p: v for p, v in line.values.items() if p not in self._serials}
        return line.mark != "" and fingerprint(told) == line.mark

    def _sound_rows(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the rows; where the file is damaged they end, and that is told."""
        try:
            yield from self._table.rows
        except LoadError as error:
            self._here.notes.take(error.report)

    def is_blank(self, line: Line) -> bool:
        """Return whether a row says nothing but its number: its cells have been emptied."""
        return not line.values.keys() - self._serials

    def _fill_down(self, number: int, values: dict[int, Value]) -> None:
        """Let the value of a merged cell stand in each of its rows."""
        for place, last in self._filled.get(number, {}).items():
            if place in values:
                self._down[place] = last, values[place]
        for place, (last, value) in self._down.items():
            if number <= last:
                values.setdefault(place, value)

    def _drop_errors(self, number: int, values: dict[int, Value]) -> None:
        """Take out what a program could not compute, and tell it."""
        if self._table.broken:
            for place in self._known:
                error = self._table.broken.get(self.cell(number, place))
                if error is not None:
                    values.pop(place, None)
                    self._tell_error(number, place, error)
        for place in [place for place, value in values.items() if value in _ERRORS]:
            self._tell_error(number, place, str(values.pop(place)))

    def _tell_unreadable(self, number: int, values: Mapping[int, Value]) -> None:
        """Tell of text that has bytes which its encoding has not."""
        for place, value in values.items():
            if type(value) is str and _UNREADABLE in value:
                self.tell("KY-TAB135", number, place, value)

    def _tell_error(self, number: int, place: int, error: str) -> None:
        """Tell of an error value; or of a formula without a value, where there is none."""
        self.tell("KY-TAB116" if error else "KY-TAB010", number, place, error or None)

    def _tell_passed(self, code: str, place: int, value: Value) -> None:
        self.tell(code, self._here.row, place, value)

    def tell(  # noqa: PLR0913  (what a finding has)
        self,
        code: str,
        number: int,
        place: int,
        value: object,
        *,
        entity: str | None = None,
        params: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Tell what is wrong with a cell.

        Args:
            code: the code of the finding.
            number: number of the row, counted from 0.
            place: the column.
            value: what stands there.
            entity: kind and id of the entity.
            params: the parts of the sentence.
        """
        cell = self.cell(number, place)
        self._here.notes.add(code, self._table.sheet, cell, value, entity=entity, params=params)

    def location(self, number: int, place: int = 0) -> Location:
        """Return where a cell stands, or a row: where its first cell does."""
        source = self._here.notes.source
        return Location(source=source, sheet=self._table.sheet, cell=self.cell(number, place))

    def cell(self, number: int, place: int) -> str:
        """Return the name of a cell; the fields of a form stand in rows of their own."""
        return cell_name(*self._position(number, place))

    def _position(self, number: int, place: int) -> tuple[int, int]:
        row, column = self._table.at[number][place] if self._table.at else (number, place)
        return row, column + self._table.left

    def read(self, line: Line, places: Sequence[int] | None = None) -> dict[str, object]:
        """Return what the cells of a row say, by the paths of the fields.

        Args:
            line: the row.
            places: the columns to read; all by default.
        """
        fields: dict[str, Any] = {}
        extra: dict[str, str] = {}
        self._here.row = line.number
        values = line.values
        for place, codec, memo in self._columns:
            if place not in values or (places is not None and place not in places):
                continue
            value = values[place]
            found = memo.get((type(value), value))
            if found is None:
                found = self._said(line, place, codec, memo)
            for path, said in found.items():
                if path == EXTRA:
                    extra[codec.column.heading] = said
                elif path == "forms" and path in fields:
                    fields[path] = tuple(dict.fromkeys((*fields[path], *said)))
                elif path in _JOINED and path in fields:
                    fields[path] = (*fields[path], *said)
                else:
                    fields[path] = said
        if places is None:
            extra |= {h: text_of(values[p]) for p, h in self._table.others if p in values}
        if extra:
            fields[EXTRA] = extra
        return fields

    def _said(self, line: Line, place: int, codec: Codec, memo: Memo) -> Fields:
        """Return what a cell says, and remember it: the same cells come again and again."""
        value = line.values[place]
        if value in _NOTHING and not isinstance(codec, (Flag, MainEvent)):
            return {}
        self._here.row, self._here.column = line.number, place
        before = self._here.notes.count
        found = codec.read(value, self._here)
        small = not isinstance(value, str) or len(value) <= _LONGEST
        if self._here.notes.count == before and small and len(memo) < _REMEMBERED:
            memo[type(value), value] = found
        return found


def says_nothing(value: Value) -> bool:
    """Return whether a cell names nothing: 无, a dash, dots.

    >>> says_nothing("无"), says_nothing("……"), says_nothing("讲座")
    (True, True, False)
    """
    return value is None or value in _NOTHING or not any(map(str.isalnum, text_of(value)))


def named_places(table: Table, fields: Sequence[str]) -> list[int]:
    """Return the columns of a table that fill one of some fields, the most telling first."""
    found = {codec.column.field: place for place, codec in reversed(table.columns)}
    return [found[field] for field in fields if field in found]
