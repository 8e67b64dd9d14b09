"""Where incidents are drawn, and as what: a place with the radius that it has, an area, or nowhere.

Only what stands in the tables is used, after the gate; a place that was hidden or made coarse there is an area here, or
is counted beside the map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from servanda.model.names import fold
from servanda.publish import marks as text
from servanda.publish import times
from servanda.publish.book import Book
from servanda.queries import maps

Row = dict[str, Any]
PLACE, AREA = "place", "area"
# Up to the radius of a town (km) an incident has a symbol of its own; beyond it only its area is marked.
WIDEST_PLACE = 12.0
NO_ROW = "none"
KINDS = (*maps.STRENGTH, NO_ROW)


@dataclass(frozen=True)
class Site:
    """Where something is drawn: centre and radius (km; None = not stated) of a place or an area."""

    lat: float
    lon: float
    km: float | None
    kind: str


@dataclass(frozen=True)
class Mark:
    """One incident as the map shows it: its words, the site (None = no place known), its outcomes."""

    id: str
    title: str
    day: str
    place: str
    site: Site | None
    pattern: str  # one digit for each (reading, provision), see `queries.maps.outcomes`


@dataclass(frozen=True)
class Marks:
    """All incidents of a build, in order of time, and the (reading, provision) that patterns are read by."""

    listed: tuple[Mark, ...]
    combinations: tuple[tuple[str, str], ...]

    def of(self, ids: Iterable[str] | None) -> Marks:
        """Those of the incidents named; all where none are."""
        if ids is None:
            return self
        wanted = set(ids)
        return Marks(tuple(mark for mark in self.listed if mark.id in wanted), self.combinations)

    def kinds(self, reading: str) -> dict[str, str]:
        """Pattern -> the strongest outcome that it holds under a reading, over all provisions."""
        places = [place for place, (held, _) in enumerate(self.combinations) if held == reading]
        return {pattern: _strongest(pattern, places) for pattern in {mark.pattern for mark in self.listed}}


def _strongest(pattern: str, places: list[int]) -> str:
    found = [pattern[place] for place in places if pattern and pattern[place] != "."]
    return maps.STRENGTH[int(min(found))] if found else NO_ROW


def marks(book: Book) -> Marks:
    """Every incident of a build as the map shows it."""
    patterns, areas = maps.outcomes(book.db), _areas(book)
    listed = [_mark(row, patterns.get(row["incident_id"], ""), areas, book.case.info.zone)
              for row in maps.incidents(book.db)]
    return Marks(tuple(listed), tuple(maps.combinations(book.db)))


def _mark(row: Row, pattern: str, areas: dict[str, Site], zone: str) -> Mark:
    place, admin1 = (text.seen(row[name] or "") for name in ("place", "admin1"))
    here = site(row["lat"], row["lon"], row["precision"])
    return Mark(row["incident_id"], text.seen(row["title"] or row["incident_id"]),
                times.first_day(row["time_from"], row["time_to"], zone), place or admin1,
                here or areas.get(fold(row["admin1"] or "")), pattern)


def site(lat: Decimal | float | None, lon: Decimal | float | None, km: Decimal | float | None) -> Site | None:
    """Where a position is drawn: one whose radius is wide or not stated is an area; None without a position."""
    if lat is None or lon is None:
        return None
    radius = None if km is None else float(km)
    return Site(float(lat), float(lon), radius, PLACE if radius is not None and radius <= WIDEST_PLACE else AREA)


def _areas(book: Book) -> dict[str, Site]:
    """The areas of the case's gazetteer by folded name: what is drawn where only the region is known."""
    found = ((one.name, site(one.lat, one.lon, one.radius_km)) for one in book.case.places)
    return {fold(name): here for name, here in found if here and here.kind == AREA and here.km is not None}
