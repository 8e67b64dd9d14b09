"""The map of a case: still without a script, drawn with one; beside it the same places and zones as tables."""

from __future__ import annotations

from typing import Any

from servanda.publish import maps
from servanda.publish.book import Book
from servanda.publish.maps import base, lines, scene, still, symbols
from servanda.publish.maps.marks import AREA, Mark, Site
from servanda.publish.maps.scene import Scene

_ROWS = 150  # places in the table; the list of incidents has all
_LISTED = 40  # incidents of no known place


def view(book: Book) -> dict[str, Any]:
    """The still map in two widths, its places, zones and borders, and what is not drawn."""
    shown = book.scene or maps.gather(book)
    rows = [_row(shown, site, found) for site, found in shown.placed.items()]
    rows.sort(key=lambda row: (-row["count"], row["name"], row["within"]))
    return {"wide": maps.svg(shown, still.WIDE), "narrow": maps.svg(shown, still.NARROW), "scene": shown,
            "rows": rows[:_ROWS], "more": max(0, len(rows) - _ROWS), "kinds": _kinds(shown),
            "names": symbols.NAMES, "zones": shown.zones, "borders": shown.borders, "boundary": lines.BOUNDARY,
            "unplaced": shown.unplaced[:_LISTED], "library": base.library(), "ground": base.held(),
            "placed": sum(map(len, shown.placed.values())), "credits": scene.credits()}


def _kinds(shown: Scene) -> list[str]:
    return list(shown.kinds(mark for found in shown.placed.values() for mark in found))


def _row(shown: Scene, site: Site, found: list[Mark]) -> dict[str, Any]:
    within = "precision not stated" if site.km is None else f"within {site.km:g} km"
    return {"name": scene.name_of(found), "count": len(found), "kinds": shown.kinds(found),
            "within": f"an area: somewhere {within}" if site.kind == AREA else within}
