"""Every format of export read back: the same rows, typed; the same bytes; nothing live, lost or hidden."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import hxl
import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import from_wkb

from servanda import app
from servanda.engine.database import Database
from servanda.guard.text import bare, cell
from servanda.model.case import Case
from servanda.model.reasons import codes
from servanda.model.tables import TABLES, Column, Table
from servanda.publish import exports, redact
from servanda.publish.exports import parcel as parcels
from servanda.publish.exports import placed, workbook
from servanda.publish.words import SENTENCE
from servanda.queries import tables

ROOT = Path(__file__).resolve().parents[2]
RIVER = ROOT / "tests" / "cases" / "good" / "river-truce"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LIVE = ("=", "+", "-", "@", "\t", "\r", "\0")
PAYLOADS = ("=1+1", "=cmd|' /C calc'!A0", "@SUM(1,1)", "+1+1", "-2+3", "\t=1+1", "\r=1+1", "'=1+1", "=HYPERLINK(\"x\")",
            "=DDE(\"a\";\"b\";\"c\")", "_x003D_1+1", "<f>1</f>", "http://x.example/", "mailto:a@x", "\x01\ufffe\ud800")


@pytest.fixture(scope="module")
def river() -> Iterator[tuple[Database, Case]]:
    """The neutral case, behind the gate."""
    case, problems = app.readable(RIVER)
    db, _ = app.assess(case, problems)
    redact.apply(db, case)
    yield db, case
    db.close()


@pytest.fixture(scope="module")
def parcel(river: tuple[Database, Case]) -> exports.Parcel:
    return exports.Parcel(*river, "2031-05-20")


@pytest.fixture(scope="module")
def sent(parcel: exports.Parcel, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, exports.Written]:
    """A folder with every format."""
    folder = tmp_path_factory.mktemp("formats") / "out"
    return folder, exports.some(parcel, folder, exports.FORMATS, redact.Hidden())


def expected(column: Column, value: Any) -> Any:
    """What a typed format must give back for a value of a table."""
    if value in (None, ""):
        return None
    return {"instant": lambda: EPOCH + timedelta(seconds=value), "date": lambda: date.fromisoformat(value),
            "list": lambda: value.split(";")}.get(column.type, lambda: value)()


def whole(db: Database, name: str) -> list[tuple[Any, ...]]:
    return [tuple(expected(*pair) for pair in zip(TABLES[name].columns, row, strict=True))
            for row in tables.rows(db, name)]


def query(sql: str) -> list[tuple[Any, ...]]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("name", TABLES)
def test_parquet_gives_the_table_back(name: str, parcel: exports.Parcel, sent: tuple[Path, exports.Written]) -> None:
    """Numbers, days, instants in UTC, lists, truth and nothing, row by row."""
    path = sent[0] / f"{name}.parquet"
    assert query(f"SELECT * FROM '{path}'") == whole(parcel.db, name)
    assert sent[1].files[path.name] == tables.count(parcel.db, name)
    told = {bytes(key).decode(): bytes(value).decode()
            for key, value in query(f"SELECT key, value FROM parquet_kv_metadata('{path}')")}
    assert told["servanda_note"] == f"A {SENTENCE}." and told["servanda_as_of"] == "2031-05-20"


def sheet_rows(path: Path, name: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    header, *rows = book[name].iter_rows(values_only=True)
    assert header == TABLES[name].names
    width = len(header)
    return [tuple([*row, *[None] * width][:width]) for row in rows]


def of_sheet(column: Column, value: Any) -> Any:
    """A cell as the table would have it: times of a workbook are UTC by its read-me, members joined."""
    if value is None:
        return None
    if column.type == "instant":
        return value.replace(tzinfo=UTC)
    if column.type == "date":
        return value.date()
    if column.type == "list":
        return bare(value).split(";")
    if column.type == "bool":
        return {"yes": True, "no": False}[value]
    return bare(value) if column.type == "text" else value


@pytest.mark.parametrize("name", TABLES)
def test_a_sheet_gives_the_table_back(name: str, parcel: exports.Parcel, sent: tuple[Path, exports.Written]) -> None:
    rows = sheet_rows(sent[0] / workbook.NAME, name)
    read = [tuple(of_sheet(*pair) for pair in zip(TABLES[name].columns, row, strict=True)) for row in rows]
    assert read == [tuple(float(v) if c.type == "num" and v is not None else v
                          for c, v in zip(TABLES[name].columns, row, strict=True)) for row in whole(parcel.db, name)]


def test_the_workbook_says_what_it_is(sent: tuple[Path, exports.Written]) -> None:
    book = openpyxl.load_workbook(sent[0] / workbook.NAME, read_only=True)
    assert book.sheetnames == ["read me", *TABLES, "dictionary"]
    told = {row[0]: row[1] for row in book["read me"].iter_rows(values_only=True)}
    assert told["note"] == f"A {SENTENCE}." and (told["as of"], told["licence"]) == ("2031-05-20", "CC0-1.0")
    assert told["incidents"].startswith(TABLES["incidents"].doc) and told["incidents"].endswith("Rows: 14.")
    words = {row[:2] for row in book["dictionary"].iter_rows(values_only=True)}
    assert {(name, column) for name, table in TABLES.items() for column in table.names} <= words


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        assert {item.date_time[:2] for item in file.infolist()} == {(1980, 1)}
        return {item.filename: file.read(item) for item in file.infolist()}


def nothing_live(path: Path) -> int:
    """No formula, link, macro, name, comment or hidden thing in any part of a workbook; the number of text cells."""
    found = parts(path)
    texts = 0
    for name, content in found.items():
        assert not re.search(rb"<(f|definedName|hyperlink|legacyDrawing|ddeLink|oleObject|externalLink)[ >/]"
                             rb"|<[^>]* hidden=|<sheet [^>]*state=", content), name
        assert not re.search(r"comments|vba|externalLinks|drawing|calcChain", name), name
        if name.startswith("xl/worksheets/"):
            assert set(re.findall(rb'<c [^>]*?t="(\w+)"', content)) <= {b"inlineStr"}
            texts += content.count(b't="inlineStr"')
    assert b"2031-05-20T00:00:00Z" in found["docProps/core.xml"]
    return texts


def test_nothing_in_the_workbook_runs_or_hides(sent: tuple[Path, exports.Written]) -> None:
    assert nothing_live(sent[0] / workbook.NAME) > 1000


def with_texts(texts: list[str], case: Case, folder: Path, kind: str) -> tuple[Path, exports.Written]:
    """One table of these texts, in one format."""
    db = Database()
    try:
        db.load("sources", {"source": [f"{place:05}" for place in range(len(texts))], "title": texts})
        done = exports.some(exports.Parcel(db, case, "2031-05-20", names=("sources",)), folder, [kind],
                            redact.Hidden())
        return folder, done
    finally:
        db.close()


HOSTILE = st.text(max_size=12) | st.builds(str.__add__, st.sampled_from([*LIVE, "'", "''=", *PAYLOADS]),
                                           st.text(max_size=8))


def hostile(count: int) -> list[str]:
    """Texts of live beginnings, payloads, and characters of every plane, without halves of pairs."""
    chance = Random(7)
    planes = (0x20, 0x80, 0x800, 0xFFFF, 0x10FFFF)
    made = ["".join(chance.choice(["", "'", "''", *LIVE, *PAYLOADS]) for _ in range(chance.randint(0, 2)))
            + "".join(chr(chance.randint(0, chance.choice(planes))) for _ in range(chance.randint(0, 8)))
            for _ in range(count)]
    return [text.encode("utf-8", "replace").decode() for text in made]


def test_five_thousand_texts_in_a_workbook_are_texts(river: tuple[Database, Case], tmp_path: Path) -> None:
    """Whatever a text holds, its cell is a text that begins with nothing live, and is read back as it was."""
    texts = hostile(5_000)
    folder, _ = with_texts(texts, river[1], tmp_path / "out", "xlsx")
    assert nothing_live(folder / workbook.NAME) >= sum(map(bool, texts))
    book = openpyxl.load_workbook(folder / workbook.NAME, read_only=True)
    cells = [row[1] for row in book["sources"].iter_rows(min_row=2, max_col=2, values_only=True)]
    assert not [read for read in cells if (read or "").startswith(LIVE)]
    # A reader of XML takes a carriage return for a line feed, unless it is written by its number.
    assert [(text, read) for text, read in zip(texts, cells, strict=True)
            if bare(unescaped(read or "")) != text and "\r" not in text] == []


def unescaped(text: str) -> str:
    """`_x0001_` as the format's own escape for what XML cannot hold; the reader leaves that to us."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@given(HOSTILE)
def test_no_text_of_a_sheet_is_live(text: str) -> None:
    printed = workbook.fitting(cell(workbook.sound(text)))
    assert not printed.startswith(LIVE)


def test_what_a_sheet_cannot_hold_is_told(river: tuple[Database, Case], tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go over further sheets; a text too long is cut with a note that says where it is whole."""
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    folder, done = with_texts(["a", "b", "c", "x" * 40_000, "🌊" * 16_383, "🌊" * 16_384, "z"], river[1],
                              tmp_path / "out", "xlsx")
    book = openpyxl.load_workbook(folder / workbook.NAME, read_only=True)
    assert book.sheetnames == ["read me", "sources", "sources (2)", "sources (3)", "dictionary"]
    cells = [row[1] for name in book.sheetnames[1:4] for row in book[name].iter_rows(min_row=2, values_only=True)]
    assert cells[:3] == ["a", "b", "c"] and cells[6] == "z" and cells[4] == "🌊" * 16_383
    assert cells[3] == "x" * 32_766 + "…" and cells[5] == "🌊" * 16_383 + "…"
    notes = " ".join(done.notes)
    assert "`title` of `sources` `00003` has 40,000 characters and is cut" in notes
    assert "`sources` has 7 rows and goes over 3 sheets" in notes
    read_me = [row[1] for row in book["read me"].iter_rows(values_only=True)]
    assert set(done.notes) <= set(read_me)


@pytest.mark.parametrize(("kind", "value", "shown"), [
    ("instant", -3_000_000_000, "1874-12-07T18:40:00Z"), ("date", "1899-12-31", "1899-12-31"),
    ("date", "in May", "in May"), ("int", 123_456_789_012_345_678, "123456789012345678"),
    ("num", "123456789012.123456", "123456789012.123456"), ("int", 999_999_999_999_999, 999_999_999_999_999),
    ("num", "0.000001", 0.000001), ("instant", 0, datetime(1970, 1, 1)), ("date", "2031-05-04", datetime(2031, 5, 4)),
    ("bool", False, "no"), ("int", 0, 0)])
def test_values_at_the_edge_of_a_sheet(kind: str, value: Any, shown: Any) -> None:
    """What a spreadsheet would round or misdate is a text; everything else has its type."""
    import xlsxwriter

    table = Table("t", "", (Column("x", kind),), ("x",))
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    case = Case("", exports.NO_CASE.info, exports.NO_CASE.terms)
    sheets = workbook._Sheets(book, exports.Parcel(Database(), case, ""))
    sheets._rows(table, book.add_worksheet("t"), [(value,)])
    book.close()
    assert openpyxl.load_workbook(out)["t"]["A2"].value == shown


def features(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in found.items() if key != "features"}, found["features"]


@pytest.mark.parametrize("name", placed.PLACED)
def test_geojson_gives_the_rows_back(name: str, parcel: exports.Parcel, sent: tuple[Path, exports.Written]) -> None:
    head, found = features(sent[0] / f"{name}.geojson")
    assert head["type"] == "FeatureCollection" and head["note"] == f"A {SENTENCE}." and head["licence"] == "CC0-1.0"
    names = [column for column in TABLES[name].names if column not in ("lat", "lon", "precision")]
    key, = TABLES[name].key
    for feature, row in zip(found, tables.rows(parcel.db, name), strict=True):
        table = dict(zip(TABLES[name].names, row, strict=True))
        told = feature["properties"]
        assert feature["id"] == told[key] == table[key]
        for column in names:
            value = expected(TABLES[name].column(column), table[column])
            text = value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
            assert told[column] == (text.isoformat() if isinstance(text, date) else text), column
        if table["lat"] is None:
            assert feature["geometry"] is None and told["radius_km"] is None
        else:
            assert feature["geometry"]["type"] == "Point" and told["radius_km"] >= table["precision"]
    assert any(feature["geometry"] is None for feature in found) == (name == "reports")


def test_incidents_say_under_which_readings(sent: tuple[Path, exports.Written], parcel: exports.Parcel) -> None:
    """An incident is listed under a compared reading just as the table of verdicts has it."""
    _, found = features(sent[0] / "incidents.geojson")
    column = {name: place for place, name in enumerate(TABLES["verdicts"].names)}
    wanted: dict[tuple[str, bool], set[str]] = {}
    for row in tables.rows(parcel.db, "verdicts", open_only=True):
        if row[column["reading"]] in parcel.case.terms.compare:
            wanted.setdefault((row[0], row[column["possible"]] == "potential_violation"), set()).add(
                "/".join(row[column[name]] for name in ("provision", "reading", "author")))
    assert wanted
    for feature in found:
        told = feature["properties"]
        for field, sure in (("potential_violation_under", True), ("open_under", False)):
            assert set(told[field] or ()) == wanted.get((feature["id"], sure), set())


def test_zones_turn_as_the_standard_asks(sent: tuple[Path, exports.Written], parcel: exports.Parcel) -> None:
    _, found = features(sent[0] / "zones.geojson")
    assert [feature["id"] for feature in found] == [zone.id for zone in parcel.case.zones]
    for feature in found:
        for ring in [feature["geometry"]["coordinates"][0]] if feature["geometry"]["type"] == "Polygon" else [
                polygon[0] for polygon in feature["geometry"]["coordinates"]]:
            area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))
            assert area > 0 and ring[0] == ring[-1]


COORDINATE = st.decimals(-89, 89, places=6).map(float)


@given(COORDINATE, st.decimals(-180, 180, places=6).map(float), st.decimals(0, 2000, places=6).map(float))
@settings(max_examples=300)
def test_a_point_is_no_finer_than_its_radius_and_still_holds_the_place(lat: float, lon: float, km: float) -> None:
    y, x, wide = (float(values[0]) for values in placed.points([lat], [lon], [km]))
    step = min((step for step in placed.STEPS if step * placed.DEGREE_KM >= km), default=1.0)
    for value in (y, x):
        assert abs(value / step - round(value / step)) < 1e-3 or abs(value) in (90, 180)
    moved = float(placed._distance(lat, lon, y, x))
    assert km + moved <= wide <= km + moved + 0.0011
    assert moved <= step * placed.DEGREE_KM
    assert -90 <= y <= 90 and -180 <= x <= 180


@pytest.mark.parametrize(("radius", "point"), [
    (0.0, (50.123457, 36.654321)), (1.0, (50.12, 36.65)), (10.0, (50.1, 36.7)), (20.0, (50.2, 36.6)),
    (50.0, (50.0, 36.5)), (150.0, (50.0, 37.0)), (None, None)])
def test_points_by_radius(radius: float | None, point: tuple[float, float] | None) -> None:
    y, x, _ = placed.points([50.1234567], [36.6543211], [np.nan if radius is None else radius])
    assert (point is None and np.isnan(y[0])) or (float(y[0]), float(x[0])) == point


def test_a_geopackage_opens_in_gdal(sent: tuple[Path, exports.Written], parcel: exports.Parcel) -> None:
    """Layers with their rows, geometries and types; the table that says what it is; the licence."""
    path = sent[0] / "case.gpkg"
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert kinds == {"incidents": "Point", "reports": "Point", "zones": "MultiPolygon", "about": None}
    meta, _, where, data = pyogrio.raw.read(path, layer="reports", datetime_as_string=True)
    read = dict(zip(meta["fields"], data, strict=True))
    names = TABLES["reports"].names
    rows = tables.rows(parcel.db, "reports")
    assert meta["crs"] == "EPSG:4326" and list(read["report_id"]) == [row[0] for row in rows]
    for place, row in enumerate(rows):
        table = dict(zip(names, row, strict=True))
        assert (where[place] is None) == (table["lat"] is None)
        assert read["origin"][place] == (table["origin"] or None)
        if table["time_from"] is None:
            assert not read["time_from"][place]
        else:
            moment = datetime.fromisoformat(str(read["time_from"][place]).replace("Z", "+00:00"))
            assert moment == EPOCH + timedelta(seconds=table["time_from"])
        assert str(read["published"][place] or "")[:10].replace("/", "-") == (table["published"] or "")
        assert bool(read["used"][place]) == table["used"]
    point = from_wkb(next(one for one in where if one is not None))
    assert -180 <= point.x <= 180 and point.y == round(point.y, 6)
    _, _, _, (keys, values) = pyogrio.raw.read(path, layer="about")
    assert dict(zip(keys, values, strict=True)) == parcel.about


@pytest.mark.parametrize("name", ["incidents", "figures"])
def test_hxl_accepts_its_files(name: str, sent: tuple[Path, exports.Written], parcel: exports.Parcel) -> None:
    """The reference library finds the hashtags, and no error by its default schema."""
    path = str(sent[0] / f"hxl-{name}.csv")
    errors: list[Any] = []
    given_ = hxl.InputOptions(allow_local=True)
    with hxl.data(path, given_) as source:
        tags = [column.display_tag for column in source.columns]
        rows = list(source)
    with hxl.data(path, given_) as source:
        hxl.schema(None, callback=errors.append).validate(source)
    assert [one for one in errors if one.rule.severity == "error"] == []
    assert all(hxl.model.TagPattern.parse(tag) for tag in tags) and len(tags) == len(exports.hxl.TAGS[name])
    assert len(rows) == tables.count(parcel.db, name)
    key = "#event+id" if name == "incidents" else "#indicator+id"
    assert {row.get(key) for row in rows} == {row[0] for row in tables.rows(parcel.db, name)}


def test_many_incidents_send_verdicts_whole_as_codes(parcel: exports.Parcel, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV keeps the rows with a possible violation and says so; the codes give every row back, reasons and all."""
    monkeypatch.setattr(parcels, "MANY", 13)
    done = exports.some(parcel, tmp_path / "out", ["csv"], redact.Hidden())
    for name in parcels.WIDE:
        rows = tables.rows(parcel.db, name)
        header = TABLES[name].names
        kept = [row for row in rows if "potential_violation" in row[header.index("possible")].split(";")]
        assert 0 < len(kept) < len(rows)
        assert done.files[f"{name}.csv"] == len(kept) and done.files[f"{name}.parquet"] == len(rows)
        path = tmp_path / "out" / f"{name}.parquet"
        columns = [row[0] for row in query(f"DESCRIBE SELECT * FROM '{path}'")]
        decoded = []
        for row in query(f"SELECT * FROM '{path}'"):
            told = dict(zip(columns, row, strict=True))
            told["reasons"] = ";".join(codes(told.pop("reasons_1"), told.pop("reasons_2")))
            decoded.append(tuple(told[column] for column in header))
        assert decoded == [tuple(None if value == "" else value for value in row) for row in rows]
        note = f"{name}.csv holds only the rows of `{name}` whose `possible` contains a potential violation"
        assert note in (tmp_path / "out" / "dictionary.md").read_text(encoding="utf-8")
    assert done.files["incidents.csv"] == 14


_WRITE = """
import sys
from pathlib import Path
from servanda import app
from servanda.engine import database
database.SETTINGS["threads"] = sys.argv[3]
names = ("reports", "incidents", "verdicts", "figures", "problems")
app.export(Path(sys.argv[1]), Path(sys.argv[2]), names, audience="red", formats=tuple(sys.argv[4:]))
"""


def written(out: Path, threads: int, **environment: str) -> dict[str, str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    subprocess.run([sys.executable, "-c", _WRITE, str(RIVER), str(out), str(threads), *exports.FORMATS], check=True,
                   env=env)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def test_every_format_is_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    """Whatever the threads, hash seed, time zone and language."""
    first = written(tmp_path / "a", 1, PYTHONHASHSEED="0", TZ="UTC", LANG="C")
    assert written(tmp_path / "b", 8, PYTHONHASHSEED="7", TZ="Asia/Kathmandu", LANG="tr_TR.UTF-8") == first
    assert {"case.xlsx", "case.gpkg", "verdicts.parquet", "incidents.geojson", "hxl-figures.csv"} <= set(first)


def test_a_format_without_any_of_the_tables_named_says_so(river: tuple[Database, Case], tmp_path: Path) -> None:
    asked = exports.Parcel(*river, "2031-05-20", names=("days",))
    done = exports.some(asked, tmp_path / "out", ["csv", "hxl"], redact.Hidden())
    assert set(done.files) == {"days.csv"}
    assert done.notes == ("HXL-tagged CSV holds none of the tables named; it can hold incidents, figures.",)
    assert done.notes[0] in (tmp_path / "out" / "about.md").read_text(encoding="utf-8")


def test_without_gdal_the_extra_is_named_and_nothing_is_written(parcel: exports.Parcel, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(exports.NeedsExtra, match=r"`servanda\[geo\]`"):
        exports.some(parcel, tmp_path / "out", ["csv", "gpkg"], redact.Hidden())
    assert not (tmp_path / "out").exists()
