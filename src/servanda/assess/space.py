"""Where places lie of zones: inside, outside or straddling a boundary, and how far from it.

Distances are taken on a local equirectangular plane around the place (error under 0.5 % within
200 km of the place below 70 degrees of latitude); the Earth is a sphere of 6371.0088 km (IUGG mean radius).
A place straddles where the boundary is nearer than its radius; else it is inside (the boundary itself
included) or outside.  Longitudes go round: what lies beyond the meridian of 180 degrees is near.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from servanda.assess.outlines import Floats, Ints, Outlines, Runs, outlines
from servanda.engine.face import Columns
from servanda.model.case import Frame, Zone
from servanda.model.sphere import DEGREE_KM, distance

STATES = {"I": "inside", "O": "outside", "S": "straddles"}
# How far beyond its radius a place is told its distance from a boundary, in km.
SURROUNDINGS = 10.0
# Places are taken together by squares of so many degrees; pairs of places and pieces, by so many at a time.
_SQUARE, _AT_ONCE, _HELD = 0.05, 30_000, 4_000_000
_SLACK = 1 + 1e-9


@dataclass(frozen=True)
class Placed:
    """Where places lie: a text of one letter a zone for every place, and distances where a boundary is near.

    ``place``, ``zone``: numbers; ``km``: distance to the boundary, negative inside.
    """

    sites: list[str]
    place: Ints
    zone: Ints
    km: Floats


def sites(places: Sequence[str], zones: Iterable[Zone]) -> tuple[list[str], Frame]:
    """The site of every place, and rows (place, zone, metres) where a boundary is near (negative inside).

    Places are texts, see `read`, which says what is raised.
    """
    made = outlines(zones)
    found = located(*read(places), made)
    return found.sites, {"place": [places[number] for number in found.place.tolist()],
                         "zone": [made.ids[number] for number in found.zone.tolist()],
                         "metres": _metres(found.km).tolist()}


def states(places: Sequence[str], zones: Iterable[Zone]) -> list[tuple[str, str, str]]:
    """(place, zone, state) of every place and zone."""
    listed = list(zones)
    found, _ = sites(places, listed)
    return [(place, zone.id, STATES[site[number]])
            for number, zone in enumerate(listed) for place, site in zip(places, found, strict=True)]


def located_rows(made: Outlines, columns: Columns) -> Columns:
    """Columns ``place, lat, lon, km`` as rows of `w_located`: a site for each place, distances of near boundaries."""
    place, lat, lon, km = (np.asarray(columns[name]) for name in ("place", "lat", "lon", "km"))
    found = located(lat, lon, km, made)
    near, told = len(found.km), len(place)
    return {"place": np.concatenate([place, place[found.place]]),
            "site": np.array([*found.sites, *[""] * near], dtype=object),
            "zone": np.concatenate([np.full(told, "", object), np.array(made.ids, dtype=object)[found.zone]]),
            "metres": np.concatenate([np.zeros(told, np.int64), _metres(found.km)])}


def located(lat: Floats, lon: Floats, radius: Floats, made: Outlines) -> Placed:
    """As `sites`, one batch of places against zones cut before; columns in, columns out."""
    inside = made.inside(lat, lon)
    seam = np.abs(lon) == 180
    if seam.any():
        inside[seam] |= made.inside(lat[seam], -lon[seam])
    place, zone, km = _margins(lat, lon, radius, made)
    letters = np.where(inside, ord("I"), ord("O")).astype(np.uint8)
    met = km < radius[place]
    letters[place[met], zone[met]] = ord("S")
    return Placed(_texts(letters), place, zone, np.where(inside[place, zone], -km, km))


def _metres(km: Floats) -> npt.NDArray[np.int64]:
    return np.rint(km * 1000).astype(np.int64)


def _texts(letters: npt.NDArray[np.uint8]) -> list[str]:
    rows, width = letters.shape
    text = letters.tobytes().decode("ascii")
    return [text[at:at + width] for at in range(0, rows * width, width)] if width else [""] * rows


def read(places: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Latitudes, longitudes, radii of texts ``lat,lon,radius in km``, several joined by ``|`` (see `covering`).

    Raises ``ValueError`` for a place that is not such a text.
    """
    if not len(places):
        return np.empty(0), np.empty(0), np.empty(0)
    text = "\n".join(places)
    if "|" in text:
        text = "\n".join(",".join(map(repr, covering(one))) if "|" in one else one for one in places)
    try:
        numbers = np.array(text.replace("\n", ",").split(","), dtype=np.float64)
        if text.count(",") != 2 * len(places) or not np.isfinite(numbers).all():
            raise ValueError
        lat, lon, radius = np.ascontiguousarray(numbers.reshape(len(places), 3).T)
    except ValueError:
        raise ValueError("a place is not of the form `lat,lon,radius`") from None
    return lat, lon, radius


def covering(place: str) -> tuple[float, float, float]:
    """The most exact of several places, its radius widened to reach those that it does not meet."""
    points = sorted(tuple(float(part) for part in one.split(",")) for one in place.split("|"))
    lat, lon, radius = min(points, key=lambda point: point[2])
    widest = radius
    for other_lat, other_lon, other_radius in points:
        apart = distance(lat, lon, other_lat, other_lon)
        if apart > radius + other_radius:
            widest = max(widest, apart + other_radius)
    return lat, lon, widest


@dataclass(frozen=True)
class _Squares:
    """Places in the order of their squares; ``starts``: the first place of every square, and the end."""

    lat: Floats
    lon: Floats
    reach: Floats
    narrow: Floats
    starts: Ints
    order: Ints


def _squares(lat: Floats, lon: Floats, radius: Floats) -> _Squares:
    square = np.floor(lat / _SQUARE) * 10_000 + np.floor(lon / _SQUARE)
    order = np.argsort(square, kind="stable")
    starts = np.flatnonzero(np.diff(square[order], prepend=-np.inf))
    return _Squares(lat[order], lon[order], radius[order] + SURROUNDINGS, np.cos(np.radians(lat[order])),
                    np.append(starts, len(lat)), order)


def _margins(lat: Floats, lon: Floats, radius: Floats, made: Outlines) -> tuple[Ints, Ints, Floats]:
    """(place, zone, km) of every place and zone whose boundary lies within the place's radius and surroundings."""
    if not len(lat) or not len(made.zone):
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0)
    held = _squares(lat, lon, radius)
    made.tree  # noqa: B018  made before threads share it
    width = max(16, _HELD // len(made.zone))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [part for parts in pool.map(lambda first: list(_batch(held, made, first, first + width)),
                                            range(0, len(held.starts) - 1, width)) for part in parts]
    place, zone, km = (np.concatenate([part[column] for part in found]) if found else np.empty(0, kind)
                       for column, kind in enumerate((np.intp, np.intp, np.float64)))
    place = held.order[place]
    order = np.lexsort((zone, place))
    return place[order], zone[order], km[order]


def _batch(held: _Squares, made: Outlines, first: int, last: int) -> Iterator[tuple[Ints, Ints, Floats]]:
    """The margins of the places of some squares: pieces that may be nearest to a square, then to a place."""
    starts = held.starts[first:last + 1]
    square, piece, shift, least = _candidates(held, made, starts)
    key = square * len(made.ids) + made.zone[piece]
    order = np.argsort(key, kind="stable")
    key, square, piece, shift, least = key[order], square[order], piece[order], shift[order], least[order]
    groups = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(groups):
        return
    counts, least = np.diff(np.append(groups, len(key))), np.minimum.reduceat(least, groups)
    places = np.diff(starts)[square[groups]]
    group, offset = _ragged(places)
    place = starts[square[groups]][group] + offset
    near = least[group] <= held.reach[place]
    group, place = group[near], place[near]
    for some in _chunks(counts[group]):
        index, km = _nearest(held, made, place[some], groups[group[some]], counts[group[some]], piece, shift)
        yield place[some][index], made.zone[piece[groups[group[some][index]]]], km


def _candidates(held: _Squares, made: Outlines, starts: Ints) -> tuple[Ints, Ints, Floats, Floats]:
    """(square, piece, shift of the piece's longitude, least km): pieces maybe nearest to a place of the square."""
    spans, first = slice(starts[0], starts[-1]), starts[:-1] - starts[0]
    south, north = np.minimum.reduceat(held.lat[spans], first), np.maximum.reduceat(held.lat[spans], first)
    west, east = np.minimum.reduceat(held.lon[spans], first), np.maximum.reduceat(held.lon[spans], first)
    reach = np.maximum.reduceat(held.reach[spans], first) * _SLACK
    narrowest = np.minimum.reduceat(held.narrow[spans], first)
    widest = np.maximum.reduceat(held.narrow[spans], first)
    up = reach / DEGREE_KM
    aside = np.minimum(up / np.maximum(narrowest, 1e-9), 360)
    boxes = np.stack([west - aside, south - up, east + aside, north + up])
    found = [_met(made, boxes, np.flatnonzero(asked), shift) for shift, asked in (
        (0.0, np.ones(len(first), bool)), (360.0, boxes[2] > 180), (-360.0, boxes[0] < -180))]
    square, piece = (np.concatenate([part[column] for part in found]) for column in (0, 1))
    shift = np.concatenate([np.full(len(part[0]), part[2]) for part in found])
    x0, y0, x1, y1 = made.stretches.boxes[:, piece]
    gap_x = np.maximum(np.maximum(x0 + shift - east[square], west[square] - x1 - shift), 0) * narrowest[square]
    gap_y = np.maximum(np.maximum(y0 - north[square], south[square] - y1), 0)
    least = np.hypot(gap_x, gap_y) * DEGREE_KM
    x, y = made.stretches.on[:, piece]
    far_x = np.maximum(np.abs(x + shift - east[square]), np.abs(x + shift - west[square])) * widest[square]
    far_y = np.maximum(np.abs(y - north[square]), np.abs(y - south[square]))
    best = np.full(len(first) * len(made.ids), np.inf)
    key = square * len(made.ids) + made.zone[piece]
    np.minimum.at(best, key, np.hypot(far_x, far_y) * DEGREE_KM * _SLACK)
    keep = (least <= best[key]) & (least <= reach[square])
    return square[keep], piece[keep], shift[keep], least[keep]


def _met(made: Outlines, boxes: Floats, squares: Ints, shift: float) -> tuple[Ints, Ints, float]:
    """Which pieces, moved by ``shift`` degrees to the east, meet the boxes of some squares."""
    west, south, east, north = boxes[:, squares]
    square, piece = made.tree.query(shapely.box(west - shift, south, east - shift, north))
    return squares[square], piece, shift


def _nearest(held: _Squares, made: Outlines, place: Ints, start: Ints, count: Ints, stretches: Ints,
             shifts: Floats) -> tuple[Ints, Floats]:
    """(index into ``place``, km to the nearest of its stretches) where that lies within reach."""
    row, offset = _ragged(count)
    at = start[row] + offset
    thing, shift = stretches[at], shifts[at]
    for runs in (made.stretches, made.pieces):
        near = _maybe_nearest(held, runs, place, row, thing, shift)
        begins, ends = runs.starts[thing[near]], runs.starts[thing[near] + 1]
        of, offset = _ragged(ends - begins)
        thing, row, shift = begins[of] + offset, row[near][of], shift[near][of]
    if not len(row):
        return np.empty(0, np.intp), np.empty(0)
    who = place[row]
    square_km = _to_edges(made.edges[:, thing], held.lon[who] - shift, held.lat[who], held.narrow[who])
    turns = np.flatnonzero(np.diff(row, prepend=-1))
    index, km = row[turns], np.sqrt(np.minimum.reduceat(square_km, turns))
    reached = km <= held.reach[place[index]]
    return index[reached], km[reached]


def _maybe_nearest(held: _Squares, runs: Runs, place: Ints, row: Ints, run: Ints, shift: Floats) -> Ints:
    """Which pairs of a place (``row`` of ``place``, in order) and a run may hold the nearest edge, in reach."""
    if not len(row):
        return row
    turns = np.flatnonzero(np.diff(row, prepend=-1))
    counts, who = np.diff(np.append(turns, len(row))), place[row[turns]]
    x, y, narrow = (np.repeat(of[who], counts) for of in (held.lon, held.lat, held.narrow))
    x -= shift
    x0, y0, x1, y1 = runs.boxes[:, run]
    least = (np.maximum(np.maximum(x0 - x, x - x1), 0) * narrow) ** 2 + np.maximum(np.maximum(y0 - y, y - y1), 0) ** 2
    on_x, on_y = runs.on[:, run]
    most = np.minimum.reduceat(((on_x - x) * narrow) ** 2 + (on_y - y) ** 2, turns)
    farthest = np.minimum(most, (held.reach[who] / DEGREE_KM) ** 2) * _SLACK
    return np.flatnonzero(least <= np.repeat(farthest, counts))


def _to_edges(edges: Floats, x: Floats, y: Floats, narrow: Floats) -> Floats:
    """The square of the distance from a place to an edge, in km, on the plane around the place."""
    wide = narrow * DEGREE_KM
    from_x, from_y = (edges[0] - x) * wide, (edges[1] - y) * DEGREE_KM
    way_x, way_y = (edges[2] - edges[0]) * wide, (edges[3] - edges[1]) * DEGREE_KM
    length = np.maximum(way_x * way_x + way_y * way_y, 1e-300)
    part = np.clip(-(from_x * way_x + from_y * way_y) / length, 0, 1)
    square: Floats = (from_x + part * way_x) ** 2 + (from_y + part * way_y) ** 2
    return square


def _ragged(counts: Ints) -> tuple[Ints, Ints]:
    """(row, offset within the row) of every cell of rows of unequal length."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def _chunks(counts: Ints) -> Iterator[slice]:
    """Runs of rows that together hold about `_AT_ONCE` cells."""
    ends = np.flatnonzero(np.diff(np.cumsum(counts) // _AT_ONCE)) + 1
    edges = [0, *ends.tolist(), len(counts)]
    return (slice(a, b) for a, b in zip(edges, edges[1:], strict=False) if b > a)
