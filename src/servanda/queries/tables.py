"""Whole tables in the order of their key, and how many rows each stage used or set aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from servanda.engine import parquet as engine_parquet
from servanda.engine.database import Database
from servanda.model.tables import TABLES, Column

INPUT_TABLES = ("reports", "statements", "tallies", "commitments", "propositions", "precedents", "series", "effort")


# Instants that a calendar holds: the years 1 to 9999.
_CALENDAR = "BETWEEN -62135596800 AND 253402300799"
_TYPED = {"text": "nullif({0}, '')", "date": "try_cast({0} AS DATE)",
          "instant": f"CASE WHEN {{0}} {_CALENDAR} THEN make_timestamptz({{0}} * 1000000) END",
          "list": "CASE WHEN {0} <> '' THEN string_split({0}, ';') END"}


def rows(db: Database, name: str, *, open_only: bool = False) -> list[tuple[Any, ...]]:
    """Every row of a declared table, in code-point order of the key.  Raises ``KeyError``.

    ``open_only``: of a table of verdicts, the rows whose `possible` contains a potential violation.
    """
    columns = ", ".join(f'"{column}"' for column in TABLES[name].names)
    where = "WHERE list_contains(string_split(possible, ';'), 'potential_violation')" if open_only else ""
    return db.rows(f'SELECT {columns} FROM "{name}" {where} ORDER BY {_order(name)}')


def _order(name: str) -> str:
    return ", ".join(f"coalesce(cast(\"{part}\" AS VARCHAR), '')" for part in TABLES[name].key)


def typed(column: Column) -> str:
    """The SQL of a column with a type of its own: lists as lists, instants and days as such, '' as nothing."""
    return f'{_TYPED.get(column.type, "{0}")} AS "{column.name}"'.replace("{0}", f'"{column.name}"')


def parquet(db: Database, name: str, path: Path, about: Mapping[str, str], as_text: Collection[str] = ()) -> int:
    """Write a declared table as Parquet, typed, in the order of `rows`; the number of rows.  Raises ``KeyError``.

    Columns of ``as_text`` stay as they are; ``about`` goes into the file beside the rows.
    """
    columns = ", ".join(typed(Column(column.name) if column.name in as_text else column)
                        for column in TABLES[name].columns)
    ties = ", ".join(f'"{column}"' for column in TABLES[name].names)
    return engine_parquet.write(db, f'SELECT {columns} FROM "{name}" ORDER BY {_order(name)}, {ties}', path, about)


def odd_days(db: Database, name: str) -> list[str]:
    """Columns of days in which some cell is no whole day of the calendar.  Raises ``KeyError``."""
    days = [column.name for column in TABLES[name].columns if column.type == "date"]
    return [day for day in days if db.rows(
        f"""SELECT 1 FROM "{name}" WHERE nullif("{day}", '') IS NOT NULL
            AND cast(try_cast("{day}" AS DATE) AS VARCHAR) IS DISTINCT FROM "{day}" LIMIT 1""")]


def count(db: Database, name: str) -> int:
    """The number of rows of a declared table.  Raises ``KeyError``."""
    return int(db.rows(f'SELECT count(*) FROM "{TABLES[name].name}"')[0][0])


def counts(db: Database) -> dict[str, int]:
    """Table name -> number of rows."""
    return {name: count(db, name) for name in TABLES}


def used_and_aside(db: Database) -> list[dict[str, Any]]:
    """Per input table: rows in, rows used, rows set aside."""
    parts = " UNION ALL ".join(
        f"SELECT {place} AS place, '{name}' AS table_name, count(*) AS rows_in, "
        f'count(*) FILTER (WHERE used) AS used, count(*) FILTER (WHERE used IS NOT TRUE) AS aside FROM "{name}"'
        for place, name in enumerate(INPUT_TABLES))
    return db.dicts(f"SELECT table_name, rows_in, used, aside FROM ({parts}) ORDER BY place")


def set_aside(db: Database) -> list[dict[str, Any]]:
    """Every input row that was set aside: table, id, reason code, file and line."""
    parts = " UNION ALL ".join(
        f"SELECT {place} AS place, '{name}' AS table_name, \"{TABLES[name].key[0]}\" AS id, set_aside_reason, "
        f'from_file, from_row FROM "{name}" WHERE used IS NOT TRUE' for place, name in enumerate(INPUT_TABLES))
    return db.dicts(f"SELECT table_name, id, set_aside_reason, from_file, from_row FROM ({parts}) "
                    "ORDER BY place, from_file, from_row, id")
