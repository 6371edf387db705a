"""The explaining path: every error with its path, whatever comes, in time and memory that fit."""

import json
import tracemalloc
from typing import Any

import cattrs
import pytest

from kepuyue import (
    Extra,
    LoadError,
    Programme,
    Unit,
    UnsupportedVersionError,
    Venue,
    from_dict,
    register_hooks,
    to_dict,
    try_loads,
)
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


SLOT = {"start": "2025-09-13T09:00:00+08:00"}
DAYS = {"first": "2025-09-13", "last": "2025-09-13"}
RULE = {"frequency": "daily", "count": 3, "until": "2025-09-30"}


def unit(**fields: Any) -> dict[str, Any]:
    return {"id": "u", "name": "甲", **fields}


def found(**fields: Any) -> list[tuple[str, str | None, str | None]]:
    """Return code, path and value of each finding of a document with one activity."""
    report = try_loads(document(activities=[unit(**fields)])).report
    head = "/activities/0"
    return [(f.code, (f.location.path or "").removeprefix(head), f.value) for f in report]


def test_each_item_of_a_tuple_reports_for_itself() -> None:
    assert found(hosts=[" x", "ok", "", "y ", "a\tb", 3, "z"]) == [
        ("KY-VAL003", "/hosts/0", '" x"'),
        ("KY-VAL001", "/hosts/2", None),
        ("KY-VAL003", "/hosts/3", '"y "'),
        ("KY-VAL002", "/hosts/4", "a b"),
        ("KY-LOD010", "/hosts/5", "3"),
    ]


def test_each_item_that_is_repeated_is_named_beside_those_at_fault() -> None:
    assert found(hosts=["x", "", "x", 3, "y", "y", 3]) == [
        ("KY-VAL001", "/hosts/1", None),
        ("KY-LOD010", "/hosts/3", "3"),
        ("KY-LOD010", "/hosts/6", "3"),
        ("KY-VAL010", "/hosts/2", "x"),
        ("KY-VAL010", "/hosts/5", "y"),
    ]


def test_the_parts_of_a_slot_report_each_for_itself() -> None:
    slot = {"start": "2025-09-13T09:00:00", "end": "2025-09-12", "zone": "Asia/Shangai"}
    early = {**SLOT, "end": "2025-09-12T09:00:00+08:00", "zone": "Asia/Shangai"}

    assert found(sessions=[{"id": "1", "slot": slot}, {"id": "2", "slot": early}]) == [
        ("KY-VAL004", "/sessions/0/slot/start", "2025-09-13T09:00:00"),
        ("KY-LOD010", "/sessions/0/slot/end", "2025-09-12"),
        ("KY-VAL005", "/sessions/0/slot/zone", "Asia/Shangai"),
        ("KY-VAL005", "/sessions/1/slot/zone", "Asia/Shangai"),
        ("KY-VAL006", "/sessions/1/slot/end", "2025-09-12T09:00:00+08:00"),
    ]


def test_both_ends_of_a_slot_that_have_no_place_in_the_zone_are_named() -> None:
    slot = {"start": "0001-01-01T00:00:00+08:00", "end": "9999-12-31T23:00:00-08:00"}

    assert [(code, path) for code, path, _ in found(sessions=[{"id": "1", "slot": slot}])] == [
        ("KY-VAL008", "/sessions/0/slot/start"),
        ("KY-VAL008", "/sessions/0/slot/end"),
    ]


def test_fields_that_do_not_go_together_are_told_beside_a_field_at_fault() -> None:
    twice = [{"on": "2025-09-13"}, {"on": "2025-09-13", "note": "2"}]
    session = {"id": "", "slot": SLOT, "days": DAYS, "overrides": twice}

    assert found(
        sessions=[session], registration={"opens": "2025-09-02", "closes": "2025-09-01", "url": ""}
    ) == [
        ("KY-VAL001", "/sessions/0/id", None),
        ("KY-VAL007", "/sessions/0", None),
        ("KY-VAL010", "/sessions/0/overrides/1", "2025-09-13"),
        ("KY-VAL009", "/registration/url", ""),
        ("KY-VAL006", "/registration/closes", "2025-09-01"),
    ]


def test_what_rests_on_a_field_at_fault_is_not_told_of() -> None:
    session = {"id": "1", "slot": {"start": "soon"}, "recurrence": {"frequency": "daily"}}

    assert found(sessions=[session]) == [("KY-LOD010", "/sessions/0/slot/start", "soon")]


def test_every_part_of_a_recurrence_that_does_not_go_with_the_others_is_told() -> None:
    parts = {"by_week_no": [1], "by_year_day": [1], "by_set_pos": [1], "by_month": [13, 9, 14]}
    lone = {"frequency": "daily", "interval": 0, "by_set_pos": [1], "by_day": ["XX", "YY"]}
    rules = [{**RULE, **parts}, lone, {"count": 1}]
    sessions = [
        {"id": str(n), "days": DAYS, "recurrence": recurrence} for n, recurrence in enumerate(rules)
    ]
    places = [(code, path.split("/", 3)[-1]) for code, path, _ in found(sessions=sessions) if path]

    assert places == [
        ("KY-SCH001", "recurrence/by_month/0"),
        ("KY-SCH001", "recurrence/by_month/2"),
        ("KY-VAL007", "recurrence"),
        ("KY-SCH001", "recurrence/by_week_no"),
        ("KY-SCH001", "recurrence/by_year_day"),
        ("KY-VAL008", "recurrence/interval"),
        ("KY-SCH001", "recurrence/by_day/0"),
        ("KY-SCH001", "recurrence/by_day/1"),
        ("KY-SCH001", "recurrence/frequency"),
    ]


def test_ids_that_come_twice_are_named_with_their_place() -> None:
    session, action = {"id": "1"}, {"id": "1", "name": "甲"}
    report = try_loads(
        document(
            activities=[unit(sessions=[session, {"id": "2"}, session])],
            campaigns=[unit(actions=[action, action])],
        )
    ).report

    assert [(f.code, f.location.path, f.value) for f in report] == [
        ("KY-VAL010", "/campaigns/0/actions/1", "1"),
        ("KY-VAL010", "/activities/0/sessions/2", "1"),
    ]


def test_a_naive_time_of_a_document_is_told_how_to_be_written_there() -> None:
    (finding,) = try_loads(document(activities=[unit(created="2025-09-13T09:00:00")])).report

    assert finding.location.path == "/activities/0/created"
    assert "such as 2025-09-13T09:00:00+08:00" in finding.message("en")
    assert "datetime(" not in finding.message("en")


def test_a_converter_of_another_app_takes_programmes_whole() -> None:
    converter = register_hooks(cattrs.Converter())
    programme = Programme(units=(Unit(id="u", name="甲"),))
    old = {"format": "kepuyue", "version": 0, "activities": [{"id": "a", "title": "甲"}]}

    assert converter.unstructure(programme) == to_dict(programme)
    assert converter.structure(to_dict(programme), Programme) == programme
    assert [activity.name for activity in converter.structure(old, Programme)] == ["甲"]
    with pytest.raises(UnsupportedVersionError):
        converter.structure({**old, "version": 99}, Programme)


def test_errors_in_a_list_of_another_app_come_in_a_group_of_cattrs() -> None:
    converter = register_hooks(cattrs.Converter())

    with pytest.raises(cattrs.IterableValidationError) as caught:
        converter.structure([{"id": "v"}], list[Venue])

    (error,) = caught.value.exceptions
    assert isinstance(error, LoadError)
    assert places(error.report) == [("KY-LOD013", "/name")]


def test_a_short_region_code_is_told_how_to_be_filled_up() -> None:
    (finding,) = try_loads(document(units=[unit(region="44")])).report

    assert (finding.code, finding.location.path) == ("KY-COD005", "/units/0/region")
    assert "6, 9 or 12 digits" in finding.message("en")
    assert "440000" in finding.message("zh")
