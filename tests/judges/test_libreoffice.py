"""LibreOffice opens the demo's workbook, and what it reads is what was written."""

import csv
from pathlib import Path

import python_calamine

from tests.judges.conftest import Run


def convert(run: Run, source: Path, to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    run("soffice", profile, "--headless", "--convert-to", to, "--outdir", folder, source)


def test_the_table_is_read_as_it_was_written(demo: Path, run: Run, tmp_path: Path) -> None:
    convert(run, demo / "programme.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)
    with (tmp_path / "programme.csv").open(encoding="utf-8", newline="") as file:
        theirs = [[cell.replace(",", "") for cell in row] for row in csv.reader(file)]
    sheet = python_calamine.load_workbook(demo / "programme.xlsx").get_sheet_by_name("活动")
    ours = [
        [f"{cell:.0f}" if isinstance(cell, float) else str(cell).replace(",", "") for cell in row]
        for row in sheet.to_python()
    ]

    assert len(ours) > 40
    assert theirs == ours


def test_it_prints_on_pages_with_the_header_on_each(demo: Path, run: Run, tmp_path: Path) -> None:
    convert(run, demo / "programme.xlsx", "pdf", tmp_path)
    text = run("pdftotext", "-layout", tmp_path / "programme.pdf", "-")
    pages = [page for page in text.split("\f") if page.strip()]
    table = [page for page in pages if "填报说明" not in page and "怎样填" not in page]

    assert len(table) >= 6
    assert all("活动名称" in page for page in table)
    assert f"共 {len(pages)} 页" in pages[0]
    assert "非官方" in text
