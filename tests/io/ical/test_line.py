"""Content lines: whatever stands in a value comes back, and never makes a line of its own."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kepuyue.io.ical.line import (
    HEAD_CHARACTERS,
    WIDTH,
    Heads,
    Params,
    escaped,
    folded,
    line,
    plain,
    single,
    split_texts,
    unescaped,
)

BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SPECIAL = st.sampled_from(list('\\,;:"^\r\n\x0b\x85\u2028\x00\x7f\t nN科😀'))
TEXTS = st.text(SPECIAL) | st.text()


def told(text: str) -> str:
    """Return what a calendar can tell of a text: breaks as line feeds, and no other controls."""
    return CONTROL.sub("", BREAK.sub("\n", text))


@given(TEXTS)
def test_an_escaped_text_comes_back_but_for_controls(text: str) -> None:
    assert unescaped(escaped(text)) == told(text)


@given(TEXTS)
def test_an_escaped_text_is_on_one_line(text: str) -> None:
    assert plain(escaped(text)) == escaped(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"一\n二\N三", "一\n二\n三"),
        (r"a\,b\;c", "a,b;c"),
        (r"C:\\new\\n", r"C:\new\n"),
        (r"\\\n", "\\\n"),
        (r"\x\:", r"\x\:"),  # no escapes: they stand as they are
        ("end\\", "end\\"),
    ],
)
def test_escapes_are_undone_once(value: str, expected: str) -> None:
    assert unescaped(value) == expected


@given(st.lists(TEXTS, min_size=1))
def test_a_list_of_texts_comes_back(texts: list[str]) -> None:
    assert split_texts(",".join(map(escaped, texts))) == list(map(told, texts))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"\,", [","]),
        (r",a\,b,", ["", "a,b", ""]),
        ("a,b\\", ["a", "b\\"]),
        ("\\\n,b", ["\\\n", "b"]),
    ],
)
def test_only_a_bare_comma_parts_texts(value: str, expected: list[str]) -> None:
    assert split_texts(value) == expected


LINES = st.lists(st.text(st.sampled_from("aé科😀"), min_size=1, max_size=120))


@given(LINES)
@example(["a" * number + "😀" * 40 for number in range(4)])
def test_folded_lines_come_back_and_are_cut_between_characters(lines: list[str]) -> None:
    data = folded(lines)
    physical = data.split(b"\r\n")

    assert max(map(len, physical)) <= WIDTH
    assert [text.decode() for text in physical]
    assert data.replace(b"\r\n ", b"").decode() == "".join(f"{text}\r\n" for text in lines)


@pytest.mark.parametrize(("length", "count"), [(75, 1), (76, 2), (75 + 74, 2), (75 + 75, 3)])
def test_a_line_is_folded_as_late_as_it_may(length: int, count: int) -> None:
    assert folded(["x" * length]).count(b"\r\n") == count


VALUES = TEXTS.map(told).map(str.strip)
PARAMS = st.dictionaries(
    st.sampled_from(["CN", "LABEL", "X-A"]),
    VALUES | st.lists(VALUES, min_size=2, max_size=3).map(tuple),
)


@given(PARAMS, TEXTS)
def test_parameters_come_back_whatever_they_hold(params: Params, value: str) -> None:
    text = line("X-B", value, params)

    assert Heads().parsed(text) == (("X-B", params), plain(value))
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "name", "params", "value"),
    [
        ("SUMMARY:a:b", "SUMMARY", {}, "a:b"),
        (" summary ;language = zh :a", "SUMMARY", {"LANGUAGE": "zh"}, "a"),
        ('X;A="b:c;d,e",f:g', "X", {"A": ("b:c;d,e", "f")}, "g"),
        ("X;A=^n^'^^^x:g", "X", {"A": "\n\"^^x"}, "g"),
        ("DTSTART;TZID=GMT+08:00:20250906T090000", "DTSTART", {"TZID": "GMT+08:00"},
         "20250906T090000"),
        ("NOTE;QUOTED-PRINTABLE:a", "NOTE", {"QUOTED-PRINTABLE": ""}, "a"),
        ("X;=a;;B=c:d", "X", {"B": "c"}, "d"),
        ('X;CN="never closed:a', "X", {"CN": "never closed"}, "a"),
        ('X;CN=in "the" middle:a', "X", {"CN": "in the middle"}, "a"),
    ],
)  # fmt: skip
def test_a_line_is_taken_apart_as_the_world_writes_it(
    text: str, name: str, params: Params, value: str
) -> None:
    assert Heads().parsed(text) == ((name, params), value)


@pytest.mark.parametrize("text", ["", "SUMMARY", ":a", "概要:a", "A B:c", ";X=a:b", '"A":b'])
def test_what_has_no_name_is_no_content_line(text: str) -> None:
    assert Heads().parsed(text) is None


@pytest.mark.parametrize("bomb", [";A=b", ';A="', ';A="b",c', ";A=^^", ";", '"', ","])
def test_a_head_is_no_longer_than_it_may_be(bomb: str) -> None:
    many = bomb * (HEAD_CHARACTERS // len(bomb))
    head = f"X{many}"[: HEAD_CHARACTERS - 1]

    assert Heads().parsed(f"X;{many * 20}:v") is None
    assert (Heads().parsed(f"{head}:v") is None) == (bomb in {'"', ","})


def test_a_head_that_is_known_says_the_same() -> None:
    heads = Heads()
    texts = ["X;A=b:1", "X;A=b:2", 'X;A="c:d":3', 'X;A="c:e":4']

    assert list(map(heads.parsed, texts)) == [Heads().parsed(text) for text in texts]


def test_heads_that_are_all_unlike_are_not_all_remembered() -> None:
    heads = Heads()
    found = [heads.parsed(f"X-{number}:a") for number in range(3_000)]

    assert all(found)
    assert sum(heads.get(f"X-{number}") is not None for number in range(3_000)) == 2_000


@pytest.mark.parametrize(
    ("params", "expected"), [({"A": "b"}, "b"), ({"A": ("b", "c")}, "b"), ({}, "")]
)
def test_of_several_values_of_a_parameter_the_first_is_meant(params: Params, expected: str) -> None:
    assert single(params, "A") == expected
