"""The tables of the corpus are read as a person reads them."""

from pathlib import Path

import pytest

from tests.io.platform.corpus import TABLES, differences, tables


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.name)
def test_a_table_is_read_as_a_person_reads_it(path: Path) -> None:
    assert differences(path) == []


def test_each_table_has_its_expectations_beside_it() -> None:
    assert sorted(path.stem for path in TABLES.glob("*.toml")) == [p.stem for p in tables()]
