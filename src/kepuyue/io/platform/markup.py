"""The markup of Word documents (ECMA-376, WordprocessingML), and the package it is kept in.

The order of properties is that of the schema: Word refuses a document over it. A document is
written as it is made, in memory that does not grow with it; the same pieces give the same bytes.
"""

import html
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every part: always the same, and the first that an archive can tell."""
_CREATED = "2025-01-01T00:00:00Z"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

SIZES = (21, 18, 15, 13)
"""Sizes of the text of tables, in half points: 五号, 小五, 六号, 小六."""
SHORT, LONG = 11_906, 16_838
"""The sides of A4, in twentieths of a point."""
NARROW, BROAD = 851, 1_134
"""Margins of 1.5 and 2 cm."""
_BODY, _BOLD = ("宋体", "SimSun"), ("黑体", "SimHei")
_LATIN = "Times New Roman"


def paragraph(text: str, style: str, *, new_page: bool = False) -> str:
    """Return a paragraph: its text as it is, without characters that XML cannot carry.

    Args:
        text: the text; lines and tabs are kept.
        style: id of its style.
        new_page: whether it begins a page.

    >>> paragraph("=1+1 < 3", "Cell21")[46:]
    '<w:r><w:t xml:space="preserve">=1+1 &lt; 3</w:t></w:r></w:p>'
    """
    breaks = "<w:pageBreakBefore/>" if new_page else ""
    head = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{breaks}</w:pPr>'
    if not text:
        return f"{head}</w:p>"
    clean = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    inner = html.escape(clean, quote=False)
    inner = inner.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    inner = inner.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'{head}<w:r><w:t xml:space="preserve">{inner}</w:t></w:r></w:p>'


def cell(  # noqa: PLR0913  (what a cell may have)
    text: str,
    style: str,
    width: int,
    *,
    span: int = 1,
    down: bool | None = None,
    fill: str = "",
    align: str = "center",
) -> str:
    """Return a cell of a table.

    Args:
        text: its text.
        style: id of the style of its text.
        width: its width, in twentieths of a point.
        span: columns that it spans.
        down: whether it begins (true) or continues (false) a cell that is merged downwards.
        fill: its colour, as six hexadecimal digits.
        align: where its text stands: ``top`` or ``center``.
    """
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merge = "" if down is None else '<w:vMerge w:val="restart"/>' if down else "<w:vMerge/>"
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merge}{shade}'
        f'<w:vAlign w:val="{align}"/></w:tcPr>{paragraph(text, style)}</w:tc>'
    )


def row(cells: Iterable[str], *, header: bool = False, height: int = 0) -> str:
    """Return a row of a table, which is never broken across pages.

    Args:
        cells: its cells.
        header: whether it is repeated at the top of each page.
        height: its height at least, in twentieths of a point.
    """
    high = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table_start(widths: Sequence[int]) -> str:
    """Return what opens a table with borders, of columns of these widths."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


TABLE_END = "</w:tbl>"


def section(*, landscape: bool) -> str:
    """Return the properties of a section: A4, with page numbers below."""
    size = f'w:w="{SHORT}" w:h="{LONG}"'
    margin = BROAD
    if landscape:
        size, margin = f'w:w="{LONG}" w:h="{SHORT}" w:orient="landscape"', NARROW
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz {size}/><w:pgMar {sides} w:header="567" w:footer="454" w:gutter="0"/></w:sectPr>'
    )


def section_end(*, landscape: bool) -> str:
    """Return the paragraph that ends a section which another one follows."""
    end = section(landscape=landscape)
    return f'<w:p><w:pPr><w:pStyle w:val="End"/>{end}</w:pPr></w:p>'


class Package:
    """A document that is being written.

    Args:
        file: what it is written to.
        title: its title, in its properties.
    """

    def __init__(self, file: IO[bytes], title: str) -> None:
        self._archive = zipfile.ZipFile(file, "w")
        core = _CORE.format(title=html.escape(_ILLEGAL.sub("", title)), created=_CREATED)
        for name, text in {**_PARTS, "docProps/core.xml": core}.items():
            self._archive.writestr(_info(name), (_HEAD + text).encode())
        self._document: IO[bytes] = self._archive.open(_info("word/document.xml"), "w")
        self.write(f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>')

    def write(self, piece: str) -> None:
        """Write a piece of the body."""
        self._document.write(piece.encode())

    def close(self) -> None:
        """Finish the document."""
        self.write("</w:body></w:document>")
        self._document.close()
        self._archive.close()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _font(names: tuple[str, str], size: int) -> str:
    bold = "<w:b/>" if names == _BOLD else ""
    return (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{_LATIN}" w:eastAsia="{names[0]}" '
        f'w:hAnsi="{_LATIN}"/>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


def _style(name: str, paragraph: str, font: str, *, default: bool = False) -> str:
    kind, based = (' w:default="1"', "") if default else ("", '<w:basedOn w:val="Normal"/>')
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{name}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr>{font}</w:style>"
    )


def _spaced(before: int, after: int, align: str = "left") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/><w:jc w:val="{align}"/>'


def _styles() -> str:
    # Without wordWrap a link is broken anywhere, and not pushed out of a narrow cell.
    broken = '<w:wordWrap w:val="0"/>'
    found = [
        _style("Normal", "", _font(_BODY, 21), default=True),
        _style("Title", "<w:keepNext/>" + _spaced(60, 180, "center"), _font(_BOLD, 36)),
        _style("Annex", "<w:keepNext/>" + _spaced(0, 0), _font(_BOLD, 28)),
        _style("Line", "<w:keepNext/>" + _spaced(0, 80), _font(_BODY, 21)),
        _style("Note", _spaced(80, 0), _font(_BODY, 18)),
        _style("Seal", _spaced(240, 0, "right"), _font(_BODY, 24)),
        _style("End", _spaced(0, 0), _font(_BODY, 2)),
        _style("Footer", _spaced(0, 0, "center"), _font(_BODY, 18)),
    ]
    for size in SIZES:
        found += [
            _style(f"Head{size}", broken + _spaced(0, 0, "center"), _font(_BOLD, size)),
            _style(f"Cell{size}", broken + _spaced(20, 20), _font(_BODY, size)),
            _style(f"Middle{size}", _spaced(20, 20, "center"), _font(_BODY, size)),
        ]
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    defaults = f"<w:rPrDefault><w:rPr>{language}</w:rPr></w:rPrDefault>"
    defaults = f"<w:docDefaults>{defaults}</w:docDefaults>"
    return f'<w:styles xmlns:w="{_W}">{defaults}{"".join(found)}</w:styles>'


def _fonts() -> str:
    found = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in (_BODY, _BOLD)
    )
    return f'<w:fonts xmlns:w="{_W}">{found}</w:fonts>'


def _footer() -> str:
    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} ">{run("1")}</w:fldSimple>'

    inner = f"{run('第 ')}{field('PAGE')}{run(' 页　共 ')}{field('NUMPAGES')}{run(' 页')}"
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{inner}</w:p>'
    return f'<w:ftr xmlns:w="{_W}">{line}</w:ftr>'


def _relations(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATED}">{found}</Relationships>'


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{created}</dcterms:modified>'
    "</cp:coreProperties>"
)
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
        f'<Override PartName="/word/fontTable.xml" ContentType="{_TYPE}.fontTable+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/></Types>'
    ),
    "_rels/.rels": _relations(
        (f"{_OFFICE}/officeDocument", "word/document.xml"),
        (f"{_RELATED}/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _relations(
        (f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/settings", "settings.xml"),
        (f"{_OFFICE}/fontTable", "fontTable.xml"), (f"{_OFFICE}/footer", "footer1.xml"),
    ),
    "word/styles.xml": _styles(),
    # Without a mode Word takes the document for one of Word 2007 and says so in its title bar.
    "word/settings.xml": (
        f'<w:settings xmlns:w="{_W}"><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    ),
    "word/fontTable.xml": _fonts(),
    "word/footer1.xml": _footer(),
}  # fmt: skip
