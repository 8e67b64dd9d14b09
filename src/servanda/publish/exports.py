"""Every table of the model as CSV, with its JSON Schema and the data dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from servanda.engine.database import Database
from servanda.model.schema import dictionary, json_schema
from servanda.model.tables import TABLES
from servanda.publish import calendar, cells, swap
from servanda.publish.redact import Hidden
from servanda.queries import tables

Export = Callable[[Database, Path], dict[str, int]]


def csv_tables(db: Database, folder: Path) -> dict[str, int]:
    """``<table>.csv`` for every declared table; returns file name -> rows."""
    return {f"{name}.csv": csv_table(db, name, folder / f"{name}.csv") for name in TABLES}


def csv_table(db: Database, name: str, target: Path) -> int:
    """One table as CSV; returns the number of rows.  Raises ``KeyError`` for a table that is not declared."""
    rows = cells.lines(TABLES[name], tables.rows(db, name))
    swap.file(target, cells.document(TABLES[name].names, rows))
    return len(rows)


def some(db: Database, folder: Path, names: Iterable[str], hidden: Hidden) -> dict[str, int]:
    """These tables as CSV into a folder of their own, and what is hidden in them; table -> rows.

    Raises `swap.NotOurs`, ``KeyError``.
    """
    swap.mark(folder)
    write_hidden(folder, hidden)
    return {name: csv_table(db, name, folder / f"{name}.csv") for name in names}


def write_hidden(folder: Path, hidden: Hidden) -> None:
    """``hidden.csv``: in how many rows of which table something is hidden, and why."""
    swap.file(folder / "hidden.csv", cells.document(
        ("table", "why", "rows"), [(name, why, str(rows)) for name, why, rows in hidden.rows]))


def schemas(db: Database, folder: Path) -> dict[str, int]:
    """``schema/<table>.json``: JSON Schema of one row of each table."""
    (folder / "schema").mkdir()
    for name, table in TABLES.items():
        text = json.dumps(json_schema(table), ensure_ascii=False, indent=2) + "\n"
        (folder / "schema" / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
    return {}


def codebook(db: Database, folder: Path) -> dict[str, int]:
    """``dictionary.md``: every table and column in words."""
    (folder / "dictionary.md").write_text(dictionary(), encoding="utf-8", newline="\n")
    return {}


EXPORTS: dict[str, Export] = {"csv": csv_tables, "schema": schemas, "dictionary": codebook,
                              "calendar": calendar.export}


def write(db: Database, folder: Path) -> dict[str, int]:
    """Write ``folder/exports`` whole; returns file name -> rows.  Raises `swap.NotOurs`."""
    written: dict[str, int] = {}
    with swap.folder(folder / "exports") as aside:
        for export in EXPORTS.values():
            written |= export(db, aside)
    return written
