"""Rows that have a place, as points no finer than their radius says, for every format that draws them."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.model.sphere import DEGREE_KM, EARTH_KM
from servanda.model.tables import TABLES, Column
from servanda.publish import cells
from servanda.publish.exports.parcel import Parcel
from servanda.queries import tables, under

# A point is rounded to one of these steps of a degree; beyond the last one there is no digit left to drop.
STEPS = np.array([factor * 10.0**power for power in range(-6, 0) for factor in (1, 2, 5)] + [1.0])
PLACED = ("incidents", "reports")
RADIUS = Column("radius_km", "num", "radius around the point within which the place lies, widened by what rounding "
                "moved the point", "km", "no point, or no radius stated")
UNDER = (
    Column("potential_violation_under", "list", "provision/reading/author of the compared readings under which it is "
           "a potential violation", empty="none"),
    Column("open_under", "list", "provision/reading/author of the compared readings under which it may be one",
           empty="none"),
)
_POINT = ("lat", "lon", "precision")


def points(lat: Any, lon: Any, radius: Any) -> tuple[Any, Any, Any]:
    """Latitude, longitude and radius of points rounded to a step that is not below their radius; NaN where unknown.

    Arrays of degrees, degrees and km.  The step is of the series 1, 2, 5 in degrees of latitude, at most one
    degree; what rounding moves a point is added to its radius, rounded up to metres, so that the place still lies
    within it.  A place without a stated radius has no point.
    """
    lat, lon, radius = (np.asarray(values, dtype=float) for values in (lat, lon, radius))
    unknown = np.isnan(lat) | np.isnan(lon) | np.isnan(radius)
    step = STEPS[np.searchsorted(STEPS, np.where(unknown, 0, radius) / DEGREE_KM).clip(max=len(STEPS) - 1)]
    rounded = [np.round(np.round(values / step) * step, 6) + 0.0 for values in (lat, lon)]
    rounded = [np.clip(values, -limit, limit) for values, limit in zip(rounded, (90, 180), strict=True)]
    wide = np.ceil((radius + _distance(lat, lon, *rounded)) * 1000) / 1000
    return tuple(np.where(unknown, np.nan, values) for values in (*rounded, wide))  # type: ignore[return-value]


def _distance(lat: Any, lon: Any, other_lat: Any, other_lon: Any) -> Any:
    """Great-circle distances in km (haversine)."""
    a, b, c, d = (np.radians(values) for values in (lat, lon, other_lat, other_lon))
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def columns(name: str) -> tuple[Column, ...]:
    """The columns of a placed table: its own without the bare position, the radius, and what readings make of it."""
    own = tuple(column for column in TABLES[name].columns if column.name not in _POINT)
    return (*own, RADIUS, *(UNDER if name == "incidents" else ()))


def rows(parcel: Parcel, name: str) -> tuple[list[dict[str, Any]], Any, Any]:
    """Rows as mappings of column to typed value, with arrays of longitude and latitude, NaN where it has no point."""
    table = TABLES[name]
    found = tables.rows(parcel.db, name)
    lat, lon, radius = points(*([_number(row[table.names.index(part)]) for row in found] for part in _POINT))
    held = under.readings(parcel.db, parcel.case.terms.compare) if name == "incidents" else {}
    made = []
    for row, km in zip(found, radius.tolist(), strict=True):
        one = {column.name: typed(column, value) for column, value in zip(table.columns, row, strict=True)
               if column.name not in _POINT}
        one[RADIUS.name] = None if km != km else km
        if name == "incidents":
            one |= {column.name: typed(column, value)
                    for column, value in zip(UNDER, held.get(row[0], (None, None)), strict=True)}
        made.append(one)
    return made, lon, lat


def unplaced(lat: Any) -> int:
    """How many rows have no point."""
    return int(np.isnan(lat).sum())


def typed(column: Column, value: Any) -> Any:
    """A value as formats with types take it: lists as lists, instants and days as ISO text, numbers as numbers."""
    if value is None or value == "":
        return None
    if column.type == "list":
        return value.split(";")
    if column.type == "instant":
        return cells.instant(value) or None
    return float(value) if column.type == "num" else value


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
