"""LibreOffice reads of every workbook what was written, offers its choices, and prints it well."""

import csv
import itertools
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import openpyxl
import pytest

from kepuyue import (
    Contact,
    DateSpan,
    ExhibitApplication,
    Figures,
    Nomination,
    NominationCategory,
    Programme,
    UnitSummary,
    Volunteer,
    VolunteerReply,
    dump,
    dumps,
    editions,
    try_load,
)
from kepuyue.io.platform import Profile, Sheet, load_profile, profiles, write_template
from kepuyue.io.platform.cell import column_name
from kepuyue.io.platform.choice import choices, divisions
from kepuyue.io.platform.layout import Layout, layouts
from kepuyue.io.platform.machine import parted
from kepuyue.io.registry import VIEWS, View, in_view
from kepuyue.model.codes import region
from tests.judges.conftest import Run

EACH_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"
"""Cells as they are shown, of every sheet."""
ERROR = re.compile(r"=|#(REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)|Err:\d")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def paperwork() -> Iterator[Any]:
    """Yield made-up paperwork, enough for two pages of each table."""
    contacts = (Contact(name="张三", phone="0751-8000001"),)
    days = (DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 14)),)
    for number in range(30):
        unit = "sg-ast" if number % 2 else "sg-museum"
        yield ExhibitApplication(
            id=f"exhibit-{number}", unit=unit, name=f"静电小屋{number}",
            summary="观众触摸静电球。" * number, interactive=number % 3 == 0, area=9.5, power=2000,
            staff=3, equipment=("桌子", "插座"), contacts=contacts, note="=1+1",
        )  # fmt: skip
        yield VolunteerReply(
            id=f"reply-{number}", unit=unit, contacts=contacts,
            volunteers=(
                Volunteer(name="李华", phone="13800000001", role="讲解", available=days),
                Volunteer(name="王芳", phone="13800000002", note="+86"),
            ),
        )  # fmt: skip
        yield UnitSummary(
            id=f"summary-{number}", unit=unit, overview="举办科普活动十二项。\n" * 3,
            results="成效明显。" * 30, cases=("科普大篷车进校园", "院士报告会"),
            figures=Figures(onsite=12_000, online=350_000, views=1_234_567, volunteers=120),
            suggestions="早发通知。", submitted=date(2025, 9, 24), contacts=contacts,
        )  # fmt: skip
        for category in NominationCategory:
            yield Nomination(
                id=f"{category.id}-{number}", category=category, unit=unit, work="丹霞怎样形成",
                reasons="组织有力，" * 20, nominated_by="sg-ast", rank=number + 1,
            )  # fmt: skip


EDITION = editions.load("shaoguan-2025")
PROGRAMMES = {
    "filled": EDITION.merge(editions.load("shaoguan-2025-example")).with_added(*paperwork()),
    "blank": Programme(campaigns=EDITION.campaigns),
}
BOOKS: list[tuple[str, str, View]] = [*itertools.product(profiles(), PROGRAMMES, VIEWS)]
FORMS = [
    (profile, sheet.name, name, view)
    for profile, name, view in BOOKS
    for sheet in load_profile(profile).sheet
]


def convert(run: Run, sources: list[Path], to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    run("soffice", profile, "--headless", "--convert-to", to, "--outdir", folder, *sources)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the workbooks of all profiles."""
    folder = tmp_path_factory.mktemp("books")
    paths = [folder / f"{profile}-{name}-{view}.xlsx" for profile, name, view in BOOKS]
    for path, (profile, name, view) in zip(paths, BOOKS, strict=True):
        dump(PROGRAMMES[name], path, profile=profile, view=view)
    return paths


@pytest.fixture(scope="module")
def sheets(books: list[Path], run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with all sheets of them, as LibreOffice shows their cells."""
    folder = tmp_path_factory.mktemp("sheets")
    convert(run, books, EACH_SHEET, folder)
    return folder


@pytest.fixture(scope="module")
def documents(books: list[Path], run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with them as LibreOffice keeps them itself."""
    folder = tmp_path_factory.mktemp("documents")
    convert(run, [path for path in books if "internal" in path.name], "ods", folder)
    return folder


def form_of(profile: str, sheet: str) -> tuple[Profile, Sheet]:
    """Return a profile that has a sheet of another and nothing besides, and the sheet."""
    whole = load_profile(profile)
    (form,) = (form for form in whole.sheet if form.name == sheet)
    return attrs.evolve(whole, sheet=(form,)), form


# What it reads.


@pytest.mark.parametrize(("profile", "sheet", "name", "view"), FORMS)
def test_the_table_is_read_as_it_was_written(
    profile: str, sheet: str, name: str, view: View, sheets: Path
) -> None:
    single, form = form_of(profile, sheet)
    (layout,) = layouts(in_view(PROGRAMMES[name], view), single)
    theirs = rows_of(sheets / f"{profile}-{name}-{view}-{sheet}.csv")
    text = dumps(PROGRAMMES[name], format="csv", profile=single, view=view).decode("utf-8-sig")
    ours = list(csv.reader(text.splitlines(keepends=True)))
    top = 3 + layout.has_groups
    has_rows = name == "filled" and (view == "internal" or form.rows == "activities")

    assert layout.title(PROGRAMMES[name]) in theirs[1]
    assert list(shown(theirs[top:], layout)) == ours
    assert (len(ours) > 25) == has_rows


def shown(rows: list[list[str]], layout: Layout) -> Iterator[list[str]]:
    """Yield the rows that say something, as they stand in CSV.

    There counts have no commas of thousands, and keys no fingerprints.
    """
    counts = {i for i, codec in enumerate(layout.codecs) if codec.column.codec == "count"}
    for number, row in enumerate(rows):
        if any(row):
            *cells, key = (
                cell.replace(",", "") if number and index in counts else cell
                for index, cell in enumerate(row)
            )
            mark, ids = parted(key)
            assert bool(mark) == (number > 0)
            yield [*cells, ids]


def test_no_cell_is_an_error_or_a_formula(sheets: Path) -> None:
    tables = [path for path in sheets.glob("*.csv") if not path.stem.endswith("-kepuyue")]
    cells = [cell for path in tables for row in rows_of(path) for cell in row]

    assert len(tables) == len(FORMS) + 2 * len(BOOKS)
    assert "'=1+1" in cells
    assert [cell for cell in cells if ERROR.match(cell)] == []


# Its drop-downs.


def validations(path: Path) -> dict[str, str]:
    """Return the condition of each column that has one, by its first cell, such as ``活动.C6``."""
    with zipfile.ZipFile(path) as archive:
        content = ET.fromstring(archive.read("content.xml"))  # noqa: S314  (our own)
    conditions = {
        found.attrib[f"{TABLE}name"]: found.attrib[f"{TABLE}condition"]
        for found in content.iter(f"{TABLE}content-validation")
    }
    first: dict[tuple[str, int], str] = {}
    for table in content.iter(f"{TABLE}table"):
        name, number = table.attrib[f"{TABLE}name"], 1
        for row in table.iter(f"{TABLE}table-row"):
            index = 0
            for cell in row:
                repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
                validation = cell.get(f"{TABLE}content-validation-name")
                if validation is not None:
                    for column in range(index, index + repeated):
                        place = f"{name}.{column_name(column)}{number}"
                        first.setdefault((name, column), f"{place} {conditions[validation]}")
                index += repeated
            number += int(row.get(f"{TABLE}number-rows-repeated", 1))
    return dict(found.split(" ", 1) for found in first.values())


def listed(condition: str, codes: list[list[str]]) -> list[str] | None:
    """Return what a drop-down offers, if it is a range of the sheet of code lists."""
    found = re.fullmatch(
        r"of:cell-content-is-in-list\(\[\$代码\.\$([A-Z]+)\$2:\.\$\1\$(\d+)\]\)", condition
    )
    if found is None:
        return None
    column = [column_name(index) for index in range(len(codes[0]))].index(found[1])
    return [row[column] for row in codes[1 : int(found[2])]]


@pytest.mark.parametrize("name", PROGRAMMES)
@pytest.mark.parametrize("profile", profiles())
def test_drop_downs_offer_what_they_should(
    profile: str, name: str, documents: Path, sheets: Path
) -> None:
    programme, stem = PROGRAMMES[name], f"{profile}-{name}-internal"
    conditions = validations(documents / f"{stem}.ods")
    codes = rows_of(sheets / f"{stem}-代码.csv")
    expected = {}
    for layout in layouts(programme, load_profile(profile)):
        for index, column in enumerate(layout.columns):
            place = f"{layout.form.name}.{column_name(index)}{5 + layout.has_groups}"
            if column.codec == "prefecture":
                expected[place] = ["韶关市"]
            elif column.choices and column.choices != "Region":
                expected[place] = choices(programme, column.choices)
    offered = {place: listed(condition, codes) for place, condition in conditions.items()}

    assert not any("#REF" in condition or "Err:" in condition for condition in conditions.values())
    assert {place: labels for place, labels in offered.items() if labels} == {
        place: labels for place, labels in expected.items() if labels
    }


def test_the_counties_offered_are_those_of_the_city_in_the_row(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_template(path)
    pairs = divisions(Programme())
    cities = list(dict.fromkeys(outer for outer, _ in pairs))
    book = openpyxl.load_workbook(path)
    sheet = book["活动"]
    formulas = [check.formula1 for check in sheet.data_validations.dataValidation]
    (formula,) = (formula for formula in formulas if formula and "OFFSET" in formula)
    for row, city in enumerate(cities, 6):
        there = re.sub(r"(\$[A-Z]+)6\b", rf"\g<1>{row}", formula)
        sheet.cell(row, 8).value = city
        sheet.cell(row, 40).value = f'=_xlfn.TEXTJOIN("、",TRUE,{there})'
    book.save(path)
    convert(run, [path], EACH_SHEET, tmp_path)
    offered = {row[7]: row[39] for row in rows_of(tmp_path / "blank-活动.csv")[5:] if row[7]}

    assert offered["韶关市"].split("、") == [
        region.name(code) for code in region.children("440200")
    ]
    assert offered == {
        city: "、".join(inner for outer, inner in pairs if outer == city) for city in cities
    }


# What it prints.


@pytest.mark.parametrize("profile", profiles())
def test_it_prints_with_the_title_on_the_first_page_and_the_header_on_each(
    profile: str, run: Run, books: list[Path], tmp_path: Path
) -> None:
    (book,) = (path for path in books if path.name == f"{profile}-filled-internal.xlsx")
    convert(run, [book], "pdf", tmp_path)
    text = run("pdftotext", "-layout", tmp_path / f"{book.stem}.pdf", "-")
    pages = [page for page in text.split("\f") if page.strip()]
    guide = next(index for index, page in enumerate(pages) if "怎样填" in page)
    titles = []
    for layout in layouts(PROGRAMMES["filled"], load_profile(profile)):
        title = layout.title(PROGRAMMES["filled"])
        (first,) = (index for index, page in enumerate(pages) if title in page)
        titles.append(first)

    assert titles[0] == 0
    assert [i for i, page in enumerate(pages[:guide]) if "填报单位：" in page] == titles
    assert all("序号" in page or "单位" in page or "项目名称" in page for page in pages[:guide])
    assert all(f"第 {i} 页，共 {len(pages)} 页" in page for i, page in enumerate(pages, 1))
    assert load_profile(profile).issuer[:4] in pages[guide]


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_what_it_saves_is_the_same_programme_without_any_change(
    suffix: str, run: Run, tmp_path: Path
) -> None:
    written = [tmp_path / f"{profile}.xlsx" for profile in profiles()]
    for path in written:
        dump(PROGRAMMES["filled"], path, profile=path.stem)
    convert(run, written, suffix, tmp_path / "saved")

    for path in written:
        wanted = try_load(path)
        found = try_load(tmp_path / "saved" / f"{path.stem}.{suffix}")
        assert [str(f) for f in found.report if f.code == "KY-TAB117"] == []
        assert found.programme == wanted.programme
