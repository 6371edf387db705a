from datetime import date, datetime

import pytest

from kepuyue.io.platform.cell import Cell, Value
from kepuyue.io.platform.change import says


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("甲", "甲"),
        (440203, "440203"),
        ("甲", " 甲 "),
        ("-6", "'-6"),
        (0.1 + 0.2, 0.3),
        (300, 300.0),
        ("300", 300),
        (date(2025, 9, 13), datetime(2025, 9, 13)),  # noqa: DTZ001
        (datetime(2025, 9, 13, 9, 0, 20), datetime(2025, 9, 13, 9)),  # noqa: DTZ001
        ("2025-09-13", date(2025, 9, 13)),
        (None, None),
        (None, ""),
    ],
)
def test_a_cell_still_says_what_a_program_made_of_it(value: Value, written: Cell) -> None:
    assert says(value, written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("甲", "乙"),
        ("甲", None),
        (None, "甲"),
        (None, 300),
        (None, 0.3),
        (None, date(2025, 9, 13)),
        (0.300001, 0.3),
        (300, "301"),
        (date(2025, 9, 13), datetime(2025, 9, 13, 9)),  # noqa: DTZ001
        (datetime(2025, 9, 13, 9, 1), datetime(2025, 9, 13, 9)),  # noqa: DTZ001
        ("9月13日", date(2025, 9, 13)),
        (45913, date(2025, 9, 13)),
    ],
)
def test_anything_else_is_a_change(value: Value, written: Cell) -> None:
    assert not says(value, written)
