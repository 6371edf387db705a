"""Fuzz the reading and writing of tables: whatever comes, promises are kept.

Run it by ``make fuzz``. The first byte of an input chooses: the rest is a file as it stands, or
says what a table has in its cells and what kind of file it is, or what to change in a workbook of
ours.

Promises: nothing is raised, and findings can be told; what was read can be written as JSON and as a
workbook, and the activities read back equal; of the public view too. One by one come the same
activities as together.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import atheris
import attrs
from table_words import ABOVE, CELLS, HEADINGS

with atheris.instrument_imports(include=["kepuyue"]):
    from kepuyue import dumps, editions, iter_activities, try_loads
    from kepuyue.io import converter, lines  # noqa: F401  (loaded late otherwise)
    from kepuyue.io.platform import annotation, document, reader  # noqa: F401  (as above)
    from kepuyue.io.platform.cell import cell_name
    from kepuyue.io.platform.guard import kind_of
    from kepuyue.io.platform.machine import SHEET
    from kepuyue.testing import make_programme

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "tables"
KNOWN = attrs.evolve(editions.load("shaoguan-2025-example"), activities=())
OURS = make_programme()
PROFILES = ("publish-2025", "report-2025", "volunteer-reply-2025", "nomination-2025")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
Rows = list[list[str]]


class Script:
    """The bytes of an input, as choices; where they end, the first of each."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def below(self, count: int) -> int:
        """Return a number from 0 that is less than ``count``."""
        return int.from_bytes(self._data.read(1 if count <= 256 else 2), "big") % count  # noqa: PLR2004

    def pick(self, items: Any) -> Any:
        """Return one of the items."""
        return items[self.below(len(items))]

    def cell(self) -> str:
        """Return what stands in a cell: a known text, two of them, or the bytes that come next."""
        match self.below(8):
            case 0:
                return self._data.read(self.below(48)).decode("utf-8", "ignore")
            case 1:
                return (
                    str(self.pick(CELLS)) + str(self.pick("、，；/ \n（")) + str(self.pick(CELLS))
                )
            case 2:
                text = str(self.pick(CELLS))
                at = self.below(256) % (len(text) + 1)
                return text[:at] + self._data.read(3).decode("utf-8", "ignore") + text[at:]
            case _:
                return str(self.pick(CELLS))


def check(data: bytes) -> None:
    """Do what an input says, and hold reading and writing to their promises."""
    choice, rest = data[0] if data else 0, data[1:]
    match choice % 3:
        case 0:
            read(rest, "csv")
            read(rest, "xlsx")
        case 1:
            made(Script(rest), choice // 3)
        case _:
            changed(Script(rest), PROFILES[choice // 3 % len(PROFILES)])


def made(say: Script, choice: int) -> None:
    """Read a table of odd cells, as one kind of file or another."""
    headings = [say.pick(HEADINGS) for _ in range(2 + say.below(12))]
    if say.below(4):
        headings[say.below(len(headings))] = "活动名称"
    rows: Rows = [[say.pick(ABOVE)] for _ in range(say.below(4))]
    rows += [headings, *([say.cell() for _ in headings] for _ in range(1 + say.below(8)))]
    if choice % 2:
        merges = [
            (say.below(len(rows)), say.below(8), say.below(4), say.below(3))
            for _ in range(say.below(4))
        ]
        read(workbook([("活动", "visible", rows)], merges), "xlsx")
        return
    text = io.StringIO()
    csv.writer(text, delimiter=say.pick(",\t;")).writerows(rows)
    read(text.getvalue().encode(say.pick(("utf-8-sig", "utf-8", "gb18030", "utf-16"))), "csv")


def changed(say: Script, profile: str) -> None:
    """Read a workbook of ours some of whose cells, rows and records were changed."""
    sheets = ours(profile)
    for _ in range(1 + say.below(8)):
        _, _, rows = sheets[0 if say.below(4) else say.below(len(sheets))]
        if not rows:
            continue
        at, other = say.below(len(rows)), say.below(len(rows))
        place = say.below(64) % max(len(rows[at]), 1)
        match say.below(8):
            case 0:
                del rows[at]
            case 1:
                rows.insert(other, list(rows[at]))
            case 2:
                rows[at], rows[other] = rows[other], rows[at]
            case 3 if rows[at]:
                rows[at][place] = rows[other][place] if place < len(rows[other]) else ""
            case 4 if rows[at]:
                cell = rows[at][place]
                cut = say.below(2**16) % (len(cell) + 1)
                rows[at][place] = cell[:cut] + say.cell() + cell[cut + say.below(4) :]
            case _:
                rows[at][place : place + 1] = [say.cell()]
    read(workbook(sheets, []), "xlsx")


def ours(profile: str) -> list[tuple[str, str, Rows]]:
    """Return the sheets of a workbook of ours: name, state and rows."""
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(dumps(OURS, format="xlsx", profile=profile)))
    return [
        (name, "hidden" if name == SHEET else "visible",
         [list(map(str, row)) for row in book.get_sheet_by_name(name).to_python()])
        for name in book.sheet_names
        if name not in ("填报说明", "代码")
    ]  # fmt: skip


def read(data: bytes, kind: str) -> None:
    """Read a file, and hold reading and writing to their promises."""
    result = try_loads(data, format=kind, programme=KNOWN)
    told(result.report)
    programme = result.programme
    assert try_loads(dumps(programme)).report.ok
    again = try_loads(dumps(programme, format="xlsx", profile="report-2025"), format="xlsx")
    assert again.programme.activities == programme.activities
    public = try_loads(dumps(programme, format="xlsx", view="public"), format="xlsx").programme
    assert public.activities == programme.public().activities
    if kind == "csv" and kind_of(data) == "text" and result.report.ok:
        reports: list[Any] = []
        streamed = list(
            iter_activities(io.BytesIO(data), format="csv", programme=KNOWN,
                            on_error=reports.append)
        )  # fmt: skip
        for report in reports:
            told(report)
        assert [activity.name for activity in streamed] == [each.name for each in programme]


def told(report: Any) -> None:
    """Tell all findings, in both languages."""
    for finding in report:
        finding.message("zh"), finding.message("en"), str(finding)


def workbook(sheets: list[tuple[str, str, Rows]], merges: list[tuple[int, int, int, int]]) -> bytes:
    """Return a workbook, as other programs write it."""
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state, _) in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}">{related}'
        "</Relationships>",
    }
    for number, (_, _, rows) in enumerate(sheets, 1):
        merged = "".join(
            f'<mergeCell ref="{cell_name(row, column)}:{cell_name(row + down, column + right)}"/>'
            for row, column, down, right in (merges if number == 1 else [])
        )
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        inner = "".join(map(row_of, range(len(rows)), rows))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{inner}</sheetData>{merged}</worksheet>'
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode("utf-8", "ignore"))
    return file.getvalue()


def row_of(number: int, cells: list[str]) -> str:
    """Return the XML of a row: numbers as numbers, anything else as text."""
    inner = ""
    for column, text in enumerate(cells):
        name = cell_name(number, column)
        clean = "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
        if clean.isascii() and clean.replace(".", "", 1).isdigit() and len(clean) < 16:  # noqa: PLR2004
            inner += f'<c r="{name}"><v>{clean}</v></c>'
        elif clean:
            inner += f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}'
            inner += "</t></is></c>"
    return f'<row r="{number + 1}">{inner}</row>'


# The corpus.


def seeds(folder: Path) -> None:
    """Write files to begin from."""
    folder.mkdir(parents=True, exist_ok=True)
    for turn in range(24):
        script = bytes((11 * index * (turn + 1) + turn) % 256 for index in range(160))
        for choice in (1, 2, 4, 5, 8, 11):
            (folder / f"script.{choice}.{turn}").write_bytes(bytes([choice]) + script)
    for sample in sorted(SAMPLES.glob("*.*")):
        if sample.suffix in (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".docx"):
            (folder / f"sample.{sample.stem}").write_bytes(b"\0" + sample.read_bytes())


def quoted(word: str) -> str:
    """Return a word as a dictionary of libFuzzer has it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def main(corpus: Path) -> None:
    """Fuzz with a corpus that is kept in a folder; other arguments are those of libFuzzer."""
    seeds(corpus)
    dictionary = corpus.parent / "tables.dict"
    words = sorted(word for word in {*HEADINGS, *CELLS, *ABOVE} if word)
    dictionary.write_text("".join(f'"{quoted(word)}"\n' for word in words))
    atheris.Setup([sys.argv[0], f"-dict={dictionary}", *sys.argv[2:], str(corpus)], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
