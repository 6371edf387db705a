"""Rows become entities: what the cells of a row say, put together by the paths of the fields."""

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Location
from kepuyue.io.platform.address import Spot, spots
from kepuyue.io.platform.cell import TABLE, split, text_of
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.here import Here, Placed
from kepuyue.io.platform.phrase import When
from kepuyue.model._field import built, changed
from kepuyue.model.activity import ActivityForm, Mode, Outcome, Registration, Review
from kepuyue.model.extra import EMPTY, to_extra
from kepuyue.model.figures import Figures
from kepuyue.model.schedule import State
from kepuyue.model.unit import Contact

_ALONG = {
    "expected": Figures, "outcome": Outcome, "figures": Figures, "registration": Registration,
    "review": Review,
}  # fmt: skip
"""The classes of what stands below an entity, by the name of the field."""
_CONTACT = ("name", "phone", "email")
"""The parts of contacts that columns show."""
_DIGITS = 10
_PENDING = frozenset({"待定", "未定", "另行通知", "待通知"})
"""What stands for a place that is not known yet: all of them would be one venue."""


def derived_id(kind: str, *words: str) -> str:
    """Return an id made of what an entity is called: the same words give the same id.

    >>> derived_id("activity", "机器人科普展", "市科协")
    'activity-622d24613b'
    """
    digest = hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()
    return f"{kind}-{digest[:_DIGITS]}"


class Ids:
    """Gives out ids that are not taken.

    Args:
        taken: ids that are.
        most: ids that are remembered; beyond, one may be given out twice.
    """

    def __init__(self, taken: Iterable[str] = (), *, most: int | None = None) -> None:
        self._taken = set(taken)
        self._most = most
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Return the wanted id, or with a number behind it if it is taken."""
        if wanted not in self._taken:
            free = wanted
        else:  # from where the last search ended: the same words may come in every row
            numbers = itertools.count(self._next.get(wanted, 2))
            number, free = next(
                (n, ref) for n in numbers if (ref := f"{wanted}-{n}") not in self._taken
            )
            self._next[wanted] = number + 1
        if self._most is None or len(self._taken) < self._most:
            self._taken.add(free)
        return free


def nested(fields: Mapping[str, Any], into: Any = None) -> dict[str, Any]:
    """Return values by field, of values by path: parts are built, or those of an entity changed.

    Args:
        fields: values by dotted paths of at most three steps.
        into: the entity whose parts are changed; new ones are made where it has none.
    """
    values: dict[str, Any] = {}
    deep: dict[str, dict[str, Any]] = {}
    for path, value in fields.items():
        head, _, rest = path.partition(".")
        if rest:
            deep.setdefault(head, {})[rest] = value
        else:
            values[head] = value
    for head, inner in deep.items():
        known = getattr(into, head, None)
        parts = nested(inner, known)
        if known is not None:
            values[head] = changed(known, **parts)
        elif any(value is not None for value in parts.values()):
            values[head] = built(_ALONG[head], parts)
    return values


@attrs.frozen
class Told:
    """What a row tells of an activity, and of its sessions.

    Attributes:
        fields: fields of the activity, by path.
        whens: when its sessions take place; ``None`` if the row has no such cell.
        venues: ids of the venues; ``None`` if the row has no such cell.
        common: fields that all its sessions have: note, state, where to join.
    """

    fields: dict[str, Any]
    whens: tuple[When, ...] | None
    venues: tuple[str, ...] | None
    common: dict[str, Any]

    def sessions(self) -> list[dict[str, Any]]:
        """Return the values of the sessions, without ids: each time with its place."""
        whens, venues = self.whens or (), self.venues or ()
        if not whens and not venues:
            return [self.common] if self.common else []
        pairs = (
            zip(whens, venues, strict=True)
            if len(whens) == len(venues)
            else itertools.product(whens or (None,), venues or (None,))
        )
        return [
            {**session_values(when), **self.common, **({"venue": venue} if venue else {})}
            for when, venue in pairs
        ]


class Teller:
    """Takes what the cells of a row say for an activity and its sessions.

    Args:
        here: where findings are told and names looked up.
    """

    def __init__(self, here: Here) -> None:
        self._here = here

    def told(self, fields: dict[str, Any]) -> Told:
        """Return what a row tells of an activity.

        Args:
            fields: what its cells say.
        """
        whens = self.whens(fields)
        region = self.region(fields)
        venues = self._places(fields, region, len(whens or ()))
        common = {
            name: fields.pop(f"sessions.{name}")
            for name in ("note", "state", "join_url")
            if f"sessions.{name}" in fields
        }
        if "link" in fields:
            link = fields.pop("link")
            if whens or venues:
                common["join_url"] = link
            else:
                fields["url"] = link
        if region is not None:
            fields["region"] = region
        if not (whens or venues or common.get("note")):
            state = common.pop("state", State.PLANNED)
            if state is not State.PLANNED:
                fields["state"] = state
            common.pop("note", None)
        return Told(fields, whens, venues, common)

    def _places(
        self, fields: dict[str, Any], region: str | None, times: int
    ) -> tuple[str, ...] | None:
        """Take out of the fields where it takes place; ``None`` if they do not tell."""
        found = self.spots(fields, times)
        if found is None:
            return None
        return tuple(self._venue(str(spot.name), spot.address, region) for spot in found)

    def spots(self, fields: dict[str, Any], times: int = 1) -> list[Spot] | None:
        """Take out of the fields the places that have a name; ``None`` if they tell none at all.

        What they say of places on the internet becomes other fields: a link, the mode, and the
        words, which no field takes.

        Args:
            fields: what the cells of a row say.
            times: how many times they tell: as many places pair with them, one is that of all.
        """
        told, address = fields.pop("place", None), fields.pop("address", None)
        if told is None:
            return None if address is None else [Spot(address, address)]
        column, place, heading = told
        if place in _PENDING:
            fields[EXTRA] = {heading: text_of(place), **fields.get(EXTRA, {})}
            return []
        found = spots(text_of(place))
        named = [spot for spot in found if spot.name is not None]
        kept = [spot.told for spot in found if spot.told is not None]
        links = [spot.url for spot in found if spot.url is not None]
        if links and fields.setdefault("link", links[0]) == links[0]:
            links = links[1:]
        kept += links
        if len(named) < len(found):
            fields.setdefault("mode", Mode.BOTH if named else Mode.ONLINE)
        if times > 1 and len(named) > 1 and len(named) != times:
            self._here.column = column
            self._here.wrong("KY-TAB133", place, field=heading, count=len(named), other=times)
            named, kept = [], [text_of(place)]
        if kept:
            fields[EXTRA] = {heading: " ".join(kept), **fields.get(EXTRA, {})}
        return named if address is None else _beside(named, address)

    def _venue(self, name: str, address: str | None, region: str | None) -> str:
        return self._here.context.venue(name, address, region, self._here.within)

    def whens(self, fields: dict[str, Any]) -> tuple[When, ...] | None:
        """Take out of the fields when the sessions take place; ``None`` if they do not tell."""
        told: Sequence[Placed] | None = fields.pop("when", None)
        is_told = told is not None or "start" in fields or "end" in fields
        start, end = fields.pop("start", None), fields.pop("end", None)
        if not is_told:
            return None
        return tuple(map(self._with_venues, self._here.whens(told or (), start, end)))

    def _with_venues(self, when: When) -> When:
        """Return a time whose changes refer to the venues that they name."""
        if not any(change.venue for change in when.changes):
            return when
        changes = (
            attrs.evolve(change, venue=self._venue(change.venue, None, None))
            if change.venue
            else change
            for change in when.changes
        )
        return attrs.evolve(when, changes=tuple(changes))

    def region(self, fields: dict[str, Any]) -> str | None:
        """Take out of the fields the division that they name."""
        code: Placed | None = fields.pop("region", None)
        prefecture, county = fields.pop("prefecture", None), fields.pop("county", None)
        told = [code] if code else [placed for placed in (prefecture, county) if placed]
        if not told:
            return None
        self._here.column = told[-1][0]
        found = self._here.region("".join(str(text) for _, text in told))
        if found is None:
            kept = {self._here.headings.get(column, ""): str(text) for column, text in told}
            fields[EXTRA] = {**fields.get(EXTRA, {}), **kept}
        return found


def _beside(found: list[Spot], address: str) -> list[Spot]:
    """Return places with their addresses, of those that stand in a cell of their own."""
    parts = split(address) if len(found) > 1 else []
    addresses = parts if len(parts) == len(found) else [address] * len(found)
    return [
        spot if spot.address else attrs.evolve(spot, address=beside)
        for spot, beside in zip(found, addresses, strict=True)
    ]


def join_contacts(fields: dict[str, Any], known: Sequence[Contact] = ()) -> None:
    """Put the parts of the contacts together, if the cells of a row tell any.

    Args:
        fields: what the cells say.
        known: the contacts as they were.
    """
    told = {
        part: fields.pop(f"contacts.{part}") for part in _CONTACT if f"contacts.{part}" in fields
    }
    if told:
        fields["contacts"] = _contacts(told, known)


def _contacts(told: Mapping[str, Sequence[str]], known: Sequence[Contact]) -> tuple[Contact, ...]:
    """Return contacts of their names, phones and addresses, paired in order.

    Where there is not one of each for everybody, none is paired with what may not be theirs.

    Args:
        told: the names, phones and addresses.
        known: the contacts as they were; what the table does not show of them stays.
    """
    columns = {part: told[part] for part in _CONTACT if told.get(part)}
    count = max(map(len, columns.values()), default=0)
    if all(len(column) == count for column in columns.values()):
        rows = [{part: column[n] for part, column in columns.items()} for n in range(count)]
    else:
        rows = [{part: each} for part, column in columns.items() for each in column]
    if len(rows) == len(known):
        emptied = dict.fromkeys(part for part in told if part not in columns)
        return tuple(changed(old, **emptied, **row) for old, row in zip(known, rows, strict=True))
    return tuple(built(Contact, row) for row in rows)


def main_event(fields: dict[str, Any], known: Sequence[ActivityForm] = ()) -> None:
    """Take the answer to whether it is a main event for a form that it has, or has not."""
    is_main: bool | None = fields.pop("main_event", None)
    if is_main is None:
        return
    forms = tuple(fields.get("forms", known))
    if is_main and ActivityForm.MAIN_EVENT not in forms:
        fields["forms"] = (*forms, ActivityForm.MAIN_EVENT)
    elif not is_main:
        fields["forms"] = tuple(form for form in forms if form is not ActivityForm.MAIN_EVENT)


def session_values(when: When | None) -> dict[str, Any]:
    """Return the fields of a session that tell when it takes place."""
    if when is None:
        return {}
    values: dict[str, Any] = {
        "slot": when.slot, "days": when.days, "when_text": when.text,
        "recurrence": when.recurrence, "overrides": when.changes or None,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


def with_extra(entity: Any, said: Mapping[str, str | None]) -> Any:
    """Return the ``extra`` of an entity with what no field takes, under its headings.

    Args:
        entity: the entity, if there is one already.
        said: what stands below the headings; ``None`` where nothing does any more.
    """
    extra = dict(getattr(entity, "extra", EMPTY))
    known = extra.get(TABLE)
    told = known if isinstance(known, Mapping) else {}  # or it is another tool's
    table = {heading: text for heading, text in {**told, **said}.items() if text is not None}
    if table:
        extra[TABLE] = table
    elif told:
        del extra[TABLE]
    return to_extra(extra)


def refused(error: InvalidValueError, notes: Notes, place: Location) -> None:
    """Tell that what a row says makes no entity."""
    notes.take(finding.at(place) for finding in error.report)
