"""What the changed cells of a row change: its session, and the activity that it is of."""

import math
from datetime import date, datetime, time
from typing import Any

from kepuyue.io.platform.assembly import (
    Teller,
    Told,
    join_contacts,
    main_event,
    session_values,
)
from kepuyue.io.platform.cell import Cell, Value, cleaned, safe_text, text_of
from kepuyue.io.platform.codec.base import Row
from kepuyue.io.platform.context import Context
from kepuyue.model._field import built, changed
from kepuyue.model.activity import Activity
from kepuyue.model.figures import Figures
from kepuyue.model.schedule import Session, State

_MIDNIGHT = time()
_PRECISION = 1e-14
"""Spreadsheets keep 15 digits of a number."""
_NO_TIME: dict[str, Any] = {
    "slot": None, "days": None, "when_text": None, "recurrence": None, "overrides": (),
}  # fmt: skip
_REGION = ("region", "prefecture", "county")


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
    if isinstance(written, float) and isinstance(value, (int, float)):
        return math.isclose(value, written, rel_tol=_PRECISION)
    if isinstance(written, date) and not isinstance(value, str):
        return _moment(value) == _moment(written)
    return value is not None and text_of(cleaned(value)) == text_of(written)


def _moment(value: Value) -> Value:
    """Return a date with a time to the minute; a midnight is a date."""
    if not isinstance(value, datetime):
        return value
    rounded = value.replace(second=0, microsecond=0)
    return value.date() if rounded.time() == _MIDNIGHT else rounded


class Changes:
    """Takes what changed cells say for changes of a session and its activity.

    Args:
        teller: puts the parts of times and divisions together.
        context: where venues are known.
    """

    def __init__(self, teller: Teller, context: Context) -> None:
        self._teller = teller
        self._context = context

    def session(self, fields: dict[str, Any], row: Row) -> tuple[Session | None, list[Told]]:
        """Return the session of a row as it is now, and what tells of further ones.

        Args:
            fields: what the changed cells say; what is of the session is taken out.
            row: the row, as its record has it.
        """
        session: Session | None = row.part
        more: list[Told] = []
        values: dict[str, Any] = {}
        whens = self._teller.whens(fields)
        if whens is not None:
            values |= _NO_TIME | session_values(whens[0] if whens else None)
            more += [Told({}, (when,), None, {}) for when in whens[1:]]
        more += self._place(fields, row, values)
        if "sessions.note" in fields:
            values["note"] = fields.pop("sessions.note")
        self._state(fields, row, values)
        self._link(fields, row, values)
        self._expected(fields, row, values)
        if not values:
            return session, more
        if session is not None:
            return changed(session, **values), more
        told = {name: value for name, value in values.items() if value not in (None, ())}
        return (built(Session, {"id": "1", **told}) if told else None), more

    def _place(self, fields: dict[str, Any], row: Row, values: dict[str, Any]) -> list[Told]:
        """Take another place, or what is put right of the one that it is."""
        ref = row.part.venue if row.part else None
        venue = self._context.venue_of(ref) if ref else None
        told = [fields[name] for name in _REGION if name in fields]
        region = self._teller.region(fields)
        is_region = region is not None or (bool(told) and not any(told))  # or it was not understood
        is_place = "place" in fields or "address" in fields
        has_mode = "mode" in fields
        found = self._teller.spots(fields) or []
        if not has_mode:  # it has a cell of its own, which was left as it is
            fields.pop("mode", None)
        if is_place and not found:
            values["venue"] = None
        elif found and venue is not None and found[0].name == venue.name:
            self._context.correct_venue(venue, address=found[0].address)
        elif found:
            values["venue"] = self._context.venue(str(found[0].name), found[0].address, region)
        elif is_region and venue is not None and region != venue.region:
            self._context.correct_venue(venue, region=region)
        if is_region and venue is None and region != row.entity.region:
            fields["region"] = region
        others = (self._context.venue(str(s.name), s.address, region) for s in found[1:])
        return [Told({}, None, (other,), {}) for other in others]

    @staticmethod
    def _state(fields: dict[str, Any], row: Row, values: dict[str, Any]) -> None:
        if "sessions.state" not in fields:
            return
        state = fields.pop("sessions.state")
        was_cancelled = row.entity.state is State.CANCELLED and state is not State.CANCELLED
        if row.part is None or was_cancelled:
            fields["state"] = state
        if row.part is not None:
            values["state"] = state

    @staticmethod
    def _link(fields: dict[str, Any], row: Row, values: dict[str, Any]) -> None:
        if "link" not in fields:
            return
        link = fields.pop("link")
        session: Session | None = row.part
        shows_url = session is None or (session.join_url is None and row.entity.url is not None)
        if shows_url:
            fields["url"] = link
        else:
            values["join_url"] = link

    @staticmethod
    def _expected(fields: dict[str, Any], row: Row, values: dict[str, Any]) -> None:
        """Take counts of the session: of a later row, or where any session has its own."""
        session: Session | None = row.part
        for path in [path for path in fields if path.startswith("expected.")]:
            name = path.partition(".")[2]
            told = any(getattr(s.expected, name, None) is not None for s in row.entity.sessions)
            if session is not None and (told or not row.first):
                known = values.get("expected", session.expected)
                count = {name: fields.pop(path)}
                values["expected"] = changed(known, **count) if known else built(Figures, count)

    @staticmethod
    def activity(fields: dict[str, Any], row: Row) -> dict[str, Any]:
        """Return what changes of the activity, by the paths of its fields.

        Args:
            fields: what the changed cells say, without what is of the session.
            row: the row, as its record has it.
        """
        activity: Activity = row.entity
        join_contacts(fields, activity.contacts)
        main_event(fields, activity.forms)
        return fields
