import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import attrs
import pytest

import kepuyue.model
from kepuyue import InvalidValueError, Unit, dumps, loads
from kepuyue.model._field import Within
from kepuyue.model.recurrence import NumberValidator
from kepuyue.model.reference import Reference
from kepuyue.testing import factories, make, make_programme

# A default that is the usual value, what there is one of, where it came from.
LEFT = [
    "Activity.state", "Campaign.parent", "Coordinates.datum", "Override.days", "Programme.origin",
    "Session.state", "Source.url", "TargetGroup.statutory", "Theme.scheme", "TimeSlot.zone",
]  # fmt: skip
CODES = {"DocumentNumber", "PastName", "Region"}  # what codes are taken apart into


def entities() -> list[type]:
    """Return every attrs class of the model that a document or a result may hold."""
    modules = [
        import_module(info.name)
        for info in pkgutil.walk_packages(kepuyue.model.__path__, "kepuyue.model.")
    ]
    found = {
        name: cls
        for module in modules
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if attrs.has(cls) and cls.__module__ == module.__name__
        if not name.startswith("_") and name not in CODES
    }
    for helper in (Reference, NumberValidator, Within):
        del found[helper.__name__]
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize("kind", entities(), ids=lambda kind: kind.__name__)
def test_every_class_has_a_factory_that_is_the_same_each_time(kind: type) -> None:
    assert isinstance(make(kind), kind)
    assert make(kind) == make(kind)


def test_any_field_can_differ() -> None:
    assert make(Unit, id="x", name="甲") == attrs.evolve(make(Unit), id="x", name="甲")


def test_changes_that_mean_nothing_are_refused() -> None:
    with pytest.raises(InvalidValueError):
        make(Unit, id="")


def values(value: Any) -> Iterator[Any]:
    yield value
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from values(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item)


def test_the_small_programme_holds_every_entity_and_fills_every_field() -> None:
    filled: dict[type, set[str]] = {}
    for value in values(make_programme()):
        if attrs.has(type(value)):
            names = {
                f.name for f in attrs.fields(type(value)) if getattr(value, f.name) != f.default
            }
            filled.setdefault(type(value), set()).update(names)
    empty = {
        f"{cls.__name__}.{field.name}"
        for cls in entities()
        if cls.__name__ not in ("Occurrence", "Origin", "Recurrence")
        for field in attrs.fields(cls)
        if field.name not in filled.get(cls, set())
    }

    assert sorted(empty) == LEFT


def test_the_small_programme_holds_together_and_comes_back_equal() -> None:
    assert make_programme().integrity().findings == ()
    assert loads(dumps(make_programme())) == make_programme()


def test_what_is_private_is_marked() -> None:
    internal, public = dumps(make_programme()), dumps(make_programme(), view="public")

    assert internal.decode().count(factories.PRIVATE) > 20
    assert factories.PRIVATE not in public.decode()
