"""A row of ours held against its record: which of its cells somebody has changed."""

from collections.abc import Mapping
from typing import Any

from kepuyue.io.platform.body import Body, Line
from kepuyue.io.platform.cell import TABLE, text_of
from kepuyue.io.platform.change import says
from kepuyue.io.platform.codec.base import Codec, Row
from kepuyue.io.platform.codec.plain import Serial
from kepuyue.io.platform.table import Table
from kepuyue.model.programme import KINDS


class Comparison:
    """Tells the cells that were changed, in rows that have records.

    Args:
        table: the table.
        body: its rows.
    """

    def __init__(self, table: Table, body: Body) -> None:
        self._body = body
        self._others = table.others
        self._codecs: dict[int, Codec] = {
            place: codec for place, codec in table.columns if type(codec) is not Serial
        }
        self._joints: dict[str, list[int]] = {}
        for place, codec in table.columns:
            if codec.joint:
                self._joints.setdefault(codec.joint, []).append(place)

    def changed(self, line: Line, row: Row) -> list[int]:
        """Return the columns whose cells say something else than the library writes.

        Args:
            line: the row as it stands in the table.
            row: the row as its record has it.
        """
        values = line.values
        return [
            place
            for place, codec in self._codecs.items()
            if values.get(place) != (cell := codec.cell(row)) and not says(values.get(place), cell)
        ]

    def added(self, line: Line, row: Row) -> dict[str, str | None]:
        """Return what columns added by hand say other than the record, by heading, and tell it.

        Args:
            line: the row as it stands in the table.
            row: the row as its record has it.
        """
        extra = row.entity.extra.get(TABLE)
        known: Mapping[str, Any] = extra if isinstance(extra, Mapping) else {}
        said: dict[str, str | None] = {}
        for place, heading in self._others:
            value = line.values.get(place)
            text = None if value is None else text_of(value)
            if text != known.get(heading) and (text is not None or row.first):
                said[heading] = text
                self._tell(line, row, place)
        return said

    def read(
        self, line: Line, row: Row, places: list[int]
    ) -> tuple[dict[str, Any], dict[str, str | None]]:
        """Return what changed cells say, and tell that they were changed.

        Args:
            line: the row as it stands in the table.
            row: the row as its record has it.
            places: the columns of the cells.

        Returns:
            Values by the paths of their fields, and the headings under which what could not be
            read of these cells stood once: it is no longer so.
        """
        kept: dict[str, str | None] = {}
        for place in places:
            self._tell(line, row, place)
            if row.first:
                kept.update(dict.fromkeys(self._codecs[place].headings))
        # a phone says nothing without the name beside it
        joints = {self._codecs[place].joint for place in places}
        joined = [place for joint in joints for place in self._joints.get(joint, ())]
        wanted = sorted({*places, *joined})
        fields: dict[str, Any] = {}
        for place in wanted:
            if line.values.get(place) is None:
                fields.update(self._codecs[place].emptied())
        fields.update(self._body.read(line, wanted))
        return fields, kept

    def is_changed(self, codec: str, places: list[int]) -> bool:
        """Return whether a column of a codec, by its name, is among those changed."""
        return any(self._codecs[place].column.codec == codec for place in places)

    def _tell(self, line: Line, row: Row, place: int) -> None:
        said = text_of(line.values.get(place)) or None
        entity = f"{KINDS[type(row.entity)][1]}:{row.entity.id}"
        self._body.tell("KY-TAB117", line.number, place, said, entity=entity)
