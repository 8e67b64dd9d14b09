"""Whole tables in the order of their key, and how many rows each stage used or set aside."""

from __future__ import annotations

from typing import Any

from servanda.engine.database import Database
from servanda.model.tables import TABLES

INPUT_TABLES = ("reports", "statements", "tallies", "commitments", "propositions", "precedents", "series", "effort")


def rows(db: Database, name: str) -> list[tuple[Any, ...]]:
    """Every row of a declared table, in code-point order of the key.  Raises ``KeyError``."""
    table = TABLES[name]
    columns = ", ".join(f'"{column}"' for column in table.names)
    order = ", ".join(f"coalesce(cast(\"{part}\" AS VARCHAR), '')" for part in table.key)
    return db.rows(f'SELECT {columns} FROM "{name}" ORDER BY {order}')


def counts(db: Database) -> dict[str, int]:
    """Table name -> number of rows."""
    return {name: int(db.rows(f'SELECT count(*) FROM "{name}"')[0][0]) for name in TABLES}


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
