from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from kepuyue import AdminLevel, InvalidValueError, UnknownIdError, region
from kepuyue.model.codes._gb2260 import PLACEHOLDERS, table

COUNTIES = {
    "440203": "武江区", "440204": "浈江区", "440205": "曲江区", "440222": "始兴县",
    "440224": "仁化县", "440229": "翁源县", "440232": "乳源瑶族自治县", "440233": "新丰县",
    "440281": "乐昌市", "440282": "南雄市",
}  # fmt: skip


def candidates(text: str) -> list[str]:
    return [found.full_name for found in region.search(text)]


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("44", "440000"), ("440000", "440000"), ("4402", "440200"), ("440200", "440200"),
        ("440203", "440203"), ("440203001", "440203001"), ("440203001002", "440203001002"),
        ("440203000000", "440203"), ("440203001000", "440203001"), ("440000000000", "440000"),
        (" ４４02 03 ", "440203"),
    ],
)  # fmt: skip
def test_every_length_is_brought_to_one_form(typed: str, canonical: str) -> None:
    assert region.validate(typed) == canonical
    assert region.is_valid(typed)


@pytest.mark.parametrize("text", ["", "4", "440", "44020", "4402031", "44020300100", "abc", "韶关"])
def test_another_shape_is_refused(text: str) -> None:
    assert not region.is_valid(text)
    with pytest.raises(InvalidValueError, match="KY-COD001"):
        region.validate(text)


@pytest.mark.parametrize("text", ["99", "449999", "440299001", "661234"])
def test_a_code_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="KY-COD002"):
        region.validate(text)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("440000", AdminLevel.PROVINCIAL), ("440200", AdminLevel.PREFECTURAL),
        ("440203", AdminLevel.COUNTY), ("440203001", AdminLevel.TOWNSHIP),
        ("440203001002", AdminLevel.VILLAGE), ("660000", AdminLevel.PROVINCIAL),
    ],
)  # fmt: skip
def test_the_level_shows_in_the_code(code: str, level: AdminLevel) -> None:
    assert region.level(code) is level


def test_the_line_of_parents_leads_to_the_province() -> None:
    assert region.ancestors("440203001002") == ("440203001", "440203", "440200", "440000")
    assert region.ancestors("110101") == ("110000",)
    assert region.ancestors("500229") == ("500000",)
    assert region.ancestors("469001") == ("460000",)
    assert region.ancestors("660000") == ()
    # a village straight below its county
    assert region.ancestors("440203000001") == ("440203", "440200", "440000")
    assert region.full_name("440203000001") == "广东省韶关市武江区"


def test_containment_goes_by_digits() -> None:
    assert region.contains("440000", "440203001002")
    assert region.contains("440203", "440203000000")
    assert region.contains("440203001000", "440203001002")
    assert region.contains("659000", "659001")
    assert not region.contains("440203", "440200")
    assert not region.contains("660000", "659001")


def test_the_ten_counties_of_shaoguan() -> None:
    assert {code: region.name(code) for code in region.children("440200")} == COUNTIES
    assert region.full_name("440232") == "广东省韶关市乳源瑶族自治县"


def test_children_pass_over_rows_that_are_no_place() -> None:
    assert "110101" in region.children("110000")
    assert "110100" not in region.children("110000")
    assert "429004" in region.children("420000")


def test_an_abolished_code_resolves_and_says_so() -> None:
    former = region.lookup("440221")

    assert (former.name, former.abolished, former.valid_to) == ("曲江县", True, 2004)
    assert not region.lookup("440205").abolished


def test_a_name_is_that_of_its_day() -> None:
    assert region.name("130502") == "襄都区"
    assert region.name("130502", date(2019, 12, 31)) == "桥东区"
    assert region.name("440221", date(2005, 1, 1)) is None
    assert [past.name for past in region.lookup("130502").names] == ["桥东区", "襄都区"]


def test_below_the_county_the_name_is_unknown() -> None:
    town = region.lookup("440203001")

    assert (town.name, town.full_name) == (None, "广东省韶关市武江区")
    assert (town.abolished, town.valid_from, town.valid_to) == (False, None, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("韶关市武江区", "440203"), ("武江区", "440203"), ("武江", "440203"),
        ("广东省韶关市武江区", "440203"), ("广东武江", "440203"), ("韶关 武江区", "440203"),
        ("广东韶关", "440200"), ("乳源县", "440232"), ("乳源", "440232"), ("曲江", "440205"),
        ("曲江县", "440221"), ("北京", "110000"), ("北京朝阳区", "110105"), ("东莞", "441900"),
        ("仙桃市", "429004"), ("广西", "450000"), ("内蒙古", "150000"), ("香港", "810000"),
        ("新疆", "650000"), ("兵团", "660000"), ("新疆生产建设兵团", "660000"),
        ("中国广东省", "440000"),
    ],
)  # fmt: skip
def test_a_name_finds_its_code(typed: str, code: str) -> None:
    assert region.find(typed).code == code


def test_an_ambiguous_name_lists_its_candidates() -> None:
    assert candidates("朝阳区") == ["北京市朝阳区", "吉林省长春市朝阳区"]
    with pytest.raises(UnknownIdError) as caught:
        region.find("朝阳区")

    message = str(caught.value)
    assert "北京市朝阳区 (110105)" in message
    assert "吉林省长春市朝阳区 (220104)" in message


def test_a_miss_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError) as caught:
        region.find("武江市区")

    assert "武江区" in caught.value.report.findings[0].nearest


def test_what_stands_before_a_name_must_be_what_it_belongs_to() -> None:
    assert candidates("广西武江区") == []
    assert candidates("武江区韶关市") == []
    assert candidates("") == []
    assert candidates("韶" * 1000) == []


def test_every_name_in_force_is_found_again() -> None:
    codes = [
        code
        for province in table()
        if province.endswith("0000") and not region.lookup(province).abolished
        for code in (province, *region.children(province))
    ]

    ambiguous = {
        full_name
        for full_name in map(region.full_name, codes)
        if len([r for r in region.search(full_name) if not r.abolished]) > 1
    }

    assert len(codes) > 300
    assert [c for c in codes if c not in [r.code for r in region.search(region.full_name(c))]] == []
    assert ambiguous == set()


def test_what_the_table_lacks_is_corrected() -> None:
    assert [region.find(name).code for name in ("临平区", "杭州市钱塘区")] == ["330113", "330114"]
    assert {"330113", "330114"} < set(region.children("330100"))
    assert [region.find(name).code for name in ("神农架林区", "神农架", "随州市")] == [
        "429021", "429021", "421300",
    ]  # fmt: skip
    assert [region.lookup(code).abolished for code in ("422921", "429001")] == [True, True]
    assert region.name("429001", date(1999, 1, 1)) == "随州市"
    assert "422921" not in region.children("420000")


@pytest.mark.parametrize("text", sorted(PLACEHOLDERS))
def test_a_row_that_is_no_place_is_neither_found_nor_offered(text: str) -> None:
    assert region.search(text) == ()
    with pytest.raises(UnknownIdError) as caught:
        region.find(text)
    assert PLACEHOLDERS.isdisjoint(caught.value.report.findings[0].nearest)


def test_what_is_no_text_is_no_code() -> None:
    assert [region.is_valid(value) for value in (440203, None, 44.0, b"440203", ["440203"])] == [
        False
    ] * 5


@pytest.mark.parametrize("code", [*COUNTIES, "130502", "110101", "429004", "810000"])
def test_stdnum_s_own_look_up_agrees(code: str) -> None:
    first = f"{code}20200101001"
    place = ric.get_birth_place(first + ric.calc_check_digit(first + "0"))

    assert region.name(code, date(2020, 1, 1)) == place["county"].split("]")[-1]


@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    assert region.is_valid(text) in (True, False)
    assert isinstance(region.search(text), tuple)


@given(st.sampled_from(sorted(table())), st.text("0123456789", min_size=3, max_size=3))
def test_laws_of_codes(code: str, below: str) -> None:
    assert region.validate(region.validate(code)) == region.validate(code)
    assert region.validate(region.format(code)) == code
    assert all(region.contains(above, code) for above in region.ancestors(code))
    assert region.contains(code, region.validate(code + below)) or code.endswith("00")
