"""A cell in the hands of a codec: what it says, and what is told of it."""

from typing import Any

from kepuyue import Activity, Programme
from kepuyue.io.platform.codec import CODECS, Codec, Row
from kepuyue.io.platform.context import Context
from kepuyue.io.platform.finding import Notes
from kepuyue.io.platform.here import Here
from kepuyue.io.platform.profile import Column
from kepuyue.testing import make

HEADING = "栏目"


def codec(name: str, field: str | None = None, unit: str | None = None) -> Codec:
    """Return a codec of a column that fills a field."""
    return CODECS[name](Column(heading=HEADING, codec=name, field=field, unit=unit))


def told(
    of: Codec, value: Any, programme: Programme | None = None, year: int | None = 2025
) -> tuple[dict[str, Any], list[str]]:
    """Return what a cell says by the paths of the fields, and the codes of what is told of it."""
    notes = Notes("表.xlsx")
    here = Here(Context(programme or Programme(), year=year), notes, "活动")
    here.row, here.column = 4, 2
    fields = dict(of.read(value, here))
    assert {str(finding.location) for finding in notes.found} <= {"表.xlsx: 活动!C5"}
    return fields, [finding.code for finding in notes.found]


def written(of: Codec, entity: Any, part: Any = None, programme: Programme | None = None) -> Any:
    """Return the cell of the first row of an entity."""
    return of.cell(Row(programme or Programme(), entity, part, 1, first=True))


def activity(**fields: Any) -> Activity:
    """Return an activity without sessions that says what is given."""
    return make(Activity, sessions=(), **fields)
