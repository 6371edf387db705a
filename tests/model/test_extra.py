"""The mapping for other tools: what it takes comes out as JSON carries it."""

import copy
import enum
import pickle
from typing import Any

import pytest

from kepuyue import Extra, InvalidValueError, Programme, dumps, loads
from kepuyue.model.extra import DEPTH


class Number(int):
    """An integer of another library."""


class Ratio(float):
    """A float of another library."""


class Word(enum.StrEnum):
    """A text of another library."""

    A = "a"


@pytest.mark.parametrize(
    ("given", "plain"),
    [(Number(3), 3), (Ratio(1.5), 1.5), (Word.A, "a"), (Number(-(2**63)), -(2**63))],
)
def test_subclasses_become_the_plain_types(given: Any, plain: object) -> None:
    extra = Extra({"k": given, "l": [given]})

    assert extra == {"k": plain, "l": (plain,)}
    assert type(extra["k"]) is type(plain)
    assert loads(dumps(Programme(extra=extra))).extra == extra


@pytest.mark.parametrize("beyond", [Number(2**63), Number(-(2**63) - 1)])
def test_a_subclass_of_int_beyond_64_bits_is_refused_at_once(beyond: int) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL012"):
        Extra({"k": beyond})


def test_the_deepest_nesting_allowed_pickles_copies_and_is_written() -> None:
    deep: Any = 1
    for _ in range(DEPTH):
        deep = [deep]
    extra = Extra({"deep": deep})

    assert pickle.loads(pickle.dumps(extra)) == extra  # noqa: S301  (our own bytes)
    assert copy.deepcopy(extra) == extra
    assert loads(dumps(Programme(extra=extra))).extra == extra
    with pytest.raises(InvalidValueError, match="KY-VAL012"):
        Extra({"deep": [deep]})
