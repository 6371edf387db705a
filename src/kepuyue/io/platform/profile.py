"""Profiles: which columns a table has, what each means, and where that is known from."""

import functools
import tomllib
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import cattrs

from kepuyue._text import nearest, shown
from kepuyue.errors import LoadError, UnknownIdError, report_of
from kepuyue.findings import Finding, Location, Report, pointer
from kepuyue.io.files import Input, opened

_BUNDLED = files(__package__).joinpath("profiles")
_SUFFIX = ".toml"
STAGES = ("publish", "supplement", "summary")
"""The stages at which a column may be required."""


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        heading: its heading.
        codec: name of what fills it (:data:`kepuyue.io.platform.codec.CODECS`).
        aliases: other headings it goes by.
        required: the stage at which it must be filled: publish, supplement or summary.
        choices: name of the code list that it is chosen from.
        unit: unit of the count: 项, 场次, 人, 人次.
        width: characters of half width.
        note: what to fill in.
        evidence: how well the column is attested: A, B or C.
        source: where it is known from.
    """

    heading: str
    codec: str
    aliases: tuple[str, ...] = ()
    required: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.in_(STAGES))
    )
    choices: str | None = None
    unit: str | None = None
    width: int = attrs.field(
        default=12, validator=[attrs.validators.ge(1), attrs.validators.le(255)]
    )
    note: str = ""
    evidence: str = attrs.field(default="C", validator=attrs.validators.in_("ABC"))
    source: str = ""


@attrs.frozen(kw_only=True)
class Profile:
    """A table of the platform or beside it, as data.

    Attributes:
        id: its id.
        title: title of the table.
        edition: the year it belongs to.
        issuer: who set it out.
        evidence: how well it is attested: A, B or C.
        sheet: name of the worksheet.
        note: what a person who fills it in should know.
        column: its columns, in order.
    """

    id: str
    title: str
    edition: str
    issuer: str
    evidence: str = attrs.field(default="C", validator=attrs.validators.in_("ABC"))
    sheet: str = "活动"
    note: str = ""
    column: tuple[Column, ...] = ()


def profiles() -> tuple[str, ...]:
    """Return the ids of the bundled profiles.

    >>> profiles()
    ('publish-2025',)
    """
    names = (entry.name for entry in _BUNDLED.iterdir())
    return tuple(sorted(n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX)))


def load_profile(profile: str | PathLike[str]) -> Profile:
    """Return a profile.

    Args:
        profile: the id of a bundled one, or the path of a TOML file (a path object, or text that
            ends in ``.toml``).

    Raises:
        UnknownIdError: if there is no such bundled profile.
        LoadError: if the file cannot be read or is no profile; each finding names the key.

    >>> load_profile("publish-2025").title
    '活动信息表'
    """
    if isinstance(profile, PathLike) or profile.endswith(_SUFFIX):
        path = Path(profile)
        with opened(path) as file:
            return parse_profile(Input(file, path.name).read(), source=path.name)
    return _bundled(profile)


@functools.cache
def _bundled(name: str) -> Profile:
    known = profiles()
    if name not in known:
        near = nearest(name, known) or known
        raise UnknownIdError(
            report_of("KY-REF001", name, nearest=near, kind_zh="表格方案", kind_en="profile")
        )
    return parse_profile(_BUNDLED.joinpath(name + _SUFFIX).read_bytes(), source=name)


def parse_profile(data: bytes, *, source: str) -> Profile:
    """Return the profile in a TOML document.

    Args:
        data: the document, UTF-8.
        source: its name, for the findings.

    Raises:
        LoadError: if it is no profile; each finding names the key.
    """
    try:
        document = tomllib.loads(data.decode())
    except ValueError as error:  # no UTF-8, or no TOML: its message has line and column
        raise _wrong(source, "", error) from None
    try:
        profile = _converter().structure(document, Profile)
    except cattrs.BaseValidationError as error:
        findings = [_finding(source, path, why) for path, why in _leaves(error, ())]
        raise LoadError(Report(findings)) from None
    from kepuyue.io.platform.codec import CODECS

    unknown = [
        _finding(source, pointer("column", i, "codec"), f"unknown codec {column.codec!r}")
        for i, column in enumerate(profile.column)
        if column.codec not in CODECS
    ]
    if unknown:
        raise LoadError(Report(unknown))
    return profile


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)

    @converter.register_structure_hook
    def text(value: Any, _tp: Any) -> str:
        if not isinstance(value, str):
            raise TypeError(f"expected text, found {shown(value)}")
        return value

    return converter


def _leaves(error: BaseException, path: tuple[str | int, ...]) -> list[tuple[str, str]]:
    """Return the place and reason of every error in a group."""
    if isinstance(error, cattrs.IterableValidationError):
        return [
            leaf
            for inner, note in error.group_exceptions()[0]
            for leaf in _leaves(inner, (*path, note.index))
        ]
    if isinstance(error, cattrs.ClassValidationError):
        noted, plain = error.group_exceptions()
        return [
            *(leaf for inner, note in noted for leaf in _leaves(inner, (*path, note.name))),
            *(leaf for inner in plain for leaf in _leaves(inner, path)),
        ]
    return [(pointer(*path), str(error) if error.args else type(error).__name__)]


def _finding(source: str, path: str, why: str) -> Finding:
    return Finding(
        code="KY-LOD014", params={"why": why}, location=Location(source=source, path=path)
    )


def _wrong(source: str, path: str, error: Exception) -> LoadError:
    return LoadError(Report([_finding(source, path, str(error))]))
