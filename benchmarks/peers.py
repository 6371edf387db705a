"""The same entities as other libraries would hold them, made from the fields of ours.

Each peer has the same classes, fields, order, defaults and types; no peer is given a validator of
ours. So the peers do less: they check types, we check what the values mean as well.
"""

import abc
import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any

import attrs
import msgspec
import orjson
import pydantic
from cattrs.preconf.orjson import make_converter

from kepuyue import Programme
from kepuyue.io._wire import wire_fields
from kepuyue.model._field import _GUARDS, _names, validator_of
from kepuyue.model.coded import Coded
from kepuyue.model.extra import Extra

HEADER = {"format": str, "version": int}


class Peer(abc.ABC):
    """A library that reads and writes the document."""

    name: str

    @abc.abstractmethod
    def encode(self, programme: Any) -> bytes:
        """Return the document of the peer's programme."""

    @abc.abstractmethod
    def decode(self, data: bytes) -> Any:
        """Return the peer's programme of a document."""

    @abc.abstractmethod
    def decode_activity(self, line: bytes) -> Any:
        """Return the peer's activity of a line."""


Field = tuple[str, Any, Any]
"""Name, type and default (``attrs.NOTHING`` for none) of a field."""


def _mirror(make: Callable[[type, list[Field]], type]) -> Callable[[type], type]:
    """Return the function that gives the class of a peer for a class of ours."""

    @functools.cache
    def mirrored(cls: type) -> type:
        fields: list[Field] = []
        if cls is Programme:
            fields += [(name, tp, attrs.NOTHING) for name, tp in HEADER.items()]
        for field in wire_fields(cls):
            default = {} if field.type is Extra else field.default
            fields.append((field.name, translated(field.type), default))
        return make(cls, fields)

    def translated(tp: Any) -> Any:
        arguments = typing.get_args(tp)
        if isinstance(tp, types.UnionType):
            return translated(arguments[0]) | None
        if typing.get_origin(tp) is tuple:
            return tuple[translated(arguments[0]), ...]
        if tp is Extra:
            return dict[str, Any]
        return mirrored(tp) if attrs.has(tp) else tp

    return mirrored


class Pydantic(Peer):
    """pydantic 2: models, validated on the way in."""

    name = f"pydantic {pydantic.VERSION}"

    def __init__(self) -> None:
        mirrored = _mirror(self._make)
        self._programme = mirrored(Programme)
        self._activity = mirrored(ACTIVITY)

    @staticmethod
    def _make(ours: type, fields: list[Field]) -> type:
        return pydantic.create_model(
            ours.__name__,
            **{n: (tp, ... if d is attrs.NOTHING else d) for n, tp, d in fields},
        )

    def encode(self, programme: Any) -> bytes:
        return programme.model_dump_json().encode()

    def decode(self, data: bytes) -> Any:
        return self._programme.model_validate_json(data)

    def decode_activity(self, line: bytes) -> Any:
        return self._activity.model_validate_json(line)


class Checked(Pydantic):
    """pydantic 2, held to our validators, field by field, and to no key that is unknown."""

    name = f"{Pydantic.name}, same checks"

    @staticmethod
    def _make(ours: type, fields: list[Field]) -> type:
        own = attrs.fields_dict(ours)
        annotated = {
            n: (_checked(tp, own[n]) if n in own else tp, ... if d is attrs.NOTHING else d)
            for n, tp, d in fields
        }
        config = pydantic.ConfigDict(extra="forbid")
        return pydantic.create_model(ours.__name__, __config__=config, **annotated)

    def decode_activity(self, line: bytes) -> Any:
        return super().decode_activity(b"{" + line.partition(b",")[2])


def _checked(tp: Any, field: Any) -> Any:
    validate = validator_of(field)
    if validate is None:
        return tp

    def look(value: Any) -> Any:
        validate(None, field, value)
        return value

    # Ours look closely only where a guard does not hold; so may these.
    guard = _GUARDS.get(validate, "False")
    check = eval(f"lambda v: v if ({guard}) else look(v)", _names(look=look))  # noqa: S307  (our own)
    return Annotated[tp, pydantic.AfterValidator(check)]


class Struct(Peer):
    """msgspec: structs, their types checked on the way in."""

    name = f"msgspec.Struct {msgspec.__version__}"

    def __init__(self) -> None:
        mirrored = _mirror(self._make)
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(mirrored(Programme))
        self._lines = msgspec.json.Decoder(mirrored(ACTIVITY))

    @staticmethod
    def _make(ours: type, fields: list[Field]) -> type:
        return msgspec.defstruct(
            ours.__name__,
            [(n, tp) if d is attrs.NOTHING else (n, tp, d) for n, tp, d in fields],
            kw_only=True,
            frozen=True,
        )

    def encode(self, programme: Any) -> bytes:
        return self._encoder.encode(programme)

    def decode(self, data: bytes) -> Any:
        return self._decoder.decode(data)

    def decode_activity(self, line: bytes) -> Any:
        return self._lines.decode(line)


class Cattrs(Peer):
    """cattrs with its orjson converter, on attrs classes without validators."""

    name = "cattrs"

    def __init__(self) -> None:
        mirrored = _mirror(self._make)
        self._programme = mirrored(Programme)
        self._activity = mirrored(ACTIVITY)
        self._converter = make_converter()

    @staticmethod
    def _make(ours: type, fields: list[Field]) -> type:
        return attrs.make_class(
            ours.__name__,
            {
                n: attrs.field(type=tp, default=attrs.Factory(dict) if d == {} else d)
                for n, tp, d in fields
            },
            kw_only=True,
            frozen=True,
            slots=True,
        )

    def encode(self, programme: Any) -> bytes:
        return self._converter.dumps(programme)

    def decode(self, data: bytes) -> Any:
        return self._converter.loads(data, self._programme)

    def decode_activity(self, line: bytes) -> Any:
        return self._converter.loads(line, self._activity)


class Dataclasses(Peer):
    """dataclasses, written by orjson; read by orjson and constructed field by field, unchecked."""

    name = f"dataclasses + orjson {orjson.__version__}"

    def __init__(self) -> None:
        mirrored = _mirror(self._make)
        self._programme = _constructor(mirrored(Programme))
        self._activity = _constructor(mirrored(ACTIVITY))

    @staticmethod
    def _make(ours: type, fields: list[Field]) -> type:
        return dataclasses.make_dataclass(
            ours.__name__,
            [
                (n, tp)
                if d is attrs.NOTHING
                else (n, tp, dataclasses.field(default_factory=dict) if d == {} else d)
                for n, tp, d in fields
            ],
            kw_only=True,
            slots=True,
        )

    def encode(self, programme: Any) -> bytes:
        return orjson.dumps(programme)

    def decode(self, data: bytes) -> Any:
        return self._programme(orjson.loads(data))

    def decode_activity(self, line: bytes) -> Any:
        return self._activity(orjson.loads(line))


def _constructor(tp: Any) -> Callable[[Any], Any] | None:
    """Return what makes a value of a type from what JSON gives; ``None`` for what stays as it is.

    It is compiled from source for each class, which is the fastest that plain Python can do.
    """
    arguments = typing.get_args(tp)
    if isinstance(tp, types.UnionType):
        inner = _constructor(arguments[0])
        return inner and (lambda value: None if value is None else inner(value))
    if typing.get_origin(tp) is tuple:
        inner = _constructor(arguments[0])
        return tuple if inner is None else (lambda values: tuple([inner(v) for v in values]))
    if dataclasses.is_dataclass(tp):
        return _compiled(tp)
    if isinstance(tp, type) and issubclass(tp, Coded):
        return tp
    return getattr(tp, "fromisoformat", None) if tp.__module__ == "datetime" else None


@functools.cache
def _compiled(cls: Any) -> Callable[[Any], Any]:
    names: dict[str, Any] = {"cls": cls}
    items = []
    for field in dataclasses.fields(cls):
        value = f"d[{field.name!r}]"
        make = _constructor(field.type)
        if make is not None:
            names[f"_{field.name}"] = make
            value = f"_{field.name}({value})"
        items.append(f"{field.name}={value}")
    exec(f"def construct(d): return cls({', '.join(items)})", names)  # noqa: S102  (made above)
    return names["construct"]


ACTIVITY = typing.get_args(attrs.fields_dict(Programme)["activities"].type)[0]
PEERS: tuple[Callable[[], Peer], ...] = (Pydantic, Checked, Struct, Cattrs, Dataclasses)
