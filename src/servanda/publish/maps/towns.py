"""Towns of a box for finding one's way: the most populous first, none too near another.

From GeoNames (CC BY 4.0), as `scripts/make_map_assets.py` packs them; without that file there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from servanda.publish.maps.base import FILES
from servanda.publish.maps.plane import Box, x_of, y_of

CREDIT = "Towns and their names: GeoNames (geonames.org), CC BY 4.0."
_APART = 60  # no two towns nearer than this part of the box's longer side


@dataclass(frozen=True)
class Town:
    """A town; its longitude as given, between -180 and 180."""

    name: str
    lat: float
    lon: float
    people: int


def held() -> bool:
    """Whether the towns are there."""
    return (FILES / "towns.tsv").is_file()


@cache
def _lines() -> tuple[Town, ...]:
    if not held():
        return ()
    rows = (line.split("\t") for line in (FILES / "towns.tsv").read_text(encoding="utf-8").splitlines())
    return tuple(Town(name, float(lat), float(lon), int(people)) for name, lat, lon, people in rows)


def within(box: Box, most: int) -> list[Town]:
    """At most so many towns of a box, spread out, the most populous first."""
    side = max(x_of(box.east) - x_of(box.west), y_of(box.south) - y_of(box.north)) / _APART
    taken: set[tuple[int, int]] = set()
    found: list[Town] = []
    for town in _lines():
        lon = box.unwrapped(town.lon)
        if not (box.south <= town.lat <= box.north and box.west <= lon <= box.east):
            continue
        column, row = int(x_of(lon) // side), int(y_of(town.lat) // side)
        if (column, row) not in taken:
            taken |= {(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
            found.append(town)
            if len(found) == most:
                break
    return found
