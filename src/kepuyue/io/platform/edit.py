"""What people changed in a workbook of ours: the visible cells count before the records.

Each row has the key of its record. A cell that says something else than the library writes of the
record has been changed, and what it says is put in. A row without a record is new, a second row of
one record is a copy, and a record without a row has been deleted.
"""

from collections.abc import Iterator
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.findings import Location
from kepuyue.io.platform.activities import Activities, Draft
from kepuyue.io.platform.assembly import Ids, Told, nested, refused, with_extra
from kepuyue.io.platform.body import Line
from kepuyue.io.platform.change import Changes, says
from kepuyue.io.platform.codec.base import Row
from kepuyue.io.platform.comparison import Comparison
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.machine import ids_of, key_of
from kepuyue.io.platform.table import Table
from kepuyue.model._field import changed
from kepuyue.model.activity import Activity
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session


@attrs.define
class Edited:
    """An activity with a record, as its rows have it.

    Attributes:
        activity: the activity of the record.
        place: where the first of its rows stands.
        sessions: the sessions of its rows.
        updates: what was changed of it, by the paths of the fields.
        more: what tells of sessions without records.
        table: what stands under headings that no field takes; ``None`` where nothing does any more.
    """

    activity: Activity
    place: Location
    sessions: list[Session] = attrs.field(factory=list)
    updates: dict[str, Any] = attrs.field(factory=dict)
    more: list[Told] = attrs.field(factory=list)
    table: dict[str, str | None] = attrs.field(factory=dict)


class EditedActivities(Activities):
    """Makes activities of the rows of a table whose activities have records.

    Args:
        table: the table.
        here: where findings are told and names looked up.
        ids: gives out ids for new activities.
        recorded: the programme of the records.
        found: what the tables of the workbook have so far, by the ids of the activities.
    """

    def __init__(
        self,
        table: Table,
        here: Here,
        ids: Ids,
        recorded: Programme,
        found: dict[str, Edited | Activity],
    ) -> None:
        super().__init__(table, here, ids)
        self._found = found
        self._rows: dict[str, Row] = {
            key_of(activity, session, number): Row(recorded, activity, session, 0, number == 0)
            for activity in recorded.activities
            for number, session in enumerate(activity.sessions or (None,))
        }
        self._comparison = Comparison(table, self.body)
        self._done: set[str] = set()
        self._changes = Changes(self._teller, here.context)

    def take(self) -> None:
        """Take in all rows of the table."""
        draft: Draft | None = None
        entry: Edited | None = None
        for line in self.body:
            known = self._rows.get(line.key or "")
            if self.body.is_blank(line) and (
                known is None or self._comparison.changed(line, known)
            ):
                continue
            if known is None and not self.has_name(line):
                self._further(line, draft, entry)
            elif known is not None and draft is not None and self._goes_on(line, draft):
                self._tell_copy(line)
                self.more(draft, line)
            else:
                self._end(draft)
                entry = None if known is None else self._recorded_row(line, known)
                draft = self.draft(line) if entry is None else None
        self._end(draft)

    def _further(self, line: Line, draft: Draft | None, entry: Edited | None) -> None:
        """Take in a row that has no name: it is of the activity above it."""
        if draft is not None and self.is_session(line):
            self.more(draft, line)
        elif entry is not None and self.is_session(line):
            entry.more.append(self._told(line))
        else:
            self.nameless(line)

    def _goes_on(self, line: Line, draft: Draft) -> bool:
        """Return whether a row was copied together with the one above, and named as it is."""
        return (
            line.key in self._done
            and ids_of(line.key)[:1] == ids_of(draft.line.key)[:1]
            and all(line.values.get(p) == draft.line.values.get(p) for p in self._named)
        )

    def _recorded_row(self, line: Line, row: Row) -> Edited | None:
        """Take in a row that has a record; ``None`` if it is a copy that has another name."""
        if line.key not in self._done:
            self._done.add(str(line.key))
            return self._take_row(line, row)
        self._tell_copy(line)
        if not any(says(line.values.get(place), row.entity.name) for place in self._named):
            return None
        entry = self._entry(line, row.entity)
        entry.more.append(self._told(line))
        return entry

    def _end(self, draft: Draft | None) -> None:
        if draft is not None:
            for activity in self.finished(draft):
                self._found[activity.id] = activity

    def _tell_copy(self, line: Line) -> None:
        self.body.tell("KY-TAB127", line.number, 0, line.values.get(self._name_place))

    def _entry(self, line: Line, activity: Activity) -> Edited:
        entry = self._found.get(activity.id)
        if not isinstance(entry, Edited):
            entry = Edited(activity, self.body.location(line.number))
            self._found[activity.id] = entry
        return entry

    def _take_row(self, line: Line, row: Row) -> Edited:
        """Take in the row of a record."""
        entry = self._entry(line, row.entity)
        edited: Session | None = row.part
        if not self.body.is_as_written(line):
            places = self._comparison.changed(line, row)
            entry.table.update(self._comparison.added(line, row))
            if places:
                try:
                    edited = self._edited(line, row, places)
                except InvalidValueError as error:
                    refused(error, self._here.notes, self.body.location(line.number))
        if edited is not None:
            entry.sessions.append(edited)
        return entry

    def _edited(self, line: Line, row: Row, places: list[int]) -> Session | None:
        """Return the session of a row, with what was changed of it; of the activity it is noted."""
        entry = self._entry(line, row.entity)
        fields, kept = self._comparison.read(line, row, places)
        entry.table.update(kept)
        if not self._comparison.is_changed("region", places):
            fields.pop("region", None)  # the names beside the code were changed, and it was left
        if "name" in fields and fields["name"] is None:
            self.nameless(line)
            del fields["name"]
        session, more = self._changes.session(fields, row)
        entry.more += more
        entry.table.update(fields.pop(EXTRA, None) or {})
        for path, value in self._changes.activity(fields, row).items():
            if path in entry.updates and entry.updates[path] != value:
                self.body.tell(
                    "KY-TAB120", line.number, 0, str(value),
                    entity=f"activity:{row.entity.id}", params={"field": path},
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

    def _finished(self, entry: Edited) -> Activity:
        activity = entry.activity
        sessions = tuple(entry.sessions)
        try:
            if entry.more:
                sessions = (*sessions, *self.sessions(entry.more, sessions))
            extra = with_extra(activity, entry.table) if entry.table else activity.extra
            if extra != activity.extra:
                entry.updates["extra"] = extra
            if not entry.updates and sessions == activity.sessions:
                return activity
            values = nested(entry.updates, activity)
            return changed(activity, **{**values, "sessions": sessions})
        except InvalidValueError as error:
            refused(error, self._here.notes, entry.place)
            return activity
