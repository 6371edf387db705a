"""The division that an address names: the most exact one, if it can be only one."""

import functools
import re

from kepuyue.model.codes import region
from kepuyue.model.codes._gb2260 import by_spelling

_END = re.compile("[省市区县旗盟州]")
_LONGEST = 15
"""Characters of the longest name of a division."""
_READ = 200
"""Characters of a text that are looked through."""


def division_in(text: str, within: str | None = None) -> str | None:
    """Return the code of the division that a text names.

    Args:
        text: an address, or the name of a place.
        within: the division in which it lies, if it is known: it tells apart what has one name.

    Returns:
        The code; ``None`` if the text names none, or one of several.

    >>> division_in("武江区惠民南路1号"), division_in("广东省韶关市"), division_in("市科技馆")
    ('440203', '440200', None)
    >>> division_in("朝阳区"), division_in("朝阳区", "110000"), division_in("北京市朝阳区")
    (None, '110105', '110105')
    """
    found = _named(text[:_READ])
    codes = set(found)
    if within is not None:
        inside = {code for code in codes if region.contains(within, code)}
        codes = inside or {code for code in codes if len(found[code]) > 1}
    best = max((len(found[code]) for code in codes), default=0)
    deepest = [code for code in codes if len(found[code]) == best]
    return deepest[0] if len(deepest) == 1 else None


def _named(text: str) -> dict[str, tuple[str, ...]]:
    """Return the divisions a text may name, each with those of its line that are named too."""
    names: list[str] = []
    known = _codes()
    for found in _END.finditer(text):
        end = found.end()
        names += [
            name
            for start in range(max(0, end - _LONGEST), end - 1)
            if (name := text[start:end]) in known
        ]
    codes = {code for name in names for code in known[name]}
    return {code: tuple(c for c in (code, *region.ancestors(code)) if c in codes) for code in codes}


@functools.cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Return the codes in force by the names that end as divisions do."""
    return {
        name: codes
        for name, entries in by_spelling().items()
        if _END.fullmatch(name[-1])
        and len(name) > 2  # noqa: PLR2004  (县 and 区 of one letter, as 沙县, are words too)
        and (codes := tuple(dict.fromkeys(code for code, past in entries if past.last is None)))
    }
