import inspect
import json
import re
import subprocess
import sys
from typing import Any

import pytest

from kepuyue import (
    THEMES,
    Activity,
    ActivityForm,
    Coordinates,
    Datum,
    DumpError,
    LoadError,
    Origin,
    Programme,
    Severity,
    Stage,
    Theme,
    Unit,
    UnsupportedVersionError,
    Venue,
    dumps,
    editions,
    loads,
    try_loads,
)
from kepuyue.io import json as module


def document(**fields: Any) -> dict[str, Any]:
    return {"format": "kepuyue", "version": 1, **fields}


def header(version: object) -> bytes:
    return f'{{"format": "kepuyue", "version": {version}}}'.encode()


def places(report: Any) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.location.path) for finding in report]


def edition() -> Programme:
    return editions.load("shaoguan-2025")


def test_an_edition_comes_back_equal_by_the_proving_path() -> None:
    proven = module.prove(dumps(edition()))

    assert proven == edition()


def test_white_space_does_not_disturb_the_proof() -> None:
    assert module.prove(dumps(edition(), indent=4)) == edition()


def test_the_explaining_path_gives_the_same_programme_as_the_proving_one() -> None:
    reversed_keys = json.loads(
        dumps(edition()), object_pairs_hook=lambda pairs: dict(reversed(pairs))
    )
    shuffled = json.dumps(reversed_keys)

    assert module.prove(shuffled.encode()) is None
    assert loads(shuffled) == edition()


def test_an_entity_stands_on_a_line_and_the_header_comes_first() -> None:
    programme = Programme(units=(Unit(id="a", name="甲"), Unit(id="b", name="乙")))
    lines = dumps(programme).decode().splitlines()

    assert lines[0] == '{"format":"kepuyue","version":1,'
    assert [json.loads(line.rstrip(","))["id"] for line in lines if line.startswith('{"id"')] == [
        "a",
        "b",
    ]


def test_fields_stand_in_declared_order() -> None:
    text = dumps(Programme(venues=(Venue(id="v", name="馆"),)), indent=0).decode()
    venue = json.loads(text)["venues"][0]

    assert list(venue) == [
        "id", "name", "kind", "region", "address", "coordinates", "capacity", "source", "extra",
    ]  # fmt: skip


def test_the_same_programme_gives_the_same_bytes() -> None:
    assert dumps(edition()) == dumps(loads(dumps(edition())))


def test_the_origin_is_kept_and_stays_out_of_the_document() -> None:
    loaded = loads(dumps(Programme()))

    assert loaded.origin == Origin(format="json", version=1)
    assert "origin" not in json.loads(dumps(loaded))


def test_an_own_theme_travels_in_the_document() -> None:
    own = Theme(id="danxia", label="丹霞地貌", aliases=("丹霞",))
    loaded = loads(dumps(Programme(themes=(own,))))

    assert loaded.theme_vocabulary.find("丹霞") == own
    assert "danxia" not in THEMES


def test_text_bytes_and_a_byte_order_mark_are_read() -> None:
    data = dumps(Programme(units=(Unit(id="a", name="甲"),)))

    assert loads(data.decode()) == loads(data) == loads(b"\xef\xbb\xbf" + data)


def test_escapes_and_number_spellings_of_others_are_read() -> None:
    point = {"latitude": 24, "longitude": 1.135e2, "datum": "WGS-84"}
    text = json.dumps(document(venues=[{"id": "v", "name": "馆", "coordinates": point}]))

    assert "\\u9986" in text
    assert loads(text).venues[0] == Venue(
        id="v", name="馆", coordinates=Coordinates(latitude=24.0, longitude=113.5)
    )


def test_keys_with_a_default_may_be_missing() -> None:
    assert loads(json.dumps(document())) == Programme()
    assert loads(json.dumps(document(activities=[{"id": "a", "name": "甲"}]))) == Programme(
        activities=(Activity(id="a", name="甲"),)
    )


def test_every_error_of_a_document_comes_with_its_path() -> None:
    damaged = document(
        units=[
            {"id": "", "name": "甲", "kind": "musuem"},
            {"name": 3, "region": "44", "colour": "red"},
        ],
        activities=[
            {
                "id": "a", "name": "乙", "forms": ["lecture", "lecutre"], "hosts": "sg-ast",
                "sessions": [
                    {"id": "s", "slot": {"start": "2025-09-13T09:00:00", "zone": "Asia/Shanghai"}},
                    {"id": "t", "slot": {"start": "yesterday", "zone": "Asia/Shangai"}},
                ],
                "expected": {"onsite": -1, "online": 1.5},
                "url": "javascript:alert(1)",
            }
        ],
    )  # fmt: skip

    report = try_loads(json.dumps(damaged)).report

    assert places(report) == [
        ("KY-VAL001", "/units/0/id"),
        ("KY-LOD010", "/units/0/kind"),
        ("KY-LOD011", "/units/1/colour"),
        ("KY-LOD013", "/units/1/id"),
        ("KY-LOD010", "/units/1/name"),
        ("KY-COD005", "/units/1/region"),
        ("KY-LOD010", "/activities/0/forms/1"),
        ("KY-LOD010", "/activities/0/hosts"),
        ("KY-VAL004", "/activities/0/sessions/0/slot/start"),
        ("KY-LOD010", "/activities/0/sessions/1/slot/start"),
        ("KY-VAL005", "/activities/0/sessions/1/slot/zone"),
        ("KY-VAL008", "/activities/0/expected/onsite"),
        ("KY-LOD010", "/activities/0/expected/online"),
        ("KY-VAL009", "/activities/0/url"),
    ]


def test_a_misspelt_code_names_the_nearest() -> None:
    (finding,) = try_loads(
        json.dumps(document(activities=[{"id": "a", "name": "乙", "forms": ["展览"]}]))
    ).report

    assert finding.nearest[0] == ActivityForm.EXHIBITION.value
    assert "展览" in finding.message("zh")
    assert finding.message("en").startswith("expected one of the codes of ActivityForm: ")
    assert "nearest: exhibition" in finding.message("en")


def test_a_code_that_is_like_no_other_is_told_all_there_are() -> None:
    (finding,) = try_loads(
        json.dumps(document(units=[{"id": "a", "name": "甲", "level": "?"}]))
    ).report

    assert finding.message("en").startswith("expected one of national, provincial, prefectural")


def test_a_misspelt_key_names_the_nearest() -> None:
    (finding,) = try_loads(
        json.dumps(document(units=[{"id": "a", "name": "甲", "homepages": None}]))
    ).report

    assert (finding.code, finding.nearest) == ("KY-LOD011", ("homepage",))


def test_lenient_reading_keeps_the_sound_entities() -> None:
    result = try_loads(
        json.dumps(document(units=[{"id": "a", "name": "甲"}, {"id": "b"}], venues="none"))
    )

    assert result.programme == Programme(units=(Unit(id="a", name="甲"),))
    assert places(result.report) == [("KY-LOD013", "/units/1/name"), ("KY-LOD010", "/venues")]


def test_strict_reading_raises_the_whole_report() -> None:
    with pytest.raises(LoadError) as caught:
        loads(json.dumps(document(units=[{"id": "a"}, {"id": "b"}])))

    assert places(caught.value.report) == [
        ("KY-LOD013", "/units/0/name"),
        ("KY-LOD013", "/units/1/name"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        pytest.param(b"", "KY-LOD003", "line 1, column 1", id="empty"),
        pytest.param(b"[1,\n 2", "KY-LOD003", "line 2, column 3", id="truncated"),
        pytest.param(b"[]", "KY-LOD010", "", id="array"),
        pytest.param(b"{}", "KY-LOD007", "/format", id="no header"),
        pytest.param(b'{"format": "stac"}', "KY-LOD007", "/format", id="another format"),
        pytest.param(b'{"format": "kepuyue"}', "KY-LOD010", "/version", id="no version"),
        pytest.param(header("true"), "KY-LOD010", "/version", id="true"),
        pytest.param(header(-1), "KY-LOD010", "/version", id="version -1"),
        pytest.param(header(2), "KY-LOD008", "/version", id="newer"),
        pytest.param(b'{"a":\n "\xff"}', "KY-LOD002", "line 2, column 3", id="no utf-8"),
        pytest.param(header("NaN"), "KY-LOD006", "line 1, column 34", id="nan"),
        pytest.param(b"[" * 100_000, "KY-LOD004", "line 1, column 129", id="deep arrays"),
        pytest.param(b'{"a":\n' * 100_000, "KY-LOD004", "line 129, column 1", id="deep objects"),
        pytest.param(header("9" * 5000), "KY-LOD005", "line 1, column 34", id="long number"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_its_place(data: bytes, code: str, place: str) -> None:
    result = try_loads(data)

    assert [(f.code, str(f.location)) for f in result.report] == [(code, place)]
    assert result.programme == Programme()
    with pytest.raises(LoadError):
        loads(data)


@pytest.mark.parametrize(
    "text",
    [
        "", "[1,", "[1,]", '{"a" 1}', '{"a":1 "b":2}', "{1:2}", '{"a":1,}', "[] []", '"a', '"a\tb"',
        r'"\x"', r'"\u12"', "\ufeff\ufeff[]",
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_in_chinese_too(text: str) -> None:
    (finding,) = try_loads(text).report

    assert finding.code == "KY-LOD003"
    said = finding.message("zh").removeprefix("不是有效的 JSON：")
    assert re.fullmatch(r"[^a-zA-Z]*(?:（BOM）|\\uXXXX 转义)?", said)


DEEP = {
    "arrays": ("[" * 100_000, "line 1, column 129"),
    "unknown key": (header(1).decode()[:-1] + ',"x":' + "[" * 100_000, "line 1, column 167"),
    "extra": (header(1).decode()[:-1] + ',"extra":{"x":' + "[" * 100_000, "line 1, column 175"),
}


@pytest.mark.parametrize("limit", [500, 10**6])
@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_refused_alike_under_every_limit_of_recursion(name: str, limit: int) -> None:
    text, place = DEEP[name]
    code = (
        "import sys; from kepuyue import try_loads\n"
        f"sys.setrecursionlimit({limit})\n"
        "text = sys.stdin.read()\n"
        "for format in 'json', 'jsonl':\n"
        "    print(*((f.code, str(f.location)) for f in try_loads(text, format=format).report))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout.splitlines() == [str(("KY-LOD004", place))] * 2


def test_a_line_that_is_nested_too_deeply_is_refused_under_a_high_limit_of_recursion() -> None:
    text = header(1).decode() + '\n{"entity":"units","x":' + "[" * 100_000
    code = (
        "import sys; from kepuyue import try_loads\n"
        "sys.setrecursionlimit(10**6)\n"
        "print(*(f.code for f in try_loads(sys.stdin.read(), format='jsonl').report))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout == "KY-LOD004\n"


@pytest.mark.parametrize(
    ("levels", "codes"), [(module.NESTING, ["KY-LOD010"]), (module.NESTING + 1, ["KY-LOD004"])]
)
def test_the_limit_of_nesting_is_the_one_that_is_named(levels: int, codes: list[str]) -> None:
    text = "[" * levels + "]" * levels

    assert [finding.code for finding in try_loads(text).report] == codes


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", 0),
        ("1", 0),
        ('{"a": [[]], "b": [{}]}', 3),
        ('{"[[[": "{{{"}', 1),
        (r'["\\", [[]]]', 3),
        (r'["\\\"[[", "\\", [1]]', 2),
        (r'["[", "]", "\"[[\"", []]', 2),
        ('["[[[[', 1),
    ],
)
def test_brackets_in_texts_do_not_nest(text: str, levels: int) -> None:
    assert module.nesting(text.encode()) == levels


def test_nesting_that_the_caller_leaves_no_stack_for_is_refused() -> None:
    def below(levels: int) -> Any:
        if levels:
            return below(levels - 1)
        with pytest.raises(module.RefusedError) as caught:
            module.parse(b"[" * 120 + b"]" * 120)
        return caught.value.finding.code

    module.parse(b"[]")  # what is imported late is there
    free = sys.getrecursionlimit() - len(inspect.stack(0))

    assert below(free - 60) == "KY-LOD004"


def test_a_newer_version_is_refused_before_structure() -> None:
    with pytest.raises(UnsupportedVersionError) as caught:
        loads(json.dumps({"format": "kepuyue", "version": 99, "units": 5}))

    assert [finding.code for finding in caught.value.report] == ["KY-LOD008"]
    message = caught.value.report.findings[0].message
    assert message("en").endswith("the document is of a newer version: 99")
    assert message("zh").endswith("文档的版本较新：99")
    assert "upgrade" in message("en")


def test_a_document_without_a_format_is_told_what_it_lacks() -> None:
    (lacking,) = try_loads("{}").report
    (other,) = try_loads('{"format": "stac"}').report

    assert lacking.message("zh") == "不是 kepuyue 文档：format 应为 kepuyue，而文档没有这个键"
    assert lacking.message("en").endswith("must be kepuyue, and the document has no such key")
    assert other.message("en") == "this is no kepuyue document: format must be kepuyue: stac"


def test_repeated_keys_are_refused_with_their_path() -> None:
    text = (
        '{"format":"kepuyue","version":1,"units":[{"id":"a","name":"甲","name":"乙",'
        '"extra":{"t":[{"k":1,"k":2}]}}],"units":[]}'
    )
    result = try_loads(text)

    assert ("KY-LOD012", "/units") in places(result.report)

    inner = try_loads(text.replace(',"units":[]', ""))
    assert places(inner.report) == [
        ("KY-LOD012", "/units/0/name"),
        ("KY-LOD012", "/units/0/extra/t/0/k"),
    ]


@pytest.mark.parametrize("value", [True, 3, 0.5, "text", ["a"], [], "", 0, None], ids=repr)
def test_what_other_tools_attach_is_an_object(value: object) -> None:
    unit = {"id": "a", "name": "甲", "extra": value}

    assert places(try_loads(json.dumps(document(extra=value))).report) == [("KY-LOD010", "/extra")]
    assert places(try_loads(json.dumps(document(units=[unit]))).report) == [
        ("KY-LOD010", "/units/0/extra")
    ]


@pytest.mark.parametrize("number", ["1e999", str(2**63), "-" + str(2**64)])
def test_numbers_that_no_reader_keeps_are_refused(number: str) -> None:
    text = f'{{"format":"kepuyue","version":1,"extra":{{"n":{number}}}}}'

    assert places(try_loads(text).report) == [("KY-VAL012", "/extra/n")]


def test_all_that_an_extra_cannot_carry_is_named_with_its_path() -> None:
    deep = "[" * 65 + "]" * 65
    text = (
        '{"format":"kepuyue","version":1,"extra":{"a":[1e999,{"b":"\\ud800","c":1,"c":2}],'
        f'"\\ud800":1,"d":{deep}}}}}'
    )

    assert places(try_loads(text).report) == [
        ("KY-VAL012", "/extra"),
        ("KY-VAL012", "/extra/a/0"),
        ("KY-LOD012", "/extra/a/1/c"),
        ("KY-VAL012", "/extra/a/1/b"),
        ("KY-VAL012", "/extra/d" + "/0" * 64),
    ]


def test_a_lone_surrogate_is_refused_on_the_way_in_and_out() -> None:
    data = (
        b'{"format":"kepuyue","version":1,"activities":[{"id":"a","name":"a","label":"\\ud800"}]}'
    )

    assert places(try_loads(data).report) == [("KY-VAL002", "/activities/0/label")]
    assert [f.code for f in try_loads('{"\ud800": 1}').report] == ["KY-LOD002"]


def test_what_utf8_cannot_carry_is_refused_with_its_place() -> None:
    activity = Activity(id="a", name="甲")
    object.__setattr__(activity, "summary", "\ud800")  # past the validators, as a bug would

    with pytest.raises(DumpError) as caught:
        dumps(Programme(activities=(activity,)))

    assert places(caught.value.report) == [("KY-VAL002", "/activities/0")]


def test_findings_name_the_source_and_both_languages() -> None:
    result = module.read(b'{"format":"kepuyue","version":1,"units":[{"id":"a"}]}', source="u.json")
    (finding,) = result.report

    assert str(finding.location) == "u.json: /units/0/name"
    assert finding.severity is Severity.ERROR
    assert finding.message("zh") == "缺少必需的键"
    assert finding.message("en") == "a required key is missing"


def test_the_public_view_writes_nothing_private() -> None:
    activity = Activity(id="a", name="甲", stage=Stage.RETURNED, extra={"tool": "secret"})
    text = dumps(Programme(activities=(activity,)), view="public").decode()

    assert "secret" not in text
    assert "returned" not in text


def test_zones_come_back_by_name() -> None:
    session = {"id": "1", "slot": {"start": "2025-09-13T01:00:00Z", "zone": "Asia/Urumqi"}}
    text = json.dumps(document(activities=[{"id": "a", "name": "甲", "sessions": [session]}]))
    slot = loads(text).activities[0].sessions[0].slot

    assert slot is not None
    assert (slot.zone, slot.start.hour, str(slot.start.tzinfo)) == ("Asia/Urumqi", 7, "Asia/Urumqi")
    assert b"2025-09-13T07:00:00+06:00" in dumps(loads(text))


def test_datums_and_codes_are_written_by_their_ids() -> None:
    venue = Venue(
        id="v", name="馆",
        coordinates=Coordinates(latitude=24.5, longitude=113.5, datum=Datum.GCJ02),
    )  # fmt: skip

    assert b'"datum":"GCJ-02"' in dumps(Programme(venues=(venue,)))


@pytest.mark.parametrize("extra", ["text", 3, [], ["a"], None, True])
def test_an_extra_that_is_no_object_is_refused(extra: object) -> None:
    report = try_loads(json.dumps(document(extra=extra))).report

    assert places(report) == [("KY-LOD010", "/extra")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2", "KY-LOD010"),
        (1.5, "KY-LOD010"),
        (True, "KY-LOD010"),
        (-1, "KY-VAL008"),
        (2**63, "KY-VAL008"),
        (2**70, "KY-VAL008"),
    ],
)
def test_a_count_that_is_none_is_refused_with_its_path(value: object, code: str) -> None:
    text = json.dumps(document(venues=[{"id": "v", "name": "馆", "capacity": value}]))

    assert places(try_loads(text).report) == [(code, "/venues/0/capacity")]


def test_all_errors_of_an_entity_come_together() -> None:
    recurrence = {"interval": 0, "count": 0, "by_day": ["XX"], "week_start": "", "by_month": [13]}
    session = {"id": " 1", "days": {"first": "x", "last": "y"}, "recurrence": recurrence}
    point = {"latitude": 91, "longitude": -181}
    report = try_loads(
        json.dumps(
            document(
                venues=[{"id": "", "name": " ", "coordinates": point, "capacity": -1}],
                activities=[{"id": "a", "name": "甲", "hosts": [" u"], "sessions": [session]}],
            )
        )
    ).report

    assert [path for _, path in places(report)] == [
        "/venues/0/id",
        "/venues/0/name",
        "/venues/0/coordinates/latitude",
        "/venues/0/coordinates/longitude",
        "/venues/0/capacity",
        "/activities/0/hosts/0",
        "/activities/0/sessions/0/id",
        "/activities/0/sessions/0/days/first",
        "/activities/0/sessions/0/days/last",
        *(
            f"/activities/0/sessions/0/recurrence/{name}"
            for name in ("interval", "count", "by_month/0", "by_day/0", "week_start")
        ),
    ]
