"""Division codes (行政区划代码) of GB/T 2260, and the longer ones below the county.

A code has 6 digits (province, prefecture, county), 9 (township) or 12 (village); 2 and 4 digits
and trailing zeros are taken and brought to that form. The table of names, with the years in which
they were in force, is python-stdnum's; it begins in 1980, holds nothing below the county, and is as
complete as its source. 新疆生产建设兵团, which reports beside the provinces, is added as 660000.
Corrected are 临平区 and 钱塘区 of 2021, which the table lacks, and the former codes of 随州市 and
神农架林区, which it holds in force.

>>> full_name("440203"), level("440203").label
('广东省韶关市武江区', '县级')
>>> lookup("440221").abolished
True
"""

import functools
import re
import unicodedata
from datetime import date

import attrs

from kepuyue._text import nearest
from kepuyue.errors import InvalidValueError, UnknownIdError, invalid, report_of
from kepuyue.model._field import checked
from kepuyue.model.codes._gb2260 import (
    PLACEHOLDERS,
    PastName,
    by_spelling,
    spellings,
    table,
)
from kepuyue.model.unit import AdminLevel

_LEVELS = {12: AdminLevel.VILLAGE, 9: AdminLevel.TOWNSHIP}
_COUNTY = 6
"""Digits of a code down to the county."""
_LONGEST = 60


@attrs.frozen(kw_only=True, field_transformer=checked)
class Region:
    """What is known of a division.

    Attributes:
        code: canonical code.
        name: its name, the last one if it had several; ``None`` below the county.
        full_name: with the names of what it belongs to; below the county that of the county.
        level: administrative level.
        names: all its names with their years.
    """

    code: str
    name: str | None
    full_name: str
    level: AdminLevel
    names: tuple[PastName, ...] = ()

    @property
    def abolished(self) -> bool:
        """Whether the code is no longer in force."""
        return bool(self.names) and self.names[-1].last is not None

    @property
    def valid_from(self) -> int | None:
        """First year of the code, or ``None`` since before 1980."""
        return self.names[0].first if self.names else None

    @property
    def valid_to(self) -> int | None:
        """Last year of the code, or ``None`` for in force."""
        return self.names[-1].last if self.names else None


def compact(text: str) -> str:
    """Return the digits of a code, spaces set aside and full-width digits made half-width.

    Args:
        text: what was typed.

    >>> compact(" ４４ 02 03 ")
    '440203'
    """
    return "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())


def validate(code: str) -> str:
    """Return a code in canonical form.

    Args:
        code: 2, 4, 6, 9 or 12 digits; zeros that stand for "the whole" are taken off below the
            county and put on above it.

    Raises:
        InvalidValueError: if it is no such code, or its first 6 digits are not, and never were,
            in GB/T 2260. Whether a township or village exists is not checked.

    >>> validate("44"), validate("4402"), validate("440203000000")
    ('440000', '440200', '440203')
    """
    digits = compact(code)
    if not re.fullmatch("(?:[0-9]{2}){1,3}|[0-9]{9}|[0-9]{12}", digits):
        raise invalid("KY-COD001", code)
    canonical = digits.ljust(_COUNTY, "0")
    while len(canonical) > _COUNTY and canonical.endswith("000"):
        canonical = canonical[:-3]
    if canonical[:_COUNTY] not in table():
        raise invalid("KY-COD002", code)
    return canonical


def is_valid(code: object) -> bool:
    """Return whether a code is, or was, one of GB/T 2260, or lies below one.

    Args:
        code: a text; anything else is no code.

    >>> is_valid("440203"), is_valid("449999")
    (True, False)
    """
    if not isinstance(code, str):
        return False
    try:
        validate(code)
    except InvalidValueError:
        return False
    return True


def format(code: str) -> str:  # noqa: A001  (the name every code module has)
    """Return a code as people print it: grouped by level.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> format("440203001")
    '44 02 03 001'
    """
    canonical = validate(code)
    groups = [canonical[:2], canonical[2:4], canonical[4:6], canonical[6:9], canonical[9:]]
    return " ".join(filter(None, groups))


def level(code: str) -> AdminLevel:
    """Return the administrative level of a code.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> level("440203").label, level("440203001").label
    ('县级', '乡级')
    """
    canonical = validate(code)
    if len(canonical) > _COUNTY:
        return _LEVELS[len(canonical)]
    if canonical.endswith("0000"):
        return AdminLevel.PROVINCIAL
    return AdminLevel.PREFECTURAL if canonical.endswith("00") else AdminLevel.COUNTY


def parent(code: str) -> str | None:
    """Return the code of what a division belongs to; ``None`` for a province.

    Districts of a municipality and counties under a province belong to the province: the rows
    between, such as 市辖区, are no places.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> parent("440203"), parent("110101"), parent("429004"), parent("440203001")
    ('440200', '110000', '420000', '440203')
    """
    canonical = validate(code)
    if len(canonical) > _COUNTY:
        return validate(canonical[:-3])  # a village straight below its county: 440203000001
    if canonical.endswith("0000"):
        return None
    prefecture = canonical[:4] + "00"
    names = table().get(prefecture)
    if canonical != prefecture and names and names[-1].name not in PLACEHOLDERS:
        return prefecture
    return canonical[:2] + "0000"


def ancestors(code: str) -> tuple[str, ...]:
    """Return what a division belongs to, the nearest first.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> ancestors("440203001")
    ('440203', '440200', '440000')
    """
    found = []
    above = parent(code)
    while above is not None:
        found.append(above)
        above = parent(above)
    return tuple(found)


def contains(outer: str, inner: str) -> bool:
    """Return whether ``inner`` is ``outer`` or lies in it.

    It compares digits alone, so it needs no table and takes codes that nobody has published yet.

    Args:
        outer: a code of 6, 9 or 12 digits.
        inner: another.

    >>> contains("440200", "440203001"), contains("440200", "440300"), contains("440203", "440203")
    (True, False, True)
    """
    prefix = outer
    while len(prefix) > _COUNTY and prefix.endswith("000"):
        prefix = prefix[:-3]
    if len(prefix) == _COUNTY:
        prefix = prefix.removesuffix("00").removesuffix("00")
    return inner.startswith(prefix)


def name(code: str, on: date | None = None) -> str | None:
    """Return the name of a division.

    Args:
        code: the code.
        on: the day whose name is wanted; by default the name in force, or the last one.

    Returns:
        The name; ``None`` below the county, and for a day on which the code was not in force.

    Raises:
        InvalidValueError: if it is no code.

    >>> name("440203"), name("130502", date(2010, 1, 1)), name("130502")
    ('武江区', '桥东区', '襄都区')
    """
    names = table().get(validate(code), ())
    if on is not None:
        names = tuple(past for past in names if past.covers(on.year))
    return names[-1].name if names else None


def full_name(code: str) -> str:
    """Return the name of a division with the names of what it belongs to.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> full_name("429004"), full_name("440203001")
    ('湖北省仙桃市', '广东省韶关市武江区')
    """
    line = (validate(code), *ancestors(code))
    return "".join(found for step in reversed(line) if (found := name(step)))


def lookup(code: str) -> Region:
    """Return what is known of a division, abolished or in force.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> lookup("4402").full_name
    '广东省韶关市'
    """
    canonical = validate(code)
    return Region(
        code=canonical,
        name=name(canonical),
        full_name=full_name(canonical),
        level=level(canonical),
        names=table().get(canonical, ()),
    )


@functools.cache
def _children() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, names in sorted(table().items()):
        above = parent(code)
        if above is not None and names[-1].last is None and names[-1].name not in PLACEHOLDERS:
            found.setdefault(above, []).append(code)
    return {above: tuple(codes) for above, codes in found.items()}


def provinces() -> tuple[str, ...]:
    """Return the provinces in force, autonomous regions and municipalities among them.

    >>> len(provinces()), provinces()[0]
    (35, '110000')
    """
    return tuple(
        code
        for code, names in sorted(table().items())
        if code.endswith("0000") and names[-1].last is None
    )


def children(code: str) -> tuple[str, ...]:
    """Return the divisions in force that belong directly to one, in the order of their codes.

    Args:
        code: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no code.

    >>> len(children("440200")), children("440203")
    (10, ())
    """
    return _children().get(validate(code), ())


# Looking up by name.


def _explained(head: str, above: tuple[str, ...]) -> bool:
    """Return whether what stands before a name names what it belongs to, in order."""
    if not head:
        return True
    for index, code in enumerate(above):
        for past in table().get(code, ()):
            for spelling in spellings(past.name):
                if head.endswith(spelling) and _explained(
                    head.removesuffix(spelling), above[index + 1 :]
                ):
                    return True
    return False


def _matches(text: str) -> list[tuple[bool, bool, str]]:
    """Return the codes a text may stand for, each with: not in force, and not the official name."""
    typed = "".join(unicodedata.normalize("NFKC", text[: _LONGEST + 1]).split())
    typed = typed.removeprefix("中国").removeprefix("中华人民共和国")
    if len(typed) > _LONGEST:
        return []
    found: dict[str, tuple[bool, bool, str]] = {}
    for start in range(len(typed)):
        for code, past in by_spelling().get(typed[start:], ()):
            if _explained(typed[:start], ancestors(code)):
                match = (past.last is not None, typed[start:] != past.name, code)
                found[code] = min(match, found.get(code, match))
    return sorted(found.values())


def search(text: str) -> tuple[Region, ...]:
    """Return the divisions a text may name, those in force under that name first.

    Args:
        text: a name, in full or short, alone or after what it belongs to.

    >>> [(region.name, region.abolished) for region in search("广东韶关")]
    [('韶关市', False), ('韶关地区', True)]
    >>> [region.full_name for region in search("朝阳区")]
    ['北京市朝阳区', '吉林省长春市朝阳区']
    """
    return tuple(lookup(code) for _, _, code in _matches(text))


def find(text: str) -> Region:
    """Return the one division that a text names.

    A name in force counts before a former one, an official name before a short one.

    Args:
        text: as in :func:`search`.

    Raises:
        UnknownIdError: if there is none (the nearest names are given), or more than one (all are).

    >>> find("韶关市武江区").code, find("乳源县").name, find("兵团").code
    ('440203', '乳源瑶族自治县', '660000')
    """
    matches = _matches(text)
    best = [code for past, short, code in matches if (past, short) == matches[0][:2]]
    if len(best) == 1:
        return lookup(best[0])
    if best:
        names_of = [f"{full_name(code)} ({code})" for code in best]
        raise UnknownIdError(
            report_of(
                "KY-REF002", text,
                candidates_zh="、".join(names_of), candidates_en=", ".join(names_of),
            )
        )  # fmt: skip
    named = (names[-1].name for names in table().values())
    near = nearest(text, [known for known in named if known not in PLACEHOLDERS])
    raise UnknownIdError(
        report_of("KY-REF001", text, nearest=near, kind_zh="行政区划", kind_en="division")
    )
