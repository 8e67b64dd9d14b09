"""The CSV dialect, cell by cell and as a whole file."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.engine.database import Database
from servanda.guard.text import bare
from servanda.model.schema import ddl
from servanda.model.tables import TABLES, Column, Table
from servanda.publish import cells
from servanda.publish.exports import csvs


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


TYPES = ("text", "list", "date", "int", "num", "bool", "instant")
EVERY = Table("t", "", tuple(Column(kind, kind) for kind in TYPES), ("text", "int"))
words = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])),
                  st.text("ab,\"\n\r\0\t'=+-@;", max_size=6))
rows = st.lists(st.tuples(
    words, words, words, st.one_of(st.none(), st.integers(-2**62, 2**62)),
    st.one_of(st.none(), st.decimals(-10**9, 10**9, places=6)), st.one_of(st.none(), st.booleans()),
    st.one_of(st.none(), st.integers(-30_610_224_000, 253_402_300_799), st.sampled_from((2**53, -2**53)))), max_size=6)


def printed(table: Table, rows: Sequence[Sequence[object]], folder: Path) -> bytes:
    """The file of a table that holds these rows."""
    db = Database()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(TABLES, table.name, table)
            db.run(ddl(table))
            for row in rows:
                db.run(f"INSERT INTO t VALUES ({', '.join('?' * len(row))})", row)
            assert csvs.table(db, table.name, folder / "t.csv") == len(rows)
    finally:
        db.close()
    return (folder / "t.csv").read_bytes()


@settings(max_examples=40, deadline=None)
@given(rows)
def test_a_file_is_its_cells_in_order_of_the_key(rows: list[tuple[object, ...]]) -> None:
    """Lines put together in the database say what is said of each value by itself, and read back."""
    cut = [[cells.cell(column, value) for column, value in zip(EVERY.columns, row, strict=True)] for row in rows]
    cut.sort(key=lambda row: ([row[0], row[3]], row))
    with tempfile.TemporaryDirectory() as name:
        data = printed(EVERY, rows, Path(name))
    assert data == cells.document(EVERY.names, cut)
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [list(EVERY.names), *cut]


def test_rows_stand_in_code_point_order_of_the_key(tmp_path: Path) -> None:
    table = Table("t", "", (Column("n", "int"), Column("id")), ("id", "n"))
    rows = [(10, "b"), (9, "b"), (1, "ä"), (1, "Z"), (1, "a"), (1, None)]
    assert printed(table, rows, tmp_path).decode().splitlines() == ["n,id", "1,", "1,Z", "1,a", "10,b", "9,b", "1,ä"]


def test_the_dialect() -> None:
    data = cells.document(("a", "b"), [["x,y", "line\nline"], ["", 'say "so"']])
    assert data == b'a,b\n"x,y","line\nline"\n,"say ""so"""\n'


def test_every_column_type_has_a_rendering() -> None:
    assert {column.type for table in TABLES.values() for column in table.columns} <= set(cells._RENDER)
