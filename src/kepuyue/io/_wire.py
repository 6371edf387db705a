"""The wire shape, made from the attrs fields in their declared order.

msgspec would write the fields of slotted classes in alphabetical order, so every class has a
record beside it: a struct of the same fields in declared order. A generated function fills it, as
attrs makes its own methods; a loop over the fields at run time would take several times as long.
What is no entity (dates, codes, numbers) goes into the record as it is.
"""

import functools
import itertools
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
def _record_of(cls: type) -> type[msgspec.Struct]:
    """Return the struct of a class's fields in declared order.

    Records live only while they are encoded and hold no cycles, so the collector passes them over.
    """
    fields = [(field.name, Any) for field in wire_fields(cls)]
    return msgspec.defstruct(cls.__name__, fields, gc=False)


@functools.cache
def to_record_of(cls: type) -> ToRecord:
    """Return the function that gives the record of an instance of ``cls``, for msgspec to encode.

    What stands once in an instance is turned into its record in the same function: a call less.
    """
    names: dict[str, Any] = {}
    depth = itertools.count()

    def record(cls: type, of: str) -> str:
        """Return the expression that makes the record of the instance named ``of``."""
        names[cls.__name__] = _record_of(cls)
        values = []
        for field in wire_fields(cls):
            value = f"{of}.{field.name}"
            _, many, part = shape(field.type)
            if attrs.has(part) and many:
                names[f"to_{part.__name__}"] = to_record_of(part)
                value = f"[*map(to_{part.__name__}, v)] if (v := {value}) else ()"
            elif attrs.has(part):
                inner = f"v{next(depth)}"
                made = record(part, inner)
                value = f"None if ({inner} := {value}) is None else {made}"
            values.append(value)
        return f"{cls.__name__}({', '.join(values)})"

    exec(f"def to_record(o): return {record(cls, 'o')}", names)  # noqa: S102  (made above)
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
