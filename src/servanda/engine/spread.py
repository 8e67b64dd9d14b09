"""Work goes where the rows are: wide tables on an engine elsewhere, small ones in the embedded database.

A statement that reads a wide table runs there; whatever it yields is fetched if it is small, so that
statements over small tables, however many, stay here.  Both run the same text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

from servanda.engine.database import Database
from servanda.engine.face import Engine, Kernel
from servanda.model.case import Frame

# A table of no more rows is fetched.
SMALL = 100_000


class Spread:
    """The face of one engine over two: a database here, another engine there."""

    def __init__(self, here: Database, there: Engine, wide: Collection[str], small: int = SMALL) -> None:
        """``wide``: tables that count as wide from the start; those held here are handed over when they are read."""
        self._here, self._there, self._small = here, there, small
        self._wide = set(wide)  # to be read there
        self._held: set[str] = set()  # what stands there, be it outdated
        self._sent: set[str] = set()  # what stands there as it should
        self._views: dict[str, str] = {}  # the statement of every view

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement for its effect, here or there."""
        kind, target, read = _told(sql)
        if kind == "view":
            self._views[target] = sql
        if kind == "drop":
            self._drop(sql, target)
        elif self._wide.isdisjoint(read):
            self._here.run(sql, parameters)
            self._sent.discard(target)
        elif kind == "view":
            self._wide.add(target)  # it is put in place where it is read
        else:
            self._send(read if kind == "create" else {target, *read})
            self._there.run(sql, parameters)
            self._weigh(target)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; the query states their order."""
        return self._where(sql).rows(sql, parameters)

    def arrow(self, sql: str) -> Any:
        """A query as an Arrow table."""
        return self._where(sql).arrow(sql)

    def take(self, table: str, columns: Any) -> None:
        """A table of this name with the columns of an Arrow table, in place of any other."""
        self._here.take(table, columns)
        self._wide.discard(table)
        self._sent.discard(table)

    def load_plain(self, table: str, frame: Frame) -> int:
        """Append columns to a table; returns the row count."""
        if table in self._wide:
            self._send({table})
            return self._there.load_plain(table, frame)
        self._sent.discard(table)
        return self._here.load_plain(table, frame)

    def map_columns(self, sql: str, kernel: Kernel, table: str) -> None:
        """Append to a table what a function makes of the columns of a query, batch by batch."""
        _, _, read = _told(sql)
        if self._wide.isdisjoint(read):
            self._here.map_columns(sql, kernel, table)
            self._sent.discard(table)
        else:
            self._send({table, *read})
            self._there.map_columns(sql, kernel, table)
            self._weigh(table)

    def settle(self, *tables: str) -> None:
        """Fetch tables and views, with all that the views read, so that they are at hand here."""
        for table in tables:
            if table in self._wide and table in self._views:
                self.settle(*sorted(_told(self._views[table])[2]))
                self._here.run(self._views[table])
            elif table in self._wide & self._sent:
                self._here.take(table, self._there.arrow(f'SELECT * FROM "{table}"'))
            self._wide.discard(table)

    def _where(self, sql: str) -> Engine:
        """The engine that a query runs on, with what it reads at hand there."""
        _, _, read = _told(sql)
        if self._wide.isdisjoint(read):
            return self._here
        self._send(read)
        return self._there

    def _send(self, tables: Collection[str]) -> None:
        for table in sorted(set(tables) - self._sent):
            if table in self._views:
                self._send(_told(self._views[table])[2])
                self._there.run(self._views[table])
            else:
                self._there.take(table, self._here.arrow(f'SELECT * FROM "{table}"'))
            self._sent.add(table)
            self._held.add(table)

    def _weigh(self, table: str) -> None:
        """Fetch what a statement yielded there, if it is small."""
        self._sent.add(table)
        self._held.add(table)
        self._wide.add(table)
        if self._small:
            columns = self._there.arrow(f'SELECT * FROM "{table}" LIMIT {self._small + 1}')
            if columns.num_rows <= self._small:
                self._here.take(table, columns)
                self._wide.discard(table)

    def _drop(self, sql: str, table: str) -> None:
        if table in self._held:
            self._there.run(sql)
        if table not in self._wide:
            self._here.run(sql)
        self._wide.discard(table)
        self._sent.discard(table)
        self._held.discard(table)
        self._views.pop(table, None)


@cache
def _told(sql: str) -> tuple[str, str, frozenset[str]]:
    """(kind, target, tables read) of a statement; kind: create, view, insert, drop, query."""
    statement = sqlglot.parse_one(sql, read="duckdb")
    kinds = {exp.Create: "create", exp.Insert: "insert", exp.Drop: "drop"}
    kind = next((word for form, word in kinds.items() if isinstance(statement, form)), "query")
    query = statement if kind == "query" else statement.args.get("expression")
    read = {table.name for table in query.find_all(exp.Table)} if query is not None else set()
    read -= {one.alias for one in statement.find_all(exp.CTE)}
    if isinstance(statement, exp.Create) and statement.kind == "VIEW":
        kind = "view"
    return kind, "" if kind == "query" else statement.find(exp.Table).name, frozenset(read)
