"""The national years, held to a list typed from the table of facts, not from the edition."""

from datetime import date
from typing import Any

import attrs
import pytest

from kepuyue import (
    THEMES,
    Campaign,
    Evidence,
    MilestoneKind,
    Programme,
    ThemeScheme,
    Unit,
    UnknownIdError,
    editions,
)
from kepuyue.model.source import NOTICE_NUMBER

# year: (first day, last day, slogans, labels of joint actions and other structure)
YEARS: dict[int, tuple[tuple[int, int], tuple[int, int], list[str], str]] = {
    2017: ((9, 16), (9, 22), ["创新驱动发展，科学破除愚昧"], "北京主场 系列联合行动"),
    2018: ((9, 15), (9, 21), ["创新引领时代，智慧点亮生活"], """
        基层科普 科普教育基地 校园科普 网上科普日
        """),
    2019: ((9, 14), (9, 20), ["礼赞共和国、智慧新生活"], """
        科技馆 农村 社区 校园 企业 教育基地 学术资源科普化
        卫生健康专项 气象科普日 网上科普日
        """),
    2020: ((9, 19), (9, 25), ["决胜全面小康，践行科技为民"], """
        科普阅读 校园 科研团队 农村 卫生健康 公共安全 节水 企业 学会 阵地
        """),
    2021: ((9, 11), (9, 17), ["百年再出发，迈向高水平科技自立自强"], """
        碳达峰碳中和 青少年科技教育 科技资源科普化 核 水利 乡村振兴 卫生健康 应急 企业
        """),
    2022: ((9, 15), (9, 21), ["喜迎二十大，科普向未来"], """
        信息技术 科学教育 核科普 自然资源 生态文明 节水 乡村振兴 卫生健康 应急 林草
        """),
    2023: ((9, 17), (9, 23), ["提升全民科学素质，助力科技自立自强"], """
        科技创新 科学教育 数字素养 生态文明 卫生健康
        应急科普 农业科技 核科普 水利科普 科普创作
        双减 乡村振兴 科学家精神 银龄
        """),
    2024: ((9, 15), (9, 25), ["提升全民科学素质 协力建设科技强国"], """
        千馆展览探未来 万场报告话前沿 千万IP创科普
        学会 阵地 高校 企业 园区
        """),
    2025: ((9, 1), (9, 30), [
        "提升全民科学素质 夯实科技强国基础", "科技改变生活 创新赢得未来",
    ], """
        系列主场活动 纲要办成员单位特色活动 科普报告话前沿 科普阵地探未来
        千万IP创科普 科学文化进基层 “科普之光”网络展播
        """),
    2026: ((9, 1), (9, 30), ["科技改变生活 创新赢得未来"], ""),
}  # fmt: skip


def programme(year: int) -> Programme:
    return editions.load(f"national-{year}")


def campaign(year: int) -> Campaign:
    return programme(year).resolve(Campaign, f"national-{year}")


def test_the_years_are_those_of_the_facts() -> None:
    assert [c for c in editions.available() if c.startswith("national")] == [
        f"national-{year}" for year in YEARS
    ]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_as_the_facts_say(year: int) -> None:
    first, last, slogans, actions = YEARS[year]
    found = campaign(year)

    assert found.year == year
    assert found.name == f"{year}年全国科普{'日' if year < 2025 else '月'}"
    assert found.window is not None
    assert (found.window.first, found.window.last) == (date(year, *first), date(year, *last))
    assert [THEMES[ref].label for ref in found.slogans] == slogans
    assert [action.name for action in found.actions] == actions.split()


@pytest.mark.parametrize("year", YEARS)
def test_the_slogans_are_those_the_vocabulary_has_for_the_year(year: int) -> None:
    held = [
        theme.id
        for theme in THEMES
        if theme.scheme is ThemeScheme.SLOGAN
        and (theme.valid_from or 0) <= year <= (theme.valid_to or 0)
    ]

    assert list(campaign(year).slogans) == held


def test_the_slogans_of_2025_are_attested_differently() -> None:
    sources = [THEMES[ref].source for ref in campaign(2025).slogans]

    assert [source.evidence for source in sources if source] == [Evidence.A, Evidence.B]


@pytest.mark.parametrize("year", YEARS)
def test_what_the_facts_tell_without_a_letter_is_b(year: int) -> None:
    found = campaign(year)
    facts: list[Any] = [found, *found.actions, *found.milestones]

    assert {fact.source.evidence for fact in facts} == {Evidence.B}


def test_an_action_turns_to_the_theme_that_goes_by_its_name() -> None:
    actions = [action for year in YEARS for action in campaign(year).actions]
    words = {
        word: theme.id for theme in reversed([*THEMES]) for word in (theme.label, *theme.aliases)
    }
    named = {action.name: action.themes for action in actions}

    assert named.pop("卫生健康专项") == ("field-health",)
    assert named == {name: (words[name],) if name in words else () for name in named}


def test_only_2022_has_known_dates_for_the_platform() -> None:
    found = {
        year: [(m.kind, m.when, m.what) for m in campaign(year).milestones]
        for year in YEARS
        if campaign(year).milestones
    }

    assert found == {
        2022: [
            (MilestoneKind.OPENS, date(2022, 8, 15), "登记发布"),
            (MilestoneKind.DUE, date(2022, 9, 28), "登记发布"),
            (MilestoneKind.DUE, date(2022, 10, 14), "补充完善"),
        ]
    }


def test_the_notice_of_2025_is_known_from_that_of_the_city() -> None:
    notice = campaign(2025).notice

    assert notice is not None
    assert notice.document_number == "纲要办发〔2025〕2号"
    assert [programme(2025).name_of(Unit, ref) for ref in notice.issuers] == [
        "全民科学素质纲要实施工作办公室"
    ]
    assert notice.source is not None
    assert (notice.source.title, notice.source.evidence) == (NOTICE_NUMBER, Evidence.A)


def test_the_city_cites_the_two_notices_above_it_in_the_same_words() -> None:
    city = editions.load("shaoguan-2025")
    own, *above = (c.notice for c in city.campaigns)
    assert own is not None
    cited = {(ref.title, ref.document_number, ref.issuer) for ref in own.based_on}

    for notice in above:
        assert notice is not None
        issuer = city.name_of(Unit, notice.issuers[0])
        assert (notice.title, notice.document_number, issuer) in cited


@pytest.mark.parametrize("year", [year for year in YEARS if year != 2025])
def test_what_is_not_known_stays_unset(year: int) -> None:
    found = attrs.asdict(campaign(year), recurse=False)

    for name in ("ordinal", "issuers", "notice", "parent", "label", "resources"):
        assert not found[name], name


def test_2025_is_the_first_month_and_has_a_label_and_a_platform() -> None:
    found = campaign(2025)

    assert (found.ordinal, found.label) == (1, "2025年全国科普月活动")
    assert [resource.url for resource in found.resources] == ["https://www.kepuyue.com"]


def test_an_edition_of_a_year_without_one_is_unknown() -> None:
    with pytest.raises(UnknownIdError):
        editions.load("national-2016")
