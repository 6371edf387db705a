import io
import pkgutil
from pathlib import Path
from typing import IO, Any

import cattrs
import pytest

import kepuyue
from kepuyue import (
    DumpError,
    Format,
    InvalidValueError,
    LoadError,
    Programme,
    Unit,
    UnknownFormatError,
    Venue,
    dump,
    dumps,
    formats,
    load,
    losses,
    register_hooks,
    try_load,
)
from kepuyue.io import registry as table
from kepuyue.testing import make_programme

PROGRAMME = Programme(units=(Unit(id="a", name="甲"),))
READ = "json, jsonl, ics, xlsx, csv, docx, tsv, xls, xlsm, xlsb, ods"
WRITTEN = "json, jsonl, jsonld, ics, xlsx, csv, docx"
SUFFIXES = (
    ".json, .jsonl, .ndjson, .jsonld, .ics, .ical, .xlsx, .csv, .docx, .tsv, .tab, .xls, .et, "
    ".xlsm, .xlsb, .ods"
)


def test_a_file_comes_back_equal(tmp_path: Path) -> None:
    dump(PROGRAMME, tmp_path / "p.json")

    assert load(tmp_path / "p.json") == PROGRAMME
    assert load(str(tmp_path / "p.json")) == PROGRAMME


def test_streams_are_read() -> None:
    assert try_load(io.BytesIO(dumps(PROGRAMME))).programme == PROGRAMME


def test_findings_of_a_file_name_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"format": "kepuyue", "version": 1, "units": [{}]}', "utf-8")

    assert {f.location.source for f in try_load(path).report} == {"broken.json"}


@pytest.mark.parametrize("name", ["missing.json", "folder.json"])
def test_what_cannot_be_opened_is_an_error_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.json").mkdir()

    with pytest.raises(LoadError) as caught:
        load(tmp_path / name)

    (finding,) = caught.value.report
    assert (finding.code, finding.location.source) == ("KY-LOD001", str(tmp_path / name))


def test_the_suffix_tells_the_format_unless_it_is_named(tmp_path: Path) -> None:
    dump(PROGRAMME, tmp_path / "data.txt", format="json")

    assert load(tmp_path / "data.txt", format="json") == PROGRAMME
    with pytest.raises(UnknownFormatError, match=r"\.json"):
        load(tmp_path / "data.txt")


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UnknownFormatError) as caught:
        dumps(PROGRAMME, format="jsn")

    (finding,) = caught.value.report
    assert finding.nearest == ("json", "jsonl", "jsonld")
    assert finding.params == {"known": ", ".join(formats())}


@pytest.mark.parametrize(
    ("name", "nearest"), [("data.txt", ()), ("data.jsn", (".json", ".jsonl", ".ndjson"))]
)
def test_an_unknown_suffix_names_the_known_ones_and_only_near_ones_as_nearest(
    name: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        table.format_of(name)

    (finding,) = caught.value.report
    assert (finding.value, finding.nearest) == (name, nearest)
    assert finding.message("en").startswith(f"unknown format (known: {SUFFIXES}): {name}")
    assert finding.message("zh").startswith(f"不认识的格式（可用：{SUFFIXES}）：{name}")


def test_a_format_that_is_only_written_says_so_and_names_those_that_are_read() -> None:
    with pytest.raises(UnknownFormatError) as caught:
        kepuyue.loads(b"{}", format="jsonld")

    (finding,) = caught.value.report
    assert finding.message("zh") == f"该格式不能读取（可读取：{READ}）：jsonld"
    expected = f"this format cannot be read (those that can: {READ}): jsonld"
    assert finding.message("en") == expected


def test_a_format_that_is_only_read_says_so() -> None:
    read_only = Format(name="x", title="X", suffixes=(".x",), media_type="text/x")

    with pytest.raises(UnknownFormatError, match="this format cannot be written") as caught:
        read_only.write(PROGRAMME, io.BytesIO(), view="internal")
    (finding,) = caught.value.report
    assert (finding.value, finding.params["known"]) == ("x", WRITTEN)


def test_json_loses_nothing_and_is_written_under_on_loss_error() -> None:
    assert losses(PROGRAMME, "json").findings == ()
    assert dumps(PROGRAMME, on_loss="error") == dumps(PROGRAMME)


@pytest.mark.parametrize("format", [f.name for f in formats().values() if f.writer])
def test_a_misspelt_view_writes_nothing(format: str, tmp_path: Path) -> None:
    wrong: Any = "pubic"

    with pytest.raises(InvalidValueError, match=r"view.*pubic.*public"):
        dumps(PROGRAMME, format=format, view=wrong)
    with pytest.raises(InvalidValueError, match="view"):
        losses(PROGRAMME, format, view=wrong)
    with pytest.raises(InvalidValueError, match="view"):
        dump(PROGRAMME, tmp_path / "out", format=format, view=wrong)
    with pytest.raises(InvalidValueError, match="view"):
        kepuyue.ActivityWriter(tmp_path / "out", view=wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", [f.name for f in formats().values() if f.writer])
def test_the_public_view_is_made_once_by_whoever_writes(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Programme] = []
    public = Programme.public

    def counted(programme: Programme) -> Programme:
        made.append(programme)
        return public(programme)

    monkeypatch.setattr(Programme, "public", counted)
    programme = make_programme()
    dumped = dumps(programme, format=format, view="public")
    assert made == [programme]

    file = io.BytesIO()
    write: Any = pkgutil.resolve_name(formats()[format].writer or "")
    write(programme, file, view="public")
    assert file.getvalue() == dumped
    assert made == [programme, programme]


def test_a_writer_of_others_is_given_only_what_the_view_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[Programme] = []

    def write(programme: Programme, _file: IO[bytes], *, view: str) -> None:
        assert view == "public"
        given.append(programme)

    monkeypatch.setattr(table, "write_other", write, raising=False)
    other = Format(
        name="x", title="X", suffixes=(".x",), media_type="text/x",
        writer="kepuyue.io.registry:write_other",
    )  # fmt: skip
    other.write(make_programme(), io.BytesIO(), view="public")

    assert given == [make_programme().public()]


def test_a_misspelt_way_with_losses_is_refused() -> None:
    wrong: Any = "eror"

    with pytest.raises(InvalidValueError, match=r"on_loss.*eror"):
        dumps(PROGRAMME, on_loss=wrong)


def test_losses_are_refused_when_asked() -> None:
    undated = Programme(activities=(kepuyue.Activity(id="a", name="甲"),))

    with pytest.raises(DumpError) as caught:
        dumps(undated, format="ics", on_loss="error")

    assert caught.value.report == losses(undated, "ics")


def test_formats_of_others_come_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Format(name="other", title="Other", suffixes=(".other",), media_type="text/other")

    class Entry:
        def load(self) -> Format:
            return other

    def entry_points(*, group: str) -> list[Any]:
        assert group == "kepuyue.formats"
        return [Entry()]

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    formats.cache_clear()
    try:
        assert formats()["other"] is other
        assert formats()["json"].name == "json"
    finally:
        formats.cache_clear()


def test_each_format_says_what_the_readme_says() -> None:
    kinds = {f.name: (f.suffixes[0], f.default_view, f.reader is not None) for f in table.BUILT_IN}

    assert kinds == {
        "json": (".json", "internal", True),
        "jsonl": (".jsonl", "internal", True),
        "jsonld": (".jsonld", "public", False),
        "ics": (".ics", "public", True),
        "xlsx": (".xlsx", "internal", True),
        "csv": (".csv", "internal", True),
        "docx": (".docx", "internal", True),
        "tsv": (".tsv", "internal", True),
        "xls": (".xls", "internal", True),
        "xlsm": (".xlsm", "internal", True),
        "xlsb": (".xlsb", "internal", True),
        "ods": (".ods", "internal", True),
    }


def test_a_folder_that_is_missing_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="KY-DMP001"):
        dump(PROGRAMME, tmp_path / "nowhere" / "p.json")


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    dump(PROGRAMME, tmp_path / "new.json")

    assert (tmp_path / "new.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.touch(0o600)
    dump(PROGRAMME, path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_hooks_teach_a_converter_of_an_app() -> None:
    converter = register_hooks(cattrs.Converter())
    venue = Venue(id="v", name="馆")

    assert converter.structure(converter.unstructure(venue), Venue) == venue
    assert converter.unstructure({"venue": venue})["venue"]["kind"] == "other"
    with pytest.raises(LoadError) as caught:
        converter.structure({"id": "v", "capacity": "many"}, Venue)
    assert [f.location.path for f in caught.value.report] == ["/name", "/capacity"]


def test_what_is_no_object_or_array_is_refused() -> None:
    converter = register_hooks(cattrs.Converter())

    values: list[Any] = [None, 3, "x", []]
    for value in values:
        with pytest.raises(LoadError):
            converter.structure(value, Venue)
    with pytest.raises(LoadError):
        converter.structure({"id": "a", "name": "a", "extra": []}, Venue)
    with pytest.raises(LoadError):
        converter.structure(
            {"id": "a", "name": "a", "source": {"title": "t", "evidence": "D"}}, Venue
        )


def test_a_gigabyte_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"format":"kepuyue","version":1,"extra":{"a":"')
        file.truncate(2**30)  # the rest is a hole: it takes no room on the disk

    with pytest.raises(LoadError, match=r"KY-LOD009 huge\.json: .*536870912"):
        load(path)


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_the_limit_of_size_can_be_set(name: str) -> None:
    data = dumps(PROGRAMME, format=name)

    assert kepuyue.loads(data, format=name, max_bytes=len(data)) == PROGRAMME
    assert kepuyue.loads(data, format=name, max_bytes=None) == PROGRAMME
    with pytest.raises(LoadError, match="KY-LOD009"):
        kepuyue.loads(data, format=name, max_bytes=len(data) - 1)
