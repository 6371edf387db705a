import copy
import pickle
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs
import pytest

from kepuyue import (
    CHINA_TIME,
    TARGET_GROUPS,
    THEMES,
    Action,
    Activity,
    AdminLevel,
    Campaign,
    DateSpan,
    Disclosure,
    Figures,
    InvalidValueError,
    MergeConflictError,
    Milestone,
    NominationCategory,
    Notice,
    Outcome,
    Override,
    Programme,
    Recurrence,
    Session,
    Source,
    Stage,
    State,
    TargetGroup,
    Theme,
    TimeSlot,
    Unit,
    UnitGroup,
    UnitKind,
    UnknownIdError,
    Venue,
    evolve,
)
from kepuyue._html import ROWS
from kepuyue.model import records
from kepuyue.model._field import CONVERTERS
from kepuyue.model.programme import KINDS, TUPLES
from kepuyue.model.reference import REFERENCES, references
from kepuyue.testing import factories, make, make_programme
from tests.testing.test_factories import entities

AST = Unit(
    id="ast", name="韶关市科学技术协会", kind=UnitKind.SCIENCE_ASSOCIATION,
    level=AdminLevel.PREFECTURAL, region="440200",
)  # fmt: skip
WUJIANG = Unit(
    id="wj", name="武江区科学技术协会", kind=UnitKind.SCIENCE_ASSOCIATION,
    level=AdminLevel.COUNTY, region="440203",
)  # fmt: skip
MUSEUM = Unit(
    id="mu", name="韶关市科技馆", kind=UnitKind.SCIENCE_MUSEUM, designations=("科普教育基地",)
)
HALL = Venue(id="hall", name="展厅")


def places(programme: Programme) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.location.path) for finding in programme.integrity()]


# A collection of activities.


def test_a_programme_is_a_collection_of_activities() -> None:
    talk, show = Activity(id="talk", name="讲座"), Activity(id="show", name="展览")
    programme = Programme(activities=(talk, show))

    assert (len(programme), list(programme)) == (2, [talk, show])
    assert "talk" in programme
    assert talk in programme
    assert evolve(talk, name="x") not in programme
    assert "nobody" not in programme
    assert 3 not in programme


def test_an_empty_programme_is_true_and_says_that_it_is_empty() -> None:
    assert Programme()
    assert repr(Programme()) == "<Programme: empty>"
    assert repr(make_programme()).startswith("<Programme: 1 campaign, 2 units, 1 group, 1 theme,")
    assert "2 activities" in repr(make_programme())


def test_equality_hash_and_pickles_pass_over_lookups_and_origin() -> None:
    programme = make_programme()
    fresh = make_programme()
    assert programme.get(Unit, "unit-1")  # fills the index

    assert programme == fresh
    assert hash(programme) == hash(fresh)
    assert pickle.loads(pickle.dumps(programme)) == fresh  # noqa: S301  (our own bytes)
    assert copy.deepcopy(programme).get(Unit, "unit-1") == fresh.units[0]
    assert evolve(programme, units=()).get(Unit, "unit-1") is None


# Looking up.


def test_every_kind_is_found_by_its_id() -> None:
    programme = make_programme()

    for name, kind in TUPLES.items():
        for entity in getattr(programme, name):
            found: Any = programme.get(kind, entity.id)
            assert found is entity
            assert programme.resolve(kind, entity.id) is entity
    assert programme.resolve(Action, "action-2").parent == "action-1"
    assert programme.resolve(Milestone, "milestone-1").what == "活动总结"


def test_bundled_themes_and_groups_are_found_and_own_ones_come_first() -> None:
    own = Theme(id="robotics", label="本地机器人")

    assert Programme().resolve(Theme, "robotics") is THEMES["robotics"]
    assert Programme().resolve(TargetGroup, "youth") is TARGET_GROUPS["youth"]
    assert Programme(themes=(own,)).resolve(Theme, "robotics") is own
    assert Programme(themes=(own,)).theme_vocabulary.find("本地机器人") is own


def test_of_repeated_ids_the_first_counts() -> None:
    first, second = Unit(id="a", name="甲"), Unit(id="a", name="乙")

    assert Programme(units=(first, second)).get(Unit, "a") is first


def test_a_miss_names_the_nearest_ids() -> None:
    with pytest.raises(UnknownIdError) as caught:
        make_programme().resolve(Unit, "unit-11")
    assert "unit-1" in caught.value.report.findings[0].nearest
    with pytest.raises(LookupError, match="there is no such action"):
        make_programme().resolve(Action, make(Action, id="x"))


def test_responsible_is_a_unit_or_a_group() -> None:
    programme = make_programme()

    assert isinstance(programme.responsible("unit-1"), Unit)
    assert isinstance(programme.responsible("group-1"), UnitGroup)
    with pytest.raises(UnknownIdError):
        programme.responsible("nobody")


def test_a_name_is_what_people_read() -> None:
    programme = make_programme()

    assert programme.name_of(Unit, "unit-1") == "韶关市示例科技馆"
    assert programme.name_of(Unit, "group-1") == "市、县科技馆"
    assert programme.name_of(Theme, "robotics") == "机器人"
    assert programme.name_of(Unit, "nobody") == "nobody"
    assert programme.name_of(Venue, make(Venue, id="x")) == "x"
    assert programme.name_of(Milestone, "milestone-1") == "milestone-1"


@pytest.mark.parametrize(
    ("selector", "members"),
    [
        ({"kinds": (UnitKind.SCIENCE_ASSOCIATION,)}, ["ast", "wj"]),
        ({"kinds": (UnitKind.SCIENCE_ASSOCIATION,), "level": AdminLevel.COUNTY}, ["wj"]),
        ({"region": "440203"}, ["wj"]),
        ({"region": "440200"}, ["ast", "wj"]),
        ({"designation": "科普教育基地"}, ["mu"]),
        ({"members": ("mu", "ast", "nobody")}, ["mu", "ast"]),
        ({"members": ("g", "inner"), "level": AdminLevel.COUNTY}, ["wj", "mu"]),
        ({}, []),
    ],
)
def test_a_group_has_its_named_members_and_those_that_fit(
    selector: dict[str, Any], members: list[str]
) -> None:
    inner = UnitGroup(id="inner", label="馆", kinds=(UnitKind.SCIENCE_MUSEUM,))
    group = UnitGroup(id="g", label="类", **selector)
    programme = Programme(units=(AST, WUJIANG, MUSEUM), groups=(group, inner))

    assert [unit.id for unit in programme.members("g")] == members


# Other programmes.


def test_entities_are_added_at_the_end_of_their_kind() -> None:
    programme = Programme(units=(AST,)).with_added(HALL, MUSEUM, Activity(id="a", name="a"))

    assert (programme.units, programme.venues) == ((AST, MUSEUM), (HALL,))
    assert "a" in programme


def test_a_taken_id_and_a_stranger_are_not_added() -> None:
    with pytest.raises(InvalidValueError, match="KY-INT002"):
        Programme(units=(AST,)).with_added(evolve(MUSEUM, id="ast"))
    with pytest.raises(InvalidValueError, match="KY-INT002"):
        Programme().with_added(AST, AST)
    with pytest.raises(
        InvalidValueError,
        match=r"item 应为 Programme 可容纳的实体：.* an entity of a programme: Campaign, Unit",
    ):
        Programme().with_added(Session(id="s"))


def test_an_entity_is_replaced_in_its_place() -> None:
    renamed = evolve(AST, name="新名")
    programme = Programme(units=(AST, MUSEUM), venues=(HALL,)).with_replaced(renamed)

    assert programme.units == (renamed, MUSEUM)
    with pytest.raises(UnknownIdError) as caught:
        programme.with_replaced(evolve(AST, id="as"))
    assert caught.value.report.findings[0].nearest == ("ast",)


def test_programmes_are_merged_with_each_id_once() -> None:
    first = Programme(units=(AST,), venues=(HALL,), extra={"a": 1})
    second = Programme(units=(AST, MUSEUM), extra={"a": 1, "b": 2})

    merged = first.merge(second, Programme(units=(WUJIANG,)))

    assert merged.units == (AST, MUSEUM, WUJIANG)
    assert (merged.venues, merged.extra) == ((HALL,), {"a": 1, "b": 2})


def test_conflicts_of_a_merge_are_named_with_their_fields() -> None:
    other = evolve(AST, name="别名", region="440203")
    first = Programme(units=(AST,), extra={"a": 1})
    second = Programme(units=(other,), extra={"a": 2})

    with pytest.raises(MergeConflictError) as caught:
        first.merge(second)

    unit_, extra = caught.value.report
    assert (unit_.code, unit_.entity, unit_.params["fields"]) == (
        "KY-INT004", "unit:ast", "name, region",
    )  # fmt: skip
    assert (extra.location.path, extra.params["fields"]) == ("/extra/a", "a")
    preferred = first.merge(second, prefer="first")
    assert (preferred.units, preferred.extra) == ((AST,), {"a": 1})
    preferred = first.merge(second, prefer="last")
    assert (preferred.units, preferred.extra) == ((other,), {"a": 2})


def test_a_subset_has_what_its_activities_refer_to_and_nothing_else() -> None:
    programme = make_programme().with_added(
        AST, HALL, Activity(id="lone", name="讲座", hosts=[AST], sessions=(Session(id="1"),))
    )
    lone = programme.subset(["lone"])
    child = programme.subset(lambda activity: activity.id == "activity-2")

    assert [len(getattr(lone, name)) for name in TUPLES] == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert [activity.id for activity in child] == ["activity-1", "activity-2"]
    assert child.campaigns == programme.campaigns
    assert (child.integrity().findings, child.nominations) == ((), ())
    with pytest.raises(UnknownIdError):
        programme.subset(["nobody"])
    dangling = Programme(activities=(Activity(id="a", name="a", hosts=("x",)),))
    assert dangling.subset(dangling.activities).activities == dangling.activities


# Integrity.


def test_every_reference_field_is_in_the_table() -> None:
    converted = {
        (kind, field.name)
        for kind in entities()
        for field in attrs.fields(kind)
        if field.converter in CONVERTERS.values()
    }
    listed = {(kind, name) for kind, names in REFERENCES.items() for name in names}

    assert {kind.__name__ for kind, _ in converted - listed} == {"Occurrence"}
    assert listed <= converted
    assert set(TUPLES.values()) | {Action, Milestone} == set(KINDS)


def test_a_dangling_reference_is_told_wherever_it_stands() -> None:
    override = Override(on=date(2025, 9, 13), venue="lost-1")
    session = make(Session, venue="lost-2", overrides=(override,))
    programme = Programme(
        campaigns=(
            make(Campaign, slogans=("lost-3",), actions=(make(Action, leads=("lost-4", "u")),)),
        ),
        units=(Unit(id="u", name="u", parent="lost-5"),),
        activities=(make(Activity, sessions=(session,), themes=("robotic",)),),
    )

    assert places(programme) == [
        ("KY-INT001", "/campaigns/0/slogans/0"),
        ("KY-INT001", "/campaigns/0/actions/0/leads/0"),
        ("KY-INT001", "/units/0/parent"),
        ("KY-INT001", "/activities/0/themes/0"),
        ("KY-INT001", "/activities/0/sessions/0/venue"),
        ("KY-INT001", "/activities/0/sessions/0/overrides/0/venue"),
    ]
    finding = programme.integrity().findings[3]
    assert (finding.entity, finding.value, finding.nearest[0]) == (
        "activity:activity-1", "robotic", "robotics",
    )  # fmt: skip
    assert finding.message("zh").startswith("themes 引用的主题不存在")


def test_only_so_many_dangling_references_are_compared_with_all_ids() -> None:
    activities = tuple(Activity(id=f"a{n}", name="a", hosts=("as",)) for n in range(60))
    report = Programme(units=(AST,), activities=activities).integrity()

    assert [len(finding.nearest) for finding in report] == [1] * 10 + [0] * 50


def test_repeated_ids_are_told_and_units_and_groups_share_theirs() -> None:
    campaign = make(Campaign, actions=(make(Action),), milestones=(make(Milestone),))
    programme = Programme(
        campaigns=(campaign, evolve(campaign, id="c2")),
        units=(AST, AST),
        groups=(UnitGroup(id="ast", label="x"),),
        venues=(Venue(id="ast", name="同名不同类"),),
    )

    assert places(programme) == [
        ("KY-INT002", "/units/1/id"),
        ("KY-INT002", "/groups/0/id"),
        ("KY-INT002", "/campaigns/1/actions/0/id"),
        ("KY-INT002", "/campaigns/1/milestones/0/id"),
    ]


def test_cycles_of_parents_and_groups_are_told() -> None:
    def unit(unit_id: str, parent: str) -> Unit:
        return Unit(id=unit_id, name=unit_id, parent=parent)

    programme = Programme(
        units=(unit("a", "b"), unit("b", "c"), unit("c", "a"), unit("d", "a"), unit("e", "e")),
        groups=(
            UnitGroup(id="g", label="g", members=("h", "a")),
            UnitGroup(id="h", label="h", members=("g",)),
        ),
        activities=(Activity(id="x", name="x", parent="x"),),
    )
    report = programme.integrity()

    assert [(f.location.path, f.params["cycle"]) for f in report] == [
        ("/units/0/parent", "a → b → c → a"),
        ("/units/4/parent", "e → e"),
        ("/activities/0/parent", "x → x"),
        ("/groups/0/members", "g → h → g"),
    ]


def test_a_chain_of_a_hundred_thousand_parents_is_no_trouble() -> None:
    units = tuple(
        Unit(id=str(n), name="u", parent=str(n + 1) if n < 99_999 else None) for n in range(100_000)
    )

    assert Programme(units=units).integrity().findings == ()


# The public view.


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in an object graph with its place."""
    if isinstance(value, str):
        yield path, value
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from strings(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key, path)
            yield from strings(item, f"{path}[{key!r}]")
    elif isinstance(value, (tuple, list, set, frozenset)):
        for index, item in enumerate(value):
            yield from strings(item, f"{path}[{index}]")


def test_nothing_private_is_left_anywhere_in_the_public_view() -> None:
    internal, public = make_programme(), make_programme().public()
    marked = [path for path, text in strings(internal) if factories.PRIVATE in text]

    assert len(marked) > 25
    assert [path for path, text in strings(public) if factories.PRIVATE in text] == []


def test_public_contacts_and_all_else_stay() -> None:
    internal, public = make_programme(), make_programme().public()

    assert [contact.public for contact in public.units[0].contacts] == [True]
    assert public.units[0].contacts[0] == internal.units[0].contacts[0]
    activity = public.activities[0]
    assert [contact.public for contact in activity.contacts] == [True]
    assert activity.summary == internal.activities[0].summary
    assert activity.outcome == internal.activities[0].outcome
    assert [session.when for session in activity.sessions] == [
        session.when for session in internal.activities[0].sessions
    ]
    assert (public.volunteer_replies, public.summaries, public.nominations) == ((), (), ())
    assert public.integrity().ok


@pytest.mark.parametrize("disclosure", [None, *Disclosure])
def test_a_notice_that_is_not_disclosed_is_not_shown(disclosure: Disclosure | None) -> None:
    notice = make(Notice, disclosure=disclosure)
    public = Programme(campaigns=(make(Campaign, notice=notice),)).public()
    withheld = disclosure in (Disclosure.ON_REQUEST, Disclosure.WITHHELD)

    assert public.campaigns[0].notice == (None if withheld else notice)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_stage_of_a_review_is_not_shown(stage: Stage) -> None:
    shown = Programme(activities=(make(Activity, stage=stage),)).public().activities[0].stage
    under_review = stage in (Stage.SUBMITTED, Stage.RETURNED)

    assert shown is (Stage.DRAFT if under_review else stage)


# Tables.


def test_a_record_is_a_session_with_names_instead_of_ids() -> None:
    first, second, third, bare = make_programme().to_records()

    assert first["activity"] == "activity-1"
    assert first["hosts"] == "韶关市示例科技馆"
    assert first["themes"] == "机器人、丹霞地貌"
    assert first["target_groups"] == "青少年、听障人士"
    assert first["action"] == "科普联合行动"
    assert (first["forms"], first["mode"], first["level"]) == ("科普展览", "线下", "县级")
    assert first["start"] == datetime(2025, 9, 13, 9, tzinfo=CHINA_TIME)
    assert (first["venue"], first["address"]) == ("韶关市示例科技馆", "示例路1号")
    assert first["recurrence"] == "FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA"
    assert (first["expected_onsite"], first["onsite"]) == (300, 300)
    assert (second["first_day"], second["start"]) == (make(DateSpan).first, None)
    assert (third["when_text"], third["first_day"]) == ("9月下旬", None)
    assert (bare["activity"], bare["venue"], bare["onsite"]) == ("activity-2", None, None)
    assert set(first) == set(bare)


def test_an_activity_without_sessions_has_a_record() -> None:
    activity = Activity(
        id="a", name="a", expected=Figures(online=5), outcome=Outcome(occurrences=1)
    )
    (record,) = Programme(activities=(activity,)).to_records()

    assert (record["session"], record["expected_online"], record["state"]) == (None, 5, "计划中")


def test_the_records_of_an_activity_add_up() -> None:
    activity = Activity(
        id="a",
        name="a",
        expected=Figures(onsite=1000, online=5000),
        outcome=Outcome(figures=Figures(onsite=900, online=8000)),
        sessions=(
            Session(id="1", expected=Figures(onsite=300)),
            Session(id="2", expected=Figures(onsite=400)),
            Session(id="3"),
        ),
    )
    found = Programme(activities=(activity,)).to_records()

    assert [record["expected_onsite"] for record in found] == [300, 400, None]
    assert [record["expected_online"] for record in found] == [5000, None, None]
    assert [(record["onsite"], record["online"]) for record in found] == [
        (900, 8000), (None, None), (None, None),
    ]  # fmt: skip


def test_a_notebook_shows_the_activities_escaped() -> None:
    slot = make(TimeSlot)
    days_long = TimeSlot(
        start=datetime(2025, 9, 13, 20, tzinfo=CHINA_TIME),
        end=datetime(2025, 9, 15, 9, tzinfo=CHINA_TIME),
    )
    activity = Activity(
        id="a",
        name="<script>alert(1)</script>",
        sessions=(
            Session(id="1", slot=slot),
            Session(id="2", days=make(DateSpan)),
            Session(id="3", days=DateSpan.day(slot.first)),
            Session(id="4", when_text="待定"),
            Session(id="5", slot=evolve(slot, end=None), recurrence=Recurrence()),
            Session(id="6", slot=days_long),
            Session(id="7", slot=slot, recurrence=make(Recurrence), state=State.CANCELLED),
        ),
    )
    html = Programme(activities=(activity,))._repr_html_()

    assert "<script>" not in html
    for when in (
        "2025-09-13 09:00–11:30<", "2025-09-13 – 2025-09-15<", ">2025-09-13<", ">待定<",
        ">2025-09-13 09:00<", ">2025-09-13 20:00–2025-09-15 09:00<",
        "2025-09-13 09:00–11:30，每周六，至9月30日<",
    ):  # fmt: skip
        assert when in html
    assert html.count(">计划中</td>") == 6
    assert html.count("<td style='white-space:nowrap'>取消</td>") == 1


def test_a_notebook_counts_in_chinese_and_english() -> None:
    assert (
        "<caption>单位 1、活动 2 / Programme: 1 unit, 2 activities</caption>"
        in Programme(
            units=(make(Unit),), activities=(make(Activity), make(Activity, id="b"))
        )._repr_html_()
    )
    assert "<caption>空 / Programme: empty</caption>" in Programme()._repr_html_()


def test_a_view_for_notebooks_makes_the_rows_that_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    record = records._record
    made: list[str] = []

    def counted(
        programme: Programme, activity: Activity, session: Any, *, first: bool
    ) -> dict[str, object]:
        made.append(activity.id)
        return record(programme, activity, session, first=first)

    monkeypatch.setattr(records, "_record", counted)
    programme = Programme(activities=tuple(make(Activity, id=f"a{n}") for n in range(500)))

    assert f"… +{500 - ROWS}<" in programme._repr_html_()
    assert len(made) == ROWS


@pytest.mark.parametrize("kind", [Session, Programme, str])
def test_a_kind_that_a_programme_does_not_hold_is_refused(kind: type) -> None:
    programme = make_programme()

    for look_up in (programme.get, programme.resolve):
        with pytest.raises(InvalidValueError, match=f"KY-VAL003 kind .*: {kind.__name__}"):
            look_up(kind, "x")
    with pytest.raises(InvalidValueError, match="KY-VAL003"):
        programme.ids(kind)


def test_a_preference_that_there_is_not_is_refused() -> None:
    wrong: Any = "newest"

    with pytest.raises(InvalidValueError, match="prefer must be first or last: newest"):
        Programme().merge(Programme(), prefer=wrong)


def test_references_are_walked_with_their_paths() -> None:
    found = list(references(make_programme().nominations[0], ("nominations", 0)))

    assert [(reference.path[-1], reference.id) for reference in found] == [
        ("campaign", "campaign-1"), ("unit", "unit-1"), ("activity", "activity-1"),
        ("nominated_by", "unit-1"),
    ]  # fmt: skip
    assert NominationCategory.UNIT is make_programme().nominations[0].category
    assert str(make(Source)) == "韶市科协联字〔2025〕12号 三"
    assert str(Source(title="甲")) == "甲"
