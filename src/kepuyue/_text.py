"""Comparing the words people type: folding, and the nearest known word on a miss."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMPARED = 100
"""Characters of a word that are compared: a longer one is no code or label, and costs time."""


def fold(text: str) -> str:
    """Return ``text`` as it is compared: full-width forms, case, spaces and separators set aside.

    >>> fold("Ｓcience Museum") == fold("science_museum")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        c for c in folded if not c.isspace() and c not in "_-·•()[]〔〕【】“”\"'《》、,，"
    )


def nearest(word: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return up to ``limit`` of ``candidates`` that resemble ``word``, the most alike first.

    >>> nearest("青年", ["青少年", "农民", "老年人"])
    ('青少年',)
    """
    wanted = fold(word[:_COMPARED])
    if not wanted:
        return ()
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scored: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        known = fold(candidate[:_COMPARED])
        matcher.set_seq1(known)
        score = matcher.ratio()
        if known and (known in wanted or wanted in known):
            score = max(score, 0.7)
        if score >= 0.6:  # noqa: PLR2004  (difflib's own notion of "close")
            scored.append((score, candidate))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(candidate for _, candidate in scored[:limit])


def shorten(text: str, width: int = 60) -> str:
    r"""Return ``text`` on one line and no longer than ``width`` characters.

    >>> shorten("a\nb", 10), shorten("x" * 20, 5)
    ('a b', 'xxxx…')
    """
    line = " ".join(text[: width * 4].split())
    return line if len(line) <= width else line[: width - 1] + "…"
