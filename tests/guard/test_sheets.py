"""Tables inside XLSX, Parquet and GeoJSON: text stays text, sizes are checked first, damage is told."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import duckdb
import openpyxl
import pytest

from servanda.guard import sheets
from servanda.guard.limits import Limits
from servanda.guard.parquet import read_parquet
from servanda.guard.sheets import read_geojson, read_xlsx, text_of


def book(*rows: list[Any], second: str = "") -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if second:
        made.create_sheet(second).append(["b"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(content: bytes, name: str, change: Any) -> bytes:
    """The same archive with one member's bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return out.getvalue()


def test_a_spreadsheet_is_text_with_its_lines() -> None:
    sheet = read_xlsx("t.xlsx", book(["id", "day", "n", "note", None], ["a", datetime(2040, 5, 4), 3.0, "'=x"], [],
                                     ["b", datetime(2040, 5, 4, 22, 30), None, True], ["c", 1, 2, 3, 4]))
    assert sheet.table.columns == ("id", "day", "n", "note")
    assert sheet.table.rows == (("a", "2040-05-04", "3", "'=x"), ("b", "2040-05-04T22:30:00", "", "yes"))
    assert sheet.table.lines == (2, 4)
    assert [(one.line, one.code) for one in sheet.problems] == [(5, "row_width")] and len(sheet.aside) == 1


def test_a_formula_is_not_computed() -> None:
    assert read_xlsx("t.xlsx", book(["a", "b"], ["x", "=1+1"])).table.rows == (("x", ""),)


def test_a_sheet_is_named_or_the_first() -> None:
    assert read_xlsx("t.xlsx", book(["a"], second="Two"), "Two").table.columns == ("b",)
    assert "`Two`" in read_xlsx("t.xlsx", book(["a"], second="Two"), "Three").problems[0].message


@pytest.mark.parametrize("content", [b"", b"junk", book(["a"])[:500]])
def test_a_damaged_spreadsheet_is_told(content: bytes) -> None:
    assert [one.code for one in read_xlsx("t.xlsx", content).problems] == ["file_unreadable"]


def test_entities_in_a_spreadsheet_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for member in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        assert read_xlsx("t.xlsx", repacked(book(["a"], ["x"]), member, lambda _: bomb)).table.rows == ()


def test_a_swelling_spreadsheet_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    swollen = repacked(book(["a"]), "xl/worksheets/sheet1.xml", lambda text: text + b" " * 5_000_000)
    assert "times its own size" in read_xlsx("t.xlsx", swollen).problems[0].message
    monkeypatch.setattr(sheets, "LIMITS", Limits(sheet_bytes=1000))
    assert "at most 1,000" in read_xlsx("t.xlsx", book(["a"])).problems[0].message
    monkeypatch.setattr(sheets, "LIMITS", Limits(table_rows=2))
    assert "more than 2 rows" in read_xlsx("t.xlsx", book(["a"], [1], [2])).problems[0].message


def test_features_are_rows() -> None:
    sheet = read_geojson("t.geojson", '{"type": "FeatureCollection", "features": ['
                         '{"type": "Feature", "properties": {"a": 1, "b": null}, "geometry": {"type": "Point", '
                         '"coordinates": [20.5, 10]}}, {"properties": {"a": "x"}, "geometry": {"type": "Polygon"}}]}')
    assert sheet.table.columns == ("a", "b", "longitude", "latitude")
    assert sheet.table.rows == (("1", "", "20.5", "10"), ("x", "", "", ""))


@pytest.mark.parametrize("text", ["[]", "{", '{"features": 1}', '{"features": [1]}'])
def test_json_that_is_no_collection_is_told(text: str) -> None:
    assert read_geojson("t.geojson", text).problems


def test_parquet_is_rows_of_text(tmp_path: Any) -> None:
    duckdb.sql("SELECT 'a' AS id, DATE '2040-05-04' AS day, 2.0 AS n UNION ALL SELECT 'b', NULL, NULL ORDER BY 1"
               ).write_parquet(str(tmp_path / "t.parquet"))
    content = (tmp_path / "t.parquet").read_bytes()
    sheet = read_parquet("t.parquet", content)
    assert sheet.table.columns == ("id", "day", "n")
    assert sheet.table.rows == (("a", "2040-05-04", "2.0"), ("b", "", ""))
    assert [one.code for one in read_parquet("t.parquet", content[:50]).problems] == ["file_unreadable"]


@pytest.mark.parametrize(("value", "text"), [(None, ""), (float("nan"), ""), (3.0, "3"), (2.5, "2.5"), (True, "yes"),
                                             (datetime(2040, 5, 4), "2040-05-04"), ([1, 2], "[1,2]"), (7, "7")])
def test_values_as_text(value: Any, text: str) -> None:
    assert text_of(value) == text
