"""The rows of tables of paperwork: exhibits, volunteers, summaries, nominations."""

from collections.abc import Iterator
from typing import Any

from kepuyue._text import fold
from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.assembly import (
    CONTACT,
    Ids,
    contacts,
    derived_id,
    nested,
    refused,
    with_extra,
)
from kepuyue.io.platform.body import Body, Line, named_places, says_nothing
from kepuyue.io.platform.cell import cell_name, text_of
from kepuyue.io.platform.change import says
from kepuyue.io.platform.codec.base import EXTRA, PARTS, Row
from kepuyue.io.platform.codec.plain import Serial
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.layout import NAMED, Table
from kepuyue.io.platform.machine import ids_of, key_of
from kepuyue.model._field import built, changed
from kepuyue.model.paperwork import NominationCategory, Volunteer
from kepuyue.model.programme import TUPLES, Programme

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
        self._table = table
        self._here = here
        self._ids = ids
        self._rows = table.form.rows
        self._part = PARTS[self._rows]
        self._kind: type[Any] = TUPLES[self._rows]
        self._named = named_places(table, NAMED[self._rows])
        self._body = Body(table, here, self._named)
        self._recorded = recorded
        self._known: dict[str, tuple[Any, Any, int]] = {
            key_of(entity, part, number): (entity, part, number)
            for entity in (getattr(recorded, self._rows) if recorded else ())
            for number, part in enumerate(self._parts(entity) or (None,))
        }
        self._unit = here.context.unit(table.unit)[0] if table.unit else None

    def _parts(self, entity: Any) -> tuple[Any, ...]:
        return getattr(entity, self._part) if self._part else ()

    def __iter__(self) -> Iterator[Any]:
        """Yield the entities, in the order of their rows."""
        entities: dict[str, Any] = {}
        parts: dict[str, list[Any]] = {}
        done: set[str] = set()
        for line in self._body:
            self._here.row = line.number
            known = self._known.get(line.key) if line.key is not None else None
            if known is not None and line.key is not None:
                if line.key not in done:
                    if self._edit(line, *known, entities, parts):
                        done.add(line.key)
                    continue
                self._copied(line)
            try:
                self._new(line, entities, parts)
            except InvalidValueError as error:
                refused(error, self._here, self._table.left)
        for ref, entity in entities.items():
            if self._part:
                found = tuple(parts[ref])
                yield (
                    entity
                    if found == self._parts(entity)
                    else changed(entity, **{self._part: found})
                )
            else:
                yield entity

    def _copied(self, line: Line) -> None:
        cell = cell_name(line.number, self._table.left)
        said = next((line.values.get(place) for place in self._named), None)
        self._here.notes.add("KY-TAB127", self._table.sheet, cell, said)

    def _new(self, line: Line, entities: dict[str, Any], parts: dict[str, list[Any]]) -> None:
        """Take in a row without a record."""
        if self._body.is_blank(line):
            return
        fields = self._body.read(line)
        if all(says_nothing(line.values.get(place)) for place in self._named):
            cell = cell_name(line.number, self._table.left)
            said = next(iter(line.values.values()))
            self._here.notes.add("KY-TAB106", self._table.sheet, cell, text_of(said))
            return
        part = self._taken_part(fields)
        values = self._values(fields)
        wanted = self._wanted(line, values, entities)
        if self._part:
            if wanted not in entities:
                entities[wanted] = built(self._kind, {**values, "id": wanted})
                parts[wanted] = []
            if part is not None:
                parts[wanted].append(part)
            return
        ref = self._ids.take(wanted)
        entities[ref] = built(self._kind, {**values, "id": ref})

    def _wanted(self, line: Line, values: dict[str, Any], entities: dict[str, Any]) -> str:
        """Return the id of a row without a record: that of its key, or of the reply of its unit."""
        ids = ids_of(line.key)
        if ids:
            return ids[0]
        if self._part:
            for entity in entities.values():
                if entity.unit == values.get("unit"):
                    ref: str = entity.id
                    return ref
        word, identity = _IDENTITY[self._rows]
        said = [getattr(values.get(name), "id", values.get(name)) or "" for name in identity]
        return derived_id(word, *(fold(str(each)) for each in said))

    def _taken_part(self, fields: dict[str, Any]) -> Volunteer | None:
        """Take out of the fields the volunteer of a row."""
        if not self._part:
            return None
        head = f"{self._part}."
        values = {
            path.removeprefix(head): fields.pop(path)
            for path in list(fields)
            if path.startswith(head)
        }
        return built(Volunteer, values) if values.get("name") else None

    def _values(self, fields: dict[str, Any]) -> dict[str, Any]:
        said = fields.pop(EXTRA, None)
        told = {p: fields.pop(f"contacts.{p}") for p in CONTACT if f"contacts.{p}" in fields}
        if told:
            fields["contacts"] = contacts(told)
        elif self._table.contact and self._rows != "nominations":
            fields["contacts"] = contacts({k: (v,) for k, v in self._table.contact.items()})
        category = self._table.form.category
        if category is not None:
            fields.setdefault("category", NominationCategory(category))
        if self._unit is not None:
            field = "nominated_by" if self._rows == "nominations" else "unit"
            fields.setdefault(field, self._unit)
        values = nested(fields)
        if said:
            values["extra"] = with_extra(None, said)
        return values

    def _edit(  # noqa: PLR0913, PLR0917  (a row, its record, and what there is so far)
        self, line: Line, entity: Any, part: Any, number: int,
        entities: dict[str, Any], parts: dict[str, list[Any]],
    ) -> bool:  # fmt: skip
        """Take in the row of a record, with what was changed; ``False`` if it was emptied."""
        row = Row(self._recorded or Programme(), entity, part, 0, number == 0)
        codecs = dict(self._table.columns)
        places = [
            place
            for place, codec in (() if self._body.is_as_written(line) else self._table.columns)
            if type(codec) is not Serial and not says(line.values.get(place), codec.cell(row))
        ]
        if places and self._body.is_blank(line):
            return False
        current = entities.setdefault(entity.id, entity)
        mine = parts.setdefault(entity.id, [])
        if not places:
            mine += [] if part is None else [part]
            return True
        fields: dict[str, Any] = {}
        for place in places:
            cell = cell_name(line.number, place + self._table.left)
            said = text_of(line.values.get(place)) or None
            self._here.notes.add("KY-TAB117", self._table.sheet, cell, said)
            if line.values.get(place) is None:
                fields.update(codecs[place].emptied())
        fields.update(self._body.read(line, places))
        try:
            if part is not None:
                head = f"{self._part}."
                own = {
                    p.removeprefix(head): fields.pop(p) for p in list(fields) if p.startswith(head)
                }
                part = changed(part, **{k: v for k, v in own.items() if v or k != "name"})
            table: dict[str, str | None] = {
                heading: None for place in places if row.first for heading in codecs[place].headings
            }
            table.update(fields.pop(EXTRA, None) or {})
            told = {p: fields.pop(f"contacts.{p}") for p in CONTACT if f"contacts.{p}" in fields}
            if told:
                fields["contacts"] = contacts(told, entity.contacts)
            values = nested(fields, current)
            extra = with_extra(current, table)
            if extra != current.extra:
                values["extra"] = extra
            entities[entity.id] = changed(current, **values) if values else current
        except InvalidValueError as error:
            refused(error, self._here, self._table.left)
        mine += [] if part is None else [part]
        return True
