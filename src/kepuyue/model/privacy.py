"""The public view: a programme without anything that is not for everyone."""

from typing import Any, TypeVar

import attrs

from kepuyue.model.activity import Activity, Stage
from kepuyue.model.campaign import Campaign, Disclosure
from kepuyue.model.extra import EMPTY
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.schedule import Session
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
    changes: dict[str, Any] = {}
    if isinstance(entity, (Unit, Activity)):
        changes["contacts"] = _contacts(entity.contacts)
    if isinstance(entity, Activity):
        changes["review"] = None
        changes["sessions"] = tuple(map(_session, entity.sessions))
        if entity.stage in (Stage.SUBMITTED, Stage.RETURNED):
            changes["stage"] = Stage.DRAFT
    if isinstance(entity, Campaign) and entity.notice is not None:
        withheld = entity.notice.disclosure in (Disclosure.ON_REQUEST, Disclosure.WITHHELD)
        changes["notice"] = None if withheld else entity.notice
    for name in ("actions", "milestones"):
        if hasattr(entity, name):
            changes[name] = tuple(map(public_entity, getattr(entity, name)))
    return attrs.evolve(entity, extra=EMPTY, **changes)  # type: ignore[misc]


def _contacts(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return tuple(contact for contact in contacts if contact.public)


def _session(session: Session) -> Session:
    overrides = tuple(attrs.evolve(override, note=None) for override in session.overrides)
    return attrs.evolve(session, note=None, overrides=overrides, extra=EMPTY)
