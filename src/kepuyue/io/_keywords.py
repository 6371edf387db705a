"""The keywords of JSON Schema for what the model holds values to.

Three tables: by the type of a field, by its validator, and by class for what a class checks after
construction. The patterns and bounds are the model's own.
"""

import sys
from datetime import date, datetime
from typing import Any

import attrs
import msgspec

from kepuyue.model import _field, recurrence, zone
from kepuyue.model._field import INT64_MAX, SPACES, UNSAFE_IN_LINE, UNSAFE_IN_TEXT, Within
from kepuyue.model.activity import Activity, Registration
from kepuyue.model.campaign import Campaign
from kepuyue.model.extra import Extra
from kepuyue.model.recurrence import WEEKDAYS, Frequency, NumberValidator, Recurrence
from kepuyue.model.schedule import DateSpan, Override, Session, TimeSlot
from kepuyue.model.theme import Theme

Schema = dict[str, Any]
"""A schema, or some keywords of one."""


# Patterns, in what Python and ECMAScript read alike.


def _ecma(pattern: str) -> str:
    """Return a pattern with everything beyond printable ASCII as an escape that both know."""
    return "".join(c if " " <= c <= "~" else f"\\u{ord(c):04x}" for c in pattern)


def _without(pattern: str) -> Schema:
    """Return the keywords of a text that has nothing like ``pattern`` in it."""
    return {"not": {"pattern": _ecma(pattern)}}


def _whole(pattern: str) -> Schema:
    """Return the keywords of a text that is ``pattern`` from its beginning to its end.

    In Python ``$`` stands before a last line break too, which the second keyword shuts out.
    """
    return {"pattern": f"^(?:{_ecma(pattern)})$", **_without("\n")}


_DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ZONE = "[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*"
_UNSAFE_IN_JSON = "[\ud800-\udfff]"
"""Lone surrogates, which UTF-8 cannot carry."""


def _text(description: str, **keywords: Any) -> Schema:
    return {"description": description, "type": "string", **keywords}


def _integer(description: str, low: int, high: int) -> Schema:
    return {"description": description, "type": "integer", "minimum": low, "maximum": high}


def _day(description: str, format: str, pattern: str) -> Schema:
    whole = _whole(pattern)
    return _text(description, format=format, **whole | _without("^0000|\n"))


VALUES: dict[str, Schema] = {
    "Id": _text(
        "An id: not empty, on one line, without spaces around it.",
        minLength=1,
        **_without(f"{UNSAFE_IN_LINE}|^[{SPACES}]|[{SPACES}]$"),
    ),
    "Name": _text(
        "A name: not blank, on one line.",
        minLength=1,
        pattern=_ecma(f"[^{SPACES}]"),
        **_without(UNSAFE_IN_LINE),
    ),
    "Text": _text(
        "Text, with line breaks and tabs but no other control characters.",
        **_without(UNSAFE_IN_TEXT),
    ),
    "Url": _text(
        "A link: http, https, mailto, tel or webcal. Other scripts may stand in it as they are.",
        **_whole(_field.URL),
    ),
    "Region": _text("A GB/T 2260 region code of 6, 9 or 12 digits.", **_whole(_field.REGION)),
    "Date": _day("A date of the years 0001 to 9999 (RFC 3339, full-date).", "date", _DAY),
    "DateTime": _day(
        "A date and time with its offset from UTC (RFC 3339, date-time), without leap seconds.",
        "date-time",
        rf"{_DAY}[Tt]{_HOUR}:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-]{_HOUR})",
    ),
    "Count": _integer("A count, in 64 bits.", 0, INT64_MAX),
    "Year": _integer("A year of the calendar.", date.min.year, date.max.year),
    "ByDay": _text("An item of BYDAY (RFC 5545, section 3.3.10).", **_whole(recurrence.BY_DAY)),
    "Weekday": _text("A weekday (RFC 5545, section 3.3.10).", enum=list(WEEKDAYS)),
    "Extra": {
        "description": "What other tools attach: any JSON object.",
        "type": "object",
        "propertyNames": _without(_UNSAFE_IN_JSON),
        "additionalProperties": {"$ref": "#/$defs/Json"},
    },
    "Json": {
        "description": "Any JSON value whose numbers and texts every reader keeps.",
        "anyOf": [
            {"type": "null"},
            {"type": "boolean"},
            {"type": "number", "minimum": -sys.float_info.max, "maximum": sys.float_info.max},
            {"type": "string", **_without(_UNSAFE_IN_JSON)},
            {"type": "array", "items": {"$ref": "#/$defs/Json"}},
            {"$ref": "#/$defs/Extra"},
        ],
    },
}


# What the model holds values to.


def ref_to(name: str) -> Schema:
    """Return the reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


DEFINITION_OF: dict[object, str] = {
    _field.valid_id: "Id",
    _field.valid_ref: "Id",
    _field.valid_name: "Name",
    _field.valid_refs: "Id",
    _field.valid_lines: "Name",
    _field.valid_text: "Text",
    _field.valid_texts: "Text",
    _field.valid_url: "Url",
    _field.valid_region: "Region",
    _field.valid_count: "Count",
    _field.valid_year: "Year",
    recurrence.valid_weekdays: "ByDay",
    recurrence.valid_week_start: "Weekday",
    recurrence.valid_dates: "Date",
    zone.valid_time: "DateTime",
    zone.valid_zone: "Name",
}
"""What each validator holds a value to, or each of several values."""


def of_validator(validator: Any) -> Schema:
    """Return the keywords of a value that a validator takes, or of each of several."""
    if isinstance(validator, Within):
        return {"minimum": validator.low, "maximum": min(validator.high, sys.float_info.max)}
    if not isinstance(validator, NumberValidator):
        return ref_to(DEFINITION_OF[validator])
    number = {"type": "integer", "minimum": validator.low or 1, "maximum": validator.high}
    return number if validator.low == 0 else {**number, "not": {"const": 0}}


OF_TYPE: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: ref_to("Date"),
    datetime: ref_to("DateTime"),
    Extra: ref_to("Extra"),
}
"""The keywords of a value without a validator, by its type."""
DISTINCT: Schema = {"uniqueItems": True}
HAVE_DISTINCT = (_field.valid_lines, _field.valid_refs, recurrence.valid_dates)
"""The validators that refuse repeated items."""


@attrs.frozen
class Rules:
    """What a class holds its fields to after construction: each by itself, and all together."""

    fields: dict[str, Schema] = attrs.field(factory=dict)
    together: list[Schema] = attrs.field(factory=list)


def default_of(field: "attrs.Attribute[Any]") -> Any:
    """Return the default of a field as JSON has it; ``None`` for a required one."""
    if field.default is attrs.NOTHING:
        return None
    return msgspec.json.decode(msgspec.json.encode(field.default))


def _told(cls: type, *names: str) -> Schema:
    """Return the schema of an object with at least one of these fields not at its default."""
    defaults = {field.name: default_of(field) for field in attrs.fields(cls)}
    told = [
        {"properties": {name: {"not": {"const": defaults[name]}}}, "required": [name]}
        for name in names
    ]
    return told[0] if len(told) == 1 else {"anyOf": told}


def _not_both(cls: type, one: str, other: str) -> Schema:
    return {"not": {"allOf": [_told(cls, one), _told(cls, other)]}}


def _comes(*frequencies: Frequency) -> Schema:
    codes = [frequency.id for frequency in frequencies]
    return {"properties": {"frequency": {"enum": codes}}, "required": ["frequency"]}


def _of_recurrence() -> Rules:
    """Return RFC 5545, section 3.3.10, as :class:`Recurrence` holds its parts to it."""
    names = [field.name for field in attrs.fields(Recurrence)]
    parts = [name for name in names if name.startswith("by_") and name != "by_set_pos"]
    rule = ["interval", "count", "until", *parts, "by_set_pos"]
    numbered = {"type": "array", "contains": {"type": "string", "pattern": "[0-9]"}}
    return Rules(
        together=[
            _not_both(Recurrence, "count", "until"),
            {
                "if": _told(Recurrence, "by_week_no", "by_year_day"),
                "then": _comes(Frequency.YEARLY),
            },
            {"not": {"allOf": [_told(Recurrence, "by_month_day"), _comes(Frequency.WEEKLY)]}},
            {
                "if": {"properties": {"by_day": numbered}, "required": ["by_day"]},
                "then": {
                    **_comes(Frequency.MONTHLY, Frequency.YEARLY),
                    "not": _told(Recurrence, "by_week_no"),
                },
            },
            {"if": _told(Recurrence, "by_set_pos"), "then": _told(Recurrence, *parts)},
            {"if": _told(Recurrence, *rule), "then": _told(Recurrence, "frequency")},
        ],
    )


_UNSAYABLE = Rules()
"""Of what holds ends to their starts, or ids to be distinct: no schema can say it."""
OF_CLASS: dict[type, Rules] = {
    Activity: _UNSAYABLE,
    Campaign: _UNSAYABLE,
    DateSpan: _UNSAYABLE,
    Registration: _UNSAYABLE,
    Theme: _UNSAYABLE,
    TimeSlot: Rules(fields={"zone": {"type": "string", **_whole(_ZONE)}}),
    Override: Rules(together=[_not_both(Override, "slot", "days")]),
    Session: Rules(
        together=[
            _not_both(Session, "slot", "days"),
            {"if": _told(Session, "recurrence"), "then": _told(Session, "slot", "days")},
        ]
    ),
    Recurrence: _of_recurrence(),
}
"""What each class that has checks of its fields together holds its instances to."""
