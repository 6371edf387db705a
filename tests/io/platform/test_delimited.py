import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kepuyue import (
    Activity,
    LoadError,
    Programme,
    Session,
    dump,
    dumps,
    iter_activities,
    load,
    try_load,
    try_loads,
)
from kepuyue.io.platform.delimited import delimiter_of, encoding_of, grid_of
from kepuyue.testing import make

TABLE = "活动名称,活动时间,主办单位\n机器人科普展,2025年9月13日,市科协\n"


def rows(data: bytes) -> Iterator[Sequence[object]]:
    return grid_of(io.BytesIO(data), source="表.csv").rows


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("序号".encode(), "utf-8"),
        ("序号".encode("utf-8-sig"), "utf-8-sig"),
        ("序号".encode("gb18030"), "gb18030"),
        ("序号".encode("utf-16"), "utf-16"),
        ("a,b,c\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b,c\n".encode("utf-16-be"), "utf-16-be"),
        (b"", "utf-8"),
        ("序号".encode()[:-1], "utf-8"),
        (b"\xff\xff\xff", None),
    ],
)
def test_the_encoding_is_told_by_the_beginning(data: bytes, encoding: str | None) -> None:
    assert encoding_of(data) == encoding


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a\tb\n1,5\t2", "\t"),
        ("a;b;c\n1,5;2;3\n2,5;3;4", ";"),
        ("a|b\n1|2", "|"),
        ("名称，时间\n讲座，9月", "，"),
        ("a", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_what_parts_the_lines_alike(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_fields_may_have_line_breaks_quotes_and_nuls() -> None:
    assert list(rows(b'a,"b\n""c"""\0\n,')) == [["a", 'b\n"c"'], ["", ""]]


def test_a_file_longer_than_the_sample_is_read_on() -> None:
    data = "".join(f"讲座{number},{'长' * 100}\n" for number in range(2_000)).encode()

    assert [row[0] for row in rows(data)] == [f"讲座{number}" for number in range(2_000)]


def test_what_is_no_text_is_an_error_of_ours() -> None:
    with pytest.raises(LoadError, match=r"KY-TAB130 表\.csv"):
        rows(b"\xff\xff\xff")


def test_a_quote_that_is_never_closed_is_an_error_with_its_line() -> None:
    data = ('a,b\n"' + "长\n" * 1_100_000).encode()

    with pytest.raises(LoadError, match=r"KY-TAB003 表\.csv: line"):
        list(rows(data))


def test_a_huge_field_leaves_the_limit_of_others_as_it_was() -> None:
    import csv

    before = csv.field_size_limit()
    assert len(str(next(rows(b"a," + b"x" * 900_000))[1])) == 900_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_without_a_mark_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(TABLE.replace("\n", "\r\n").encode(encoding))

    assert [each.name for each in load(path)] == ["机器人科普展"]


def test_nuls_in_a_file_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(TABLE.replace("展", "\0展").encode())

    assert [each.name for each in load(path)] == ["机器人科普展"]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "tab"])
def test_activities_are_read_one_by_one_as_they_are_at_once(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"表.{suffix}"
    path.write_text(TABLE * 3, "utf-8")

    assert tuple(iter_activities(path)) == load(path).activities


def test_a_file_without_a_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "KY-TAB102" in {finding.code for finding in try_load(path).report}
    with pytest.raises(LoadError, match="KY-TAB102"):
        list(iter_activities(path))


def test_rows_of_one_key_are_sessions_of_one_activity() -> None:
    activity = make(Activity, id="a/b", sessions=(Session(id="x"), Session(id="y")))
    data = dumps(Programme(activities=(activity, make(Activity, id="c"))), format="csv")
    found = try_loads(data, format="csv", year=2025).programme

    assert [(each.id, [s.id for s in each.sessions]) for each in found] == [
        ("a/b", []), ("c", ["1"]),
    ]  # fmt: skip


def test_what_is_written_has_a_mark_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    dump(Programme(activities=(make(Activity, name="=1+1"),)), path)
    data = path.read_bytes()

    assert data.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in data
    assert data.endswith(b"\r\n")


def test_of_several_sheets_the_first_is_written() -> None:
    text = dumps(Programme(), format="csv", profile="nomination-2025").decode("utf-8-sig")

    assert "单位名称" in text.split(",")[1]
    assert "作品名称" not in text


def test_bytes_that_are_no_characters_are_told_at_their_cell() -> None:
    rows = "讲座,9月13日\r\n" * 5_000
    head = f"活动名称,活动时间\r\n{rows}".encode()
    data = head + "天文观测,9月14日\r\n".encode("gb18030") + "观鸟,9月20日\r\n".encode()
    result = try_loads(data, format="csv", year=2025)
    told = [f.location.cell for f in result.report if f.code == "KY-TAB135"]

    assert told == ["A5002", "B5002"]
    assert not result.report.ok
    assert result.programme.activities[-1].name == "观鸟"
