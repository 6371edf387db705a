import math

import eviltransform
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import Coordinates, Datum, InvalidValueError

INLAND = st.tuples(st.floats(18, 53.5), st.floats(74, 135))
"""Latitude and longitude in China, away from the edge of the displaced rectangle."""
ABROAD = st.one_of(
    st.tuples(st.floats(-90, 90), st.floats(-180, 71.9)),
    st.tuples(st.floats(-90, 90), st.floats(137.9, 180)),
    st.tuples(st.floats(-90, 0.8), st.floats(-180, 180)),
    st.tuples(st.floats(55.9, 90), st.floats(-180, 180)),
)


def at(latitude: float, longitude: float, datum: Datum = Datum.WGS84) -> Coordinates:
    return Coordinates(latitude=latitude, longitude=longitude, datum=datum)


@given(INLAND, st.sampled_from(list(Datum)), st.sampled_from(list(Datum)))
def test_there_and_back_is_within_a_metre(
    point: tuple[float, float], first: Datum, second: Datum
) -> None:
    start = at(*point).to(first)

    assert start.to(second).to(first).distance(start) < 1e-3


@given(ABROAD, st.sampled_from(list(Datum)))
def test_outside_china_all_datums_agree(point: tuple[float, float], datum: Datum) -> None:
    moved = at(*point).to(datum)

    assert (moved.latitude, moved.longitude) == point
    assert moved.to(Datum.WGS84) == at(*point)


@given(INLAND)
def test_an_independent_implementation_agrees(point: tuple[float, float]) -> None:
    gcj, bd = at(*point).to(Datum.GCJ02), at(*point).to(Datum.BD09)

    assert (gcj.latitude, gcj.longitude) == pytest.approx(eviltransform.wgs2gcj(*point), abs=1e-6)
    assert (bd.latitude, bd.longitude) == pytest.approx(eviltransform.wgs2bd(*point), abs=1e-6)


@given(INLAND)
def test_the_displacement_is_that_of_the_maps(point: tuple[float, float]) -> None:
    as_numbers = at(*point).to(Datum.GCJ02)

    assert 10 < at(as_numbers.latitude, as_numbers.longitude).distance(at(*point)) < 1500


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(91, 0), (-90.1, 0), (0, 181), (0, -180.5), (math.nan, 0), (0, math.inf)],
)
def test_degrees_out_of_range_are_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(InvalidValueError, match="KY-VAL008"):
        at(latitude, longitude)


def test_the_repr_names_the_datum() -> None:
    assert repr(at(24.8, 113.6, Datum.GCJ02)) == "Coordinates(24.800000, 113.600000 GCJ-02)"
    assert at(24.8, 113.6).to(Datum.WGS84) == at(24.8, 113.6)
