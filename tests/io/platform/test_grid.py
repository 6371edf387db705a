"""Workbooks as another library gives their cells, and when it cannot."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from kepuyue import LoadError, Severity, try_load, try_loads
from kepuyue.io.platform import grid
from tests.io.platform.test_delimited import TABLE
from tests.io.platform.workbooks import sheet_of, xlsx

HEAD = ("活动名称", "活动时间")


def workbook() -> bytes:
    """Return a workbook of a chart and a table."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        chart = book.add_chart({"type": "column"})
        book.add_chartsheet("图").set_chart(chart)
        sheet = book.add_worksheet("活动")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ("机器人讲座", "9月13日"))
        chart.add_series({"values": "=活动!$A$2:$A$2"})
    return file.getvalue()


def test_a_sheet_with_a_chart_is_passed_over() -> None:
    result = try_loads(workbook(), format="xlsx", year=2025)

    assert [activity.name for activity in result.programme] == ["机器人讲座"]
    assert [f.code for f in result.report] == ["KY-TAB128"]


@pytest.mark.parametrize(
    "attributes", ['t="s"><v>99</v>', 't="q"><v>1</v>'], ids=["no such string", "no such type"]
)
def test_a_cell_that_cannot_be_read_is_told_as_damage(attributes: str) -> None:
    rows = [
        "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row)
        for row in (HEAD, ("机器人讲座", "9月13日"))
    ]
    broken = f"<row><c {attributes}</c></row>"
    data = xlsx(sheet_of("".join(f"<row>{row}</row>" for row in rows) + broken))
    result = try_loads(data, format="xlsx", year=2025)

    assert len(result.programme) == 0
    assert [f.code for f in result.report] == ["KY-TAB003"]


class Panic(BaseException):
    """As a library in Rust raises where it fails itself."""


@pytest.mark.parametrize(
    ("error", "why"),
    [(Panic("index out of bounds"), "index out of bounds"), (OSError(), "OSError")],
)
def test_that_the_other_library_fails_is_an_error_of_ours(error: BaseException, why: str) -> None:
    def fail(_: object) -> None:
        raise error

    with pytest.raises(LoadError) as caught:
        grid._asked(fail, None, source="表.xlsx")

    (finding,) = caught.value.report
    assert (finding.code, finding.location.source) == ("KY-TAB003", "表.xlsx")
    assert why in finding.message("en")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_what_is_no_failure_of_the_library_goes_on(error: type[BaseException]) -> None:
    def fail(_: object) -> None:
        raise error

    with pytest.raises(error):
        grid._asked(fail, None, source=None)


@pytest.mark.parametrize(
    ("name", "data", "noted"),
    [
        ("表.xls", workbook(), True),
        ("表.xlsx", workbook(), False),
        ("表.XLSM", workbook(), False),
        ("表.xlsx", TABLE.encode(), True),
        ("表.csv", TABLE.encode(), False),
    ],
)
def test_a_wrong_suffix_is_noted(name: str, data: bytes, tmp_path: Path, *, noted: bool) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = try_load(path, format="xlsx", year=2025)
    notes = [f for f in result.report if f.code == "KY-TAB009"]

    assert len(result.programme) == 1
    assert [(f.value, f.severity) for f in notes] == (
        [(path.suffix, Severity.NOTE)] if noted else []
    )
