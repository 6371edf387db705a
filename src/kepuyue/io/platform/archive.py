"""Zip archives of unknown origin, read with bounds: what they really hold, not what they declare.

The declared sizes of a zip archive are claims. Here every member is unpacked once, a block at a
time, and counted; members that overlap (the zip bombs that quote one another), repeated names and
methods that spreadsheet programs do not write are refused.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

import attrs

from kepuyue._text import shorten

_BLOCK: Final = 1 << 20
"""Bytes that are unpacked at a time."""
_SMALL = 1 << 20
"""Members below that are no bombs, whatever their ratio."""
_LONGEST = 16 << 20
"""Bytes from one ``<`` to the next in the XML of a table; a cell holds 32,767 characters."""
_LOCAL = struct.Struct("<4s22xHH")
_CENTRAL, _END = b"PK\x01\x02", b"PK\x05\x06"
_END_SIZE = 22
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x2041, 0x800  # bits 0, 6 and 13: APPNOTE 4.4.4
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


@attrs.frozen(kw_only=True)
class Limits:
    """What a workbook may take of memory and time; each limit can be set.

    Attributes:
        unpacked: bytes that all members unpack to together.
        ratio: how many times its packed size a member may unpack to, once it passes 1 MiB. Sheets
            of real tables reach 40, of identical rows 200; the format ends at 1,032.
        members: members of the archive.
        cells: cells of the areas between the corners of all sheets, empty ones included, since
            they are read as dense tables (some 32 bytes a cell); those of an .ods, of which a
            copy is made, count twice.
        values: cells with a value, text strings, and other elements that are read (some 100 bytes
            each).
        document: bytes of XML in a Word document, which is read as a tree (some 15 bytes each).

    >>> Limits(cells=1_000_000).ratio
    500
    """

    unpacked: int = 1 << 30
    ratio: int = 500
    members: int = 10_000
    cells: int = 40_000_000
    values: int = 5_000_000
    document: int = 64 << 20


LIMITS: Final = Limits()
"""The limits that hold unless others are given."""


class Refusal(Exception):  # noqa: N818  (it becomes a LoadError as soon as the source is known)
    """A workbook is refused.

    Args:
        code: the code of the finding.
        sheet: the sheet that is to blame, if it is one.
        cell: its cell.
        **params: the parts of the sentence.
    """

    def __init__(
        self, code: str, *, sheet: str | None = None, cell: str | None = None, **params: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.cell = cell
        self.params = params


def damaged(chinese: str, english: str) -> Refusal:
    """Return the refusal of a damaged file, which says why.

    >>> damaged("文件不完整", "it is truncated").code
    'KY-TAB003'
    """
    return Refusal("KY-TAB003", why_zh=chinese, why_en=english)


def unreadable(error: BaseException) -> tuple[str, str]:
    """Return why a reader failed, in Chinese and English: it tells so in English alone.

    >>> unreadable(ValueError("no rows")), unreadable(KeyError())
    (('无法解析（no rows）', 'no rows'), ('无法解析（KeyError）', 'KeyError'))
    """
    why = shorten(str(error)) or type(error).__name__
    return f"无法解析（{why}）", why


def too_large(chinese: str, english: str, limit: int) -> Refusal:
    """Return the refusal of a file that unpacks to more than a limit, which says of what.

    >>> too_large("字节数", "bytes", 1_000_000).params["limit"]
    '1,000,000'
    """
    return Refusal("KY-TAB004", what_zh=chinese, what_en=english, limit=f"{limit:,}")


@attrs.frozen
class Member:
    """A member of an archive.

    Attributes:
        name: its name.
        method: 0, stored, or 8, deflated.
        start: where its packed bytes begin.
        packed: how many they are.
        unpacked: bytes that it claims to unpack to.
        crc: their checksum.
    """

    name: str
    method: int
    start: int
    packed: int
    unpacked: int
    crc: int


class Archive:
    """A zip archive whose directory is sound.

    Args:
        data: the archive.
        limits: what it may take.

    Attributes:
        members: its members by name, in lower case.

    Raises:
        Refusal: if it is no sound archive, is encrypted or has too many members.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._left = limits.unpacked
        self._counted: dict[str, int] = {}
        if data.count(_CENTRAL) > limits.members:
            raise too_large("成员数", "members", limits.members)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                end = data.rfind(_END, 0, len(data) - _END_SIZE + len(_END))
                if end + _END_SIZE + len(file.comment) != len(data):
                    raise damaged("文件末尾有多余的数据", "there is more data behind its end")
                self.members: dict[str, Member] = self._sound(file.infolist(), file.start_dir)
        except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError) as why:
            raise damaged(
                "压缩包无法读取（可能没有下载完整）", "the archive cannot be read (is it complete?)"
            ) from why

    def _sound(self, found: list[zipfile.ZipInfo], end: int) -> dict[str, Member]:
        members: dict[str, Member] = {}
        position = 0
        for info in sorted(found, key=lambda info: info.header_offset):
            if info.flag_bits & _ENCRYPTED:
                raise Refusal("KY-TAB002")
            if info.compress_type not in {_STORED, _DEFLATED}:
                raise damaged("压缩方法不受支持", "its compression method is not supported")
            # nothing before, between and inside of members: quoted and prefixed archives end here
            offset = info.header_offset
            if offset < position or (not members and offset):
                raise damaged("压缩包的成员互相重叠", "members of the archive overlap")
            signature, name_size, extra_size = _LOCAL.unpack_from(self._data, offset)
            name_at = offset + _LOCAL.size
            name = self._data[name_at : name_at + name_size].decode(
                "utf-8" if info.flag_bits & _UTF8 else "cp437"
            )
            if signature != b"PK\x03\x04" or name != info.orig_filename or "\0" in name:
                raise damaged("压缩包的目录与内容不符", "the directory of the archive is wrong")
            start = name_at + name_size + extra_size
            position = start + info.compress_size
            key = name.replace("\\", "/").lower()
            if key in members:
                raise damaged("压缩包中有同名成员", "two members of the archive have one name")
            members[key] = Member(
                name, info.compress_type, start, info.compress_size, info.file_size, info.CRC
            )
        if position > end:
            raise damaged("压缩包的成员互相重叠", "members of the archive overlap")
        return members

    def blocks(self, member: Member) -> Iterator[bytes]:
        """Unpack a member, a block of at most 1 MiB at a time.

        Raises:
            Refusal: if it is damaged, unpacks to more than it claims, or passes a limit.
        """
        size = crc = 0
        for block in self._unpacked(member):
            size += len(block)
            crc = zlib.crc32(block, crc)
            new = size - self._counted.get(member.name, 0)
            if new > 0:  # it may be unpacked more than once
                self._counted[member.name] = size
                self._left -= new
            if self._left < 0:
                raise too_large("字节数", "bytes", self._limits.unpacked)
            if size > max(_SMALL, member.packed * self._limits.ratio):
                raise too_large("压缩前大小的倍数", "times its packed size", self._limits.ratio)
            yield block
        if size != member.unpacked or crc != member.crc:
            raise damaged(f"{member.name} 校验不符", f"the checksum of {member.name} is wrong")

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        packed = memoryview(self._data)[member.start : member.start + member.packed]
        if member.method == _STORED:
            for at in range(0, len(packed), _BLOCK):
                yield bytes(packed[at : at + _BLOCK])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), _BLOCK):
                part: bytes | memoryview = packed[at : at + _BLOCK]
                while (block := inflater.decompress(part, _BLOCK)) or inflater.unconsumed_tail:
                    yield block
                    part = inflater.unconsumed_tail
        except zlib.error as why:
            raise damaged(f"{member.name} 无法解压", f"{member.name} cannot be unpacked") from why
        if not inflater.eof:
            raise damaged(f"{member.name} 不完整", f"{member.name} is truncated")

    def markup(self, member: Member, mark: bytes = b"<") -> Iterator[bytes]:
        """Unpack a member that is XML, in blocks that end before a tag.

        Args:
            member: the member.
            mark: how a tag begins before which a block ends, if there is one in it; else it ends
                before any tag.

        Raises:
            Refusal: also if it has a document type, or an encoding that hides one.
        """
        rest = b""
        first = True
        for block in self.blocks(member):
            text = rest + block
            if first and len(text) < min(member.unpacked, 200):
                rest = text
                continue
            if first:
                _check_beginning(text, member.name)
                first = False
            cut = text.rfind(mark)
            cut = cut if cut > 0 else max(text.rfind(b"<"), 0)
            rest = text[cut:]
            if len(rest) > _LONGEST:
                raise too_large("一个元素的字节数", "bytes of one element", _LONGEST)
            yield _without_document_type(text[:cut], member.name)
        yield _without_document_type(rest, member.name)


def _check_beginning(text: bytes, name: str) -> None:
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _ENCODING.match(start[:400])
    if (
        not start.startswith(b"<")
        or start[1:2] == b"\0"
        or (declared and declared[1].lower() not in _ENCODINGS)
    ):
        raise damaged(f"{name} 不是 UTF-8 编码的 XML", f"{name} is no XML in UTF-8")


def _without_document_type(text: bytes, name: str) -> bytes:
    if b"<!DOCTYPE" in text:  # entities are declared nowhere else
        raise Refusal("KY-TAB005", part=name)
    return text
