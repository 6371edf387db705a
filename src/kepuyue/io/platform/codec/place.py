"""Where a session takes place: venue, address, and the division it lies in."""

import functools
from typing import TYPE_CHECKING

from kepuyue.errors import InvalidValueError
from kepuyue.io.platform.address import place_text
from kepuyue.io.platform.cell import Cell, Value, text_of
from kepuyue.io.platform.codec.base import Codec, Fields, Row
from kepuyue.model.codes import region
from kepuyue.model.place import Venue

if TYPE_CHECKING:
    from kepuyue.io.platform.here import Here

_COUNTY = 6
_REMEMBERED = 4_096
"""Divisions whose names are remembered: more than there are."""


def venue_of(row: Row) -> Venue | None:
    """Return the venue of a row, if it is known."""
    ref = row.part.venue if row.part else None
    return row.programme.get(Venue, ref) if ref else None


class Place(Codec):
    """Name and address of the venue; its name alone where the address has a column of its own."""

    joint = "place"
    alone = False
    """Whether the address has a column of its own."""

    def fields(self) -> tuple[str, ...]:
        address = () if self.alone else ("venues.address",)
        return ("sessions.venue", "venues.name", *address)

    def write(self, row: Row) -> Cell:
        venue = venue_of(row)
        if venue is None:
            ref: str | None = row.part.venue if row.part else None
            return ref
        return place_text(venue.name, None if self.alone else venue.address)

    def read(self, value: Value, here: "Here") -> Fields:
        return {"place": (here.column, value, self.column.heading)}

    def emptied(self) -> Fields:
        return {"place": None}


class Address(Codec):
    """Address of the venue."""

    joint = "place"

    def fields(self) -> tuple[str, ...]:
        return ("venues.address",)

    def write(self, row: Row) -> Cell:
        venue = venue_of(row)
        return venue.address if venue else None

    def read(self, value: Value, here: "Here") -> Fields:
        return {"address": text_of(value)}

    def emptied(self) -> Fields:
        return {"address": None}


def region_of(row: Row) -> str | None:
    """Return the division code of the venue of a row, or else of the activity."""
    venue = venue_of(row)
    region: str | None = (venue.region if venue else None) or row.entity.region
    return region


class Region(Codec):
    """Division code, as text; a name is understood too."""

    joint = "region"

    def fields(self) -> tuple[str, ...]:
        return ("region", "venues.region")

    def write(self, row: Row) -> Cell:
        return region_of(row)

    def read(self, value: Value, here: "Here") -> Fields:
        return {"region": (here.column, text_of(value))}

    def emptied(self) -> Fields:
        return {"region": None}


class Prefecture(Region):
    """Name of the prefecture or municipality that the place lies in."""

    def write(self, row: Row) -> Cell:
        code = region_of(row)
        return names_of(code)[0] if code else None

    def read(self, value: Value, here: "Here") -> Fields:
        return {"prefecture": (here.column, text_of(value))}

    def emptied(self) -> Fields:
        return {"prefecture": None}


class County(Region):
    """Name of the county, district or county-level city that the place lies in."""

    def write(self, row: Row) -> Cell:
        code = region_of(row)
        return names_of(code)[1] if code else None

    def read(self, value: Value, here: "Here") -> Fields:
        return {"county": (here.column, text_of(value))}

    def emptied(self) -> Fields:
        return {"county": None}


def names_of(code: str) -> tuple[str | None, str | None]:
    """Return the names of the prefecture (or municipality) and the county of a division code.

    >>> names_of("440203"), names_of("440200"), names_of("110105")
    (('韶关市', '武江区'), ('韶关市', None), ('北京市', '朝阳区'))
    """
    return _looked_up(code[:_COUNTY])


@functools.lru_cache(_REMEMBERED)
def _looked_up(code: str) -> tuple[str | None, str | None]:
    if code.endswith("0000"):
        return None, None
    try:
        names = [region.name(step) for step in (code, *region.ancestors(code))]
    except InvalidValueError:
        return None, None
    return (names[0], None) if code.endswith("00") else (names[1], names[0])
