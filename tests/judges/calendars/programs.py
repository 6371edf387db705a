"""The judges that run in processes of their own: ical.js and libical."""

import atexit
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Timer

from tests.judges.calendars.record import Event, Judge, settled, within
from tests.test_house import ROOT

FOLDER = ROOT / "build" / "calendars"
"""Where `make judges` puts ical.js and the samples."""
_SECONDS = 10
"""How long a program may take over a calendar."""


class Program:
    """A program that answers for one calendar after the other, in a process that lives on.

    One that has died of a calendar is started anew for the next.
    """

    def __init__(self, *command: str | Path) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None

    def events(self, *question: Path | date) -> list[Event]:
        """Return the events that it prints."""
        answer = self._answer("\t".join(map(str, question)))
        if answer is None:
            raise ValueError(f"{self._command[-1]} cannot read {question[0]}")
        return [Event._make([*fields, tuple(sorted(categories))]) for *fields, categories in answer]

    def _answer(self, question: str) -> list[list[str]] | None:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = Timer(_SECONDS, process.kill)
        timer.start()
        try:
            print(question, file=process.stdin, flush=True)
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            process.wait()
            raise RuntimeError(f"{self._command[-1]} died of {question}")
        answer: list[list[str]] | None = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env={**os.environ, "NODE_PATH": f"{FOLDER}/node_modules"},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )  # fmt: skip
            atexit.register(self._process.communicate)  # ends it, since its input ends
        return self._process


_ICALJS = Program("node", Path(__file__).with_name("icaljs.cjs"))
_LIBICAL = Program(sys.executable, "-m", "tests.judges.calendars.libical")


def expand_by_icaljs(path: Path, first: date, last: date) -> list[Event]:
    return within(_ICALJS.events(path, first, last), first, last)


def expand_by_libical(path: Path, first: date, last: date) -> list[Event]:
    return settled(_LIBICAL.events(path, first, last), first, last)


ICALJS = Judge("ical.js", _ICALJS.events, expand_by_icaljs)
LIBICAL = Judge("libical", _LIBICAL.events, expand_by_libical)
