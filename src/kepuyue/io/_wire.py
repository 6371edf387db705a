"""The wire shape, made from the attrs fields in their declared order.

msgspec would write the fields of slotted classes in alphabetical order, so every class gets a
generated function that gives a dict in declared order; what is no entity (dates, codes, numbers)
goes to msgspec as it is.
"""

import functools
import typing
from collections.abc import Callable
from typing import Any

import attrs

NOT_ON_THE_WIRE = frozenset({"origin"})
"""Fields of a programme that say how it came in, not what it is."""

ToDict = Callable[[Any], dict[str, Any]]


def wire_fields(cls: type) -> tuple["attrs.Attribute[Any]", ...]:
    """Return the fields of a class that stand in a document, in order."""
    return tuple(field for field in attrs.fields(cls) if field.name not in NOT_ON_THE_WIRE)


@functools.cache
def to_dict_of(cls: type) -> ToDict:
    """Return the function that gives the wire dict of an instance of ``cls``.

    It is compiled from source once a class, as attrs makes its own methods: a loop over the
    fields at run time would take several times as long.
    """
    names: dict[str, Any] = {}
    items = []
    for field in wire_fields(cls):
        value = f"o.{field.name}"
        optional, many, part = shape(field.type)
        if attrs.has(part):
            convert = f"_{part.__name__}"
            names[convert] = to_dict_of(part)
            if many:
                value = f"[{convert}(i) for i in {value}] if {value} else ()"
            elif optional:
                value = f"None if {value} is None else {convert}({value})"
            else:
                value = f"{convert}({value})"
        items.append(f"{field.name!r}: {value}")
    exec(f"def to_dict(o): return {{{', '.join(items)}}}", names)  # noqa: S102  (source made above)
    to_dict: ToDict = names["to_dict"]
    return to_dict


def shape(annotation: Any) -> tuple[bool, bool, Any]:
    """Return whether a field is optional, whether it is a tuple, and the type of what is in it."""
    arguments = typing.get_args(annotation)
    optional = type(None) in arguments
    if optional:
        (annotation,) = (tp for tp in arguments if tp is not type(None))
        arguments = typing.get_args(annotation)
    many = typing.get_origin(annotation) is tuple
    return optional, many, arguments[0] if many else annotation
