"""The table of GB/T 2260 division codes, and the spellings of its names.

The rows are python-stdnum's. Read straight from its file they take a few milliseconds; its own
look-up answers one number at a time and gives no list of what there is.
"""

import functools
import re
from importlib.resources import files

import attrs

from kepuyue.model._field import checked

CORPS = "660000"
"""The code of 新疆生产建设兵团."""
_CORPS_NAMES = ("新疆生产建设兵团", "新疆兵团", "生产建设兵团", "兵团")

PLACEHOLDERS = frozenset(
    {"市辖区", "市区", "市", "县", "林区", "省直辖县级行政单位", "省直辖行政单位",
     "自治区直辖县级行政单位"}
)  # fmt: skip
"""Names of rows of the table that group counties and are no place."""
_ENTRY = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,]+)")


@attrs.frozen(kw_only=True, field_transformer=checked)
class PastName:
    """A name of a division and the years in which it was in force.

    Attributes:
        name: the name.
        first: first year, or ``None`` since before 1980.
        last: last year, or ``None`` for in force.
    """

    name: str
    first: int | None = None
    last: int | None = None

    def covers(self, year: int) -> bool:
        """Return whether the name was in force in a year."""
        return (self.first or 0) <= year <= (self.last or 9999)


CORRECTIONS: dict[str, tuple[PastName, ...]] = {
    "330113": (PastName(name="临平区", first=2021),),
    "330114": (PastName(name="钱塘区", first=2021),),
    "422921": (PastName(name="神农架林区", last=1995),),
    "429001": (PastName(name="随州市", last=2000),),
}
"""What the rows of python-stdnum lack, after the changes that the ministry of civil affairs lists.

Two districts of 杭州市 came in 2021; 随州市 became a prefecture, 421300, in 2000; 神农架林区 is
429021 by now and 422921 no more: the year is that of GB/T 2260-1995, and inferred (evidence C).
"""


@functools.cache
def table() -> dict[str, tuple[PastName, ...]]:
    """Return the names of every code of 6 digits."""
    found: dict[str, tuple[PastName, ...]] = {CORPS: (PastName(name=_CORPS_NAMES[0]),)}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        key, _, value = line.strip().partition(" ")
        if line.startswith("#") or '"' not in value:
            continue
        if not line.startswith(" "):
            province = key
            continue
        entries = _ENTRY.findall(value.split('"')[1])
        found[province + key] = tuple(
            PastName(
                name=name, first=int(first) if first else None, last=int(last) if last else None
            )
            for first, last, name in entries
        )
    return found | CORRECTIONS


_SUFFIX = re.compile(
    "(?:特别行政区|维吾尔自治区|自治[区州县旗]|地区|林区|矿区|特区|新区|[省市区县盟旗])$"
)
_PEOPLES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "各族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "锡伯",
    "塔吉克",
    "鄂伦春",
    "鄂温克",
]
_PEOPLE = re.compile(f"(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})+$")


def spellings(official: str) -> set[str]:
    """Return what people type for a name: itself, without its suffix, without the peoples in it."""
    found = {official}
    stem = _SUFFIX.sub("", official)
    plain = _PEOPLE.sub("", stem)
    found |= {short for short in (stem, plain) if len(short) > 1}
    if plain != stem and len(plain) > 1:
        found.add(plain + official[-1])
    return found


@functools.cache
def by_spelling() -> dict[str, list[tuple[str, PastName]]]:
    """Return, for every spelling, the codes and names that it may stand for."""
    found: dict[str, list[tuple[str, PastName]]] = {}
    for code, names in sorted(table().items()):
        for past in names:
            if past.name in PLACEHOLDERS:
                continue
            typed = _CORPS_NAMES if code == CORPS else spellings(past.name)
            for spelling in sorted(typed):
                found.setdefault(spelling, []).append((code, past))
    return found
