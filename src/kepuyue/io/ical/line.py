"""Content lines (RFC 5545, section 3.1): made, folded, taken apart.

Every line that the writer writes is made here, so that no value can begin a line of its own.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

HEAD_CHARACTERS = 2**16
"""Characters that the name and the parameters of a line may have."""
WIDTH = 75
"""Octets that a line may have, its end aside (RFC 5545, section 3.1)."""
END = b"\r\n"
Params = Mapping[str, str | tuple[str, ...]]
"""Parameters by their names in capitals; several values of one as a tuple."""
NO_PARAMS: Params = {}

_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_SPECIAL = re.compile("\r\n|[\\\\;,\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPES = {
    "\\": "\\\\", ";": "\\;", ",": "\\,",
    **dict.fromkeys(("\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"), "\\n"),
}  # fmt: skip
_ESCAPED = re.compile(r"\\([nN\\,;])")
_LISTED = re.compile(r"(?:\A|,)((?:[^,\\]+|\\.|\\\Z)*)", re.DOTALL)
_CIRCUMFLEXED = {"^": "^^", '"': "^'", "\n": "^n"}
_CIRCUMFLEX = re.compile(r"\^([n'^])")
_NAME = re.compile("[A-Za-z0-9-]+")
_CONTINUED = re.compile(rb"(?s).{1,74}(?![\x80-\xbf])")


def escaped(text: str) -> str:
    r"""Return a text as a value of type TEXT (RFC 5545, section 3.3.11).

    Any kind of line break becomes ``\n``, other control characters but tabs are left out.

    >>> escaped("水杯；笔, 纸\r\n电话")
    '水杯；笔\\, 纸\\n电话'
    """
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], ""), text)


def unescaped(value: str) -> str:
    r"""Return the text that a value of type TEXT stands for.

    >>> unescaped("笔\\, 纸\\n电话")
    '笔, 纸\n电话'
    """
    if "\\" not in value:
        return value
    if "\\\\" not in value:
        text = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
        return text.replace("\\N", "\n")
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split_texts(value: str, most: int = -1) -> list[str]:
    r"""Return the texts of a list, which commas part (``\,`` belongs to a text).

    Args:
        value: the value.
        most: commas that part; ``-1`` for any number.

    >>> split_texts("机器人,笔\\, 纸")
    ['机器人', '笔, 纸']
    """
    if "\\" not in value:
        return value.split(",", most)
    parts = [unescaped(part) for part in _LISTED.findall(value)]
    return parts if most < 0 else parts[: most + 1]


def plain(value: str) -> str:
    """Return a value as it stands, without the control characters that would end its line."""
    return _CONTROL.sub("", value)


def line(name: str, value: str, params: Params = NO_PARAMS) -> str:
    r"""Return a content line, not yet folded.

    Args:
        name: name of the property.
        value: its value, escaped if it is of type TEXT.
        params: its parameters; their values are quoted as they need (RFC 6868).

    >>> line("ORGANIZER", "mailto:a@example.org", {"CN": 'The "Museum", Shaoguan'})
    'ORGANIZER;CN="The ^\'Museum^\', Shaoguan":mailto:a@example.org'
    """
    if not params:
        return f"{name}:{plain(value)}"
    return f"{name}{''.join(map(_param, params.items()))}:{plain(value)}"


def _param(item: tuple[str, str | tuple[str, ...]]) -> str:
    name, values = item
    several = (values,) if isinstance(values, str) else values
    return f";{name}={','.join(map(_param_value, several))}"


def _param_value(value: str) -> str:
    """Return the value of a parameter (RFC 6868, section 3.1), in quotes where it needs them."""
    coded = re.sub('[\\^"\n]', lambda found: _CIRCUMFLEXED[found[0]], _BREAK.sub("\n", value))
    coded = plain(coded)
    return f'"{coded}"' if re.search("[;:,]", coded) or coded != coded.strip() else coded


def folded(lines: Iterable[str]) -> bytes:
    r"""Return lines as octets, each with its end, folded between characters.

    >>> folded(["SUMMARY:" + "科学" * 12, "END:VEVENT"]).split(b"\r\n")[0].decode()
    'SUMMARY:科学科学科学科学科学科学科学科学科学科学科学'
    """
    parts = []
    for text in lines:
        data = text.encode()
        parts.append(data if len(data) <= WIDTH else _folded(data))
    parts.append(b"")
    return END.join(parts)


def _folded(data: bytes) -> bytes:
    """Return a long line folded: a character of several octets is never cut."""
    first = WIDTH
    while data[first] & 0xC0 == 0x80:  # noqa: PLR2004  (an octet that continues a character)
        first -= 1
    return b"\r\n ".join([data[:first], *_CONTINUED.findall(data, first)])


class Head(NamedTuple):
    """What stands before the value of a line."""

    name: str
    params: Params


class Heads:
    """The heads of the lines of a file: a calendar repeats the same few, so they are remembered.

    >>> head, value = Heads().parsed("DTSTART;TZID=Asia/Shanghai:20250913T090000")
    >>> head.name, head.params["TZID"], value
    ('DTSTART', 'Asia/Shanghai', '20250913T090000')
    """

    def __init__(self) -> None:
        self._known: dict[str, Head] = {}
        self.get: Callable[[str], Head | None] = self._known.get

    def parsed(self, text: str) -> tuple[Head, str] | None:
        """Return the head and the value of a line, or ``None`` for what is no content line.

        Args:
            text: the line, unfolded.
        """
        before, colon, value = text.partition(":")
        quoted = '"' in before
        if quoted:
            end = _end_of_head(text)
            before, colon, value = text[:end], text[end : end + 1], text[end + 1 :]
        elif _CUT_ZONE.search(before) and ":" in value:  # TZID=GMT+08:00 without quotes
            before, colon, value = text.rpartition(":")
            quoted = True
        head = _head(before) if colon and len(before) <= HEAD_CHARACTERS else None
        if head is None:
            return None
        coded = "QUOTED-PRINTABLE" in before.upper()
        if not (quoted or coded) and len(before) <= _REMEMBERED and len(self._known) < _REMEMBERED:
            self._known[before] = head
        return head, value


_REMEMBERED = 2_000
"""Heads that are remembered at most, and characters that such a head may have."""
_CUT_ZONE = re.compile(r";TZID=[^:;]*[+-]\d\d?\Z", re.ASCII | re.IGNORECASE)
_QUOTE_OR_COLON = re.compile('[":]')
_PARAM = re.compile(r';([^=;"]*)(?:=((?:"[^"]*"|[^;"]|")*))?')
_VALUE = re.compile(r'(?:\A|,)((?:"[^"]*"|[^,"]|")*)')


def _end_of_head(text: str) -> int:
    """Return where the colon before the value stands: the first that is not in quotes."""
    quoted = False
    for found in _QUOTE_OR_COLON.finditer(text):
        if found[0] == '"':
            quoted = not quoted
        elif not quoted:
            return found.start()
    return text.find(":")  # a quote that is never closed


def _head(text: str) -> Head | None:
    name, semicolon, rest = text.partition(";")
    name = name.strip()
    if not _NAME.fullmatch(name):
        return None
    params: dict[str, str | tuple[str, ...]] = {}
    for key, value in _PARAM.findall(semicolon + rest):
        values = tuple(map(_meant, _VALUE.findall(value)))
        if key := key.strip().upper():
            params[key] = values[0] if len(values) == 1 else values
    return Head(name.upper(), params)


def _meant(value: str) -> str:
    """Return the value of a parameter without quotes, RFC 6868 undone."""
    quoted = value.strip()
    value = quoted.replace('"', "") if '"' in quoted else quoted
    if "^" not in value:
        return value
    return _CIRCUMFLEX.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value)


def single(params: Params, name: str) -> str:
    """Return the value of a parameter, of several the first; empty where there is none.

    >>> single({"FMTTYPE": "image/png"}, "FMTTYPE")
    'image/png'
    """
    value = params.get(name, "")
    return value if isinstance(value, str) else value[0]
