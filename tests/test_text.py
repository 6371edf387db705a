"""The nearest words, where there are many, long or empty ones."""

import pytest

from kepuyue._text import fold, nearest


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("（科技馆）", "科技馆"), ("Ａ＿b-C", "abc"), ("“双减”", "双减"), ("・", "・")],
)
def test_what_keyboards_add_is_set_aside(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_words_of_separators_alone_are_like_nothing() -> None:
    assert nearest("___", ["a"]) == ()
    assert nearest("a", ["", "___", "- -"]) == ()


def test_a_character_that_folds_to_many_costs_no_more_than_others() -> None:
    long = "\ufdfa" * 100

    assert nearest(long, [f"{long}{number}" for number in range(50)]) == tuple(
        f"{long}{number}" for number in range(3)
    )


def test_of_very_many_candidates_the_first_are_compared() -> None:
    candidates = (f"{number:07d}" for number in range(10**6))

    assert nearest("0000042", candidates)[0] == "0000042"
    assert next(candidates) == "0010000"
