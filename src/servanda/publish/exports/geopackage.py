"""Incidents, reports and zones as one GeoPackage, written by GDAL with every date in it fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from servanda.guard.text import plain
from servanda.model.tables import Column
from servanda.publish import cells
from servanda.publish.exports import geojson, placed
from servanda.publish.exports.parcel import NeedsExtra, Parcel, Written, file_of, only

NAME = "case.gpkg"
ABOUT = "about"
_ZONE = (Column("zone"), Column("title"), Column("cites", "list"))
Texts = Sequence[Sequence[Any]]


def write(parcel: Parcel, folder: Path) -> Written:
    """``case.gpkg`` with a layer for each placed table asked for, the zones, and a table that says what it is.

    Raises `NeedsExtra` without GDAL.
    """
    layers = _Layers(parcel, file_of(folder, NAME))
    done = Written()
    for name in only(parcel, placed.PLACED):
        rows, lon, lat = placed.rows(parcel, name)
        where = np.where(np.isnan(lon), None, shapely.to_wkb(shapely.points(lon, lat)))
        columns = placed.columns(name)
        layers.add(name, columns, [[row[column.name] for row in rows] for column in columns], where, "Point")
        missing = placed.unplaced(lat)
        done |= Written({f"{NAME}:{name}": len(rows)},
                        (geojson.unplaced_note(f"{NAME}:{name}", missing),) if missing else ())
    if parcel.case.zones:
        done |= _zones(parcel, layers)
    layers.add(ABOUT, (Column("key"), Column("value")),
               [list(parcel.about), list(parcel.about.values())], None, None)
    return done


def _zones(parcel: Parcel, layers: _Layers) -> Written:
    zones = parcel.case.zones
    where = np.array([shapely.to_wkb(_many(shape(geojson.turned(zone.geometry)))) for zone in zones], dtype=object)
    layers.add("zones", _ZONE, [[zone.id for zone in zones], [plain(zone.title) for zone in zones],
                                [list(zone.cites) for zone in zones]], where, "MultiPolygon")
    return Written({f"{NAME}:zones": len(zones)})


def _many(geometry: Any) -> Any:
    return geometry if geometry.geom_type == "MultiPolygon" else shapely.MultiPolygon([geometry])


class _Layers:
    """One file, layer after layer."""

    def __init__(self, parcel: Parcel, path: Path) -> None:
        """Find GDAL.  Raises `NeedsExtra`."""
        try:
            import pyogrio
            from pyogrio import raw
        except ImportError as error:
            raise NeedsExtra("a GeoPackage needs GDAL: install servanda with its extra, `servanda[geo]`") from error
        self._gdal, self._write = pyogrio, raw.write
        self._path, self._about = path, parcel.about
        self._now = f"{parcel.day.isoformat()}T00:00:00.000Z"

    def add(self, name: str, columns: Sequence[Column], values: Texts, where: Any, kind: str | None) -> None:
        """A layer of these columns; ``where`` are its places as WKB, None for a table without any."""
        data, masks = zip(*(_array(column, held) for column, held in zip(columns, values, strict=True)), strict=True)
        zones = {column.name: np.full(len(held), 100) for column, held in zip(columns, values, strict=True)
                 if column.type == "instant"}  # 100 is UTC
        self._gdal.set_gdal_config_options({"OGR_CURRENT_DATE": self._now})
        try:
            self._write(str(self._path), geometry=where, field_data=list(data), field_mask=list(masks),
                        fields=[column.name for column in columns], layer=name, driver="GPKG", geometry_type=kind,
                        crs="EPSG:4326" if kind else None, append=False, gdal_tz_offsets=zones,
                        layer_options={"IDENTIFIER": name, "DESCRIPTION": self._about["note"]})
        finally:
            self._gdal.set_gdal_config_options({"OGR_CURRENT_DATE": None})


_DTYPES = {"int": "int64", "num": "float64", "bool": "bool", "instant": "datetime64[ms]", "date": "datetime64[D]"}


def _array(column: Column, held: Iterable[Any]) -> tuple[Any, Any]:
    """The cells as an array, and a mask that is true where nothing is stated."""
    listed = list(held)
    mask = np.array([value is None for value in listed], dtype=bool)
    kind = _DTYPES.get(column.type)
    if column.type == "date" and not all(value is None or cells.day(value) for value in listed):
        kind = None
    if not kind:
        return np.array([";".join(value) if isinstance(value, list) else value for value in listed] + [None],
                        dtype=object)[:-1], mask
    empty = "NaT" if kind.startswith("datetime") else 0
    return np.array([empty if value is None else str(value).removesuffix("Z") if empty == "NaT" else value
                     for value in listed], dtype=kind), mask
