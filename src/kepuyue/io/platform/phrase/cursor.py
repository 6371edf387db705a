"""A place in the tokens of a phrase, and what is known there."""

from kepuyue._text import shorten
from kepuyue.io.platform.phrase import token
from kepuyue.io.platform.phrase.value import PhraseError
from kepuyue.model.schedule import DateSpan

_EXPECTED = (
    "时间，如 2025年9月13日9:00-11:30、9月13日-15日、9月每周六上午",
    "a time such as 2025年9月13日9:00-11:30, 9月13日-15日, 9月每周六上午",
)
DASHES = frozenset("至-")
"""The first letter of what stands between the ends of a range."""
HOUR = frozenset({":", "点", "时"})
"""What stands after an hour."""
_SHOWN = 20


class Cursor:
    """A place in the tokens of a phrase.

    Attributes:
        text: the phrase, normalised.
        tokens: its tokens, and after the last some that are empty, so that looking ahead is safe.
        at: the index of the token that is next.
        depth: brackets that are open.
        places: names of places, in the order in which their marks stand.
        year: the year of dates that tell none, once it is known.
        month: the month of days that tell none.
        dotted: whether the last date stood as 9.13.
        bare: whether the last day stood without 日.
        note: what was left open.
        window: the days of the campaign.
    """

    __slots__ = (
        "_found", "at", "bare", "depth", "dotted", "month", "note", "places", "text",
        "tokens", "window", "year",
    )  # fmt: skip

    def __init__(self, text: str, *, year: int | None, window: DateSpan | None) -> None:
        lifted, places = token.lift_places(text)
        self.places: list[str] = places
        self.text: str = token.normalised(lifted)
        self.tokens: list[str] = [*token.tokens(self.text), "", "", "", "", ""]
        self.at: int = 0
        self.depth: int = 0
        self.year: int | None = year
        self.month: int | None = None
        self.dotted: bool = False
        self.bare: bool = False
        self.note: str | None = None
        self._found: list[tuple[int, int]] | None = None
        self.window: DateSpan | None = window

    @property
    def next(self) -> str:
        """The next token; empty at the end."""
        return self.tokens[self.at]

    def mark(self) -> tuple[int, int]:
        """Return what :meth:`reset` comes back to."""
        return self.at, self.depth

    def reset(self, mark: tuple[int, int]) -> None:
        """Come back to a place."""
        self.at, self.depth = mark

    def is_clock(self, at: int) -> bool:
        """Return whether an hour stands at a token: 9:00, 9点, and the 9 of 9-11点."""
        tokens = self.tokens
        if not tokens[at].isdecimal():
            return False
        after = tokens[at + 1]
        if after in HOUR or after in token.HALF_DAYS:
            return True
        return after[:1] in DASHES and tokens[at + 2].isdecimal() and tokens[at + 3] in ("点", "时")

    def take(self, *wanted: str) -> str:
        """Pass the next token if it is one of those wanted; return it, or nothing."""
        found = self.tokens[self.at]
        if found and found in wanted:
            self.at += 1
            return found
        return ""

    def gap(self, separators: str = ",、\n:的T") -> None:
        """Pass separators and brackets, which are counted."""
        tokens = self.tokens
        while (found := tokens[self.at]) and (found in separators or found in "()"):
            if found == "(":
                self.depth += 1
            elif found == ")":
                self.depth -= 1
                if self.depth < 0:
                    raise self.unknown()
            self.at += 1

    def remember(self, note: str) -> None:
        """Keep the first note."""
        self.note = self.note or note

    def _spans(self) -> list[tuple[int, int]]:
        """Return where the tokens stand: asked for only where a part of the text is shown."""
        if self._found is None:
            self._found = token.spans_of_tokens(self.text)
        return self._found

    def between(self, first: int, after: int) -> str:
        """Return the text of the tokens from one to before another."""
        spans = self._spans()
        return self.text[spans[first][0] : spans[after - 1][1]].strip()

    def refused(
        self, why: str, zh: str, en: str, *, at: int, expected: tuple[str, str] = _EXPECTED
    ) -> PhraseError:
        """Return the error that refuses the phrase and names the part from a token on."""
        spans = self._spans()
        part = self.text[spans[at][0] :] if at < len(spans) else self.text
        part = shorten(part.replace(token.MARK, "?"), _SHOWN)
        return PhraseError(why, f"“{part}”{zh}", f"{part!r} {en}", expected)

    def unknown(self) -> PhraseError:
        """Return the error that refuses the phrase from the next token on."""
        if not self.next:
            return self.refused("unknown", "：缺少后文", "breaks off", at=max(0, self.at - 1))
        return self.refused("unknown", "：看不懂", "is not understood", at=self.at)
