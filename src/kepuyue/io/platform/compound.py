"""Compound files (MS-CFB), and how far the sheets of the .xls workbook in one reach (MS-XLS).

Chains of sectors may run in circles, and every count in the file is only a claim; readers set
memory aside for what is claimed.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from typing import Final

import attrs

from kepuyue.io.platform.archive import Limits, Refusal, damaged, too_large
from kepuyue.io.platform.cell import cell_name
from kepuyue.io.platform.extents import ERRORS, LISTED, Extent, Tally

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<30xHH6xIII8xIII")
_END_OF_CHAIN, _SPECIAL = 0xFFFFFFFE, 0xFFFFFFFA
_DIFAT: Final = 76
_ENTRY: Final = 128
_MINI, _MINI_LIMIT = 64, 4096
_HEAD: Final = 600
"""Bytes of a record of the globals that are looked at."""
_BIFF5: Final = b"\0\x05"
_INTERNAL: Final = {b"\1\4", b"\1\x3a"}  # this workbook, and functions of add-ins
_SHORTS = struct.Struct("<HH")

_EOF, _BOF, _CONTINUE = 0x000A, 0x0809, 0x003C
_FILE_PASS, _DATE_1904, _BOUND_SHEET, _SUP_BOOK = 0x002F, 0x0022, 0x0085, 0x01AE
_SST, _DIMENSIONS, _FORMULA, _STRING, _LABEL = 0x00FC, 0x0200, 0x0006, 0x0207, 0x0204
_LABEL_SST, _MUL_RK = 0x00FD, 0x00BD
_BOOL_ERROR: Final = 0x0205
_CELLS: Final = frozenset(
    {0x0203, _LABEL, _BOOL_ERROR, 0x027E, _LABEL_SST, _MUL_RK, _FORMULA, 0x00D6}
)
_FORMULA_TEXT: Final = 128
"""Characters of text that one byte of a formula may become: a reference to a sheet has its name."""


class CompoundFile:
    """A compound file whose chains are sound.

    Args:
        data: the file.

    Attributes:
        names: names of the storages and streams at its top.

    Raises:
        Refusal: if it is damaged.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:  # noqa: PLR2004  (the header)
            raise damaged("文件不完整", "it is truncated")
        (shift, mini_shift, directory_size, fat_size, directory, mini_fat, mini_fat_size,
         difat) = _HEADER.unpack_from(data)  # fmt: skip
        if shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004
            raise damaged("扇区大小无效", "the size of its sectors is invalid")
        self._data = data
        self._size = 1 << shift
        self._count = -(-(len(data) - self._size) // self._size)
        # readers set memory aside for these counts, of which the FAT's is the largest
        if max(directory_size, fat_size, mini_fat_size) > self._count:
            raise damaged("扇区数超出文件大小", "it claims more sectors than it has")
        self._fat = self._read_fat(_uints(data[_DIFAT:512]), difat)
        entries = self._chain(directory)
        entries = entries[: len(entries) // _ENTRY * _ENTRY]
        root = entries[:_ENTRY]
        if len(root) < _ENTRY:
            raise damaged("没有目录", "it has no directory")
        self._mini_fat = _uints(self._chain(mini_fat)) if mini_fat_size else array("I")
        self._mini = self._chain(_start(root)) if mini_fat_size else b""
        self._check_length(root)
        found = [entries[at : at + _ENTRY] for at in range(0, len(entries), _ENTRY)]
        self._entries: dict[str, bytes] = {}
        for entry in found:
            self._entries.setdefault(_name(entry), entry)
        self.names: set[str] = {_name(found[number]) for number in _children(found)}

    def _read_fat(self, difat: array[int], more: int) -> array[int]:
        seen: set[int] = set()
        while more < _SPECIAL:
            if more in seen:
                raise _circular()
            seen.add(more)
            part = _uints(self._sector(more))
            more = part.pop()
            difat.extend(part)
        fat = array("I")
        used = [sector for sector in difat if sector < _SPECIAL]
        if len(set(used)) != len(used):
            raise _circular()
        for sector in used:
            fat.extend(_uints(self._sector(sector)))
        return fat

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise damaged("扇区不存在（文件不完整）", "a sector is missing: it is truncated")
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _chain(self, sector: int) -> bytes:
        chain = _follow(sector, self._fat, self._count)
        return b"".join(self._sector(number) for number in chain)

    def _check_length(self, entry: bytes) -> int:
        length = int.from_bytes(entry[120 : 124 if self._size == 512 else 128], "little")  # noqa: PLR2004
        if length > len(self._data):
            raise damaged("数据流的长度超出文件大小", "a stream claims to be longer than the file")
        return length

    def stream(self, name: str) -> bytes | None:
        """Return the stream of a name, or None if there is none.

        Raises:
            Refusal: if it is damaged.
        """
        entry = self._entries.get(name)
        if entry is None:
            return None
        length = self._check_length(entry)
        if length >= _MINI_LIMIT:
            return self._chain(_start(entry))[:length]
        parts = (
            self._mini[number * _MINI : (number + 1) * _MINI]
            for number in _follow(_start(entry), self._mini_fat, len(self._mini) // _MINI + 1)
        )
        return b"".join(parts)[:length]


def _children(entries: list[bytes]) -> set[int]:
    """Return the numbers of the entries that stand directly below the root."""
    found: set[int] = set()
    waiting = [int.from_bytes(entries[0][76:80], "little")]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in found:
            found.add(number)
            waiting += struct.unpack_from("<II", entries[number], 68)  # left and right
    return found


def _name(entry: bytes) -> str:
    return entry[:64].decode("utf-16-le", "replace").partition("\0")[0]


def _follow(sector: int, table: array[int], left: int) -> Iterator[int]:
    while sector != _END_OF_CHAIN:
        if sector >= len(table) or not left:
            raise _circular()
        left -= 1
        yield sector
        sector = table[sector]


def _circular() -> Refusal:
    return damaged("扇区链有误", "a chain of sectors is broken or runs in a circle")


def _start(entry: bytes) -> int:
    return int.from_bytes(entry[116:120], "little")


def _uints(data: bytes) -> array[int]:
    return array("I", data[: len(data) // 4 * 4])


@attrs.define
class Book:
    """What a look at an .xls workbook found.

    Attributes:
        date1904: whether its dates count from 1904.
        linked: whether it has links to other workbooks.
        broken: cells that a program could not compute, by sheet, with the error.
    """

    date1904: bool = False
    linked: bool = False
    broken: dict[str, dict[str, str]] = attrs.Factory(dict)


def look_at_book(data: bytes, limits: Limits) -> Book:  # noqa: C901  (a record, a line)
    """Look at the stream of an .xls workbook.

    Raises:
        Refusal: if it is damaged, protected by a password, or passes a limit.
    """
    tally = Tally(limits)
    book = Book()
    sheets: list[tuple[int, str]] = []
    sizes = array("L")
    wide = True
    for kind, begin, end in _records(data, 0, limits):
        record = data[begin : min(end, begin + _HEAD)]
        if kind == _EOF:
            break
        if kind == _BOF:
            wide = not record.startswith(_BIFF5)
        elif kind == _DATE_1904:
            book.date1904 = record == b"\1\0"
        elif kind == _FILE_PASS:
            raise Refusal("KY-TAB002")
        elif kind == _SUP_BOOK:
            book.linked |= record[2:4] not in _INTERNAL
        elif kind == _BOUND_SHEET:
            sheets.append(_bound_sheet(record, wide=wide))
        elif kind == _SST:
            sizes = _string_sizes(data, begin, end, tally)
    reached = 0
    for position, name in sorted(sheets):
        if position < reached:
            raise damaged("工作表互相重叠", "its sheets overlap")
        sheet = _Substream(data, sizes, tally)
        reached = sheet.look(position, name)
        if sheet.broken:
            book.broken[name] = sheet.broken
    return book


def _bound_sheet(record: bytes, *, wide: bool) -> tuple[int, str]:
    if len(record) < 8:  # noqa: PLR2004  (position, state, type, length of the name, its kind)
        raise _cut()
    return int.from_bytes(record[:4], "little"), _short_text(record[6:], wide=wide)


def _short_text(data: bytes, *, wide: bool) -> str:
    count = data[0]
    if not wide:
        return data[1 : 1 + count].decode("gb18030", "replace")
    if data[1] & 1:
        return data[2 : 2 + 2 * count].decode("utf-16-le", "replace")
    return data[2 : 2 + count].decode("latin-1")


def _records(data: bytes, position: int, limits: Limits) -> Iterator[tuple[int, int, int]]:
    unpack, size = _SHORTS.unpack_from, len(data)
    for _ in range(limits.values):
        if position + 4 > size:
            return
        kind, length = unpack(data, position)
        begin = position + 4
        position = begin + length
        if position > size:
            raise _cut()
        yield kind, begin, position
    raise too_large("记录数", "records", limits.values)


def _cut() -> Refusal:
    return damaged("记录不完整", "a record is truncated")


class _Substream:
    """Looks at one sheet, to the end that a lenient reader would find."""

    def __init__(self, data: bytes, sizes: array[int], tally: Tally) -> None:
        self._data = data
        self._sizes = sizes
        self._tally = tally
        self._values = Extent()
        self._formulas = Extent()
        self._text = 0
        self.broken: dict[str, str] = {}

    def look(self, position: int, name: str) -> int:
        depth = 0
        end = position
        for kind, begin, end in _records(self._data, position, self._tally.limits):
            if kind in _CELLS:
                self._cell(kind, begin, end)
            elif kind == _STRING:
                self._set_aside(begin, end)
            elif kind == _DIMENSIONS:
                self._check_dimensions(self._data[begin:end], name)
            elif kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
        self._tally.take(name, self._values, text=self._text)
        self._tally.take(name, self._formulas)
        return end

    def _cell(self, kind: int, begin: int, end: int) -> None:
        length = end - begin
        if length < 6:  # noqa: PLR2004  (row, column, style)
            raise _cut()
        row, column = _SHORTS.unpack_from(self._data, begin)
        if kind == _MUL_RK:
            self._values.take(row, column, max(length // 6 - 1, 1), values=max(length // 6 - 1, 1))
            return
        self._values.take(row, column)
        if kind in (_BOOL_ERROR, _FORMULA) and len(self.broken) < LISTED:
            self._take_error(kind, begin, row, column)
        if kind == _LABEL_SST and length >= 10:  # noqa: PLR2004
            index = int.from_bytes(self._data[begin + 6 : begin + 10], "little")
            self._text += self._sizes[index] if index < len(self._sizes) else 0
        elif kind == _FORMULA:
            self._formulas.take(row, column)
            self._text += max(length - 20, 0) * _FORMULA_TEXT
        elif kind == _LABEL:
            self._set_aside(begin + 6, end)

    def _take_error(self, kind: int, begin: int, row: int, column: int) -> None:
        """Note an error: of a cell (code, then 1), or as what a formula gives (2, then code)."""
        data = self._data[begin + 6 : begin + 14]
        code = None
        if kind == _BOOL_ERROR and data[1:2] == b"\1":
            code = data[0]
        elif kind == _FORMULA and data[:1] == b"\2" and data[6:8] == b"\xff\xff":
            code = data[2]
        if code is not None:
            self.broken[cell_name(row, column)] = ERRORS.get(code, "#N/A")

    def _set_aside(self, begin: int, end: int) -> None:
        # readers set aside what the text claims to have
        claimed = int.from_bytes(self._data[begin : min(begin + 2, end)], "little")
        self._text += max(claimed, end - begin)

    def _check_dimensions(self, data: bytes, name: str) -> None:
        if len(data) == 14:  # noqa: PLR2004
            top, bottom, left, right = struct.unpack_from("<IIHH", data)
        elif len(data) == 10:  # noqa: PLR2004  (BIFF5)
            top, bottom, left, right = struct.unpack_from("<HHHH", data)
        else:
            raise _cut()
        if not bottom or not right:
            return
        if bottom <= top or right <= left:
            raise damaged("工作表的范围有误", "the dimensions of a sheet are wrong")
        extent = Extent()
        extent.take(top, left)
        extent.take(bottom - 1, right - 1)
        Tally(self._tally.limits).take(name, extent)


def _string_sizes(data: bytes, begin: int, end: int, tally: Tally) -> array[int]:
    """Return the sizes of the shared strings, in bytes (MS-XLS 2.4.265)."""
    if end - begin < 8:  # noqa: PLR2004
        raise _cut()
    count = int.from_bytes(data[begin + 4 : begin + 8], "little")
    if count * 3 > len(data):  # readers set memory aside for them
        raise damaged("字符串个数超出文件大小", "it claims more strings than it can have")
    tally.take_values(count)
    parts = [(begin + 8, end)]
    for kind, start, stop in _records(data, end, tally.limits):
        if kind != _CONTINUE:
            break
        parts.append((start, stop))
    return _Strings(data, parts).sizes(count)


class _Strings:
    """Passes over strings that are continued from record to record."""

    def __init__(self, data: bytes, parts: list[tuple[int, int]]) -> None:
        self._data = data
        self._parts = parts
        self._part = 0
        self._at, self._end = parts[0]

    def sizes(self, count: int) -> array[int]:
        sizes = array("L")
        for _ in range(count):
            if self._at >= self._end:
                self._next()
            characters = self._number(2)
            flags = self._number(1)
            runs = self._number(2) if flags & 8 else 0
            extra = self._number(4) if flags & 4 else 0
            self._pass_characters(characters, wide=bool(flags & 1))
            self._pass(4 * runs + extra)
            sizes.append(3 * characters)
        return sizes

    def _next(self) -> None:
        self._part += 1
        if self._part == len(self._parts):
            raise _cut()
        self._at, self._end = self._parts[self._part]

    def _number(self, size: int) -> int:
        if self._at + size > self._end:
            raise _cut()
        self._at += size
        return int.from_bytes(self._data[self._at - size : self._at], "little")

    def _pass_characters(self, count: int, *, wide: bool) -> None:
        while count:
            width = 2 if wide else 1
            here = min(count, (self._end - self._at) // width)
            self._at += here * width
            count -= here
            if count:
                self._next()
                wide = bool(self._number(1) & 1)

    def _pass(self, count: int) -> None:
        while count > self._end - self._at:
            count -= self._end - self._at
            self._next()
        self._at += count
