"""TOML with the line of every key: the standard library reads values, but not where they stand."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue.errors import LoadError, report_of
from kepuyue.findings import Location, pointer

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # up to two quotes may stand before the three that close
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|\#[^\n]*"
    r"|\n"
    r"|[\[\]{}=,.]"
    r"|[^\s\[\]{}=,.#\"']+",
    re.DOTALL,
)
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_SYNTAX = {
    "Cannot declare": "同名的表不能再次声明",
    "Cannot mutate": "不能改动已经写完的表",
    "Cannot overwrite a value": "键重复",
    "Duplicate inline table key": "键重复",
    "Expected '=' after a key": "键的后面应有等号",
    "Expected ']": "缺少右方括号",
    "Expected newline": "一行只能写一项",
    "Found invalid character": "含有不允许的字符",
    "Illegal character": "含有不允许的字符",
    "Invalid initial character for a key part": "键的写法有误",
    "Invalid statement": "这一行的写法有误",
    "Invalid value": "值的写法有误（文字要加引号）",
    "Unclosed array": "缺少右方括号",
    "Unclosed inline table": "缺少右花括号",
    "Unescaped '\\'": "反斜杠的用法有误",
    "Unterminated string": "缺少右引号",
}
"""What is wrong in TOML, by how the standard library's message begins."""


@attrs.frozen(kw_only=True)
class Document:
    """A TOML document.

    Attributes:
        source: its name.
        value: what it says.
        lines: the line of every key, table and item of an array, by its path.
    """

    source: str
    value: dict[str, Any]
    lines: dict[Path, int]

    def location(self, *path: str | int) -> Location:
        """Return the place of a key, or where it would stand: that of the table around it.

        >>> str(read(b"a = 1", source="own.toml").location("a"))
        'own.toml: line 1: /a'
        """
        known = (self.lines.get(path[:end]) for end in range(len(path), 0, -1))
        return Location(
            source=self.source,
            path=pointer(*path),
            line=next((line for line in known if line is not None), 1),
        )


def read(data: bytes, *, source: str) -> Document:
    r"""Return a TOML document.

    Args:
        data: the document, UTF-8, with or without a byte order mark.
        source: its name, for the findings.

    Raises:
        LoadError: if it is none; the finding has line and column.

    >>> read(b"[[sheet]]\nname = 'a'", source="own.toml").lines
    {('sheet', 0): 1, ('sheet', 0, 'name'): 2}
    """
    here = Location(source=source)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise LoadError(report_of("KY-LOD002", location=here)) from None
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(str(error), text, source) from None
    except RecursionError:
        raise LoadError(report_of("KY-LOD004", location=here)) from None
    except ValueError:  # int() refuses numbers of thousands of digits
        raise LoadError(report_of("KY-LOD005", location=here)) from None
    return Document(source=source, value=value, lines=_Scanner(text).lines())


def _syntax(message: str, text: str, source: str) -> LoadError:
    found = _PLACE.fullmatch(message)
    why, line, column = found.groups() if found else (message, None, None)
    chinese = next((zh for english, zh in _SYNTAX.items() if why.startswith(english)), why)
    place = Location(
        source=source,
        line=int(line) if line else text.count("\n") + 1,
        column=int(column) if column else None,
    )
    return LoadError(
        report_of(
            "KY-LOD014", location=place,
            why_zh=f"不是有效的 TOML：{chinese}", why_en=f"this is no valid TOML: {why}",
        )
    )  # fmt: skip


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, end = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", end, found.start())
        end = found.start()
        if not found[0].startswith("#"):
            yield found[0], line


class _Scanner:
    """Finds the lines of the keys in text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), ("\n", text.count("\n") + 1)]
        self._next = 0
        self._lines: dict[Path, int] = {}

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        counts: dict[Path, int] = {}
        while self._next < len(self._tokens):
            if self._take("\n"):
                continue
            line = self._line()
            if self._take("["):
                repeated = self._take("[")
                table = _table(self._key(), counts, repeated=repeated)
                self._lines.setdefault(table, line)
                self._next += 2 if repeated else 1
            else:
                self._pair(table)
        return self._lines

    def _line(self) -> int:
        return self._tokens[self._next][1]

    def _peek(self) -> str:
        return self._tokens[self._next][0]

    def _take(self, token: str) -> bool:
        """Pass over the next token if it is this one."""
        taken = self._peek() == token
        self._next += taken
        return taken

    def _key(self) -> Path:
        parts: list[str | int] = []
        while not parts or self._take("."):
            part = self._peek()
            parts.append(tomllib.loads(f"key = {part}")["key"] if part[0] in "\"'" else part)
            self._next += 1
        return tuple(parts)

    def _pair(self, table: Path) -> None:
        line = self._line()
        key = self._key()
        for end in range(1, len(key) + 1):
            self._lines.setdefault((*table, *key[:end]), line)
        self._next += 1  # the equals sign
        self._value((*table, *key))

    def _value(self, path: Path) -> None:
        if self._take("["):
            index = 0
            while not self._take("]"):
                if self._take(","):
                    index += 1
                elif not self._take("\n"):
                    self._lines[(*path, index)] = self._line()
                    self._value((*path, index))
        elif self._take("{"):
            while not self._take("}"):
                if not self._take(",") and not self._take("\n"):
                    self._pair(path)
        else:
            while self._peek() not in ("\n", ",", "]", "}"):
                self._next += 1


def _table(key: Path, counts: dict[Path, int], *, repeated: bool) -> Path:
    """Return the path of a table: in an array of tables, that of its last item."""
    path: Path = ()
    for end, part in enumerate(key, start=1):
        path = (*path, part)
        if repeated and end == len(key):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
