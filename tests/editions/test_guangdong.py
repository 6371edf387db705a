"""The edition of the province: what the notice of the city says of it, and what follows."""

from datetime import date

import pytest

from kepuyue import THEMES, Campaign, Evidence, Notice, Programme, Unit, editions


@pytest.fixture(scope="module")
def province() -> Programme:
    return editions.load("guangdong-2025")


@pytest.fixture(scope="module")
def campaign(province: Programme) -> Campaign:
    return province.campaigns[0]


@pytest.fixture(scope="module")
def notice(campaign: Campaign) -> Notice:
    assert campaign.notice is not None
    return campaign.notice


def test_the_notice_stands_under_the_nation_s(
    province: Programme, campaign: Campaign, notice: Notice
) -> None:
    assert campaign.parent is not None
    above = province.resolve(Campaign, campaign.parent).notice
    assert above is not None

    assert notice.document_number == "粤纲要办发〔2025〕5号"
    assert [ref.document_number for ref in notice.based_on] == [above.document_number]
    assert [ref.title for ref in notice.based_on] == [above.title]


def test_the_month_and_the_slogan_are_those_of_the_notices(campaign: Campaign) -> None:
    assert campaign.window is not None
    assert (campaign.window.first, campaign.window.last) == (date(2025, 9, 1), date(2025, 9, 30))
    assert [THEMES[ref].label for ref in campaign.slogans] == ["提升全民科学素质 夯实科技强国基础"]


def test_what_the_city_s_notice_says_is_a_and_the_rest_inferred(
    province: Programme, campaign: Campaign, notice: Notice
) -> None:
    office = province.resolve(Unit, notice.issuers[0])
    sources = [office.source, notice.source, campaign.source]

    assert office.name == "广东省全民科学素质纲要实施工作办公室"
    assert [source.evidence for source in sources if source] == [
        Evidence.A, Evidence.A, Evidence.C,
    ]  # fmt: skip


def test_nothing_is_made_up(campaign: Campaign, notice: Notice) -> None:
    assert (campaign.actions, campaign.milestones, campaign.label) == ((), (), None)
    assert (notice.issued, notice.addressees, notice.disclosure) == (None, (), None)
