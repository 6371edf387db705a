"""The edition is held to the notice by a list of labels made from the notice alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from kepuyue import (
    THEMES,
    Action,
    Activity,
    Campaign,
    Evidence,
    Milestone,
    MilestoneKind,
    Notice,
    NoticeReference,
    Programme,
    Unit,
    editions,
    evolve,
    load,
    region,
)
from tests.editions.notice import LABELS, PLACES, claims, differences

COUNTIES = {
    "武江区": "440203", "浈江区": "440204", "曲江区": "440205", "始兴县": "440222",
    "仁化县": "440224", "翁源县": "440229", "乳源瑶族自治县": "440232", "新丰县": "440233",
    "乐昌市": "440281", "南雄市": "440282",
}  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Programme:
    """Return what the edition says itself, without the campaigns above it."""
    return load(Path(editions.__file__).parent / "shaoguan-2025.json")


@pytest.fixture(scope="module")
def campaign(city: Programme) -> Campaign:
    return city.resolve(Campaign, "shaoguan-2025")


def test_the_edition_says_what_the_notice_says(city: Programme) -> None:
    assert differences(city) == []


def test_every_label_asks_for_something() -> None:
    asked = {(clause, place) for place, clause, _ in claims()}

    assert {label["kind"] for label in LABELS} == set(PLACES)
    assert {clause for clause, _ in asked} == {label["clause"] for label in LABELS}


def changed(city: Programme, entity: Any, **values: Any) -> Programme:
    """Return the edition with other values in its campaign or a part of it."""
    campaign = city.campaigns[0]
    if isinstance(entity, Campaign):
        return evolve(city, campaigns=(evolve(campaign, **values),))
    if isinstance(entity, Notice):
        return changed(city, campaign, notice=evolve(entity, **values))
    if isinstance(entity, NoticeReference):
        assert campaign.notice is not None
        based_on = tuple(
            evolve(higher, **values) if higher == entity else higher
            for higher in campaign.notice.based_on
        )
        return changed(city, campaign.notice, based_on=based_on)
    name = {Action: "actions", Milestone: "milestones"}[type(entity)]
    others = tuple(
        evolve(part, **values) if part == entity else part for part in getattr(campaign, name)
    )
    return changed(city, campaign, **{name: others})


def damaged(city: Programme) -> Iterator[tuple[str, Programme]]:
    """Yield the edition with one thing taken out of it, and what that is."""
    campaign = city.campaigns[0]
    assert campaign.notice is not None
    for name in ("units", "groups", "venues", "activities"):
        for index, entity in enumerate(getattr(city, name)):
            kept: dict[str, Any] = {
                name: tuple(other for other in getattr(city, name) if other != entity)
            }
            if not (entity.source and entity.source.evidence is Evidence.C):  # not the notice's
                yield f"{name}[{index}] {entity.id}", evolve(city, **kept)
    parts: tuple[Any, ...] = (
        campaign, campaign.notice, *campaign.notice.based_on, *campaign.actions,
        *campaign.milestones,
    )  # fmt: skip
    for part in parts:
        named = f"{type(part).__name__} {getattr(part, 'id', '')}"
        for field in attrs.fields(type(part)):
            value = getattr(part, field.name)
            if isinstance(value, tuple):
                for index in range(len(value)):
                    fewer = (*value[:index], *value[index + 1 :])
                    yield (
                        f"{named} {field.name}[{index}]",
                        changed(city, part, **{field.name: fewer}),
                    )
            elif value is not None and field.default is None and field.name in NULLED:
                yield f"{named} {field.name}", changed(city, part, **{field.name: None})


NULLED = (
    "number", "region", "level", "ordinal", "year", "window", "document_number", "title",
    "issued", "disclosure", "notice", "issuer", "source",
)  # fmt: skip


def test_whatever_is_taken_out_of_the_edition_is_missed(city: Programme) -> None:
    taken = dict(damaged(city))

    assert len(taken) > 200
    assert {"Campaign shaoguan-2025 ordinal", "Action main-venue number", "Notice  issued"} < {
        *taken
    }
    assert [what for what, edition in taken.items() if not differences(edition)] == []


def test_what_is_added_to_the_edition_is_noticed(city: Programme) -> None:
    campaign = city.campaigns[0]
    main = campaign.actions[0]
    notice = campaign.notice
    assert notice is not None

    assert differences(changed(city, main, leads=(*main.leads, "county-asts"))) == [
        "not in the notice: action.leads 四(一) 县（市、区）科协"
    ]
    assert differences(changed(city, main, themes=("robotics",))) != []
    assert differences(changed(city, campaign, brands=(*campaign.brands, "韶关科学节"))) != []
    assert differences(changed(city, notice, addressees=(*notice.addressees, "schools"))) != []
    assert differences(city.with_added(Activity(id="other", name="机器人展"))) != []


def test_there_are_labels_of_every_clause() -> None:
    assert len(LABELS) > 100
    assert {label["clause"][0] for label in LABELS} >= set("一二三四五六")


def test_the_chain_of_three_notices(campaign: Campaign) -> None:
    notice = campaign.notice

    assert notice is not None
    assert notice.document_number == "韶市科协联字〔2025〕12号"
    assert notice.issued == date(2025, 8, 15)
    assert [higher.document_number for higher in notice.based_on] == [
        None,  # the law
        "纲要办发〔2025〕2号",
        "粤纲要办发〔2025〕5号",
    ]


def test_the_whole_month_is_the_window(campaign: Campaign) -> None:
    assert campaign.window is not None
    assert (campaign.window.first, campaign.window.last) == (date(2025, 9, 1), date(2025, 9, 30))


def test_the_material_opens_and_the_summaries_are_due(campaign: Campaign) -> None:
    assert [(m.kind, m.when) for m in campaign.milestones] == [
        (MilestoneKind.OPENS, date(2025, 8, 10)),
        (MilestoneKind.DUE, date(2025, 9, 25)),
    ]


def test_county_associations_and_city_societies_owe_the_summaries(
    city: Programme, campaign: Campaign
) -> None:
    owed_by = [city.name_of(Unit, ref) for ref in campaign.milestones[1].owed_by]

    assert owed_by == ["各县（市、区）科协", "各市级学会（协会、研究会）"]


def test_the_ten_counties_have_their_associations(city: Programme) -> None:
    members = city.members("county-asts")

    assert {unit.name.removesuffix("科学技术协会"): unit.region for unit in members} == COUNTIES
    assert {region.name(code) for code in COUNTIES.values()} == set(COUNTIES)
    assert {unit.source.evidence for unit in members if unit.source} == {Evidence.C}


def test_the_actions_form_a_tree_with_their_leads(city: Programme, campaign: Campaign) -> None:
    tree = {action.id: action.parent for action in campaign.actions}

    assert [action for action, parent in tree.items() if parent is None] == [
        "main-venue", "joint-actions", "museum-volunteers", "school-visits", "cloud-month",
    ]  # fmt: skip
    assert [a for a, parent in tree.items() if parent == "joint-actions"] == [
        "joint-departments", "joint-associations", "joint-societies",
    ]  # fmt: skip
    assert city.resolve(Action, "main-venue").leads == ("sg-ast", "sg-stb")


def test_the_lists_of_the_notice_are_whole(campaign: Campaign) -> None:
    themes = {action.id: action.themes for action in campaign.actions}

    assert [len(campaign.directions), len(campaign.topics), len(campaign.target_groups)] == [
        4, 10, 5,
    ]  # fmt: skip
    assert [len(themes["joint-departments"]), len(themes["joint-associations"])] == [10, 4]
    assert THEMES[campaign.slogans[0]].label == "提升全民科学素质 夯实科技强国基础"


def test_every_fact_has_a_source(city: Programme) -> None:
    sourced: list[Any] = [
        *city.campaigns, *city.units, *city.groups, *city.venues, *city.activities,
        *city.campaigns[0].actions, *city.campaigns[0].milestones,
        *city.campaigns[0].requirements, *city.campaigns[0].resources,
    ]  # fmt: skip

    assert [entity for entity in sourced if entity.source is None] == []


def test_activities_are_drafts_without_invented_dates(city: Programme) -> None:
    assert {activity.stage.value for activity in city} == {"draft"}
    assert [s for activity in city for s in activity.sessions if s.when is not None] == []


def test_contacts_are_those_the_issuer_published(city: Programme) -> None:
    published = {contact.phone or contact.email for unit in city.units for contact in unit.contacts}

    assert published == {"8252021", "010-63589698", "010-63581772"}
    assert all(contact.public for unit in city.units for contact in unit.contacts)


def test_an_account_whose_owner_the_notice_does_not_tell_belongs_to_no_unit(
    city: Programme,
) -> None:
    accounts = {channel.name: unit.id for unit in city.units for channel in unit.channels}

    assert accounts == {"韶关市科技馆": "sg-museum"}
    assert "韶关科普微信公众号" in [offered.title for offered in city.campaigns[0].resources]


def test_no_group_goes_by_the_words_for_two(city: Programme) -> None:
    both = "各县（市、区）科协、科技局"

    assert [group.id for group in city.groups if both in (group.label, *group.aliases)] == []
