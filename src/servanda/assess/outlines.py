"""Zones cut into short pieces of boundary, made once and carried to wherever places are held against them.

A zone that is cut at the meridian of 180 degrees (RFC 7946, 3.1.9) has no boundary along the cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from servanda.model.case import Zone

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

# A piece holds at most so many edges, and is at most about so many degrees long; a stretch, so many pieces.
_EDGES, _DEGREES, _PIECES = 12, 0.5, 16


@dataclass(frozen=True)
class Runs:
    """Runs of things that follow one another: edges, or shorter runs.

    ``starts``: the first of every run, and the end; ``boxes``: its least and greatest x and y (four rows: x0, y0,
    x1, y1); ``on``: x, y of a point on it.
    """

    starts: Ints
    boxes: Floats
    on: Floats


@dataclass(frozen=True)
class Outlines:
    """Zones as columns: areas, and boundaries as stretches of pieces of edges.  Plain data; indexes are made on use.

    ``edges``: x0, y0, x1, y1 in degrees, in the order of the pieces; ``pieces``: runs of edges; ``stretches``: runs
    of pieces; ``zone``: the number of every stretch's zone.
    """

    ids: tuple[str, ...]
    areas: npt.NDArray[Any]
    edges: Floats
    pieces: Runs
    stretches: Runs
    zone: Ints

    def __getstate__(self) -> dict[str, Any]:
        """What travels: the columns without the indexes."""
        return {name: value for name, value in self.__dict__.items() if name != "tree"}

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The boxes of the stretches, to be searched."""
        return shapely.STRtree(shapely.box(*self.stretches.boxes))

    def inside(self, lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
        """Whether each place lies in each zone, its boundary included: places x zones."""
        found = np.zeros((len(lat), len(self.ids)), bool)
        for number, area in enumerate(self.areas):
            x0, y0, x1, y1 = shapely.bounds(area)
            here = np.flatnonzero((lon >= x0) & (lon <= x1) & (lat >= y0) & (lat <= y1))
            if len(here):
                shapely.prepare(area)
                found[here, number] = shapely.intersects_xy(area, lon[here], lat[here])
        return found


def outlines(zones: Iterable[Zone]) -> Outlines:
    """Cut zones into pieces."""
    listed = list(zones)
    areas = np.array([_area(zone) for zone in listed], dtype=object)
    rings, zone = shapely.get_parts([_boundary(area) for area in areas], return_index=True)
    edges, line, pieces, stretches = _cut(*shapely.get_coordinates(rings, return_index=True))
    return Outlines(tuple(one.id for one in listed), areas, edges, pieces, stretches, zone[line])


def _area(zone: Zone) -> Any:
    """The geometry of a zone, its rings taken as columns: a list of positions would be looked at one by one."""
    coordinates = zone.geometry["coordinates"]
    parts = [_polygon(rings) for rings in (coordinates if zone.geometry["type"] == "MultiPolygon" else [coordinates])]
    return shapely.multipolygons(parts) if zone.geometry["type"] == "MultiPolygon" else parts[0]


def _polygon(rings: Sequence[Sequence[Sequence[float]]]) -> Any:
    outer, *holes = (shapely.linearrings(np.fromiter(chain.from_iterable(ring), np.float64).reshape(len(ring), -1))
                     for ring in rings)
    return shapely.force_2d(shapely.polygons(outer, holes or None))


def _boundary(area: Any) -> Any:
    """The rings of an area, without what both sides of the meridian of 180 degrees share of a cut along it."""
    rings = shapely.boundary(area)
    west, _, east, _ = shapely.bounds(area)
    if (west, east) != (-180, 180):
        return rings
    far = shapely.intersection(rings, shapely.linestrings([[180, -90], [180, 90]]))
    near = shapely.intersection(rings, shapely.linestrings([[-180, -90], [-180, 90]]))
    shared = shapely.intersection(far, _moved(near, 360))
    return shapely.difference(shapely.difference(rings, shared), _moved(shared, -360))


def _moved(geometry: Any, degrees: int) -> Any:
    return shapely.transform(geometry, lambda xy: xy + (degrees, 0))


def _cut(xy: Floats, line: Ints) -> tuple[Floats, Ints, Runs, Runs]:
    """(edges, line of every stretch, pieces, stretches) of the points of lines.

    A long edge is walked in steps, each of which is a piece (or part of one) that names the whole edge, so
    that distances are measured to the edge as given and not to rounded points upon it.
    """
    follows = np.flatnonzero((line[1:] == line[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    x, y = np.ascontiguousarray(xy.T)
    edges = np.stack([x[follows], y[follows], x[follows + 1], y[follows + 1]])
    line, way = line[follows], edges[2:] - edges[:2]
    long = np.hypot(*way)
    steps = np.maximum(1, np.ceil(2 * long / _DEGREES)).astype(np.intp)
    if (steps > 1).any():
        edge = np.repeat(np.arange(len(steps)), steps)
        part = (np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[edge]
        edges, line, way, long = edges[:, edge], line[edge], way[:, edge] / steps[edge], (long / steps)[edge]
        from_ = edges[:2] + part * way * steps[edge]
    else:
        from_ = edges[:2]
    to = from_ + way
    number = np.arange(len(line))
    runs = np.stack([line, (np.cumsum(long) // _DEGREES).astype(np.intp)])
    turned = (np.diff(runs, prepend=-1) != 0).any(axis=0)
    starts = np.flatnonzero(turned | (number % _EDGES == 0))
    pieces = _runs(starts, len(number), np.minimum(from_, to), np.maximum(from_, to), from_)
    firsts = np.flatnonzero((turned | (number % (_EDGES * _PIECES) == 0))[starts])
    stretches = _runs(firsts, len(starts), pieces.boxes[:2], pieces.boxes[2:], pieces.on)
    return edges, line[starts[firsts]], pieces, stretches


def _runs(starts: Ints, total: int, low: Floats, high: Floats, on: Floats) -> Runs:
    """Runs of ``total`` things with these least and greatest x and y and points on them."""
    ends = np.append(starts, total)
    if not total:
        return Runs(ends, np.empty((4, 0)), np.empty((2, 0)))
    return Runs(ends, np.concatenate([np.minimum.reduceat(low, starts, axis=1),
                                      np.maximum.reduceat(high, starts, axis=1)]), on[:, (starts + ends[1:]) // 2])
