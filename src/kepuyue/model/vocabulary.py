"""Looking terms up by id, label or alias, and adding to them without global state."""

import functools
from collections.abc import Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from kepuyue._text import fold, nearest
from kepuyue.errors import UnknownIdError, invalid, report_of


class Term(Protocol):
    """What a vocabulary holds: anything with an id, two labels and aliases."""

    @property
    def id(self) -> str:
        """The stable id."""

    @property
    def label(self) -> str:
        """The Chinese label."""

    @property
    def label_en(self) -> str | None:
        """The English label."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other words that people type for it."""


T = TypeVar("T", bound=Term)


class Vocabulary(Generic[T]):
    """Terms in their order, looked up by id, label or alias; it never changes.

    Args:
        terms: the terms; ids must differ.
        kind: what a term is called in messages, in Chinese and English.

    Raises:
        InvalidValueError: if two different terms have the same id.

    >>> from kepuyue.model.bundled import TARGET_GROUPS
    >>> TARGET_GROUPS.find("中小学生").id, TARGET_GROUPS.find("Older people").id
    ('youth', 'older_people')
    """

    __slots__ = ("_by_id", "_by_word", "_kind")

    def __init__(
        self, terms: Iterable[T] = (), *, kind: tuple[str, str] = ("词条", "term")
    ) -> None:
        self._kind = kind
        self._by_id: dict[str, T] = {}
        for term in terms:
            if self._by_id.setdefault(term.id, term) != term:
                raise invalid("KY-VAL010", term.id, field="id")
        self._by_word: tuple[dict[str, list[T]], ...] | None = None

    def __getitem__(self, term_id: str) -> T:
        """Return the term of exactly this id.

        Raises:
            UnknownIdError: if there is none; the nearest ids are named.
        """
        try:
            return self._by_id[term_id]
        except KeyError:
            raise self._unknown(term_id) from None

    def get(self, term_id: str) -> T | None:
        """Return the term of exactly this id, or ``None``.

        Args:
            term_id: the id; labels and aliases are for :meth:`find`.

        Example:
            >>> from kepuyue.model.bundled import TARGET_GROUPS
            >>> TARGET_GROUPS.get("中小学生") is None
            True
        """
        return self._by_id.get(term_id)

    def find(self, text: str) -> T:
        """Return the one term that people mean by ``text``.

        An id counts before a label, a label before an alias; case, spaces, brackets and
        full-width forms are set aside.

        Args:
            text: an id, a label in Chinese or English, or an alias.

        Raises:
            UnknownIdError: if there is none (the nearest are named), or more than one (all are).

        Example:
            >>> from kepuyue.model.bundled import THEMES
            >>> THEMES.find("双碳").label
            '低碳生活'
        """
        found = self._found(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownIdError(
                report_of(
                    "KY-REF002", text,
                    candidates_zh="、".join(f"{term.label} ({term.id})" for term in found),
                    candidates_en=", ".join(
                        f"{term.label_en or term.label} ({term.id})" for term in found
                    ),
                )
            )  # fmt: skip
        raise self._unknown(text)

    def match(self, text: str) -> T | None:
        """Return the one term that people mean by ``text``, or ``None``; see :meth:`find`.

        A miss costs no search for what is like it.

        Args:
            text: an id, a label in Chinese or English, or an alias.

        Example:
            >>> from kepuyue.model.bundled import THEMES
            >>> THEMES.match("双碳").label, THEMES.match("例会")
            ('低碳生活', None)
        """
        found = self._found(text)
        return found[0] if len(found) == 1 else None

    def _found(self, text: str) -> list[T]:
        """Return the terms that ``text`` may mean; more than one where it is ambiguous."""
        if text in self._by_id:
            return [self._by_id[text]]
        word = fold(text) if len(text) <= _LONGEST else ""
        return next((tier[word] for tier in self._words() if word in tier), [])

    def extended(self, *terms: T) -> "Vocabulary[T]":
        """Return a vocabulary that has ``terms`` too; this one stays as it is.

        Args:
            *terms: the terms to add; one that is there already stays once.

        Raises:
            InvalidValueError: if a term has the id of a different one.

        Example:
            >>> from kepuyue.model.bundled import THEMES
            >>> from kepuyue.model.theme import Theme
            >>> THEMES.extended(Theme(id="danxia", label="丹霞地貌")).find("丹霞地貌").id
            'danxia'
        """
        return Vocabulary((*self, *terms), kind=self._kind)

    def __iter__(self) -> Iterator[T]:
        """Iterate over the terms in their order."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._by_id)

    def __contains__(self, term: object) -> bool:
        """Return whether this is the id of a term or a term itself."""
        if isinstance(term, str):
            return term in self._by_id
        return any(term == known for known in self)

    def __repr__(self) -> str:
        """Return the kind and the number of terms."""
        return f"<Vocabulary of {len(self)} {self._kind[1]}s>"

    def _words(self) -> tuple[dict[str, list[T]], ...]:
        if self._by_word is None:
            tiers: tuple[dict[str, list[T]], ...] = ({}, {}, {})
            for term in self:
                words = ((term.id,), (term.label, term.label_en or ""), term.aliases)
                for tier, spelt in zip(tiers, words, strict=True):
                    for word in {fold(spelling) for spelling in spelt if spelling}:
                        tier.setdefault(word, []).append(term)
            self._by_word = tiers
        return self._by_word

    def _unknown(self, text: str) -> UnknownIdError:
        words = [
            word
            for term in self
            for word in (term.id, term.label, term.label_en or "", *term.aliases)
            if word
        ]
        return UnknownIdError(
            report_of(
                "KY-REF001",
                text,
                nearest=nearest(text, words),
                kind_zh=self._kind[0],
                kind_en=self._kind[1],
            )
        )


_LONGEST = 1000
"""Characters that a looked-up word may have: no label is longer, and folding takes time."""


@functools.cache
def vocabulary_of(members: Any) -> Vocabulary[Any]:
    """Return the vocabulary of an enumeration's members."""
    return Vocabulary(members, kind=("代码", "code"))
