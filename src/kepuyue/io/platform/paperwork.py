"""The rows of tables of paperwork: exhibits, volunteers, summaries, nominations."""

from collections.abc import Iterator
from typing import Any

from kepuyue._text import fold
from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.assembly import (
    Ids,
    derived_id,
    join_contacts,
    nested,
    refused,
    with_extra,
)
from kepuyue.io.platform.body import Body, Line, named_places, says_nothing
from kepuyue.io.platform.cell import text_of
from kepuyue.io.platform.codec.base import PARTS, Row
from kepuyue.io.platform.comparison import Comparison
from kepuyue.io.platform.field import EXTRA
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.machine import ids_of, key_of
from kepuyue.io.platform.table import NAMED, Table
from kepuyue.model._field import built, changed
from kepuyue.model.paperwork import NominationCategory, Volunteer
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.unit import Contact

_IDENTITY = {
    "exhibit_applications": ("exhibit", ("name", "unit")),
    "volunteer_replies": ("reply", ("unit",)),
    "summaries": ("summary", ("unit",)),
    "nominations": ("nomination", ("category", "unit", "activity", "work")),
}
"""What the ids of new entities begin with, and the fields that they are made of."""


class Paperwork:
    """Makes entities of the rows of a table of paperwork.

    Args:
        table: the table.
        here: where findings are told and names looked up.
        ids: gives out ids for new ones.
        recorded: the programme of the records, if the rows have any.
    """

    def __init__(self, table: Table, here: Here, ids: Ids, recorded: Programme | None) -> None:
        self._here = here
        self._ids = ids
        self._rows = table.form.rows
        self._category = table.form.category
        self._part = PARTS[self._rows]
        self._kind: type[Any] = TUPLES[self._rows]
        self._named = named_places(table, NAMED[self._rows])
        self._body = Body(table, here, self._named)
        self._comparison = Comparison(table, self._body)
        self._recorded = recorded or Programme()
        self._known: dict[str, Row] = {
            key_of(entity, part, number): Row(self._recorded, entity, part, 0, number == 0)
            for entity in getattr(self._recorded, self._rows)
            for number, part in enumerate(self._parts_of(entity) or (None,))
        }
        self._unit = here.context.unit(table.unit)[0] if table.unit else None
        self._contacts: tuple[Contact, ...] = ()
        if table.contact and self._rows != "nominations":
            self._contacts = (built(Contact, table.contact),)
        self._entities: dict[str, Any] = {}
        self._parts: dict[str, list[Any]] = {}

    def _parts_of(self, entity: Any) -> tuple[Any, ...]:
        return getattr(entity, self._part) if self._part else ()

    def __iter__(self) -> Iterator[Any]:
        """Yield the entities, in the order of their rows."""
        done: set[str] = set()
        for line in self._body:
            key = line.key or ""
            row = self._known.get(key)
            if row is not None and key not in done:
                if self._edit(line, row):
                    done.add(key)
                continue
            if row is not None:
                said = next((line.values.get(place) for place in self._named), None)
                self._body.tell("KY-TAB127", line.number, 0, said)
            try:
                self._new(line)
            except InvalidValueError as error:
                refused(error, self._here.notes, self._body.location(line.number))
        for ref, entity in self._entities.items():
            parts = tuple(self._parts.get(ref, ()))
            if parts == self._parts_of(entity):
                yield entity
            else:
                yield changed(entity, **{self._part: parts})

    def _new(self, line: Line) -> None:
        """Take in a row without a record."""
        if self._body.is_blank(line):
            return
        fields = self._body.read(line)
        if all(says_nothing(line.values.get(place)) for place in self._named):
            said = next(iter(line.values.values()))
            self._body.tell("KY-TAB106", line.number, 0, text_of(said))
            return
        part = self._taken_part(fields)
        values = self._values(fields)
        wanted = self._wanted(line, values)
        if not self._part:
            wanted = self._ids.take(wanted)
        if wanted not in self._entities:
            self._entities[wanted] = built(self._kind, {**values, "id": wanted})
        if part.get("name"):
            self._parts.setdefault(wanted, []).append(built(Volunteer, part))

    def _wanted(self, line: Line, values: dict[str, Any]) -> str:
        """Return the id of a row without a record: that of its key, or of the reply of its unit."""
        ids = ids_of(line.key)
        if ids:
            return ids[0]
        if self._part:
            for entity in self._entities.values():
                if entity.unit == values.get("unit"):
                    ref: str = entity.id
                    return ref
        word, identity = _IDENTITY[self._rows]
        said = [getattr(values.get(name), "id", values.get(name)) or "" for name in identity]
        return derived_id(word, *(fold(str(each)) for each in said))

    def _taken_part(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Take out of the fields those of the volunteer of a row, if it has one."""
        head = f"{self._part}."
        return {
            path.removeprefix(head): fields.pop(path)
            for path in list(fields)
            if path.startswith(head)
        }

    def _values(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a new entity, with what stands above the table."""
        said = fields.pop(EXTRA, None)
        join_contacts(fields)
        if self._contacts:
            fields.setdefault("contacts", self._contacts)
        if self._category is not None:
            fields.setdefault("category", NominationCategory(self._category))
        if self._unit is not None:
            field = "nominated_by" if self._rows == "nominations" else "unit"
            fields.setdefault(field, self._unit)
        values = nested(fields)
        if said:
            values["extra"] = with_extra(None, said)
        return values

    def _edit(self, line: Line, row: Row) -> bool:
        """Take in the row of a record, with what was changed; ``False`` if it was emptied."""
        places: list[int] = []
        table: dict[str, str | None] = {}
        if not self._body.is_as_written(line):
            places = self._comparison.changed(line, row)
            if places and self._body.is_blank(line):
                return False
            table = self._comparison.added(line, row)
        ref, part = row.entity.id, row.part
        self._entities.setdefault(ref, row.entity)
        try:
            fields, kept = self._comparison.read(line, row, places)
            own = self._taken_part(fields)
            if own:  # a volunteer without a name is none
                part = changed(part, **{k: v for k, v in own.items() if v or k != "name"})
            self._entities[ref] = self._edited(row, fields, {**table, **kept})
        except InvalidValueError as error:
            refused(error, self._here.notes, self._body.location(line.number))
        if part is not None:
            self._parts.setdefault(ref, []).append(part)
        return True

    def _edited(self, row: Row, fields: dict[str, Any], table: dict[str, str | None]) -> Any:
        """Return an entity with what the changed cells of a row say of it."""
        entity = self._entities[row.entity.id]
        table |= fields.pop(EXTRA, None) or {}
        join_contacts(fields, getattr(row.entity, "contacts", ()))
        values = nested(fields, entity)
        extra = with_extra(entity, table)
        if extra != entity.extra:
            values["extra"] = extra
        return changed(entity, **values) if values else entity
