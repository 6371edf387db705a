"""What names, places and numbers mean to the tables of one reading."""

from datetime import date, datetime

import pytest

from kepuyue import (
    Action,
    Activity,
    Campaign,
    DateSpan,
    Programme,
    TargetGroup,
    Unit,
    UnitGroup,
    Venue,
)
from kepuyue.io.platform import context as module
from kepuyue.io.platform.context import Context
from kepuyue.testing import make

SEPTEMBER = DateSpan(first=date(2025, 9, 1), last=date(2025, 9, 30))
ACTIONS = (
    Action(id="talks", name="院士专家进校园活动", number="四"),
    Action(id="fair", name="科普市集", number="五"),
)
CAMPAIGN = make(Campaign, id="2025", year=2025, window=SEPTEMBER, region="440200", actions=ACTIONS)


def context(**fields: object) -> Context:
    return Context(Programme(**fields))  # type: ignore[arg-type]


def test_a_name_counts_before_a_short_name_and_that_before_an_alias() -> None:
    found = context(
        units=(
            Unit(id="alias", name="甲", aliases=("市科协",)),
            Unit(id="short", name="乙", short_name="市科协", aliases=("丁",)),
            Unit(id="name", name="丁"),
            Unit(id="later", name="丁"),
        ),
        groups=(UnitGroup(id="group", label="各县（市、区）科协", aliases=("各县科协",)),),
    )

    assert found.known_unit("市 科协") == "short"
    assert found.known_unit("丁") == "name"
    assert found.known_unit("各县科协") == found.known_unit("各县（市、区）科协") == "group"
    assert found.known_unit("戊") is None


def test_a_new_unit_is_new_once_and_its_id_is_its_name() -> None:
    found = context()

    assert found.unit("市\n科协") == ("市 科协", True)
    assert found.unit("市科协") == ("市 科协", False)
    assert found.units == {"市 科协": Unit(id="市 科协", name="市 科协")}


@pytest.mark.parametrize(
    ("name", "several"),
    [
        ("市科协等单位", True),
        ("市科协等5家单位", True),
        ("主办：市科协", True),
        ("市科协和市教育局", True),
        ("和平区科协", False),
        ("市科协科普部", False),
        ("等高线地图社", False),
    ],
)
def test_a_name_of_several_units_is_seen(name: str, *, several: bool) -> None:
    assert context(units=(Unit(id="u", name="市科协"),)).is_several(name) == several


def test_no_more_is_compared_once_it_took_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    found = context(units=(Unit(id="a", name="市科技馆", short_name="科技馆"),))
    monkeypatch.setattr(module, "_COMPARED", 2)

    assert found.like_unit("市科学馆") == ("市科技馆", "科技馆")[:1]
    assert found.like_unit("市科学馆") == ()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("院士专家进校园活动", "talks"),
        ("院士专家进校园", "talks"),
        ("（四）院士专家进校园活动", "talks"),
        ("四", "talks"),
        ("科普市集活动", "fair"),
        ("科普市集（全省联动）", "fair"),
        ("别的", None),
    ],
)
def test_an_action_is_found_by_name_and_by_number(text: str, action: str | None) -> None:
    assert context(campaigns=(CAMPAIGN,)).action(text) == action


def test_a_name_of_two_actions_is_none_of_them() -> None:
    twin = Action(id="twin", name="科普市集活动")
    other = make(Campaign, id="2024", year=2024, actions=(twin,))
    found = context(campaigns=(CAMPAIGN, other))

    assert found.action("科普市集") is None
    assert found.action("院士专家进校园") == "talks"


def test_of_activities_of_one_name_the_first_counts_and_later_ones_are_taken_in() -> None:
    talk = Activity(id="a", name="机器人讲座")
    found = context(activities=(talk, Activity(id="b", name="机器人讲座")))

    assert found.activity("《机器人 讲座》") == "a"
    assert found.activity("天文观测") is None
    found.take_activity(Activity(id="c", name="天文观测"))
    found.take_activity(Activity(id="d", name="机器人讲座"))
    assert (found.activity("天文观测"), found.activity("机器人讲座")) == ("c", "a")


HALLS = (
    Venue(id="v1", name="报告厅", address="武江区1号", region="440203"),
    Venue(id="v2", name="报告厅", region="440204"),
    Venue(id="v3", name="展厅", address="浈江区2号"),
)


@pytest.mark.parametrize(
    ("name", "address", "region", "venue"),
    [
        ("展厅", None, None, "v3"),
        ("展厅", "浈江区2号", "440204", "v3"),
        ("报告厅", "武江区1号", None, "v1"),
        ("报告厅", "武江区1号", "440203", "v1"),
        ("报告厅", "浈江区3号", None, "v2"),  # of which no address is known
        ("报告厅", None, "440203", "v1"),
        ("报告厅", None, "440204", "v2"),
        ("报告厅", None, "440281", "报告厅"),
        ("报告厅", "武江区1号", "440281", "报告厅"),
        ("风采广场", None, None, "风采广场"),
    ],
)
def test_a_venue_is_the_only_one_that_fits_or_new(
    name: str, address: str | None, region: str | None, venue: str
) -> None:
    assert context(venues=HALLS).venue(name, address, region) == venue


def test_a_new_venue_lies_where_its_address_says_or_within_the_division_of_the_title() -> None:
    found = context()
    ids = [found.venue("报告厅", "中山区1号", None, within) for within in (None, "210200")]
    found.venue("武江区文化馆", None, None)

    assert ids == ["报告厅", "报告厅"]
    assert [venue.region for venue in found.venues.values()] == ["210202", "440203"]


def test_venues_of_one_name_have_ids_of_their_own() -> None:
    found = context()
    said = [(None, "440203"), ("浈江区2号", None), (None, "440281"), (None, "440203")]

    assert [found.venue("报告厅", *each) for each in said] == [
        "报告厅", "报告厅", "报告厅（440281）", "报告厅"
    ]  # fmt: skip


def test_what_a_stream_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    stream, kept = Context(Programme(), keep=False), Context(Programme())
    for found in (stream, kept):
        for name in "甲乙丙":
            assert found.unit(name) == (name, True)
            assert found.venue(name, None, None) == name
            assert found.division(f"武江区{name}") == "440203"

    assert (len(stream.units), len(stream.venues)) == (2, 2)
    assert (len(kept.units), len(kept.venues)) == (3, 3)
    assert len(stream._divisions) <= 2


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (45913, date(2025, 9, 13)),
        (45913.375, datetime(2025, 9, 13, 9)),  # noqa: DTZ001
        (45913.37501, datetime(2025, 9, 13, 9)),  # noqa: DTZ001  (a second is no minute)
        (36526, date(2000, 1, 1)),
        (36525, None),
        (36525.5, None),
        (73050, date(2099, 12, 31)),
        (73051, None),
        (1e9, None),
        (9.13, None),
    ],
)
def test_a_serial_number_is_a_moment_of_this_century(
    value: float, moment: date | datetime | None
) -> None:
    assert context().serial(value) == moment


def test_serial_numbers_may_count_from_1904() -> None:
    found = context()
    found.date1904 = True

    assert found.serial(44451) == date(2025, 9, 13)


def test_the_year_is_that_of_the_reader_or_else_of_the_campaign() -> None:
    programme = Programme(campaigns=(CAMPAIGN,))

    assert (Context(programme, year=2024).year, Context(programme).year) == (2024, 2025)
    assert (Context(programme).region, Context(programme).window) == ("440200", SEPTEMBER)
    assert (Context(Programme()).year, Context(Programme()).campaign) == (None, None)


def test_terms_are_found_by_label_and_told_by_likeness() -> None:
    found = context(campaigns=(CAMPAIGN,), activities=(Activity(id="a", name="机器人讲座"),))
    group = next(iter(found.programme.target_group_vocabulary))

    assert found.term(TargetGroup, group.label) == group.id
    assert found.term(TargetGroup, "火星人") is None
    assert group.label in found.like(TargetGroup, f"{group.label}们")
    assert found.like(Action, "院士专家进学校活动") == ("院士专家进校园活动",)
    assert found.like(Activity, "机器人讲堂") == ("机器人讲座",)


def test_of_venues_that_fit_alike_the_one_that_says_just_the_same_counts() -> None:
    twins = tuple(
        Venue(id=ref, name="报告厅", address="武江区1号", region=region)
        for ref, region in (("v1", None), ("v2", "440203"))
    )

    assert context(venues=twins).venue("报告厅", "武江区1号", "440203") == "v2"
    assert context(venues=twins).venue("报告厅", "武江区1号", None) == "v1"
