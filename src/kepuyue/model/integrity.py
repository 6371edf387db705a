"""Whether a programme holds together: references, ids, parents."""

from collections.abc import Iterator, Mapping
from typing import Any

from kepuyue._text import nearest, shown
from kepuyue.errors import LimitError
from kepuyue.findings import Finding, Location, Report, Severity, pointer
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action, Campaign, Milestone
from kepuyue.model.programme import KINDS, TUPLES, Programme
from kepuyue.model.reference import references
from kepuyue.model.unit import Unit, UnitGroup

_SUGGESTED = 10
"""Dangling references for which the nearest id is looked for: each search reads all ids."""
_SHOWN = 60
"""Ids of a cycle that are told at most: a finding shows no more characters than that."""

_COUNTED_DAYS = 500_000
"""Days that recurrences are counted out for, over all sessions; the others are not looked at."""

Path = tuple[str | int, ...]


def integrity(programme: Programme) -> Report:
    """Return what does not hold together; see :meth:`Programme.integrity`."""
    return Report([
        *_repeated(programme), *_dangling(programme), *_cycles(programme), *_unmet(programme)
    ])  # fmt: skip


def _entities(programme: Programme) -> Iterator[tuple[Path, type, Any]]:
    """Yield every entity that has an id of its own in the programme, with its place."""
    for name, kind in TUPLES.items():
        for index, entity in enumerate(getattr(programme, name)):
            yield (name, index), kind, entity
    for index, campaign in enumerate(programme.campaigns):
        for number, action in enumerate(campaign.actions):
            yield ("campaigns", index, "actions", number), Action, action
        for number, milestone in enumerate(campaign.milestones):
            yield ("campaigns", index, "milestones", number), Milestone, milestone


def _finding(
    code: str, path: Path, kind: type, entity: Any, *, about: type | None = None, **params: Any
) -> Finding:
    zh, en = KINDS[about or kind]
    value, near = params.pop("value", None), params.pop("near", ())
    return Finding(
        code=code,
        severity=Severity.WARNING if code == "KY-INT005" else Severity.ERROR,
        params={"kind_zh": zh, "kind_en": en, **params},
        location=Location(path=pointer(*path)),
        entity=f"{KINDS[kind][1]}:{entity.id}",
        value=value,
        nearest=near,
    )


def _repeated(programme: Programme) -> Iterator[Finding]:
    seen: set[tuple[type, str]] = set()
    for path, kind, entity in _entities(programme):
        # Units and groups share one space of ids: a reference does not say which it means.
        key = (Unit if kind is UnitGroup else kind, entity.id)
        if key in seen:
            yield _finding("KY-INT002", (*path, "id"), kind, entity, value=shown(entity.id))
        seen.add(key)


def _dangling(programme: Programme) -> Iterator[Finding]:
    suggested = 0
    for name, kind in TUPLES.items():
        for index, entity in enumerate(getattr(programme, name)):
            for reference in references(entity, (name, index)):
                if programme.target(reference) is not None:
                    continue
                near: tuple[str, ...] = ()
                if suggested < _SUGGESTED:
                    suggested += 1
                    near = nearest(reference.id, programme.ids(reference.kind))
                yield _finding(
                    "KY-INT001", reference.path, kind, entity, about=reference.kind,
                    field=_field_of(reference.path), value=shown(reference.id), near=near,
                )  # fmt: skip


def _field_of(path: Path) -> str:
    """Return the field that holds the reference: the last step that is no index."""
    return next(step for step in reversed(path) if isinstance(step, str))


def _unmet(programme: Programme) -> Iterator[Finding]:
    """Yield the overrides that stand on a day on which their session has no occurrence."""
    left = _COUNTED_DAYS
    for index, activity in enumerate(programme.activities):
        for number, session in enumerate(activity.sessions):
            when = session.when
            if when is None or not session.overrides:
                continue
            last = max(override.on for override in session.overrides)
            left -= max((last - when.first).days, 1)
            if left < 0:
                return
            try:
                met = {found.on for found in session.occurrences(last=last)}
            except LimitError:  # too many to count out
                continue
            for place, override in enumerate(session.overrides):
                if override.on not in met:
                    yield _finding(
                        "KY-INT005",
                        ("activities", index, "sessions", number, "overrides", place, "on"),
                        Activity, activity, session=shown(session.id), value=str(override.on),
                    )  # fmt: skip


def _cycles(programme: Programme) -> Iterator[Finding]:
    for kind in (Campaign, Unit, Activity, Action, UnitGroup):
        above: dict[str, tuple[str, ...]] = {}
        place: dict[str, tuple[Path, Any]] = {}
        for path, own_kind, entity in _entities(programme):
            if own_kind is kind and entity.id not in above:
                links = entity.members if kind is UnitGroup else (entity.parent,)
                above[entity.id] = tuple(link for link in links if link is not None)
                place[entity.id] = (path, entity)
        for cycle in _loops(above):
            path, entity = place[cycle[0]]
            field = "members" if kind is UnitGroup else "parent"
            yield _finding(
                "KY-INT003",
                (*path, field),
                kind,
                entity,
                cycle=shown(" → ".join([*cycle, cycle[0]])),
            )


def _loops(above: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Yield the head of a cycle for each link that closes one, found in one walk over the graph.

    The head alone: whole cycles would make the work grow with the square of the links.
    """
    done: set[str] = set()
    for root in above:
        if root in done:
            continue
        trail: list[str] = [root]
        on_trail = {root: 0}
        pending = [iter(above[root])]
        while pending:
            link = next(pending[-1], None)
            if link is None:
                pending.pop()
                finished = trail.pop()
                del on_trail[finished]
                done.add(finished)
            elif link in on_trail:
                opening = on_trail[link]
                yield trail[opening : opening + _SHOWN]
            elif link in above and link not in done:
                on_trail[link] = len(trail)
                trail.append(link)
                pending.append(iter(above[link]))
