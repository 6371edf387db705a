"""The rows of a table of activities become activities.

A row with a name is an activity. A row without one, but with a time, a place or counts, is one more
session of the activity above it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Location
from kepuyue.io.platform.assembly import (
    Ids,
    Teller,
    Told,
    derived_id,
    join_contacts,
    main_event,
    nested,
    refused,
    with_extra,
)
from kepuyue.io.platform.body import Body, Line, named_places, says_nothing
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.machine import ids_of
from kepuyue.io.platform.table import Table
from kepuyue.model._field import built
from kepuyue.model.activity import Activity
from kepuyue.model.figures import Figures
from kepuyue.model.schedule import Session
from kepuyue.model.unit import Contact


@attrs.define
class Draft:
    """An activity whose rows are being read.

    Attributes:
        line: its first row.
        told: what each of its rows tells.
        ids: its own id, and those of the sessions of its rows, where the rows have them.
    """

    line: Line
    told: list[Told]
    ids: list[str]


class Activities:
    """Makes activities of the rows of a table.

    Args:
        table: the table.
        here: where findings are told and names looked up.
        ids: gives out their ids.

    Attributes:
        place: where the last activity stands.
    """

    def __init__(self, table: Table, here: Here, ids: Ids) -> None:
        self.place: Location = Location()
        self._table = table
        self._here = here
        self._ids = ids
        self._teller = Teller(here)
        self._named = named_places(table, ("name",))
        self._name_place = self._named[0] if self._named else 0
        self.body: Body = Body(table, here, self._named)
        fields = {codec.column.field for _, codec in table.columns}
        self._hosts: tuple[str, ...] = ()
        if table.unit and "hosts" not in fields:
            self._hosts = (here.context.unit(table.unit)[0],)
        self._contacts: tuple[Contact, ...] = ()
        if table.contact and not fields & {"contacts.name", "contacts.phone", "contacts.email"}:
            self._contacts = (built(Contact, table.contact),)

    def __iter__(self) -> Iterator[Activity]:
        """Yield the activities, in order."""
        draft: Draft | None = None
        for line in self.body:
            if self.has_name(line):
                if draft is not None and draft.ids and ids_of(line.key)[:1] == draft.ids[:1]:
                    self.more(draft, line)
                    continue
                if draft is not None:
                    yield from self.finished(draft)
                draft = self.draft(line)
            elif draft is not None and self.is_session(line):
                self.more(draft, line)
            else:
                self.nameless(line)
        if draft is not None:
            yield from self.finished(draft)

    def has_name(self, line: Line) -> bool:
        """Return whether a row has a name of its own."""
        return any(p in line.own and not says_nothing(line.values[p]) for p in self._named)

    def is_session(self, line: Line) -> bool:
        """Return whether a row without a name tells a session, or counts of one."""
        return any(
            place in line.own
            and (codec.joint in ("when", "place") or codec.column.codec == "count")
            for place, codec in self._table.columns
        )

    def nameless(self, line: Line) -> None:
        """Tell that a row is lost, if it says anything: it is no activity without a name."""
        if self.body.is_blank(line):
            return
        said = next(iter(line.values.values()), None)
        self.body.tell("KY-TAB106", line.number, self._name_place, said)

    def draft(self, line: Line) -> Draft:
        """Begin an activity."""
        return Draft(line, [self._told(line)], ids_of(line.key))

    def more(self, draft: Draft, line: Line) -> None:
        """Take in a further row of an activity."""
        places = [
            place
            for place, codec in self._table.columns
            if place in line.own or codec.joint in ("when", "place", "region")
        ]
        fields = self.body.read(line, places)
        fields.pop("name", None)
        draft.told.append(self._teller.told(fields))
        draft.ids += ids_of(line.key)[1:]

    def _told(self, line: Line) -> Told:
        return self._teller.told(self.body.read(line))

    def finished(self, draft: Draft) -> Iterator[Activity]:
        """Yield the activity of its rows, unless what they say makes none."""
        self.place = self.body.location(draft.line.number, self._name_place)
        fields = draft.told[0].fields
        try:
            sessions = self.sessions(draft.told, ids=draft.ids[1:])
            activity = self._activity(fields, sessions, draft.ids)
        except InvalidValueError as error:
            refused(error, self._here.notes, self.body.location(draft.line.number))
            return
        self._here.context.take_activity(activity)
        yield activity

    def sessions(
        self, told: list[Told], taken: tuple[Session, ...] = (), ids: Sequence[str] = ()
    ) -> tuple[Session, ...]:
        """Return the sessions of some rows, and take the counts of the rows together.

        Where another row than the first tells a count expected, each is of its own sessions. Counts
        achieved are summed up, each in its own unit.

        Args:
            told: what the rows tell.
            taken: sessions that there are already.
            ids: ids of the sessions, as far as they are told.
        """
        free = Ids(session.id for session in taken)
        own = any(path.startswith("expected.") for row in told[1:] for path in row.fields)
        sessions: list[Session] = []
        for row in told:
            values = row.sessions()
            if own:
                expected = {
                    path.partition(".")[2]: row.fields.pop(path)
                    for path in list(row.fields)
                    if path.startswith("expected.")
                }
                if expected:
                    values = values or [{}]
                    values[0] = {**values[0], "expected": built(Figures, expected)}
            for each in values:
                place = len(sessions)
                wanted = ids[place] if place < len(ids) else str(len(taken) + place + 1)
                sessions.append(built(Session, {"id": free.take(wanted), **each}))
        first = told[0].fields
        for row in told[1:]:
            for path, value in row.fields.items():
                if path.startswith("outcome.") and isinstance(value, int) and path in first:
                    first[path] += value
                elif path == EXTRA:
                    first[EXTRA] = {**value, **first.get(EXTRA, {})}
                else:
                    first.setdefault(path, value)
        return tuple(sessions)

    def _activity(
        self, fields: dict[str, Any], sessions: tuple[Session, ...], ids: Sequence[str]
    ) -> Activity:
        said = fields.pop(EXTRA, None)
        join_contacts(fields)
        main_event(fields)
        if self._hosts:
            fields.setdefault("hosts", self._hosts)
        if self._contacts:
            fields.setdefault("contacts", self._contacts)
        values = nested(fields)
        wanted = ids[0] if ids else derived_id("activity", values["name"], *values.get("hosts", ()))
        values["id"] = self._ids.take(wanted)
        values["sessions"] = sessions
        if said:
            values["extra"] = with_extra(None, said)
        return built(Activity, values)
