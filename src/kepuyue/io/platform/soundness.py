"""Whether a profile makes sense: its codecs, the fields they fill, and names that repeat."""

from collections.abc import Iterator

import attrs

from kepuyue._text import fold, nearest, shown
from kepuyue.errors import LoadError
from kepuyue.findings import Finding, Location, Report, pointer
from kepuyue.io.platform.field import fits, paths, suited
from kepuyue.io.platform.machine import CODES, GUIDE, page_of
from kepuyue.io.platform.profile import Column, Profile, Sheet

SERIAL = "serial"
"""The one codec that fills no field."""
NO_SHEET = ("没有工作表", "there is no sheet")
NO_COLUMN = ("工作表没有栏目", "the sheet has no column")
REPEATED = ("名称重复", "the name is repeated")

_NAME = 31
"""Characters that the name of a worksheet may have (the limit of the file format)."""
_NOT_IN_NAME = set("[]:*?/\\")
"""Characters that it must not have."""
_OURS = frozenset({GUIDE, CODES})


@attrs.frozen(kw_only=True)
class Problem:
    """What is wrong in a sheet or in a column.

    Attributes:
        zh: what is wrong, in Chinese.
        en: the same in English.
        key: the key concerned.
        sheet: index of the sheet.
        column: index of the column, if it is about one.
        value: what stood there.
        nearest: valid values most like it.
    """

    zh: str
    en: str
    key: str
    sheet: int
    column: int | None = None
    value: str | None = None
    nearest: tuple[str, ...] = ()


def finding(
    location: Location, zh: str, en: str, *, value: object = None, nearest: tuple[str, ...] = ()
) -> Finding:
    """Return the finding that tells what is wrong in a profile."""
    return Finding(
        code="KY-LOD014",
        params={"why_zh": zh, "why_en": en},
        location=location,
        value=None if value is None else shown(value),
        nearest=nearest,
    )


def checked(profile: Profile) -> Profile:
    """Return a profile that was made in Python, if it is sound.

    Raises:
        LoadError: if it is not: each finding names the key.
    """

    def place(*path: str | int) -> Location:
        return Location(source=profile.id, path=pointer(*path))

    findings = [] if profile.sheet else [finding(place("sheet"), *NO_SHEET)]
    findings += [
        finding(place("sheet", index), *NO_COLUMN)
        for index, sheet in enumerate(profile.sheet)
        if not sheet.column
    ]
    for found in problems(profile.sheet):
        column = () if found.column is None else ("column", found.column)
        findings.append(
            finding(
                place("sheet", found.sheet, *column, found.key), found.zh, found.en,
                value=found.value, nearest=found.nearest,
            )
        )  # fmt: skip
    if findings:
        raise LoadError(Report(findings))
    return profile


def problems(sheets: tuple[Sheet, ...]) -> Iterator[Problem]:
    """Yield what is wrong in the sheets of a profile."""
    names: set[str] = set()
    for index, sheet in enumerate(sheets):
        if (
            len(sheet.name) > _NAME
            or _NOT_IN_NAME & set(sheet.name)
            or "'" in (sheet.name[:1], sheet.name[-1:])
        ):
            yield Problem(
                zh=f"工作表名称不超过 {_NAME} 字，不含 [ ] : * ? / \\，首尾不是 '",
                en=f"the name of a worksheet has up to {_NAME} characters, none of [ ] : * ? / \\, "
                "and no ' at its ends",
                key="name", sheet=index, value=sheet.name,
            )  # fmt: skip
        if sheet.name in _OURS or page_of(sheet.name.casefold()):
            yield Problem(
                zh="本库自己的工作表用这个名称", en="a sheet of the library itself has this name",
                key="name", sheet=index, value=sheet.name,
            )  # fmt: skip
        if sheet.name.casefold() in names:
            yield Problem(zh=REPEATED[0], en=REPEATED[1], key="name", sheet=index, value=sheet.name)
        names.add(sheet.name.casefold())
        if (sheet.rows == "nominations") != (sheet.category is not None):
            yield Problem(
                zh='category 用于且必须用于推荐表（rows = "nominations"）',
                en='category belongs to nominations (rows = "nominations"), and each has one',
                key="category", sheet=index,
            )  # fmt: skip
        yield from _headings(sheet, index)
        for at, column in enumerate(sheet.column):
            yield from _field(column, sheet.rows, index, at)


def _headings(sheet: Sheet, index: int) -> Iterator[Problem]:
    """Yield headings and aliases that do not tell columns apart, as readers compare them."""
    known: dict[str, str] = {}
    for at, column in enumerate(sheet.column):
        for number, name in enumerate((column.heading, *column.aliases)):
            other = known.setdefault(fold(name), column.heading)
            if other != column.heading or (number and fold(name) == fold(column.heading)):
                yield Problem(
                    zh=f"与栏目“{other}”的名称或别名重复",
                    en=f"the column {other} goes by this too",
                    key="aliases" if number else "heading", sheet=index, column=at, value=name,
                )  # fmt: skip


def _field(column: Column, rows: str, sheet: int, at: int) -> Iterator[Problem]:
    from kepuyue.io.platform.codec import CODECS

    field, codec = column.field, column.codec
    if codec not in CODECS:
        yield Problem(
            zh="没有这样的 codec", en="there is no such codec", key="codec", sheet=sheet,
            column=at, value=codec, nearest=nearest(codec, CODECS),
        )  # fmt: skip
    if field is None:
        if codec in CODECS and codec != SERIAL:
            yield Problem(
                zh="缺少 field", en="field is missing", key="field", sheet=sheet, column=at,
                nearest=suited(codec, rows)[:3],
            )  # fmt: skip
    elif field not in paths(rows):
        yield Problem(
            zh=f"{rows} 没有这样的字段", en=f"{rows} have no such field", key="field", sheet=sheet,
            column=at, value=field, nearest=nearest(field, paths(rows)),
        )  # fmt: skip
    elif codec in CODECS and not fits(codec, field, rows):
        yield Problem(
            zh=f"codec {codec} 不能填写这个字段", en=f"the codec {codec} cannot fill this field",
            key="field", sheet=sheet, column=at, value=field,
            nearest=nearest(field, suited(codec, rows)) or suited(codec, rows)[:3],
        )  # fmt: skip
