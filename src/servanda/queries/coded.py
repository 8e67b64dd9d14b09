"""Tables of verdicts as codes: the rows of the views of words, each text one of a closed list, reasons as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from servanda.assess import coding
from servanda.engine.database import Database
from servanda.engine.parquet import write
from servanda.model.tables import TABLES


def held(db: Database, name: str) -> bool:
    """Whether the table is still what assessing made of it: a view whose codes are at hand."""
    return bool(db.rows("SELECT 1 FROM duckdb_views() WHERE NOT internal AND view_name = ?", [name]))


def parquet(db: Database, name: str, path: Path, about: Mapping[str, str]) -> int:
    """Write a table of verdicts, in the order of its key; the number of rows."""
    coding.prepare(db)
    columns = ", ".join(f'"{column}"' for column in coding.columns(name))
    keys = ", ".join(f'"{part}"' for part in TABLES[name].key)
    return write(db, f"SELECT {columns} FROM ({coding.select(name)}) ORDER BY {keys}", path, about)
