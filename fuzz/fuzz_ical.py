"""Fuzz the reader and the writer of iCalendar: whatever comes, promises are kept.

Run it by ``make fuzz``. The first byte of an input chooses: the rest is a calendar as it stands, or
says what to change in a real one, or what odd words a programme is made of that is written.

Promises of the reader: nothing is raised, findings can be told, what was read can be written for
internal use and reads back equal, and one by one come the same activities as together. Promises of
the writer: lines of 75 octets that end with CR LF and hold no control characters, components
that are closed, the same bytes each time, and a calendar that others can read.
"""

import contextlib
import functools
import io
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import atheris
import attrs
import icalendar
from ical_words import BREAKS, ENCODINGS, FOREIGN, NAMES, ODD, PARAMETERS, RULES, TIMES

with atheris.instrument_imports(include=["kepuyue"]):
    from kepuyue import KepuyueError, Programme, dumps, iter_activities, try_loads
    from kepuyue.io import converter, ical, lines  # noqa: F401  (loaded late otherwise)
    from kepuyue.io.ical import CalendarWriter
    from kepuyue.io.json import to_dict
    from kepuyue.testing import make_programme, synthetic_programme

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "calendars"
ALL = make_programme()
SOME = attrs.evolve(synthetic_programme(activities=6, seed=3), units=(), groups=(), venues=())
WHOLE = (
    FOREIGN,
    dumps(ALL, format="ics", view="internal"),
    dumps(SOME, format="ics", view="internal"),
    dumps(SOME, format="ics"),
)
"""The calendars that are changed."""

LOOSENED = frozenset({"KY-ICS114", "KY-ICS122", "KY-ICS124"})
"""Findings after which activities may come otherwise one by one than together."""
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""What the model refuses in a text."""
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Script:
    """The bytes of an input, as choices; where they end, the first of each."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def below(self, count: int) -> int:
        """Return a number from 0 that is less than ``count``."""
        return int.from_bytes(self._data.read(1 if count <= 256 else 2), "big") % count  # noqa: PLR2004

    def pick(self, items: Any) -> Any:
        """Return one of the items."""
        return items[self.below(len(items))]

    def word(self) -> str:
        """Return an odd text: one that is known, or the bytes that come next."""
        if self.below(2):
            return str(self.pick(ODD))
        return self.raw().decode("utf-8", "ignore")

    def raw(self) -> bytes:
        """Return the bytes that come next."""
        return self._data.read(self.below(64))

    def phrase(self) -> str:
        """Return some odd texts one after the other."""
        return "".join(self.word() for _ in range(1 + self.below(4)))

    def text(self) -> str:
        """Return a phrase as any text may be: without most control characters."""
        return UNFIT.sub("", self.phrase())


def check(data: bytes) -> None:
    """Do what an input says, and hold the reader and the writer to their promises."""
    choice, script = data[0] if data else 0, data[1:]
    match choice % 3:
        case 0:
            read(script)
        case 1:
            read(changed(WHOLE[choice // 3 % len(WHOLE)], Script(script)))
        case _:
            written(Script(script))


# The reader.


def read(document: bytes) -> None:
    """Read a calendar, and hold the reader to its promises."""
    result = try_loads(document, format="ics")
    reports = [result.report]
    streamed = tuple(iter_activities(io.BytesIO(document), format="ics", on_error=reports.append))
    codes = set()
    for finding in itertools.chain.from_iterable(reports):
        finding.message("zh"), str(finding)
        codes.add(finding.code)
    ids = {activity.id for activity in streamed}
    apart = len(ids) < len(streamed) or any("@" in i and i.partition("/")[0] in ids for i in ids)
    if not codes & LOOSENED and not apart:
        assert streamed == result.programme.activities
    again = sound(result.programme, view="internal")
    assert try_loads(again, format="ics").strict() == result.programme
    try_loads(sound(result.programme, view="public"), format="ics")


def changed(document: bytes, say: Script) -> bytes:
    """Return a calendar with lines taken out, repeated, swapped, and otherwise told."""
    unfolded = document.decode().replace("\r\n ", "").split("\r\n")
    for _ in range(1 + say.below(6)):
        at, other = say.below(len(unfolded)), say.below(len(unfolded))
        match say.below(10):
            case 0 if len(unfolded) > 1:
                del unfolded[at]
            case 1:
                unfolded.insert(other, unfolded[at])
            case 2:
                unfolded[at], unfolded[other] = unfolded[other], unfolded[at]
            case 3:
                part = unfolded[min(at, other) : max(at, other)]
                unfolded[at:at] = part[: say.below(40)]
            case 4:
                unfolded.insert(at, f"{say.pick(NAMES)}:{say.phrase()}")
            case _:
                unfolded[at] = retold(unfolded[at], say)
    return encoded(unfolded, say)


def retold(line: str, say: Script) -> str:
    """Return a line with another name, value or more parameters."""
    name, mark, value = line.partition(":")
    match say.below(5):
        case 0:
            return f"{say.pick(NAMES)}{mark}{value}"
        case 1:
            return name + say.pick(PARAMETERS) + mark + value
        case 2:
            return name + mark + str(say.pick(TIMES))
        case 3:
            return f"RRULE:{say.pick(RULES)}"
        case _:
            return name + mark + say.phrase()


def encoded(unfolded: list[str], say: Script) -> bytes:
    """Return a document of lines, at times in another encoding or folded anywhere."""
    text = say.pick(BREAKS if say.below(4) == 1 else BREAKS[:1]).join(unfolded)
    encoding = say.pick(ENCODINGS if say.below(4) == 1 else ENCODINGS[:1])
    raw = text.encode(encoding, "replace")
    if say.below(4) == 1:
        at = say.below(2**16)
        raw = raw[:at] + say.raw() + raw[at:]
    return b"\r\n ".join(cut(raw, 1 + say.below(99))) if say.below(4) == 1 else raw


def cut(raw: bytes, size: int) -> Iterator[bytes]:
    """Yield a document in pieces, as if it was folded anywhere."""
    for start in range(0, len(raw), size):
        yield raw[start : start + size]


# The writer.


def written(say: Script) -> None:
    """Write a programme that is made of odd words, and hold the writer to its promises."""
    programme = odd_programme(say)
    options: dict[str, Any] = {"plain": bool(say.below(2)), "domain": "example.org"}
    if say.below(2):
        named = {"name": say.phrase(), "description": say.phrase()}
        with contextlib.suppress(KepuyueError):
            sound(programme, **named)
            options |= named
    public = sound(programme, view="public", **options)
    assert try_loads(public, format="ics").programme is not None
    internal = sound(programme, view="internal", **options)
    assert try_loads(internal, format="ics").strict() == programme
    kept = sound(programme, view="public", records=True, **options)
    assert try_loads(kept, format="ics").strict() == programme.public()
    assert one_by_one(programme, **options) == public


def one_by_one(programme: Programme, **options: Any) -> bytes:
    """Return the public calendar of a programme, some of its activities written one by one.

    Those up to the last parent stand in the programme, since others refer to them.
    """
    parents = {activity.parent for activity in programme}
    known = max((n for n, a in enumerate(programme, 1) if a.id in parents), default=0)
    base = attrs.evolve(programme, activities=programme.activities[:known])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.ics")
        with CalendarWriter(path, programme=base, **options) as writer:
            for activity in programme.activities[known:]:
                writer.write(activity)
        return path.read_bytes()


def odd_programme(say: Script) -> Programme:
    """Return a programme with every field, odd words in place of some texts."""
    document = json.loads(dumps(ALL))
    texts, extras = list(places(document)), list(carriers(document))
    for _ in range(say.below(4)):
        say.pick(extras)["extra"] = {"ical": foreign(say, 0)}
    for _ in range(say.below(32)):
        node, key = texts[say.pick(free_places())]
        node[key] = f"{node[key]}{say.text()}" if say.below(2) else say.text()
    return try_loads(json.dumps(document)).programme


@functools.cache
def free_places() -> tuple[int, ...]:
    """Return which places take any text, by their numbers: codes, dates and times do not."""
    free = []
    for number in range(len(list(places(json.loads(dumps(ALL)))))):
        document = json.loads(dumps(ALL))
        node, key = list(places(document))[number]
        node[key] = f"{node[key]} x"
        if try_loads(json.dumps(document)).report.ok:
            free.append(number)
    return tuple(free)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where the texts of a document stand."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, str):
            yield node, key
        elif isinstance(value, (dict, list)):
            yield from places(value)


def carriers(document: Any) -> Iterator[Any]:
    """Yield what keeps in ``extra`` what others wrote: a programme, and its sessions."""
    yield document
    for activity in document["activities"]:
        yield from activity["sessions"]


def foreign(say: Script, depth: int) -> Any:
    """Return properties and components as jCal has them, or almost."""
    if say.below(8) == 1:
        return say.pick((None, 1, "x", [], {}, [[]], {"properties": 1}, {"components": [1, []]}))
    found: dict[str, Any] = {"properties": [entry(say) for _ in range(say.below(4))]}
    if depth < 3:  # noqa: PLR2004  (levels)
        found["components"] = [component(say, depth + 1) for _ in range(say.below(3))]
    return found


def component(say: Script, depth: int) -> Any:
    """Return a component as jCal has it, or almost."""
    name = say.pick(("valarm", "vevent", "vtodo", "vcalendar", "x-odd", say.word()))
    inside = foreign(say, depth)
    return [name, *inside.values()] if isinstance(inside, dict) else inside


def entry(say: Script) -> Any:
    """Return a property as jCal has it, or almost."""
    name = say.pick((*NAMES, "attendee", "x-a", say.word()))
    parameters = {say.word(): say.word() for _ in range(say.below(3))}
    if say.below(4) == 1:
        parameters["x"] = say.pick(([say.word(), say.word()], 1, None, {}))
    kind = say.pick(("unknown", "text", "uri", say.word(), 1))
    values = [say.pick((say.phrase(), 1, None, [say.word()])) for _ in range(say.below(3))]
    return [name, parameters, kind, *values][: 4 if say.below(8) else say.below(5)]


def sound(programme: Programme, **options: Any) -> bytes:
    """Return the calendar of a programme, once it is sure that it is one.

    What is kept of other calendars goes out with the values that it came with, be they wrong; so
    there the form of the lines has to be right, and no more.
    """
    document = dumps(programme, format="ics", **options)
    assert dumps(programme, format="ics", **options) == document
    text = document.decode()
    assert text.endswith("\r\n")
    open_components = []
    for line in text[:-2].split("\r\n"):
        assert not CONTROL.search(line), line
        assert len(line.encode()) <= 75, line  # noqa: PLR2004  (octets)
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        assert re.match(r"[A-Za-z0-9-]+[;:]", line), line
        if line.startswith("BEGIN:"):
            open_components.append(line[6:])
        elif line.startswith("END:"):
            assert open_components.pop() == line[4:]
    assert not open_components
    if not any("ical" in node["extra"] for node in carriers(to_dict(programme))):
        (calendar,) = icalendar.Calendar.from_ical(document, multiple=True)
        assert not any(component.errors for component in calendar.walk())
    return document


# The corpus.


def seeds(folder: Path) -> None:
    """Write calendars to begin from."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(WHOLE):
        (folder / f"whole.{number}").write_bytes(b"\0" + document)
        for turn in range(4):
            script = bytes((7 * index * (turn + 1) + turn) % 256 for index in range(60))
            (folder / f"changed.{number}.{turn}").write_bytes(bytes([1 + 3 * number]) + script)
    for turn in range(8):
        script = bytes((11 * index * (turn + 1) + turn) % 256 for index in range(300))
        (folder / f"written.{turn}").write_bytes(b"\2" + script)
    for sample in sorted(SAMPLES.glob("*.ics")):
        (folder / f"sample.{sample.stem}").write_bytes(b"\0" + sample.read_bytes())


def quoted(word: str) -> str:
    """Return a word as a dictionary of libFuzzer has it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def main(corpus: Path) -> None:
    """Fuzz with a corpus that is kept in a folder; other arguments are those of libFuzzer."""
    seeds(corpus)
    words = {*NAMES, *TIMES, *RULES, *PARAMETERS, "BEGIN:VEVENT", "END:VEVENT", "\r\n ", "\r\n"}
    dictionary = corpus.parent / "ical.dict"
    dictionary.write_text("".join(f'"{quoted(word)}"\n' for word in sorted(words) if word))
    atheris.Setup([sys.argv[0], f"-dict={dictionary}", *sys.argv[2:], str(corpus)], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
