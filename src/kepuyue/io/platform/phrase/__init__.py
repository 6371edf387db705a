"""Dates and times as people write them in Chinese tables.

What the tables of this library say of times comes back, but for what such words cannot tell: other
zones than that of China, seconds, which of the two hours of a clock that is put back (1986 to
1991), years before 1000, an empty recurrence, and changes that make no difference. A weekly or
monthly rule that leaves its day open comes back with that of its start.
"""

from kepuyue.io.platform.phrase.grammar import LONGEST, MOST, read_phrase
from kepuyue.io.platform.phrase.token import PARTS_OF_DAY
from kepuyue.io.platform.phrase.value import Phrase, PhraseError, When

__all__ = ["LONGEST", "MOST", "PARTS_OF_DAY", "Phrase", "PhraseError", "When", "read_phrase"]
