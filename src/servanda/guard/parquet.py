"""Parquet files as rows of text; the database is used here as a parser only, locked and thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import duckdb

from servanda.guard.limits import LIMITS
from servanda.guard.sheets import framed, refused, text_of
from servanda.guard.tables import Cells, Sheet

_STEP = 10_000
_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1",
             "memory_limit": "1GB"}


def read_parquet(file: str, content: bytes) -> Sheet:
    """The rows of a Parquet file, numbers and days as text; rows count as lines after one for the header."""
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        copy.write(content)
        copy.flush()
        connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
        try:
            # Only this copy can be opened: not the case folder, and nothing that the file may name.
            connection.execute("SET allowed_paths = [$path]".replace("$path", f"'{copy.name}'"))
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            return framed(file, _rows(connection, copy.name))
        except (duckdb.Error, ValueError, OverflowError, MemoryError):
            return refused(file, "The file is damaged, too large, or no Parquet file.", "Save it anew, or as CSV.")
        finally:
            connection.close()


def _rows(connection: duckdb.DuckDBPyConnection, path: str) -> Iterator[tuple[int, Cells]]:
    found = connection.execute("SELECT * FROM read_parquet(?)", [path])
    yield 1, tuple(str(column[0]) for column in found.description or ())
    line = 1
    while rows := found.fetchmany(_STEP):
        for row in rows:
            line += 1
            yield line, tuple(map(text_of, row))
        if line > LIMITS.table_rows:
            raise ValueError
