"""The shards of the drawn map: what it shows, the base of its box, the incidents in pieces, their titles apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from servanda.publish import shards
from servanda.publish.book import Book
from servanda.publish.maps import base, scene, still, symbols, towns
from servanda.publish.maps.lines import Area, Claimed, Ring
from servanda.publish.maps.marks import AREA, Mark, Site
from servanda.publish.maps.plane import LAST_LATITUDE, Box, Frame
from servanda.publish.maps.scene import Scene, gather

PIECE = 5_000  # incidents in one shard
ZOOM = 11  # no nearer: the base is made for 1:10 million, and places are circles
_TOWNS = 260
_POINTS = 45_000  # of the base; lines are simplified until there are no more
_FINEST = 0.0006  # degrees
_ACROSS = 8_000  # no finer than this part of the box
KEYS = ("a number in a ring: several near together, divided by outcome",
        "a thin circle: the place lies within it", "a slip on a dashed circle: only that area is known, counted there")
Json = dict[str, Any]


def write(book: Book, folder: Path) -> Book:
    """Write `data/map.js`, `data/map-base.js`, `data/points-*.js` and `data/titles-*.js`; the book with its scene."""
    shown = gather(book)
    listed = shown.marks.listed
    pieces = [listed[at:at + PIECE] for at in range(0, len(listed), PIECE)] or [listed]
    numbers = {pattern: place for place, pattern in enumerate(sorted({mark.pattern for mark in shown.marks.listed}))}
    shards.write(folder, "map", _head(book, shown, list(numbers), len(pieces)))
    if shown.box and (base.held() or towns.held()):
        shards.write(folder, "map-base", _base(_surroundings(shown.box)))
    for place, piece in enumerate(pieces):
        shards.write(folder, f"points-{place:03d}", points(shown, piece, numbers))
        shards.write(folder, f"titles-{place:03d}", [mark.title for mark in piece])
    return replace(book, scene=shown)


def _head(book: Book, shown: Scene, patterns: list[str], pieces: int) -> Json:
    box = shown.box
    rules = {provision for _, provision in shown.marks.combinations}
    return {
        "box": box and [round(value, 4) for value in (box.west, box.south, box.east, box.north)], "unit": base.UNIT,
        "library": base.library(), "base": base.held(), "zoom": ZOOM, "shards": pieces, "label": still.words_of(shown),
        "credit": scene.short_credit(), "keys": KEYS, "names": symbols.NAMES,
        "combinations": shown.marks.combinations, "patterns": patterns, "reading": shown.reading,
        "readings": [[id_, book.title(id_)] for id_ in shown.readings],
        "provisions": [[one.id, one.title] for one in book.case.terms.provisions if one.id in rules],
        "zones": [_zone(zone, box) for zone in shown.zones] if box else [],
        "borders": [_border(border, box) for border in shown.borders] if box else [],
    }


def _surroundings(box: Box) -> Box:
    """The box of the base: what a wide or a high window shows when all of the map is in it."""
    wide = Frame.of(box.widened(0.15), 1.0, 0.45, 0.45).box
    high = Frame.of(box.widened(0.15), 1.0, 1.5, 1.5).box
    half = min(180.0, (wide.east - wide.west) / 2)
    middle = (box.west + box.east) / 2
    return Box(middle - half, max(-LAST_LATITUDE, high.south), middle + half, min(LAST_LATITUDE, high.north))


def _base(box: Box) -> Json:
    """The base of a box, in whole steps; simplified until it is small enough."""
    tolerance = max(_FINEST, (box.east - box.west) / _ACROSS)
    ground = base.cut(box, tolerance)
    while sum(map(len, (*ground.land, *ground.shores))) > _POINTS:
        tolerance *= 2
        ground = base.cut(box, tolerance)
    edges = [round(value, 4) for value in (box.west, box.south, box.east, box.north)]
    found = [[town.name, town.lat, round(box.unwrapped(town.lon), 3)] for town in towns.within(box, _TOWNS)]
    return {"box": edges, "land": list(map(_steps, ground.land)), "lakes": list(map(_steps, ground.lakes)),
            "shores": list(map(_steps, ground.shores)), "towns": found}


def _steps(points: base.Points) -> list[int]:
    """Differences of longitude and latitude from point to point, in whole steps."""
    units = np.rint(points / base.UNIT).astype(np.int64)
    return [int(value) for value in np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()]


def _ring(ring: Ring, box: Box) -> base.Points:
    """A ring moved as a whole to where longitudes run on within the box."""
    points = np.array(ring, dtype=np.float64)
    middle = float(points[:, 0].mean())
    return points + (box.unwrapped(middle) - middle, 0)


def _zone(zone: Area, box: Box) -> Json:
    rings = [ring for polygon in zone.polygons for ring in polygon]
    moved = _ring(zone.polygons[0][0], box)
    (west, south), (east, north) = moved.min(axis=0), moved.max(axis=0)
    at = [[round(float(lat), 4), round(float(west + east) / 2, 4)]
          for lat in ((south + north) / 2, north - (north - south) / 8, south + (north - south) / 8, north, south)]
    edges = [_ring(tuple(map(tuple, piece.tolist())), box) for ring in rings
             for piece in base.without_seams(np.array(ring))]
    return {"title": zone.title, "vague": zone.vague, "at": at,
            "rings": [_steps(_ring(ring, box)) for ring in rings], "edges": [_steps(edge) for edge in edges]}


def _border(border: Claimed, box: Box) -> Json:
    lines = [np.array([(box.unwrapped(lon), lat) for lon, lat in line]) for line in border.lines]
    lon, lat = lines[0][len(lines[0]) // 2]
    return {"label": border.label, "at": [round(lat, 4), round(lon, 4)], "lines": list(map(_steps, lines))}


def points(shown: Scene, piece: Sequence[Mark], numbers: dict[str, int]) -> Json:
    """One shard of incidents in columns; the sites that they point to: latitude, longitude, km, 1 for an area."""
    sites: dict[Site, int] = {}
    days: dict[str, int] = {}
    at = [-1 if mark.site is None else sites.setdefault(mark.site, len(sites)) for mark in piece]
    day = [days.setdefault(mark.day, len(days)) for mark in piece]
    return {"ids": [mark.id for mark in piece], "at": at, "day": day, "days": list(days),
            "pattern": [numbers[mark.pattern] for mark in piece],
            "sites": [[round(site.lat, 4), round(site.lon, 4), site.km, int(site.kind == AREA),
                       scene.name_of(shown.placed[site])] for site in sites]}
