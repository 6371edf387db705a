import pytest

from kepuyue.io.platform.address import Spot, spots

LINK, OTHER = "https://example.org/a", "https://example.org/b"


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("市科技馆", "市科技馆", None),
        ("市科技馆（武江区惠民南路1号）", "市科技馆", "武江区惠民南路1号"),
        ("市科技馆(地址：武江区惠民南路1号)", "市科技馆", "武江区惠民南路1号"),
        ("市科技馆（A座）（武江区惠民南路1号）", "市科技馆（A座）", "武江区惠民南路1号"),
        ("市科技馆，武江区惠民南路1号", "市科技馆", "武江区惠民南路1号"),
        ("地点：市科技馆, 地址：武江区惠民南路1号", "市科技馆", "武江区惠民南路1号"),
        ("市科技馆（一楼报告厅）", "市科技馆（一楼报告厅）", None),
        ("市科技馆，一楼报告厅", "市科技馆，一楼报告厅", None),
        ("（武江区惠民南路1号）", "（武江区惠民南路1号）", None),
        ("市科技馆（武江区惠民南路1号）门口", "市科技馆（武江区惠民南路1号）门口", None),
        ("市科技馆（武江区）惠民南路1号）", "市科技馆（武江区）惠民南路1号）", None),
        ("市科技馆，", "市科技馆，", None),
        ("互联网产业园", "互联网产业园", None),
        ("网络中心大楼", "网络中心大楼", None),
        ("活动地点：中心小学", "中心小学", None),
    ],
)
def test_a_place_has_a_name_and_perhaps_an_address(
    text: str, name: str, address: str | None
) -> None:
    assert spots(text) == (Spot(name, address),)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("线上", Spot(None)),
        ("全程网络直播", Spot(None)),
        ("腾讯会议", Spot(None, told="腾讯会议")),
        ("市科协视频号", Spot(None, told="市科协视频号")),
        ("抖音直播间", Spot(None, told="抖音直播间")),
        (f"线上：{LINK}", Spot(None, url=LINK)),
        (LINK, Spot(None, url=LINK)),
        (f"腾讯会议（{LINK} {OTHER}）", Spot(None, url=LINK, told=f"腾讯会议 {OTHER}")),
        (f"市科技馆 {LINK}", Spot("市科技馆", url=LINK)),
        (f"{LINK} {LINK}", Spot(None, url=LINK, told=LINK)),
    ],
)
def test_a_room_on_the_internet_has_no_name(text: str, spot: Spot) -> None:
    assert spots(text) == (spot,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("风采广场；中心小学、市科技馆", ["风采广场", "中心小学", "市科技馆"]),
        ("线上+市科技馆", [None, "市科技馆"]),
        ("甲+乙实验室", ["甲+乙实验室"]),
        ("市科技馆（一楼、二楼）", ["市科技馆（一楼、二楼）"]),
        ("线下：市科技馆\n线上：腾讯会议", ["市科技馆", None]),
        ("", []),
        ("、", []),
    ],
)
def test_several_places_stand_in_one_cell(text: str, names: list[str | None]) -> None:
    assert [spot.name for spot in spots(text)] == names
