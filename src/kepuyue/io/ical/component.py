"""Components (RFC 5545, section 3.6): what stands between BEGIN and END, and what is inside."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kepuyue.findings import Severity
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.line import Head, Heads, Params, escaped, single
from kepuyue.io.ical.source import Lines

Property = tuple[str, Params, str, int]
"""Name in capitals, parameters, value as it stands, and the place of the line."""
DEPTH = 8
"""Components inside one another that are read, the calendar counted; the world needs four."""
COMPONENT_CHARACTERS = 2**25
"""Characters that a component of a calendar may have, with what is inside it."""
_LINE_COST = 100
"""What a line counts beside its characters: objects take memory too."""
TOP = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
"""Components that stand in a calendar and nowhere else."""
CALENDAR = "VCALENDAR"
CALENDAR_PROPERTIES = 10_000
"""Properties that a calendar itself may have."""
_BOUNDS = frozenset({"BEGIN", "END"})
_INSIDE = frozenset({"PARTICIPANT", "VLOCATION", "VALARM", "VRESOURCE"})
"""Components that stand inside others."""
_WITHIN = 2
"""What is open inside a component of a calendar: the calendar and the component."""
_QP = "QUOTED-PRINTABLE"


class Component:
    """A component with its properties, and the components inside it.

    Attributes:
        name: its name in capitals.
        at: the place of its BEGIN.
        properties: its properties, in order.
        components: what is inside, in order.

    >>> Component("VEVENT", 3).value("SUMMARY") is None
    True
    """

    __slots__ = ("at", "components", "name", "properties")

    def __init__(self, name: str, at: int) -> None:
        self.name: str = name
        self.at: int = at
        self.properties: list[Property] = []
        self.components: list[Component] = []

    def first(self, name: str) -> Property | None:
        """Return the first property of a name, or ``None``."""
        for found in self.properties:
            if found[0] == name:
                return found
        return None

    def value(self, name: str) -> str | None:
        """Return the value of the first property of a name, or ``None``."""
        for found in self.properties:
            if found[0] == name:
                return found[2]
        return None


def components(lines: Lines, notes: Notes) -> Iterator[tuple[Component, Component | None]]:
    """Yield each component of each calendar of a file, as soon as it has ended.

    Args:
        lines: the lines of the file.
        notes: what is broken is told there.

    Yields:
        The calendar, with the properties read so far, and the component; at the end of a calendar
        ``None`` in its place.
    """
    tree = _Tree(notes)
    heads = Heads()
    for first, texts in lines.blocks():
        tree.make_room(sum(map(len, texts)) + _LINE_COST * len(texts), first)
        lines.forget(tree.needed(first))
        add = tree.add
        for at, text in enumerate(texts, first):
            if tree.coded is not None and tree.goes_on(tree.coded, text):
                continue
            before, _, value = text.partition(":")
            head = heads.get(before)
            if head is None:
                parsed = heads.parsed(text)
                if parsed is None:
                    tree.odd(text, at)
                    continue
                head, value = parsed
                if is_coded(head.params):
                    tree.add_coded(head, value, at)
                    add = tree.add
                    continue
            name, params = head
            if name not in _BOUNDS:
                add((name, params, value, at))
                continue
            if name == "BEGIN" and not tree.begin_inside(value, at):
                yield from tree.begin(value.strip().upper(), at)
            elif name == "END" and not tree.end_inside(value):
                yield from tree.end(value.strip().upper(), at)
            add = tree.add
    yield from tree.closed()


class Coded(NamedTuple):
    """A property in quoted-printable that is being read.

    Attributes:
        head: its head.
        at: the place of its line.
        properties: the properties that it is one of.
        place: its index among them.
        octets: what has been read of its value, line by line.
    """

    head: Head
    at: int
    properties: list[Property]
    place: int
    octets: list[str]

    def decoded(self) -> Property:
        """Return the property with its text, in the character set that it names."""
        import quopri

        joined = "".join(text.removesuffix("=") for text in self.octets)
        data = quopri.decodestring(joined.encode("utf-8", "replace"))
        told = single(self.head.params, "CHARSET").lower() or "utf-8"
        charset = "gb18030" if told in {"gb2312", "gbk", "gb18030"} else "utf-8"
        text = escaped(data.decode(charset, "replace"))
        kept = {k: v for k, v in self.head.params.items() if k not in {"ENCODING", "CHARSET", _QP}}
        return self.head.name, kept, text, self.at


def is_coded(params: Params) -> bool:
    """Return whether a value is in quoted-printable, as vCalendar 1.0 tells it."""
    return _QP in params or single(params, "ENCODING").upper() == _QP


def _passed_over(_found: Property) -> None:
    """Take a property that belongs to nothing."""


class _Tree:
    """The components that are open, from the calendar down.

    Attributes:
        stack: the components that are open, the calendar first.
        add: takes in a property of what is open.
        coded: the property in quoted-printable that was read last, if its component is open.
    """

    def __init__(self, notes: Notes) -> None:
        self.stack: list[Component] = []
        self.add: Callable[[Property], object] = _passed_over
        self._notes = notes
        self.coded: Coded | None = None
        self._deeper = 0
        self._room = COMPONENT_CHARACTERS
        self._seen = False

    def make_room(self, characters: int, at: int) -> None:
        """Look before a block is taken in whether what is open leaves room for it."""
        before = self._room
        self._room -= characters
        if self._room < 0 <= before and self.stack:
            self._notes.problem("KY-ICS006", at, limit=COMPONENT_CHARACTERS)
        self._turn()

    def needed(self, at: int) -> int:
        """Return from where on findings may still be told: the component that is open."""
        return self.stack[1].at if len(self.stack) > 1 and self._room >= 0 else at

    def _turn(self) -> None:
        """Have properties go where they belong: to what is open and has room."""
        open_to_more = self.stack and not self._deeper and self._room >= 0
        self.add = self.stack[-1].properties.append if open_to_more else _passed_over

    def add_coded(self, head: Head, value: str, at: int) -> None:
        """Take in a property in quoted-printable (vCalendar 1.0); more of it may follow."""
        self._end_coded()
        self._notes.fixed("quoted-printable", at)
        if self.add is not _passed_over:
            properties = self.stack[-1].properties
            self.coded = Coded(head, at, properties, len(properties), [value])
            self.add((head.name, head.params, value, at))

    def goes_on(self, coded: Coded, text: str) -> bool:
        """Take in a line that is more of a value, the line before of which ends with ``=``."""
        head = text.partition(":")[0].upper()
        ended = coded.place != len(coded.properties) - 1 or not coded.octets[-1].endswith("=")
        if ended or head in _BOUNDS or _QP in head:
            return False
        if self._room >= 0:
            coded.octets.append(text)
        return True

    def _end_coded(self) -> None:
        """Put the text of a property in quoted-printable in its place, once all of it is there."""
        coded, self.coded = self.coded, None
        if coded is not None:
            coded.properties[coded.place] = coded.decoded()

    def odd(self, text: str, at: int) -> None:
        """Take in what is no content line."""
        if text.strip() and self.stack:
            self._notes.problem("KY-ICS002", at, text, severity=Severity.WARNING)

    def begin_inside(self, name: str, at: int) -> bool:
        """Open a component inside one of a calendar, if nothing about it is odd."""
        if name not in _INSIDE or len(self.stack) != _WITHIN or self.add is _passed_over:
            return False
        component = Component(name, at)
        self.stack[-1].components.append(component)
        self.stack.append(component)
        self.add = component.properties.append
        return True

    def end_inside(self, name: str) -> bool:
        """Close a component inside one of a calendar, if nothing about it is odd."""
        if len(self.stack) != _WITHIN + 1 or self.stack[-1].name != name or self._deeper:
            return False
        self.stack.pop()
        self._turn()
        return True

    def begin(self, name: str, at: int) -> Iterator[tuple[Component, Component | None]]:
        """Open a component; one that cannot be inside what is open ends that."""
        if name == CALENDAR:
            if self.stack:
                self._notes.fixed("missing-end", at, self.stack[-1].name)
                yield from self._popped(0)
        elif name in TOP and len(self.stack) > 1:
            self._notes.fixed("missing-end", at, self.stack[-1].name)
            yield from self._popped(1)
        if not self.stack and name != CALENDAR:
            if name not in TOP:
                return
            self._notes.fixed("missing-calendar", at)
            self.stack.append(Component(CALENDAR, at))
        self._seen = True
        if self._deeper or len(self.stack) >= DEPTH:
            if not self._deeper:
                self._notes.problem("KY-ICS005", at, name, limit=DEPTH)
            self._deeper += 1
        else:
            if len(self.stack) <= 1:
                self._room = COMPONENT_CHARACTERS
            component = Component(name, at)
            if len(self.stack) > 1 and self._room >= 0:
                self.stack[-1].components.append(component)
            self.stack.append(component)
        self._turn()

    def end(self, name: str, at: int) -> Iterator[tuple[Component, Component | None]]:
        """Close a component, and what is still open inside it."""
        if self._deeper:
            self._deeper -= 1
            self._turn()
            return
        depth = len(self.stack) - 1
        while depth >= 0 and self.stack[depth].name != name:
            depth -= 1
        if depth < 0:
            if self.stack:
                self._notes.problem("KY-ICS002", at, f"END:{name}", severity=Severity.WARNING)
            return
        if depth < len(self.stack) - 1:
            self._notes.fixed("missing-end", at, self.stack[-1].name)
        yield from self._popped(depth)

    def _popped(self, depth: int) -> Iterator[tuple[Component, Component | None]]:
        self._end_coded()
        self._deeper = 0
        calendar = self.stack[0]
        while len(self.stack) > depth:
            component = self.stack.pop()
            if len(self.stack) == 1:
                self._room = COMPONENT_CHARACTERS
                del calendar.properties[CALENDAR_PROPERTIES:]
                yield calendar, component
        self._turn()
        if not self.stack:
            yield calendar, None

    def closed(self) -> Iterator[tuple[Component, Component | None]]:
        """End what is open at the end of the file."""
        if not self._seen:
            self._notes.problem("KY-ICS001", 0)
        if self.stack:
            self._notes.fixed("missing-end", self.stack[-1].at, self.stack[-1].name)
            yield from self._popped(0)
