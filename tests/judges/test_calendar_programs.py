"""Calendar programs take in the demo's calendar and show our occurrences."""

import html
import json
import os
import re
from datetime import date
from pathlib import Path

from kepuyue import State, TimeSlot, load
from kepuyue.io.ical.text import titled
from tests.judges.conftest import Run

PAGE = Path(__file__).parent / "month.html"
ICAL_JS = PAGE.parents[2] / "build/calendars/node_modules/ical.js/dist/ical.es5.min.cjs"
FIRST, LAST = date(2025, 9, 1), date(2025, 9, 30)


def expected(demo: Path) -> set[tuple[str, str, str]]:
    """Return day, time (none for whole days) and title of what takes place in September."""
    programme = load(demo / "programme.json")
    return {
        (
            str(when.first),
            f"{when.start:%H:%M}" if isinstance(when, TimeSlot) else "",
            titled(activity, activity.state_of(occurrence)),
        )
        for activity in programme
        for session in activity.sessions
        if session.when
        for occurrence in session.occurrences(last=LAST)
        for when in [occurrence.when]
        if when and occurrence.state is not State.CANCELLED
    }


def test_khal_lists_our_occurrences(demo: Path, run: Run, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[month]]\npath = {tmp_path / 'month'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n",
        "utf-8",
    )
    (tmp_path / "month").mkdir()
    env = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    khal = ("khal", "--config", config)
    run(*khal, "import", "--batch", "-a", "month", demo / "programme.ics", env=env)
    listed = run(
        *khal, "list", "--day-format", "", "--format",
        "{start-date}|{start-time}|{title}", str(FIRST), "30d", env=env,
    )  # fmt: skip
    shown = {tuple(line.split("|")) for line in listed.splitlines() if line.count("|") == 2}

    assert expected(demo) - shown == set()


def test_calcurse_lists_our_occurrences(demo: Path, run: Run, tmp_path: Path) -> None:
    env = {**os.environ, "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    calcurse = ("calcurse", "-D", tmp_path / "data", "-C", tmp_path / "conf")
    run(*calcurse, "-i", demo / "programme.ics", env=env)
    listed = run(
        *calcurse, "-Q", "--from", "09/01/2025", "--to", "09/30/2025", "--filter-type", "cal",
        "--format-apt", "%(start:%Y-%m-%d)|%(start:%H:%M)|%m\n",
        "--format-recur-apt", "%(start:%Y-%m-%d)|%(start:%H:%M)|%m\n",
        env=env,
    )  # fmt: skip
    shown = {tuple(line.split("|")) for line in listed.splitlines() if line.count("|") == 2}
    timed = {entry for entry in expected(demo) if entry[1]}
    single = {entry for entry in timed if count(demo, entry[2]) == 1}

    # It has no overridden occurrences, and of a recurrence it shows the first time for each day.
    assert single - shown == set()
    assert len(single) > 10
    assert re.search("报送活动总结", run(*calcurse, "-t", env=env))


def test_a_web_calendar_shows_our_occurrences(demo: Path, run: Run, tmp_path: Path) -> None:
    library = ICAL_JS.read_text("utf-8")
    feed = json.dumps((demo / "programme.ics").read_bytes().decode()).replace("<", "\\u003c")
    page = PAGE.read_text("utf-8").replace("/* ICAL.JS */", library).replace("/* FEED */", feed)
    (tmp_path / "month.html").write_text(page, "utf-8")
    dom = run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-sync", "--virtual-time-budget=5000",
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{tmp_path}/month.html",
    )  # fmt: skip
    entries = re.findall(r'data-entry="([^"]*)"', dom)
    shown = {tuple(json.loads(html.unescape(entry))) for entry in entries}

    on = {entry for entry in expected(demo) if not entry[2].startswith("【取消】")}
    assert shown == on


def count(demo: Path, name: str) -> int:
    """Return how often an activity takes place."""
    return len([entry for entry in expected(demo) if entry[2] == name])
