"""Compound files (MS-CFB), in which .xls workbooks and encrypted ones are kept.

Chains of sectors may run in circles, and every count in the file is only a claim; readers set
memory aside for what is claimed.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from typing import Final

from kepuyue.io.platform.archive import Refusal, damaged

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<30xHH6xIII8xIII")
_END_OF_CHAIN, _SPECIAL = 0xFFFFFFFE, 0xFFFFFFFA
_DIFAT: Final = 76
_ENTRY: Final = 128
_MINI, _MINI_LIMIT = 64, 4096


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
