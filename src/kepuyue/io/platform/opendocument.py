"""How far the sheets of an .ods reach: rows and cells in it stand for as many as they say."""

from collections.abc import Iterable
from typing import Final
from xml.parsers import expat

import attrs

from kepuyue.io.platform.archive import damaged
from kepuyue.io.platform.extents import Extent, Tally, parse

_CELLS: Final = {"table:table-cell", "table:covered-table-cell"}
_VALUES: Final = frozenset(
    f"office:{name}-value" for name in ("string", "date", "time", "boolean")
) | {"office:value"}
_MERGES: Final = 10_000
"""Merged cells of a table that are told."""
_MOST: Final = 1 << 40
"""Stands for any larger number of repetitions; every limit is below."""


class _Rows(Extent):
    """An extent from the first column on: the reader keeps the empty cells at the left."""

    def take_all(self, row: int, rows: int, column: int, columns: int) -> None:
        """Take in a cell that stands for several."""
        self.take(row, 0, column + columns, values=columns * rows)
        self.take(row + rows - 1, 0, values=0)


@attrs.define
class _Table:
    name: str
    values: _Rows = attrs.Factory(_Rows)
    formulas: _Rows = attrs.Factory(_Rows)
    text: int = 0
    row: int = 0
    merges: list[tuple[int, int, int, int]] = attrs.Factory(list)


class OdsTables:
    """Looks at the tables of an .ods.

    Args:
        tally: what takes in the tables.

    Attributes:
        merges: the merged cells of each table: first row and column, last row and column.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.merges: dict[str, list[tuple[int, int, int, int]]] = {}
        self._parser = expat.ParserCreate(encoding="utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._table: _Table | None = None
        self._rows = 1
        self._column = 0
        self._columns = 0  # of the cell that is open; 0 outside of cells
        self._kept = False
        self._begins = 0
        self._spaces = 0

    def look(self, blocks: Iterable[bytes]) -> None:
        """Look at the content.

        Raises:
            Refusal: if it is damaged, or its tables pass a limit.
        """
        parse(self._parser, blocks)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._no_cell()
            self._start_cell(attributes)
        elif name == "text:s":
            self._spaces += _times(attributes.get("text:c"))
        elif name == "table:table-row":
            self._no_cell()
            self._rows = _times(attributes.get("table:number-rows-repeated"))
            self._column = 0
        elif name == "table:table":
            self._no_cell()
            if self._table:
                raise damaged("表格套在另一个表格里", "a table stands in another")
            self._table = _Table(attributes.get("table:name", ""))

    def _no_cell(self) -> None:
        # readers lose count of rows and cells there, each in its own way
        if self._columns:
            raise damaged("单元格里套有表格", "a table stands in a cell")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._columns = _times(attributes.get("table:number-columns-repeated"))
        self._begins, self._spaces = self._parser.CurrentByteIndex, 0
        table, column, count = self._table, self._column, self._columns
        self._column += count
        if not table:
            return
        has_value = attributes.get("office:value-type") == "string" or not _VALUES.isdisjoint(
            attributes
        )
        spans = (
            attributes.get("table:number-rows-spanned"),
            attributes.get("table:number-columns-spanned"),
        )
        if any(spans) and len(table.merges) < _MERGES:
            rows, columns = map(_times, spans)
            last = table.row + rows - 1, column + columns - 1
            table.merges.append((table.row, column, *last))
        formula = attributes.get("table:formula")
        self._kept = bool(has_value or formula)
        if self._kept:
            table.values.take_all(table.row, self._rows, column, count)
        if formula:
            table.formulas.take_all(table.row, self._rows, column, count)

    def _end(self, name: str) -> None:
        table = self._table
        if name in _CELLS:
            if table and self._kept:
                size = self._parser.CurrentByteIndex - self._begins + self._spaces
                table.text += size * self._columns * self._rows
            self._columns = 0
        elif name == "table:table-row" and table:
            table.row += self._rows
        elif name == "table:table" and table:
            # read into memory with the file, and copied when it is asked for
            self._tally.take(table.name, table.values, text=table.text, times=2)
            self._tally.take(table.name, table.formulas)
            if table.merges:
                self.merges[table.name] = table.merges
            self._table = None


def _times(text: str | None) -> int:
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal()):
        raise damaged(f"重复次数 {text[:20]} 无效", f"{text[:20]} is no number of repetitions")
    return int(text) if len(text) <= len(str(_MOST)) else _MOST
