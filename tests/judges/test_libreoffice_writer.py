"""LibreOffice reads of documents what was written, and prints them well."""

from pathlib import Path

import docx
import pytest

from kepuyue import dump, load
from kepuyue.testing import make_programme
from tests.judges.conftest import Run


def convert(run: Run, source: Path, to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    run("soffice", profile, "--headless", "--convert-to", to, "--outdir", folder, source)


def test_a_document_shows_every_cell(demo: Path, run: Run, tmp_path: Path) -> None:
    programme = load(demo / "programme.json")
    for profile in ("activity-summary-2025", "publish-2025"):
        source = tmp_path / f"{profile}.docx"
        dump(programme, source, profile=profile)
        convert(run, source, "txt:Text (encoded):UTF8", tmp_path)
        theirs = squeezed((tmp_path / f"{profile}.txt").read_text("utf-8-sig"))
        tables = docx.Document(str(source)).tables
        cells = {squeezed(cell.text) for table in tables for cell in table._cells}

        assert len(cells) > 100
        assert [cell for cell in cells if cell not in theirs] == []


def test_a_table_of_a_document_prints_with_its_header_on_each_page(
    demo: Path, run: Run, tmp_path: Path
) -> None:
    source = tmp_path / "table.docx"
    dump(load(demo / "programme.json"), source, profile="activity-summary-2025")
    convert(run, source, "pdf", tmp_path)
    text = run("pdftotext", "-layout", tmp_path / "table.pdf", "-")
    pages = [squeezed(page) for page in text.split("\f") if page.strip()]

    assert len(pages) >= 3
    assert all("*活动名称" in page for page in pages)
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1))


@pytest.mark.parametrize("profile", ["unit-summary-2025", "nomination-2025"])
def test_a_form_of_a_document_is_one_page(profile: str, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "form.docx"
    dump(make_programme(), source, profile=profile)
    convert(run, source, "pdf", tmp_path)
    text = run("pdftotext", "-layout", tmp_path / "form.pdf", "-")

    assert "第1页共1页" in squeezed(text)
    assert "单位（盖章）：" in squeezed(text)


def squeezed(text: str) -> str:
    return "".join(text.split())
