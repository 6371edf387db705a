"""What people changed in a workbook of ours: the visible cells count before the records.

Each row has the key of its record. A cell that says something else than the library writes of the
record has been changed, and what it says is put in. A row without a record is new, a second row of
one record is a copy, and a record without a row has been deleted.
"""

from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.activities import Activities, Draft
from kepuyue.io.platform.assembly import (
    Ids,
    Told,
    nested,
    refused,
    with_extra,
)
from kepuyue.io.platform.body import Line
from kepuyue.io.platform.cell import cell_name, text_of
from kepuyue.io.platform.change import Changes, says
from kepuyue.io.platform.codec.base import Codec, Row
from kepuyue.io.platform.codec.plain import Serial
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.layout import Table
from kepuyue.io.platform.machine import key_of
from kepuyue.model._field import changed
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session


@attrs.define
class _Edited:
    """An activity with a record, as its rows have it."""

    activity: Activity
    sessions: list[Session] = attrs.field(factory=list)
    updates: dict[str, Any] = attrs.field(factory=dict)
    more: list[Told] = attrs.field(factory=list)


class EditedActivities(Activities):
    """Makes activities of the rows of a table whose activities have records.

    Args:
        table: the table.
        here: where findings are told and names looked up.
        ids: gives out ids for new activities.
        recorded: the programme of the records.
        found: the edited activities of all tables of the workbook, by their ids; new ones by a
            number.
    """

    def __init__(
        self,
        table: Table,
        here: Here,
        ids: Ids,
        recorded: Programme,
        found: "dict[str, _Edited | Activity]",
    ) -> None:
        super().__init__(table, here, ids)
        self._recorded = recorded
        self._found = found
        self._rows: dict[str, tuple[Activity, Session | None, int]] = {
            key_of(activity, session, number): (activity, session, number)
            for activity in recorded.activities
            for number, session in enumerate(activity.sessions or (None,))
        }
        self._codecs: list[tuple[int, Codec]] = [
            (place, codec) for place, codec in table.columns if type(codec) is not Serial
        ]
        self._joints: dict[str, list[int]] = {}
        for place, codec in table.columns:
            if codec.joint:
                self._joints.setdefault(codec.joint, []).append(place)
        self._done: set[str] = set()
        self._changes = Changes(self._teller, here.context)

    def take(self) -> None:
        """Take in all rows of the table."""
        draft: Draft | None = None
        entry: _Edited | None = None
        for line in self.body:
            recorded = self._recorded_row(line)
            if recorded is None and self.body.is_blank(line):
                continue
            if recorded is not None or self.has_name(line):
                self._end(draft)
                draft = None if recorded is not None else self.draft(line)
                entry = recorded
            elif not self.is_session(line):
                self.nameless(line)
            elif draft is not None:
                self.more(draft, line)
            elif entry is not None:
                entry.more.append(self._told(line))
            else:
                self.nameless(line)
        self._end(draft)

    def _recorded_row(self, line: Line) -> "_Edited | None":
        """Take in a row that has a record, or is a copy of one; return what it belongs to."""
        known = self._rows.get(line.key) if line.key is not None else None
        if known is None or line.key is None:
            return None
        if line.key not in self._done:
            return self._row(line, *known)
        self._tell_copy(line)
        if not self._says_name(line, known[0]):
            return None
        entry = self._entry(known[0])
        entry.more.append(self._told(line))
        return entry

    def _end(self, draft: Draft | None) -> None:
        if draft is not None:
            for activity in self.finished(draft):
                self._found[activity.id] = activity

    def _tell_copy(self, line: Line) -> None:
        cell = cell_name(line.number, self._table.left)
        said = line.values.get(self._named[0]) if self._named else None
        self._here.notes.add("KY-TAB127", self._table.sheet, cell, said)

    def _says_name(self, line: Line, activity: Activity) -> bool:
        return any(says(line.values.get(place), activity.name) for place in self._named)

    def _entry(self, activity: Activity) -> _Edited:
        entry = self._found.get(activity.id)
        if not isinstance(entry, _Edited):
            entry = self._found[activity.id] = _Edited(activity)
        return entry

    def _row(
        self, line: Line, activity: Activity, session: Session | None, number: int
    ) -> _Edited | None:
        """Take in the row of a record; ``None`` if its cells were emptied: that deletes it."""
        row = Row(self._recorded, activity, session, 0, number == 0)
        values = line.values
        places = [
            place
            for place, codec in self._codecs
            if values.get(place) != (cell := codec.cell(row)) and not says(values.get(place), cell)
        ]
        if places and self.body.is_blank(line):
            return None
        self._done.add(line.key or "")
        entry = self._entry(activity)
        extra = self._extra(line, activity)
        if not places and extra is None:
            if session is not None:
                entry.sessions.append(session)
            return entry
        self._here.row = line.number
        try:
            edited = self._edited(line, row, places)
        except InvalidValueError as error:
            refused(error, self._here, self._table.left)
            edited = session
        if extra is not None:
            entry.updates["extra"] = extra
        if edited is not None:
            entry.sessions.append(edited)
        return entry

    def _extra(self, line: Line, activity: Activity) -> Any:
        """Return what columns added by hand say; ``None`` if it is what the record says."""
        said = {
            heading: text_of(value)
            for place, heading in self._table.others
            if (value := line.values.get(place)) is not None
        }
        found = with_extra(activity, said)
        return None if not said or found == activity.extra else found

    def _edited(self, line: Line, row: Row, places: list[int]) -> Session | None:
        """Return the session of a row, with what was changed of it; of the activity it is noted."""
        codecs = dict(self._table.columns)
        for place in places:
            column = place + self._table.left
            self._here.notes.add(
                "KY-TAB117", self._table.sheet, cell_name(line.number, column),
                text_of(line.values.get(place)) or None, entity=f"activity:{row.entity.id}",
            )  # fmt: skip
        joint = {inner for place in places for inner in self._joints.get(codecs[place].joint, ())}
        fields: dict[str, Any] = {}
        for place in sorted({*places, *joint}):
            if line.values.get(place) is None:
                fields.update(codecs[place].emptied())
        fields.update(self.body.read(line, sorted({*places, *joint})))
        codes = {place for place, codec in self._codecs if codec.column.codec == "region"}
        if not codes & {*places}:  # the names beside it were changed, and the code left as it was
            fields.pop("region", None)
        entry = self._entry(row.entity)
        if "name" in fields and fields["name"] is None:
            self.nameless(line)
            del fields["name"]
        session, more = self._changes.session(fields, row)
        entry.more += more
        for path, value in self._changes.activity(fields, row).items():
            if path in entry.updates and entry.updates[path] != value:
                cell = cell_name(self._here.row, self._table.left)
                self._here.notes.add(
                    "KY-TAB120", self._table.sheet, cell, str(value),
                    params={"field": path}, entity=f"activity:{row.entity.id}",
                )  # fmt: skip
            else:
                entry.updates[path] = value
        return session

    def finish(self) -> Iterator[Activity]:
        """Yield the activities of the workbook, in the order of their rows."""
        for entry in self._found.values():
            if isinstance(entry, Activity):
                yield entry
                continue
            yield self._finished(entry)

    def _finished(self, entry: _Edited) -> Activity:
        activity = entry.activity
        sessions = tuple(entry.sessions)
        try:
            if entry.more:
                sessions = (*sessions, *self.sessions(entry.more, sessions))
            if not entry.updates and sessions == activity.sessions:
                return activity
            values = nested(entry.updates, activity)
            return changed(activity, **{**values, "sessions": sessions})
        except InvalidValueError as error:
            refused(error, self._here, self._table.left)
            return activity
