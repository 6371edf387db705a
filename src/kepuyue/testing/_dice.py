"""Draws that are the same on every machine and version of Python."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that depend on ``random.Random(seed).random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311  (no secret is made)

    def below(self, count: int) -> int:
        """Return a number from 0 that is less than ``count``."""
        return int(self._random() * count)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def chance(self, share: float) -> bool:
        """Return true in a share of all draws."""
        return self._random() < share
