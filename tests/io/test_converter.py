"""The explaining path: every error with its path, whatever comes, in time and memory that fit."""

import json
import tracemalloc
from typing import Any

import pytest

from kepuyue import Extra, LoadError, Programme, Unit, Venue, from_dict, try_loads
from kepuyue.findings import FINDINGS, Report
from kepuyue.io.converter import JsonObject, StructureError, structure


def document(**fields: Any) -> str:
    return json.dumps({"format": "kepuyue", "version": 1, **fields})


def places(report: Report) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.location.path) for finding in report]


class Key(str):
    """A key that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Key.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_repeated_keys_are_found_without_comparing_each_with_each() -> None:
    pairs: list[tuple[str, Any]] = [(Key(f"k{number % 1000}"), number) for number in range(2000)]

    assert JsonObject(pairs).repeated == tuple(f"k{number}" for number in range(1000))
    assert Key.compared < 10 * len(pairs)


def test_a_long_key_is_not_copied_for_each_value_below_it() -> None:
    tracemalloc.start()
    try:
        structure({"k" * 80_000: [0] * 8000}, Extra)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000


def test_a_long_key_is_cut_in_the_paths_below_it() -> None:
    with pytest.raises(StructureError) as caught:
        structure({"k" * 80_000: [float("inf")] * 3}, Extra)

    assert [f.location.path for f in caught.value.report] == [
        f"/{'k' * 99}…/{number}" for number in range(3)
    ]


def test_an_extra_that_holds_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["a"] = endless["b"] = endless

    with pytest.raises(LoadError) as caught:
        from_dict({"id": "u", "name": "甲", "extra": endless}, Unit)

    assert places(caught.value.report) == [("KY-VAL012", "/extra" + "/a" * 65)]


def test_every_key_that_an_extra_cannot_carry_is_named() -> None:
    with pytest.raises(StructureError) as caught:
        structure({"a": {1: 2, "\ud800": 3, "b": 4}}, Extra)

    assert places(caught.value.report) == [("KY-VAL012", "/a"), ("KY-VAL012", "/a")]


def test_a_key_that_is_no_text_is_unknown() -> None:
    values: Any = {"id": "u", "name": "甲", 1: 2, None: 3, 10**5000: 4}

    with pytest.raises(LoadError) as caught:
        from_dict(values, Unit)

    assert places(caught.value.report) == [
        ("KY-LOD011", "/1"),
        ("KY-LOD011", "/None"),
        ("KY-LOD011", "/int of 16610 bits"),
    ]


MANY = FINDINGS + 8
VENUE = {"id": "v", "name": "馆"}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"venues": [*[0] * MANY, VENUE]}, id="entities"),
        pytest.param(
            {"units": [{"id": "u", "name": "甲", "aliases": [0] * MANY}], "venues": [VENUE]},
            id="items of one field",
        ),
        pytest.param(
            {"extra": {"a": [float("inf")] * MANY}, "venues": [VENUE]}, id="values of an extra"
        ),
        pytest.param({**{str(n): 0 for n in range(MANY)}, "venues": [VENUE]}, id="unknown keys"),
        pytest.param(
            {
                "units": [{"id": "u", "name": "甲", "aliases": [0] * (MANY // 2)}] * 2,
                "venues": [VENUE],
            },
            id="several entities",
        ),
    ],
)
def test_so_many_findings_are_listed_and_the_others_counted(fields: dict[str, Any]) -> None:
    result = try_loads(document(**fields).replace("Infinity", "1e999"))

    assert result.programme == Programme(venues=(Venue(id="v", name="馆"),))
    assert len(result.report) == FINDINGS + 1
    assert places(Report(result.report.findings[-1:])) == [("KY-LOD015", None)]
    assert result.report.findings[-1].message("zh") == "另有 8 处问题未列出"


def test_no_more_is_said_of_a_document_with_as_many_findings_as_are_listed() -> None:
    report = try_loads(document(venues=[0] * FINDINGS)).report

    assert report.counts() == {"KY-LOD010": FINDINGS}


def test_a_key_that_no_encoding_carries_is_told_by_its_escape() -> None:
    report = try_loads(r'{"format":"kepuyue","version":1,"\ud800\u001b[2J":1}').report

    assert places(report) == [("KY-LOD011", "/\ud800\x1b[2J")]
    assert str(report).encode().startswith(rb"KY-LOD011 /\ud800\x1b[2J: ")


def test_spaces_around_a_code_are_seen() -> None:
    (finding,) = try_loads(document(units=[{"id": "u", "name": "甲", "level": "county "}])).report

    assert (finding.value, finding.nearest[0]) == ('"county "', "county")
