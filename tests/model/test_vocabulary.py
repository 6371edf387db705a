import importlib
import pkgutil
import re
from collections import Counter
from typing import Any

import pytest

from kepuyue import (
    TARGET_GROUPS,
    THEMES,
    Coded,
    Datum,
    Disclosure,
    Frequency,
    InvalidValueError,
    MilestoneKind,
    Source,
    TargetGroup,
    Theme,
    ThemeScheme,
    UnitKind,
    UnknownIdError,
    Vocabulary,
    model,
)
from kepuyue.model.source import FACTS, notice


def labels(scheme: ThemeScheme) -> list[str]:
    return [theme.label for theme in THEMES if theme.scheme is scheme]


def test_the_lists_of_the_notice() -> None:
    assert labels(ThemeScheme.TOPIC) == [
        "人工智能", "机器人", "医疗健康", "食品安全", "农业生产", "交通运输",
        "低碳生活", "防灾避险", "安全生产", "乡风文明",
    ]  # fmt: skip
    assert labels(ThemeScheme.FIELD) == [
        "科技创新", "科学教育", "数字素养", "生态文明", "卫生健康", "应急科普", "农业科技",
        "核科普", "水利科普", "科普创作",
    ]  # fmt: skip
    assert labels(ThemeScheme.FOCUS) == [
        "科普助力“双减”", "科技助力乡村振兴", "科学家精神弘扬", "银龄科普",
    ]  # fmt: skip
    assert len(labels(ThemeScheme.DIRECTION)) == 4


def test_the_slogan_of_every_year_and_the_two_of_2025() -> None:
    years = Counter(
        year
        for theme in THEMES
        if theme.scheme is ThemeScheme.SLOGAN and theme.valid_from and theme.valid_to
        for year in range(theme.valid_from, theme.valid_to + 1)
    )

    assert years == {**dict.fromkeys(range(2017, 2027), 1), 2025: 2}


def test_the_five_statutory_groups_and_the_general_public() -> None:
    assert [group.label for group in TARGET_GROUPS if group.statutory] == [
        "青少年", "农民", "产业工人", "老年人", "领导干部和公务员",
    ]  # fmt: skip
    assert [group.label for group in TARGET_GROUPS if not group.statutory] == ["社会公众"]


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("中小学生", "youth"), ("老人", "older_people"), ("公务员", "officials"),
        ("村民", "farmers"),
        ("职工", "workers"), ("市民", "general_public"), (" YOUTH ", "youth"),
        ("Older people", "older_people"), ("领导干部 和公务员", "officials"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(typed: str, group: str) -> None:
    assert TARGET_GROUPS.find(typed).id == group


def vocabularies() -> dict[str, Vocabulary[Any]]:
    """Return every vocabulary of the library: the code lists, the themes, the target groups."""
    for module in pkgutil.iter_modules(model.__path__):
        importlib.import_module(f"{model.__name__}.{module.name}")
    lists = {kind.__name__: kind.vocabulary() for kind in Coded.__subclasses__()}
    return {**lists, "themes": THEMES, "target groups": TARGET_GROUPS}


VOCABULARIES = vocabularies()


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_has_labels_aliases_and_a_source(name: str) -> None:
    assert "Frequency" in VOCABULARIES
    for term in VOCABULARIES[name]:
        assert re.fullmatch("[A-Za-z0-9_-]+", term.id)
        assert term.label
        assert re.fullmatch("[A-Za-z0-9 ,-]+", term.label_en or ""), term.id
        assert term.aliases, term.id
        assert isinstance(term.source, Source)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_leads_to_its_term(name: str) -> None:
    vocabulary = VOCABULARIES[name]

    for term in vocabulary:
        for word in (term.id, term.label, term.label_en, *term.aliases):
            assert vocabulary.find(word) is term, word


def test_a_source_is_where_the_term_is_from() -> None:
    assert {str(member.source) for member in Frequency} == {"RFC 5545 3.3.10"}
    assert Datum.WGS84.source.title.startswith("EPSG:4326")
    assert [datum for datum in Datum if datum.source == FACTS] == []
    assert UnitKind.HOSPITAL.source == notice("四(二)1")
    assert UnitKind.COORDINATING_BODY.source == FACTS
    assert MilestoneKind.DUE.source == notice("五(四)")
    assert [k for k in Disclosure if not k.source.title.endswith("政府信息公开条例")] == []


def test_associations_are_called_what_they_are() -> None:
    kinds = [kind for kind in UnitKind if kind.label.endswith("科协")]

    assert len(kinds) == 4
    assert {kind.label_en.lower().partition("association")[2] for kind in kinds} == {
        " for science and technology"
    }


@pytest.mark.parametrize(
    ("typed", "slogan"),
    [
        ("提升全民科学素质夯实科技强国基础", "slogan-2025"),
        ("创新驱动发展科学破除愚昧", "slogan-2017"),
        ("科技改变生活", "slogan-2025-press"),
        ("科普向未来", "slogan-2022"),
    ],
)
def test_a_slogan_is_understood_without_its_punctuation_and_by_half(
    typed: str, slogan: str
) -> None:
    assert THEMES.find(typed).id == slogan


@pytest.mark.parametrize("vocabulary", [TARGET_GROUPS, THEMES], ids=["groups", "themes"])
def test_no_word_stands_for_two_terms(vocabulary: Vocabulary[TargetGroup | Theme]) -> None:
    for term in vocabulary:
        for word in (term.id, term.label, term.label_en, *term.aliases):
            if word:
                assert vocabulary.find(word) is term, word
        assert term.source is not None


def test_a_miss_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError) as caught:
        THEMES.find("人工智慧")

    assert caught.value.report.findings[0].nearest[0] == "人工智能"
    with pytest.raises(UnknownIdError, match="there is no such theme"):
        THEMES["人工智能"]  # a label is no id
    assert THEMES.get("人工智能") is None
    assert THEMES["robotics"].label == "机器人"


def test_an_ambiguous_word_lists_the_candidates() -> None:
    first, second = Theme(id="a", label="水", label_en="Water"), Theme(id="b", label="水")

    with pytest.raises(UnknownIdError) as caught:
        Vocabulary([first, second]).find("水")
    (finding,) = caught.value.report
    assert finding.message("zh") == "名称不唯一（可能是：水 (a)、水 (b)）：水"
    assert finding.message("en") == "the name is ambiguous (it may be: Water (a), 水 (b)): 水"


def test_an_id_counts_before_a_label_and_a_label_before_an_alias() -> None:
    terms = [
        Theme(id="x", label="y", aliases=("z",)),
        Theme(id="y", label="z"),
        Theme(id="z", label="q"),
    ]

    assert [Vocabulary(terms).find(word).id for word in ("x", "y", "z")] == ["x", "y", "z"]


def test_an_extended_vocabulary_leaves_the_original_as_it_was() -> None:
    own = Theme(id="danxia", label="丹霞地貌")
    extended = THEMES.extended(own)

    assert extended.find("丹霞地貌") == own
    assert (len(extended), "danxia" in extended, own in extended) == (len(THEMES) + 1, True, True)
    assert ("danxia" in THEMES, own in THEMES) == (False, False)
    assert repr(extended) == f"<Vocabulary of {len(THEMES) + 1} themes>"


def test_an_id_cannot_stand_for_two_terms() -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL010"):
        THEMES.extended(Theme(id="robotics", label="别的"))
    assert len(THEMES.extended(THEMES["robotics"])) == len(THEMES)


def test_hostile_words_are_no_trouble() -> None:
    for word in ("", " ", "\ud800", "长" * 10**6, "\x00"):
        with pytest.raises(UnknownIdError):
            THEMES.find(word)
