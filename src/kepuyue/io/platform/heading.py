"""Headings: how they are compared, and which column of a profile one means."""

import functools
import re
from collections.abc import Iterable

import attrs

from kepuyue._text import fold
from kepuyue.io.platform.profile import Column, Profile, Sheet, load_profile, profiles

_SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_MARKS = f"*★※▲●☆✱＊{_SPACES}"
_REMEMBERED = 65_536
"""Headings: more than the widest row has, for it is looked through once for each profile."""
_ASIDE = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[）)\]】〕]")
_SUFFIX = 3
"""Characters of a heading that another may end with to be taken for it."""
_TIMES = frozenset({"when", "start", "end"})
_OTHER_TIMES = ("报名", "预约", "填报", "填表", "上报", "提交", "布展", "撤展", "签到", "审核")
"""What has a time of its own, which is not that of the activity."""
_SIDES = {"线上": "online", "网络": "online", "线下": "onsite", "现场": "onsite"}


@functools.lru_cache(maxsize=_REMEMBERED)
def heading_key(text: str) -> str:
    r"""Return a heading as headings are compared: marks, spaces and width set aside.

    >>> heading_key("*活动\n 名称") == heading_key("活动名称：")
    True
    """
    return fold(unmarked(text).replace("／", "/")).rstrip(":*")


def unmarked(text: str) -> str:
    """Return a heading without the mark that says it must be filled.

    >>> unmarked("*活动名称："), unmarked("★时间")
    ('活动名称', '时间')
    """
    return text.lstrip(f"{_MARKS}#").rstrip(f"{_MARKS}:：")


@functools.lru_cache(maxsize=_REMEMBERED)
def bare_heading(text: str) -> str:
    """Return a heading without what stands in brackets: its unit, or how to fill it in.

    >>> bare_heading("参与人数（人次）（必填）")
    '参与人数'
    """
    return _ASIDE.sub("", text).strip()


class Headings:
    """The headings of a sheet of a profile, and of the others whose rows are the same.

    Args:
        profile: the profile.
        form: the sheet.
        others: further columns, whose headings are known too.
    """

    def __init__(self, profile: Profile, form: Sheet, others: Iterable[Column] = ()) -> None:
        self.profile: Profile = profile
        self.form: Sheet = form
        self._by_key: dict[str, Column] = {}
        for column in form.column:
            self._add(column, (column.heading,))
        for column in form.column:
            self._add(column, column.aliases)
        self._own = frozenset(self._by_key)
        for column in others:
            self._add(column, (column.heading, *column.aliases))

    def _add(self, column: Column, headings: Iterable[str]) -> None:
        for heading in headings:
            self._by_key.setdefault(heading_key(heading), column)
            if column.group:
                self._by_key.setdefault(heading_key(column.group + heading), column)

    def find(self, heading: str, group: str = "") -> Column | None:
        """Return the column of a heading; ``None`` if it is unknown.

        Args:
            heading: what stands there.
            group: what stands above it and its neighbours.
        """
        if not group:
            return self._known(heading)
        found = self._known(group + heading)
        if found is None and heading_key(bare_heading(heading))[:2] in _SIDES:
            found = self._known(group)  # 线下人次 below 预计参与人数 is expected
        found = found or self._known(heading)
        return None if found is None else self._sided(found, heading)

    def _known(self, text: str) -> Column | None:
        return self._by_key.get(heading_key(text)) or self._by_key.get(
            heading_key(bare_heading(text))
        )

    def is_own(self, heading: str) -> bool:
        """Return whether the sheet itself has this heading."""
        return heading_key(heading) in self._own or heading_key(bare_heading(heading)) in self._own

    def _sided(self, column: Column, heading: str) -> Column:
        """Return the column of the side, online or on site, that a heading below a group names."""
        side = _SIDES.get(heading_key(bare_heading(heading))[:2])
        head, _, name = (column.field or "").rpartition(".")
        if side is None or name not in _SIDES.values() or name == side:
            return column
        return attrs.evolve(column, field=f"{head}.{side}")

    def guess(self, heading: str) -> Column | None:
        """Return the column whose heading another ends with: 科普活动名称 is an 活动名称."""
        key = heading_key(bare_heading(heading))
        endings = (key[start:] for start in range(1, len(key) - _SUFFIX + 1))
        column = next((self._by_key[end] for end in endings if end in self._by_key), None)
        if column is not None and column.codec in _TIMES and key.startswith(_OTHER_TIMES):
            return None
        return column


def headings_of(profiles: Iterable[Profile]) -> tuple[Headings, ...]:
    """Return the headings of profiles, each sheet knowing those of the others of its kind."""
    chosen = tuple(profiles)
    sheets = [(profile, form) for profile in chosen for form in profile.sheet]
    columns: dict[str, dict[str, Column]] = {}
    for _, form in sheets:
        for column in form.column:
            columns.setdefault(form.rows, {}).setdefault(heading_key(column.heading), column)
    return tuple(Headings(profile, form, columns[form.rows].values()) for profile, form in sheets)


@functools.cache
def registered_headings() -> tuple[Headings, ...]:
    """Return the headings of all registered profiles, the ones of the platform first."""
    names = sorted(profiles(), key=lambda name: (name != "publish-2025", name != "report-2025"))
    return headings_of(map(load_profile, names))
