"""A query written as one Parquet file, by a database of its own that may touch the folder of that file only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from servanda.engine.database import SETTINGS, Database


def write(db: Database, sql: str, path: Path, about: Mapping[str, str]) -> int:
    """Write the rows of a query, which states their order; the number of rows.

    ``about`` is kept in the file as keys and values, each key led by ``servanda_``.  The bytes do not depend on
    the number of threads.
    """
    connection = duckdb.connect(":memory:", config=dict(SETTINGS))
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET allowed_directories = [{_quoted(str(path.resolve().parent) + '/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.register("handed", _Stream(db.relation(sql)))
        told = ", ".join(f"servanda_{key}: {_quoted(value)}" for key, value in about.items())
        connection.execute(f"COPY (SELECT * FROM handed) TO {_quoted(str(path.resolve()))} "
                           f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})")
        (rows,), = connection.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)",
                                      [str(path.resolve())]).fetchall()
        return int(rows)
    finally:
        connection.close()


class _Stream:
    """A query handed from one database to another column by column."""

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, schema: Any = None) -> Any:
        return self._relation.__arrow_c_stream__(schema)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
