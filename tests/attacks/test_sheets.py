"""Spreadsheets and GeoJSON made to run, swell, lie or lead elsewhere: read as text, or refused with a problem."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from servanda.guard.sheets import read_geojson, read_xlsx
from tests.guard.test_sheets import book, repacked

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
_CELLS = '<c r="A1" t="inlineStr"><is><t>{0}</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c>'


def sheet_of(rows: str) -> Callable[[bytes], bytes]:
    """A sheet whose rows are given as they stand in the file."""
    return lambda _: (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{_CELLS.format("a")}</row>{rows}</sheetData></worksheet>').encode()


def made(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "b"])
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def shared(strings: bytes) -> bytes:
    """A book whose second row points at the first of these shared strings."""
    pointing = repacked(book(["a"]), SHEET, sheet_of('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = repacked(pointing, "[Content_Types].xml", lambda text: text.replace(
        b"</Types>", f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'.encode()))
    out = io.BytesIO(listed)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(STRINGS, strings)
    return out.getvalue()


@pytest.mark.parametrize("formula", ["=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","y")',
                                     '=WEBSERVICE("http://x.example")', "='[other.xlsx]Sheet1'!A1", "=DDE(1,2,3)"])
def test_a_formula_says_what_was_saved_with_it_and_nothing_else(formula: str) -> None:
    assert read_xlsx("t.xlsx", book(["a", "b"], ["x", formula])).table.rows == (("x", ""),)
    saved = sheet_of(f'<row r="2"><c r="A2"><f>{formula[1:].replace("&", "")}</f><v>7</v></c></row>')
    read = read_xlsx("t.xlsx", repacked(book(["a"]), SHEET, saved))
    assert read.table.rows == (("7", ""),) or [one.code for one in read.problems] == ["file_unreadable"]


def test_external_links_and_connections_are_not_followed() -> None:
    content = book(["a"], ["x"])
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>")
        archive.writestr("xl/connections.xml", "<connections><connection url='http://x.example'/></connections>")
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert read_xlsx("t.xlsx", out.getvalue()).table.rows == (("x",),)


def test_shared_strings_that_swell_are_refused() -> None:
    strings = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + "<si><t>x</t></si>" * 400_000
    assert "times its own size" in read_xlsx("t.xlsx", shared((strings + "</sst>").encode())).problems[0].message
    told = read_xlsx("t.xlsx", shared(b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
                                      b"<si><t>once</t></si></sst>"))
    assert told.table.rows == (("once", ""),)


def test_an_entity_in_shared_strings_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    assert [one.code for one in read_xlsx("t.xlsx", shared(bomb)).problems] == ["file_unreadable"]


def test_a_row_far_below_costs_neither_memory_nor_a_row() -> None:
    far = sheet_of('<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>last</t></is></c></row>')
    tracemalloc.start()
    read = read_xlsx("t.xlsx", repacked(book(["a"]), SHEET, far))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.table.rows == (("last", ""),)
    assert read.table.lines == (1_000_000,)
    assert peak < 50_000_000


def test_a_size_that_the_sheet_claims_is_not_believed() -> None:
    lie = sheet_of('<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>')
    claimed = repacked(book(["a"]), SHEET, lambda text: lie(text).replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'))
    assert read_xlsx("t.xlsx", claimed).table.rows == (("x", ""),)


def test_a_merged_cell_says_its_value_once() -> None:
    def merged(workbook: openpyxl.Workbook) -> None:
        workbook.active.append(["x", "y"])
        workbook.active.append([None, "z"])
        workbook.active.merge_cells("A2:A3")

    assert read_xlsx("t.xlsx", made(merged)).table.rows == (("x", "y"), ("", "z"))


@pytest.mark.parametrize(("epoch", "day"), [("false", "2040-05-04"), ("true", "2044-05-05")])
def test_days_are_counted_from_the_epoch_that_the_book_names(epoch: str, day: str) -> None:
    from datetime import date

    content = made(lambda workbook: workbook.active.append([date(2040, 5, 4), "y"]))
    named = f'<workbookPr date1904="{epoch}"'.encode()
    told = repacked(content, BOOK, lambda text: re.sub(rb"<workbookPr(?=[ /])", named, text))
    assert read_xlsx("t.xlsx", told).table.rows == ((day, "y"),)


def test_a_hidden_sheet_is_read_only_when_it_is_named() -> None:
    def hidden(workbook: openpyxl.Workbook) -> None:
        workbook.create_sheet("Secret").append(["s"])
        workbook["Secret"].sheet_state = "veryHidden"

    assert read_xlsx("t.xlsx", made(hidden)).table.columns == ("a", "b")


@pytest.mark.parametrize("text", [
    "[" * 100_000, '{"type": "FeatureCollection", "features": ' + "[" * 60 + "]" * 60 + "}",
    '{"features": [{"properties": {"a": ' + '{"b":' * 40 + "1" + "}" * 40 + "}}]}",
    '{"features": [{"properties": {"a": NaN}}]}', '{"features": [], "features": [{}]}'])
def test_geojson_made_to_overwhelm_is_told(text: str) -> None:
    assert read_geojson("t.geojson", text).problems


def test_geojson_of_odd_shapes_gives_no_position() -> None:
    features = [{"properties": {"a": str(number)}, "geometry": geometry} for number, geometry in enumerate((
        None, {"type": "Point"}, {"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": "xy"},
        {"type": "GeometryCollection", "geometries": []}, {"type": "Polygon", "coordinates": [[[0, 0]]]}))]
    read = read_geojson("t.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    assert read.table.columns == ("a",)
    assert len(read.table.rows) == 6


def test_a_property_that_is_called_like_a_position_is_not_one() -> None:
    read = read_geojson("t.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"properties": {"longitude": "9"}, "geometry": {"type": "Point", "coordinates": [20.5, 10]}}]}))
    assert read.table.rows == (("20.5", "10"),)


def test_a_book_is_parsed_by_the_guarded_parser_whatever_is_installed_beside() -> None:
    """Another parser would follow rules of its own about entities."""
    from openpyxl.xml import DEFUSEDXML, LXML

    assert DEFUSEDXML
    assert not LXML
