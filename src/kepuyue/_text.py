"""Comparing the words people type: folding, and the nearest known word on a miss."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMPARED = 100
"""Characters of a word that are compared: a longer one is no code or label, and costs time."""
_SEARCHED = 10_000
"""Candidates that are compared, the first ones: each costs some 50 microseconds."""
_CLOSE = 0.6
"""Likeness from which a word is worth naming (difflib's own notion of close)."""
_INSIDE = 0.7
"""Likeness of a word that stands in another."""
_PART = 0.9
"""Weight of the likeness to a part of a word."""
_OUTER = 3
"""Spaces before or after a text that are shown."""
_ANOTHER = "|-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|True|False|None"
"""Text that is shown in quotes, since without them it would be taken for another value."""


_ASIDE = re.compile("[\\s_\\-·•()\\[\\]〔〕【】“”\"'《》、,，]+")


def fold(text: str) -> str:
    """Return ``text`` as it is compared: full-width forms, case, spaces and separators set aside.

    >>> fold("Ｓcience Museum") == fold("science_museum")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isalnum() else _ASIDE.sub("", folded)


def nearest(word: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return up to ``limit`` of ``candidates`` that resemble ``word``, the most alike first.

    >>> nearest("青年", ["青少年", "农民", "老年人"])
    ('青少年',)
    """
    wanted = fold(word[:_COMPARED])[:_COMPARED]
    if not wanted:
        return ()
    import difflib

    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)

    def score(known: str) -> float:
        if not known:
            return 0.0
        matcher.set_seq1(known)
        inside = _INSIDE if known in wanted or wanted in known else 0.0
        if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
            return inside  # cheap upper bounds of the ratio
        return max(matcher.ratio(), inside)

    scored: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(itertools.islice(candidates, _SEARCHED)):
        head = candidate[:_COMPARED]
        parts = re.split("[ _-]", head)
        best = score(fold(head)[:_COMPARED])
        if len(parts) > 1:  # one word of several weighs a little less than the whole
            best = max(
                best,
                *(_PART * score(fold(part)[:_COMPARED]) for part in parts if len(part) > 1),
                0.0,
            )
        if best >= _CLOSE:
            scored.append((best, candidate))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(candidate for _, candidate in scored[:limit])


def printable(text: str) -> str:
    r"""Return ``text`` with every character that is not to be seen as an escape.

    So are control characters, which would steer a terminal, and lone surrogates, which no encoding
    carries.

    >>> printable("a\nb\x1b[2J")
    'a\\nb\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in text
    )


def shorten(text: str, width: int = 60) -> str:
    r"""Return ``text`` on one line and no longer than ``width`` characters.

    Spaces and line breaks become one space, what else is not to be seen becomes an escape.

    >>> shorten("a\nb", 10), shorten("x" * 20, 5)
    ('a b', 'xxxx…')
    """
    line = printable(" ".join(text[: width * 4].split()))
    return line if len(line) <= width else line[: width - 1] + "…"


def width(text: str) -> int:
    """Return how many characters of half width a text is wide, where people see it.

    >>> width("9月13日"), width("")
    (7, 0)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def shown(value: object) -> str:
    """Return ``value`` as a finding shows it: one short line; outer spaces are told by quotes.

    >>> shown(["a"]), shown("青年"), shown("青年 ")
    ("['a']", '青年', '"青年 "')
    """
    if isinstance(value, str):
        return shorten(value) if value == value.strip() else f'"{_with_spaces(value)}"'
    if isinstance(value, (dict, list, tuple, set)) and len(value) > 3:  # noqa: PLR2004  (three show the shape)
        return f"{type(value).__name__}, {len(value)} items"
    if isinstance(value, int) and value.bit_length() > 256:  # noqa: PLR2004  (str() of it may cost or fail)
        return f"int of {value.bit_length()} bits"
    try:
        return shorten(repr(value))
    except (RecursionError, ValueError):  # nested too deeply; an int in it of too many digits
        return type(value).__name__


def _with_spaces(text: str) -> str:
    """Return ``text`` shortened, with the spaces around it."""
    inner = text.strip()
    before = text[: len(text) - len(text.lstrip())][:_OUTER]
    after = text[len(text.rstrip()) :][:_OUTER] if inner else ""
    return printable(before) + shorten(inner) + printable(after)


def quoted(value: object) -> str:
    """Return ``value`` as :func:`shown` does, text that reads as another value in quotes.

    >>> quoted(3), quoted("3"), quoted("青年")
    ('3', '"3"', '青年')
    """
    line = shown(value)
    return f'"{line}"' if isinstance(value, str) and re.fullmatch(_ANOTHER, line) else line
