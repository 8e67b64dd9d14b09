"""Rows as lines of the CSV dialect, put together where they lie: `publish.cells` says the same of one value."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.engine.database import Database
from servanda.model.tables import TABLES, Column

# What a spreadsheet would run, or hide, at the start of a cell; what a cell must be quoted for.
_FORMULA = r"^'*[=+\-@\t\r\x00]"
_QUOTED = r'[,"\r\n]'
# Instants that a calendar holds: the years 1 to 9999.
_CALENDAR = "BETWEEN -62135596800 AND 253402300799"
_CELLS = {
    "int": "CAST({0} AS VARCHAR)",
    "bool": "CASE {0} WHEN true THEN 'yes' WHEN false THEN 'no' END",
    "num": "CASE WHEN {0} = 0 THEN '0' ELSE rtrim(rtrim(CAST(CAST({0} AS DECIMAL(18, 6)) AS VARCHAR), '0'), '.') END",
    "instant": f"""CASE WHEN {{0}} {_CALENDAR} THEN CAST(year(make_timestamp({{0}} * 1000000)) AS VARCHAR)
        || strftime(make_timestamp({{0}} * 1000000), '-%m-%dT%H:%M:%SZ') END""",
}


def _sql(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def _cell(column: Column) -> str:
    """SQL: a value as it is printed, before quotes."""
    name = f'"{column.name}"'
    printed = _CELLS.get(column.type, f"CASE WHEN regexp_matches({{0}}, {_sql(_FORMULA)}) THEN '''' || {{0}} "
                                      "ELSE {0} END").replace("{0}", name)
    return f"coalesce({printed}, '')"


def _field(column: Column) -> str:
    """SQL: a value as it stands in a line."""
    if column.type in _CELLS:
        return _cell(column)
    odd = f"{_sql(_FORMULA)[:-1]}|{_sql(_QUOTED)[1:]}"
    cell = _cell(column)
    return (f"CASE WHEN NOT coalesce(regexp_matches(\"{column.name}\", {odd}), false) THEN "
            f"coalesce(\"{column.name}\", '') WHEN regexp_matches({cell}, {_sql(_QUOTED)}) "
            f"THEN '\"' || replace({cell}, '\"', '\"\"') || '\"' ELSE {cell} END")


def of(db: Database, name: str, *, open_only: bool = False) -> Iterator[list[str]]:
    """The rows of a declared table, each a line without its end, some at a time, in code-point order of the key as it
    is printed, and of the row where a key occurs twice.  Raises ``KeyError``.

    ``open_only``: of a table of verdicts, the rows whose `possible` contains a potential violation.
    """
    table = TABLES[name]
    cells = {column.name: _cell(column) for column in table.columns}
    key = [cells[part] for part in table.key]
    several, = db.rows(f'SELECT count(*) > count(DISTINCT ({", ".join(key)})) FROM "{name}" ORDER BY 1')[0]
    where = "WHERE list_contains(string_split(possible, ';'), 'potential_violation')" if open_only else ""
    line = " || ',' || ".join(_field(column) for column in table.columns)
    order = ", ".join([*key, *(cells.values() if several else ())])
    return db.column(f'SELECT {line} FROM "{name}" {where} ORDER BY {order}')
