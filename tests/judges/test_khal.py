"""khal, a calendar program of Debian, reads what we write."""

import os
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Frequency,
    Override,
    Programme,
    Recurrence,
    Session,
    State,
    TimeSlot,
    Venue,
    dumps,
    editions,
)

CONFIG = """
[calendars]
[[month]]
path = {folder}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = month
"""
LISTED = "{start}|{end}|{title}|{location}|{status}"


class Khal:
    """khal with a configuration of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = shutil.which("khal")
        if self.program is None:
            pytest.fail("khal is not installed; as root, `make judges-setup` installs it")
        folder.joinpath("calendar").mkdir()
        folder.joinpath("config").write_text(CONFIG.format(folder=folder), encoding="utf-8")

    def run(self, *arguments: str) -> str:
        """Return what khal prints."""
        home = {"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        command = [str(self.program), "-c", str(self.folder / "config"), *arguments]
        done = subprocess.run(command, capture_output=True, check=False, env=home)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def september(self, programme: Programme) -> list[str]:
        """Return what khal lists for September of 2025; what goes on for days, once."""
        path = self.folder / "programme.ics"
        path.write_bytes(dumps(programme, format="ics"))
        self.run("import", "--batch", str(path))
        listed = self.run("list", "--format", LISTED, "--day-format", "", "2025-09-01", "30d")
        return sorted({line.strip() for line in listed.splitlines() if line})


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    return Khal(tmp_path)


def slot(day: int, hour: int, until: int) -> TimeSlot:
    return TimeSlot(
        start=datetime(2025, 9, day, hour, tzinfo=CHINA_TIME),
        end=datetime(2025, 9, day, until, tzinfo=CHINA_TIME),
    )


def test_khal_lists_the_sessions_of_september(khal: Khal) -> None:
    weekly = Session(
        id="weekly", slot=slot(6, 9, 11), venue="museum",
        recurrence=Recurrence(
            frequency=Frequency.WEEKLY, by_day=("SA",), until=date(2025, 9, 30),
            excluded=(date(2025, 9, 13),), added=(date(2025, 9, 17),),
        ),
        overrides=(
            Override(on=date(2025, 9, 20), state=State.CANCELLED),
            Override(on=date(2025, 9, 27), slot=slot(28, 14, 15)),
        ),
    )  # fmt: skip
    days = Session(id="days", days=DateSpan(first=date(2025, 9, 13), last=date(2025, 9, 15)))
    programme = Programme(
        venues=(Venue(id="museum", name="韶关市科技馆", address="武江区示例路1号"),),
        activities=(
            Activity(id="robots", name="机器人，科普展", sessions=(weekly,)),
            Activity(id="books", name="科普图书展", sessions=(days,)),
        ),
    )
    place = "韶关市科技馆，武江区示例路1号"

    assert khal.september(programme) == [
        f"2025-09-06 09:00|2025-09-06 11:00|机器人，科普展|{place}|TENTATIVE",
        "2025-09-13|2025-09-15|科普图书展||TENTATIVE",
        f"2025-09-17 09:00|2025-09-17 11:00|机器人，科普展|{place}|TENTATIVE",
        f"2025-09-20 09:00|2025-09-20 11:00|机器人，科普展|{place}|CANCELLED",
        f"2025-09-28 14:00|2025-09-28 15:00|机器人，科普展|{place}|TENTATIVE",
    ]


def test_khal_lists_every_session_of_the_example(khal: Khal) -> None:
    city = editions.load("shaoguan-2025").merge(editions.load("shaoguan-2025-example"))
    ours = sorted(
        (str(o.slot.first if o.slot else o.on), activity.name)
        for activity in city
        for session in activity.sessions
        for o in session.occurrences(last=date(2025, 9, 30))
        if o.on >= date(2025, 9, 1)
    )
    listed = [line.split("|") for line in khal.september(city)]

    assert ours
    assert sorted((start[:10], title) for start, _, title, *_ in listed) == ours
