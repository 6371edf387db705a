"""Places as people write them in one cell: names, addresses, rooms on the internet."""

import re

import attrs

from kepuyue.io.platform.cell import line_of, split
from kepuyue.model._field import URL

_URL = re.compile(URL)
_LABEL = re.compile(r"^\s*(?:活动|举办)?(?:地点|地址|场所)\s*[:：]\s*")
_ADDRESS = re.compile(
    r"省|[^城]市[^民场]|[一-鿿]{2,}[区县镇乡]|街道|[路街道巷里弄][^区]*[0-9０-９一二三四五六七八九十]+|[0-9０-９]+\s*[号楼栋座层室]|社区|村"
)
_BRACKETS = re.compile(r"^(.+?)\s*[（(]\s*(?:地址\s*[:：]\s*)?([^（()）]+)[)）]$")
_ONLINE = re.compile(
    r"^(?:全程)?(?:线上|网上|网络|云端|云上|在线|互联网|腾讯会议|钉钉|直播间|视频号|抖音|快手|微信(?:公众号|视频号|群)?|b站|哔哩哔哩|zoom)",
    re.IGNORECASE,
)
_ROOM = re.compile(r"(?:直播间|公众号|视频号|直播平台|网站|平台|抖音号|小程序)$")


@attrs.frozen
class Spot:
    """A place: its name (``None`` for what is online), its address, a link."""

    name: str | None
    address: str | None = None
    url: str | None = None


def spots(text: str) -> list[Spot]:
    """Return the places that a cell names.

    >>> spots("市科技馆（武江区惠民南路1号）")
    [Spot(name='市科技馆', address='武江区惠民南路1号', url=None)]
    >>> [spot.name for spot in spots("风采广场；中心小学")]
    ['风采广场', '中心小学']
    """
    text = _LABEL.sub("", text)
    found: list[Spot] = []
    for part in split(text, "、；;\n"):
        spot = _spot(part)
        if spot is not None:
            found.append(spot)
    return found


def _spot(text: str) -> Spot | None:
    url = _URL.search(text)
    if url is not None:
        rest = (text[: url.start()] + text[url.end() :]).strip(" ：:，,（）()")
        inner = _spot(rest) if rest else None
        name = inner.name if inner else None
        return Spot(name, inner.address if inner else None, url[0].rstrip("）)，。"))
    if _ONLINE.match(text) or _ROOM.search(text):
        return Spot(None)
    brackets = _BRACKETS.match(text)
    if brackets is not None and _ADDRESS.search(brackets[2]):
        return Spot(line_of(brackets[1]), line_of(brackets[2]))
    name, comma, rest = text.replace(",", "，").partition("，")
    if comma and rest.strip() and _ADDRESS.search(rest):
        return Spot(line_of(_LABEL.sub("", name)), line_of(_LABEL.sub("", rest)))
    name = line_of(text)
    return Spot(name) if name else None
