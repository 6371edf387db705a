from pathlib import Path

import pytest

from kepuyue import (
    Activity,
    Nomination,
    NominationCategory,
    Programme,
    Severity,
    Unit,
    dump,
    try_load_many,
)
from kepuyue.io.platform import many

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
