"""The national editions, made of one small table."""

import functools
import tomllib
from importlib.resources import files
from typing import Any

from kepuyue.model.bundled import FIRST_MONTH
from kepuyue.model.campaign import Action, Campaign, Milestone, MilestoneKind, Notice, Resource
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import DateSpan
from kepuyue.model.source import Evidence, Source, notice
from kepuyue.model.unit import AdminLevel, Unit, UnitKind

_TABLE = files(__package__).joinpath("national.toml")
_PREFIX = "national-"
_OFFICE = Unit(
    id="outline-office",
    name="全民科学素质纲要实施工作办公室",
    short_name="纲要办",
    kind=UnitKind.COORDINATING_BODY,
    level=AdminLevel.NATIONAL,
    source=notice("head"),
)
"""Who issues the national notice of 2025, as the notice of Shaoguan names it."""


def ids() -> tuple[str, ...]:
    """Return the ids of the national editions, by year.

    >>> ids()[0]
    'national-2017'
    """
    return tuple(_PREFIX + year for year in _table()["years"])


def load(edition: str) -> Programme:
    """Return the edition of a year.

    Ids of actions and milestones begin with that of the edition, so that years can be merged.

    Args:
        edition: one of :func:`ids`.

    >>> load("national-2025").campaigns[0].name
    '2025年全国科普月'
    """
    year = edition.removeprefix(_PREFIX)
    entry = _table()["years"][year]
    event = "全国科普月" if int(year) >= FIRST_MONTH else "全国科普日"
    first, last = entry["window"]
    issuers = (_OFFICE,) if "notice" in entry else ()
    source = Source(title=f"{year}年{event}公开资料", evidence=Evidence.B)
    campaign = Campaign(
        id=edition,
        name=f"{year}年{event}",
        ordinal=entry.get("ordinal"),
        year=int(year),
        level=AdminLevel.NATIONAL,
        issuers=issuers,
        window=DateSpan(first=first, last=last),
        slogans=entry["slogans"],
        actions=_actions(edition, entry, source),
        milestones=_milestones(edition, entry, source),
        notice=Notice(**entry["notice"], issuers=issuers, source=notice("head"))
        if "notice" in entry
        else None,
        label=entry.get("label"),
        resources=(Resource(title=f"{event}平台", url=entry["platform"], source=notice("五(三)")),)
        if "platform" in entry
        else (),
        source=source,
    )
    return Programme(campaigns=(campaign,), units=issuers)


def _actions(edition: str, entry: dict[str, Any], source: Source) -> tuple[Action, ...]:
    themes = _table()["themes"]
    return tuple(
        Action(
            id=f"{edition}-{subject}",
            name=name,
            themes=(themes[subject],) if subject in themes else (),
            source=source,
        )
        for subject, name in entry.get("actions", {}).items()
    )


def _milestones(edition: str, entry: dict[str, Any], source: Source) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(
            id=f"{edition}-{row['id']}",
            kind=MilestoneKind(row["kind"]),
            when=row["when"],
            what=row["what"],
            source=source,
        )
        for row in entry.get("milestones", ())
    )


@functools.cache
def _table() -> dict[str, Any]:
    """Return the table, read once; nobody changes it."""
    return tomllib.loads(_TABLE.read_text("utf-8"))
