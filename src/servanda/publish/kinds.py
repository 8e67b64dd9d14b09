"""The columns of a table in the types of polars, pandas and geopandas, each imported only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servanda.model.tables import TABLES, Column
from servanda.publish import cells
from servanda.publish.exports import placed
from servanda.publish.exports.parcel import NeedsExtra

Columns = Mapping[str, Sequence[Any]]


def declared(name: str) -> dict[str, Column]:
    """The declared columns of a table by name; none for a table that is not declared."""
    return {column.name: column for column in TABLES[name].columns} if name in TABLES else {}


def polars_frame(name: str, columns: Columns) -> Any:
    """A polars DataFrame: instants in UTC, days, lists of texts, numbers as floats.  Raises `NeedsExtra`."""
    try:
        import polars
    except ImportError as error:
        raise _needs("polars", "frames") from error
    known = declared(name)
    types: dict[str, Any] = {
        "text": polars.String, "int": polars.Int64, "num": polars.Float64, "bool": polars.Boolean,
        "instant": polars.Datetime("us", "UTC"), "date": polars.Date, "list": polars.List(polars.String)}

    def one(column: str, values: Sequence[Any]) -> Any:
        if column not in known:
            return polars.Series(column, list(values), strict=False)
        kind, made = _made(known[column], values)
        if kind == "instant":
            made = [None if value is None else value * 1_000_000 for value in made]
            return polars.Series(column, made, dtype=polars.Int64).cast(types[kind])
        return polars.Series(column, made, dtype=types[kind])

    return polars.DataFrame([one(column, values) for column, values in columns.items()])


def pandas_frame(name: str, columns: Columns) -> Any:
    """A pandas DataFrame: instants in UTC, days at midnight without a zone, lists as lists.  Raises `NeedsExtra`."""
    try:
        import pandas
    except ImportError as error:
        raise _needs("pandas", "frames") from error
    known = declared(name)
    types = {"int": "Int64", "num": "float64", "bool": "boolean"}

    def one(column: str, values: Sequence[Any]) -> Any:
        if column not in known:
            return pandas.Series(list(values))
        kind, made = _made(known[column], values)
        if kind == "instant":
            return pandas.Series(pandas.to_datetime(pandas.array(made, dtype="Int64"), unit="s", utc=True))
        if kind == "date":
            return pandas.Series(pandas.to_datetime(pandas.Series(made, dtype="object")))
        return pandas.Series(made, dtype=types.get(kind, "object"))

    return pandas.DataFrame({column: one(column, values) for column, values in columns.items()})


def geo_frame(name: str, columns: Columns) -> Any:
    """A GeoDataFrame (WGS 84) of a table with places, its points no finer than their radius, `radius_km` beside them.

    Raises `NeedsExtra`, and ``ValueError`` for a table without places.
    """
    if name not in placed.PLACED:
        raise ValueError(f"`{name}` has no places; {' and '.join(placed.PLACED)} have")
    try:
        import geopandas
    except ImportError as error:
        raise _needs("geopandas", "geo") from error
    lat, lon, radius = placed.points(*([float("nan") if value is None else float(value) for value in columns[part]]
                                       for part in ("lat", "lon", "precision")))
    frame = pandas_frame(name, columns).drop(columns=["lat", "lon", "precision"])
    frame["radius_km"] = radius
    where = geopandas.points_from_xy(lon, lat, crs=4326)
    where[[x != x for x in lon.tolist()]] = None
    return geopandas.GeoDataFrame(frame, geometry=where)


def _needs(package: str, extra: str) -> NeedsExtra:
    return NeedsExtra(f"this needs {package}: install servanda with its extra, `servanda[{extra}]`")


def _made(column: Column, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """The type that the values fit and the values in it; days that are none keep their column text."""
    held = [None if value in (None, "") else value for value in values]
    if column.type == "date":
        days = [None if value is None else cells.day(value) for value in held]
        return ("text", held) if days.count(None) != held.count(None) else ("date", days)
    if column.type == "list":
        return "list", [None if value is None else value.split(";") for value in held]
    if column.type == "num":
        return "num", [None if value is None else float(value) for value in held]
    if column.type == "instant":
        return "instant", [value if value is not None and cells.instant(value) else None for value in held]
    return column.type, held
