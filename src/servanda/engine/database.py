"""An embedded DuckDB, locked down, holding every table of the model."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from servanda.engine.face import Kernel
from servanda.model.case import Frame
from servanda.model.schema import ddl
from servanda.model.tables import TABLES

SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# Stands for NULL while columns are handed over; cannot be typed by accident.
_NULL = "\x1aNULL\x1a"
# Rows that a function over columns is given at a time.
_BATCH = 200_000
# Rows after which tables are compressed in memory: a table of a million reports then takes a tenth.
_COMPRESSED_AT = 60_000


class Database:
    """All tables of one build, in memory.

    Nothing outside can be read or written from SQL (external access off but for a scratch folder of
    its own, configuration locked).
    Rows are read in a stated order only: every query that leaves this class names one.
    """

    def __init__(self) -> None:
        """Open an empty database and create every table of `model.tables`."""
        self._scratch = tempfile.TemporaryDirectory(prefix="servanda-")
        self._connection = duckdb.connect(":memory:", config=dict(SETTINGS))
        self._connection.execute("ATTACH ':memory:' AS held (COMPRESS)")
        self._connection.execute("USE held")
        self._waiting = 0  # rows loaded since the tables were last compressed
        self._connection.execute(f"SET allowed_directories = ['{self._scratch.name}']")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET enable_progress_bar = false")
        for table in TABLES.values():
            self._connection.execute(ddl(table))
        self._connection.execute("SET lock_configuration = true")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement for its effect."""
        self._connection.execute(sql, list(parameters) or None)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; the query states their order."""
        return self._connection.execute(sql, list(parameters) or None).fetchall()

    def dicts(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as mappings of column to value."""
        cursor = self._connection.execute(sql, list(parameters) or None)
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def load(self, table: str, frame: Frame) -> int:
        """Append a frame's columns to a table; columns left out are empty.  Returns the row count.

        Raises ``KeyError`` for a column that the table does not have, ``ValueError`` where columns
        differ in length.
        """
        names = list(frame)
        declared = TABLES[table]
        for name in names:
            declared.column(name)
        return self.load_plain(table, frame)

    def load_plain(self, table: str, frame: Frame) -> int:
        """As `load`, into a working table that the model does not declare."""
        lengths = {len(column) for column in frame.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns for {table} differ in length: {sorted(lengths)}")
        total = lengths.pop() if lengths else 0
        if not total:
            return 0
        # A value that a whole column shares is said once, not once a row.
        shared = {name: column[0] for name, column in frame.items() if _shared(column)}
        told = [name for name in frame if name not in shared] or list(frame)[:1]
        path = Path(self._scratch.name) / "columns.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerows(zip(*(_marked(frame[name]) for name in told), strict=True))
        given = [name for name, value in shared.items() if value is not None and name not in told]
        listed = ", ".join(f'"{name}"' for name in (*told, *given))
        cells = ", ".join((*(f"column{place}" for place in range(len(told))), *("?" for _ in given)))
        columns = ", ".join(f"'column{place}': 'VARCHAR'" for place in range(len(told)))
        self._connection.execute(
            f"INSERT INTO \"{table}\" ({listed}) SELECT {cells} FROM read_csv('{path}', columns = {{{columns}}}, "
            f"header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{_NULL}', auto_detect = false, "
            "new_line = '\\n', max_line_size = 20000000, buffer_size = 20000000)", [shared[name] for name in given])
        path.unlink()
        self._waiting += total
        if self._waiting >= _COMPRESSED_AT:
            self._connection.execute("CHECKPOINT")
            self._waiting = 0
        return total

    def map_columns(self, sql: str, kernel: Kernel, table: str) -> None:
        """Append to a table what a function makes of the columns of a query, batch by batch."""
        cursor = self._connection.execute(sql)
        names = [item[0] for item in cursor.description or ()]
        found = cursor.fetchall()
        for first in range(0, len(found), _BATCH):
            columns = map(list, zip(*found[first:first + _BATCH], strict=True))
            self.load_plain(table, kernel(dict(zip(names, columns, strict=True))))

    def arrow(self, sql: str) -> Any:
        """A query as an Arrow table, to be handed to another engine (needs the extra `spark`)."""
        return self._connection.execute(sql).to_arrow_table()

    def settle(self, *tables: str) -> None:
        """Every table is at hand: there is nothing to do."""

    def take(self, table: str, columns: Any) -> None:
        """A table of this name with the columns of an Arrow table, in place of any other."""
        self._connection.register("handed", columns)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM handed')
        self._connection.unregister("handed")

    def close(self) -> None:
        """Close the connection and remove the scratch folder."""
        self._connection.close()
        self._scratch.cleanup()


def _shared(column: Sequence[Any]) -> bool:
    """Whether a column holds one value throughout."""
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def _marked(column: Sequence[Any]) -> Sequence[Any]:
    """The column with the mark of nothing in place of None."""
    return [_NULL if value is None else value for value in column] if None in column else column
