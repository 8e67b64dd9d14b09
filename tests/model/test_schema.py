"""What is generated from the tables holds in a real database and as JSON Schema."""

from __future__ import annotations

import duckdb
import pytest

from servanda.engine.database import Database
from servanda.model.case import Frame
from servanda.model.schema import ddl, dictionary, json_schema
from servanda.model.tables import TABLES, Table

TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


@TABLE
def test_ddl_makes_a_table_with_the_declared_columns(table: Table) -> None:
    connection = duckdb.connect()
    connection.execute(ddl(table))
    found = connection.execute(f'DESCRIBE "{table.name}"').fetchall()
    assert tuple(row[0] for row in found) == table.names


@TABLE
def test_json_schema_describes_every_column(table: Table) -> None:
    schema = json_schema(table)
    assert tuple(schema["properties"]) == table.names
    assert set(schema["required"]) <= set(table.names)
    assert schema["additionalProperties"] is False
    assert all(entry["description"] for entry in schema["properties"].values())


@TABLE
def test_the_dictionary_has_a_heading_and_a_row_for_each_column(table: Table) -> None:
    text = dictionary()
    section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(table.names)


def test_a_database_holds_every_table_and_refuses_the_outside() -> None:
    database = Database()
    found = database.rows("SELECT table_name FROM information_schema.tables ORDER BY table_name")
    assert {row[0] for row in found} == set(TABLES)
    with pytest.raises(duckdb.Error):
        database.rows("SELECT * FROM read_text('/etc/hostname')")
    with pytest.raises(duckdb.Error):
        database.run("SET enable_external_access = true")
    database.close()


def test_a_frame_goes_in_and_comes_out() -> None:
    database = Database()
    frame: Frame = {"source": ["b", "a"], "title": ['He said "yes", twice\nand left', None], "n_reports": [2, 0]}
    assert database.load("sources", frame) == 2
    assert database.rows("SELECT source, title, n_reports FROM sources ORDER BY source") == [
        ("a", None, 0), ("b", 'He said "yes", twice\nand left', 2)]
    with pytest.raises(KeyError):
        database.load("sources", {"colour": ["red"]})
    with pytest.raises(ValueError, match="differ in length"):
        database.load("sources", {"source": ["a"], "title": []})
    database.close()
