"""Workbooks made byte by byte, as an attacker would, and as other programs do."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{head}'
    '<sheets><sheet name="活动" sheetId="1" r:id="rId1"/>{more}</sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.{suffix}"/></Relationships>'
)
PACKAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def xlsx(rows: str | bytes, *, head: str = "", more: str = "", **parts: Any) -> bytes:
    """Return an .xlsx of one sheet; ``parts`` are further ones in ``xl``, ``_`` for the dot."""
    sheet = rows if isinstance(rows, bytes) else sheet_of(rows)
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": PACKAGE,
            "xl/workbook.xml": WORKBOOK.format(head=head, more=more),
            "xl/_rels/workbook.xml.rels": RELATIONS.format(suffix="xml"),
            "xl/worksheets/sheet1.xml": sheet,
            **{f"xl/{name.replace('_', '.')}": data for name, data in parts.items()},
        }
    )


def sheet_of(rows: str) -> bytes:
    """Return the XML of a sheet."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def cell(name: str, content: str = "<v>1</v>") -> str:
    """Return a row of one cell."""
    return f'<row r="{name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{name}">{content}</c></row>'


def ods(rows: str) -> bytes:
    """Return an .ods of one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="活动">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def ods_row(cells: str, repeated: int = 1) -> str:
    """Return a row of an .ods."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods_cell(value: str | None = None, repeated: int = 1) -> str:
    """Return a cell of an .ods, of text if there is a value."""
    typed = "" if value is None else ' office:value-type="string"'
    return (
        f'<table:table-cell table:number-columns-repeated="{repeated}"{typed}>'
        f"{'' if value is None else f'<text:p>{value}</text:p>'}</table:table-cell>"
    )


def wide(text: str) -> bytes:
    """Return text of an .xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an .xlsb."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytearray()
    size = len(data)
    while True:
        length.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + length + data


def xlsb(cells: Iterable[tuple[int, int]], *, date1904: bool = False, strings: bytes = b"",
         sheet: bytes | None = None) -> bytes:  # fmt: skip
    """Return an .xlsb of one sheet with numbers in cells."""
    records = [xlsb_record(0x81), xlsb_record(0x94, bytes(16)), xlsb_record(0x91)]
    for row, column in cells:
        records.append(xlsb_record(0x00, struct.pack("<I", row) + bytes(21)))
        records.append(xlsb_record(0x05, struct.pack("<IId", column, 0, 1.0)))
    records += [xlsb_record(0x92), xlsb_record(0x82)]
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.bin": xlsb_record(0x83)
        + xlsb_record(0x99, struct.pack("<III", date1904, 0, 0))
        + xlsb_record(0x8F)
        + xlsb_record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("活动"))
        + xlsb_record(0x90)
        + xlsb_record(0x84),
        "xl/_rels/workbook.bin.rels": RELATIONS.format(suffix="bin"),
        "xl/worksheets/sheet1.bin": b"".join(records) if sheet is None else sheet,
    }
    if strings:
        members["xl/sharedStrings.bin"] = strings
    return zipped(members)


def biff(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an .xls."""
    return struct.pack("<HH", kind, len(data)) + data


def number(row: int, column: int) -> bytes:
    """Return a cell of an .xls."""
    return biff(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def book(cells: bytes, *, globals_: bytes = b"", positions: int = 1) -> bytes:
    """Return the stream of an .xls workbook of one sheet."""
    start = biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + globals_
    bound = len(biff(0x0085, struct.pack("<IBB", 0, 0, 0) + b"\2\1" + "活动".encode("utf-16-le")))
    position = len(start) + bound * positions + 4
    bounds = biff(
        0x0085, struct.pack("<IBB", position, 0, 0) + b"\2\1" + "活动".encode("utf-16-le")
    )
    sheet = biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + cells + biff(0x0A)
    return start + bounds * positions + biff(0x0A) + sheet


def compound(
    stream: bytes,
    name: str = "Workbook",
    *,
    fat: Mapping[int, int] | None = None,
    header: Mapping[int, int] | None = None,
    length: int | None = None,
) -> bytes:
    """Return a compound file of one stream; some numbers of its FAT and header may be lies."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (128 - len(chain))
    for at, value in (fat or {}).items():
        chain[at] = value
    head = bytearray(512)
    head[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    for at, value in (header or {}).items():
        struct.pack_into("<I", head, at, value)
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0, 1), (name, 2, 2, length or len(stream), 0xFFFFFFFF)]
    directory = b"".join(
        label.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(label) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
        for label, kind, start, size, child in entries
    )
    body = struct.pack("<128I", *chain) + directory.ljust(512, b"\0")
    return bytes(head) + body + stream.ljust(sectors * 512, b"\0")
