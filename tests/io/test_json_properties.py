"""Laws of the JSON form, over everything the strategies can make."""

import json
import random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import LoadError, Programme, dumps, loads, try_loads
from kepuyue.io import json as module
from kepuyue.testing import strategies


def deeply_equal(left: Any, right: Any) -> bool:
    """Compare all fields, those that equality passes over too (zones are fields themselves)."""
    if attrs.has(type(left)):
        return type(left) is type(right) and all(
            deeply_equal(getattr(left, field.name), getattr(right, field.name))
            for field in attrs.fields(type(left))
            if field.name != "origin"
        )
    if isinstance(left, tuple):
        return len(left) == len(right) and all(map(deeply_equal, left, right))
    return bool(left == right)


def shuffled(value: Any, order: random.Random) -> Any:
    """Return a JSON value with the keys of its objects in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, order)) for key, item in value.items()]
        order.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [shuffled(item, order) for item in value]
    return value


@given(strategies.programmes())
def test_a_programme_comes_back_equal_and_gives_the_same_bytes(programme: Programme) -> None:
    data = dumps(programme)
    proven = module.prove(data)

    assert proven is not None
    assert deeply_equal(proven, programme)
    assert dumps(proven) == data


@given(strategies.programmes(), st.integers())
def test_both_paths_give_equal_programmes(programme: Programme, seed: int) -> None:
    document = shuffled(json.loads(dumps(programme)), random.Random(seed))
    explained = loads(json.dumps(document))

    assert deeply_equal(explained, programme)


@given(strategies.programmes(), st.data())
def test_damaged_documents_end_in_findings(programme: Programme, data: st.DataObject) -> None:
    text = bytearray(dumps(programme))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))

    result = try_loads(bytes(text))

    if result.report.ok:
        loaded = loads(bytes(text))
        assert loaded == result.programme
        assert dumps(loads(dumps(loaded))) == dumps(loaded)
    else:
        with pytest.raises(LoadError) as caught:
            loads(bytes(text))
        assert caught.value.report == result.report


@given(st.binary(max_size=200))
def test_any_bytes_end_in_findings(data: bytes) -> None:
    result = try_loads(data)

    assert result.programme == Programme()
    assert not result.report.ok


@given(strategies.programmes())
def test_the_public_view_is_its_own_public_view(programme: Programme) -> None:
    public = programme.public()

    assert public.public() == public
    assert dumps(programme, view="public") == dumps(public)
