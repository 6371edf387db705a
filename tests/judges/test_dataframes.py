"""DuckDB, polars and pandas read JSON Lines as they are, and count what we count."""

from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from kepuyue import Activity, Programme, Unit, dump, editions
from kepuyue.model.programme import TUPLES
from kepuyue.testing import make_programme, synthetic_programme

SAMPLE = 20_480
"""Lines by which DuckDB tells the columns, unless it is told to look at all."""


@pytest.fixture(params=["whole", "edition", "synthetic", "late"])
def programme(request: pytest.FixtureRequest) -> Programme:
    if request.param == "whole":
        return make_programme()
    if request.param == "edition":
        return editions.load("shaoguan-2025-example")
    if request.param == "late":  # what the first lines do not have
        activities = synthetic_programme(activities=10, seed=3).activities
        units = (Unit(id=str(number), name="科协") for number in range(SAMPLE))
        bare = Activity(id="001", name="2025", region="110000")
        return Programme(units=tuple(units), activities=(*activities, bare))
    return synthetic_programme(activities=2_000, seed=3)


@pytest.fixture
def path(programme: Programme, tmp_path: Path) -> str:
    dump(programme, tmp_path / "p.jsonl")
    return str(tmp_path / "p.jsonl")


def counts(programme: Programme) -> dict[str | None, int]:
    """Return the lines of each list; the header belongs to none."""
    lines: dict[str | None, int] = {
        name: len(getattr(programme, name)) for name in TUPLES if getattr(programme, name)
    }
    return {None: 1, **lines}


def regions(programme: Programme) -> Counter[str | None]:
    return Counter(activity.region for activity in programme)


def sessions(programme: Programme) -> int:
    return sum(len(activity.sessions) for activity in programme)


def test_duckdb(programme: Programme, path: str) -> None:
    database = duckdb.connect()
    lines = f"read_json('{path}', format = 'newline_delimited', sample_size = -1)"
    found = database.sql(f"SELECT entity, count(*) FROM {lines} GROUP BY entity")  # noqa: S608
    activities = f"{lines} WHERE entity = 'activities'"
    by_region = database.sql(f"SELECT region, count(*) FROM {activities} GROUP BY region")  # noqa: S608
    held = database.sql(f"SELECT sum(len(sessions)) FROM {activities}")  # noqa: S608

    assert dict(found.fetchall()) == counts(programme)
    assert dict(by_region.fetchall()) == regions(programme)
    assert held.fetchall() == [(sessions(programme),)]


def test_polars(programme: Programme, path: str) -> None:
    table = pl.read_ndjson(path, infer_schema_length=None)
    activities = table.filter(pl.col("entity") == "activities")

    assert dict(table["entity"].value_counts().iter_rows()) == counts(programme)
    assert dict(activities["region"].value_counts().iter_rows()) == regions(programme)
    assert activities["sessions"].list.len().sum() == sessions(programme)
    assert activities["name"].to_list() == [activity.name for activity in programme]


def test_pandas(programme: Programme, path: str) -> None:
    table = pd.read_json(path, lines=True, dtype=False)
    activities = table[table["entity"] == "activities"]

    assert Counter(table["entity"].dropna()) + Counter({None: 1}) == counts(programme)
    assert list(activities["id"]) == [activity.id for activity in programme]
    assert list(activities["name"]) == [activity.name for activity in programme]
    assert Counter(activities["region"].dropna()) == Counter(
        activity.region for activity in programme if activity.region
    )
    assert activities["sessions"].map(len).sum() == sessions(programme)
