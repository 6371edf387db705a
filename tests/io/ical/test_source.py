"""Lines are those of the file however it is read, and their numbers are exact."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue.io.ical import source
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.source import Lines

Numbered = list[tuple[int, str]]
MARK = b"\xef\xbb\xbf"


def read(data: bytes, block: int = source.BLOCK, most: int = source.LINE_OCTETS) -> Numbered:
    """Return the lines, each with its number, as they come in blocks of some size."""
    return noted(data, block, most)[0]


def noted(
    data: bytes, block: int = source.BLOCK, most: int = source.LINE_OCTETS
) -> tuple[Numbered, list[tuple[str, int | None]]]:
    """Return the lines, each with its number, and the findings with theirs."""
    notes = Notes(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", block)
        lines = Lines(BytesIO(data), None, notes, most)
        found = [
            (lines.number(at), text)
            for first, texts in lines.blocks()
            for at, text in enumerate(texts, first)
        ]
    told = [(str(f.params.get("fixup", f.code)), f.location.line) for f in notes.found]
    return found, told


def naive(data: bytes) -> Numbered:
    """Return the lines of a file in UTF-8 in the plainest way."""
    text = data.decode().removeprefix("\ufeff")
    end = "\r" if "\n" not in text else "\r*\n"
    physical = re.split(end, text)
    found: Numbered = []
    for number, line in enumerate(physical, 1):
        if line[:1] in {" ", "\t"} and found:
            while not found[-1][1]:  # some put an empty line before
                found.pop()
            found[-1] = found[-1][0], found[-1][1] + line[1:]
        elif line or number < len(physical):
            found.append((number, line))
    return found


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Make files of any ends of lines, folded anywhere, with a mark or without."""
    ends = draw(st.sampled_from([["\r\n"], ["\n"], ["\r"], ["\r\n", "\n", "\r\r\n"]]))
    text = "BEGIN:VCALENDAR" + ends[0]
    for line in draw(st.lists(st.text(st.sampled_from("A:科😀"), min_size=1, max_size=30))):
        cuts = draw(st.lists(st.integers(0, len(line)), max_size=3))
        folds = draw(st.lists(st.sampled_from(" \t"), min_size=3, max_size=3))
        begin = 0
        for cut, fold in zip(sorted(cuts), folds, strict=False):
            if cut > begin:
                text += line[begin:cut] + draw(st.sampled_from(ends)) + fold
                begin = cut
        text += line[begin:] + draw(st.sampled_from(ends))
    data = text.encode()
    if draw(st.booleans()):  # the last line need not end
        data = data.rstrip(b"\r\n")
    return MARK + data if draw(st.booleans()) else data


@given(files(), st.integers(20, 70))
def test_lines_and_their_numbers_are_those_of_the_file_whatever_the_block(
    data: bytes, block: int
) -> None:
    assert read(data) == naive(data)
    assert read(data, block) == naive(data)


@given(st.binary(max_size=200), st.integers(20, 70))
def test_any_octets_are_read_and_every_number_is_in_the_file(data: bytes, block: int) -> None:
    found, told = noted(data, block, most=50)
    last = data.count(b"\n") + data.count(b"\r") + data.count(b"\0") + 1
    numbers = [number for number, _ in found] + [number for _, number in told]

    assert [number for number in numbers if not 1 <= (number or 0) <= last] == []
    assert [text for _, text in found if "\n" in text] == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("block", [21, 2**16])
def test_two_octets_a_character_are_read_in_blocks(encoding: str, mark: str, block: int) -> None:
    text = "BEGIN:VCALENDAR\r\nSUMMARY:科学\r\n 😀科学\r\nEND:VCALENDAR\r\n"

    assert noted(f"{mark}{text}".encode(encoding), block) == (
        [(1, "BEGIN:VCALENDAR"), (2, "SUMMARY:科学😀科学"), (4, "END:VCALENDAR")],
        [("utf-16", 1)],
    )


def long_lines(octets: int, more: int) -> bytes:
    return b"A:1\r\nB:%b\r\n %b\r\nC:2\r\n d\r\nD:3\r\n" % (b"x" * octets, b"y" * more)


@pytest.mark.parametrize("octets", [101, 200, 2_000])
@pytest.mark.parametrize("more", [1, 200])
@pytest.mark.parametrize("block", [16, 37, 2**16])
def test_a_line_that_is_too_long_is_left_out_and_the_others_keep_their_numbers(
    octets: int, more: int, block: int
) -> None:
    found, told = noted(long_lines(octets, more), block, most=100)

    assert [line for line in found if line[1]] == [(1, "A:1"), (4, "C:2d"), (6, "D:3")]
    assert told == [("KY-ICS004", 2)]


def test_a_line_that_is_too_long_and_the_last_is_left_out() -> None:
    assert noted(b"A:1\r\nB:" + b"x" * 500, 16, most=100) == ([(1, "A:1")], [("KY-ICS004", 2)])


def test_a_long_line_is_held_no_longer_than_it_may_be() -> None:
    class Endless(BytesIO):
        """Gives a line that does not end, and counts what of it has been asked for at once."""

        most = 0

        def read(self, size: int | None = -1) -> bytes:
            self.most = max(self.most, size or 0)
            return super().read(size)

    file = Endless(b"A:1\r\nB:" + b"x" * 2**20)
    lines = Lines(file, None, Notes(None), most=2**17)

    assert [texts for _, texts in lines.blocks()] == [["A:1"]]
    assert file.most <= 2**18


GB = "SUMMARY:全国科普月".encode("gb18030")


@pytest.mark.parametrize(
    ("lines", "expected", "told"),
    [
        ([b"A:1", GB], ["A:1", "SUMMARY:全国科普月"], [("gb18030", 2)]),
        ([GB, "B:科普月".encode()], ["SUMMARY:全国科普月", "B:科普月"], [("gb18030", 1)]),
        (["B:科学".encode(), b"C:\xff\xff"], ["B:科学", "C:\ufffd\ufffd"], [("KY-ICS010", 2)]),
        (["B:科学讲座".encode()[:-1]], ["B:科学讲\ufffd"], [("KY-ICS010", 1)]),
    ],
    ids=["GB 18030", "both", "neither", "cut short"],
)
def test_a_line_is_in_the_encoding_that_it_reads_in(
    lines: list[bytes], expected: list[str], told: list[tuple[str, int]]
) -> None:
    found, findings = noted(b"\r\n".join([*lines, b""]))

    assert ([text for _, text in found], findings) == (expected, told)


def test_a_line_in_gb18030_far_down_a_file_in_utf8_is_read() -> None:
    data = b"\r\n".join([*["B:科学".encode()] * 20, GB, b""])
    found, told = noted(data, 64)

    assert found[-1] == (21, "SUMMARY:全国科普月")
    assert told == [("gb18030", 21)]


def test_a_character_that_is_cut_by_folding_is_one() -> None:
    data = "SUMMARY:科学".encode()

    assert read(b"A:1\r\n" + data[:9] + b"\r\n " + data[9:] + b"\r\n")[1:] == [(2, "SUMMARY:科学")]


@pytest.mark.parametrize("blanks", [1, 2, 3])
@pytest.mark.parametrize("block", [20, 2**16])
def test_a_line_goes_on_after_empty_lines(blanks: int, block: int) -> None:
    lines = ["BEGIN:VCALENDAR", "A:科", *[""] * blanks, " 学", "B:2", "C:3", ""]

    assert read("\n".join(lines).encode(), block) == [
        (1, "BEGIN:VCALENDAR"), (2, "A:科学"), (4 + blanks, "B:2"), (5 + blanks, "C:3"),
    ]  # fmt: skip


def test_blocks_that_no_finding_will_ask_for_are_let_go() -> None:
    data = b"".join(b"A:%d\r\n" % number for number in range(1_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", 100)
        lines = Lines(BytesIO(data), None, Notes(None))
        held: list[int] = []
        for first, _ in walked(lines):
            lines.forget(first)
            held.append(len(lines._blocks))

    assert max(held) == source._KEPT_BLOCKS
    assert [lines.number(at) for at in (999, 980)] == [1_000, 981]
    assert lines.number(0) == 1  # gone: better a number than none


def walked(lines: Lines) -> Iterator[tuple[int, str]]:
    return ((first, text) for first, texts in lines.blocks() for text in texts[:1])


def test_a_block_that_ends_within_an_end_of_line_is_no_file_of_carriage_returns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source, "BLOCK", 16)
    notes = Notes(None)
    lines = Lines(BytesIO(b"BEGIN:VCALENDAR\r\nA:1\r\n"), None, notes)

    assert [text for _, texts in lines.blocks() for text in texts] == ["BEGIN:VCALENDAR", "A:1"]
    assert notes.taken() == []
