"""khal, a calendar program of Debian, shows each property that it knows."""

import os
from datetime import date, datetime
from pathlib import Path

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Frequency,
    Override,
    Programme,
    Recurrence,
    Session,
    Stage,
    State,
    TimeSlot,
    Venue,
    dump,
)
from tests.judges.conftest import Run

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
"""
LISTED = "{start}|{end}|{title}|{location}|{status}"


def slot(day: int, hour: int, until: int) -> TimeSlot:
    return TimeSlot(
        start=datetime(2025, 9, day, hour, tzinfo=CHINA_TIME),
        end=datetime(2025, 9, day, until, tzinfo=CHINA_TIME),
    )


def test_khal_shows_times_places_and_what_differs_at_single_occurrences(
    run: Run, tmp_path: Path
) -> None:
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
            Activity(id="robots", name="机器人，科普展", sessions=(weekly,), stage=Stage.PUBLISHED),
            Activity(id="books", name="科普图书展", sessions=(days,)),
        ),
    )
    dump(programme, tmp_path / "programme.ics")
    (tmp_path / "calendar").mkdir()
    config = tmp_path / "config"
    config.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    env = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    khal = ("khal", "--config", config)
    run(*khal, "import", "--batch", "-a", "month", tmp_path / "programme.ics", env=env)
    listed = run(
        *khal, "list", "--day-format", "", "--format", LISTED, "2025-09-01", "30d", env=env
    )
    place = "韶关市科技馆，武江区示例路1号"

    assert sorted({line.strip() for line in listed.splitlines() if line}) == [
        f"2025-09-06 09:00|2025-09-06 11:00|机器人，科普展|{place}|CONFIRMED",
        "2025-09-13|2025-09-15|科普图书展||TENTATIVE",
        f"2025-09-17 09:00|2025-09-17 11:00|机器人，科普展|{place}|CONFIRMED",
        f"2025-09-20 09:00|2025-09-20 11:00|【取消】机器人，科普展|{place}|CANCELLED",
        f"2025-09-28 14:00|2025-09-28 15:00|机器人，科普展|{place}|CONFIRMED",
    ]
