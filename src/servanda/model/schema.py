"""DDL, data dictionary and JSON Schema, generated from `model.tables`."""

from __future__ import annotations

from typing import Any

from servanda.model.tables import TABLES, Column, Table

_SQL = {"text": "VARCHAR", "int": "BIGINT", "num": "DECIMAL(18, 6)", "bool": "BOOLEAN", "instant": "BIGINT",
        "date": "VARCHAR", "list": "VARCHAR"}
_JSON: dict[str, dict[str, Any]] = {
    "text": {"type": "string"}, "int": {"type": "integer"}, "num": {"type": "number"},
    "bool": {"enum": ["yes", "no"]}, "instant": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"}, "list": {"type": "string"},
}


def ddl(table: Table) -> str:
    """``CREATE TABLE``; no keys or indexes (they are checked by tests, not by the engine)."""
    columns = ", ".join(f'"{column.name}" {_SQL[column.type]}' for column in table.columns)
    return f'CREATE TABLE "{table.name}" ({columns})'


def json_schema(table: Table) -> dict[str, Any]:
    """JSON Schema (2020-12) of one exported row; an empty cell is null."""
    def one(column: Column) -> dict[str, Any]:
        kind = _JSON[column.type]
        allowed = {"anyOf": [kind, {"type": "null"}]} if column.empty != "never empty" else dict(kind)
        return {**allowed, "description": column.doc}

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.doc,
        "type": "object",
        "properties": {column.name: one(column) for column in table.columns},
        "required": [column.name for column in table.columns if column.empty == "never empty"],
        "additionalProperties": False,
    }


def dictionary() -> str:
    """The data dictionary in Markdown: one heading a table, one row a column."""
    lines = ["# Data dictionary", "", "Generated from `servanda.model.tables`; do not edit by hand.", ""]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", table.doc, "", f"Key: {', '.join(f'`{part}`' for part in table.key)}.", ""]
        for column, target in table.references.items():
            lines += [f"`{column}` refers to `{target}`.", ""]
        lines += ["| column | type | unit | what it says | empty means | sharing |", "|---|---|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {c.unit} | {c.doc} | {c.empty} | {c.sharing} |" for c in table.columns]
        lines.append("")
    return "\n".join(lines)
