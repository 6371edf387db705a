"""Hypothesis strategies for every entity, made from the types of their fields.

They construct valid values and never filter. Every value that the model allows can come out, up
to a size; references in :func:`programmes` mostly lead somewhere, and some dangle, which the model
allows.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin

import attrs

from kepuyue.errors import MissingExtraError, report_of

try:
    from hypothesis import strategies as st
except ImportError as _error:
    raise MissingExtraError(
        report_of("KY-EXT001", package="hypothesis", command="pip install 'kepuyue[testing]'")
    ) from _error

from kepuyue.model.activity import Activity, Link, Registration
from kepuyue.model.campaign import Action, Campaign, Milestone
from kepuyue.model.coded import Coded
from kepuyue.model.extra import Extra
from kepuyue.model.occurrence import Occurrence
from kepuyue.model.paperwork import ExhibitApplication
from kepuyue.model.place import Coordinates
from kepuyue.model.programme import TUPLES, Programme
from kepuyue.model.recurrence import Frequency, Recurrence
from kepuyue.model.reference import REFERENCES
from kepuyue.model.schedule import DateSpan, Override, Session, TimeSlot
from kepuyue.model.source import Evidence
from kepuyue.model.theme import Theme
from kepuyue.model.zone import zone_info

T = TypeVar("T")

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata")
"""Zones of the time slots: China's, and some that have daylight saving or odd offsets."""

_LINE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
_IN_TEXT = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t\x85")
_INT64 = 2**63
_MANY = 3

_few = st.integers(0, 2**63 - 1)
_signed = st.integers(-_INT64, _INT64 - 1)


def ids() -> st.SearchStrategy[str]:
    """Return ids: short plain ones often, others of any characters an id may have."""
    plain = st.sampled_from([f"{letter}{number}" for letter in "abc" for number in range(4)])
    edge = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"])
    odd = st.builds("".join, st.tuples(edge, st.text(_LINE, max_size=6), edge))
    return plain | odd


def names() -> st.SearchStrategy[str]:
    """Return names: anything that stands on a line and is not blank."""
    edge = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"])
    return st.builds("".join, st.tuples(edge, st.text(_LINE, max_size=8)))


def texts() -> st.SearchStrategy[str]:
    """Return texts: any characters, line breaks and tabs too."""
    return st.text(_IN_TEXT, max_size=20)


def urls() -> st.SearchStrategy[str]:
    """Return links of the kinds a field takes."""
    tail = st.text("abcxyz0189-._~/?#=&%,;中", min_size=1, max_size=12)
    return st.builds("".join, st.tuples(st.sampled_from(
        ["https://example.org/", "http://", "mailto:", "tel:", "webcal://"]), tail))  # fmt: skip


def regions() -> st.SearchStrategy[str]:
    """Return codes of 6, 9 or 12 digits, known or not."""
    return st.sampled_from(["440000", "440200", "440203", "440203001", "440203001002"]) | (
        st.sampled_from([6, 9, 12]).flatmap(
            lambda size: st.text("0123456789", min_size=size, max_size=size)
        )
    )


def extras() -> st.SearchStrategy[Extra]:
    """Return what other tools may attach: any JSON object."""
    scalars = (
        st.none() | st.booleans() | _signed | st.text(st.characters(exclude_categories=["Cs"]))
        | st.floats(allow_nan=False, allow_infinity=False)
    )  # fmt: skip
    keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=_MANY) | st.dictionaries(keys, inner, max_size=_MANY)
        ),
        max_leaves=6,
    )
    return st.just(Extra()) | st.dictionaries(keys, values, max_size=_MANY).map(Extra)


def _instants() -> st.SearchStrategy[datetime]:
    any_time = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    saving = st.sampled_from(
        [datetime(2025, 11, 2, 5, tzinfo=UTC), datetime(2025, 3, 9, 6, tzinfo=UTC)]
    )
    near_saving = st.builds(
        lambda base, minutes: base + timedelta(minutes=minutes), saving, st.integers(0, 180)
    )
    return any_time | near_saving


def time_slots() -> st.SearchStrategy[TimeSlot]:
    """Return slots in several zones, the hours a clock has twice among them."""

    def slot(start: datetime, seconds: int | None, zone: str) -> TimeSlot:
        end = None if seconds is None else start + timedelta(seconds=seconds)
        local = zone_info(zone)
        return TimeSlot(start=start.astimezone(local), end=end and end.astimezone(local), zone=zone)

    return st.builds(slot, _instants(), st.none() | st.integers(0, 300_000), st.sampled_from(ZONES))


def date_spans() -> st.SearchStrategy[DateSpan]:
    """Return spans of 1 to 400 days."""
    return st.builds(
        lambda first, days: DateSpan(first=first, last=first + timedelta(days=days)),
        st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(0, 400),
    )  # fmt: skip


def _signed_up_to(high: int) -> st.SearchStrategy[tuple[int, ...]]:
    numbers = st.integers(1, high) | st.integers(-high, -1)
    return st.lists(numbers, max_size=_MANY).map(tuple)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """Return recurrences whose parts go together (RFC 5545, section 3.3.10)."""
    frequency = draw(st.none() | st.sampled_from(list(Frequency)))
    dates = st.lists(st.dates(), max_size=_MANY, unique=True).map(tuple)
    fields: dict[str, Any] = {"added": draw(dates), "excluded": draw(dates)}
    fields["week_start"] = draw(st.sampled_from(["MO", "SU", "WE"]))
    if frequency is None:
        return Recurrence(**fields)
    weekday = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    fields["by_month"] = draw(st.lists(st.integers(1, 12), max_size=_MANY).map(tuple))
    if frequency is Frequency.YEARLY:
        fields["by_week_no"] = draw(_signed_up_to(53))
        fields["by_year_day"] = draw(_signed_up_to(366))
    if frequency is not Frequency.WEEKLY:
        fields["by_month_day"] = draw(_signed_up_to(31))
    if frequency in (Frequency.MONTHLY, Frequency.YEARLY) and not fields.get("by_week_no"):
        number = st.sampled_from(["", "1", "2", "5", "-1", "+3"])
        weekday = st.builds("".join, st.tuples(number, weekday))
    fields["by_day"] = draw(st.lists(weekday, max_size=_MANY).map(tuple))
    if any(fields[part] for part in fields if part.startswith("by_")):
        fields["by_set_pos"] = draw(_signed_up_to(366))
    fields.update(draw(st.sampled_from([{}, {"count": 3}, {"until": date(2025, 9, 30)}])))
    return Recurrence(frequency=frequency, interval=draw(st.integers(1, 10_000)), **fields)


def _unique_by(field: str, items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=_MANY, unique_by=lambda i: getattr(i, field)).map(tuple)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Return sessions with a slot, days or neither; a recurrence only with one of them."""
    fields = draw(_fields(Session, leave={"slot", "days", "recurrence"}))
    when = draw(st.sampled_from(["slot", "days", ""]))
    if when:
        fields[when] = draw(of(TimeSlot) if when == "slot" else of(DateSpan))
        fields["recurrence"] = draw(st.none() | recurrences())
    return Session(**fields)


def _with_one_time(kind: Any) -> st.SearchStrategy[Any]:
    """Return the strategy of a class that has a slot, days or neither."""
    times: list[st.SearchStrategy[dict[str, Any]]] = [
        st.just({}),
        time_slots().map(lambda slot: {"slot": slot}),
        date_spans().map(lambda days: {"days": days}),
    ]
    rest = _fields(kind, leave={"slot", "days"})
    return st.builds(lambda fields, when: kind(**fields, **when), rest, st.one_of(times))


def _ordered(
    kind: Any, first: str, last: str, values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Return the strategy of a class one of whose fields must not be before another."""

    def build(fields: dict[str, Any], ends: list[Any]) -> Any:
        early, late = ends if None in ends else sorted(ends)
        return kind(**fields, **{first: early, last: late})

    ends = st.lists(st.none() | values, min_size=2, max_size=2)
    return st.builds(build, _fields(kind, leave={first, last}), ends)


def programmes() -> st.SearchStrategy[Programme]:
    """Return small programmes; ids differ within a kind, references lead somewhere or dangle."""
    fields = {
        name: _unique_by("id", st.deferred(lambda kind=kind: of(kind)))  # type: ignore[misc]
        for name, kind in TUPLES.items()
    }
    return st.builds(Programme, **fields, extra=extras())


_SPECIAL: dict[type, Callable[[], st.SearchStrategy[Any]]] = {
    TimeSlot: time_slots,
    DateSpan: date_spans,
    Recurrence: recurrences,
    Session: sessions,
    Override: lambda: _with_one_time(Override),
    Occurrence: lambda: _with_one_time(Occurrence),
    Extra: extras,
    Programme: programmes,
    Theme: lambda: _ordered(Theme, "valid_from", "valid_to", st.integers(1, 9999)),
    Registration: lambda: _ordered(Registration, "opens", "closes", st.dates()),
}

_NAMES = frozenset({"name", "label", "title", "what", "document_number"})
_FIELDS: dict[tuple[type, str], Callable[[], st.SearchStrategy[Any]]] = {
    (Coordinates, "latitude"): lambda: st.floats(-90, 90),
    (Coordinates, "longitude"): lambda: st.floats(-180, 180),
    (Campaign, "year"): lambda: st.none() | st.integers(1, 9999),
    (Campaign, "actions"): lambda: _unique_by("id", of(Action)),
    (Campaign, "milestones"): lambda: _unique_by("id", of(Milestone)),
    (Activity, "sessions"): lambda: _unique_by("id", sessions()),
    (Session, "overrides"): lambda: _unique_by("on", of(Override)),
    (ExhibitApplication, "area"): lambda: st.none() | st.floats(0, 1e9),
    (ExhibitApplication, "power"): lambda: st.none() | st.floats(0, 1e9),
    (Link, "url"): urls,
}


def of(kind: type[T]) -> st.SearchStrategy[T]:
    """Return the strategy of any class of the model.

    Args:
        kind: the class.

    >>> of(Link).is_empty
    False
    """
    if kind in _SPECIAL:
        return _SPECIAL[kind]()
    strategy: st.SearchStrategy[T] = _fields(kind).map(lambda fields: kind(**fields))
    return strategy


def _fields(kind: Any, *, leave: frozenset[str] | set[str] = frozenset()) -> Any:
    """Return the strategy of the fields of a class, but for those left to the caller."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for field in attrs.fields(kind):
        if field.name in leave:
            continue
        target = required if field.default is attrs.NOTHING else optional
        target[field.name] = _field(kind, field)
    return st.fixed_dictionaries(required, optional=optional)


def _field(kind: type, field: "attrs.Attribute[Any]") -> st.SearchStrategy[Any]:
    if (kind, field.name) in _FIELDS:
        return _FIELDS[kind, field.name]()
    arguments = get_args(field.type)
    optional = isinstance(field.type, UnionType)
    tp = next(a for a in arguments if a is not NoneType) if optional else field.type
    many = get_origin(tp) is tuple
    strategy = _value(kind, field, get_args(tp)[0] if many else tp)
    if many:
        unique = get_args(tp)[0] is str
        return st.lists(strategy, max_size=_MANY, unique=unique).map(tuple)
    return st.none() | strategy if optional else strategy


def _value(kind: type, field: "attrs.Attribute[Any]", tp: Any) -> st.SearchStrategy[Any]:
    """Return the strategy of one value of a field."""
    if tp is str:
        return _text(kind, field)
    if isinstance(tp, type) and issubclass(tp, (Coded, Evidence)):
        return st.sampled_from(list(tp))
    simple: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
        bool: st.booleans,
        int: lambda: _few,
        date: st.dates,
        datetime: _instants,
    }
    return simple[tp]() if tp in simple else st.deferred(lambda: of(tp))


def _text(kind: type, field: "attrs.Attribute[Any]") -> st.SearchStrategy[str]:
    if field.name == "id" or field.name in REFERENCES.get(kind, {}):
        return ids()
    if field.name == "region":
        return regions()
    if field.name in ("url", "join_url", "homepage"):
        return urls()
    plain = not isinstance(field.type, UnionType)
    return names() if field.name in _NAMES or plain else texts()
