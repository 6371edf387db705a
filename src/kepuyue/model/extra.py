"""The read-only JSON mapping that entities carry for other tools."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from kepuyue.errors import InvalidValueError, invalid

_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1
DEPTH = 64
"""Levels of nesting that a mapping may have."""


class Extra(dict[str, Any]):
    """A JSON object that cannot be changed, all the way down.

    Text, integers of 64 bits, finite floats, true, false, null, and mappings and sequences of
    them; sequences become tuples. Entities keep in it what other tools attach; the library
    carries it along and looks only into ``ical``, where a calendar's reader keeps what no field
    takes and its writer finds it again. The public view leaves it out.

    Args:
        value: any mapping with text keys.

    Raises:
        InvalidValueError: if JSON cannot carry a value, or on any attempt to change it.

    >>> Extra({"tool": {"tags": ["a", "b"]}})
    Extra({'tool': Extra({'tags': ('a', 'b')})})
    """

    __slots__ = ()

    def __init__(self, value: Mapping[str, Any] | None = None) -> None:
        super().__init__(_frozen_items(value, 0) if value else ())

    def __repr__(self) -> str:
        """Return the mapping, named."""
        return f"Extra({super().__repr__()})"

    def __reduce__(self) -> tuple[type["Extra"], tuple[dict[str, Any]]]:
        """Pickle and copy through the constructor, since items cannot be set."""
        return (Extra, (dict(self),))


def _refuse(_self: Extra, *_args: object, **_kwargs: object) -> NoReturn:
    raise invalid("KY-VAL014")


for _name in (
    "__setitem__", "__delitem__", "__ior__", "clear", "pop", "popitem", "setdefault", "update",
):  # fmt: skip
    setattr(Extra, _name, _refuse)


def _frozen_items(value: Mapping[str, Any], depth: int) -> dict[str, Any]:
    items = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise _unfit(key, "键须为文本", "a key must be text")
        items[frozen(key, depth)] = frozen(item, depth + 1)
    return items


def frozen(value: Any, depth: int) -> Any:
    """Return a JSON value as a mapping keeps it at ``depth`` levels below the outermost.

    Raises:
        InvalidValueError: if JSON cannot carry it, or it is nested too deeply.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)):
        return _number(value)
    if depth > DEPTH:
        raise _unfit("…", f"嵌套超过 {DEPTH} 层", f"it is nested deeper than {DEPTH} levels")
    if isinstance(value, Mapping):
        nested = Extra()
        dict.update(nested, _frozen_items(value, depth))
        return nested
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return tuple(frozen(item, depth + 1) for item in value)
    raise _unfit(value, "类型不属于 JSON", "its type is not one of JSON")


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _unfit(value, "含有不成对的代理字符", "it has a lone surrogate") from None
    return str.__str__(value)  # of a subclass the plain text, which every encoder takes


def _number(value: float) -> float:
    if isinstance(value, int):
        if not _INT64_MIN <= value <= _INT64_MAX:
            raise _unfit(value, "整数超过 64 位", "the integer is beyond 64 bits")
        return int.__int__(value)
    if not math.isfinite(value):
        raise _unfit(value, "不是有限的数", "the number is not finite")
    return float.__float__(value)


def _unfit(value: object, why_zh: str, why_en: str) -> InvalidValueError:
    return invalid("KY-VAL012", value, field="extra", why_zh=why_zh, why_en=why_en)


EMPTY = Extra()
"""The one empty mapping, shared by all entities that carry nothing."""


def to_extra(value: Mapping[str, Any]) -> Extra:
    """Return ``value`` as a read-only mapping; the empty one is shared."""
    if isinstance(value, Extra):
        return value
    if not isinstance(value, Mapping):
        raise _unfit(value, "须为键值映射", "it must be a mapping")
    return Extra(value) if value else EMPTY
