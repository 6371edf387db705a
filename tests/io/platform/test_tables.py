"""The tables of the corpus are read as a person reads them."""

import tomllib
from pathlib import Path

import pytest

from tests.io.platform.corpus import LISTS, TABLES, differences, tables

KEYS = {"about", "producer", "options", "profile", "finding", *LISTS}


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.name)
def test_a_table_is_read_as_a_person_reads_it(path: Path) -> None:
    assert differences(path) == []


def test_each_table_has_its_expectations_beside_it() -> None:
    assert sorted(path.stem for path in TABLES.glob("*.toml")) == [p.stem for p in tables()]


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.toml")), ids=lambda path: path.stem)
def test_nothing_is_expected_in_vain(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8")).keys() - KEYS == set()
