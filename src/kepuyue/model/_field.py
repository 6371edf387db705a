"""What the entities share: checks on construction, validators, references, the short repr.

Three kinds of check, each where it costs least:

* *types* are checked when Python code constructs an entity (``field_transformer=checked``); a
  decoder that has proven them already does not pay for it;
* *validators* hold for every value however it came in: they guard what makes it meaningless. So do
  the methods marked as *together*, for several fields. All those of a class run in one function
  made for it, since a load calls it for every entity;
* what a year, a province or a platform may change is no validator but a rule.
"""

import enum
import functools
import math
import re
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timezone
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import attrs

from kepuyue._text import shown
from kepuyue.errors import InvalidValueError, invalid, report_of

if TYPE_CHECKING:
    from kepuyue.findings import Finding

T = TypeVar("T")

INT64_MAX = 2**63 - 1
"""The largest count: beyond it many JSON readers, columns and databases lose digits."""

# The patterns stand in the JSON Schema too (kepuyue.io.schema). So they keep to what Python and
# ECMAScript read alike: no flags, and no \s, which means another set of characters there. They are
# texts, which `re` compiles when one is first wanted: an import does not wait for it.
SPACES = "\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""The characters of which :meth:`str.isspace` is true, as part of a character class."""
UNSAFE_IN_LINE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
"""What a name must not have in it."""
UNSAFE_IN_TEXT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
"""What a text must not have in it."""
_SCHEMES = "|".join(
    "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in scheme)
    for scheme in ("http://", "https://", "mailto:", "tel:", "webcal://")
)
URL = f'(?:{_SCHEMES})[^{SPACES}\x00-\x1f\x7f-\x9f<>"\ud800-\udfff]+'
"""A whole link."""
REGION = "[0-9]{6}(?:[0-9]{3}){0,2}"
"""A whole region code."""


class HasId(Protocol):
    """What a reference accepts besides an id: any entity that has one."""

    @property
    def id(self) -> str:
        """The id."""


def ref(
    value: HasId | str | None, field: str = "reference", owner: type | None = None
) -> str | None:
    """Return the id that a reference field keeps, of an entity or of an id as it is.

    Raises:
        InvalidValueError: for what has no id, and for an entity of another kind than the field of
            the class ``owner`` refers to.
    """
    return value if value is None else _id_of(value, field, owner)


def _id_of(value: HasId | str, field: str, owner: type | None) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    found = getattr(value, "id", None)
    if isinstance(found, str):
        if owner is not None:
            from kepuyue.model.reference import refuse_other_kinds

            refuse_other_kinds(owner, field, value)
        return str.__str__(found)
    raise invalid(
        "KY-VAL003", value, field=field,
        expected_zh="实体或其 id", expected_en="an entity or its id",
    )  # fmt: skip


def refs(
    values: Iterable[HasId | str], field: str = "references", owner: type | None = None
) -> tuple[str, ...]:
    """Return the ids that a reference field keeps, of entities, of ids or of both.

    Raises:
        InvalidValueError: for a single entity, for a single text, which would fall apart into
            letters, and for an entity of another kind; see :func:`ref`.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise invalid("KY-VAL011", values, field=field, value_hint=_hint(values))
    return tuple(_id_of(value, f"{field}[{index}]", owner) for index, value in enumerate(values))


def _hint(value: object) -> str:
    return repr(shown(value)) if isinstance(value, str) else shown(value)


# Validators: attrs calls them with the instance, the attribute and the value.

Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]
Check = Callable[[Any], None]
"""A method that holds the fields of an instance to one another."""
_GUARDS: dict[Validator, str] = {}
"""For each validator an expression of ``v`` that holds only where the validator finds no fault."""
_TOGETHER: dict[Check, str] = {}
"""For each check of fields together an expression of ``self``: the check runs unless it holds."""


_PLAIN_ITEMS = (
    "not v or (text := ''.join(v)).isprintable() and ' ' not in text and '' not in v"
    " and (len(v) == 1 or len({*v}) == len(v))"
)
"""The guard of a tuple of ids or names; one with a space in it is looked at more closely."""


def unless(guard: str) -> Callable[[Validator], Validator]:
    """Run a validator only where ``guard`` does not hold: most values are sound at a glance.

    ``str.isprintable`` refuses control characters, line breaks and surrogates in one pass in C.
    """

    def register(validator: Validator) -> Validator:
        _GUARDS[validator] = guard
        return validator

    return register


def together(guard: str) -> Callable[[Check], Check]:
    """Run a method after construction unless ``guard`` holds, an expression of ``self``.

    It holds some fields to one another, and does so alone: where every error is wanted, each such
    method of a class runs by itself.
    """

    def register(check: Check) -> Check:
        _TOGETHER[check] = guard
        return check

    return register


def checks_of(cls: type) -> tuple[Check, ...]:
    """Return the methods of a class that hold its fields to one another."""
    functions = (f for f in vars(cls).values() if isinstance(f, types.FunctionType))
    return tuple(function for function in functions if function in _TOGETHER)


def faults_together(instance: Any) -> "Iterator[Finding]":
    """Yield what every method of :func:`together` finds.

    Args:
        instance: of a class of the model; a field at fault is not set. A method that looks at
            such a field is passed over.
    """
    for check in checks_of(type(instance)):
        try:
            _alone(check)(instance)
        except InvalidValueError as error:
            yield from error.report
        except AttributeError:
            continue


@functools.cache
def _alone(check: Check) -> Check:
    hold: Check = eval(f"lambda self: ({_TOGETHER[check]}) or check(self)", _names(check=check))  # noqa: S307  (an expression of the model's own)
    return hold


def _names(**names: Any) -> dict[str, Any]:
    """Return what the expressions of guards may name."""
    return {"UTC": UTC, "timezone": timezone, **names}


def refuse_repeated(values: Sequence[Any], field: str) -> None:
    """Refuse values of which some come more than once.

    Raises:
        InvalidValueError: with a finding for each that has come before, and where it stands.
    """
    if len(values) > 1 and len(set(values)) < len(values):
        from kepuyue.findings import Collector

        seen = set()
        found = Collector()
        for index, value in enumerate(values):
            if value in seen:
                found.add(report_of("KY-VAL010", str(value), field=field, index=index))
            seen.add(value)
        raise InvalidValueError(found.report())


@unless("v and v.isprintable() and ' ' not in v")
def valid_id(_instance: object, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """Refuse an empty id and one with control characters."""
    valid_name(_instance, attribute, value)
    if value != value.strip():
        raise invalid(
            "KY-VAL003",
            value,
            field=attribute.name,
            expected_zh="首尾无空格",
            expected_en="without spaces around it",
        )


@unless("v and v[0] != ' ' and v.isprintable()")
def valid_name(_instance: object, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """Refuse an empty name and one that does not stand on a line."""
    if not value or value.isspace():
        raise invalid("KY-VAL001", value or None, field=attribute.name)
    if re.search(UNSAFE_IN_LINE, value):
        raise invalid("KY-VAL002", value, field=attribute.name)


@unless("v is None or v and v.isprintable() and ' ' not in v")
def valid_ref(instance: object, attribute: "attrs.Attribute[Any]", value: str | None) -> None:
    """Hold a reference, where there is one, to what an id must be."""
    if value is not None:
        valid_id(instance, attribute, value)


@unless("v is None or v.isprintable()")
def valid_text(_instance: object, attribute: "attrs.Attribute[Any]", value: str | None) -> None:
    """Refuse control characters (line breaks and tabs are welcome) and lone surrogates."""
    if value and re.search(UNSAFE_IN_TEXT, value):
        raise invalid("KY-VAL002", value, field=attribute.name)


@unless(_PLAIN_ITEMS)
def valid_lines(
    _instance: object, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]
) -> None:
    """Hold every item of a tuple of ids, names or aliases to what a name must be."""
    for item in value:
        if not item or item[0] == " " or not item.isprintable():
            valid_name(_instance, attribute, item)
    refuse_repeated(value, attribute.name)


@unless(_PLAIN_ITEMS)
def valid_refs(instance: object, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    """Hold every item of a tuple of references to what an id must be."""
    valid_lines(instance, attribute, value)
    for item in value:
        if " " in item or not item.isprintable():
            valid_id(instance, attribute, item)


@unless("not v")
def valid_texts(
    instance: object, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]
) -> None:
    """Hold every item of a tuple of texts to what a text must be."""
    for item in value:
        valid_text(instance, attribute, item)


@unless("v is None")
def valid_url(_instance: object, attribute: "attrs.Attribute[Any]", value: str | None) -> None:
    """Refuse a link that is not http, https, mailto, tel or webcal: it might be a script."""
    if value is not None and not re.fullmatch(URL, value):
        raise invalid("KY-VAL009", value, field=attribute.name)


@unless("v is None or len(v) == 6 and v.isascii() and v.isdigit()")
def valid_region(_instance: object, attribute: "attrs.Attribute[Any]", value: str | None) -> None:
    """Refuse what is no region code of 6, 9 or 12 digits (whether it exists is a rule)."""
    if value is not None and not re.fullmatch(REGION, value):
        raise invalid("KY-COD005", value, field=attribute.name)


@unless("v is None or 0 <= v <= 9223372036854775807")
def valid_count(_instance: object, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
    """Refuse a negative count and one beyond 64 bits."""
    if value is not None and not 0 <= value <= INT64_MAX:
        raise invalid("KY-VAL008", value, field=attribute.name, low=0, high=INT64_MAX)


@unless("v is None or 1 <= v <= 9999")
def valid_year(_instance: object, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
    """Refuse what is no year of the calendar."""
    if value is not None and not date.min.year <= value <= date.max.year:
        raise invalid(
            "KY-VAL008", value, field=attribute.name, low=date.min.year, high=date.max.year
        )


@attrs.frozen
class Within:
    """Holds a number, where there is one, to a range; what is not finite is in none.

    Attributes:
        low: the lowest value.
        high: the highest value; infinity for no bound.
    """

    low: float
    high: float = math.inf

    def __call__(
        self, _instance: object, attribute: "attrs.Attribute[Any]", value: float | None
    ) -> None:
        """Refuse a number out of range."""
        if value is not None and not (self.low <= value <= self.high and value != math.inf):
            high = "∞" if self.high == math.inf else self.high
            raise invalid("KY-VAL008", value, field=attribute.name, low=self.low, high=high)


# Type checks on construction.

_CHECK = "kepuyue.check"
_VALIDATOR = "kepuyue.validator"
"""The metadata of a field: what checks its type, and what its value is held to."""

_NAMES: dict[object, tuple[str, str]] = {
    str: ("文本", "text (str)"),
    int: ("整数", "a whole number (int)"),
    float: ("数", "a number (float)"),
    bool: ("真假值", "true or false (bool)"),
    date: ("日期", "a date (datetime.date)"),
    datetime: ("日期时间", "a date and time (datetime.datetime)"),
}


def _named(tp: Any) -> tuple[str, str]:
    return _NAMES.get(tp) or (tp.__name__, tp.__name__)


def _matches(tp: Any, value: object) -> bool:
    if tp is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if tp is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if tp is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if tp is datetime and value != value:  # noqa: PLR0124  (the "not a time" of data frames)
        return False
    return isinstance(value, tp)


def _plain_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int that no float can hold; the validators refuse what is infinite
        return math.inf if value > 0 else -math.inf


def _plain_date(value: date) -> date:
    return date(value.year, value.month, value.day)


def _plain_datetime(value: datetime) -> datetime:
    if type(value) is datetime:
        return value
    return datetime.combine(_plain_date(value), value.time(), value.tzinfo)


_PLAIN: dict[object, Callable[[Any], Any]] = {
    str: str.__str__, int: int.__int__, float: _plain_float, date: _plain_date,
    datetime: _plain_datetime,
}  # fmt: skip
"""Subclasses (those of numpy and pandas, say) become the plain type, which every encoder takes."""


def _same(value: Any) -> Any:
    return value


def _of_wrong_type(tp: Any, value: object, field: str) -> InvalidValueError:
    zh, en = _named(tp)
    near: tuple[str, ...] = ()
    if isinstance(value, str) and hasattr(tp, "nearest"):  # a code list, given a word for a member
        near = tp.nearest(value)
        zh, en = f"{zh}（文字请用 {zh}.of）", f"{en} (of a text: {en}.of)"
    return invalid("KY-VAL003", value, nearest=near, field=field, expected_zh=zh, expected_en=en)


@functools.cache
def _check_of(annotation: Hashable) -> Callable[[Any, "attrs.Attribute[Any]"], Any]:
    """Return what checks ``annotation`` when a field is given in Python code."""
    arguments = typing.get_args(annotation)
    optional = types.NoneType in arguments
    if optional:
        (annotation,) = (tp for tp in arguments if tp is not types.NoneType)
        arguments = typing.get_args(annotation)
    many = typing.get_origin(annotation) is tuple
    item = arguments[0] if many else annotation
    plain = _PLAIN.get(item, _same)

    def one(value: Any, field: "attrs.Attribute[Any]") -> Any:
        if optional and value is None:
            return None
        if _matches(item, value):
            return plain(value)
        raise _of_wrong_type(item, value, field.name)

    def all_of(values: Any, field: "attrs.Attribute[Any]") -> tuple[Any, ...]:
        if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
            raise invalid("KY-VAL011", values, field=field.name, value_hint=_hint(values))
        found = tuple(values)
        for index, value in enumerate(found):
            if not _matches(item, value):
                raise _of_wrong_type(item, value, f"{field.name}[{index}]")
        return tuple(map(plain, found))

    return all_of if many else one


_TYPED: Any = attrs.Converter(
    lambda value, field: field.metadata[_CHECK](value, field), takes_field=True
)
CONVERTERS: dict[Any, Any] = {
    ref: attrs.Converter(
        lambda value, entity, field: ref(value, field.name, type(entity)),
        takes_self=True,
        takes_field=True,
    ),
    refs: attrs.Converter(
        lambda value, entity, field: refs(value, field.name, type(entity)),
        takes_self=True,
        takes_field=True,
    ),
}
"""The converters of references, told their field and its class for checks and messages."""


def checked(cls: Any, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Check the values of an attrs class; see the head of this module.

    Each field without a converter gets one that checks its type and makes a tuple of any list.
    The validators move into ``__attrs_post_init__``, before the methods marked as :func:`together`
    and what the class itself does there; :func:`validator_of` still tells that of a field. Use as
    ``attrs.frozen(field_transformer=checked)``.
    """
    own = vars(cls).get("__attrs_post_init__")
    if any(field.validator is not None for field in fields) or checks_of(cls):
        cls.__attrs_post_init__ = _Validation(fields, checks_of(cls), own)
    return [_checked(field) for field in fields]


def _checked(field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    own: Any = field.converter
    tp: Any = field.type
    return field.evolve(
        converter=_TYPED if own is None else CONVERTERS.get(own, own),
        validator=None,
        metadata={_VALIDATOR: field.validator, _CHECK: _check_of(tp)},
    )


def validator_of(field: "attrs.Attribute[Any]") -> Validator | None:
    """Return the validator of a field of the model, or ``None``."""
    validator: Validator | None = field.metadata[_VALIDATOR]
    return validator


class _Validation:
    """The ``__attrs_post_init__`` of a class: all its validators and checks in one function.

    msgspec would call them one by one, through a loop in Python, for every entity of a load. The
    function is compiled from source when it is first wanted, so that an import does not wait.
    """

    def __init__(
        self,
        fields: "list[attrs.Attribute[Any]]",
        checks: tuple[Check, ...],
        post_init: Check | None,
    ) -> None:
        self._fields = fields
        self._checks = checks
        self._post_init = post_init

    def __get__(self, instance: Any, owner: Any) -> Any:
        """Put the function in the place of this descriptor and return it."""
        if not hasattr(owner, "__attrs_attrs__"):  # attrs asks for it while it makes the class
            return self
        owner.__attrs_post_init__ = self._compiled()
        return owner.__attrs_post_init__ if instance is None else instance.__attrs_post_init__

    def _compiled(self) -> Callable[[Any], None]:
        names = _names(post_init=self._post_init)
        lines = ["def validate(self):"]
        for number, field in enumerate(self._fields):
            if field.validator is not None:
                names |= {f"field_{number}": field, f"validate_{number}": field.validator}
                lines += [
                    f"    v = self.{field.name}",
                    f"    if not ({_GUARDS.get(field.validator, 'False')}):",
                    f"        validate_{number}(self, field_{number}, v)",
                ]
        for number, check in enumerate(self._checks):
            names[f"check_{number}"] = check
            lines += [f"    if not ({_TOGETHER[check]}):", f"        check_{number}(self)"]
        if self._post_init is not None:
            lines.append("    post_init(self)")
        exec("\n".join(lines), names)  # noqa: S102  (source made above)
        validate: Callable[[Any], None] = names["validate"]
        return validate


def built(cls: type[T], values: Mapping[str, Any]) -> T:
    """Return an instance of a class of the model, of values whose types are right.

    The validators hold it to the model as they do any other; its converters, which check what
    Python code gives and make tuples of lists, are not run. Readers make what they make by it: it
    takes a fifth of the time.

    Args:
        cls: the class.
        values: values by the names of the fields; what is not given has its default.
    """
    of: Any = cls
    instance: T = _builder(of)(values)
    return instance


def changed(entity: T, **values: Any) -> T:
    """Return an instance with other values whose types are right; see :func:`built`."""
    cls: type[T] = type(entity)
    kept = {field.name: getattr(entity, field.name) for field in attrs.fields(cls)}  # type: ignore[arg-type]
    return built(cls, {**kept, **values})


@functools.cache
def _builder(cls: Any) -> Callable[[Mapping[str, Any]], Any]:
    """Return the function that makes instances of a class: compiled, as attrs makes its own."""
    names: dict[str, Any] = {"cls": cls, "new": object.__new__}
    lines = ["def build(values):", "    get = values.get", "    self = new(cls)"]
    for number, field in enumerate(attrs.fields(cls)):
        names[f"set_{number}"] = getattr(cls, field.name).__set__
        value = f"values[{field.name!r}]"
        if field.default is not attrs.NOTHING:
            names[f"default_{number}"] = field.default
            value = f"get({field.name!r}, default_{number})"
        lines.append(f"    set_{number}(self, {value})")
    if hasattr(cls, "__attrs_post_init__"):
        lines.append("    self.__attrs_post_init__()")
    lines.append("    return self")
    exec("\n".join(lines), names)  # noqa: S102  (source made above)
    build: Callable[[Mapping[str, Any]], Any] = names["build"]
    return build


# The short repr.

_SHOWN_ITEMS = 3
_SHOWN_PART = 60
"""Characters that a part of an entity may take; a longer one is named by its class alone."""
_SHOWN_ENTITY = 360
"""Characters after which the fields that are left are counted."""
_PRIVATE = ("email", "licence", "note", "phone")
"""Fields that never show: a repr lands in logs."""


def _short_items(values: tuple[object, ...]) -> str:
    if values and attrs.has(type(values[0])):
        return f"({len(values)} in all)"
    items = [_short(value) for value in values[:_SHOWN_ITEMS]]
    if len(values) > _SHOWN_ITEMS:
        items.append(f"… {len(values)} in all")
    return f"({', '.join(items)}{',' if len(values) == 1 else ''})"


def _short(value: object) -> str:
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if isinstance(value, tuple):
        return _short_items(value)
    if isinstance(value, str):
        return repr(shown(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = f"({len(value)} in all)" if isinstance(value, dict) else repr(value)
    return text if len(text) <= _SHOWN_PART else f"{type(value).__name__}(…)"


def short_repr(self: Any) -> str:
    """Return the repr of an entity: what is set and differs from the default, shortened.

    Lists of parts are counted, what is private is not shown, and a long line ends with the
    number of fields that are left.
    """
    told = [
        (field.name, value)
        for field in attrs.fields(type(self))
        if field.repr and (value := getattr(self, field.name)) != field.default
    ]
    parts: list[str] = []
    room = _SHOWN_ENTITY
    for name, value in told:
        part = f"{name}={'…' if name in _PRIVATE else _short(value)}"
        room -= len(part) + 2
        if room < 0:
            parts.append(f"… {len(told) - len(parts)} more")
            break
        parts.append(part)
    return f"{type(self).__name__}({', '.join(parts)})"
