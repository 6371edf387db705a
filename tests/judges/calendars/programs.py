"""The judges that run in a process of their own: ical.js and libical."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.judges.calendars.record import Event, Judge, settled, within
from tests.test_house import ROOT

FOLDER = ROOT / "build" / "calendars"
"""Where `make judges` puts ical.js and the samples."""

_ICALJS = ("node", str(Path(__file__).with_name("icaljs.cjs")))
_LIBICAL = (sys.executable, "-m", "tests.judges.calendars.libical")


def _events(*command: str | Path | date) -> list[Event]:
    """Return the events that a program prints."""
    done = subprocess.run(
        [*map(str, command)], capture_output=True, check=True, cwd=ROOT, timeout=30,
        env={**os.environ, "NODE_PATH": str(FOLDER / "node_modules")},
    )  # fmt: skip
    return [
        Event._make([*fields, tuple(sorted(categories))])
        for *fields, categories in json.loads(done.stdout)
    ]


def read_by_icaljs(path: Path) -> list[Event]:
    return _events(*_ICALJS, path)


def expand_by_icaljs(path: Path, first: date, last: date) -> list[Event]:
    return within(_events(*_ICALJS, path, first, last), first, last)


def read_by_libical(path: Path) -> list[Event]:
    return _events(*_LIBICAL, path)


def expand_by_libical(path: Path, first: date, last: date) -> list[Event]:
    return settled(_events(*_LIBICAL, path, first, last), first, last)


ICALJS = Judge("ical.js", read_by_icaljs, expand_by_icaljs)
LIBICAL = Judge("libical", read_by_libical, expand_by_libical)
