"""Code lists: enumerations whose members have labels, aliases and a source."""

import enum
from typing import Self

from kepuyue._text import nearest
from kepuyue.errors import invalid
from kepuyue.model.source import FACTS, Source
from kepuyue.model.vocabulary import Vocabulary, vocabulary_of


class Coded(enum.Enum):
    """The base of the code lists; it has no members itself.

    A member's value is its stable English id: it is what stands in JSON.

    Attributes:
        label: Chinese label.
        label_en: English label.
        aliases: other words that people type for it.
        source: where the member comes from.
    """

    label: str
    label_en: str
    aliases: tuple[str, ...]
    source: Source

    def __new__(
        cls, code: str, label: str = "", label_en: str = "", *aliases: str, source: Source = FACTS
    ) -> Self:
        """Make a member of its id, labels, aliases and source.

        Calling the class looks a member up by its id alone, so only the id is required here.
        """
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        member.label_en = label_en
        member.aliases = aliases
        member.source = source
        return member

    @property
    def id(self) -> str:
        """The stable id, the same as ``value``."""
        return str(self.value)

    @classmethod
    def vocabulary(cls) -> Vocabulary[Self]:
        """Return the members as a vocabulary, to look them up by id, label or alias.

        Example:
            >>> from kepuyue.model.unit import AdminLevel
            >>> len(AdminLevel.vocabulary())
            6
        """
        return vocabulary_of(cls)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the member that people mean by ``text``: an id, a label or an alias.

        Args:
            text: for example ``"science_museum"``, ``"科技馆"`` or ``"Science museum"``.

        Raises:
            UnknownIdError: if there is none; the nearest are named.

        Example:
            >>> from kepuyue.model.unit import UnitKind
            >>> UnitKind.of("科学馆")
            <UnitKind.SCIENCE_MUSEUM 科技馆>
        """
        return cls.vocabulary().find(text)

    @classmethod
    def nearest(cls, text: str) -> tuple[str, ...]:
        """Return the ids of up to three members with a word like ``text``, the most alike first.

        Args:
            text: what stood there instead of an id.

        Example:
            >>> from kepuyue.model.unit import UnitKind
            >>> UnitKind.nearest("musuem")
            ('science_museum',)
        """
        words = {
            word: member.id
            for member in cls
            for word in (member.id, member.label, member.label_en, *member.aliases)
        }
        return tuple(dict.fromkeys(words[word] for word in nearest(text, words)))

    @classmethod
    def _missing_(cls, value: object) -> None:
        codes = [str(member.value) for member in cls]
        raise invalid(
            "KY-VAL003",
            value,
            nearest=cls.nearest(value) if isinstance(value, str) else (),
            field=cls.__name__,
            expected_zh="下列代码之一：" + "、".join(codes),
            expected_en="one of " + ", ".join(codes),
        )

    def __repr__(self) -> str:
        """Return the member as Python code names it, with its Chinese label."""
        return f"<{type(self).__name__}.{self.name} {self.label}>"
