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
    """(place, zone, state) for places given as ``lat,lon,radius in km``."""
    found = []
    for zone in zones:
        geometry = shape(zone.geometry)
        found += [(place, zone.id, _state(geometry, place)) for place in places]
    return found


def _state(geometry: BaseGeometry, place: str) -> str:
    lat, lon, radius = (float(part) for part in place.split(","))
    narrow = math.cos(math.radians(lat))
    local = shapely.transform(geometry, lambda xy: (xy - (lon, lat)) * (_KM_PER_DEGREE * narrow, _KM_PER_DEGREE))
    centre = Point(0.0, 0.0)
    if local.boundary.distance(centre) < radius:
        return "straddles"
    return "inside" if local.covers(centre) else "outside"
