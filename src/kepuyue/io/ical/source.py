"""The content lines of a file: read block by block, unfolded, decoded, whatever wrote them.

Lines are unfolded as octets, since many programs fold in the middle of a character, and decoded
afterwards. The number of a line in the file is counted out only when a finding asks for it.
"""

import array
import codecs
import contextlib
import re
from collections.abc import Iterator
from typing import IO

from kepuyue.io.files import Input
from kepuyue.io.ical.finding import Notes

BLOCK = 2**16
"""Octets that are read at a time; more while a line is longer."""
LINE_OCTETS = 2**24
"""Octets that a line may have, unfolded: a picture of 12 MB fits in."""
_CONTINUED = re.compile(rb"(?<!\n)\n+[ \t]")
"""What a line goes on after: some programs put an empty line before."""
_BEFORE_BREAK = re.compile(rb"(?<!\r)\r+\n")
_KEPT_BLOCKS = 4
"""Blocks that are kept for the findings of what has been read before them."""
_UTF8_MARK = codecs.BOM_UTF8
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE_BEGIN = (("B".encode("utf-16-le"), "utf-16-le"), ("B".encode("utf-16-be"), "utf-16-be"))


class Lines:
    r"""The content lines of a file.

    Args:
        file: the file, open for bytes.
        source: its name, for the findings.
        notes: what is put right on the way is noted there.
        most: octets that a line may have, unfolded.

    >>> from io import BytesIO
    >>> lines = Lines(BytesIO(b"SUMMARY:a\r\n b\r\nEND:VEVENT\r\n"), None, Notes(None))
    >>> list(lines.blocks()), lines.number(1)
    ([(0, ['SUMMARY:ab', 'END:VEVENT'])], 3)
    """

    def __init__(
        self, file: IO[bytes], source: str | None, notes: Notes, most: int = LINE_OCTETS
    ) -> None:
        self._most = most
        self._file = Input(file, source)
        self._notes = notes
        self._decoder: codecs.IncrementalDecoder | None = None
        self._bare_returns = False
        self._encoding = "utf-8"
        self._at = 0
        self._number = 1
        self._blocks: list[_Block] = []
        notes.number = self.number

    def blocks(self) -> Iterator[tuple[int, list[str]]]:
        """Yield lines by the block: the place of the first one, and their texts."""
        rest = self._opened()
        skipping = False
        while True:
            data = self._read(max(BLOCK, len(rest)))
            rest = rest + data if rest else data
            if not data:
                break
            cut = _end_of_lines(rest)
            if cut:
                block, rest = rest[:cut], rest[cut:]
                if skipping:  # the end of a line that is left out
                    end = _end_of_first(block)
                    self._number += block.count(b"\n", 0, end)
                    block, skipping = block[end:], False
                yield from self._block(block)
            if len(rest) > self._most:
                if not skipping:
                    self._notes.at_number("KY-ICS004", self._number, limit=self._most)
                skipping = True
                self._number += rest.count(b"\n", 0, -1)
                rest = rest[-1:]
        if not skipping:
            yield from self._block(rest)

    def number(self, at: int) -> int:
        """Return the number of a line in the file, from 1, by its place."""
        for block in reversed(self._blocks):
            if at >= block.first:
                starts = block.starts()
                return block.number + starts[min(at - block.first, len(starts) - 1)]
        return 1

    def forget(self, before: int) -> None:
        """Let go of blocks that are all before a place: no finding will ask for them."""
        while len(self._blocks) > _KEPT_BLOCKS and self._blocks[1].first <= before:
            del self._blocks[0]

    def _opened(self) -> bytes:
        """Return the first octets, and find out how the file is written."""
        head = self._file.read(BLOCK)
        if head.endswith(b"\r"):  # the line feed of this end of a line may come next
            head += self._file.read(1)
        if head.startswith(_UTF8_MARK):
            self._notes.fixed("byte-order-mark", 0)
            head = head[len(_UTF8_MARK) :]
        for mark, encoding in (*_WIDE, *_WIDE_BEGIN):
            if head.startswith(mark):
                self._notes.fixed("utf-16", 0)
                self._decoder = codecs.getincrementaldecoder(encoding)("replace")
                head = self._narrowed(head).removeprefix(_UTF8_MARK)
                break
        if b"\n" not in head and b"\r" in head:
            self._notes.fixed("bare-carriage-return", 0)
            self._bare_returns = True
            head = head.replace(b"\r", b"\n")
        elif b"\n" in head and b"\r\n" not in head:
            self._notes.fixed("bare-line-feed", 0)
        self._encoding = self._guessed(head)
        return head

    def _guessed(self, head: bytes) -> str:
        """Return the encoding: UTF-8, unless the beginning is not and is GB 18030."""
        sample = _unfolded(_normal(head[: _end_of_lines(head) or len(head)]))
        foreign = [text for text in sample.split(b"\n") if not text.isascii()]
        sound = _decodable(foreign, "utf-8")
        lost = [text for text in foreign if _is_mostly_lost(text.decode("utf-8", "replace"))]
        if _decodable(lost, "gb18030") <= sound:
            return "utf-8"
        self._notes.fixed("gb18030", 0)
        return "gb18030"

    def _read(self, most: int) -> bytes:
        data = self._narrowed(self._file.read(most))
        return data.replace(b"\r", b"\n") if self._bare_returns else data

    def _narrowed(self, data: bytes) -> bytes:
        """Return data of two octets a character in UTF-8; of lone surrogates question marks."""
        if self._decoder is None:
            return data
        return self._decoder.decode(data, final=not data).encode("utf-8", "replace")

    def _block(self, data: bytes) -> Iterator[tuple[int, list[str]]]:
        if not data:
            return
        self._blocks.append(_Block(self._at, self._number, data))
        texts = self._usual(data)
        if texts is None:
            texts = self._unusual(_normal(data))
        if len(data) > self._most:
            texts = [self._within(text, n) for n, text in enumerate(texts)]
        first = self._at
        self._at += len(texts)
        self._number += data.count(b"\n")
        yield first, texts

    def _within(self, text: str, index: int) -> str:
        """Return a line; an empty one in place of what is too long."""
        if len(text) <= self._most:
            return text
        self._notes.problem("KY-ICS004", self._at + index, limit=self._most)
        return ""

    def _usual(self, data: bytes) -> list[str] | None:
        """Return lines that are as RFC 5545 has them, and ``None`` where any is not.

        They end with CR LF, a space continues them, and they are in UTF-8.
        """
        if b"\t" in data or b"\n\r\n" in data or self._encoding != "utf-8":
            return None
        try:
            text = data.replace(b"\r\n ", b"").decode()
        except UnicodeDecodeError:
            return None
        texts = text.split("\r\n")
        if texts.pop() or text.count("\n") != len(texts) or text.count("\r") != len(texts):
            return None
        return None if "" in texts else texts

    def _unusual(self, data: bytes) -> list[str]:
        """Return lines whatever ends and continues them, in whatever encoding."""
        unfolded = _unfolded(data)
        try:
            texts = unfolded.decode(self._encoding).split("\n")
        except UnicodeDecodeError:
            texts = [self._decoded(text, n) for n, text in enumerate(unfolded.split(b"\n"))]
        if not texts[-1]:
            texts.pop()
        return texts

    def _decoded(self, data: bytes, index: int) -> str:
        """Return a line of a block that is not all in one encoding."""
        for encoding in (self._encoding, "utf-8"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        text = data.decode(self._encoding, "replace")
        if self._encoding == "utf-8" and _is_mostly_lost(text) and _decodable([data], "gb18030"):
            self._notes.fixed("gb18030", self._at + index)
            return data.decode("gb18030")
        self._notes.problem("KY-ICS010", self._at + index)
        return text


class _Block:
    """Lines that were read at a time.

    Attributes:
        first: the place of its first line.
        number: the number of that line in the file.
    """

    __slots__ = ("_data", "_starts", "first", "number")

    def __init__(self, first: int, number: int, data: bytes) -> None:
        self.first = first
        self.number = number
        self._data = data
        self._starts: array.array[int] | None = None

    def starts(self) -> "array.array[int]":
        """Return after how many lines of the file each line, unfolded, begins."""
        if self._starts is None:
            self._starts = array.array("L", _starts(_normal(self._data).split(b"\n")))
        return self._starts


def _starts(physical: list[bytes]) -> Iterator[int]:
    """Yield which lines of a file begin a line, unfolded; empty ones before a fold do not."""
    empty: list[int] = []
    for index, text in enumerate(physical):
        if index and text[:1] in {b" ", b"\t"}:
            empty.clear()
        elif text or not index:
            yield from empty
            empty.clear()
            yield index
        else:
            empty.append(index)
    yield from empty


def _decodable(texts: list[bytes], encoding: str) -> int:
    """Return how many texts an encoding has."""
    found = 0
    for text in texts:
        with contextlib.suppress(UnicodeDecodeError):
            text.decode(encoding)
            found += 1
    return found


def _is_mostly_lost(text: str) -> bool:
    """Return whether more characters are replaced than read, those of ASCII aside."""
    lost = text.count("\ufffd")
    return lost > sum(not character.isascii() for character in text) - lost


def _end_of_lines(data: bytes) -> int:
    """Return where the last line ends that the next one does not continue; 0 if there is none."""
    end = len(data)
    while (end := data.rfind(b"\n", 0, end)) >= 0:
        if data[end + 1 : end + 2] not in {b" ", b"\t", b"\r", b"\n", b""}:
            return end + 1
    return 0


def _end_of_first(data: bytes) -> int:
    """Return where the first line ends, with what continues it."""
    end = 0
    while (end := data.find(b"\n", end) + 1) and data[end : end + 1] in {b" ", b"\t"}:
        pass
    return end or len(data)


def _normal(data: bytes) -> bytes:
    """Return lines that all end with a line feed alone."""
    data = data.replace(b"\r\n", b"\n")
    return _BEFORE_BREAK.sub(b"\n", data) if b"\r" in data else data


def _unfolded(data: bytes) -> bytes:
    if b"\n\n" in data:
        return _CONTINUED.sub(b"", data)
    data = data.replace(b"\n ", b"")
    return data.replace(b"\n\t", b"") if b"\t" in data else data
