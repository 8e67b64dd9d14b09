"""zones/*.geojson: named areas, closed rings of longitude and latitude (RFC 7946), checked before use."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from servanda.case.fields import Cite, Findings
from servanda.guard.text import quoted
from servanda.model.case import Zone
from servanda.model.names import hidden

_ID = re.compile(r"[^\W_][\w.:\-]{0,79}")


def zones(file: str, text: str, value: Any, found: Findings) -> tuple[Zone, ...]:
    """The zones of a FeatureCollection (or of one Feature); wrong ones are left out with a problem."""
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        features: Any = [value]
    else:
        features = value.get("features") if isinstance(value, Mapping) else None
    if not isinstance(features, list):
        found.add("value_wrong", file, 0, "The file is not a GeoJSON FeatureCollection.")
        return ()
    made = [_zone(file, text, number, feature, found) for number, feature in enumerate(features, 1)]
    return tuple(zone for zone in made if zone)


def _zone(file: str, text: str, number: int, feature: Any, found: Findings) -> Zone | None:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    id_ = properties.get("id") if isinstance(properties, Mapping) else None
    if not isinstance(properties, Mapping) or not isinstance(id_, str) or not _ID.fullmatch(id_):
        found.add("key_missing", file, 0, f"Feature {number} has no usable `id` in its properties.",
                  mend="Give it an id of letters, digits, `_` and `-`.")
        return None
    line = line_of(text, id_)
    geometry = feature.get("geometry")
    wrong = _geometry_problem(geometry)
    if wrong:
        found.add("value_wrong", file, line, f"The zone {quoted(id_)} {wrong}.")
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
    return Zone(id_, title, geometry, cites)


def line_of(text: str, id_: str) -> int:
    """The line on which a zone names its id; 0 where it cannot be found."""
    match = re.search(rf'"id"\s*:\s*"{re.escape(id_)}"', text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _geometry_problem(geometry: Any) -> str:
    """What is wrong with a geometry, '' if nothing is."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        return "is not a Polygon or MultiPolygon with coordinates"
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return "has a polygon without a ring"
        for ring in polygon:
            wrong = _ring_problem(ring)
            if wrong:
                return wrong
    return ""


def _ring_problem(ring: Any) -> str:
    if not isinstance(ring, list) or len(ring) < 4:
        return "has a ring of fewer than four positions"
    for position in ring:
        if not _is_position(position):
            return f"has the position {quoted(str(position))}, which is not `[longitude, latitude]`"
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            return (f"has the position {quoted(str(position))}: longitude lies within -180 and 180, latitude within "
                    "-90 and 90")
    if ring[0] != ring[-1]:
        return "has a ring that is not closed: its last position must repeat its first"
    if any(abs(a[0] - b[0]) > 180 for a, b in zip(ring, ring[1:], strict=False)):
        return "crosses the meridian of 180 degrees: cut it there into two polygons of one MultiPolygon"
    if abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))) == 0:
        return "has a ring that encloses no area"
    return ""


def _is_position(position: Any) -> bool:
    return (isinstance(position, list) and len(position) in (2, 3) and all(
        isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)
        for number in position))
