"""Everything that one map shows, gathered once: incidents, zones, borders, and the box that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from servanda.publish.book import Book
from servanda.publish.maps import base, lines, marks, towns
from servanda.publish.maps.lines import Area, Claimed
from servanda.publish.maps.marks import AREA, Mark, Marks, Site
from servanda.publish.maps.plane import Box, Spot, around


@dataclass(frozen=True)
class Scene:
    """What a map shows, and under which reading its symbols are chosen."""

    marks: Marks
    zones: tuple[Area, ...]
    borders: tuple[Claimed, ...]
    readings: tuple[str, ...]
    reading: str

    @cached_property
    def box(self) -> Box | None:
        """The box around incidents, zones and borders; None where nothing has a place."""
        return around(self._spots())

    def _spots(self) -> Iterable[Spot]:
        for site in dict.fromkeys(mark.site for mark in self.marks.listed if mark.site):
            yield site.lat, site.lon, site.km or 0.0
        for zone in self.zones:
            yield from ((lat, lon, 0.0) for polygon in zone.polygons for lon, lat in polygon[0])
        for border in self.borders:
            yield from ((lat, lon, 0.0) for line in border.lines for lon, lat in line)

    @cached_property
    def placed(self) -> dict[Site, list[Mark]]:
        """Site -> its incidents, sites in the order in which they first occur."""
        found: dict[Site, list[Mark]] = {}
        for mark in self.marks.listed:
            if mark.site:
                found.setdefault(mark.site, []).append(mark)
        return found

    @cached_property
    def unplaced(self) -> list[Mark]:
        """Incidents of which no place is known that could be drawn."""
        return [mark for mark in self.marks.listed if not mark.site]

    @property
    def in_areas(self) -> int:
        """Incidents of which only an area is known."""
        return sum(len(found) for site, found in self.placed.items() if site.kind == AREA)

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """Pattern of a mark -> its outcome under the scene's reading."""
        return self.marks.kinds(self.reading)

    def kinds(self, listed: Iterable[Mark]) -> dict[str, int]:
        """Outcome under the scene's reading -> incidents, in order of strength."""
        counted = dict.fromkeys(marks.KINDS, 0)
        for mark in listed:
            counted[self.kind_of[mark.pattern]] += 1
        return {kind: count for kind, count in counted.items() if count}

    def of(self, ids: Iterable[str] | None = None, reading: str = "") -> Scene:
        """The same scene with some of its incidents only, or under another reading."""
        return replace(self, marks=self.marks.of(ids), reading=reading or self.reading)


def gather(book: Book) -> Scene:
    """The scene of a build, under the first of its compared readings."""
    found = marks.marks(book)
    with_rows = {reading for reading, _ in found.combinations}
    readings = tuple(one.id for one in book.case.terms.readings if one.id in with_rows)
    first = next((id_ for id_ in book.compare if id_ in with_rows), readings[0] if readings else "")
    return Scene(found, tuple(lines.zones(book)), tuple(lines.borders(book)), readings, first)


def credits() -> list[str]:
    """Whom the base is owed to, and what is missing of it."""
    found = [base.CREDIT if base.held() else
             "Coast and water are missing here: `make assets` fetches them. Zones and places are drawn without."]
    if towns.held():
        found.append(towns.CREDIT)
    return [*found, "No border of a state is drawn unless the case supplies it with who claims it."]


def short_credit() -> str:
    """Whom the base is owed to, for the corner of the map."""
    found = ("Natural Earth" if base.held() else "", "GeoNames, CC BY 4.0" if towns.held() else "")
    return "; ".join(filter(None, found))


def name_of(found: list[Mark]) -> str:
    """What a site is called: the shortest of the names that its incidents give it."""
    return min({mark.place for mark in found} - {""}, key=lambda name: (len(name), name), default="")
