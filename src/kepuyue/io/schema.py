"""The JSON Schema (2020-12) of the JSON form, made from the model.

Types, defaults and descriptions come from the attrs fields and their docstrings; what the model
holds values to comes from the tables of :mod:`kepuyue.io._keywords`. ``docs/json-schema.md`` says
how to use the schema, and what it does not check.

The same schema stands beside this module as ``kepuyue-1.schema.json``, for who has no Python.
"""

import copy
import inspect
import re
from typing import Any

import attrs

from kepuyue.io._keywords import (
    DISTINCT,
    HAVE_DISTINCT,
    OF_CLASS,
    OF_TYPE,
    VALUES,
    Rules,
    Schema,
    default_of,
    of_validator,
    ref_to,
)
from kepuyue.io._wire import shape, wire_fields
from kepuyue.io.json import FORMAT, SCHEMA_ID, VERSION
from kepuyue.model._field import validator_of
from kepuyue.model.coded import Coded
from kepuyue.model.programme import Programme
from kepuyue.model.source import Evidence

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HEADER: dict[str, Schema] = {
    "format": {"const": FORMAT, "description": "What this document is."},
    "version": {"const": VERSION, "description": "The version of the wire shape."},
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the documents that ``dumps`` writes.

    What it refuses, ``loads`` refuses too, but for a few spellings of times; what it takes, may
    still be refused for what no schema can say: see "What JSON Schema does not check" in the
    documentation.

    Returns:
        A new dict of JSON values, the same at every call.

    >>> schema = json_schema()
    >>> schema["required"], schema["$defs"]["Unit"]["required"]
    (['format', 'version'], ['id', 'name'])
    """
    definitions = dict(VALUES)
    document = _object(Programme, definitions)
    schema = {
        "$schema": _DIALECT,
        "$id": SCHEMA_ID,
        "title": f"{FORMAT} {VERSION}",
        **document,
        "properties": {**_HEADER, **document["properties"]},
        "required": [*_HEADER, *document["required"]],
        "$defs": definitions,
    }
    return copy.deepcopy(schema)  # the tables stay as they are, whatever is done with it


def _object(cls: type, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of a class; what it refers to is added to ``definitions``."""
    summary, descriptions = _documented(cls)
    rules = OF_CLASS.get(cls, Rules())
    properties = {}
    for field in wire_fields(cls):
        value = _value(field, rules.fields.get(field.name, {}), definitions)
        value["description"] = descriptions.get(field.name, "")  # python -OO has no docstrings
        if field.default is not attrs.NOTHING:
            value["default"] = default_of(field)
        properties[field.name] = value
    schema = {
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": [f.name for f in wire_fields(cls) if f.default is attrs.NOTHING],
        "additionalProperties": False,
    }
    return {**schema, "allOf": rules.together} if rules.together else schema


def _value(
    field: "attrs.Attribute[Any]", held_to: Schema, definitions: dict[str, Schema]
) -> Schema:
    optional, many, tp = shape(field.type)
    validator = validator_of(field)
    value = {} if validator is None else of_validator(validator)
    if "$ref" not in value and "type" not in value:
        value = {**_of_type(tp, definitions), **value}
    if many:
        value = {"type": "array", "items": value}
        if validator in HAVE_DISTINCT:
            value |= DISTINCT
    value = {**value, **held_to}
    return {"anyOf": [value, {"type": "null"}]} if optional else value


def _of_type(tp: Any, definitions: dict[str, Schema]) -> Schema:
    if tp in OF_TYPE:
        return OF_TYPE[tp]
    if tp.__name__ not in definitions:
        definitions[tp.__name__] = {}  # its place, before those that it refers to
        make = _object if attrs.has(tp) else _code_list
        definitions[tp.__name__] = make(tp, definitions)
    return ref_to(tp.__name__)


def _code_list(tp: Any, _definitions: dict[str, Schema]) -> Schema:
    """Return the schema of an enumeration; the description tells what each code means."""
    members: list[Coded | Evidence] = list(tp)
    meanings = [
        f"{m.value}: {f'{m.label} / {m.label_en}' if isinstance(m, Coded) else m.description}"
        for m in members
    ]
    summary, _ = _documented(tp)
    description = "\n".join([summary, *meanings])
    return {"description": description, "type": "string", "enum": [m.value for m in members]}


_ENTRY = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
_ROLE = re.compile(r":\w+:`~?(?:\w+\.)*(\w+)`")


def _documented(cls: type) -> tuple[str, dict[str, str]]:
    """Return the summary line of a class and what its docstring says of each attribute."""
    text = _ROLE.sub(r"\1", inspect.getdoc(cls) or "").replace("``", "`")
    summary, _, rest = text.partition("\n")
    section = rest.partition("Attributes:\n")[2].partition("\n\n")[0]
    return summary, {name: " ".join(told.split()) for name, told in _ENTRY.findall(section)}
