import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import InvalidValueError, credit_code

CODE = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(first: str) -> str:
    """Return the check character of GB 32100-2015, section 5.4, worked out from its text."""
    weights = [pow(3, index, 31) for index in range(17)]
    total = sum(ALPHABET.index(c) * w for c, w in zip(first, weights, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), f" {CODE} ", "9111 0000 6000 3734 1L", "91110000-600037341-L",
              "９１１１００００６０００３７３４１Ｌ"],
)  # fmt: skip
def test_every_spelling_is_brought_to_one_form(typed: str) -> None:
    assert credit_code.validate(typed) == CODE
    assert credit_code.format(typed) == CODE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "18"),
        (CODE[:-1], "18"),
        ("91110000600037342L", "check character"),
        ("9111000060003734IL", "not allowed"),
        ("9111000060003734一L", "not allowed"),
        ("X" * 18, "not allowed"),
    ],
)
def test_the_error_says_why(text: str, why: str) -> None:
    assert not credit_code.is_valid(text)
    with pytest.raises(InvalidValueError, match=why):
        credit_code.validate(text)


def test_what_is_no_text_is_no_credit_code() -> None:
    assert [credit_code.is_valid(value) for value in (None, 18, b"9" * 18)] == [False] * 3


@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    assert credit_code.is_valid(text) in (True, False)


@given(st.text("0123456789", min_size=6, max_size=6), st.text("0123456789", min_size=8, max_size=8))
def test_the_standard_s_own_arithmetic_agrees(region: str, body: str) -> None:
    total = sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    organisation = body + "0123456789X0"[(11 - total % 11) % 11]
    first = f"91{region}{organisation}"

    assert credit_code.validate(first + check_character(first)) == first + check_character(first)
