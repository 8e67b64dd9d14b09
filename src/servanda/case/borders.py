"""Borders of states in zones/*.geojson: lines that somebody claims, drawn only where a case gives them and says whose.

A map without them takes no side; one with them names who claims each and who recognises it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from servanda.case.fields import Cite, Findings
from servanda.case.zones import is_border, is_position, line_of
from servanda.guard.text import quoted
from servanda.model.case import Border
from servanda.model.names import hidden

_MEND = "Say in `claimed_by` who holds that the border runs there, in `recognised_by` who recognises it, and cite it."


def borders(file: str, text: str, value: Any, found: Findings) -> tuple[Border, ...]:
    """The borders among the features of a file; one that is wrong, or nobody's, is left out with a problem."""
    features = value.get("features") if isinstance(value, Mapping) else None
    listed = features if isinstance(features, list) else [value]
    made = [_border(file, text, feature, found) for feature in listed if is_border(feature)]
    return tuple(border for border in made if border)


def _border(file: str, text: str, feature: Mapping[str, Any], found: Findings) -> Border | None:
    properties = feature["properties"]
    id_ = str(properties.get("id", ""))
    line = line_of(text, id_)
    title = str(properties.get("title", "") or id_)
    claimed, recognised, cites = (_members(properties.get(key)) for key in ("claimed_by", "recognised_by", "cites"))
    lines = list(_lines(feature.get("geometry")))
    wrong = ("is not a LineString or MultiLineString of positions `[longitude, latitude]`" if not lines else
             "does not say who claims it" if not claimed else "cites nothing" if not cites else "")
    if wrong or hidden(title):
        what = wrong or f"has a title with the hidden character {hidden(title)}"
        found.add("value_wrong", file, line, f"The border {quoted(id_)} {what}: it is not drawn.", mend=_MEND)
        return None
    found.cites.extend(Cite(cite, file, line, f"the border {quoted(id_)}") for cite in cites)
    return Border(id_, title, tuple(lines), claimed, recognised, cites)


def _members(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else str(value or "").split(";")
    return tuple(filter(None, (str(member).strip() for member in listed)))


def _lines(geometry: Any) -> Iterator[tuple[tuple[float, float], ...]]:
    """The lines of a geometry; none where one of them is wrong."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if kind not in ("LineString", "MultiLineString") or not isinstance(coordinates, list):
        return
    listed = [coordinates] if kind == "LineString" else coordinates
    if all(isinstance(one, list) and len(one) > 1 and all(_on_earth(place) for place in one) for one in listed):
        yield from (tuple((float(place[0]), float(place[1])) for place in one) for one in listed)


def _on_earth(position: Any) -> bool:
    return is_position(position) and -180 <= position[0] <= 180 and -90 <= position[1] <= 90
