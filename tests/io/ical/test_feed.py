"""Calendars written one by one and many at once: the bytes of dump, and files under safe names."""

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    Campaign,
    Contact,
    DateSpan,
    DumpError,
    InvalidValueError,
    Milestone,
    MilestoneKind,
    Programme,
    Session,
    TimeSlot,
    Unit,
    UnitGroup,
    Venue,
    dump,
    dumps,
    evolve,
    loads,
)
from kepuyue.io.ical import CalendarWriter, write_feeds
from kepuyue.io.ical.feed import KINDS, _file_name
from kepuyue.io.registry import View
from kepuyue.testing import strategies, synthetic_programme

DAY = Session(id="1", days=DateSpan.day(date(2025, 9, 13)))
PRIVATE = Contact(name="李华", phone="13900000000")
CITY = synthetic_programme(activities=40, seed=5)


def held(ref: str, **fields: Any) -> Activity:
    return Activity(**{"id": ref, "name": f"活动{ref}", "sessions": (DAY,), **fields})


def streamed(path: Path, programme: Programme, view: View, **options: Any) -> bytes:
    """Return the calendar of a programme, its activities written one by one."""
    shared = evolve(programme, activities=())
    with CalendarWriter(path, programme=shared, view=view, **options) as writer:
        for activity in programme.activities:
            writer.write(activity)
    return path.read_bytes()


@pytest.mark.parametrize("view", ["public", "internal"])
@pytest.mark.parametrize("options", [{}, {"plain": True}, {"method": "PUBLISH", "name": "科普"}])
def test_a_calendar_written_one_by_one_is_that_of_dump(
    tmp_path: Path, view: View, options: dict[str, Any]
) -> None:
    expected = dumps(CITY, format="ics", view=view, **options)

    assert streamed(tmp_path / "a.ics", CITY, view, **options) == expected


@settings(max_examples=25)
@given(strategies.programmes(), st.sampled_from(["public", "internal"]))
def test_any_programme_written_one_by_one_is_that_of_dump(programme: Programme, view: View) -> None:
    alone = tuple(evolve(activity, parent=None) for activity in programme.activities)
    programme = evolve(programme, activities=alone)
    with tempfile.TemporaryDirectory() as folder:
        found = streamed(Path(folder) / "a.ics", programme, view)

    assert found == dumps(programme, format="ics", view=view)


def test_activities_of_the_programme_come_first(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    with CalendarWriter(path, programme=Programme(activities=(held("a"),))) as writer:
        writer.write(held("b"))

    assert [activity.id for activity in loads(path.read_bytes(), format="ics")] == ["a", "b"]


def test_the_public_view_leaves_out_what_is_private(tmp_path: Path) -> None:
    activity = held("a", contacts=(PRIVATE,))
    with CalendarWriter(tmp_path / "a.ics", records=True) as writer:
        writer.write(activity)
    with CalendarWriter(tmp_path / "b.ics", view="internal") as writer:
        writer.write(activity)
    shown = ["李华" in (tmp_path / name).read_text("utf-8") for name in ("a.ics", "b.ics")]

    assert shown == [False, True]


def test_after_an_error_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")
    with pytest.raises(AttributeError), CalendarWriter(path) as writer:
        writer.write(None)  # type: ignore[arg-type]

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.ics", b"old")]


def test_a_writer_that_is_not_open_writes_nothing(tmp_path: Path) -> None:
    writer = CalendarWriter(tmp_path / "a.ics")
    refused = []
    for _ in range(2):
        with pytest.raises(DumpError) as caught:
            writer.write(held("a"))
        refused.append(caught.value.report.counts())
        with writer:
            writer.write(held("b"))
    writer.__exit__(None, None, None)  # closed already: nothing comes of it

    assert refused == [{"KY-DMP002": 1}] * 2
    assert [a.id for a in loads((tmp_path / "a.ics").read_bytes(), format="ics")] == ["b"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DumpError) as caught, CalendarWriter(tmp_path) as writer:
        writer.write(held("a"))
    with pytest.raises(InvalidValueError):
        CalendarWriter(tmp_path / "a.ics", domain="a b")

    assert caught.value.report.counts() == {"KY-DMP001": 1}


CAMPAIGN = Campaign(
    id="2025", name="全国科普月",
    milestones=(
        Milestone(id="plan", kind=MilestoneKind.DUE, when=date(2025, 8, 10), what="方案",
                  owed_by=("units",)),
        Milestone(id="open", kind=MilestoneKind.OPENS, when=date(2025, 8, 1), what="申报",
                  owed_by=("nobody",)),
        Milestone(id="none", kind=MilestoneKind.DUE, when=date(2025, 8, 2), what="总结"),
    ),
)  # fmt: skip
FED = Programme(
    campaigns=(CAMPAIGN,),
    units=(Unit(id="ast", name="科协"), Unit(id="museum", name="科技馆")),
    groups=(UnitGroup(id="units", label="各单位", members=("ast", "museum")),),
    venues=(Venue(id="v", name="馆"),),
    activities=(
        held("robots", hosts=("ast",), organisers=("museum", "ast"), co_organisers=("club",),
             supporters=("sponsor",), target_groups=("youth",), region="440204"),
        held("stars", hosts=("ast",), target_groups=("youth", "farmers"), region="440200"),
        Activity(id="later", name="待定", hosts=("museum",), sessions=(Session(id="1"),)),
    ),
)  # fmt: skip


@pytest.fixture
def fed(tmp_path: Path) -> dict[tuple[str, str], Path]:
    return write_feeds(FED, tmp_path / "feeds", name="科普月")


def of(fed: dict[tuple[str, str], Path], kind: str) -> dict[str, list[str]]:
    """Return the events of each feed of a kind."""
    return {
        ref: [activity.id for activity in loads(path.read_bytes(), format="ics")]
        for (of, ref), path in fed.items()
        if of == kind
    }


def test_there_is_a_feed_for_all_that_has_an_event(fed: dict[tuple[str, str], Path]) -> None:
    assert {kind: of(fed, kind) for kind in KINDS} == {
        "unit": {
            "ast": ["robots", "stars"], "museum": ["robots"], "club": ["robots"], "nobody": [],
        },
        "region": {"440204": ["robots"], "440200": ["robots", "stars"],
                   "440000": ["robots", "stars"]},
        "target_group": {"youth": ["robots", "stars"], "farmers": ["stars"]},
        "activity": {"robots": ["robots"], "stars": ["stars"]},
    }  # fmt: skip


def owed(fed: dict[tuple[str, str], Path]) -> dict[str, list[str]]:
    """Return the milestones of each feed."""
    return {
        ref: re.findall("UID:milestone:2025/([a-z]+)@", path.read_text("utf-8"))
        for (_, ref), path in fed.items()
    }


def test_a_unit_is_told_once_what_it_owes_twice(tmp_path: Path) -> None:
    (plan, *_) = CAMPAIGN.milestones
    twice = evolve(CAMPAIGN, milestones=(evolve(plan, owed_by=("units", "ast")),))

    assert owed(write_feeds(evolve(FED, campaigns=(twice,)), tmp_path, by="unit"))["ast"] == [
        "plan"
    ]


def test_a_unit_is_told_what_it_owes_itself_or_in_a_group(
    fed: dict[tuple[str, str], Path],
) -> None:
    told = owed(fed)

    assert {ref: ids for ref, ids in told.items() if ids} == {
        "ast": ["plan"], "museum": ["plan"], "nobody": ["open"],
    }  # fmt: skip
    assert b"TZID:Asia/Shanghai" in fed["unit", "museum"].read_bytes()


@pytest.mark.parametrize(
    ("kind", "ref", "name"),
    [("unit", "ast", "科协"), ("unit", "nobody", "nobody"), ("region", "440200", "韶关市"),
     ("target_group", "youth", "青少年"), ("activity", "robots", "活动robots")],
)  # fmt: skip
def test_a_feed_is_named_after_whom_it_is_for(
    fed: dict[tuple[str, str], Path], kind: str, ref: str, name: str
) -> None:
    path = fed[kind, ref]

    assert f"\nNAME:科普月 · {name}\n" in path.read_text("utf-8")
    assert path.parent.name == kind
    assert path.stem == ref


def test_the_events_of_a_feed_are_those_of_dump(tmp_path: Path) -> None:
    zoned = Session(
        id="1", slot=TimeSlot(start=datetime(2025, 9, 13, tzinfo=UTC), zone="Asia/Tokyo")
    )
    alone = Programme(activities=(held("a", sessions=(zoned,), hosts=("ast",)),))
    fed = write_feeds(alone, tmp_path, view="internal", plain=True)

    for kind, ref, name in (("unit", "ast", "ast"), ("activity", "a", "活动a")):
        expected = dumps(alone, format="ics", view="internal", plain=True, records=False, name=name)
        assert fed[kind, ref].read_bytes() == expected


def test_feeds_carry_no_records_and_by_default_nothing_private(tmp_path: Path) -> None:
    programme = Programme(activities=(held("a", contacts=(PRIVATE,)),))
    shown = [
        text
        for view in ("public", "internal")
        for path in write_feeds(programme, tmp_path, view=view, records=True).values()
        for text in [path.read_text("utf-8")]
    ]

    assert ["STRUCTURED-DATA" in text for text in shown] == [False, False]
    assert ["李华" in text for text in shown] == [False, True]


def test_only_the_feeds_that_are_asked_for_are_written(tmp_path: Path) -> None:
    fed = write_feeds(FED, tmp_path, by="target_group")

    assert {kind for kind, _ in fed} == {"target_group"}
    assert [folder.name for folder in tmp_path.iterdir()] == ["target_group"]
    assert write_feeds(FED, tmp_path / "none", by=[]) == {}
    assert write_feeds(Programme(), tmp_path / "none") == {}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("wrong", [{"by": ["county"]}, {"domain": "a b"}, {"view": "secret"}])
def test_a_kind_and_an_option_that_there_is_none_of_are_refused(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValueError):
        write_feeds(FED, tmp_path, **wrong)

    assert list(tmp_path.iterdir()) == []


def test_feeds_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "unit").write_bytes(b"a file")
    with pytest.raises(DumpError) as caught:
        write_feeds(FED, tmp_path)

    assert caught.value.report.counts() == {"KY-DMP001": 1}


def test_an_unknown_region_has_a_feed_of_its_own(tmp_path: Path) -> None:
    fed = write_feeds(Programme(activities=(held("a", region="999999"),)), tmp_path, by=["region"])

    assert list(fed) == [("region", "999999")]


ODD = ["../x", "..", ".", "...", "a/b", "a\\b", "x" * 1_000, "科" * 300, "con", "CON.txt", "A",
       "a.", "-", "a b", "nul.a", "a%2Fb", "a" * 99 + "-" + "0" * 16]  # fmt: skip


@pytest.mark.parametrize("ref", ODD)
def test_an_odd_id_has_a_file_in_its_folder(tmp_path: Path, ref: str) -> None:
    (path,) = write_feeds(Programme(activities=(held(ref),)), tmp_path, by=["activity"]).values()

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
    assert path.parent == tmp_path / "activity"


def names(ref: str) -> Iterator[str]:
    yield ref
    yield ref.upper()
    yield ref.lower()
    yield _file_name(ref)
    yield f"{ref}."


@given(strategies.ids())
def test_no_two_ids_have_one_file_on_any_system(ref: str) -> None:
    refs = set(names(ref))
    files = [_file_name(name) for name in refs]

    assert len({name.casefold() for name in files}) == len(refs)
    assert [name for name in files if not name.isascii() or set(name) & set('/\\:*?"<>| ')] == []
    assert max(map(len, files)) <= 200
    assert [name for name in files if name.startswith(".") or name.endswith((".", " "))] == []


def test_a_feed_in_place_of_another_is_written_whole(tmp_path: Path) -> None:
    first = write_feeds(FED, tmp_path)
    dump(Programme(), first["unit", "ast"])

    assert write_feeds(FED, tmp_path) == first
    assert of(first, "unit")["ast"] == ["robots", "stars"]
