"""What fills the columns of a table, and what their cells say: a codec for each kind of column."""

from collections.abc import Sequence

from kepuyue.io.platform.codec.base import PARTS, Codec, Row
from kepuyue.io.platform.codec.count import Count
from kepuyue.io.platform.codec.name import OneName, Terms, Units
from kepuyue.io.platform.codec.place import Address, County, Place, Prefecture, Region
from kepuyue.io.platform.codec.plain import (
    Day,
    Days,
    Flag,
    Label,
    Lines,
    MainEvent,
    Note,
    Number,
    Serial,
    Text,
)
from kepuyue.io.platform.codec.reach import Contacts, JoinUrl, Links
from kepuyue.io.platform.codec.when import End, Start, When

__all__ = ["CODECS", "PARTS", "Codec", "Row", "together"]

CODECS: dict[str, type[Codec]] = {
    "serial": Serial,
    "text": Text,
    "lines": Lines,
    "coded": Label,
    "units": Units,
    "terms": Terms,
    "action": OneName,
    "activity": OneName,
    "when": When,
    "start": Start,
    "end": End,
    "place": Place,
    "address": Address,
    "region": Region,
    "prefecture": Prefecture,
    "county": County,
    "count": Count,
    "number": Number,
    "flag": Flag,
    "main_event": MainEvent,
    "link": JoinUrl,
    "links": Links,
    "contact": Contacts,
    "note": Note,
    "date": Day,
    "days": Days,
}
"""What a profile may name in ``codec``."""


def together(codecs: Sequence[Codec]) -> tuple[Codec, ...]:
    """Return the codecs of a table, each knowing of the others what it must.

    Beside an address a place is its name alone.

    Args:
        codecs: the codecs, as they are alone.
    """
    if any(type(codec) is Address for codec in codecs):
        for codec in codecs:
            if isinstance(codec, Place):
                codec.alone = True
                codec.writes = codec.fields()
    return tuple(codecs)
