"""The CSV dialect, cell by cell and as a whole file."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.guard.text import bare
from servanda.model.tables import TABLES, Column, Table
from servanda.publish import cells


@pytest.mark.parametrize(("kind", "value", "expected"), [
    ("text", None, ""), ("text", "unknown", "unknown"), ("text", "=1+1", "'=1+1"), ("text", "-5", "'-5"),
    ("text", "+380", "'+380"), ("text", "@name", "'@name"), ("text", "\tx", "'\tx"), ("list", "a;b", "a;b"),
    ("int", 0, "0"), ("int", -7, "-7"), ("num", Decimal("1.500000"), "1.5"), ("num", Decimal("-3.25"), "-3.25"),
    ("num", Decimal("100.000000"), "100"), ("num", Decimal("0.000001"), "0.000001"), ("num", Decimal("-0.0"), "0"),
    ("bool", True, "yes"), ("bool", False, "no"), ("instant", 0, "1970-01-01T00:00:00Z"), ("instant", 2**53, ""),
])
def test_one_cell(kind: str, value: object, expected: str) -> None:
    assert cells.cell(Column("x", kind), value) == expected


@given(st.text())
def test_no_text_cell_runs_and_intake_gets_it_back(text: str) -> None:
    printed = cells.cell(Column("x"), text)
    assert not printed.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert bare(printed) == text


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab,\"\n'=;", max_size=6))))
def test_a_file_reads_back(pairs: list[tuple[str, str]]) -> None:
    table = Table("t", "", (Column("id"), Column("note")), ("id",))
    data = cells.document(table.names, cells.lines(table, pairs)).decode("utf-8")
    read = list(csv.reader(io.StringIO(data, newline="")))
    assert read[0] == ["id", "note"]
    assert sorted((bare(a), bare(b)) for a, b in read[1:]) == sorted(pairs)
    assert [row[0] for row in read[1:]] == sorted(row[0] for row in read[1:])


def test_rows_stand_in_code_point_order_of_the_key() -> None:
    table = Table("t", "", (Column("n", "int"), Column("id")), ("id", "n"))
    rows = [(10, "b"), (9, "b"), (1, "ä"), (1, "Z"), (1, "a"), (1, None)]
    assert [row[::-1] for row in cells.lines(table, rows)] == [
        ["", "1"], ["Z", "1"], ["a", "1"], ["b", "10"], ["b", "9"], ["ä", "1"]]


def test_the_dialect() -> None:
    data = cells.document(("a", "b"), [["x,y", "line\nline"], ["", 'say "so"']])
    assert data == b'a,b\n"x,y","line\nline"\n,"say ""so"""\n'


def test_every_column_type_has_a_rendering() -> None:
    assert {column.type for table in TABLES.values() for column in table.columns} <= set(cells._RENDER)
