"""What officers write into one cell is read as it is meant, or told; it is never guessed."""

from typing import Any

import pytest

from kepuyue import Activity, Figures, LoadResult, Mode, Programme, Unit, Venue, try_loads

KNOWN = Programme(
    units=(
        Unit(id="ast", name="韶关市科学技术协会", short_name="市科协"),
        Unit(id="both", name="甲/乙联合中心"),
    ),
    venues=(Venue(id="museum", name="市科技馆"),),
)


def read(heading: str, cell: str) -> LoadResult:
    quoted = cell.replace('"', '""')
    table = f'活动名称,{heading}\n机器人讲座,"{quoted}"\n'
    return try_loads(table.encode(), format="csv", programme=KNOWN, year=2025)


def codes(result: LoadResult) -> list[str]:
    return [finding.code for finding in result.report if finding.code != "KY-TAB128"]


def one(heading: str, cell: str) -> Activity:
    (activity,) = read(heading, cell).programme
    return activity


def kept(heading: str, cell: str) -> Any:
    return one(heading, cell).extra.get("table", {}).get(heading)


# Counts.


@pytest.mark.parametrize("cell", ["100+200", "300；500", "300 500", "300/500", "200和100"])
def test_two_counts_are_never_taken_for_one(cell: str) -> None:
    assert codes(read("预计参与人数", cell)) == ["KY-TAB113"]
    assert one("预计参与人数", cell).expected is None
    assert kept("预计参与人数", cell) == cell


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        ("1，200人", Figures(onsite=1200)),
        ("线上200+线下100", Figures(onsite=100, online=200)),
        ("线上 1,200 人次，线下 300 人次", Figures(onsite=300, online=1200)),
    ],
)
def test_counts_with_marks_between_their_digits(cell: str, figures: Figures) -> None:
    assert one("预计参与人数", cell).expected == figures
    assert codes(read("预计参与人数", cell)) == []


def test_a_plus_behind_a_count_makes_it_an_approximate_one() -> None:
    assert one("预计参与人数", "10万+").expected == Figures(onsite=100_000)
    assert codes(read("预计参与人数", "10万+")) == ["KY-TAB112"]


def test_people_are_no_number_of_sessions() -> None:
    assert codes(read("举办场次", "300人")) == ["KY-TAB113"]
    assert one("举办场次", "300人").outcome is None


# Contacts.


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("0751-8000001转802", [(None, "0751-8000001转802")]),
        ("0751-8000001 分机 802", [(None, "0751-8000001 分机 802")]),
        ("13800000001/02", [(None, "13800000001/02")]),
        ("13800000001或8000001", [(None, "13800000001或8000001")]),
        ("１３８０００００００１", [(None, "13800000001")]),
        ("13800000001（张三）", [("张三", "13800000001")]),
        ("微信同号13800000001", [(None, "微信同号13800000001")]),
    ],
)
def test_what_stands_beside_a_number_is_no_name(
    cell: str, found: list[tuple[str | None, str]]
) -> None:
    assert [(c.name, c.phone) for c in one("联系电话", cell).contacts] == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("张三（办公室主任）", [("张三（办公室主任）", None)]),
        ("张三（13800000001）、李华（13800000002）",
         [("张三", "13800000001"), ("李华", "13800000002")]),
        ("张三0751-8000001转802", [("张三", "0751-8000001转802")]),
    ],
)  # fmt: skip
def test_names_keep_their_brackets(cell: str, found: list[tuple[str, str | None]]) -> None:
    assert [(c.name, c.phone) for c in one("联系人", cell).contacts] == found


def test_a_number_of_which_digits_were_lost_is_no_phone_number() -> None:
    assert codes(read("联系电话", "1.38E+10")) == ["KY-TAB107"]
    assert one("联系电话", "1.38E+10").contacts == ()
    assert kept("联系电话", "1.38E+10") == "1.38E+10"


# Units.


@pytest.mark.parametrize(
    ("cell", "hosts"),
    [
        ("市科协/市教育局", ("ast", "市教育局")),
        ("甲/乙联合中心、市科协", ("both", "ast")),
        ("1.市科协\n2.市教育局", ("ast", "市教育局")),
        ("市科协，市教育局。", ("ast", "市教育局")),
        ("市人力资源和社会保障局", ("市人力资源和社会保障局",)),
    ],
)
def test_units_of_a_list(cell: str, hosts: tuple[str, ...]) -> None:
    assert one("主办单位", cell).hosts == hosts
    assert codes(read("主办单位", cell)) == []


@pytest.mark.parametrize(
    "cell",
    ["市科协和市教育局", "市教育局等", "市教育局等10家单位", "主办：市科协", "市科协 市教育局"],
)
def test_a_name_that_may_be_of_several_units_is_told(cell: str) -> None:
    assert codes(read("主办单位", cell)) == ["KY-TAB134"]


# Places.


@pytest.mark.parametrize(
    "name", ["互联网产业园", "网络与信息中心", "丹霞山观景平台", "市民服务平台", "在线教育园区"]
)
def test_a_place_that_sounds_like_the_internet_is_a_place(name: str) -> None:
    activity = one("活动地点", name)

    assert [session.venue for session in activity.sessions] == [name]
    assert activity.mode is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [("线上", None), ("线上举办", None), ("腾讯会议：123-456-789", "腾讯会议：123-456-789"),
     ("线上（视频号“韶关科普”）", "线上（视频号“韶关科普”）")],
)  # fmt: skip
def test_what_is_said_of_a_room_online_is_kept(cell: str, text: str | None) -> None:
    assert one("活动地点", cell).mode is Mode.ONLINE
    assert one("活动地点", cell).sessions == ()
    assert kept("活动地点", cell) == text


@pytest.mark.parametrize(
    "cell", ["线上+市科技馆", "市科技馆、线上直播", "线下：市科技馆；线上：腾讯会议"]
)
def test_a_place_beside_a_room_online_is_both(cell: str) -> None:
    activity = one("活动地点", cell)

    assert activity.mode is Mode.BOTH
    assert [session.venue for session in activity.sessions] == ["museum"]


def test_a_place_that_is_not_known_yet_is_no_venue() -> None:
    assert one("活动地点", "待定").sessions == ()
    assert kept("活动地点", "待定") == "待定"


# Links.


@pytest.mark.parametrize(
    ("cell", "url", "text"),
    [
        ("https://example.org/a（抖音）", "https://example.org/a", "抖音"),
        ("直播：https://example.org/a。", "https://example.org/a", "直播："),
        ("https://example.org/a;https://example.org/b", "https://example.org/a",
         "https://example.org/b"),
        ("https://example.org/科普", "https://example.org/科普", None),
        ("点击https://example.org/a观看", None, "点击https://example.org/a观看"),
        ("抖音 搜索“韶关科普”", None, "抖音 搜索“韶关科普”"),
    ],
)  # fmt: skip
def test_a_link_ends_where_other_words_begin(cell: str, url: str | None, text: str | None) -> None:
    assert one("线上链接", cell).url == url
    assert kept("线上链接", cell) == text


def test_links_of_news_and_the_words_beside_them() -> None:
    activity = one("媒体报道链接", "韶关日报：https://example.org/a;https://example.org/b")
    assert activity.outcome is not None

    assert [link.url for link in activity.outcome.news] == [
        "https://example.org/a", "https://example.org/b",
    ]  # fmt: skip
    assert kept("媒体报道链接", "韶关日报：https://example.org/a") == "韶关日报："


def test_a_link_beside_the_place_and_one_of_its_own_column_both_stay() -> None:
    table = (
        "活动名称,活动地点,线上链接\n讲座,市科技馆 https://example.org/a,https://example.org/b\n"
    )
    (activity,) = try_loads(table.encode(), format="csv", programme=KNOWN).programme

    assert activity.sessions[0].join_url == "https://example.org/b"
    assert activity.extra["table"] == {"活动地点": "https://example.org/a"}
