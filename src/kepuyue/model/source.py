"""Where a fact comes from, and how well it is attested."""

import enum

import attrs

from kepuyue.model._field import checked, short_repr, valid_name, valid_text, valid_url


class Evidence(enum.Enum):
    """How well a fact is attested.

    >>> Evidence("A").description
    'official document or page'
    """

    A = "A"
    B = "B"
    C = "C"

    @property
    def description(self) -> str:
        """What the level means, in English."""
        return {
            "A": "official document or page",
            "B": "one coherent public page",
            "C": "inferred",
        }[str(self.value)]


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Source:
    """The source of a fact.

    Attributes:
        title: name of the document or page; a document number where it has one.
        clause: clause, section or table in it.
        url: address where it can be read.
        evidence: A official, B one coherent public page, C inferred (the default: the weakest).

    >>> Source(title="韶市科协联字〔2025〕12号", clause="三(四)", evidence=Evidence.A)
    Source(title='韶市科协联字〔2025〕12号', clause='三(四)', evidence='A')
    """

    title: str = attrs.field(validator=valid_name)
    clause: str | None = attrs.field(default=None, validator=valid_text)
    url: str | None = attrs.field(default=None, validator=valid_url)
    evidence: Evidence = Evidence.C

    __repr__ = short_repr

    def __str__(self) -> str:
        """Return title and clause as one would cite them."""
        return f"{self.title} {self.clause}" if self.clause else self.title


NOTICE_NUMBER = "韶市科协联字〔2025〕12号"
"""The document number of the notice that many labels are taken from."""


def notice(clause: str) -> Source:
    """Return the source of what stands in ``clause`` of the Shaoguan notice of 2025."""
    return Source(title=NOTICE_NUMBER, clause=clause, evidence=Evidence.A)


FACTS = Source(
    title="全国科普月公开资料", clause="通知、平台与往年表格中的用语", evidence=Evidence.C
)
"""The source of words that are in common use in notices and tables, without one definition."""
STATISTICS = Source(title="全国科普统计调查方案", clause="科普活动", evidence=Evidence.B)
"""The source of the activity kinds counted by the national survey."""
