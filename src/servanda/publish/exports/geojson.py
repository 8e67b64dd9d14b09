"""Incidents, reports and zones as GeoJSON (RFC 7946): longitude first, WGS 84, no point finer than its radius."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import mapping, shape
from shapely.geometry.polygon import orient

from servanda.guard.text import plain
from servanda.model.case import Zone
from servanda.model.tables import TABLES
from servanda.publish.exports import placed
from servanda.publish.exports.parcel import Parcel, Written, file_of, only
from servanda.publish.words import number_of


def write(parcel: Parcel, folder: Path) -> Written:
    """``incidents.geojson`` and ``reports.geojson`` as asked for, and ``zones.geojson`` where the case has zones."""
    done = Written()
    for name in only(parcel, placed.PLACED):
        rows, lon, lat = placed.rows(parcel, name)
        key, = TABLES[name].key
        features = ({"type": "Feature", "id": row[key], "geometry": point(x, y), "properties": row}
                    for row, x, y in zip(rows, lon.tolist(), lat.tolist(), strict=True))
        done |= _file(parcel, folder, f"{name}.geojson", features)
        missing = placed.unplaced(lat)
        done |= Written(notes=(unplaced_note(f"{name}.geojson", missing),) if missing else ())
    if parcel.case.zones:
        done |= _file(parcel, folder, "zones.geojson", map(_zone, parcel.case.zones))
    return done


def unplaced_note(file: str, missing: int) -> str:
    """What a reader of the map must know."""
    return f"{file}: without a point, as no place with a radius is held: {number_of(missing, 'row')}."


def point(x: float, y: float) -> dict[str, Any] | None:
    """A point, or None where there is none."""
    return None if x != x or y != y else {"type": "Point", "coordinates": [x, y]}


def _zone(zone: Zone) -> dict[str, Any]:
    return {"type": "Feature", "id": zone.id, "geometry": turned(zone.geometry),
            "properties": {"zone": zone.id, "title": plain(zone.title), "cites": list(zone.cites)}}


def turned(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """The same polygons, each outer ring counter-clockwise and each hole clockwise, as the standard asks."""
    made = shape(geometry)
    if made.geom_type == "Polygon":
        return dict(mapping(orient(made)))
    return {"type": "MultiPolygon", "coordinates": [mapping(orient(part))["coordinates"] for part in made.geoms]}


def _file(parcel: Parcel, folder: Path, name: str, features: Iterable[Mapping[str, Any]]) -> Written:
    """One collection, a feature a line; what it is stands before the features."""
    head = {"type": "FeatureCollection", **parcel.about}
    count = 0
    with file_of(folder, name).open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        out.write(_json(head)[:-1] + ',"features":[')
        for feature in features:
            out.write((",\n" if count else "\n") + _json(feature))
            count += 1
        out.write("\n]}\n")
    return Written({name: count})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
