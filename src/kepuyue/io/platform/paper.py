"""What a document looks like on paper: tables on wide pages, and forms with a page each.

A table is as wide as a page allows; what has more columns than anyone could read there is written
as officers' own forms have it: a page for each record, labels beside their values.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from kepuyue.io.platform.cell import text_of
from kepuyue.io.platform.layout import Layout, heading_of, layouts
from kepuyue.io.platform.markup import (
    BROAD,
    LONG,
    NARROW,
    SHORT,
    SIZES,
    TABLE_END,
    cell,
    paragraph,
    row,
    section,
    section_end,
    table_start,
)
from kepuyue.io.platform.profile import Column, Profile
from kepuyue.io.platform.worksheet import UNIT_LINE
from kepuyue.model.programme import Programme

_MOST = 20
"""Columns of a table; a record with more has a form."""
_PER_SIZE = (8, 12, 16)
"""Columns up to which a table has the first, second, third size of text."""
_BLANK = 12
"""Rows of a blank table."""
_FILL = "EDEDED"
_WIDE = 28
"""Width of a column, in characters, from which its field takes the whole width of a form."""
_TALL = 30
"""Width of a column of text from which its field is a high one."""
_ALONE = frozenset({"when", "lines", "links", "link"})
"""Codecs whose field takes the whole width, too."""
_LABEL = 1_800
_VALUE = (SHORT - 2 * BROAD) // 2 - _LABEL
_LOW = 480
_HIGH = (1_134, 5_670)
"""Heights of a high field, in twentieths of a point: at least, at most."""
_ROOM = 11_500
"""Height that the fields of a form have on a page."""
_SEALS = {"summaries": "单位（盖章）", "nominations": "推荐单位（盖章）"}
_OWN = ("sessions.", "venues.")
_NOTE = "注：带 * 的栏目必填。"


def pieces(programme: Programme, profile: Profile) -> Iterator[str]:
    """Yield the body of a document, piece by piece.

    Of sheets that nothing stands on there is none, unless all are blank.

    Args:
        programme: the programme, in the view that is written.
        profile: the profile.
    """
    found = layouts(programme, profile)
    shown = [layout for layout in found if layout.entities(programme)] or found
    for number, layout in enumerate(shown, 1):
        form = is_form(layout)
        yield from _forms(programme, layout) if form else _table(programme, layout)
        yield (section if number == len(shown) else section_end)(landscape=not form)


def is_form(layout: Layout) -> bool:
    """Return whether the records of a sheet have a form each."""
    rows = layout.form.rows
    return rows in _SEALS or (rows != "volunteer_replies" and len(layout.codecs) > _MOST)


def _table(programme: Programme, layout: Layout) -> Iterator[str]:
    columns = layout.columns
    widths = _shares([column.width for column in columns], LONG - 2 * NARROW)
    size = SIZES[sum(len(columns) > most for most in _PER_SIZE)]
    yield paragraph("附件", "Annex")
    yield paragraph(layout.title(programme), "Title")
    yield paragraph(UNIT_LINE, "Line")
    yield table_start(widths)
    yield from _heads(columns, widths, f"Head{size}")
    styles = [f"{'Middle' if c.codec == 'serial' else 'Cell'}{size}" for c in columns]
    together = layout.form.rows == "activities"
    merged = [together and not _of_session(layout, place) for place in range(len(columns))]
    serial = 1
    for entity in layout.entities(programme):
        rows = _cells(programme, layout, entity, serial)
        serial += 1 if together else len(rows)
        for number, texts in enumerate(rows):
            yield row(
                cell(
                    text if not merge or number == 0 else "",
                    style, width, down=number == 0 if merge and len(rows) > 1 else None,
                )
                for text, style, width, merge in zip(texts, styles, widths, merged, strict=True)
            )  # fmt: skip
    if serial == 1:
        blank = row(
            (cell("", style, width) for style, width in zip(styles, widths, strict=True)),
            height=_LOW,
        )
        yield blank * _BLANK
    yield TABLE_END
    yield _end(columns)


def _heads(columns: Sequence[Column], widths: Sequence[int], style: str) -> Iterator[str]:
    """Yield the header: one row, or two with headings of groups."""
    upper: list[str] = []
    lower: list[str] = []
    place = 0
    for group, together in itertools.groupby(columns, key=lambda column: column.group):
        members = list(together)
        inner = widths[place : place + len(members)]
        place += len(members)
        grouped = group is not None and len(members) > 1
        if group is not None and grouped:
            upper.append(cell(group, style, sum(inner), span=len(members), fill=_FILL))
        for column, width in zip(members, inner, strict=True):
            heading = heading_of(column)
            if grouped:
                lower.append(cell(heading, style, width, fill=_FILL))
            else:
                upper.append(cell(heading, style, width, down=True, fill=_FILL))
                lower.append(cell("", style, width, down=False, fill=_FILL))
    if any("<w:gridSpan" in each for each in upper):
        yield row(upper, header=True)
        yield row(lower, header=True)
    else:
        heads = zip(columns, widths, strict=True)
        yield row(
            (cell(heading_of(column), style, width, fill=_FILL) for column, width in heads),
            header=True,
        )


def _forms(programme: Programme, layout: Layout) -> Iterator[str]:
    title = layout.title(programme)
    for number, entity in enumerate(layout.entities(programme) or (None,)):
        yield paragraph(title, "Title", new_page=number > 0)
        yield from _form(programme, layout, entity)
        seal = _SEALS.get(layout.form.rows)
        if seal is None:
            yield _end(layout.columns)
        else:
            yield paragraph(f"{seal}：　　　　　　　　", "Seal")
            yield paragraph("年　　月　　日　　", "Seal")


def _form(programme: Programme, layout: Layout, entity: Any) -> Iterator[str]:
    """Yield the form of a record; of further sessions the fields of a session alone, below."""
    columns = layout.columns
    texts = [[""] * len(columns)] if entity is None else _cells(programme, layout, entity, 1)
    numbered = [place for place, column in enumerate(columns) if column.codec != "serial"]
    lines = _lines(columns, numbered)
    tall = sum(_is_tall(columns[line[0]]) for line in lines)
    height = max(min((_ROOM - _LOW * (len(lines) - tall)) // max(tall, 1), _HIGH[1]), _HIGH[0])
    yield table_start((_LABEL, _VALUE) * 2)
    yield from _fields(columns, texts[0], lines, height)
    # The label of the time comes first: by its coming again a further session is seen.
    own = sorted(
        (place for place in range(len(columns)) if _of_session(layout, place)),
        key=lambda place: columns[place].codec not in ("when", "start"),
    )
    for number, more in enumerate(texts[1:], 2):
        caption = cell(
            f"第 {number} 场", f"Head{SIZES[0]}", 2 * (_LABEL + _VALUE), span=4, fill=_FILL
        )
        yield row([caption])
        yield from _fields(columns, more, _lines(columns, own), height)
    yield TABLE_END


def _fields(
    columns: Sequence[Column], texts: Sequence[str], lines: Sequence[Sequence[int]], height: int
) -> Iterator[str]:
    """Yield the rows of a form."""
    for line in lines:
        span = 3 if len(line) == 1 else 1
        width = _VALUE if span == 1 else 2 * _VALUE + _LABEL
        is_tall = _is_tall(columns[line[0]])
        align = "top" if is_tall else "center"
        cells = []
        for place in line:
            cells += [
                cell(heading_of(columns[place]), f"Head{SIZES[0]}", _LABEL, fill=_FILL),
                cell(texts[place], f"Cell{SIZES[0]}", width, span=span, align=align),
            ]
        yield row(cells, height=height if is_tall else _LOW)


def _lines(columns: Sequence[Column], places: Sequence[int]) -> list[list[int]]:
    """Return what stands side by side on a form: two short fields, or one."""
    lines: list[list[int]] = []
    for place in places:
        last = lines[-1] if lines else []
        if len(last) == 1 and not any(_is_alone(columns[each]) for each in (place, *last)):
            last.append(place)
        else:
            lines.append([place])
    return lines


def _is_alone(column: Column) -> bool:
    return column.width >= _WIDE or column.codec in _ALONE


def _is_tall(column: Column) -> bool:
    return column.width >= _TALL and column.codec in ("text", "lines")


def _of_session(layout: Layout, place: int) -> bool:
    """Return whether the cells of a column are of the session of a row, not of the activity."""
    return any(path.startswith(_OWN) for path in layout.codecs[place].writes)


def _cells(programme: Programme, layout: Layout, entity: Any, serial: int) -> list[list[str]]:
    """Return the texts of the rows of an entity."""
    rows = layout.rows(programme, entity, serial)
    return [[text_of(value) for value in layout.cells(each)] for each, _ in rows]


def _end(columns: Sequence[Column]) -> str:
    """Return what stands below a table; Word wants a paragraph there."""
    required = any(column.required == "publish" for column in columns)
    return paragraph(_NOTE, "Note") if required else paragraph("", "End")


def _shares(widths: Sequence[int], room: int) -> list[int]:
    """Return widths in proportion, which together are as wide as the room.

    >>> _shares([1, 2, 1], 100)
    [25, 50, 25]
    """
    ends = [room * end // sum(widths) for end in itertools.accumulate(widths)]
    return [end - start for start, end in itertools.pairwise([0, *ends])]
