"""The JSON Schema: what is shipped, what validates, and that its verdicts are the reader's."""

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import attrs
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from kepuyue import Programme, dumps, editions, json_schema, try_loads
from kepuyue.__main__ import main
from kepuyue.io._keywords import DEFINITION_OF, OF_CLASS
from kepuyue.io._wire import wire_fields
from kepuyue.model._field import Within, checks_of, validator_of
from kepuyue.model.recurrence import NumberValidator
from kepuyue.testing import make_programme, strategies, synthetic_programme
from tests.conftest import Golden
from tests.io.damage import Document, odd_documents, places, text_of
from tests.test_house import ROOT, SOURCE

FILE = SOURCE / "io" / "kepuyue-1.schema.json"
PAGE = ROOT / "docs" / "json-schema.md"
VALIDATOR = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

UNCHECKED = {
    "An end before its start": r"DateSpan first: last date|DateSpan last: first date",
    "Whole numbers written with a point": r"\w+ \w+: (one of several: )?whole float",
    "Names of time zones": r"TimeSlot zone: .+",
    "The edges of the calendar": r"\w+ \w+: time before the calendar",
}
"""Which odd documents validate and are refused all the same, by what the page says of them."""
LENIENT = r"\w+ \w+: time (after a space|with a bare offset)"
"""Which odd documents are read although they do not validate."""


def valid(document: Any) -> bool:
    return VALIDATOR.is_valid(document)


def errors(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def document(**fields: Any) -> Document:
    return {"format": "kepuyue", "version": 1, **fields}


def activity(**fields: Any) -> Document:
    return document(activities=[{"id": "a", "name": "甲", **fields}])


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# What is shipped.


def test_the_file_in_the_package_is_what_the_command_prints(
    golden: Golden, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema"]) == 0

    printed = capsys.readouterr().out
    golden(FILE, printed.encode())
    assert json.loads(printed) == json_schema()


def test_it_is_a_schema_of_2020_12() -> None:
    schema = json_schema()

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_each_call_returns_a_dict_of_its_own() -> None:
    spoilt = json_schema()
    for found in (spoilt, spoilt["properties"]["format"], *spoilt["$defs"].values()):
        found.clear()

    assert json_schema() == VALIDATOR.schema


def test_everything_is_described() -> None:
    schema = json_schema()
    objects = {"": schema, **schema["$defs"]}
    described = [*objects.values(), *schema["$defs"].values()]
    for found in objects.values():
        described += found.get("properties", {}).values()

    assert [found for found in described if not found["description"].strip()] == []
    assert schema["$defs"]["Session"]["properties"]["slot"]["description"] == (
        "times on the clock; at most one of slot and days."
    )
    assert "science_museum: 科技馆 / Science museum" in schema["$defs"]["UnitKind"]["description"]
    assert [text for text in map(str, described) if re.search(r":\w+:`|``", text)] == []


def test_a_definition_that_nothing_refers_to_is_none() -> None:
    schema = json_schema()
    references = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))

    assert set(schema["$defs"]) == references


# The tables know the whole model.


def test_every_validator_of_the_model_has_its_keywords() -> None:
    validators = {
        validator for cls in places() for f in wire_fields(cls) if (validator := validator_of(f))
    }
    functions = {validator for validator in validators if inspect.isfunction(validator)}

    assert functions == set(DEFINITION_OF)
    assert {type(validator) for validator in validators - functions} == {NumberValidator, Within}


def test_every_class_that_checks_itself_has_its_keywords() -> None:
    checked = {cls for cls in places() if checks_of(cls)}

    assert checked == set(OF_CLASS)


def test_the_keywords_of_a_class_are_of_fields_that_it_has() -> None:
    for cls, rules in OF_CLASS.items():
        assert set(rules.fields) <= set(attrs.fields_dict(cls))


# What validates.


@settings(max_examples=50)
@given(strategies.programmes())
def test_every_programme_validates(programme: Programme) -> None:
    assert errors(json.loads(dumps(programme))) == []


@pytest.mark.parametrize("view", ["public", "internal"])
@pytest.mark.parametrize(
    "programme",
    [
        editions.load("shaoguan-2025"),
        editions.load("shaoguan-2025-example"),
        make_programme(),
        synthetic_programme(activities=60, seed=1),
    ],
    ids=["edition", "example", "made", "synthetic"],
)
def test_every_view_of_a_whole_programme_validates(programme: Programme, view: Any) -> None:
    assert errors(json.loads(dumps(programme, view=view))) == []


def test_every_zone_has_a_name_that_validates() -> None:
    slot = {"start": "2025-09-13T09:00:00+08:00"}
    zones = [
        {"id": str(n), "slot": {**slot, "zone": z}} for n, z in enumerate(available_timezones())
    ]

    assert errors(activity(sessions=zones)) == []


# What does not.


@pytest.mark.parametrize("cls", places(), ids=lambda cls: cls.__name__)
def test_the_schema_refuses_what_the_reader_refuses_and_nothing_else(cls: type) -> None:
    exceptions = "|".join(f"(?:{names})" for names in UNCHECKED.values())
    differences = []
    for name, odd in odd_documents(cls):
        text = text_of(odd)
        read, validates = try_loads(text).report.ok, valid(json.loads(text))
        told = f"{cls.__name__} {name}"
        if read != validates and not re.fullmatch(LENIENT if read else exceptions, told):
            differences.append(f"{told}: read {read}, validates {validates}")

    assert differences == []


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"format": "kepuyue"},
        {"version": 1},
        {"format": "stac", "version": 1},
        {"format": "kepuyue", "version": 2},
        {"format": "kepuyue", "version": -1},
        {"format": "kepuyue", "version": True},
        {"format": "kepuyue", "version": "1"},
        {"format": "kepuyue", "version": 1, "origin": None},
    ],
    ids=str,
)
def test_a_wrong_header_is_refused(header: Document) -> None:
    assert not try_loads(json.dumps(header)).report.ok
    assert not valid(header)


@pytest.mark.parametrize("other", [None, [], "kepuyue", 1, True], ids=repr)
def test_what_is_no_object_is_refused(other: object) -> None:
    assert not try_loads(json.dumps(other)).report.ok
    assert not valid(other)


# What a schema cannot say.


def unchecked() -> Iterator[tuple[str, str]]:
    """Yield documents that validate and are refused, by what the page says of them."""
    session, day = {"id": "1"}, {"on": "2025-09-13"}
    yield "Repeated keys", '{"format": "kepuyue", "version": 1, "units": [], "units": []}'
    yield "Repeated ids", text_of(activity(sessions=[session, {**session, "note": "2"}]))
    yield (
        "Repeated ids",
        text_of(activity(sessions=[{**session, "overrides": [day, {**day, "note": "2"}]}])),
    )
    action = {"id": "1", "name": "甲"}
    yield (
        "Repeated ids",
        text_of(
            document(
                campaigns=[{"id": "c", "name": "甲", "actions": [action, {**action, "number": ""}]}]
            )
        ),
    )
    yield (
        "An end before its start",
        text_of(activity(registration={"opens": "2025-09-02", "closes": "2025-09-01"})),
    )
    yield (
        "An end before its start",
        text_of(
            document(themes=[{"id": "t", "label": "甲", "valid_from": 2025, "valid_to": 2024}])
        ),
    )
    start, end = "2025-09-13T09:00:00+08:00", "2025-09-13T09:00:00+09:00"
    yield (
        "An end before its start",
        text_of(activity(sessions=[{**session, "slot": {"start": start, "end": end}}])),
    )
    yield "Whole numbers written with a point", '{"format": "kepuyue", "version": 1.0}'
    yield (
        "Names of time zones",
        text_of(activity(sessions=[{**session, "slot": {"start": start, "zone": "Asia/Shangai"}}])),
    )
    yield "The edges of the calendar", text_of(activity(created="9999-12-31T23:00:00-08:00"))
    yield "Integers of more than 64 bits in `extra`", text_of(document(extra={"n": 2**63}))
    yield "Depth", text_of(document(extra={"deep": nested(70)}))


UNREAD = tuple(unchecked())


@pytest.mark.parametrize(
    ("told", "text"),
    [pytest.param(*case, id=f"{n} {case[0]}") for n, case in enumerate(UNREAD)],
)
def test_what_no_schema_can_say_is_on_the_page(told: str, text: str) -> None:
    assert valid(json.loads(text))
    assert not try_loads(text).report.ok
    assert f"\n- **{told}.**" in PAGE.read_text("utf-8")


def test_every_exception_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")

    assert [told for told in UNCHECKED if f"\n- **{told}.**" not in page] == []
