"""Distances on the earth taken as a sphere of the IUGG mean radius."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088
DEGREE_KM = math.pi * EARTH_KM / 180  # of latitude


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in km (haversine) of two points in degrees."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = (math.sin((other_phi - phi) / 2) ** 2
            + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2)
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
