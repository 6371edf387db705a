"""The wire shape, made from the attrs fields in their declared order.

msgspec would write the fields of slotted classes in alphabetical order, so every class has a
record beside it: a struct of the same fields in declared order. A generated function fills it, as
attrs makes its own methods; a loop over the fields at run time would take several times as long.
What is no entity (dates, codes, numbers) goes into the record as it is.
"""

import functools
import typing
from collections.abc import Callable
from typing import Any

import attrs
import msgspec

NOT_ON_THE_WIRE = frozenset({"origin"})
"""Fields of a programme that say how it came in, not what it is."""

ENCODER = msgspec.json.Encoder()

ToRecord = Callable[[Any], msgspec.Struct]


def wire_fields(cls: type) -> tuple["attrs.Attribute[Any]", ...]:
    """Return the fields of a class that stand in a document, in order."""
    return tuple(field for field in attrs.fields(cls) if field.name not in NOT_ON_THE_WIRE)


@functools.cache
def to_record_of(cls: type) -> ToRecord:
    """Return the function that gives the record of an instance of ``cls``, for msgspec to encode.

    Records live only while they are encoded and hold no cycles, so the collector passes them over.
    """
    fields = wire_fields(cls)
    record = msgspec.defstruct(cls.__name__, [(field.name, Any) for field in fields], gc=False)
    names: dict[str, Any] = {"record": record}
    values = []
    for field in fields:
        value = f"o.{field.name}"
        optional, many, part = shape(field.type)
        if attrs.has(part):
            convert = f"_{part.__name__}"
            names[convert] = to_record_of(part)
            if many:
                value = f"[*map({convert}, v)] if (v := {value}) else ()"
            elif optional:
                value = f"None if (v := {value}) is None else {convert}(v)"
            else:
                value = f"{convert}({value})"
        values.append(value)
    exec(f"def to_record(o): return record({', '.join(values)})", names)  # noqa: S102  (made above)
    to_record: ToRecord = names["to_record"]
    return to_record


def plain_of(entity: Any) -> dict[str, Any]:
    """Return an instance of a class of the model as what JSON has: text, numbers, lists, dicts."""
    cls: type = type(entity)
    plain: dict[str, Any] = msgspec.json.decode(ENCODER.encode(to_record_of(cls)(entity)))
    return plain


def shape(annotation: Any) -> tuple[bool, bool, Any]:
    """Return whether a field is optional, whether it is a tuple, and the type of what is in it."""
    arguments = typing.get_args(annotation)
    optional = type(None) in arguments
    if optional:
        (annotation,) = (tp for tp in arguments if tp is not type(None))
        arguments = typing.get_args(annotation)
    many = typing.get_origin(annotation) is tuple
    return optional, many, arguments[0] if many else annotation
