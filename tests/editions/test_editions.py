"""The editions as a collection: the list, the chain upwards, the sources of every fact."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from kepuyue import (
    Action,
    Activity,
    Campaign,
    Milestone,
    Notice,
    Programme,
    Requirement,
    Resource,
    Source,
    Theme,
    Unit,
    UnitGroup,
    UnknownIdError,
    Venue,
    dumps,
    editions,
    load,
    loads,
)

DOCUMENTS = sorted(Path(editions.__file__).parent.glob("*.json"))
FACTS = (
    Action, Activity, Campaign, Milestone, Notice, Requirement, Resource, Theme, Unit, UnitGroup,
    Venue,
)  # fmt: skip


@pytest.fixture(scope="module", params=editions.available())
def edition(request: pytest.FixtureRequest) -> Programme:
    return editions.load(request.param)


def facts(value: Any) -> Iterator[Any]:
    """Yield everything in a value that can carry a source."""
    if isinstance(value, FACTS):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from facts(item)
    elif attrs.has(type(value)) and not isinstance(value, Source):
        for field in attrs.fields(type(value)):
            yield from facts(getattr(value, field.name))


def test_the_nation_s_stand_first_by_year_then_the_others_by_id() -> None:
    assert editions.available() == (
        "national-2017", "national-2018", "national-2019", "national-2020", "national-2021",
        "national-2022", "national-2023", "national-2024", "national-2025", "national-2026",
        "guangdong-2025", "shaoguan-2025", "shaoguan-2025-example",
    )  # fmt: skip


def test_an_edition_holds_together(edition: Programme) -> None:
    assert edition.integrity().findings == ()


def test_every_fact_of_an_edition_has_a_source(edition: Programme) -> None:
    found = list(facts(attrs.astuple(edition, recurse=False)))

    assert found
    assert [fact for fact in found if fact.source is None] == []


def test_an_edition_comes_back_equal(edition: Programme) -> None:
    assert loads(dumps(edition)) == edition


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_bundled_document_is_as_the_library_writes_it(path: Path) -> None:
    assert dumps(load(path), indent=2) == path.read_bytes()


def test_the_parents_lead_from_the_city_to_the_nation() -> None:
    city = editions.load("shaoguan-2025")
    campaign = city.campaigns[0]
    chain = [campaign.name]
    while campaign.parent is not None:
        campaign = city.resolve(Campaign, campaign.parent)
        chain.append(campaign.name)

    assert chain == [
        "韶关市首届全国科普月暨韶关市科普嘉年华活动",
        "广东省首届全国科普月活动",
        "2025年全国科普月",
    ]
    assert [c.id for c in city.campaigns] == ["shaoguan-2025", "guangdong-2025", "national-2025"]


def test_what_an_edition_says_itself_comes_first_and_unchanged() -> None:
    for path in DOCUMENTS:
        own, whole = load(path), editions.load(path.stem)

        assert own.merge(whole) == whole
        assert whole.units[: len(own.units)] == own.units
        assert whole.activities[: len(own.activities)] == own.activities


def test_the_example_comes_with_the_campaign_it_is_of() -> None:
    example = editions.load("shaoguan-2025-example")

    assert example.campaigns == editions.load("shaoguan-2025").campaigns


def test_all_editions_can_be_merged() -> None:
    everything = Programme().merge(*map(editions.load, editions.available()))

    assert everything.integrity().findings == ()
    assert len(everything.campaigns) == len(editions.available()) - 1  # the example has none


def test_an_unknown_edition_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError) as caught:
        editions.load("shaoguan-2024")

    assert "shaoguan-2025" in caught.value.report.findings[0].nearest


def test_the_made_up_activities_say_so_and_are_nobody_s() -> None:
    example = editions.load("shaoguan-2025").merge(editions.load("shaoguan-2025-example"))
    made_up = {a.id for a in example if a.source and a.source.title == "kepuyue 示例数据"}
    calendar = b"".join(dumps(example, format="ics").split(b"\r\n ")).decode()
    organizers = {line for line in calendar.splitlines() if line.startswith("ORGANIZER")}

    assert len(made_up) == 36
    assert {str(a.summary)[:4] for a in example if a.id in made_up} == {"（示例，"}
    assert organizers
    assert {line.rpartition("@")[2] for line in organizers} == {"example.org"}
