"""Zones with the readings that name them, and the borders that a case supplies with who claims and recognises each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from servanda.model.case import Zone
from servanda.publish.book import Book
from servanda.publish.marks import seen

MANY = 2_000  # points of a ring, from which on it is thinned to be drawn (assessing takes all)
FINE = 4_000  # parts of the ring's extent that the drawn line may lie off
Ring = tuple[tuple[float, float], ...]  # (longitude, latitude)
BOUNDARY = {"": "drawn by the case; how sure is not said", "stated": "as the text states it",
            "approximate": "about so: generalised by the case",
            "undefined": "not defined by the text: hatched, without an edge"}


@dataclass(frozen=True)
class Area:
    """A zone: polygons as lists of rings, and by whose reading it matters, one phrase each."""

    id: str
    title: str
    polygons: tuple[tuple[Ring, ...], ...]
    boundary: str
    by: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def vague(self) -> bool:
        """Whether its edge is not to be drawn as a line."""
        return self.boundary == "undefined"


@dataclass(frozen=True)
class Claimed:
    """A border as the case gives it."""

    id: str
    title: str
    lines: tuple[Ring, ...]
    claimed_by: tuple[str, ...]
    recognised_by: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def label(self) -> str:
        """Who claims it and who recognises it, in words."""
        recognised = ", ".join(self.recognised_by) if self.recognised_by else "nobody named"
        return f"{self.title}: claimed by {', '.join(self.claimed_by)}; recognised by {recognised}"


def zones(book: Book) -> list[Area]:
    """The zones of a case, each with the readings whose rules name it."""
    return [Area(zone.id, seen(zone.title), tuple(_polygons(zone.geometry)), zone.boundary,
                 tuple(_readings(book, zone)), zone.cites) for zone in book.case.zones]


def _readings(book: Book, zone: Zone) -> Iterable[str]:
    for rule in book.case.terms.rules:
        if rule.zone == zone.id:
            side = "inside" if rule.zone_inside else "outside"
            yield f"{seen(book.title(rule.reading))}: {seen(book.provision(rule.provision))}, {side} it"


def borders(book: Book) -> list[Claimed]:
    """The borders of a case, with the titles of those who claim and recognise them."""
    def titles(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(seen(book.title(id_)) for id_ in ids)

    return [Claimed(one.id, seen(one.title), one.lines, titles(one.claimed_by), titles(one.recognised_by), one.cites)
            for one in book.case.borders]


def _polygons(geometry: Mapping[str, Any]) -> Iterable[tuple[Ring, ...]]:
    listed = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in listed:
        yield tuple(_thinned(ring) for ring in polygon)


def _thinned(ring: Any) -> Ring:
    """A ring as it is drawn: of very many points those without which it would look the same at the nearest zoom."""
    drawn = np.array([place[:2] for place in ring], dtype=np.float64)
    if len(drawn) > MANY:
        across = float(np.ptp(drawn, axis=0).max())
        thin = shapely.get_coordinates(shapely.simplify(shapely.LinearRing(drawn), across / FINE))
        drawn = thin if len(thin) >= 4 else drawn
    return tuple((float(lon), float(lat)) for lon, lat in drawn)
