"""Cells: what is written into one, what is read from one, and where it stands."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from kepuyue.model._field import UNSAFE_IN_LINE, UNSAFE_IN_TEXT

Cell = str | int | float | date | None
"""What is written: text, a number, a date or (being one) a date with a time."""
Value = str | int | float | bool | date | datetime | time | timedelta | None
"""What is read: as :data:`Cell`, and what spreadsheets have besides; no empty text."""
CELL = 32_767
"""Characters that a cell of a workbook holds (the limit of the file format)."""
TABLE = "table"
"""The key of ``extra`` under which what no field takes is kept, by its heading."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BRACKETS = dict(zip("（(〔[【《“", "）)〕]】》”", strict=True))
_SEPARATORS = "、，,；;\n"
_LETTERS = 26


def safe_text(text: str) -> str:
    """Return text that a spreadsheet shows and never runs, within what a cell holds.

    Characters that XML cannot carry are left out. Text that begins like a formula is given a
    leading apostrophe: typed as text it does nothing here, but a copy saved as CSV and opened
    again would run it.

    >>> safe_text("=1+1"), safe_text("+86 751"), safe_text("科普")
    ("'=1+1", "'+86 751", '科普')
    """
    clean = text if text.isprintable() else _ILLEGAL.sub("", text)
    if clean.startswith(_FORMULA):
        clean = f"'{clean}"
    if 2 * len(clean) > CELL:  # characters beyond the BMP count twice
        clean = clean.encode("utf-16-le", "replace")[: 2 * CELL].decode("utf-16-le", "ignore")
    return clean


def cleaned(value: object) -> Value:
    r"""Return a value as codecs take it: text trimmed, one kind of line break, whole numbers whole.

    The apostrophe that keeps text from being run as a formula is taken off, and control characters
    are left out, which CSV files may have and entities may not.

    >>> cleaned(" 3\r\n "), cleaned(3.0), cleaned("'+86 751"), cleaned("")
    ('3', 3, '+86 751', None)
    """
    if isinstance(value, str):
        text = value.strip()
        if not text.isprintable():
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
            text = re.sub(UNSAFE_IN_TEXT, "", text).strip()
        if text[:1] == "'" and text[1:2] and text[1] in "=+-@\t\n":
            text = text[1:].lstrip()
        return text or None
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        return value if value == value and abs(value) != float("inf") else None  # noqa: PLR0124  (NaN)
    if value is None or isinstance(value, (bool, int, date, time, timedelta)):
        return value
    return str(value)


def cells_of(row: Iterable[object]) -> dict[int, Value]:
    """Return the cells of a row that say something, cleaned, by their places.

    >>> cells_of(["1", "", None, " 讲座 ", 3.0])
    {0: '1', 3: '讲座', 4: 3}
    """
    found: dict[int, Value] = {}
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        if type(value) is str and (text := value.strip()) and text[0] != "'" and text.isprintable():
            found[place] = text
        elif (said := cleaned(value)) is not None:
            found[place] = said
    return found


def text_of(value: Value) -> str:
    """Return a value as text, dates as ISO 8601 has them.

    >>> text_of(440203), text_of(date(2025, 9, 13)), text_of(True)
    ('440203', '2025-09-13', '是')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return "" if value is None else str(value)


def line_of(text: str) -> str:
    r"""Return text as a name has it: on one line, without control characters.

    >>> line_of("机器人\n科普展")
    '机器人 科普展'
    """
    return " ".join(re.sub(UNSAFE_IN_LINE, " ", text).split())


def split(text: str, separators: str = _SEPARATORS) -> list[str]:
    """Return the values that stand in one cell, trimmed; what stands in brackets is not parted.

    >>> split("市科协、市科技局（市外专局、引智办），市教育局")
    ['市科协', '市科技局（市外专局、引智办）', '市教育局']
    """
    parts: list[str] = []
    awaited: list[str] = []
    last: dict[str, int] = {}
    start = 0
    for place, char in enumerate(text):
        if awaited and char == awaited[-1]:
            awaited.pop()
        elif char in _BRACKETS:
            close = _BRACKETS[char]
            if close not in last:
                last[close] = text.rfind(close)
            if last[close] > place:
                awaited.append(close)
        elif char in separators and not awaited:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return list(dict.fromkeys(part for part in map(str.strip, parts) if part))


def column_name(index: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_name(0), column_name(25), column_name(26), column_name(16_383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """Return the column of letters in capitals, counted from 0.

    >>> column_of("A"), column_of("XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, row and column counted from 0.

    >>> cell_name(13, 7)
    'H14'
    """
    return f"{column_name(column)}{row + 1}"
