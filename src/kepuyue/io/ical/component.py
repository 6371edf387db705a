"""Components (RFC 5545, section 3.6): what stands between BEGIN and END, and what is inside."""

from collections.abc import Iterator

from kepuyue.findings import Severity
from kepuyue.io.ical.finding import Notes
from kepuyue.io.ical.line import Params, parser
from kepuyue.io.ical.source import Lines

Property = tuple[str, Params, str, int]
"""Name in capitals, parameters, value as it stands, and the place of the line."""
DEPTH = 8
"""Components inside one another that are read, the calendar counted; the world needs four."""
COMPONENT_CHARACTERS = 2**25
"""Characters that a component of a calendar may have, with what is inside it."""
_LINE_COST = 100
"""What a line counts beside its characters: objects take memory too."""
_TOP = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
"""Components that stand in a calendar and nowhere else."""
CALENDAR = "VCALENDAR"


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
        self.name = name
        self.at = at
        self.properties: list[Property] = []
        self.components: list[Component] = []

    def first(self, name: str) -> Property | None:
        """Return the first property of a name, or ``None``."""
        return next((found for found in self.properties if found[0] == name), None)

    def value(self, name: str) -> str | None:
        """Return the value of the first property of a name, or ``None``."""
        found = self.first(name)
        return None if found is None else found[2]


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
    parse = parser()
    for first, texts in lines.blocks():
        for at, text in enumerate(texts, first):
            parsed = parse(text)
            if parsed is None:
                tree.odd(text, at)
                continue
            (name, params), value = parsed
            if name == "BEGIN":
                yield from tree.begin(value.strip().upper(), at)
                if len(tree.stack) <= 2:  # noqa: PLR2004  (a calendar and a component of it)
                    lines.forget(at)
            elif name == "END":
                yield from tree.end(value.strip().upper(), at)
            else:
                tree.add((name, params, value, at))
    yield from tree.closed()


class _Tree:
    """The components that are open, from the calendar down."""

    def __init__(self, notes: Notes) -> None:
        self.stack: list[Component] = []
        self._notes = notes
        self._deeper = 0
        self._room = COMPONENT_CHARACTERS
        self._seen = False

    def odd(self, text: str, at: int) -> None:
        """Take in what is no content line."""
        if text.strip() and self.stack:
            self._notes.problem("KY-ICS002", at, text, severity=Severity.WARNING)

    def begin(self, name: str, at: int) -> Iterator[tuple[Component, Component | None]]:
        """Open a component; one that cannot be inside what is open ends that."""
        if name == CALENDAR:
            if self.stack:
                self._notes.fixed("missing-end", at, self.stack[-1].name)
                yield from self._popped(0)
        elif name in _TOP and len(self.stack) > 1:
            self._notes.fixed("missing-end", at, self.stack[-1].name)
            yield from self._popped(1)
        if not self.stack and name != CALENDAR:
            if name not in _TOP:
                return
            self._notes.fixed("missing-calendar", at)
            self.stack.append(Component(CALENDAR, at))
        self._seen = True
        if self._deeper or len(self.stack) >= DEPTH:
            if not self._deeper:
                self._notes.problem("KY-ICS005", at, name, limit=DEPTH)
            self._deeper += 1
            return
        if len(self.stack) <= 1:
            self._room = COMPONENT_CHARACTERS
        component = Component(name, at)
        if len(self.stack) > 1 and self._fits(len(name), at):
            self.stack[-1].components.append(component)
        self.stack.append(component)

    def end(self, name: str, at: int) -> Iterator[tuple[Component, Component | None]]:
        """Close a component, and what is still open inside it."""
        if self._deeper:
            self._deeper -= 1
            return
        depth = next((n for n in range(len(self.stack))[::-1] if self.stack[n].name == name), None)
        if depth is None:
            if self.stack:
                self._notes.problem("KY-ICS002", at, f"END:{name}", severity=Severity.WARNING)
            return
        if depth < len(self.stack) - 1:
            self._notes.fixed("missing-end", at, self.stack[-1].name)
        yield from self._popped(depth)

    def _popped(self, depth: int) -> Iterator[tuple[Component, Component | None]]:
        self._deeper = 0
        calendar = self.stack[0]
        while len(self.stack) > depth:
            component = self.stack.pop()
            if len(self.stack) == 1:
                yield calendar, component
        if not self.stack:
            yield calendar, None

    def add(self, found: Property) -> None:
        """Take in a property of what is open."""
        if self.stack and not self._deeper and self._fits(len(found[2]), found[3]):
            self.stack[-1].properties.append(found)

    def _fits(self, characters: int, at: int) -> bool:
        """Return whether there is room for so many characters more."""
        before = self._room
        self._room -= characters + _LINE_COST
        if self._room < 0 <= before:
            self._notes.problem("KY-ICS006", at, limit=COMPONENT_CHARACTERS)
        return self._room >= 0

    def closed(self) -> Iterator[tuple[Component, Component | None]]:
        """End what is open at the end of the file."""
        if not self._seen:
            self._notes.problem("KY-ICS001", 0)
        if self.stack:
            self._notes.fixed("missing-end", self.stack[-1].at, self.stack[-1].name)
            yield from self._popped(0)
