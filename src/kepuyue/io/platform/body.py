"""The rows of a table: which of them are rows of the table, and what stands in their cells."""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from kepuyue.io.platform.cell import Value, cell_name, text_of
from kepuyue.io.platform.codec.base import EXTRA, Fields
from kepuyue.io.platform.codec.plain import Flag, MainEvent
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.layout import Table

_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|汇总|累计")
_BELOW = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填写说明|注意事项|温馨提示)\s*[0-9一二三]?\s*[:：.、]"
    r"|(?:填表人|填报人|制表人|制表|审核人|审核|负责人|单位负责人|分管领导|领导签字|单位|填报单位|推荐单位|报送单位|填报日期|填表日期|日期|联系人|联系电话)"
    r"(?:签字|签名|意见)?\s*(?:[（(][^（()）]*[）)])?\s*[:：]"
    r"|[（(]?(?:盖章|公章|单位公章)[）)]?$"
    r"|(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、])\s*\S.{7,}"
)
_EXAMPLE = re.compile(
    r"^[（(【\[]?(?:示例|样例|范例|例如|填写示例|填报示例|举例|例)[）)】\]]?(?:[:：1一]|$|(?<=[）)】\]]))"
)
_NOTHING = frozenset("无 暂无 没有 / \\ - -- — —— ／ 空 N/A n/a 无。".split())
"""What people write into a cell that has nothing to say."""
_AS_ABOVE = frozenset("同上 同上。 〃 ″ 同前 同 ditto".split())
"""What people write into a cell that says what the one above it says."""
_ERRORS = frozenset({
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
})  # fmt: skip
"""What spreadsheets show instead of a value, where it comes as text."""
_REMEMBERED = 20_000
"""Values of a column whose meaning is remembered: the same names come again and again."""
_LONGEST = 200
"""Characters of what is remembered."""
_FEW = 2


@attrs.frozen
class Line:
    """A row of a table.

    Attributes:
        number: its number, counted from 0.
        values: the cells that are not empty, by column; merged cells stand in each of their rows.
        own: the columns in which it has a cell of its own.
        key: what says which record it is of, if anything does.
    """

    number: int
    values: Mapping[int, Value]
    own: frozenset[int]
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
        self._named = named
        self._known = [place for place, _ in table.columns]
        self._headings = {codec.column.heading: place for place, codec in table.columns}
        self._serial = next(
            (place for place, codec in table.columns if codec.column.codec == "serial"), None
        )
        self._spans = {
            (merge.row, merge.column): merge.last_column - merge.column + 1
            for merge in table.merges
        }
        self._memos: dict[int, dict[tuple[type, Value], Fields]] = {p: {} for p in self._known}

    def __iter__(self) -> Iterator[Line]:
        """Yield the rows that are rows of the table."""
        table = self._table
        filled = self._filled()
        down: dict[int, tuple[int, Value]] = {}
        above: dict[int, Value] = {}
        for number, row in table.rows:
            values = {place: value for place, value in enumerate(row) if value is not None}
            if table.broken:
                self._tell_broken(number, values)
            for place in [p for p, v in values.items() if v in _ERRORS]:
                self._tell_error(number, place, str(values.pop(place)))
            own = frozenset(values)
            for place, value in values.items():
                if value in _AS_ABOVE and place in above:
                    values[place] = above[place]
            above.update(values)
            if filled:
                for place, last in filled.get(number, {}).items():
                    if place in values:
                        down[place] = last, values[place]
                for place, (last, value) in down.items():
                    if number <= last and place not in values:
                        values[place] = value
            if not own or (not table.at and self._is_no_row(number, values, own)):
                continue
            key = values.pop(table.key, None) if table.key is not None else None
            yield Line(number, values, own, None if key is None else text_of(key))

    def _filled(self) -> dict[int, dict[int, int]]:
        """Return the cells that are merged downwards: by row and column, the last row."""
        found: dict[int, dict[int, int]] = {}
        for merge in self._table.merges:
            if merge.last_row > merge.row:
                for column in range(merge.column, merge.last_column + 1):
                    place = column - self._table.left
                    found.setdefault(merge.row, {})[place] = merge.last_row
        return found

    def _tell_broken(self, number: int, values: dict[int, Value]) -> None:
        for place in range(max(self._known, default=-1) + 1):
            name = cell_name(*self.place(number, place))
            error = self._table.broken.get(name)
            if error is not None:
                values.pop(place, None)
                self._tell_error(number, place, error)

    def _tell_error(self, number: int, place: int, error: str) -> None:
        """Tell of an error value; or of a formula without a value, where there is none."""
        code = "KY-TAB116" if error else "KY-TAB010"
        name = cell_name(*self.place(number, place))
        self._here.notes.add(code, self._table.sheet, name, error or None)

    def _is_no_row(self, number: int, values: Mapping[int, Value], own: frozenset[int]) -> bool:
        """Return whether a row is no row of the table: a total, a note, an example, a header."""
        first = min(own)
        text = values[first]
        named = any(place in own for place in self._named)
        if len(own) == 1 and self._is_wide(number, first):
            if not _BELOW.match(str(text)) and not _TOTAL.match(str(text)):
                self._here.row, self._here.column = self.place(number, first)
                self._here.wrong("KY-TAB131", text)
            return True
        if isinstance(text, str):
            bare = "".join(text.split())
            if _TOTAL.fullmatch(bare) or (_TOTAL.match(bare) and not named):
                return True
            if self._is_example(values):
                self._here.row, self._here.column = number, first + self._table.left
                self._here.wrong("KY-TAB105", text)
                return True
            if (
                _BELOW.match(text.strip())
                and len(own) <= _FEW
                and (not named or len(own) == 1 or first not in self._named)
            ):
                return True
        if not named:
            known = [place for place in own if place in self._known and place != self._serial]
            return not known and (len(own) <= _FEW or self._serial in own)
        names = [values[place] for place in self._named if place in own]
        if all(isinstance(name, str) and not any(map(str.isalnum, name)) for name in names):
            return True  # dots that stand for more rows
        return self._is_header(values, own)

    def _is_wide(self, number: int, place: int) -> bool:
        """Return whether a cell is merged over others of its row: a heading of what follows."""
        return self._spans.get((number, place + self._table.left), 0) > _FEW

    def _is_example(self, values: Mapping[int, Value]) -> bool:
        places = {self._serial, *self._named} - {None}
        return any(
            isinstance(text := values.get(place), str) and _EXAMPLE.match(text.strip()) is not None
            for place in places
            if place is not None
        )

    def _is_header(self, values: Mapping[int, Value], own: frozenset[int]) -> bool:
        """Return whether a row repeats the header, as at the top of a printed page."""
        same = [
            place
            for place in own
            if (text := values[place]) in self._headings and self._headings[str(text)] == place
        ]
        return len(same) >= _FEW and 2 * len(same) > len(own)

    def place(self, number: int, place: int) -> tuple[int, int]:
        """Return the row and column of a cell, counted from 0."""
        row, column = self._table.at[number][place] if self._table.at else (number, place)
        return row, column + self._table.left

    def read(self, line: Line, places: Sequence[int] | None = None) -> dict[str, object]:
        """Return what the cells of a row say, by the paths of the fields.

        Args:
            line: the row.
            places: the columns to read; all by default.
        """
        fields: dict[str, object] = {}
        extra: dict[str, str] = {}
        here = self._here
        here.row = line.number
        for place, codec in self._table.columns:
            value = line.values.get(place)
            if value is None or (places is not None and place not in places):
                continue
            if value in _NOTHING and not isinstance(codec, (Flag, MainEvent)):
                continue
            memo, key = self._memos[place], (type(value), value)
            found = memo.get(key)
            if found is None:
                here.row, here.column = self.place(line.number, place)
                before = here.notes.count
                found = codec.read(value, here)
                small = not isinstance(value, str) or len(value) <= _LONGEST
                if here.notes.count == before and small and len(memo) < _REMEMBERED:
                    memo[key] = found
            for path, said in found.items():
                if path == EXTRA:
                    extra[codec.column.heading] = said
                elif path in fields and isinstance(said, tuple):
                    fields[path] = (*fields[path], *said)  # type: ignore[misc]
                elif path in fields and isinstance(said, str) and path in ("summary",):
                    fields[path] = f"{fields[path]}\n{said}"
                else:
                    fields[path] = said
        for place, heading in self._table.others:
            value = line.values.get(place)
            if value is not None and places is None:
                extra[heading] = text_of(value)
        if extra:
            fields[EXTRA] = extra
        return fields


def named_places(table: Table, fields: Sequence[str]) -> list[int]:
    """Return the columns of a table that fill one of some fields, the most telling first."""
    found = {codec.column.field: place for place, codec in reversed(table.columns)}
    return [found[field] for field in fields if field in found]
