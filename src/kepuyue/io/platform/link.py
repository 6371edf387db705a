"""Links as people write them among other words."""

import re

from kepuyue.model._field import URL

_URL = re.compile(URL)
_BARE = re.compile(r"(?:www\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[:/?#][^\s]*)?", re.ASCII)
_GAP = re.compile(r"[\s、，；。！（）《》【】“”‘’]+|[;,]?(?=https?://)", re.IGNORECASE)
_GLUED = re.compile(r"[一-鿿]https?://", re.IGNORECASE)
_HAN = re.compile("[一-鿿]")


def words_of(text: str) -> list[str]:
    """Return the links and other words of a text: a link ends where Chinese punctuation begins.

    >>> words_of("韶关日报：https://example.org/a（图）；www.example.org")
    ['韶关日报：', 'https://example.org/a', '图', 'www.example.org']
    """
    return [word for word in _GAP.split(text.replace("：//", "://")) if word]


def link_of(word: str) -> str | None:
    """Return a link as the model has it, of one without scheme too; ``None`` if it is none.

    >>> link_of("www.example.org"), link_of("抖音"), link_of("https://example.org/a.")
    ('https://www.example.org', None, 'https://example.org/a')
    """
    word = word.strip("<>.,;:")
    if _URL.fullmatch(word):
        return word
    if _BARE.fullmatch(word) and not word.replace(".", "").isdigit():
        return f"https://{word}"
    return None


def links_of(text: str) -> tuple[list[str], list[str]]:
    """Return the links of a text, and the words that are none.

    Where letters stand on both sides of a link, it is not known where it ends.

    >>> links_of("抖音 https://example.org/a,https://example.org/b")
    (['https://example.org/a', 'https://example.org/b'], ['抖音'])
    >>> links_of("点击https://example.org/a观看")
    ([], ['点击', 'https://example.org/a观看'])
    """
    is_glued = _GLUED.search(text) is not None
    links, others = [], []
    for word in words_of(text):
        link = None if is_glued and _HAN.search(word) else link_of(word)
        if link is not None:
            links.append(link)
        elif any(map(str.isalnum, word)):
            others.append(word)
    return links, others
