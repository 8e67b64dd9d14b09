"""`servanda.open`: typed frames, what a notebook shows, what is missing told, folders read back, the notebook."""

from __future__ import annotations

import ast
import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import servanda
from servanda import app
from servanda.app.notebook import Tables
from servanda.model.tables import TABLES
from servanda.publish import redact
from servanda.publish.exports import FORMATS, NeedsExtra
from servanda.publish.exports import parcel as parcels
from servanda.publish.frames import Frame
from servanda.publish.returned import NotReadable
from servanda.publish.words import SENTENCE
from tests.publish.test_redact import decide

ROOT = Path(__file__).resolve().parents[2]
RIVER = ROOT / "tests" / "cases" / "good" / "river-truce"
EXAMPLE = ROOT / "examples" / "energy-truce-2025"


@pytest.fixture(scope="module")
def river() -> Tables:
    return servanda.open(RIVER)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The neutral case as the owner may have it, in every format."""
    folder = tmp_path_factory.mktemp("sent") / "river"
    app.export(RIVER, folder, audience="red", formats=tuple(FORMATS))
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_polars_and_parquet_have_the_same_types_and_rows(name: str, river: Tables, sent: Path) -> None:
    parquet = polars.read_parquet(sent / f"{name}.parquet").with_columns(
        polars.selectors.decimal().cast(polars.Float64))
    made = river[name].to_polars()
    assert made.schema == parquet.schema
    assert made.equals(parquet)


def test_pandas_is_typed(river: Tables) -> None:
    """Instants in UTC, days, whole numbers that may be missing, lists as lists."""
    reports = river.reports.to_pandas()
    first = next(row for row in river.reports if row["report_id"] == reports["report_id"][0])
    assert reports["time_from"].dt.tz is not None
    assert reports["time_from"][0].to_pydatetime() == datetime.fromtimestamp(first["time_from"], UTC)
    assert reports["published"][0].date() == date.fromisoformat(first["published"])
    assert reports["origin"][0] == first["origin"].split(";")
    assert (str(reports["fatalities"].dtype), str(reports["used"].dtype)) == ("Int64", "boolean")
    assert len(reports) == len(river.reports) and reports["lasted_from"].isna().sum() > 0


def test_places_as_a_geodataframe(river: Tables) -> None:
    """Points with their radius, none where none is held; a table without places says so."""
    reports = river.reports.to_geopandas()
    held = [row["lat"] is not None for row in river.reports]
    assert list(reports.geometry.notna()) == held and not all(held)
    assert reports.crs.to_epsg() == 4326 and "lat" not in reports
    wide = dict(zip(reports["report_id"], reports["radius_km"], strict=True))
    assert all(wide[row["report_id"]] >= row["precision"] for row in river.reports if row["precision"] is not None)
    with pytest.raises(ValueError, match="`figures` has no places; incidents and reports have"):
        river.figures.to_geopandas()


@pytest.mark.parametrize(("package", "extra", "how"), [
    ("polars", "frames", "to_polars"), ("pandas", "frames", "to_pandas"), ("geopandas", "geo", "to_geopandas")])
def test_a_missing_extra_is_named(package: str, extra: str, how: str, river: Tables,
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(NeedsExtra, match=rf"needs {package}: install .*`servanda\[{extra}\]`"):
        getattr(river.incidents, how)()


def test_a_day_that_is_none_keeps_its_column_text() -> None:
    frame = Frame("statements", {"statement_id": ["S1", "S2"], "date": ["2031-05-04", "in May"]})
    assert frame.to_polars()["date"].to_list() == ["2031-05-04", "in May"]
    assert list(frame.to_pandas()["date"]) == ["2031-05-04", "in May"]


def test_a_case_shows_what_a_monitor_asks_first(river: Tables) -> None:
    """Title, day, counts low to high under each compared reading, the facts, and the sentence."""
    shown = river._repr_html_()
    assert "Truce of the Sela river strip (invented)" in shown and "2031-05-20" in shown and SENTENCE in shown
    figures = [row for row in river.figures if row["rule"] == "incidents" and row["measure"] == "count"
               and row["standard"] == "all" and not row["subset"] and row["high"] and row["reading"] in ("n1", "s2")]
    assert figures
    for row in figures:
        cells = (row["provision"], row["reading"], row["party"], f"{row['low']}–{row['high']}", row["text_unknown"])
        assert "".join(f"<td>{cell}</td>" for cell in cells) in shown
    assert "<li>14 incidents from" in shown
    assert not re.search(r"violated|lied|broke\b", shown)


def test_a_table_shows_times_as_times_and_what_a_column_says(river: Tables) -> None:
    shown = river.incidents._repr_html_()
    assert "<td>2031-05-04T20:00:00Z</td>" in shown and "<td>NORTH, SOUTH</td>" in shown
    assert '<th title="radius within which the place lies">precision</th>' in shown
    assert "incidents, 14 of 14 rows" in shown
    statements = river["statements"]._repr_html_()
    assert "columns in which these rows say nothing" in statements and "<th" in statements


def test_redactions_and_levels_hold_in_a_notebook(river_copy: Path) -> None:
    """What was redacted is in no frame; `share` hides what is beyond an audience; counts stay."""
    before = servanda.open(river_copy)
    decide(river_copy, "redact", "reports", "R01", reason="to protect a witness")
    after = servanda.open(river_copy)
    row, = after.reports.where(report_id="R01")
    assert row["hidden"] == redact.REDACTED and row["summary"] is None and row["place"] is None
    counts = [list(case.figures.where(measure="count", rule="incidents", subset=None)) for case in (before, after)]
    assert counts[0] and counts[0] == counts[1]
    clear = servanda.open(river_copy, share="clear")
    assert not any(row["by"] for row in clear["decisions"]) and any(row["by"] for row in after["decisions"])
    assert clear.problems == ()


def test_a_folder_of_csv_opens_as_the_case_does(river: Tables, sent: Path, tmp_path: Path) -> None:
    """An export, and a build, read back: every table the same."""
    opened = servanda.open(sent)
    assert (opened.title, opened.as_of) == (river.title, river.as_of)
    for name in TABLES:
        assert [dict(row) for row in opened[name]] == [
            {key: None if value == "" else value for key, value in row.items()} for row in river[name]], name
    app.build(RIVER, tmp_path / "built")
    assert len(servanda.open(tmp_path / "built").incidents) == 14
    app.export(RIVER, tmp_path / "one", ("verdicts",))
    one = servanda.open(tmp_path / "one")
    assert one.tables == ("verdicts",) and "1 tables" in repr(one) and one._repr_html_()
    with pytest.raises(KeyError, match="no table `incidents` here; there are verdicts"):
        one.table("incidents")


@pytest.mark.parametrize(("text", "why"), [
    (b"incident_id,place\nE1,x\n", "does not have the columns"), (b"\xff", "is no text in UTF-8")])
def test_a_folder_that_is_not_ours_is_told(text: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="is neither a case folder nor"):
        servanda.open(tmp_path)
    (tmp_path / "incidents.csv").write_bytes(text)
    with pytest.raises(NotReadable, match=why):
        servanda.open(tmp_path).incidents  # noqa: B018


def test_a_cell_of_another_type_is_told(sent: Path, tmp_path: Path) -> None:
    text = (sent / "incidents.csv").read_text(encoding="utf-8")
    (tmp_path / "incidents.csv").write_text(text.replace("2031-05-04T20:00:00Z", "soon"), encoding="utf-8")
    with pytest.raises(NotReadable, match=r"incidents.csv holds a cell of another type than its column: `soon`"):
        servanda.open(tmp_path).incidents  # noqa: B018


def run(source: str, names: dict[str, Any]) -> Any:
    """A cell as a notebook runs it: its last line, where that is an expression, is what is shown."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def test_the_notebook_of_the_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell in one process, as it stands; no output is kept in the file; it shows the known counts."""
    notebook = json.loads((EXAMPLE / "notebook.ipynb").read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    monkeypatch.chdir(EXAMPLE)
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = [run("".join(cell["source"]), names) for cell in cells]
    assert "<td>k25</td><td>RUS</td><td>6–22</td>" in shown[0]._repr_html_()
    assert shown[3].shape == (5, 5) and set(shown[3]["reading"]) == {"k25", "z25"}
    assert shown[-1][:2] == [147, 146] and isinstance(shown[-2], pandas.DataFrame)


BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs" / "exports.md").read_text(encoding="utf-8"),
                    re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_examples_of_the_document_run(block: int, sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    """Each on a folder that holds what it reads."""
    folder = sent
    if "reason_codes" in BLOCKS[block]:
        monkeypatch.setattr(parcels, "MANY", 3)
        folder = tmp_path / "many"
        app.export(RIVER, folder, ("verdicts",), formats=("parquet",))
    monkeypatch.chdir(folder)
    run(BLOCKS[block], {"CASE": RIVER})
    told = capsys.readouterr().out
    assert told or "servanda.open" in BLOCKS[block]


def test_every_format_and_hashtag_is_in_the_document() -> None:
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    from servanda.publish.exports import hxl

    assert [name for name in FORMATS if f"| `{name}` |" not in text] == []
    assert [tag for tags in hxl.TAGS.values() for tag in tags.values() if f"`{tag}`" not in text] == []
