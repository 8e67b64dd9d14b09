"""Spark with the face of the embedded database: the same statements, translated, over views of the session.

Tables are temporary views over frames whose lineage is cut (in the session's checkpoint folder where it
names one, else with the executors); nothing is written to a catalogue.  The shared subset of SQL is
`CREATE TABLE ... AS`, `CREATE TABLE (columns)`, `CREATE VIEW`, `INSERT INTO ... SELECT`, `DROP`, queries.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pyarrow
import sqlglot
from pyspark.sql import SparkSession
from pyspark.sql import types as spark_types
from sqlglot import exp

from servanda.engine.face import Kernel
from servanda.model.case import Frame

# Rows that a kernel is given at a time.
_BATCH = 50_000
_QUIET = """rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
"""


class NotShared(ValueError):
    """A statement that lies outside of the subset of SQL which all engines run."""


class SparkEngine:
    """Tables of one case on a Spark session, the caller's or one of its own on this machine.

    Sets the session's time zone to UTC; a session handed over gets its own back at `close`.
    """

    def __init__(self, session: Any = None, master: str = "local[2]") -> None:
        """Take a session over, or start one that listens on the loopback interface alone."""
        self._scratch = tempfile.TemporaryDirectory(prefix="servanda-")
        self._own = session is None
        self.session = _started(master, Path(self._scratch.name)) if session is None else session
        self._before = {name: self.session.conf.get(name, None) for name in _SETTINGS}
        for name, value in _SETTINGS.items():
            self.session.conf.set(name, value)
        self._parts: dict[str, list[Any]] = {}
        self._planned: list[Any] = []  # frames whose work is still to be done, with the counters that it reports to

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement of the shared subset for its effect.  Raises `NotShared`."""
        statement = _parsed(_filled(sql, parameters))
        target = statement.find(exp.Table)
        if isinstance(statement, exp.Drop):
            self._drop(target.name)
        elif isinstance(statement, exp.Create) and statement.expression is None:
            self._parts[target.name] = [self.session.createDataFrame([], _schema(statement.this))]
            self._show(target.name)
        elif isinstance(statement, exp.Create) and statement.kind == "VIEW":
            self._query(statement.expression).createOrReplaceTempView(target.name)
        elif isinstance(statement, exp.Create):
            self._parts[target.name] = [self._cut(_long(self._query(statement.expression)))]
            self._show(target.name)
        elif isinstance(statement, exp.Insert) and not isinstance(statement.this, exp.Schema):
            self._append(target.name, self._query(statement.expression))
        else:
            raise NotShared(f"not in the shared subset: {sql.strip()[:200]}")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; the query states their order."""
        return [tuple(row) for row in self._query(_parsed(_filled(sql, parameters))).collect()]

    def arrow(self, sql: str) -> pyarrow.Table:
        """A query as an Arrow table, held by this process."""
        return self._query(_parsed(sql)).toArrow()

    def take(self, table: str, columns: pyarrow.Table) -> None:
        """A table of this name with these columns, in place of any other."""
        self._parts[table] = [self.session.createDataFrame(columns)]
        self._show(table)

    def settle(self, *tables: str) -> None:
        """Tables stay with the session; `arrow` fetches one."""

    def load_plain(self, table: str, frame: Frame) -> int:
        """Append columns to a table; returns the row count."""
        schema = self.session.table(table).schema
        arrays = {field.name: pyarrow.array(frame[field.name], _ARROW[field.dataType.typeName()])
                  for field in schema.fields}
        columns = pyarrow.table(arrays)
        if columns.num_rows:
            self._append(table, self.session.createDataFrame(columns))
        return int(columns.num_rows)

    def map_columns(self, sql: str, kernel: Kernel, table: str) -> None:
        """Append to a table what a function makes of the columns of a query, batch by batch, in the executors."""
        schema = self.session.table(table).schema
        types = {field.name: _ARROW[field.dataType.typeName()] for field in schema.fields}

        def each(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            for batch in batches:
                made = kernel(batch.to_pydict())
                yield pyarrow.RecordBatch.from_arrays(
                    [pyarrow.array(made[name], kind) for name, kind in types.items()], names=list(types))

        self._append(table, self._query(_parsed(sql)).mapInArrow(each, schema))

    def close(self) -> None:
        """Drop every table; stop the session, or give it back as it was handed over."""
        for name in list(self._parts):
            self._drop(name)
        self._planned.clear()
        if self._own:
            self.session.stop()
        else:
            for name, value in self._before.items():
                self.session.conf.unset(name) if value is None else self.session.conf.set(name, value)
        self._scratch.cleanup()

    def _query(self, query: Any) -> Any:
        return self.session.sql(query.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE))

    def _cut(self, frame: Any) -> Any:
        """The frame without its history, which would otherwise be planned anew with every statement."""
        self._planned.append(frame)
        kept = self.session.sparkContext.getCheckpointDir()
        return frame.checkpoint(eager=False) if kept else frame.localCheckpoint(eager=False)

    def _append(self, table: str, frame: Any) -> None:
        schema = self.session.table(table).schema
        named = frame.toDF(*schema.names)
        cast = named.select(*(named[field.name].cast(field.dataType) for field in schema.fields))
        self._parts.setdefault(table, [self.session.table(table)]).append(self._cut(cast))
        self._show(table)

    def _show(self, table: str) -> None:
        reduce(lambda one, other: one.union(other), self._parts[table]).createOrReplaceTempView(table)

    def _drop(self, name: str) -> None:
        self._parts.pop(name, None)
        self.session.catalog.dropTempView(name)


_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH)}
_ARROW = {"string": pyarrow.string(), "long": pyarrow.int64(), "boolean": pyarrow.bool_()}
_TYPES = {"VARCHAR": spark_types.StringType(), "TEXT": spark_types.StringType(), "BIGINT": spark_types.LongType(),
          "BOOLEAN": spark_types.BooleanType()}


def _started(master: str, scratch: Path) -> Any:
    """A quiet session on this machine, all that it writes under ``scratch``."""
    quiet = scratch / "log4j2.properties"
    quiet.write_text(_QUIET, encoding="utf-8")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false", "spark.local.dir": str(scratch / "local"),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"), "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "2g",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, sys.path)),  # kernels are found as they are here
        # One machine's jobs are short: the quick compiler halves the time that starting and planning take.
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={quiet.as_uri()} "
                                         f"-Djava.io.tmpdir={scratch}",
    }
    builder = SparkSession.builder.master(master).appName("servanda")
    return reduce(lambda made, item: made.config(*item), settings.items(), builder).getOrCreate()


@cache
def _parsed(sql: str) -> Any:
    return sqlglot.parse_one(sql, read="duckdb")


def _long(frame: Any) -> Any:
    """The frame with whole numbers of 64 bits: row numbers would have 32."""
    return frame.select(*(frame[field.name].cast("bigint") if field.dataType.typeName() == "integer"
                          else frame[field.name] for field in frame.schema.fields))


def _schema(declared: exp.Schema) -> spark_types.StructType:
    return spark_types.StructType([spark_types.StructField(column.name, _TYPES[column.kind.sql(dialect="duckdb")])
                                   for column in declared.expressions])


def _filled(sql: str, parameters: Sequence[Any]) -> str:
    """The statement with its parameters written out, in the order in which their marks stand."""
    if not parameters:
        return sql
    marks = [token for token in sqlglot.tokenize(sql, read="duckdb") if token.text == "?"]
    ends = [0, *(mark.end + 1 for mark in marks)]
    between = [sql[end:mark.start] for end, mark in zip(ends, marks, strict=False)]
    written = [exp.convert(value).sql(dialect="duckdb") for value in parameters]
    return "".join(part for pair in zip(between, written, strict=True) for part in pair) + sql[ends[-1]:]
