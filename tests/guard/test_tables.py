"""Tables: lines as an editor counts them, every row used or set aside, apostrophes undone."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.guard import tables
from servanda.guard.limits import Limits
from servanda.guard.tables import read_csv
from servanda.guard.text import cell

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def test_lines_count_newlines_in_cells_and_blank_lines() -> None:
    sheet = read_csv("t.csv", 'a,b\n1,"x\ny"\n\n2,z\n"3\n\n",w\r\n4,v\n')
    assert sheet.table.lines == (2, 5, 6, 9)
    assert sheet.table.rows == (("1", "x\ny"), ("2", "z"), ("3\n\n", "w"), ("4", "v"))
    assert not sheet.problems


def test_rows_of_the_wrong_width_are_set_aside() -> None:
    sheet = read_csv("t.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert sheet.table.rows == (("1", "2"), ("7", "8"))
    assert [(one.line, one.cells) for one in sheet.aside] == [(3, ("3",)), (4, ("4", "5", "6"))]
    assert [(one.line, one.row_id) for one in sheet.problems] == [(3, "3"), (4, "4")]
    assert {one.code for one in sheet.problems} == {"row_width"}


def test_a_row_with_a_stray_quote_costs_itself_only() -> None:
    sheet = read_csv("t.csv", 'a,b\n1,"q"z\n2,y\n')
    assert sheet.table.rows == (("2", "y"),)
    assert [one.line for one in sheet.problems] == [2]


def test_a_quote_never_closed_is_told_with_its_lines() -> None:
    sheet = read_csv("t.csv", 'a,b\n1,x\n2,"y\n3,z\n')
    assert sheet.table.rows == (("1", "x"),)
    assert "lines 3 to 4" in sheet.problems[0].message


@pytest.mark.parametrize(("text", "code"), [("", "column_missing"), ("\n\n", "column_missing"),
                                            ("a;b\n1;2\n", "column_missing"), ("a\tb\n", "column_missing"),
                                            ("a,b,a\n1,2,3\n", "id_duplicate")])
def test_a_header_that_cannot_be_used(text: str, code: str) -> None:
    sheet = read_csv("t.csv", text)
    assert sheet.problems[0].code == code
    assert sheet.table.rows == ()
    assert len(sheet.aside) == max(0, text.strip().count("\n"))


def test_apostrophes_before_formulas_are_undone() -> None:
    sheet = read_csv("t.csv", "a,b,c,d\n'=1+1,'-2,'plain,it's\n''=x,'@y,'+z,=live\n")
    assert sheet.table.rows == (("=1+1", "-2", "'plain", "it's"), ("'=x", "@y", "+z", "=live"))


def test_long_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LIMITS", Limits(line_characters=10))
    try:
        sheet = read_csv("t.csv", f"a,b\n{'x' * 10},1\n{'x' * 11},2\n3,4\n")
    finally:
        csv.field_size_limit(Limits().line_characters)
    assert [row[0] for row in sheet.table.rows] == ["x" * 10, "3"]
    assert [one.line for one in sheet.problems] == [3]


def test_too_many_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LIMITS", Limits(table_rows=3, table_columns=2))
    assert read_csv("t.csv", "a,b\n1,2\n3,4\n").problems == ()
    assert [one.code for one in read_csv("t.csv", "a,b\n1,2\n3,4\n5,6\n").problems] == ["file_too_large"]
    assert [one.code for one in read_csv("t.csv", "a,b,c\n").problems] == ["file_too_large"]


def test_a_flood_of_wrong_rows_is_told_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LIMITS", Limits(problems_a_file=3))
    sheet = read_csv("t.csv", "a,b\n" + "x\n" * 10)
    assert len(sheet.problems) == 4
    assert sum(one.count for one in sheet.problems) == len(sheet.aside) == 10


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
@settings(max_examples=300, deadline=None)
def test_cells_round_trip(rows: list[tuple[str, str, str]]) -> None:
    """What goes out through `cell` comes back the same, and no cell goes out live."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["a", "b", "c"])
    safe = [tuple(map(cell, row)) for row in rows]
    writer.writerows(safe)
    assert not [text for row in safe for text in row if text[:1] in ("=", "+", "-", "@", "\t", "\r") and text]
    sheet = read_csv("t.csv", out.getvalue())
    assert list(sheet.table.rows) == rows
    assert not sheet.problems


@given(st.text(st.sampled_from('a1,"\n\r;\'=')))
@settings(max_examples=500, deadline=None)
def test_every_line_is_accounted_for(text: str) -> None:
    """No text raises; every row is in the table or aside, in order of its line."""
    sheet = read_csv("t.csv", text)
    assert len(sheet.table.rows) == len(sheet.table.lines)
    assert list(sheet.table.lines) == sorted(set(sheet.table.lines))
    assert len(sheet.problems) >= bool(sheet.aside)
