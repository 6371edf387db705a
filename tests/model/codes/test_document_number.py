import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import InvalidValueError, document_number

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="号第")
CANONICAL = "韶市科协联字〔2025〕12号"


@pytest.mark.parametrize(
    "typed",
    [
        "韶市科协联字〔2025〕12号",
        "韶市科协联字〔2025〕12 号",
        "韶市科协联字[2025]12号",
        "韶市科协联字(2025)12号",
        "韶市科协联字（2025）12号",
        "韶市科协联字【2025】12号",
        "韶市科协联字{2025}12号",
        "韶市科协联字［2025］12号",
        "韶市科协联字〈2025〉12号",
        "韶市科协联字〔２０２５〕１２号",
        " 韶市科协联字 〔 2025 〕 12 号 ",
        "韶市科协联字\u3000〔2025〕\u300012号",
        "韶市科协联字〔2025〕第12号",
        "韶市科协联字〔2025〕012号",
        "韶市科协联字〔2025〕12",
        "韶市科协联字〔2025年〕12号",
        "（韶市科协联字〔2025〕12 号）",
        "(韶市科协联字〔2025〕12号)",
    ],
)
def test_every_shape_people_type_is_brought_to_one_form(typed: str) -> None:
    assert document_number.validate(typed) == CANONICAL
    assert document_number.format(typed) == CANONICAL
    assert document_number.is_valid(typed)


@pytest.mark.parametrize("typed", ["粤府（办）〔2025〕3号", "（粤府(办)〔2025〕 3 号）"])
def test_an_agency_may_have_brackets_in_it(typed: str) -> None:
    assert document_number.validate(typed) == "粤府（办）〔2025〕3号"
    assert document_number.parts(typed).agency == "粤府（办）"


def test_what_is_no_text_is_no_document_number() -> None:
    assert [document_number.is_valid(value) for value in (None, 12, b"1", [CANONICAL])] == [
        False
    ] * 4


def test_the_parts_are_told_apart() -> None:
    number = document_number.parts("粤纲要办发〔2025〕5 号")

    assert (number.agency, number.year, number.serial) == ("粤纲要办发", 2025, 5)


@pytest.mark.parametrize(
    "text",
    ["", "12号", "〔2025〕12号", "韶市科协联字〔25〕12号", "韶市科协联字〔2025〕号",
     "韶市科协联字〔2025〕0号", "韶市科协联字〔2025〕12号附件", "韶市科协联字2025-12",
     "韶\x00字〔2025〕12号", "号" * 200, "粤府（办〔2025〕3号", "（粤府〔2025〕3号",
     "（）〔2025〕3号", "（粤府（办））〔2025〕3号", "（" * 50 + "）" * 50],
)  # fmt: skip
def test_what_is_no_document_number_is_refused_with_the_shape(text: str) -> None:
    assert not document_number.is_valid(text)
    with pytest.raises(InvalidValueError, match="韶市科协联字〔2025〕12号"):
        document_number.validate(text)


@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    if document_number.is_valid(text):
        once = document_number.validate(text)
        assert document_number.validate(once) == once


@given(
    st.text(HAN,
            min_size=1, max_size=20),
    st.integers(1949, 2999),
    st.integers(1, 999_999),
    st.sampled_from(["〔〕", "[]", "()", "【】", "（）"]),
)  # fmt: skip
def test_any_number_comes_back_from_any_brackets(
    agency: str, year: int, serial: int, brackets: str
) -> None:
    typed = f"{agency}{brackets[0]}{year}{brackets[1]} {serial} 号"

    assert document_number.validate(typed) == f"{agency}〔{year}〕{serial}号"
