"""The edition is held to the notice by a list of labels made from the notice alone."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from kepuyue import (
    THEMES,
    Action,
    Campaign,
    Coded,
    Evidence,
    MilestoneKind,
    Programme,
    Source,
    Theme,
    Unit,
    editions,
    load,
    region,
)
from kepuyue.model.reference import references
from kepuyue.model.source import NOTICE_NUMBER

LABELS = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "notice-labels.toml").read_text("utf-8")
)["label"]
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


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def words(entity: Any) -> Iterator[str]:
    """Yield what people call an entity."""
    for name in ("name", "short_name", "label", "title"):
        yield getattr(entity, name, None) or ""
    yield from getattr(entity, "aliases", ())


def texts(city: Programme, value: Any, clauses: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield every text of an entity with the clauses of the nearest source around it.

    Of what it refers to, the names stand under its own clauses too: so a lead, a theme or a target
    group is found where the notice names it.
    """
    if attrs.has(type(value)):
        own = getattr(value, "source", None)
        if isinstance(own, Source):
            clauses = tuple((own.clause or "").split("、")) if own.title == NOTICE_NUMBER else ()
        for field in attrs.fields(type(value)):
            if field.name != "source":
                yield from texts(city, getattr(value, field.name), clauses)
        for reference in references(value):
            if len(reference.path) <= 2:
                target = city.target(reference)
                yield from ((squeeze(word), c) for word in words(target) for c in clauses)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(city, item, clauses)
    else:
        yield from ((squeeze(text), clause) for text in told_as(value) for clause in clauses)


def told_as(value: Any) -> Iterator[str]:
    """Yield how the notice writes a value."""
    if isinstance(value, date):
        yield f"{value.year}年{value.month}月{value.day}日"
        yield f"{value.year}年{value.month}月全月"
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Coded):
        yield from (value.label, *value.aliases)


@pytest.fixture(scope="module")
def told(city: Programme) -> dict[str, set[str]]:
    """Return the clauses under which each text of the edition stands."""
    found: dict[str, set[str]] = {}
    listed = [city.resolve(Theme, r.id) for r in references(city.campaigns[0]) if r.kind is Theme]
    groups = city.campaigns[0].target_groups  # their own source is the outline
    hot = [(city.target_group_vocabulary[ref].label, "三(四)") for ref in groups]
    everything = attrs.astuple(city, recurse=False)
    for text, clause in (*texts(city, (*everything, *listed), ()), *hot):
        found.setdefault(text, set()).add(clause)
    return found


@pytest.mark.parametrize(
    "label", LABELS, ids=lambda label: f"{label['clause']}-{label['text'][:20]}"
)
def test_the_edition_has_the_label_under_its_clause(
    label: dict[str, str], told: dict[str, set[str]]
) -> None:
    clauses = {
        clause for text, found in told.items() if squeeze(label["text"]) in text for clause in found
    }

    assert label["clause"] in clauses


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
