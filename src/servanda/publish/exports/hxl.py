"""Incidents and figures as CSV with HXL hashtags, the humanitarian exchange language, in the second row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from servanda.model.tables import TABLES, Column
from servanda.publish import cells, swap
from servanda.publish.exports import placed
from servanda.publish.exports.parcel import Parcel, Written, file_of, only
from servanda.queries import tables

LAT, LON = (Column(name, "num", f"{name}itude, no finer than the radius", "degrees, WGS 84")
            for name in ("lat", "long"))
LICENCE = Column("licence", "text", "licence of the case")
# Column -> hashtag with attributes; a column that is not named does not go out in this format.
TAGS: dict[str, dict[str, str]] = {
    "incidents": {
        "incident_id": "#event+id", "title": "#event+name", "time_from": "#date+occurred+start",
        "time_to": "#date+occurred+end", "place": "#loc+name", "admin1": "#adm1+name", "lat": "#geo+lat",
        "long": "#geo+lon", "radius_km": "#geo+precision+km", "authors": "#org+author+claimed+list",
        "denied_by": "#org+denies+list", "occurrence_standing": "#status+occurrence",
        "author_standing": "#status+author", "object_standing": "#status+object",
        "potential_violation_under": "#status+verdict+potential_violation+list",
        "open_under": "#status+verdict+open+list", "n_reports": "#meta+reports+num", "n_origins": "#meta+origins+num",
        "fatalities_low": "#affected+killed+low", "fatalities_high": "#affected+killed+high",
        "injured_low": "#affected+injured+low", "injured_high": "#affected+injured+high", "licence": "#meta+license",
    },
    "figures": {
        "figure_id": "#indicator+id", "rule": "#indicator+rule", "measure": "#indicator+name",
        "subset": "#indicator+subset", "provision": "#event+provision", "reading": "#status+reading",
        "party": "#org+party", "standard": "#status+standard", "unit": "#indicator+unit",
        "period_from": "#date+start", "period_to": "#date+end", "low": "#indicator+num+low",
        "high": "#indicator+num+high", "text_unknown": "#indicator+num+open_by_text", "value": "#indicator+num+value",
        "value_low": "#indicator+num+value+low", "value_high": "#indicator+num+value+high",
        "ci_low": "#indicator+num+ci+low", "ci_high": "#indicator+num+ci+high", "n": "#meta+rows+num",
        "method": "#meta+method", "licence": "#meta+license",
    },
}


def write(parcel: Parcel, folder: Path) -> Written:
    """``hxl-incidents.csv`` and ``hxl-figures.csv`` as asked for."""
    done = Written()
    for name in only(parcel, tuple(TAGS)):
        rows = (_incidents if name == "incidents" else _figures)(parcel)
        header, tags = tuple(TAGS[name]), tuple(TAGS[name].values())
        swap.file(file_of(folder, f"hxl-{name}.csv"), cells.document(header, [tags, *rows]))
        done |= Written({f"hxl-{name}.csv": len(rows)})
    return done


def columns(name: str) -> tuple[Column, ...]:
    """The columns of a tagged table, in its order."""
    known = {column.name: column for column in (*TABLES[name].columns, placed.RADIUS, *placed.UNDER, LAT, LON, LICENCE)}
    return tuple(known[column] for column in TAGS[name])


def _incidents(parcel: Parcel) -> list[list[str]]:
    found, lon, lat = placed.rows(parcel, "incidents")
    places = ({"lat": _number(y), "long": _number(x)} for x, y in zip(lon.tolist(), lat.tolist(), strict=True))
    return [_printed(parcel, "incidents", row | place) for row, place in zip(found, places, strict=True)]


def _figures(parcel: Parcel) -> list[list[str]]:
    names = TABLES["figures"].names
    found = tables.rows(parcel.db, "figures")
    return [_printed(parcel, "figures", dict(zip(names, row, strict=True))) for row in found]


def _printed(parcel: Parcel, name: str, row: dict[str, Any]) -> list[str]:
    return [_cell(column, parcel.about["licence"] if column is LICENCE else row[column.name])
            for column in columns(name)]


def _cell(column: Column, value: Any) -> str:
    """As in every CSV; instants of placed rows are ISO text already, and blanks around a text go."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = ";".join(value)
    if isinstance(value, str):
        return cells.cell(Column(column.name, "text"), " ".join(value.split()))
    return cells.cell(column, value)


def _number(value: float) -> float | None:
    return None if value != value else value
