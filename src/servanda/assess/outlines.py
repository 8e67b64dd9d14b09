"""Zones cut into short pieces of boundary, made once and carried to wherever places are held against them.

A zone that is cut at the meridian of 180 degrees (RFC 7946, 3.1.9) has no boundary along the cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from servanda.model.case import Zone

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

# A piece holds at most so many edges, and is at most about so many degrees long.
_EDGES, _DEGREES = 12, 0.5


@dataclass(frozen=True)
class Outlines:
    """Zones as columns: areas, and boundaries as pieces, each a run of edges.  Plain data; indexes are made on use.

    ``edges``: x0, y0, x1, y1 in degrees, in the order of the pieces; ``starts``: the first edge of every piece,
    and the end; ``zone``: the number of every piece's zone; ``boxes``: its least and greatest x and y (four
    rows: x0, y0, x1, y1); ``on``: x, y of a point on it.
    """

    ids: tuple[str, ...]
    areas: npt.NDArray[Any]
    edges: Floats
    starts: Ints
    zone: Ints
    boxes: Floats
    on: Floats

    def __getstate__(self) -> dict[str, Any]:
        """What travels: the columns without the indexes."""
        return {name: value for name, value in self.__dict__.items() if name != "tree"}

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The boxes of the pieces, to be searched."""
        return shapely.STRtree(shapely.box(*self.boxes))

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
    areas = np.array([shapely.force_2d(shape(zone.geometry)) for zone in listed], dtype=object)
    cut = [_pieces(_boundary(area)) for area in areas]
    counts = [len(starts) for _, starts, _, _ in cut]
    offsets = np.cumsum([0, *(edges.shape[1] for edges, _, _, _ in cut)])
    starts = np.concatenate([*(part[1] + offset for part, offset in zip(cut, offsets, strict=False)), offsets[-1:]])
    return Outlines(tuple(zone.id for zone in listed), areas, _side_by_side([part[0] for part in cut], 4), starts,
                    np.repeat(np.arange(len(listed)), counts), _side_by_side([part[2] for part in cut], 4),
                    _side_by_side([part[3] for part in cut], 2))


def _side_by_side(parts: list[Floats], rows: int) -> Floats:
    return np.concatenate([np.empty((rows, 0)), *parts], axis=1)


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


def _pieces(boundary: Any) -> tuple[Floats, Ints, Floats, Floats]:
    """(edges, starts, boxes, on) of one boundary.

    A long edge is walked in steps, each of which is a piece (or part of one) that names the whole edge, so
    that distances are measured to the edge as given and not to rounded points upon it.
    """
    xy, line = shapely.get_coordinates(shapely.get_parts(boundary), return_index=True)
    follows = (line[1:] == line[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
    from_, to, line = xy[:-1][follows], xy[1:][follows], line[1:][follows]
    long = np.hypot(*(to - from_).T)
    steps = np.maximum(1, np.ceil(2 * long / _DEGREES)).astype(np.intp)
    edge = np.repeat(np.arange(len(steps)), steps)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)
    part, way = (step / steps[edge])[:, None], (to - from_)[edge]
    a, b = from_[edge] + part * way, from_[edge] + (part + 1 / steps[edge][:, None]) * way
    walked = np.cumsum((long / steps)[edge]) // _DEGREES
    runs = np.stack([line[edge], walked, np.arange(len(edge)) // _EDGES])
    turns = np.flatnonzero((runs[:, 1:] != runs[:, :-1]).any(axis=0)) + 1
    starts = np.concatenate([[0], turns]) if len(edge) else np.empty(0, np.intp)
    low, high = (np.minimum.reduceat(np.minimum(a, b), starts), np.maximum.reduceat(np.maximum(a, b), starts)) \
        if len(edge) else (a, b)
    middle = (starts + np.concatenate([starts[1:], [len(edge)]])) // 2 if len(edge) else starts
    return np.concatenate([from_[edge], to[edge]], axis=1).T, starts, np.concatenate([low, high], axis=1).T, a[middle].T
