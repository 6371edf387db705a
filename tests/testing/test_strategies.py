import builtins
import copy
import importlib
import pickle
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepuyue import MissingExtraError, Programme, Recurrence, Session
from kepuyue.testing import strategies
from tests.testing.test_factories import entities

KINDS = [*entities(), Programme]


@pytest.mark.parametrize("kind", list(dict.fromkeys(KINDS)), ids=lambda kind: kind.__name__)
def test_every_entity_is_a_value(kind: Any) -> None:
    @settings(max_examples=25)
    @given(strategies.of(kind))
    def check(entity: Any) -> None:
        assert isinstance(entity, kind)
        assert pickle.loads(pickle.dumps(entity)) == entity  # noqa: S301  (our own bytes)
        assert copy.deepcopy(entity) == entity
        assert attrs.evolve(entity) == entity
        assert hash(copy.deepcopy(entity)) == hash(entity)
        assert repr(entity) == repr(copy.deepcopy(entity))

    check()


@given(strategies.recurrences())
def test_a_recurrence_comes_back_from_its_rule(recurrence: Recurrence) -> None:
    if recurrence.rrule is not None:
        back = Recurrence.from_rrule(
            recurrence.rrule, added=recurrence.added, excluded=recurrence.excluded
        )
        plain = tuple(day.removeprefix("+") for day in recurrence.by_day)
        assert back == attrs.evolve(recurrence, by_day=plain)


@given(strategies.sessions())
def test_sessions_of_all_sorts_are_made(session: Session) -> None:
    assert session.slot is None or session.days is None


def test_both_sorts_of_time_and_recurrences_come_out() -> None:
    seen: set[str] = set()

    @settings(max_examples=200, derandomize=True)
    @given(strategies.sessions())
    def look(session: Session) -> None:
        seen.update(
            name for name in ("slot", "days", "recurrence", "overrides", "speakers")
            if getattr(session, name)
        )  # fmt: skip

    look()
    assert seen == {"slot", "days", "recurrence", "overrides", "speakers"}


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "hypothesis":
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "kepuyue.testing.strategies")
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match=r"pip install 'kepuyue\[testing\]'"):
        importlib.import_module("kepuyue.testing.strategies")


@given(st.data())
def test_ids_are_valid_wherever_an_id_stands(data: st.DataObject) -> None:
    identity = data.draw(strategies.ids())

    assert Session(id=identity).id == identity
