"""Which fields refer to which entities, and walking along them.

One table serves integrity, subsets and writers. Units and groups share one space of ids, since a
notice names now one, now the other as responsible.
"""

import functools
import typing
from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue.errors import invalid
from kepuyue.model.activity import Activity
from kepuyue.model.campaign import Action, Campaign, Milestone, Notice
from kepuyue.model.paperwork import ExhibitApplication, Nomination, UnitSummary, VolunteerReply
from kepuyue.model.place import Venue
from kepuyue.model.schedule import Override, Session
from kepuyue.model.target_group import TargetGroup
from kepuyue.model.theme import Theme
from kepuyue.model.unit import Unit, UnitGroup

REFERENCES: dict[type, dict[str, type]] = {
    Unit: {"parent": Unit},
    UnitGroup: {"members": Unit},
    Activity: {
        "themes": Theme, "target_groups": TargetGroup, "action": Action, "campaign": Campaign,
        "hosts": Unit, "organisers": Unit, "co_organisers": Unit, "supporters": Unit,
        "parent": Activity,
    },
    Session: {"venue": Venue},
    Override: {"venue": Venue},
    Campaign: {
        "issuers": Unit, "slogans": Theme, "directions": Theme, "topics": Theme,
        "target_groups": TargetGroup, "parent": Campaign,
    },
    Action: {
        "leads": Unit, "participants": Unit, "parent": Action, "themes": Theme,
        "target_groups": TargetGroup,
    },
    Milestone: {"owed_by": Unit},
    Notice: {"issuers": Unit, "addressees": Unit},
    ExhibitApplication: {"campaign": Campaign, "unit": Unit},
    VolunteerReply: {"campaign": Campaign, "unit": Unit},
    UnitSummary: {"campaign": Campaign, "unit": Unit},
    Nomination: {
        "campaign": Campaign, "unit": Unit, "activity": Activity, "nominated_by": Unit
    },
}  # fmt: skip
"""For each class, its reference fields and the kind they refer to; ``Unit`` includes groups."""
_WITH_ID = {*REFERENCES, Venue, Theme, TargetGroup} - {Notice, Override}
"""The classes of the model whose instances have an id."""


def refuse_other_kinds(owner: type, field: str, entity: object) -> None:
    """Refuse an entity of another kind than a field refers to.

    What is no entity of the model passes: an app may have classes of its own with an id.

    Args:
        owner: the class that has the field.
        field: its name, with the index where it holds several.
        entity: what is given for it.

    Raises:
        InvalidValueError: if the entity is of another kind.
    """
    wanted = REFERENCES.get(owner, {}).get(field.partition("[")[0])
    fit = (Unit, UnitGroup) if wanted is Unit else (wanted,)
    if wanted is None or type(entity) in fit or type(entity) not in _WITH_ID:
        return
    names = [kind.__name__ for kind in fit if kind]
    raise invalid(
        "KY-VAL003", entity, field=field,
        expected_zh=" 或 ".join(names) + " 或其 id",
        expected_en=" or ".join(names) + ", or its id",
    )  # fmt: skip


@attrs.frozen
class Reference:
    """One reference found: where it stands, to what kind, and the id."""

    path: tuple[str | int, ...]
    kind: type
    id: str


@functools.cache
def _plan(cls: type) -> tuple[tuple[tuple[str, type], ...], tuple[str, ...]]:
    """Return the reference fields of a class, and the fields whose values may hold more."""
    nested = []
    for field in attrs.fields(cls):
        types = [field.type, *typing.get_args(field.type)]
        if any(isinstance(tp, type) and attrs.has(tp) and _holds(tp) for tp in types):
            nested.append(field.name)
    return tuple(REFERENCES.get(cls, {}).items()), tuple(nested)


@functools.cache
def _holds(cls: type) -> bool:
    references, nested = _plan(cls)
    return bool(references or nested)


def references(entity: Any, path: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """Yield every reference in an entity and its parts.

    Args:
        entity: an entity.
        path: where the entity itself stands; the paths found begin with it.

    >>> [r.id for r in references(Unit(id="a", name="甲", parent="b"))]
    ['b']
    """
    cls: Any = type(entity)
    fields, nested = _plan(cls)
    for name, kind in fields:
        value = getattr(entity, name)
        if isinstance(value, str):
            yield Reference((*path, name), kind, value)
        elif value:
            for index, item in enumerate(value):
                yield Reference((*path, name, index), kind, item)
    for name in nested:
        value = getattr(entity, name)
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                yield from references(item, (*path, name, index))
        elif value is not None:
            yield from references(value, (*path, name))
