"""What a codec is: the two ways between an entity and the cells of one column."""

import functools
import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from kepuyue.io.platform.cell import TABLE, Cell, Value
from kepuyue.model.programme import Programme

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here
    from kepuyue.io.platform.profile import Column

Fields = Mapping[str, Any]
"""Values by the dotted path of their field below the entity of a row."""
PARTS = {
    "activities": "sessions",
    "exhibit_applications": "",
    "volunteer_replies": "volunteers",
    "summaries": "",
    "nominations": "",
}
"""The kinds of entities that have rows, and the field whose items have a row each."""


@attrs.frozen
class Row:
    """What a row of a table is about.

    Attributes:
        programme: the programme.
        entity: the entity.
        part: the session of the activity, the volunteer of the reply; ``None`` if it has none.
        serial: number of the row in the table.
        first: whether it is the first row of the entity: the one that has its totals.
    """

    programme: Programme
    entity: Any
    part: Any
    serial: int
    first: bool


class Codec:
    """Both ways between an entity and the cells of a column.

    Args:
        column: the column.

    Attributes:
        column: the column.
        path: the path of the field that it fills; empty for none.
        headings: the headings under which what could not be read of its cells was kept.
        writes: the fields that its cells show, by their dotted paths.
        joint: columns of one name are read together: start and end, names and phones.
    """

    joint = ""

    def __init__(self, column: "Column") -> None:
        self.column: Column = column
        self.path: str = column.field or ""
        self.headings: tuple[str, ...] = (column.heading,)
        self.writes: tuple[str, ...] = self.fields()

    def fields(self) -> tuple[str, ...]:
        """Return the fields that the cells of the column show."""
        return (self.path,) if self.path else ()

    def write(self, row: Row) -> Cell:
        """Return what the fields say for a row."""
        raise NotImplementedError

    def cell(self, row: Row) -> Cell:
        """Return the cell of a row; where it would be empty, what could not be read of it once."""
        cell = self.write(row)
        if cell is None and row.first and row.entity.extra:
            return self.kept(row)
        return cell

    def read(self, value: Value, here: "Here") -> Fields:
        """Return what a cell says, by the paths of the fields; what is wrong is told ``here``.

        Args:
            value: the cell, never empty.
            here: where it stands, and what it may refer to.
        """
        raise NotImplementedError

    def emptied(self) -> Fields:
        """Return what it means that a cell was emptied by hand."""
        return dict.fromkeys(self.writes)

    def kept(self, row: Row) -> str | None:
        """Return what could not be read from such a cell, and stands in ``extra`` since."""
        extra = getattr(row.entity, "extra", None)
        table = extra.get(TABLE) if extra else None
        if not isinstance(table, Mapping):
            return None
        found = (table.get(heading) for heading in self.headings)
        return next((text for text in found if isinstance(text, str)), None)


def getter(path: str) -> Callable[[Row], Any]:
    """Return the function that gets the value of a field for a row; ``None`` where it is not there.

    Args:
        path: the dotted path below the entity.
    """
    first, _, rest = path.partition(".")
    if first and first in PARTS.values():
        return _along(operator.attrgetter("part"), rest)
    if not rest:
        return operator.attrgetter(f"entity.{path}")
    return _along(operator.attrgetter("entity"), path)


def _along(start: Callable[[Row], Any], path: str) -> Callable[[Row], Any]:
    names = path.split(".")
    if len(names) == 1:
        (name,) = names

        def get(row: Row) -> Any:
            return getattr(start(row), name, None)

        return get

    def get_along(row: Row) -> Any:
        return functools.reduce(lambda value, name: getattr(value, name, None), names, start(row))

    return get_along


def joined(values: list[str], separator: str = "、") -> str | None:
    """Return the values of one cell; ``None`` for none."""
    return separator.join(values) or None
