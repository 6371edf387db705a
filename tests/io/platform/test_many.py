from pathlib import Path

import pytest

from kepuyue import (
    Activity,
    Nomination,
    NominationCategory,
    Programme,
    Severity,
    Unit,
    Venue,
    dump,
    evolve,
    try_load,
    try_load_many,
)
from kepuyue.io.platform import many
from kepuyue.testing import make

HEAD = "活动名称,活动时间,活动地点,主办单位\n"
TALK = "机器人讲座,2025年9月13日9:00-11:00,市科技馆,市科协\n"


def table(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def test_tables_of_counties_become_one_programme(tmp_path: Path) -> None:
    paths = [
        table(tmp_path, "甲县.csv", TALK),
        table(tmp_path, "乙县.csv", "食品安全展,2025年9月14日,乙县文化馆,乙县科协\n"),
    ]
    result = try_load_many(paths)

    assert [a.name for a in result.programme] == ["机器人讲座", "食品安全展"]
    assert {unit.name for unit in result.programme.units} == {"市科协", "乙县科协"}
    assert result.programme.integrity().ok
    assert [f.code for f in result.report] == ["KY-TAB128"] * 2


@pytest.mark.parametrize(
    ("row", "likely"),
    [
        (TALK, True),
        ("机器人 讲座,2025年9月13日,别处,市科协\n", True),
        ("机器人的讲座,2025年9月13日,市科技馆,乙县科协\n", True),
        ("机器人讲座,2025年9月20日,市科技馆,市科协\n", False),
        ("机器人讲座,2025年9月13日,别处,乙县科协\n", False),
        ("机器人讲座,待定,别处,市科协\n", True),
        ("天文观测,2025年9月13日,市科技馆,市科协\n", False),
    ],
)
def test_rows_that_are_likely_the_same_are_told_with_both_places(
    row: str, tmp_path: Path, *, likely: bool
) -> None:
    result = try_load_many([table(tmp_path, "甲县.csv", TALK), table(tmp_path, "乙县.csv", row)])
    told = [f for f in result.report if f.code == "KY-TAB122"]

    assert len(result.programme) == 2
    assert [str(f.location) for f in told] == (["乙县.csv: A2"] if likely else [])
    assert all("甲县.csv: A2（机器人讲座）" in f.message("zh") for f in told)
    assert all(f.severity is Severity.WARNING for f in told)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [table(tmp_path / county, "活动表.csv", TALK) for county in ("甲县", "乙县")]
    result = try_load_many(paths)

    assert [f.location.source for f in result.report if f.code == "KY-TAB128"] == [
        str(path) for path in paths
    ]


def test_the_same_file_twice_is_there_once(tmp_path: Path) -> None:
    path = table(tmp_path, "甲县.csv", TALK)

    assert len(try_load_many([path, path]).programme) == 1


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_taken_in(tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    result = try_load_many([broken, tmp_path / "没有.csv", table(tmp_path, "甲县.csv", TALK)])

    assert [a.name for a in result.programme] == ["机器人讲座"]
    assert [(f.code, f.location.source) for f in result.report.errors] == [
        ("KY-TAB003", "坏.xlsx"), ("KY-LOD001", str(tmp_path / "没有.csv")),
    ]  # fmt: skip


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    result = try_load_many([table(tmp_path, "甲县.csv", TALK)], max_bytes=10)

    assert [f.code for f in result.report] == ["KY-LOD009"]


def test_workbooks_of_ours_and_other_formats_come_together(tmp_path: Path) -> None:
    base = Programme(units=(Unit(id="ast", name="市科协"),))
    talk = Activity(id="talk", name="讲座", hosts=["ast"])
    show = Activity(id="show", name="展览", hosts=["ast"])
    dump(base.with_added(talk), tmp_path / "a.xlsx")
    dump(base.with_added(show), tmp_path / "b.json")
    result = try_load_many([tmp_path / "a.xlsx", tmp_path / "b.json"], programme=base)

    assert result.programme == base.with_added(talk, show)


@pytest.mark.parametrize("names", [["甲县.csv", "b.json"], ["b.json", "甲县.csv"]])
def test_likely_duplicates_of_what_stands_in_no_table_are_told_at_the_table(
    tmp_path: Path, names: list[str]
) -> None:
    (talk,) = try_load(table(tmp_path, "甲县.csv", TALK)).programme
    dump(Programme(activities=(evolve(talk, id="talk"),)), tmp_path / "b.json")
    result = try_load_many([tmp_path / name for name in names])
    (told,) = [f for f in result.report if f.code == "KY-TAB122"]

    assert str(told.location) == "甲县.csv: A2"
    assert told.params["other"] == f"{talk.name} (talk)"


def test_what_two_files_say_differently_of_one_id_is_told(tmp_path: Path) -> None:
    for name, unit in (("a.json", "市科协"), ("b.json", "市科学技术协会")):
        dump(Programme(units=(Unit(id="ast", name=unit),)), tmp_path / name)
    result = try_load_many([tmp_path / "a.json", tmp_path / "b.json"])

    assert [unit.name for unit in result.programme.units] == ["市科协"]
    assert [(f.code, f.severity, f.location.source) for f in result.report] == [
        ("KY-INT004", Severity.WARNING, "b.json")
    ]


def test_what_a_county_put_right_of_the_given_programme_counts(tmp_path: Path) -> None:
    base = Programme(units=(Unit(id="ast", name="市科协"),))
    dump(Programme(units=(Unit(id="ast", name="市科协", short_name="科协"),)), tmp_path / "a.json")
    dump(base, tmp_path / "b.json")
    result = try_load_many([tmp_path / "a.json", tmp_path / "b.json"], programme=base)

    assert result.programme.units[0].short_name == "科协"
    assert not result.report


def test_an_activity_put_forward_by_name_is_found_in_another_table(tmp_path: Path) -> None:
    nominations = tmp_path / "推荐.csv"
    nominations.write_text(
        "活动名称,主办单位,推荐理由\n机器人讲座,市科协,反响好\n", encoding="utf-8"
    )
    found = try_load_many(
        [nominations], profile="nomination-2025"
    )  # alone, it refers to the activity by its name
    assert [n.activity for n in found.programme.nominations] == ["机器人讲座"]

    merging = many._Merging(found.programme)
    merging.take(Programme(activities=(Activity(id="talk", name="机器人讲座"),)), {}, "甲县.json")
    (nomination,) = merging.result().programme.nominations

    assert nomination.category is NominationCategory.ACTIVITY
    assert isinstance(nomination, Nomination)
    assert nomination.activity == "talk"


def test_a_name_that_is_an_id_too_stays_the_id(tmp_path: Path) -> None:
    nomination = Nomination(id="n", category=NominationCategory.ACTIVITY, unit="u", activity="讲座")
    named = Activity(id="讲座", name="天文观测")
    other = Activity(id="talk", name="讲座")
    dump(
        Programme(
            nominations=(nomination,),
            activities=(
                named,
                other,
            ),
        ),
        tmp_path / "a.json",
    )
    (found,) = try_load_many([tmp_path / "a.json"]).programme.nominations

    assert found.activity == "讲座"


def test_a_venue_has_what_either_table_knows_of_it_and_the_first_counts(tmp_path: Path) -> None:
    first = Venue(id="hall", name="市科技馆", address="惠民南路1号")
    second = Venue(id="hall", name="市科技馆", address="别处", region="440203", capacity=300)
    for name, venue in (("a.json", first), ("b.json", second)):
        dump(Programme(venues=(venue,)), tmp_path / name)
    result = try_load_many([tmp_path / "a.json", tmp_path / "b.json"])

    assert result.programme.venues == (
        Venue(id="hall", name="市科技馆", address="惠民南路1号", region="440203", capacity=300),
    )
    assert not result.report


def test_a_venue_that_lacks_nothing_stays_as_it_is() -> None:
    known = make(Venue, id="hall")

    assert many._fuller(known, Venue(id="hall", name="别的名称")) == known


def test_what_a_file_has_beside_its_entities_is_kept_and_the_first_counts(tmp_path: Path) -> None:
    for name, extra in (("a.json", {"tool": 1}), ("b.json", {"tool": 2, "other": 3})):
        dump(Programme(extra=extra), tmp_path / name)
    base = Programme(extra={"base": 0})
    result = try_load_many([tmp_path / "a.json", tmp_path / "b.json"], programme=base)

    assert result.programme.extra == {"base": 0, "tool": 1, "other": 3}


def test_activities_with_one_id_that_say_different_things_are_told_with_the_fields(
    tmp_path: Path,
) -> None:
    for name, summary in (("a.json", "甲"), ("b.json", "乙")):
        dump(
            Programme(activities=(Activity(id="talk", name="讲座", summary=summary),)),
            tmp_path / name,
        )
    result = try_load_many([tmp_path / "a.json", tmp_path / "b.json"])

    assert [activity.summary for activity in result.programme] == ["甲"]
    assert [(f.code, f.entity, f.params["fields"]) for f in result.report] == [
        ("KY-INT004", "activity:talk", "summary")
    ]


def test_rows_are_told_beside_an_activity_that_stands_in_no_table(tmp_path: Path) -> None:
    path = table(tmp_path, "甲县.csv", "机器人讲座,2025年9月13日,市科技馆,市科协\n")
    known = try_load_many([path]).programme.activities[0]
    base = Programme(activities=(evolve(known, id="talk"),))
    result = try_load_many([path], programme=base)
    twice = Programme(activities=(known, evolve(known, id="again")))
    (told,) = [f for f in result.report if f.code == "KY-TAB122"]

    assert str(told.location) == "甲县.csv: A2"
    assert told.params["other"] == "机器人讲座 (talk)"
    assert not try_load_many([], programme=twice).report  # there is no cell to tell it at


@pytest.mark.parametrize(("room", "read"), [(0, True), (-1, False)])
def test_a_file_may_have_as_many_bytes_as_is_said(room: int, tmp_path: Path, *, read: bool) -> None:
    path = table(tmp_path, "甲县.csv", TALK)
    size = path.stat().st_size

    assert len(try_load_many([path], max_bytes=size + room).programme) == read
    assert len(try_load_many([path], max_bytes=None).programme) == 1
