"""How far the sheets of a workbook reach, found before anything makes dense tables of them.

A single cell at XFD1048576 makes a table of 17 thousand million cells, which ends the process that
reads it. So the cells are looked at first, as cheaply as can be: the usual way of writing them by
one pass of regular expressions, everything else by a true XML parser.
"""

from __future__ import annotations

import itertools
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.parsers import expat

import attrs

from kepuyue.io.platform.archive import Limits, Refusal, damaged, too_large

LISTED: Final = 1_000
"""Formulas without a value that are listed of a sheet."""
Blocks = Callable[[], Iterator[bytes]]
"""What unpacks a member of XML, as often as it is called."""

_ATTRIBUTES = rb'(?: (?:s|t|cm|vm|ph)="[0-9A-Za-z]*"){0,5}/?>'
_CELL = re.compile(rb'<c(?: r="([A-Z]+[0-9]+)"' + _ATTRIBUTES + rb"|(?![A-Za-z]))")
"""Finds all cells; one that is not written in the usual way is found without its name."""
_FAR = re.compile(rb'<c(?! r="[AB]?[A-Z][0-9]{1,5}"' + _ATTRIBUTES + rb"|[A-Za-z])")
"""Finds the first cell beyond BZ99999, or not written in the usual way."""
NEAR: Final = 99_999 * 78
"""Cells up to there."""
_PREFIXED = re.compile(rb":c[\s/>]")
_NUMBER = re.compile(rb"v(?:\s[^<>]*)?>\s*\+?0*([0-9]{1,12})")
_UNCACHED = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*?\br="([A-Z]+[0-9]+)")(?P<attributes>[^>]*)>\s*'
    rb"<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:(?P<empty><(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))|</(?:\w+:)?c>)"
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*?\br="([A-Z]+[0-9]+)")(?=[^>]*?\bt="e")[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).){0,2000}?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
"""The errors of binary workbooks, by their codes ([MS-XLS] 2.5.10)."""
_ITEM = re.compile(rb"<(?:[^<>\s:/]+:)?si[\s/>]")
_DECLARED = re.compile(rb"""\b(?:uniqueC|c)ount\s*=\s*["']\s*([0-9]+)""")
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,12})", re.ASCII)
_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"


@attrs.define
class Extent:
    """The corners of the cells of a sheet that have a value, and how many these are.

    Rows and columns are counted from 0.

    >>> extent = Extent()
    >>> extent.take(0, 0), extent.take(9, 27)
    (None, None)
    >>> extent.area, extent.far
    (280, 'AB10')
    """

    top: int | None = None
    left: int = 0
    bottom: int = 0
    right: int = 0
    values: int = 0

    def take(self, row: int, column: int, columns: int = 1, *, values: int = 1) -> None:
        """Take in cells of a row that stand side by side."""
        last = column + columns - 1
        if self.top is None:
            self.top, self.left, self.bottom, self.right = row, column, row, last
        else:
            self.top = min(self.top, row)
            self.left = min(self.left, column)
            self.bottom = max(self.bottom, row)
            self.right = max(self.right, last)
        self.values += values

    @property
    def area(self) -> int:
        """The number of cells between the corners."""
        if self.top is None:
            return 0
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def far(self) -> str:
        """The name of the cell at the corner that is farthest from A1."""
        return cell_name(self.bottom, self.right)


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, whose row and column are counted from 0.

    >>> cell_name(1_048_575, 16_383)
    'XFD1048576'
    """
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


def column_of(letters: str) -> int:
    """Return the column of letters in capitals, counted from 0.

    >>> column_of("XFD")
    16383
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@attrs.define
class Tally:
    """What the sheets looked at so far take together, held against the limits.

    Args:
        limits: the limits.
    """

    limits: Limits
    cells: int = 0
    values: int = 0
    text: int = 0

    def take(self, sheet: str, extent: Extent, *, text: int = 0, times: int = 1) -> None:
        """Take in a sheet.

        Args:
            sheet: its name.
            extent: how far it reaches.
            text: bytes of its text, where cells share it or repeat it.
            times: how often it is read.

        Raises:
            Refusal: if the sheets pass a limit with it.
        """
        self.cells += extent.area * times
        if self.cells > self.limits.cells:
            raise Refusal("KY-TAB006", sheet=sheet, cell=extent.far, limit=f"{self.limits.cells:,}")
        self.take_values(extent.values * times)
        self.text += text * times
        if self.text > self.limits.unpacked // 2:
            raise too_large("单元格文字的字节数", "bytes of text", self.limits.unpacked // 2)

    def has_room(self, cells: int) -> bool:
        """Tell whether so many cells stay within the limits."""
        return self.cells + cells <= self.limits.cells

    def take_values(self, count: int) -> None:
        """Take in values, or elements that are kept like these.

        Raises:
            Refusal: if there are too many with them.
        """
        self.values += count
        if self.values > self.limits.values:
            raise too_large("单元格、字符串等的个数", "cells, strings and elements",
                            self.limits.values)  # fmt: skip


@attrs.define
class Sheet:
    """What a look at a sheet of an .xlsx found.

    Attributes:
        extent: how far it reaches.
        broken: cells that a program could not compute, with the error; formulas without a value
            with none.
    """

    extent: Extent = attrs.Factory(Extent)
    broken: dict[str, str] = attrs.Factory(dict)


def xlsx_sheet(blocks: Blocks, limit: int, *, near: bool) -> Sheet:
    """Look at a sheet of an .xlsx.

    Cells without a value count where that is cheaper and changes nothing.

    Args:
        blocks: unpacks the sheet; blocks end before a cell where they can.
        limit: cells with a value that it may have.
        near: whether it is good enough to know that there is no cell beyond BZ99999.

    Raises:
        Refusal: if the sheet is no XML and not of the usual simple kind either, or has too many
            values.
    """
    sheet = Sheet()
    formulas = False
    cells = merges = 0
    for block in blocks():
        near = near and not _FAR.search(block) and not (b":c" in block and _PREFIXED.search(block))
        cells += block.count(b"<c ")
        merges += block.count(b"mergeCell")
        if len(sheet.broken) < LISTED and (formulas := formulas or b"f>" in block):
            sheet.broken |= _uncached(block)
        if len(sheet.broken) < LISTED and b't="e"' in block:
            sheet.broken |= _errors(block)
    if near:
        sheet.extent.take(0, 0, 78, values=cells)
        sheet.extent.take(99_998, 0, values=merges)
    else:
        sheet.extent = _usual_extent(blocks()) or _XlsxCells(limit).extent_of(blocks())
        sheet.extent.values += merges
    return sheet


def _usual_extent(blocks: Iterable[bytes]) -> Extent | None:
    """Return the extent of cells with or without a value, or None for a true parser to find it."""
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    extent = Extent()
    for block in blocks:
        names = _CELL.findall(block)
        if not all(names) or _PREFIXED.search(block):
            return None
        joined = b" ".join(names)
        rows.update(joined.translate(None, _LETTERS).split())
        columns.update(joined.translate(None, _DIGITS).split())
        extent.values += len(names)
    if rows:
        numbers = [int(row[:12]) - 1 for row in rows]
        letters = [column_of(name[:7].decode()) for name in columns]
        extent.take(min(numbers), min(letters), values=0)
        extent.take(max(numbers), max(letters), values=0)
    return extent if extent.area <= NEAR else None


def _errors(block: bytes) -> dict[str, str]:
    found = itertools.islice(_ERROR.finditer(block), LISTED)
    return {match[1].decode(): match[2].decode("utf-8", "replace") for match in found}


def _uncached(block: bytes) -> dict[str, str]:
    return {
        match[1].decode(): ""
        for match in itertools.islice(_UNCACHED.finditer(block), LISTED)
        # an empty value of a formula that gives text is the empty text
        if not (match["empty"] and b't="str"' in match["attributes"])
    }


class _XlsxCells:
    """Finds the extent of the cells that have a value by a true parser.

    Readers that are more lenient see in XML that is well-formed what it sees.
    """

    def __init__(self, limit: int) -> None:
        self._extent = Extent()
        self._limit = limit
        self._next_row = 0
        self._row = 0
        self._column = 0
        self._at = (0, 0)

    def extent_of(self, blocks: Iterable[bytes]) -> Extent:
        parser = expat.ParserCreate(encoding="utf-8")
        parser.StartElementHandler = self._start
        parse(parser, blocks)
        return self._extent

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._at = (self._row, self._column)
            if "r" in attributes:
                self._at = _position(attributes["r"])
            self._column = self._at[1] + 1
        elif local in {"v", "is"}:
            self._extent.take(*self._at)
            if self._extent.values > self._limit:  # seen at once: parsing takes its time
                raise too_large("单元格个数", "cells", self._limit)
        elif local == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._next_row
            self._next_row = self._row + 1
            self._column = 0


def _position(name: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(name)
    if not match:
        raise damaged(f"单元格名称 {name[:20]} 无效", f"there is no cell {name[:20]}")
    return int(match[2]) - 1, column_of(match[1].upper())


def parse(parser: expat.XMLParserType, blocks: Iterable[bytes]) -> None:
    """Parse XML that has no document type with a parser whose handlers are set.

    Raises:
        Refusal: if it is not well-formed.
    """
    try:
        for block in blocks:
            parser.Parse(block, False)  # noqa: FBT003
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError) as why:
        raise damaged("XML 有误", "its XML is not well-formed") from why


def string_sizes(blocks: Iterable[bytes], tally: Tally) -> array[int]:
    """Return the sizes of the shared strings of an .xlsx, in bytes of XML.

    Raises:
        Refusal: if there are too many, or it claims that there are (memory is set aside for that).
    """
    sizes = array("L")
    for number, block in enumerate(blocks):
        pieces = [len(piece) for piece in _ITEM.split(block)]
        if number == 0:
            claims = _DECLARED.findall(block[: pieces[0]])
            if any(int(claim[:20]) > tally.limits.values for claim in claims):
                raise too_large("字符串个数", "strings", tally.limits.values)
        elif sizes:
            sizes[-1] += pieces[0]
        sizes.extend(pieces[1:])
        tally.take_values(len(pieces) - 1)
    return sizes


def shared_text(blocks: Blocks, values: int, sizes: array[int], budget: int) -> int:
    """Return the bytes of text that the cells of a sheet share, copied to each of them.

    Every number in a cell is taken for that of a string, so it may be somewhat less.

    Args:
        blocks: unpacks the sheet.
        values: its cells.
        sizes: the sizes of the shared strings.
        budget: what is fine in any case, so that no better number is needed.
    """
    if values * max(sizes, default=0) <= budget:
        return 0
    known = len(sizes).__gt__
    return sum(
        sum(map(sizes.__getitem__, filter(known, map(int, _NUMBER.findall(block)))))
        for block in blocks()
    )
