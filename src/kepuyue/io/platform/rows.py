"""The rows and columns of a sheet that is written, whatever it is written to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from kepuyue.io.platform.cell import TABLE, Cell
from kepuyue.io.platform.codec import CODECS, PARTS, Codec, Row, together
from kepuyue.io.platform.codec.base import EXTRA
from kepuyue.io.platform.heading import Headings
from kepuyue.io.platform.machine import key_of
from kepuyue.io.platform.profile import Column, Profile, Sheet
from kepuyue.model.programme import Programme

_ADDED = 50
"""Columns at most that are added for what tables had besides the known ones."""


@attrs.frozen
class Layout:
    """The columns of a sheet.

    Attributes:
        profile: the profile.
        form: the sheet of the profile.
        codecs: what fills the columns, in order.
    """

    profile: Profile
    form: Sheet
    codecs: tuple[Codec, ...]

    @classmethod
    def of(cls, profile: Profile, form: Sheet, entities: Iterable[Any] = ()) -> "Layout":
        """Return the columns of a sheet, and those that its entities have besides.

        Args:
            profile: the profile.
            form: the sheet of the profile.
            entities: what will be written: what no field took when they were read has a column.
        """
        codecs = list(together([CODECS[column.codec](column) for column in form.column]))
        headings = Headings(profile, form)
        by_heading = {codec.column.heading: codec for codec in codecs}
        added: dict[str, None] = {}
        for entity in entities:
            table = entity.extra.get(TABLE) if entity.extra else None
            if isinstance(table, Mapping):
                added.update(dict.fromkeys(map(str, table)))
        for heading in list(added)[:_ADDED]:
            column = headings.find(heading)
            if column is not None and column.heading in by_heading:
                known = by_heading[column.heading]
                if heading not in known.headings:
                    known.headings = (*known.headings, heading)
            elif column is None:
                new = Column(heading=heading, codec="text", field=EXTRA, width=16)
                codecs.append(CODECS["text"](new))
        return cls(profile, form, tuple(codecs))

    @property
    def columns(self) -> Sequence[Column]:
        """The columns."""
        return [codec.column for codec in self.codecs]

    @property
    def has_groups(self) -> bool:
        """Whether headings of several columns stand above them."""
        return any(codec.column.group for codec in self.codecs)

    def entities(self, programme: Programme) -> Sequence[Any]:
        """Return the entities of a programme that have rows on the sheet."""
        found: Sequence[Any] = getattr(programme, self.form.rows)
        category = self.form.category
        if category is None:
            return found
        return [entity for entity in found if entity.category.id == category]

    def takes(self, entity: Any, name: str | None) -> bool:
        """Return whether an entity, of this list of a programme, has rows on the sheet."""
        category = self.form.category
        return name == self.form.rows and (category is None or entity.category.id == category)

    def rows(self, programme: Programme, entity: Any, serial: int) -> Iterator[tuple[Row, str]]:
        """Yield the rows of an entity, each with its key.

        Args:
            programme: where names are looked up.
            entity: the entity.
            serial: number of its first row.
        """
        part = PARTS[self.form.rows]
        parts = getattr(entity, part) if part else ()
        for number, each in enumerate(parts or (None,)):
            row = Row(programme, entity, each, serial + number, number == 0)
            yield row, key_of(entity, each, number)

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of a row."""
        if row.entity.extra:
            return [codec.cell(row) for codec in self.codecs]
        return [codec.write(row) for codec in self.codecs]

    def title(self, programme: Programme) -> str:
        """Return the title of the table: that of the campaign, and its own."""
        names = [campaign.name.removesuffix("活动") for campaign in programme.campaigns[:1]]
        return "".join([*names, self.form.title or self.profile.title])


def layouts(programme: Programme, profile: Profile) -> list[Layout]:
    """Return the sheets of a profile, for a programme."""
    return [Layout.of(profile, form, getattr(programme, form.rows)) for form in profile.sheet]


def heading_of(column: Column) -> str:
    """Return a heading as it stands above its column: marked if required, with its unit.

    >>> heading_of(Column(heading="举办场次", codec="count", unit="场次", required="publish"))
    '*举办场次（场次）'
    """
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{'*' if column.required == 'publish' else ''}{column.heading}{unit}"
