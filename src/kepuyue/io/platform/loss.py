"""What tables carry of a programme: in their cells, and in the records of a workbook."""

from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue.findings import Finding, Report
from kepuyue.io._losses import left_out, unwritten
from kepuyue.io.platform.cell import TABLE
from kepuyue.io.platform.layout import Layout
from kepuyue.io.platform.profile import Profile
from kepuyue.model.activity import Activity
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.reference import references

_PAPERWORK = ("exhibit_applications", "volunteer_replies", "summaries", "nominations")
_ALWAYS = {
    "activities": ("id", "name"), "activities.sessions": ("id",), "exhibit_applications": ("id",),
    "volunteer_replies": ("id",), "summaries": ("id",), "nominations": ("id", "category"),
}  # fmt: skip


def carried(programme: Programme, profile: Profile) -> Programme:
    """Return what the records of a workbook have: no paperwork of which it has no table.

    A workbook of paperwork alone has that, and what it refers to.

    Args:
        programme: the programme, in the view that is written.
        profile: the profile.
    """
    shown = {form.rows for form in profile.sheet}
    dropped: dict[str, Any] = {name: () for name in _PAPERWORK if name not in shown}
    if "activities" in shown:
        return attrs.evolve(programme, **dropped)
    kept: set[tuple[type, str]] = set()
    pending = [entity for name in shown for entity in getattr(programme, name)]
    while pending:
        entity = pending.pop()
        if (type(entity), entity.id) not in kept:
            kept.add((type(entity), entity.id))
            found = (programme.target(reference) for reference in references(entity))
            pending += [target for target in found if target is not None]
    referred: dict[str, Any] = {
        name: tuple(e for e in getattr(programme, name) if (kind, e.id) in kept)
        for name, kind in TUPLES.items()
        if name not in shown
    }
    return attrs.evolve(programme, extra={}, **referred)


def losses(programme: Programme, profile: Profile, *, keyed: bool = True) -> Report:
    """Return what stands in no column of a profile.

    Args:
        programme: the programme, in the view that is written.
        profile: the profile.
        keyed: whether the rows say which record they are of.
    """
    without: dict[str, Any] = {
        form.rows: tuple(map(_without_columns, getattr(programme, form.rows)))
        for form in profile.sheet
    }
    shown = attrs.evolve(programme, **without)
    return Report([*left_out(shown, written_by(profile, keyed=keyed)), *_totals(programme)])


def _without_columns(entity: Any) -> Any:
    """Return an entity without what its extra columns show."""
    if TABLE not in entity.extra:
        return entity
    extra = {key: value for key, value in entity.extra.items() if key != TABLE}
    return attrs.evolve(entity, extra=extra)


def written_by(profile: Profile, *, keyed: bool = True) -> dict[str, str]:
    """Return the fields that the columns of a profile show, as formats tell what they write.

    Args:
        profile: the profile.
        keyed: whether the rows say which record they are of.
    """
    fields: dict[str, set[str]] = {}
    for form in profile.sheet:
        for path, names in _ALWAYS.items():
            if path.partition(".")[0] == form.rows:
                told = names if keyed else (name for name in names if name != "id")
                fields.setdefault(path, set()).update(told)
        for codec in Layout.of(profile, form).codecs:
            for path in codec.writes:
                whole = path if path.startswith("venues.") else f"{form.rows}.{path}"
                head, _, rest = whole.partition(".")
                while rest:
                    name, _, rest = rest.partition(".")
                    fields.setdefault(head, set()).add(name)
                    head = f"{head}.{name}"
    for entities, names in _referred(profile):
        fields.setdefault(entities, set()).update(names)
    return {path: " ".join(sorted(names)) for path, names in fields.items()}


def _referred(profile: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lists whose entities stand in cells by name."""
    codecs = {column.codec for form in profile.sheet for column in form.column}
    if "action" in codecs:
        yield "campaigns", ("id", "name", "actions")
        yield "campaigns.actions", ("id", "name")
    if "place" in codecs:
        yield "venues", ("id", "name")


def _totals(programme: Programme) -> Iterator[Finding]:
    """Yield a note if activities expect a number in all that their sessions' own displace."""
    displaced = [
        activity
        for activity in programme
        if activity.expected is not None
        and any(_displaced(activity, name) for name in ("onsite", "online"))
    ]
    if displaced:
        yield unwritten(Activity, ["expected.onsite"], len(displaced))


def _displaced(activity: Activity, name: str) -> Any:
    return getattr(activity.expected, name) is not None and any(
        getattr(session.expected, name, None) is not None for session in activity.sessions
    )
