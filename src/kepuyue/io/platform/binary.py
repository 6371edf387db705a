"""How far the sheets of an .xlsb reach: records of the Excel binary format (MS-XLSB 2.1.4)."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from typing import Final

from kepuyue.io.platform.archive import Refusal, damaged, too_large
from kepuyue.io.platform.cell import cell_name
from kepuyue.io.platform.extents import ERRORS, LISTED, Extent, Tally

_ROW: Final = 0x0000
_CELLS: Final = range(0x0002, 0x000C)
"""BrtCellRk to BrtFmlaError; BrtCellBlank, 1, has no value."""
_ERRORS: Final = frozenset({0x0003, 0x000B})
"""BrtCellError and BrtFmlaError."""
_SHARED: Final = 0x0007
_BUNDLE: Final = 0x009C
_ITEM: Final = 0x0013
_ITEMS: Final = 0x009F
_PROPERTIES: Final = 0x0099
_UINT = struct.Struct("<I")
_TWO_BYTES: Final = 0x80


def _records(data: bytes, limit: int) -> Iterator[tuple[int, int, int]]:
    """Yield the type of each record, and where its data begin and end.

    Args:
        data: the records.
        limit: how many there may be.

    Raises:
        Refusal: if the data end in the middle of a record, or there are too many.
    """
    position, size = 0, len(data)
    try:
        for _ in range(limit):
            if position >= size:
                return
            kind = data[position]
            position += 1
            if kind & _TWO_BYTES:
                kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
                position += 1
            length = shift = 0
            while True:
                byte = data[position]
                position += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if not byte & _TWO_BYTES or shift > 21:  # noqa: PLR2004  (four bytes at most)
                    break
            if position + length > size:
                raise _truncated()
            yield kind, position, position + length
            position += length
    except IndexError as why:
        raise _truncated() from why
    raise too_large("记录数", "records", limit)


def _truncated() -> Refusal:
    return damaged("二进制记录不完整", "a binary record is truncated")


def xlsb_sheet(data: bytes, sizes: array[int], limit: int) -> tuple[Extent, int, dict[str, str]]:
    """Return how far a sheet of an .xlsb reaches, how much text its cells share, and its errors.

    Args:
        data: the sheet.
        sizes: the sizes of the shared strings.
        limit: records that it may have.

    Raises:
        Refusal: if it is truncated or has too many records.
    """
    extent = Extent()
    row = text = 0
    broken: dict[str, str] = {}
    number = _UINT.unpack_from
    for kind, begin, end in _records(data, limit):
        if kind == _ROW or kind in _CELLS:
            if end - begin < _UINT.size + (_UINT.size + 1) * (kind != _ROW):
                raise _truncated()
            value = number(data, begin)[0]
            if kind == _ROW:
                row = value
                continue
            extent.take(row, value)
            if kind in _ERRORS and end - begin > 8 and len(broken) < LISTED:  # noqa: PLR2004
                broken[cell_name(row, value)] = ERRORS.get(data[begin + 8], "#N/A")
            if kind == _SHARED and end - begin >= 12:  # noqa: PLR2004  (column, style, string)
                index = number(data, begin + 8)[0]
                text += sizes[index] if index < len(sizes) else 0
    return extent, text, broken


def xlsb_strings(data: bytes, tally: Tally) -> array[int]:
    """Return the sizes of the shared strings of an .xlsb, in bytes.

    Raises:
        Refusal: if it is truncated, there are too many, or it claims that there are.
    """
    sizes = array("L")
    for kind, begin, end in _records(data, tally.limits.values):
        if kind == _ITEM:
            sizes.append(end - begin)
        elif kind == _ITEMS and any(
            claim > tally.limits.values
            for (claim,) in _UINT.iter_unpack(data[begin : begin + (end - begin) // 4 * 4])
        ):
            raise too_large("字符串个数", "strings", tally.limits.values)
    tally.take_values(len(sizes))
    return sizes


def bundled(data: bytes, limit: int) -> tuple[list[tuple[str, str]], bool]:
    """Return the sheets of a workbook, as name and relationship, and whether dates count from 1904.

    Raises:
        Refusal: if it is truncated.
    """
    sheets: list[tuple[str, str]] = []
    date1904 = False
    for kind, begin, end in _records(data, limit):
        record = data[begin:end]
        if kind == _PROPERTIES and record:
            date1904 = bool(record[0] & 1)
        elif kind == _BUNDLE:
            relation, rest = _wide(record[8:])
            sheets.append((_wide(rest)[0], relation))
    return sheets, date1904


def _wide(data: bytes) -> tuple[str, bytes]:
    if len(data) < _UINT.size:
        raise _truncated()
    end = 4 + 2 * int.from_bytes(data[:4], "little")
    if end > len(data):
        raise _truncated()
    return data[4:end].decode("utf-16-le", "replace"), data[end:]
