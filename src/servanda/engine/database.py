"""An embedded DuckDB, locked down, holding every table of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from servanda.engine.cache import Cache
from servanda.engine.face import Kernel
from servanda.model.case import Frame
from servanda.model.schema import ddl
from servanda.model.tables import TABLES

SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# Stands for NULL while columns are handed over; cannot be typed by accident.
_NULL = "\x1aNULL\x1a"
# Rows that a function over columns is given at a time.
_BATCH = 200_000
# Stands between the cells of a column that is handed over; another one where a cell holds it.
_MARK, _OTHER_MARKS = "\x1f", range(0xF0000, 0xFFFFE)
# The form of an entry of the cache: the first that compresses long texts, to a seventh.
_FORMAT = "v1.2.0"
# Rows after which tables are compressed in memory: a table of a million reports then takes a tenth.
_COMPRESSED_AT = 60_000


class Database:
    """All tables of one build, in memory.

    Nothing outside can be read or written from SQL (external access off, configuration locked).
    Rows are read in a stated order only: every query that leaves this class names one.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        """Open an empty database and create every table of `model.tables`; ``cache`` is what it may find again."""
        self.cache = cache if cache and cache.usable else None
        self._connection = duckdb.connect(":memory:", config=dict(SETTINGS))
        self._connection.execute("ATTACH ':memory:' AS held (COMPRESS)")
        self._connection.execute("USE held")
        self._waiting = 0  # rows loaded since the tables were last compressed
        if self.cache:  # the one place beside memory that SQL reaches
            self._connection.execute("SET allowed_directories = [?]", [f"{self.cache.folder}/"])
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

    def column(self, sql: str, step: int = 20_000) -> Iterator[list[Any]]:
        """The one column of a query, so many rows at a time; nothing else may be asked before the last."""
        cursor = self._connection.execute(sql)
        while rows := cursor.fetchmany(step):
            yield [row[0] for row in rows]

    def arrays(self, sql: str) -> dict[str, Any]:
        """The columns of a query as arrays; the query states their order."""
        return dict(self._connection.execute(sql).fetchnumpy())

    def load_arrays(self, table: str, columns: Mapping[str, Any]) -> None:
        """Arrays of equal length as a working table of that name, which they replace."""
        self._connection.register("given_arrays", dict(columns))
        self._connection.execute(f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM given_arrays')
        self._connection.unregister("given_arrays")

    def load(self, table: str, frame: Frame) -> int:
        """Append a frame's columns to a table; columns left out are empty.  Returns the row count.

        Raises ``KeyError`` for a column that the table does not have, ``ValueError`` where columns
        differ in length.
        """
        declared = TABLES[table]
        for name in frame:
            declared.column(name)
        return self.load_plain(table, frame)

    def load_plain(self, table: str, frame: Frame) -> int:
        """As `load`, into a working table that the model does not declare."""
        return self._take(*_handed(table, frame))

    @contextmanager
    def loading(self, table: str) -> Iterator[Callable[[Frame], None]]:
        """Append frames to a table one after the other, each while the caller makes the next.

        What is given is a function that takes a frame; all are loaded when the context is left.
        Raises what `load` raises, perhaps one frame late.
        """
        waiting: list[Future[int]] = []

        def append(frame: Frame) -> None:
            handed = _handed(table, frame)
            if waiting:
                waiting.pop().result()
            waiting.append(aside.submit(self._take, *handed))

        with ThreadPoolExecutor(1) as aside:
            yield append
            for one in waiting:
                one.result()

    def _take(self, sql: str, texts: Sequence[Any], total: int) -> int:
        """Run what `_handed` prepared; the row count."""
        if not total:
            return 0
        self._connection.execute(sql, list(texts))
        self._waiting += total
        if self._waiting >= _COMPRESSED_AT:
            self.compress()
        return total

    def map_columns(self, sql: str, kernel: Kernel, table: str) -> None:
        """Append to a table what a function makes of the columns of a query, batch by batch."""
        found = self.arrays(sql)
        total = max((len(column) for column in found.values()), default=0)
        for first in range(0, total, _BATCH):
            made = kernel({name: column[first:first + _BATCH] for name, column in found.items()})
            self._connection.register("given_arrays", dict(made))
            names = ", ".join(f'"{name}"' for name in made)
            self._connection.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM given_arrays')
            self._connection.unregister("given_arrays")

    def arrow(self, sql: str) -> Any:
        """A query as an Arrow table, to be handed to another engine (needs the extra `spark`)."""
        return self._connection.execute(sql).to_arrow_table()

    def relation(self, sql: str) -> Any:
        """A query as a stream of columns, to be handed to another database; run when it is read."""
        return self._connection.sql(sql)

    def settle(self, *tables: str) -> None:
        """Every table is at hand: there is nothing to do."""

    def take(self, table: str, columns: Any) -> None:
        """A table of this name with the columns of an Arrow table, in place of any other."""
        self._connection.register("handed", columns)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM handed')
        self._connection.unregister("handed")

    @contextmanager
    def recalled(self, path: Path) -> Iterator[bool]:
        """An entry of the cache as the schema ``kept`` while the context lasts; False where it cannot be opened."""
        try:
            self._connection.execute(f"ATTACH '{_quoted(path)}' AS kept (READ_ONLY)")
        except duckdb.Error:
            yield False
            return
        try:
            yield True
        finally:
            self._connection.execute("DETACH kept")

    def remember(self, key: str, kin: str, tables: Mapping[str, str]) -> None:
        """Keep the rows of these queries as an entry of the cache, name -> SQL; a full disk costs the entry alone."""
        if self.cache is None:
            return
        aside = self.cache.aside()
        try:
            self._connection.execute(f"ATTACH '{_quoted(aside)}' AS kept (STORAGE_VERSION '{_FORMAT}')")
            try:
                for name, sql in tables.items():
                    self._connection.execute(f'CREATE TABLE kept."{name}" AS {sql}')
            finally:
                self._connection.execute("DETACH kept")
            self.cache.keep(aside, key, kin)
        except (duckdb.Error, OSError):
            with suppress(OSError):
                aside.unlink()

    def compress(self) -> None:
        """Compress what was loaded."""
        self._connection.execute("CHECKPOINT")
        self._waiting = 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _handed(table: str, frame: Frame) -> tuple[str, list[Any], int]:
    """The statement that appends a frame, its parameters, and the number of rows.

    A value that a whole column shares is said once; any other column is one text, which the
    database splits.  Raises ``ValueError`` where columns differ in length.
    """
    lengths = {len(column) for column in frame.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns for {table} differ in length: {sorted(lengths)}")
    total = lengths.pop() if lengths else 0
    if not total:
        return "", [], 0
    told = [_told(column, total) for column in frame.values()]
    split = ", ".join(f"{cell.format(f's{place}')} AS c{place}" for place, (_, cell) in enumerate(told))
    names, made, given = (", ".join(form.format(place, name) for place, name in enumerate(frame))
                          for form in ('"{1}"', "c{0}", "s{0}"))
    # A row of VALUES is not folded into the plan as constants are, which would cost ten times as much.
    sql = (f'INSERT INTO "{table}" ({names}) SELECT {made} FROM (SELECT unnest(range({total})) AS row, {split} '
           f"FROM (VALUES ({', '.join('?' * len(told))})) AS given({given}))")
    return sql, [text for text, _ in told], total


def _told(column: Sequence[Any], total: int) -> tuple[Any, str]:
    """What is handed over of a column, and the SQL that makes its cells of it, `{}` standing for its name."""
    if column[0] == column[-1] and column.count(column[0]) == total:
        return column[0], "{}"
    empty = None in column
    listed = [_NULL if value is None else value for value in column] if empty else column
    mark, text = _MARK, _joined(_MARK, listed)
    if text.count(mark) != total - 1:
        mark = next(char for char in map(chr, _OTHER_MARKS) if char not in text)
        text = _joined(mark, listed)
    split = f"unnest(str_split({{}}, chr({ord(mark)})))"
    return text, f"nullif({split}, '{_NULL}')" if empty else split


def _joined(mark: str, values: Sequence[Any]) -> str:
    """Values with the mark between them; most columns are text, which needs no other form first."""
    try:
        return mark.join(values)
    except TypeError:
        return mark.join(map(str, values))
