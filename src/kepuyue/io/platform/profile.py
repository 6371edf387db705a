"""Profiles: which columns a table has, what each means, and where that is known from.

A profile is a TOML document, or made in Python. The bundled ones stand beside this module; others
add theirs by the entry point ``kepuyue.profiles``, which names a :class:`Profile` or the path of a
TOML document.
"""

import functools
import importlib.metadata
from importlib.metadata import EntryPoint
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path

import attrs
from attrs.validators import ge, in_, le, optional

from kepuyue._text import nearest
from kepuyue.errors import LoadError, UnknownIdError, report_of
from kepuyue.findings import Location, pointer
from kepuyue.io.files import Input, opened

STAGES = {"publish": "登记发布", "supplement": "补充完善", "summary": "活动总结"}
"""The stages at which a column may be required, and what the platform calls them."""
CHOICES = (
    "ActivityForm", "Mode", "Stage", "State", "TargetGroup", "Theme", "Action", "YesNo", "Region",
    "NominationCategory", "Unit",
)  # fmt: skip
"""The code lists that a column may be chosen from."""
ROWS = {
    "activities": "活动",
    "exhibit_applications": "参展项目",
    "volunteer_replies": "志愿者",
    "summaries": "总结",
    "nominations": "推荐",
}
"""What a row of a sheet may be: the field of a programme that it goes to, and its Chinese name."""
CATEGORIES = ("unit", "activity", "work")
"""What a sheet of nominations may be about."""
EVIDENCE = ("A", "B", "C")
"""How well something may be attested (:class:`kepuyue.Evidence`)."""
WIDEST = 255
"""Characters of half width that a column may have (the limit of the file format)."""

PROFILE = "publish-2025"
"""The profile that is written unless another is asked for."""
_BUNDLED = files(__package__).joinpath("profiles")
_SUFFIX = ".toml"
_GROUP = "kepuyue.profiles"


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        heading: its heading.
        codec: name of what fills and reads it (:data:`kepuyue.io.platform.codec.CODECS`).
        aliases: other headings it goes by.
        field: what it fills: a path into what a row is, such as ``outcome.figures.onsite``;
            ``extra`` for what the model has no field for, ``None`` for serial numbers.
        required: the stage at which it must be filled: publish, supplement or summary.
        choices: name of the code list that it is chosen from.
        unit: unit of the number: 项, 场次, 人, 人次, ㎡, W.
        group: heading of the merged cell above it and its neighbours of the same group.
        width: characters of half width, 1 to 255.
        note: what to fill in.
        evidence: how well the column is attested: A, B or C.
        source: where it is known from.

    >>> Column(heading="活动名称", field="name", codec="text").required is None
    True
    """

    heading: str
    codec: str
    aliases: tuple[str, ...] = ()
    field: str | None = None
    required: str | None = attrs.field(default=None, validator=optional(in_(STAGES)))
    choices: str | None = attrs.field(default=None, validator=optional(in_(CHOICES)))
    unit: str | None = None
    group: str | None = None
    width: int = attrs.field(default=12, validator=[ge(1), le(WIDEST)])
    note: str = ""
    evidence: str = attrs.field(default="C", validator=in_(EVIDENCE))
    source: str = ""


@attrs.frozen(kw_only=True)
class Sheet:
    """A worksheet, or a table of a document.

    Attributes:
        name: its name.
        title: what stands above the table; empty for the title of the profile.
        rows: what a row is: the name of a field of :class:`~kepuyue.Programme`.
        words: words of a title that speak for this sheet.
        category: what nominations are about: unit, activity or work.
        column: its columns, in order.

    >>> Sheet(name="活动").rows
    'activities'
    """

    name: str
    title: str = ""
    rows: str = attrs.field(default="activities", validator=in_(ROWS))
    words: tuple[str, ...] = ()
    category: str | None = attrs.field(default=None, validator=optional(in_(CATEGORIES)))
    column: tuple[Column, ...] = ()


@attrs.frozen(kw_only=True)
class Profile:
    """A table of the platform or beside it, as data.

    Attributes:
        id: its id.
        title: title of the table.
        edition: the year it belongs to.
        issuer: who set it out.
        evidence: how well it is attested: A, B or C.
        note: what a person who fills it in should know.
        extends: id of the profile it changes.
        sheet: its sheets, in order.

    >>> [sheet.name for sheet in load_profile("nomination-2025").sheet]
    ['优秀组织单位', '优秀活动', '优秀作品']
    """

    id: str
    title: str
    edition: str
    issuer: str
    evidence: str = attrs.field(default="C", validator=in_(EVIDENCE))
    note: str = ""
    extends: str | None = None
    sheet: tuple[Sheet, ...] = ()


def profiles() -> tuple[str, ...]:
    """Return the ids of the profiles: the bundled ones, then those of installed packages.

    >>> profiles()[:3]
    ('activity-summary-2025', 'exhibit-form-2025', 'filing-2007')
    """
    return tuple(_registered())


@functools.cache
def _registered() -> dict[str, Traversable | EntryPoint]:
    bundled = sorted(_BUNDLED.iterdir(), key=lambda entry: entry.name)
    known: dict[str, Traversable | EntryPoint] = {
        entry.name.removesuffix(_SUFFIX): entry for entry in bundled if entry.name.endswith(_SUFFIX)
    }
    for entry in importlib.metadata.entry_points(group=_GROUP):
        known.setdefault(entry.name, entry)
    return known


def load_profile(profile: "str | PathLike[str] | Profile") -> Profile:
    """Return a profile.

    Args:
        profile: the id of a bundled or registered one; or the path of a TOML file (a path object,
            or text that ends in ``.toml``); or a profile made in Python, which is checked.

    Raises:
        UnknownIdError: if there is no profile of this id; the nearest are named.
        LoadError: if the file cannot be read or is no profile: each finding has key and line.

    >>> load_profile("publish-2025").title
    '活动信息表'
    """
    if isinstance(profile, Profile):
        from kepuyue.io.platform.soundness import checked

        return checked(profile)
    if isinstance(profile, PathLike) or profile.endswith(_SUFFIX):
        return _from_file(Path(profile))
    return registered_profile(profile)


def _from_file(path: Path, within: tuple[str, ...] = ()) -> Profile:
    with opened(path) as file:
        return parse_profile(Input(file, path.name).read(), source=path.name, within=within)


def parse_profile(data: bytes, *, source: str, within: tuple[str, ...] = ()) -> Profile:
    """Return the profile in a TOML document.

    Args:
        data: the document, UTF-8.
        source: its name, for the findings.
        within: ids of the profiles that are being read and extend this one.

    Raises:
        LoadError: if it is no profile: each finding has key and line.
    """
    from kepuyue.io.platform.structure import structured
    from kepuyue.io.platform.toml import read

    return structured(read(data, source=source), within=within)


@functools.cache
def registered_profile(name: str, within: tuple[str, ...] = ()) -> Profile:
    """Return a bundled or registered profile.

    Args:
        name: its id.
        within: ids of the profiles that are being read and extend this one.

    Raises:
        UnknownIdError: if there is none.
        LoadError: if it is no profile, or one of another id.
    """
    known = _registered()
    if name not in known:
        near = nearest(name, known) or tuple(known)
        raise UnknownIdError(
            report_of("KY-REF001", name, nearest=near, kind_zh="表格方案", kind_en="profile")
        )
    profile = _resolved(known[name], (*within, name))
    if profile.id != name:
        location = Location(source=name, path=pointer("id"))
        raise LoadError(
            report_of(
                "KY-LOD014", profile.id, location=location,
                why_zh=f"id 应与登记的名称 {name} 相同", why_en=f"it is registered as {name}",
            )
        )  # fmt: skip
    return profile


def _resolved(found: Traversable | EntryPoint, within: tuple[str, ...]) -> Profile:
    named = found if isinstance(found, Traversable) else found.load()
    if isinstance(named, Profile):
        return load_profile(named)
    if isinstance(named, (str, PathLike)):
        return _from_file(Path(named), within)
    return parse_profile(named.read_bytes(), source=named.name, within=within)
