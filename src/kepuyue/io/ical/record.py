"""STRUCTURED-DATA (RFC 9073, section 6.6): entities carried whole, as lines of JSON Lines.

A calendar in the internal view has every entity in a component of its own: an activity in the first
of its events, whatever has no event in a VJOURNAL. The value is the line that
:mod:`kepuyue.io.lines` writes, so there is one wire shape, with one set of checks.
"""

import re
from collections.abc import Iterator
from typing import Any

from kepuyue.io.ical.component import Component, Property
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.line import escaped, single, unescaped
from kepuyue.io.json import HEADER, SCHEMA_ID
from kepuyue.io.lines import EntityLines, Records, header_line
from kepuyue.model.programme import TUPLES, Programme

NAME = "STRUCTURED-DATA"
HEAD = f'{NAME};VALUE=TEXT;FMTTYPE=application/json;SCHEMA="{SCHEMA_ID}":'
"""What stands before the value."""
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What JSON may have as it is and a content line may not."""


class RecordWriter:
    r"""Makes the property that carries an entity.

    >>> RecordWriter().header(Programme())[-45:]
    '{"format":"kepuyue"\\,"version":1\\,"extra":{}}'
    """

    def __init__(self) -> None:
        self._lines = {kind: EntityLines(name) for name, kind in TUPLES.items()}

    def line(self, entity: Any) -> str:
        """Return the property of an entity."""
        return _property(self._lines[type(entity)].line(entity))

    def header(self, programme: Programme) -> str:
        """Return the property of format, version, and what the programme itself has."""
        return _property(header_line(programme))


def _property(data: bytes | bytearray) -> str:
    text = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", data.decode())
    return HEAD + escaped(text)


_SCHEMA = re.compile(r"urn:kepuyue:json:([0-9]{1,9})")


def version_of(prop: Property) -> int | None:
    """Return the version of the record that a property carries; ``None`` if it carries none."""
    if prop[0] != NAME:
        return None
    found = _SCHEMA.fullmatch(single(prop[1], "SCHEMA"))
    return None if found is None else int(found[1])


class RecordReader:
    """Takes the records of a calendar for entities.

    Args:
        notes: what is wrong with them is told there.
        only: the one list that is wanted; all by default.

    Attributes:
        records: what takes the lines.
    """

    def __init__(self, notes: Notes, *, only: str | None = None) -> None:
        self.records: Records = Records(None, only=only)
        self._notes = notes

    def taken(self, component: Component) -> tuple[bool, list[tuple[str, Any]]]:
        """Return whether a component carries records, and the entities of those that are sound."""
        found: list[tuple[str, Any]] = []
        carries = False
        for prop in component.properties:
            if prop[0] != NAME:
                continue
            version = version_of(prop)
            if version is not None:
                carries = True
                found += self._entities(unescaped(prop[2]).encode(), version, prop[3])
        return carries, found

    def _entities(self, line: bytes, version: int, at: int) -> Iterator[tuple[str, Any]]:
        if line.startswith(HEADER[:9]):
            self._notes.add(self.records.header(1, line), at)
            return
        if not self.records.opened:  # it has been lost: the schema tells the version as well
            header = b'{"format":"kepuyue","version":%d}' % version
            self._notes.add(self.records.header(1, header), at)
            if not self.records.opened:
                return
        if not self.records.is_wanted(line):
            return
        for name, entity in self.records.entities(1, line):
            if name:
                yield name, entity
            else:
                self._notes.add(entity, at)
