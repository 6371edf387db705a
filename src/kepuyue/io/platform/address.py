"""Places as people write them in one cell: names, addresses, rooms on the internet."""

import functools
import re

import attrs

from kepuyue.io.platform.cell import line_of, split
from kepuyue.io.platform.link import links_of

_LABEL = re.compile(r"^\s*(?:(?:活动|举办)?(?:地点|地址|场所)|线下|现场)\s*[:：]\s*")
_ADDRESS = re.compile(
    r"省|[^城]市[^民场]|[一-鿿]{2}[区县镇乡]|街道|[路街道巷里弄][^区]{0,40}[0-9０-９一二三四五六七八九十]"
    r"|[0-9０-９]\s{0,3}[号楼栋座层室]|社区|村"
)
# 互联网产业园 and 网络中心 are places, so more than the word must say that it is none.
_ONLINE = re.compile(
    r"(?:全程)?(?:线上|网上|(?:网络|云端|云上|在线|互联网|腾讯会议|钉钉|直播间|视频号|抖音|快手"
    r"|微信(?:公众号|视频号|群)?|b站|哔哩哔哩|zoom)"
    r"(?=$|[\s（(：:，,。+＋—\-“\"‘《【\[0-9#]|平台|会议|直播|同步|举|开展|进行|活动|参与|答|竞|展"
    r"|课|公众号|视频号|小程序|号|群|app|客户端|线下|观看|回放|讲|视频))",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"(?:直播间|公众号|视频号|抖音号|小程序|网站|(?:直播|网络|线上|云|视频|学习|新媒体|公众|互动)平台)$"
)
_BARE = re.compile(
    r"(?:全程)?(?:线上|网上|网络|在线|云端|互联网)(?:直播|举办|举行|开展|进行|活动|平台|参与)?"
)
"""What says no more than that it is online."""


_REMEMBERED = 4_096
"""Cells whose places are remembered: the same come again and again."""


@attrs.frozen
class Spot:
    """A place: its name (``None`` for what is online), its address, a link.

    Attributes:
        name: its name; ``None`` for what is online.
        address: its address.
        url: a link.
        told: what the text says of what is online, besides the link.
    """

    name: str | None
    address: str | None = None
    url: str | None = None
    told: str | None = None


@functools.lru_cache(_REMEMBERED)
def spots(text: str) -> tuple[Spot, ...]:
    """Return the places that a cell names.

    >>> spots("市科技馆（武江区惠民南路1号）")
    (Spot(name='市科技馆', address='武江区惠民南路1号', url=None, told=None),)
    >>> [spot.name for spot in spots("风采广场；中心小学；线上+市科技馆")]
    ['风采广场', '中心小学', None, '市科技馆']
    """
    text = _LABEL.sub("", text)
    found: list[Spot] = []
    for part in split(text, "、；;\n"):
        pieces = split(part, "+＋")
        if not any(map(_is_online, pieces)):
            pieces = [part]
        found += filter(None, map(_spot, pieces))
    return tuple(found)


def _is_online(text: str) -> bool:
    return _ONLINE.match(text) is not None or _ROOM.search(text) is not None


def _spot(text: str) -> Spot | None:
    text = _LABEL.sub("", text).strip()
    links, _ = links_of(text) if "//" in text else ([], [])
    if links:
        for link in links:
            text = text.replace(link, " ", 1)
        rest = text.strip(" ：:，,（）()")
        beside = (_spot(rest) if rest else None) or Spot(None)
        told = " ".join(filter(None, [beside.told, *links[1:]]))
        return attrs.evolve(beside, url=links[0], told=told or None)
    if _is_online(text):
        return Spot(None, told=None if _BARE.fullmatch(text) else text)
    before, inner = _bracketed(text)
    if before and _ADDRESS.search(inner):
        return Spot(line_of(before), line_of(inner))
    name, comma, rest = text.replace(",", "，").partition("，")
    if comma and rest.strip() and _ADDRESS.search(rest):
        return Spot(line_of(_LABEL.sub("", name)), line_of(_LABEL.sub("", rest)))
    name = line_of(text)
    return Spot(name) if name else None


def _bracketed(text: str) -> tuple[str, str]:
    """Return what stands before the brackets at the end of a text, and in them; or nothing."""
    start = max(text.rfind("（"), text.rfind("("))
    inner = text[start + 1 : -1]
    if start < 0 or text[-1] not in "）)" or "）" in inner or ")" in inner:
        return "", ""
    return text[:start].strip(), _LABEL.sub("", inner).strip()
