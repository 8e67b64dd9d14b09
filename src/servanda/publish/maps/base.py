"""The base of the maps: land, lakes and their shores, cut to a box; never a border of a state.

From Natural Earth at 1:10m (public domain), as `scripts/make_map_assets.py` packs it.  Without that file there is no
base, and whoever draws says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from servanda.publish.maps.plane import Box

FILES = Path(__file__).parent / "data"
LIBRARY = ("leaflet.js", "leaflet.css")
UNIT = 1e-4  # degrees in one step of the packed coordinates
CREDIT = "Coast and water: Natural Earth, 1:10m, generalised; reservoirs may have changed since."
_EDGE = 179.9995  # beyond it a line along the meridian is where the data were cut, not a shore
_ROUGH = 1.0  # degrees around a piece within which whole polygons are cut before they are looked at
Points = npt.NDArray[np.float64]  # n x 2: longitude (running on within the box), latitude


@dataclass(frozen=True)
class Ground:
    """What lies in a box: rings to fill (even-odd), and shores to draw; longitudes run on within the box."""

    land: tuple[Points, ...] = ()
    lakes: tuple[Points, ...] = ()
    shores: tuple[Points, ...] = ()


def held() -> bool:
    """Whether the base is there."""
    return (FILES / "ground.npz").is_file()


def library() -> bool:
    """Whether Leaflet is there."""
    return all((FILES / name).is_file() for name in LIBRARY)


def library_files() -> list[Path]:
    """The files of Leaflet that a site carries, with its licence; none where one is missing."""
    return [FILES / name for name in (*LIBRARY, "leaflet-licence.txt")] if library() else []


def cut(box: Box, tolerance: float) -> Ground:
    """Land, lakes and shores within a box, simplified to a tolerance in degrees; empty without the base."""
    if not held():
        return Ground()
    land, lakes = _layers()
    filled_land, coast = _cut(land, box, tolerance)
    filled_lakes, banks = _cut(lakes, box, tolerance)
    return Ground(filled_land, filled_lakes, (*coast, *banks))


@cache
def _layers() -> tuple[Any, Any]:
    with np.load(FILES / "ground.npz", allow_pickle=False) as packed:
        return _unpacked(packed, "land"), _unpacked(packed, "lakes")


def _unpacked(packed: Any, name: str) -> Any:
    coordinates = np.cumsum(packed[f"{name}_steps"], axis=0, dtype=np.int64) * UNIT
    return shapely.from_ragged_array(shapely.GeometryType.POLYGON, coordinates,
                                     (packed[f"{name}_rings"], packed[f"{name}_polygons"]))


def _cut(polygons: Any, box: Box, tolerance: float) -> tuple[tuple[Points, ...], tuple[Points, ...]]:
    """(rings to fill, shores) of polygons in a box."""
    rings: list[Points] = []
    shores: list[Points] = []
    for west, east, shift in box.pieces():
        near = polygons[shapely.intersects(polygons, shapely.box(west, box.south, east, box.north))]
        near = shapely.clip_by_rect(near, west - _ROUGH, box.south - _ROUGH, east + _ROUGH, box.north + _ROUGH)
        near = shapely.simplify(near, tolerance, preserve_topology=False)  # what is smaller than it goes
        window = (west, box.south, east, box.north)
        rings += _filled(shapely.clip_by_rect(near, *window), shift)
        shores += _lines(shapely.clip_by_rect(shapely.boundary(near), *window), shift)
    return tuple(rings), tuple(shores)


def _filled(clipped: Any, shift: float) -> list[Points]:
    parts = shapely.get_parts(clipped)
    found = shapely.get_rings(parts[shapely.get_type_id(parts) == 3])
    return [shapely.get_coordinates(ring) + (shift, 0) for ring in found]


def _lines(clipped: Any, shift: float) -> list[Points]:
    """The lines without the stretches that follow the meridian of 180 degrees or the pole."""
    found: list[Points] = []
    for line in shapely.get_parts(shapely.line_merge(clipped)):
        found += [piece + (shift, 0) for piece in without_seams(shapely.get_coordinates(line))]
    return found


def without_seams(points: Points) -> list[Points]:
    """The parts of a line that are none of the meridian of 180 degrees or the pole, where shapes are only cut."""
    edge = (np.abs(points[:, 0]) >= _EDGE) | (points[:, 1] <= -89.9)
    along = np.flatnonzero(edge[:-1] & edge[1:]) + 1
    return [piece for piece in np.split(points, along) if len(piece) > 1]
