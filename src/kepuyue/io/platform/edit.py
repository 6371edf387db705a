"""What people changed in a workbook of ours: the visible cells count before the records.

Each row has the key of its record. A cell that says something else than the library writes of the
record has been changed, and what it says is put in. A row without a record is new, a second row of
one record is a copy, and a record without a row has been deleted.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import attrs

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.activities import Activities, Draft
from kepuyue.io.platform.assembly import Ids, Told, contacts, main_event, nested, refused, with_extra
from kepuyue.io.platform.body import Line
from kepuyue.io.platform.cell import Cell, Value, cell_name, cleaned, safe_text, text_of
from kepuyue.io.platform.codec.base import EXTRA, Codec, Row
from kepuyue.io.platform.codec.plain import Serial
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.layout import Table
from kepuyue.io.platform.machine import key_of
from kepuyue.model._field import built, changed
from kepuyue.model.activity import Activity
from kepuyue.model.figures import Figures
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import Session, State

_MIDNIGHT = time()
_PRECISION = 1e-14
"""Spreadsheets keep 15 digits of a number."""
_NO_TIME: dict[str, Any] = {
    "slot": None, "days": None, "when_text": None, "recurrence": None, "overrides": (),
}  # fmt: skip


def says(value: Value, written: Cell) -> bool:
    """Return whether a cell still says what was written into it.

    Programs give whole numbers for text of digits, dates for midnights, and trim text.

    >>> says(440203, "440203"), says("300 ", 300), says(None, None), says("300", 301)
    (True, True, True, False)
    """
    if value == written:
        return True
    if isinstance(written, str):
        return text_of(value) == text_of(cleaned(safe_text(written)))
    if value is None or written is None:
        return False
    if isinstance(written, datetime):
        if isinstance(value, datetime):
            return abs((value - written).total_seconds()) < 1
        midnight = written.time() == _MIDNIGHT
        return text_of(value) in (text_of(written), written.date().isoformat() if midnight else "")
    if isinstance(value, datetime) and isinstance(written, date):
        return value.time() == _MIDNIGHT and value.date() == written
    if isinstance(written, float) and isinstance(value, (int, float)):
        return math.isclose(value, written, rel_tol=_PRECISION)
    return text_of(cleaned(value)) == text_of(written)


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

    def take(self) -> None:
        """Take in all rows of the table."""
        draft: Draft | None = None
        last: _Edited | None = None
        for line in self.body:
            known = self._rows.get(line.key) if line.key is not None else None
            if known is not None and line.key is not None:
                if line.key not in self._done:
                    self._end(draft)
                    draft, last = None, self._row(line, *known) or last
                    continue
                self._copied(line)
                if self._says_name(line, known[0]):
                    self._end(draft)
                    draft, last = None, self._entry(known[0])
                    last.more.append(self._told(line))
                    continue
            if self.has_name(line):
                self._end(draft)
                draft, last = self.draft(line), None
            elif draft is not None and self.is_session(line):
                self.more(draft, line)
            elif last is not None and self.is_session(line):
                last.more.append(self._told(line))
            else:
                self.nameless(line)
        self._end(draft)

    def _end(self, draft: Draft | None) -> None:
        if draft is not None:
            for activity in self.finished(draft):
                self._found[activity.id] = activity

    def _copied(self, line: Line) -> None:
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
        """Take in the row of a record; a row whose cells have been emptied is as good as deleted."""
        row = Row(self._recorded, activity, session, 0, number == 0)
        values = line.values
        places = [
            place
            for place, codec in self._codecs
            if not says(values.get(place), codec.cell(row))
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
        joint = {
            inner
            for place in places
            for inner in self._joints.get(codecs[place].joint, ())
        }
        fields: dict[str, Any] = {}
        for place in sorted({*places, *joint}):
            if line.values.get(place) is None:
                fields.update(codecs[place].emptied())
        fields.update(self.body.read(line, sorted({*places, *joint})))
        entry = self._entry(row.entity)
        if "name" in fields and fields["name"] is None:
            self.nameless(line)
            del fields["name"]
        session = self._edit_session(fields, row)
        self._edit_activity(fields, row, entry)
        return session

    def _edit_session(self, fields: dict[str, Any], row: Row) -> Session | None:
        session: Session | None = row.part
        activity: Activity = row.entity
        whens = self._teller._whens(fields)
        values: dict[str, Any] = {}
        if whens is not None:
            values |= _NO_TIME
            if whens:
                from kepuyue.io.platform.assembly import session_values

                values |= session_values(whens[0])
                for when in whens[1:]:
                    self._entry(activity).more.append(Told({}, (when,), None, {}))
        self._edit_place(fields, row, values)
        for name in ("note",):
            if f"sessions.{name}" in fields:
                values[name] = fields.pop(f"sessions.{name}")
        if "sessions.state" in fields:
            state = fields.pop("sessions.state")
            if session is None or (activity.state is State.CANCELLED and state is not State.CANCELLED):
                fields["state"] = state
            if session is not None:
                values["state"] = state
        if "link" in fields:
            link = fields.pop("link")
            is_url = session is None or (session.join_url is None and activity.url is not None)
            if is_url:
                fields["url"] = link
            else:
                values["join_url"] = link
        self._edit_expected(fields, row, values)
        if not values:
            return session
        if session is None:
            told = {name: value for name, value in values.items() if value not in (None, ())}
            return built(Session, {"id": "1", **told}) if told else None
        return changed(session, **values)

    def _edit_place(self, fields: dict[str, Any], row: Row, values: dict[str, Any]) -> None:
        context = self._here.context
        session: Session | None = row.part
        ref = session.venue if session else None
        venue = context.venue_of(ref) if ref else None
        region_told = any(name in fields for name in ("region", "prefecture", "county"))
        region = self._teller.region(fields) if region_told else None
        if "place" in fields or "address" in fields:
            from kepuyue.io.platform.address import spots

            place, address = fields.pop("place", None), fields.pop("address", None)
            found = [spot for spot in spots(place or address or "") if spot.name is not None]
            if not found:
                values["venue"] = None
            elif venue is not None and found[0].name == venue.name:
                context.correct_venue(venue.id, address=found[0].address or address)
            else:
                spot = found[0]
                values["venue"] = context.venue(spot.name or "", spot.address or address, region)
            for spot in found[1:]:
                more = context.venue(spot.name or "", spot.address, region)
                self._entry(row.entity).more.append(Told({}, None, (more,), {}))
        elif region_told and venue is not None and region != venue.region:
            context.correct_venue(venue.id, region=region)
        if region_told and venue is None and region != row.entity.region:
            fields["region"] = region

    @staticmethod
    def _edit_expected(fields: dict[str, Any], row: Row, values: dict[str, Any]) -> None:
        activity: Activity = row.entity
        session: Session | None = row.part
        for path in [path for path in fields if path.startswith("expected.")]:
            name = path.partition(".")[2]
            told = any(getattr(each.expected, name, None) is not None for each in activity.sessions)
            if session is not None and (told or not row.first):
                known = values.get("expected", session.expected)
                count = {name: fields.pop(path)}
                values["expected"] = changed(known, **count) if known else built(Figures, count)

    def _edit_activity(self, fields: dict[str, Any], row: Row, entry: _Edited) -> None:
        activity: Activity = row.entity
        told = {
            part: fields.pop(f"contacts.{part}")
            for part in ("name", "phone", "email")
            if f"contacts.{part}" in fields
        }
        if told:
            fields["contacts"] = contacts(told, activity.contacts)
        main_event(fields, activity.forms)
        said = fields.pop(EXTRA, None)
        if said:
            fields["extra"] = with_extra(activity, said)
        for path, value in fields.items():
            known = entry.updates.get(path)
            if path in entry.updates and known != value:
                cell = cell_name(self._here.row, self._table.left)
                self._here.notes.add(
                    "KY-TAB120", self._table.sheet, cell, str(value), field=path,
                    entity=f"activity:{activity.id}",
                )  # fmt: skip
            else:
                entry.updates[path] = value

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
