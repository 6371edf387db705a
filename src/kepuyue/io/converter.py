"""The explaining path: a cattrs converter that collects every error with its path.

cattrs traverses; every leaf is converted by msgspec in strict mode, so that this path and the
proving one (:mod:`kepuyue.io.json`) take the same values.
"""

import functools
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs
import cattrs
import msgspec

from kepuyue._text import nearest, quoted, shown
from kepuyue.errors import InvalidValueError, LoadError
from kepuyue.findings import FINDINGS, Collector, Finding, Location, Report, pointer
from kepuyue.io._keywords import HAVE_DISTINCT
from kepuyue.io._wire import wire_fields
from kepuyue.io.json import from_dict, to_dict
from kepuyue.model._field import faults_together, refuse_repeated, validator_of
from kepuyue.model.coded import Coded
from kepuyue.model.extra import DEPTH, Extra, frozen, to_extra
from kepuyue.model.programme import Programme
from kepuyue.model.source import Evidence

_EXPECTED: dict[object, tuple[str, str]] = {
    str: ("文本", "text"),
    int: ("整数", "a whole number"),
    float: ("数", "a number"),
    bool: ("true 或 false", "true or false"),
    date: ("日期，如 2025-09-13", "a date such as 2025-09-13"),
    datetime: (
        "带时差的日期时间，如 2025-09-13T09:00:00+08:00",
        "a date and time with offset such as 2025-09-13T09:00:00+08:00",
    ),
}
Hook = Callable[[Any, Any], Any]
Hold = Callable[[Any], None]


class JsonObject(dict[str, Any]):
    """An object as it stood in a document, with the keys that stood there more than once."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: tuple[str, ...] = ()
        if len(self) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.repeated = tuple(key for key, count in counts.items() if count > 1)


class StructureError(LoadError):
    """A value that cannot become an entity; the paths of its findings begin at that value."""


def _raise(
    code: str, value: object, *, near: tuple[str, ...] = (), **params: object
) -> typing.NoReturn:
    finding = Finding(code=code, params=params, value=quoted(value), nearest=near)
    raise StructureError(Report([finding]))


def _expected(value: object, zh: str, en: str) -> typing.NoReturn:
    _raise("KY-LOD010", value, expected_zh=zh, expected_en=en)


def _under(path: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings with ``path`` before their paths."""
    for finding in findings:
        yield finding.at(Location(path=path + (finding.location.path or "")))


def _leaf(value: Any, tp: Any) -> Any:
    try:
        return msgspec.convert(value, tp, strict=True)
    except (msgspec.ValidationError, ValueError, TypeError, OverflowError):
        zh, en = _EXPECTED[tp]
        _expected(value, zh, en)


@functools.cache
def _codes(tp: Any) -> dict[str, Coded]:
    return {member.id: member for member in tp}


def _coded(value: Any, tp: Any) -> Any:
    codes = _codes(tp)
    if isinstance(value, str) and value in codes:
        return codes[value]
    near = tp.nearest(value) if isinstance(value, str) else ()
    if near:  # which says more than the whole list
        name = tp.__name__
        zh, en = f" {name} 的代码之一", f"one of the codes of {name}"
        _raise("KY-LOD010", value, near=near, expected_zh=zh, expected_en=en)
    _raise(
        "KY-LOD010", value,
        expected_zh="下列代码之一：" + "、".join(codes), expected_en="one of " + ", ".join(codes),
    )  # fmt: skip


def _evidence(value: Any, _tp: Any) -> Evidence:
    if isinstance(value, str) and value in ("A", "B", "C"):
        return Evidence(value)
    _expected(value, "A、B 或 C", "A, B or C")


def _extra(value: Any, _tp: Any) -> Extra:
    if not isinstance(value, Mapping):
        _expected(value, "对象", "an object")
    problems = _unfit(value)
    if problems:
        raise StructureError(problems.report())
    return to_extra(value)


_Place = tuple[Any, str | int] | None
"""A step and the place it was taken from; a path is made of it only for a finding."""


def _unfit(value: Any) -> Collector:
    """Return what an ``extra`` cannot carry; of nesting that is too deep, the first."""
    problems = Collector()
    pending: list[tuple[_Place, int, Any]] = [(None, 0, value)]
    while pending:
        place, depth, item = pending.pop()
        if not isinstance(item, (Mapping, list, tuple)):
            problems.add(_faults(item, depth, place))
            continue
        if depth > DEPTH:  # in a cycle there would be no end of them
            problems.add(_faults((), depth, place))
            break
        steps: Iterable[tuple[str | int, Any]] = enumerate(item)
        if isinstance(item, Mapping):
            steps = item.items()
            if getattr(item, "repeated", ()):
                problems.add(_under(_path(place), _repeated(item)))
            for key in item:
                problems.add(_faults({key: None}, depth, place))
        inner = [((place, step), depth + 1, part) for step, part in steps]
        pending += reversed(inner)
    return problems


def _faults(value: Any, depth: int, place: _Place) -> Iterable[Finding]:
    """Return why a mapping cannot keep a value at this depth."""
    try:
        frozen(value, depth)
    except InvalidValueError as error:
        return _under(_path(place), error.report)
    return ()


def _path(place: _Place) -> str:
    steps = []
    while place is not None:
        place, step = place
        steps.append(step)
    return pointer(*reversed(steps))


def _repeated(value: Mapping[str, Any]) -> Iterator[Finding]:
    repeated: tuple[str, ...] = getattr(value, "repeated", ())
    for key in repeated:
        yield Finding(code="KY-LOD012", location=Location(path=pointer(key)), value=shown(key))


def hook_for(tp: Any, converter: cattrs.BaseConverter) -> Hook:
    """Return the hook of a field's type.

    Leaves, optional values and tuples have strict hooks here and not on the converter, which
    may be an app's own: what it does with its other types is not changed.
    """
    arguments = typing.get_args(tp)
    if isinstance(tp, types.UnionType):
        (inner,) = (part for part in arguments if part is not types.NoneType)
        return _optional_hook(inner, hook_for(inner, converter))
    if typing.get_origin(tp) is tuple:
        return _tuple_hook(arguments[0], hook_for(arguments[0], converter))
    return _leaf if tp in _EXPECTED else converter.get_structure_hook(tp)


def _optional_hook(inner: Any, structure: Hook) -> Hook:
    return lambda value, _tp: None if value is None else structure(value, inner)


def _tuple_hook(
    inner: Any, structure: Hook, hold: Hold | None = None, distinct: str | None = None
) -> Hook:
    """Return the hook of a tuple.

    Args:
        inner: the type of its items.
        structure: the hook of an item.
        hold: what holds a tuple of one item to the validator of the field.
        distinct: the name of the field, if its items must differ.
    """

    def many(value: Any, _tp: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            _expected(value, "数组", "an array")
        items, problems = [], Collector()
        for index, item in enumerate(value):
            kept: Any = object()  # which no other item equals
            try:
                kept = structure(item, inner)
                if hold is not None:
                    hold((kept,))
            except StructureError as error:
                problems.add(_under(pointer(index), error.report))
            items.append(kept)
        if distinct is not None:
            try:
                refuse_repeated(items, distinct)
            except InvalidValueError as error:
                problems.add(f.at(Location(path=_index(f))) for f in error.report)
        if problems:
            raise StructureError(problems.report())
        return tuple(items)

    return many


def _entity_hook(cls: Any, converter: cattrs.BaseConverter) -> Hook:
    fields = wire_fields(cls)
    hooks = {field.name: _field_hook(field, converter) for field in fields}
    paths = {field.name: pointer(field.name) for field in fields}

    def entity(value: Any, _tp: Any) -> Any:
        if not isinstance(value, Mapping):
            _expected(value, "对象", "an object")
        problems = unknown_keys(value, hooks)
        values = {}
        for field in fields:
            path = paths[field.name]
            if field.name not in value:
                if field.default is attrs.NOTHING:
                    problems.add([Finding(code="KY-LOD013", location=Location(path=path))])
                else:
                    values[field.name] = field.default
                continue
            try:
                values[field.name] = hooks[field.name](value[field.name], field.type)
            except StructureError as error:
                problems.add(_under(path, error.report))
        first = Report()
        if not problems:
            try:
                return cls(**values)
            except InvalidValueError as error:
                first = error.report
        problems.add(list(_together(cls, values)) or first)
        raise StructureError(problems.report())

    return entity


def _field_hook(field: "attrs.Attribute[Any]", converter: cattrs.BaseConverter) -> Hook:
    """Return the hook of a field, its own validator included: so each field reports for itself."""
    validator = validator_of(field)
    if validator is None:
        return hook_for(field.type, converter)

    def hold(value: Any) -> None:
        try:
            validator(None, field, value)
        except InvalidValueError as error:
            raise StructureError(Report(map(_as_json_has_it, error.report))) from None

    if typing.get_origin(field.type) is tuple:
        inner = typing.get_args(field.type)[0]
        distinct = field.name if validator in HAVE_DISTINCT else None
        return _tuple_hook(inner, hook_for(inner, converter), hold, distinct)
    structure = hook_for(field.type, converter)

    def held(value: Any, tp: Any) -> Any:
        structured = structure(value, tp)
        hold(structured)
        return structured

    return held


def _as_json_has_it(finding: Finding) -> Finding:
    """Return a finding with the advice that a document wants instead of Python code."""
    if finding.code != "KY-VAL004":
        return finding
    return attrs.evolve(finding, params={**finding.params, "example": f"{finding.value}+08:00"})


def _together(cls: Any, values: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with fields together; those at fault have no value."""
    instance = cls.__new__(cls)
    for name, value in values.items():
        object.__setattr__(instance, name, value)
    for finding in faults_together(instance):
        field = str(finding.params.get("field", finding.params.get("part")))
        path = pointer(field) + _index(finding) if field in values else ""
        yield finding.at(Location(path=path))


def _index(finding: Finding) -> str:
    """Return the path of the item that a finding of a whole tuple is about, if of any."""
    index = finding.params.get("index")
    return pointer(index) if isinstance(index, int) else ""


def unknown_keys(value: Mapping[Any, Any], known: Iterable[str]) -> Collector:
    """Return a finding for each key of an object that is repeated or not ``known``."""
    names = list(known)
    problems = Collector()
    problems.add(_repeated(value))
    unknown = [key for key in value if key not in names]
    problems.add(
        Finding(
            code="KY-LOD011",
            location=Location(path=pointer(key)),
            value=shown(key),
            nearest=nearest(key, names) if isinstance(key, str) else (),
        )
        for key in unknown[:FINDINGS]
    )
    problems.leave_out(len(unknown[FINDINGS:]))
    return problems


def taken(value: Any, key: str, known: Iterable[str]) -> str:
    """Take the key of an object that says what kind of object it is, and return its value.

    Raises:
        StructureError: if it is no object, or the key does not stand for one of ``known``.
    """
    if not isinstance(value, dict):
        _expected(value, "对象", "an object")
    kind = value.pop(key, None)
    names = list(known)
    if kind in names:
        return str(kind)
    near = nearest(kind, names) if isinstance(kind, str) else ()
    finding = Finding(
        code="KY-LOD010",
        params={
            "expected_zh": "下列之一：" + "、".join(names),
            "expected_en": "one of " + ", ".join(names),
        },
        location=Location(path=pointer(key)),
        value=quoted(kind),
        nearest=near,
    )
    raise StructureError(Report([finding]))


def register_hooks(converter: cattrs.Converter) -> cattrs.Converter:
    """Teach a converter of your own the entities of kepuyue, and return it.

    Args:
        converter: any cattrs converter; its other hooks stay as they are.

    Returns:
        The same converter. It structures our entities from JSON values and unstructures them into
        the wire shape, a programme with format and version, of older versions too. On bad values
        it raises :class:`~kepuyue.errors.LoadError` whose findings have their paths; where they
        stand in a list or class of your own, a converter with ``detailed_validation``, cattrs' own
        default, wraps that in an exception group (``IterableValidationError`` and its kin).

    Example:
        >>> from kepuyue.model.place import Venue
        >>> converter = register_hooks(cattrs.Converter())
        >>> converter.structure({"id": "v", "name": "韶关市科技馆"}, Venue)
        Venue(id='v', name='韶关市科技馆')
    """
    converter.register_structure_hook_func(_is_ours, _leaf_of_ours)
    converter.register_structure_hook_factory(_is_entity, _entity_hook)
    converter.register_structure_hook_func(_is_programme, lambda value, _tp: from_dict(value))
    converter.register_unstructure_hook_func(_is_entity, to_dict)
    return converter


def _is_ours(tp: Any) -> bool:
    return tp is Extra or tp is Evidence or (isinstance(tp, type) and issubclass(tp, Coded))


def _leaf_of_ours(value: Any, tp: Any) -> Any:
    if tp is Extra:
        return _extra(value, tp)
    return _evidence(value, tp) if tp is Evidence else _coded(value, tp)


def _is_programme(tp: Any) -> bool:
    return tp is Programme


def _is_entity(tp: Any) -> bool:
    return attrs.has(tp) and getattr(tp, "__module__", "").startswith("kepuyue.model.")


@functools.cache
def own_converter() -> cattrs.Converter:
    """Return the converter that the library itself uses."""
    return register_hooks(cattrs.Converter())


def structure(value: Any, tp: Any) -> Any:
    """Return ``value``, as JSON gave it, as an instance of ``tp``.

    Raises:
        StructureError: with every error and its path below ``value``.
    """
    return hook_for(tp, own_converter())(value, tp)
