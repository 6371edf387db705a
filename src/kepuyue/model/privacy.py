"""The public view: a programme without anything that is not for everyone."""

import functools
import operator
from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from kepuyue.model.activity import Activity, Stage
from kepuyue.model.campaign import Campaign, Disclosure
from kepuyue.model.extra import EMPTY
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.schedule import Override, Session
from kepuyue.model.unit import Contact, Unit

T = TypeVar("T")

_PAPERWORK = ("exhibit_applications", "volunteer_replies", "summaries", "nominations")


def public(programme: Programme) -> Programme:
    """Return what of a programme may be shown to everyone; see :meth:`Programme.public`."""
    shown: dict[str, Any] = {
        name: tuple(map(public_entity, getattr(programme, name)))
        for name in TUPLES
        if name not in _PAPERWORK
    }
    return Programme(**shown, origin=programme.origin)


def public_entity(entity: T) -> T:
    """Return what of one entity may be shown to everyone; of paperwork nothing may be."""
    changes: dict[str, Any] = {"extra": EMPTY}
    if isinstance(entity, (Unit, Activity)):
        changes["contacts"] = _contacts(entity.contacts)
    if isinstance(entity, Activity):
        changes["review"] = None
        changes["sessions"] = _each(_session, entity.sessions)
        if entity.stage in (Stage.SUBMITTED, Stage.RETURNED):
            changes["stage"] = Stage.DRAFT
    if isinstance(entity, Campaign) and entity.notice is not None:
        withheld = entity.notice.disclosure in (Disclosure.ON_REQUEST, Disclosure.WITHHELD)
        changes["notice"] = None if withheld else entity.notice
    for name in ("actions", "milestones"):
        if hasattr(entity, name):
            changes[name] = _each(public_entity, getattr(entity, name))
    return _changed(entity, changes)


def _contacts(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    shown = tuple(contact for contact in contacts if contact.public)
    return shown if len(shown) < len(contacts) else contacts


def _session(session: Session) -> Session:
    return _changed(
        session, {"note": None, "overrides": _each(_override, session.overrides), "extra": EMPTY}
    )


def _override(override: Override) -> Override:
    return _changed(override, {"note": None})


def _each(change: Callable[[T], T], entities: tuple[T, ...]) -> tuple[T, ...]:
    """Return the entities changed; the same tuple where none of them is."""
    changed = tuple(map(change, entities))
    return entities if all(map(operator.is_, changed, entities)) else changed


def _changed(entity: T, changes: dict[str, Any]) -> T:
    """Return an entity with other values; the same entity where none is another.

    What is put in is valid, as is what stays, so nothing is checked again.
    """
    if all(getattr(entity, name) is value for name, value in changes.items()):
        return entity
    new = object.__new__(type(entity))
    cls: type = type(entity)
    for name in _names(cls):
        object.__setattr__(new, name, changes[name] if name in changes else getattr(entity, name))
    return new


@functools.cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))
