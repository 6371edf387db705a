import pytest

from kepuyue.io.platform.division import division_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("武江区惠民南路1号", "440203"),
        ("广东省韶关市武江区惠民南路1号", "440203"),
        ("韶关市", "440200"),
        ("广东省", "440000"),
        ("韶关市武江区、浈江区", None),  # two of one city
        ("武江区与乐昌市", None),
        ("朝阳区", None),
        ("北京市朝阳区", "110105"),
        ("长春市朝阳区", "220104"),
        ("吉林省朝阳区", "220104"),
        ("市科技馆", None),
        ("社区", None),
        ("", None),
        ("路" * 190 + "武江区", "440203"),
        ("路" * 200 + "武江区", None),  # more than is looked through
    ],
)
def test_the_most_exact_division_that_can_be_only_one(text: str, code: str | None) -> None:
    assert division_in(text) == code


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("朝阳区", "110000", "110105"),
        ("朝阳区", "220100", "220104"),
        ("朝阳区", "440200", None),
        ("武江区", "440200", "440203"),
        ("武江区", "110000", None),  # one name alone says too little against what is known
        ("韶关市武江区", "110000", "440203"),
        ("韶关市", "440200", "440200"),
        ("市科技馆", "440200", None),
    ],
)
def test_what_is_known_tells_apart_what_has_one_name(
    text: str, within: str, code: str | None
) -> None:
    assert division_in(text, within) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("沙县", None),  # of two characters: a word too
        ("双江拉祜族佤族布朗族傣族自治县", "530925"),  # the longest name of all
        ("锡林浩特市", "152502"),
        ("阿拉善盟", "152900"),
        ("陈巴尔虎旗", "150725"),
    ],
)
def test_names_of_every_kind_and_length_are_found(text: str, code: str | None) -> None:
    assert division_in(text) == code


def test_a_division_that_is_no_more_is_not_found() -> None:
    assert division_in("崇文区") is None  # in Beijing, until 2010
