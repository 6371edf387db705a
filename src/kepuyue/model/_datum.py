"""The arithmetic between the map datums WGS-84, GCJ-02 and BD-09, in degrees.

GCJ-02 has no published specification; the forward formula is the one that map services and
their independent clients agree on (Krasovsky 1940 ellipsoid). Its inverse has no closed form and
is found by iteration, to about a centimetre. BD-09 is GCJ-02 with a second displacement,
published by the clients of that service; its inverse is iterated too.
"""

import math
from collections.abc import Callable

_A = 6378245.0
_EE = 0.00669342162296594323
_X_PI = math.pi * 3000.0 / 180.0
_EARTH_RADIUS = 6371008.8
_CHINA = (0.8293, 55.8271, 72.004, 137.8347)
_FURTHEST = 0.1
"""Degrees by which no point is displaced, with room to spare."""
_STEPS = 12

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def in_china(latitude: float, longitude: float, margin: float = 0.0) -> bool:
    """Return whether a WGS-84 point is displaced: the rectangle that map services use.

    Args:
        latitude: degrees north.
        longitude: degrees east.
        margin: degrees by which the rectangle is made larger.
    """
    south, north, west, east = _CHINA
    return (
        west - margin <= longitude <= east + margin and south - margin <= latitude <= north + margin
    )


def _offset(latitude: float, longitude: float) -> Point:
    x, y = longitude - 105.0, latitude - 35.0
    ripple = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += ripple * 2.0 / 3.0
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (
        (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    )
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += ripple * 2.0 / 3.0
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (
        (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    )
    radians = math.radians(latitude)
    magic = 1.0 - _EE * math.sin(radians) ** 2
    meridian = _A * (1.0 - _EE) / (magic * math.sqrt(magic)) * math.pi / 180.0
    parallel = _A / math.sqrt(magic) * math.cos(radians) * math.pi / 180.0
    return north / meridian, east / parallel


def _displaced(latitude: float, longitude: float) -> Point:
    north, east = _offset(latitude, longitude)
    return latitude + north, longitude + east


def _rotated(latitude: float, longitude: float) -> Point:
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _X_PI)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _X_PI)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def _inverse(forward: Callable[[float, float], Point], latitude: float, longitude: float) -> Point:
    """Return the point that ``forward`` sends to the one given, by fixed-point iteration."""
    north, east = latitude, longitude
    for _ in range(_STEPS):
        got_north, got_east = forward(north, east)
        north, east = north + latitude - got_north, east + longitude - got_east
    return north, east


_FORWARD: dict[str, list[Callable[[float, float], Point]]] = {
    "WGS-84": [],
    "GCJ-02": [_displaced],
    "BD-09": [_displaced, _rotated],
}


def to_wgs84(latitude: float, longitude: float, datum: str) -> Point:
    """Return the WGS-84 degrees of a point given in ``datum``.

    Along the edge of the rectangle displaced and undisplaced points overlap; there the answer is
    the point inside.
    """
    north, east = latitude, longitude
    if not in_china(latitude, longitude, _FURTHEST):
        return latitude, longitude
    for forward in reversed(_FORWARD[datum]):
        north, east = _inverse(forward, north, east)
    return (north, east) if in_china(north, east) else (latitude, longitude)


def from_wgs84(latitude: float, longitude: float, datum: str) -> Point:
    """Return the degrees in ``datum`` of a WGS-84 point; outside China the same degrees."""
    if in_china(latitude, longitude):
        for forward in _FORWARD[datum]:
            latitude, longitude = forward(latitude, longitude)
    return latitude, longitude


def great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance of two points in metres, on a sphere of the earth's mean radius."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))
