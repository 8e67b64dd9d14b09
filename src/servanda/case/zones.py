"""zones/*.geojson: named areas, closed rings of longitude and latitude (RFC 7946), checked before use."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import shape

from servanda.case.fields import Cite, Findings
from servanda.guard.text import quoted
from servanda.model.case import BOUNDARIES, Zone
from servanda.model.names import hidden

_ID = re.compile(r"[^\W_][\w.:\-]{0,79}")
# Beyond this latitude a degree of longitude is too short for distances on a plane around a place.
_LAST_LATITUDE = 89

# What the geometry library finds wrong (its words, then a position) -> what we say, how to mend it.
_CROSSINGS = {
    "Self-intersection": (
        "has edges that cross or overlap at {where}",
        "Draw the ring so that it does not cross itself; join parts that overlap or share an edge into one polygon."),
    "Ring Self-intersection": ("has a ring that touches itself at {where}",
                               "Cut the ring there into two, each a polygon or a hole of its own."),
    "Hole lies outside shell": ("has a hole that lies outside its polygon, at {where}",
                                "Move the hole, or make it a polygon of its own."),
    "Nested holes": ("has a hole within another hole, at {where}", "Keep one of the two holes."),
    "Nested shells": ("has a polygon within another, at {where}",
                      "Keep one of the two polygons; an area left out is the second ring of its polygon."),
    "Duplicate Rings": ("has the same ring twice, at {where}", "Keep one of the two rings."),
    "Interior is disconnected": ("is cut in two by its rings, which touch at {where}", "Make it two polygons."),
}
_OTHERWISE = ("has rings that do not enclose one clear area, at {where}",
              "Draw each ring without crossing itself or another ring.")


def zones(file: str, text: str, value: Any, found: Findings) -> tuple[Zone, ...]:
    """The zones of a FeatureCollection (or of one Feature); wrong ones are left out with a problem."""
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        features: Any = [value]
    else:
        features = value.get("features") if isinstance(value, Mapping) else None
    if not isinstance(features, list):
        found.add("value_wrong", file, 0, "The file is not a GeoJSON FeatureCollection.")
        return ()
    made = [_zone(file, text, number, feature, found) for number, feature in enumerate(features, 1)
            if not is_border(feature)]
    return tuple(zone for zone in made if zone)


def is_border(feature: Any) -> bool:
    """Whether a feature says that it is a border, which `case.borders` reads."""
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    return isinstance(properties, Mapping) and properties.get("kind") == "border"


def _zone(file: str, text: str, number: int, feature: Any, found: Findings) -> Zone | None:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    id_ = properties.get("id") if isinstance(properties, Mapping) else None
    if not isinstance(properties, Mapping) or not isinstance(id_, str) or not _ID.fullmatch(id_):
        found.add("key_missing", file, 0, f"Feature {number} has no usable `id` in its properties.",
                  mend="Give it an id of letters, digits, `_` and `-`.")
        return None
    line = line_of(text, id_)
    geometry = feature.get("geometry")
    wrong, mend = _geometry_problem(geometry)
    if wrong:
        found.add("value_wrong", file, line, f"The zone {quoted(id_)} {wrong}.", mend=mend)
        return None
    cites = properties.get("cites", [])
    cites = tuple(str(cite) for cite in (cites if isinstance(cites, list) else [cites]))
    found.cites.extend(Cite(cite, file, line, f"the zone {quoted(id_)}") for cite in cites)
    found.lines.setdefault(f"zone {id_}", (file, line))
    title = str(properties.get("title", id_))
    mark = hidden(title)
    if mark:
        found.add("character_hidden", file, line, f"The title {quoted(title)} of the zone {quoted(id_)} holds the "
                  f"hidden character {mark}.")
    multi = geometry["type"] == "MultiPolygon"
    flat = _flat(geometry["coordinates"]) if multi else _flat([geometry["coordinates"]])[0]
    boundary = str(properties.get("boundary", ""))
    if boundary not in ("", *BOUNDARIES):
        found.add("value_wrong", file, line, f"`boundary` of the zone {quoted(id_)} is {quoted(boundary)}.",
                  mend=f"Write one of {', '.join(BOUNDARIES)}, or leave it out.")
        boundary = ""
    return Zone(id_, title, {"type": geometry["type"], "coordinates": flat}, cites, boundary)


def line_of(text: str, id_: str) -> int:
    """The line on which a zone names its id; 0 where it cannot be found."""
    match = re.search(rf'"id"\s*:\s*"{re.escape(id_)}"', text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _geometry_problem(geometry: Any) -> tuple[str, str]:
    """What is wrong with a geometry and how to mend it, both '' if nothing is; the second also where it is plain."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        return "is not a Polygon or MultiPolygon with coordinates", ""
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return "has a polygon without a ring", ""
        for ring in polygon:
            wrong = _ring_problem(ring)
            if wrong:
                return wrong, ""
    return _crossing(polygons)


def _ring_problem(ring: Any) -> str:
    if not isinstance(ring, list) or len(ring) < 4:
        return "has a ring of fewer than four positions"
    for position in ring:
        if not is_position(position):
            return f"has the position {quoted(str(position))}, which is not `[longitude, latitude]`"
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            return (f"has the position {quoted(str(position))}: longitude lies within -180 and 180, latitude within "
                    "-90 and 90")
        if abs(position[1]) > _LAST_LATITUDE:
            return (f"reaches the pole with the position {quoted(str(position))}, and nearness cannot be told there: "
                    f"end it at {_LAST_LATITUDE} degrees of latitude")
    if ring[0][:2] != ring[-1][:2]:
        return "has a ring that is not closed: its last position must repeat its first"
    if any(abs(a[0] - b[0]) > 180 for a, b in zip(ring, ring[1:], strict=False)):
        return "crosses the meridian of 180 degrees: cut it there into two polygons of one MultiPolygon"
    if shapely.MultiPoint([position[:2] for position in ring]).convex_hull.area == 0:
        return "has a ring that encloses no area"
    return ""


def is_position(position: Any) -> bool:
    """Whether a value is ``[longitude, latitude]``, or with a height behind."""
    return (isinstance(position, list) and len(position) in (2, 3) and all(
        isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)
        for number in position))


def _crossing(polygons: list[Any]) -> tuple[str, str]:
    """Rings that cross or touch themselves or one another."""
    reason = str(shapely.is_valid_reason(shape({"type": "MultiPolygon", "coordinates": _flat(polygons)})))
    match = re.fullmatch(r"(.*)\[(\S+) (\S+)\]", reason)
    if not match:
        return "", ""
    wrong, mend = _CROSSINGS.get(match[1], _OTHERWISE)
    return wrong.format(where=f"longitude {float(match[2]):.6g}, latitude {float(match[3]):.6g}"), mend


def _flat(polygons: list[Any]) -> list[Any]:
    """The polygons without heights."""
    return [[[position[:2] for position in ring] for ring in polygon] for polygon in polygons]
