"""Dates and times as people write them in Chinese tables."""

from kepuyue.io.platform.phrase.grammar import LONGEST, MOST, read_phrase
from kepuyue.io.platform.phrase.value import Phrase, PhraseError, When

__all__ = ["LONGEST", "MOST", "Phrase", "PhraseError", "When", "read_phrase"]
