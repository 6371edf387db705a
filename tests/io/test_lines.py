import io
import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    ActivityWriter,
    Contact,
    DumpError,
    LoadError,
    Programme,
    Report,
    Unit,
    UnsupportedVersionError,
    Venue,
    dump,
    dumps,
    editions,
    iter_activities,
    load,
    loads,
    try_loads,
)
from kepuyue.testing import factories, make_programme, strategies, synthetic_programme

HEADER = '{"format":"kepuyue","version":1,"extra":{}}'
SOUND = '{"entity":"activities","id":"a","name":"甲"}'
WRITTEN = (
    dumps(Programme(activities=(Activity(id="a", name="甲"),)), format="jsonl")
    .decode()
    .splitlines()[1]
)


def document(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def places(report: Report) -> list[tuple[str, int | None, str | None]]:
    return [(f.code, f.location.line, f.location.path) for f in report]


def reported(data: bytes, **options: Any) -> tuple[list[Activity], list[Report]]:
    reports: list[Report] = []
    found = list(iter_activities(io.BytesIO(data), on_error=reports.append, **options))
    return found, reports


@given(strategies.programmes())
def test_a_programme_comes_back_equal_and_gives_the_same_bytes(programme: Programme) -> None:
    data = dumps(programme, format="jsonl")
    loaded = loads(data, format="jsonl")

    assert loaded == programme
    assert dumps(loaded, format="jsonl") == data


@given(strategies.programmes(), st.integers())
def test_keys_and_lines_in_another_order_are_read(programme: Programme, seed: int) -> None:
    order = random.Random(seed)
    header, *lines = dumps(programme, format="jsonl").splitlines()
    shuffled = []
    for line in lines:
        items = list(json.loads(line).items())
        order.shuffle(items)
        shuffled.append(json.dumps(dict(items)).encode())

    assert loads(b"\r\n".join([header, *shuffled]), format="jsonl") == programme


@given(strategies.programmes(), st.data())
def test_damaged_lines_end_in_findings_and_the_stream_keeps_the_same_activities(
    programme: Programme, data: st.DataObject
) -> None:
    text = bytearray(dumps(programme, format="jsonl"))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    result = try_loads(bytes(text), format="jsonl")
    streamed, _ = reported(bytes(text))

    assert tuple(streamed) == result.programme.activities
    assert dumps(loads(dumps(result.programme))) == dumps(result.programme)


def test_an_entity_stands_on_a_line_that_names_its_list() -> None:
    programme = Programme(
        units=(Unit(id="u", name="甲"),), activities=(Activity(id="a", name="乙"),)
    )
    header, *lines = map(json.loads, dumps(programme, format="jsonl").splitlines())

    assert header == {"format": "kepuyue", "version": 1, "extra": {}}
    assert [list(line)[:3] for line in lines] == [["entity", "id", "name"]] * 2
    assert [line["entity"] for line in lines] == ["units", "activities"]


def test_both_forms_of_json_hold_the_same(tmp_path: Path) -> None:
    edition = editions.load("shaoguan-2025-example")
    dump(edition, tmp_path / "p.jsonl")

    assert load(tmp_path / "p.jsonl") == loads(dumps(edition)) == edition
    assert load(tmp_path / "p.jsonl").origin != loads(dumps(edition)).origin


def test_every_error_comes_with_its_line_and_path_and_the_rest_stays() -> None:
    result = try_loads(
        document(
            '{"entity":"unit","id":"u","name":"甲"}',
            "",
            '{"entity":"units","id":"u","kind":"musuem","colour":1}',
            '{"entity":"activities","id":"b","name":"乙","sessions":[{"id":"1"},{"id":"1","x":0}]}',
            '["entity"]',
            '{"id":"a"}',
            '{"entity":"activities","id":"c","name":"丙"',
            '{"entity":"activities","id":"d","name":NaN}',
            SOUND,
            '{"entity":"venues","id":"v","name":"馆","entity":"venues"}',
        ),
        format="jsonl",
    )

    assert places(result.report) == [
        ("KY-LOD010", 2, "/entity"),
        ("KY-LOD011", 4, "/colour"),
        ("KY-LOD013", 4, "/name"),
        ("KY-LOD010", 4, "/kind"),
        ("KY-LOD011", 5, "/sessions/1/x"),
        ("KY-LOD010", 6, None),
        ("KY-LOD010", 7, "/entity"),
        ("KY-LOD003", 8, None),
        ("KY-LOD006", 9, None),
        ("KY-LOD012", 11, "/entity"),
    ]
    assert result.programme.activities == (Activity(id="a", name="甲"),)
    assert result.report.findings[0].nearest == ("units",)
    assert str(result.report.findings[1].location) == "line 4: /colour"
    assert str(result.report.findings[7].location) == "line 8, column 43"


@pytest.mark.parametrize(
    ("header", "code", "path"),
    [
        ("", "KY-LOD003", None),
        (SOUND, "KY-LOD007", "/format"),
        ('{"format":"kepuyue","version":2}', "KY-LOD008", "/version"),
        ("[]", "KY-LOD010", None),
        ("{", "KY-LOD003", None),
    ],
)
def test_without_a_header_nothing_is_read(header: str, code: str, path: str | None) -> None:
    data = header.encode()

    assert places(try_loads(data, format="jsonl").report) == [(code, 1, path)]
    assert reported(data) == ([], [try_loads(data, format="jsonl").report])
    with pytest.raises(LoadError):
        list(iter_activities(io.BytesIO(data)))


def test_what_is_wrong_with_the_header_is_reported_and_the_lines_are_read() -> None:
    header = '{"format":"kepuyue","version":1,"extra":[],"origin":1}'
    result = try_loads(document(SOUND, header=header), format="jsonl")

    assert places(result.report) == [("KY-LOD011", 1, "/origin"), ("KY-LOD010", 1, "/extra")]
    assert len(result.programme) == 1


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(UnsupportedVersionError):
        loads('{"format":"kepuyue","version":2}', format="jsonl")


def test_a_byte_order_mark_and_a_missing_last_line_end_do_not_matter() -> None:
    assert loads(b"\xef\xbb\xbf" + document(SOUND), format="jsonl").activities[0].name == "甲"


def test_lines_of_the_drafts_are_read() -> None:
    line = '{"entity":"activities","id":"a","title":"甲"}'
    loaded = loads(document(line, header='{"format":"kepuyue","version":0}'), format="jsonl")

    assert loaded.activities == (Activity(id="a", name="甲"),)
    assert loaded.origin is not None
    assert loaded.origin.version == 0


def test_only_activities_are_streamed_and_other_lines_are_not_even_read() -> None:
    data = document('{"entity":"units","id":5}', '{"id":"v","name":"V","entity":"venues"}', SOUND)

    assert reported(data) == ([Activity(id="a", name="甲")], [])


def test_an_error_is_raised_where_nobody_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_bytes(document(SOUND, "{"))
    stream = iter_activities(path)

    assert next(stream).id == "a"
    with pytest.raises(LoadError, match=r"broken\.jsonl: line 3, column 2"):
        next(stream)


def test_a_line_that_is_too_long_is_reported_and_passed_over() -> None:
    long = SOUND.replace("甲", "甲" * 1000)
    found, reports = reported(document(long, SOUND), max_bytes=200)

    assert [len(activity.name) for activity in found] == [1]
    assert [places(report) for report in reports] == [[("KY-LOD009", 2, None)]]


@pytest.mark.parametrize(
    ("line", "max_bytes"),
    [
        (" " * 600 + SOUND, 500),
        (WRITTEN + "{", len(WRITTEN.encode()) - 1),  # what is read of it is an activity
        (WRITTEN.ljust(9000), len(WRITTEN.encode()) - 1),
    ],
)
def test_no_line_that_is_too_long_is_lost_silently(line: str, max_bytes: int) -> None:
    found, reports = reported(document(line, SOUND), max_bytes=max_bytes)

    assert [activity.id for activity in found] == ["a"]
    assert [places(report) for report in reports] == [[("KY-LOD009", 2, None)]]


def test_a_blank_line_of_any_length_is_passed_over() -> None:
    assert reported(document(" " * 600, SOUND, " " * 501), max_bytes=500)[1] == []


@pytest.mark.parametrize("line", [WRITTEN, WRITTEN.replace(",", ", ")])
def test_the_end_of_a_line_does_not_count_among_its_bytes(line: str) -> None:
    size = len(line.encode())

    assert reported(document(line, line), max_bytes=size)[1] == []
    found, reports = reported(document(line, line), max_bytes=size - 1)
    assert [places(report) for report in reports] == [
        [("KY-LOD009", 2, None)], [("KY-LOD009", 3, None)],
    ]  # fmt: skip
    assert found == []


def test_a_newer_version_goes_to_who_takes_the_findings_and_nothing_comes_after_it() -> None:
    data = document(SOUND, header='{"format":"kepuyue","version":2}')
    found, reports = reported(data)

    assert found == []
    assert [places(report) for report in reports] == [[("KY-LOD008", 1, "/version")]]
    with pytest.raises(UnsupportedVersionError):
        list(iter_activities(io.BytesIO(data)))


def test_other_formats_are_read_whole_and_given_one_by_one(tmp_path: Path) -> None:
    programme = make_programme()
    dump(programme, tmp_path / "p.json")
    data = b'{"format":"kepuyue","version":1,"activities":[{"id":"a"},{"id":"b","name":"B"}]}'

    assert tuple(iter_activities(tmp_path / "p.json")) == programme.activities
    found, reports = reported(data, format="json")
    assert ([activity.id for activity in found], len(reports)) == (["b"], 1)
    assert reported(data, format="json", max_bytes=10)[1][0].counts() == {"KY-LOD009": 1}


def test_activities_are_written_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "nation.jsonl"
    programme = make_programme()
    with ActivityWriter(path, programme=programme.with_added()) as writer:
        for activity in synthetic_programme(activities=3, seed=1):
            writer.write(activity)

    loaded = load(path)
    assert loaded.units == programme.units
    assert len(loaded) == len(programme) + 3


def test_the_public_view_is_written_of_every_activity(tmp_path: Path) -> None:
    activity = Activity(id="a", name="甲", contacts=(Contact(phone="13900000000"),))
    with ActivityWriter(tmp_path / "p.jsonl", programme=make_programme(), view="public") as writer:
        writer.write(activity)
    dump(make_programme(), tmp_path / "q.jsonl", view="public")

    assert b"13900000000" not in (tmp_path / "p.jsonl").read_bytes()
    for name in ("p.jsonl", "q.jsonl"):
        assert factories.PRIVATE.encode() not in (tmp_path / name).read_bytes()


def test_an_error_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), ActivityWriter(path) as writer:  # noqa: PT012  (the block is the point)
        writer.write(Activity(id="a", name="甲"))
        raise ZeroDivisionError

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_is_not_open_says_so(tmp_path: Path) -> None:
    writer = ActivityWriter(tmp_path / "p.jsonl")
    with pytest.raises(DumpError, match="KY-DMP002"):
        writer.write(Activity(id="a", name="甲"))
    with writer:
        pass
    with pytest.raises(DumpError, match="KY-DMP002"):
        writer.write(Activity(id="a", name="甲"))


def test_a_folder_that_is_missing_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="KY-DMP001"), ActivityWriter(tmp_path / "no" / "p.jsonl"):
        pass


def test_what_utf8_cannot_carry_is_refused() -> None:
    venue = Venue(id="v", name="馆")
    object.__setattr__(venue, "address", "\ud800")  # past the validators, as a bug would

    with pytest.raises(DumpError, match="/venues"):
        dumps(Programme(venues=(venue,)), format="jsonl")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """The most that writing and reading hold is the same for one and for eight times as many."""

    def most(times: int) -> int:
        path = tmp_path / "p.jsonl"
        tracemalloc.start()
        with ActivityWriter(path) as writer:
            for _ in range(times):
                for activity in activities:
                    writer.write(activity)
        assert sum(1 for _ in iter_activities(path)) == times * len(activities)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    activities = synthetic_programme(activities=100, seed=1).activities
    most(1)  # what is made once, decoders and tables

    assert most(8) < 1.2 * most(1)
