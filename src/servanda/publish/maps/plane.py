"""The plane of the maps: Web Mercator as fractions of the world; boxes that may cross the meridian of 180 degrees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.model.sphere import DEGREE_KM

LAST_LATITUDE = 85.0
_LEAST = 0.6  # degrees: no map shows less, so that its surroundings can be known
_MARGIN = 0.06

Spot = tuple[float, float, float]  # latitude, longitude, radius in km


@dataclass(frozen=True)
class Box:
    """A piece of the world in degrees; ``west`` lies in [-180, 180), ``east`` may lie beyond 180."""

    west: float
    south: float
    east: float
    north: float

    def unwrapped(self, lon: float) -> float:
        """The longitude as it runs on eastwards from a little west of this box."""
        start = self.west - max(0.0, 360 - (self.east - self.west)) / 2
        return (lon - start) % 360 + start

    def pieces(self) -> list[tuple[float, float, float]]:
        """(west, east, shift): the parts within -180 and 180, and what is to be added to their longitudes."""
        found = [(self.west, min(self.east, 180.0), 0.0)]
        if self.west < -180:
            found = [(self.west + 360, 180.0, -360.0), (-180.0, min(self.east, 180.0), 0.0)]
        if self.east > 180:
            found.append((-180.0, self.east - 360, 360.0))
        return found

    def widened(self, share: float) -> Box:
        """This box with a margin, a share of its sides; never more than once around the world."""
        lon = min((self.east - self.west) * share, max(0.0, 360 - (self.east - self.west)) / 2)
        lat = (self.north - self.south) * share
        return Box(self.west - lon, max(-LAST_LATITUDE, self.south - lat), self.east + lon,
                   min(LAST_LATITUDE, self.north + lat))


def x_of(lon: float) -> float:
    """Eastwards, as a fraction of the world's width."""
    return (lon + 180) / 360


def y_of(lat: float) -> float:
    """Southwards, as a fraction of the world's width; latitudes beyond 85 degrees count as 85."""
    angle = math.radians(max(-LAST_LATITUDE, min(LAST_LATITUDE, lat)))
    return 0.5 - math.log(math.tan(math.pi / 4 + angle / 2)) / (2 * math.pi)


def lat_of(y: float) -> float:
    """The latitude of a fraction southwards."""
    return math.degrees(2 * math.atan(math.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2)


def widths_of(km: float, lat: float) -> float:
    """A distance near a latitude as a fraction of the world's width."""
    return km / (360 * DEGREE_KM * math.cos(math.radians(max(-LAST_LATITUDE, min(LAST_LATITUDE, lat)))))


def around(spots: Iterable[Spot]) -> Box | None:
    """The smallest box with a margin around circles; None where there is none.

    Longitudes are cut at their widest gap, so that what lies on both sides of 180 degrees stays together.
    """
    listed = [(max(-LAST_LATITUDE, min(LAST_LATITUDE, lat)), lon, km) for lat, lon, km in spots]
    if not listed:
        return None
    spans = [(lon - half, lon + half) for lat, lon, km in listed for half in (_half(lat, km),)]
    west, east = _arc(spans)
    south = max(-LAST_LATITUDE, min(lat - km / DEGREE_KM for lat, _, km in listed))
    north = min(LAST_LATITUDE, max(lat + km / DEGREE_KM for lat, _, km in listed))
    return _at_least(Box(west, south, east, north)).widened(_MARGIN)


def _half(lat: float, km: float) -> float:
    return min(180.0, km / (DEGREE_KM * math.cos(math.radians(lat))))


def _arc(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The shortest arc of longitudes that holds all spans: what the widest gap between them leaves."""
    ordered = sorted(((low + 180) % 360 - 180, high - low) for low, high in spans)
    reach, gaps = ordered[0][0] + ordered[0][1], []
    for low, width in ordered[1:]:
        gaps.append((low - reach, low, reach))
        reach = max(reach, low + width)
    gaps.append((ordered[0][0] + 360 - reach, ordered[0][0], reach))
    gap, west, _ = max(gaps, key=lambda one: (one[0], -one[1]))
    return (-180.0, 180.0) if gap <= 0 else (west, west + 360 - gap)


def _at_least(box: Box) -> Box:
    lon = max(0.0, _LEAST - (box.east - box.west)) / 2
    lat = max(0.0, _LEAST - (box.north - box.south)) / 2
    return Box(box.west - lon, box.south - lat, box.east + lon, box.north + lat)


@dataclass(frozen=True)
class Frame:
    """A drawing of ``width`` by ``height`` units that shows a box, and how the world lies in it."""

    box: Box
    width: float
    height: float
    scale: float  # units per width of the world
    left: float  # x of the drawing's left edge in the world
    top: float

    @classmethod
    def of(cls, box: Box, width: float, least: float, most: float) -> Frame:
        """A frame of that width; its height follows the box between two bounds, the box is widened to fill it."""
        wide, high = x_of(box.east) - x_of(box.west), y_of(box.south) - y_of(box.north)
        height = min(most, max(least, width * high / wide))
        scale = min(width / wide, height / high)
        middle_x, middle_y = (x_of(box.east) + x_of(box.west)) / 2, (y_of(box.south) + y_of(box.north)) / 2
        left, top = middle_x - width / scale / 2, middle_y - height / scale / 2
        shown = Box(left * 360 - 180, lat_of(top + height / scale), (left + width / scale) * 360 - 180, lat_of(top))
        return cls(shown, width, height, scale, left, top)

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies in the drawing."""
        return (x_of(self.box.unwrapped(lon)) - self.left) * self.scale, (y_of(lat) - self.top) * self.scale

    def plain(self, lat: float, lon: float) -> tuple[float, float]:
        """As `place`, of a longitude that already runs on within the box."""
        return (x_of(lon) - self.left) * self.scale, (y_of(lat) - self.top) * self.scale

    def length(self, km: float, lat: float) -> float:
        """Units that a distance takes near a latitude."""
        return widths_of(km, lat) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the drawing."""
        return 0 <= x <= self.width and 0 <= y <= self.height
