from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import LoadError
from kepuyue.io.platform.toml import read


def lines(text: str) -> dict[str, int]:
    found = read(text.encode(), source="own.toml").lines
    return {"/".join(map(str, path)): line for path, line in found.items()}


def test_the_lines_of_keys_and_tables_are_found() -> None:
    text = (
        "# a = 1\n"
        "a = 1 # b = 2\n"
        "\n"
        "[t]\n"
        'b.c = "x"\n'
        "[t.'u v']\n"
        "d = 1979-05-27 07:32:00\n"
        "[[s]]\n"
        "e = 1.5\n"
        "[[s.c]]\n"
        "[[s.c]]\n"
        "f = true\n"
        "[s.c.g]\n"
        "[[s]]\n"
        "[[s.c]]\n"
    )

    assert lines(text) == {
        "a": 2, "t": 4, "t/b": 5, "t/b/c": 5, "t/u v": 6, "t/u v/d": 7,
        "s/0": 8, "s/0/e": 9, "s/0/c/0": 10, "s/0/c/1": 11, "s/0/c/1/f": 12, "s/0/c/1/g": 13,
        "s/1": 14, "s/1/c/0": 15,
    }  # fmt: skip


def test_what_looks_like_a_key_in_a_value_is_none() -> None:
    text = (
        'a = """\n'
        "[[x]]\n"
        'b = "" \\""" # no end yet\n'
        '"""""\n'
        "c = '''\n"
        "d = 1 \\'''\n"
        "e = [ # f = [\n"
        '  "]", # g\n'
        "\n"
        "  [1, 2], '#',\n"
        "]\n"
        'h = { i = "}", j = [ { k = 1 } ] }\n'
        '"l\\"m" = "#"\n'
    )
    expected = {
        "a": 1, "c": 5, "e": 7, "e/0": 8, "e/1": 10, "e/1/0": 10, "e/1/1": 10, "e/2": 10,
        "h": 12, "h/i": 12, "h/j": 12, "h/j/0": 12, "h/j/0/k": 12, 'l"m': 13,
    }  # fmt: skip

    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "zh"),
    [
        ("a = 1\nb = x\n", 2, 5, "值的写法有误"),
        ("a = 1\na = 2\n", 2, 6, "键重复"),
        ("a = 1 b = 2\n", 1, 7, "一行只能写一项"),
        ("a = [1\n\n", 3, None, "方括号"),
    ],
)
def test_what_is_no_toml_is_told_with_line_and_column(
    text: str, line: int, column: int | None, zh: str
) -> None:
    with pytest.raises(LoadError) as caught:
        read(text.encode(), source="own.toml")

    finding = caught.value.report.findings[0]
    assert (finding.code, finding.location.line) == ("KY-LOD014", line)
    assert finding.location.column == column
    assert zh in finding.message("zh")


def test_a_place_without_a_line_is_that_of_the_table_around_it() -> None:
    document = read(b"\n[[sheet]]\nname = 'a'\n", source="own.toml")

    assert document.location("sheet", 0, "column", 3, "codec").line == 2
    assert document.location("title").line == 1


TABLES = ("sheet", "column")
KEYS = st.text("ab", min_size=1, max_size=2)
TEXTS = st.text("ab=[]{}#,.\"'\\\n", max_size=6)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""' if "\n" in text else f'"{escaped}"'


@given(st.lists(st.tuples(KEYS, TEXTS, TEXTS), unique_by=lambda item: item[0]))
def test_every_key_is_found_where_it_stands(items: list[tuple[str, str, str]]) -> None:
    text, expected = "", {}
    for key, value, comment in items:
        expected[key] = text.count("\n") + 1
        text += f"{key} = {quoted(value)} # {comment.replace(chr(10), '')}\n"

    assert lines(text) == expected


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(item, (*path, key))


def test_every_value_of_the_bundled_profiles_has_a_line() -> None:
    for entry in files("kepuyue.io.platform").joinpath("profiles").iterdir():
        document = read(entry.read_bytes(), source=entry.name)
        paths = {path for path in walk(document.value) if path and path[-1] not in TABLES}

        assert paths == set(document.lines)
