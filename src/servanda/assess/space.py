"""Where a distinct place lies of a zone: inside, outside or straddling its boundary.

Distances are taken on a local equirectangular plane around the place (error under 0.5 % within
200 km of the place below 70 degrees of latitude); the Earth is a sphere of 6371.0088 km (IUGG mean radius).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from servanda.model.case import Zone

_KM_PER_DEGREE = math.pi * 6371.0088 / 180


def states(places: Sequence[str], zones: Iterable[Zone]) -> list[tuple[str, str, str]]:
    """(place, zone, state) for places given as ``lat,lon,radius in km``, several joined by ``|``.

    Several are where rival reports put one happening; see `covering`.
    """
    found = []
    for zone in zones:
        geometry = shape(zone.geometry)
        found += [(place, zone.id, _state(geometry, *covering(place))) for place in places]
    return found


def covering(place: str) -> tuple[float, float, float]:
    """The most exact of several places, its radius widened to reach those that it does not meet."""
    points = sorted(tuple(float(part) for part in one.split(",")) for one in place.split("|"))
    lat, lon, radius = min(points, key=lambda point: point[2])
    widest = radius
    for other_lat, other_lon, other_radius in points:
        distance = _distance(lat, lon, other_lat, other_lon)
        if distance > radius + other_radius:
            widest = max(widest, distance + other_radius)
    return lat, lon, widest


def _distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in km (haversine)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = (math.sin((other_phi - phi) / 2) ** 2
            + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2)
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def _state(geometry: BaseGeometry, lat: float, lon: float, radius: float) -> str:
    narrow = math.cos(math.radians(lat))
    local = shapely.transform(geometry, lambda xy: (xy - (lon, lat)) * (_KM_PER_DEGREE * narrow, _KM_PER_DEGREE))
    centre = Point(0.0, 0.0)
    if local.boundary.distance(centre) < radius:
        return "straddles"
    return "inside" if local.covers(centre) else "outside"
