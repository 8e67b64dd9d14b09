"""Nothing can be forgotten: every column and every field of the case says what becomes of it, and every output asks."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from servanda.model import case as model
from servanda.model.sharing import _COLUMNS, SWITCHES, Release, stays
from servanda.model.tables import SHARING, TABLES
from servanda.publish.public import CLASSES, EMPTIED, KEPT, SIFTED, public
from servanda.publish.public import Shown as Names
from servanda.queries import beside, hiding
from servanda.queries.hiding import ROWS, whole
from tests.publish.invented import case as invented

SOURCE = Path(__file__).resolve().parents[2] / "src" / "servanda"
# Columns that name persons, files or the work on the case: none of them may become public by a slip.
GUARDED = {"from_file", "from_row", "by", "at", "reason", "grade", "question", "command", "mend", "message", "file",
           "line", "row_id", "seen_hash", "hash", "prev"}
# Of those, columns that mean something else in these tables.
ELSEWHERE = {("commitments", "by"), ("effort", "by"), ("effective_provisions", "by"), ("links", "reason")}


@pytest.mark.parametrize(("table", "column"), [(t.name, c.name) for t in TABLES.values() for c in t.columns])
def test_every_column_has_a_sharing_class(table: str, column: str) -> None:
    one = TABLES[table].column(column)
    assert one.sharing in SHARING and one.sharing in _COLUMNS
    if column in GUARDED and (table, column) not in ELSEWHERE:
        assert one.sharing != "public"


def test_a_row_of_input_can_be_hidden() -> None:
    """Every table whose rows carry a level is one that the gate empties, and says that it did."""
    assert set(ROWS) == {table.name for table in TABLES.values() if "tlp" in table.names and table.name != "sources"}
    for name in ROWS:
        assert "hidden" in TABLES[name].names
        kept = {column for column in TABLES[name].names if stays(TABLES[name], column)}
        assert kept.isdisjoint({"place", "lat", "lon", "summary", "quote", "source", "url", "origin", "time_from"})
        assert whole(TABLES[name])


def test_every_measure_that_is_not_known_falls_under_the_strictest_rule() -> None:
    known = beside.rests_on("incidents", "count", "", "incident", {})
    assert known == frozenset()
    every = set(beside.SAID)
    for measure, subset, unit in (("new_measure", "", "incident"), ("count", "hour=3", "incident"),
                                  ("count", "", "hospital")):
        assert beside.rests_on("incidents", measure, subset, unit, {}) == every
    assert beside.rests_on("a", "count", "", "incident", {"a": {"means": ("uav",)}}) == {"what"}


@pytest.mark.parametrize("name", list(CLASSES))
def test_every_field_of_the_case_says_what_becomes_of_it(name: str) -> None:
    kind = getattr(model, name)
    assert {field.name for field in dataclasses.fields(kind)} == set(CLASSES[name])
    assert set(CLASSES[name].values()) <= {KEPT, EMPTIED, SIFTED}


def test_what_is_not_listed_goes_nowhere() -> None:
    """The raw tables, the journal, the path and the problems are not in the case of an audience."""
    made = dataclasses.replace(invented(), root="somewhere/case", digests={"a/witness.csv": "00", "b": "11"})
    seen = public(made, "clear", Names((), (), (), ()))
    assert (seen.root, seen.tables, seen.decisions, seen.documents, seen.problems) == ("", {}, (), {}, ())
    assert seen.places == () and seen.info.actors == () and seen.info.sources == ()
    assert list(seen.digests) == ["all inputs"] and "witness" not in str(seen)
    assert seen.info.title == made.info.title and seen.terms == made.terms




def test_everything_that_assesses_a_case_passes_the_gate() -> None:
    """A function of `app` that has the tables made either has them redacted or is named here as the owner's desk."""
    for path in sorted((SOURCE / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                calls = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
                writes = {call for call in calls if call.split(".")[0] in ("site", "exports", "manifest", "report")}
                if {"assess", "app.assess"} & calls and writes:
                    assert "redact.apply" in calls, f"{path.name}: {node.name} writes {sorted(writes)}"


def test_the_case_that_is_written_is_the_one_that_the_gate_gave_back() -> None:
    """A module of `app` that passes the gate and hands a case on to be written hands on that of the gate."""
    writers = ("site.write", "manifest.write", "Book(", "Parcel(", "Material(")
    found = 0
    for path in sorted((SOURCE / "app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "redact.apply(" in text and any(word in text for word in writers):
            found += 1
            assert re.search(r"redact\.apply\(.*\)\.case|hidden\.case", text), path.name
    assert found


def test_every_switch_is_told_in_the_documents() -> None:
    """docs/sharing.md has the switches as the program has them: where, default, who asks, what it does."""
    text = (SOURCE.parents[1] / "docs" / "sharing.md").read_text(encoding="utf-8")
    for one in SWITCHES.values():
        assert f"| `{one.name}` | {one.where} | {one.default} | {one.asked_by} | {one.does} |" in text
    assert {*switches_fields()} <= set(SWITCHES)


def switches_fields() -> set[str]:
    """What an entry of `publish:` can set."""
    return {field.name for field in dataclasses.fields(Release)} - {"audience"}


def test_a_page_asks_only_for_tables_that_stay_behind_the_gate() -> None:
    """Working tables are dropped there; one that a query of pages needs is named, and thought about."""
    asked = {name for folder in ("queries", "publish") for path in (SOURCE / folder).rglob("*.py")
             for name in re.findall(r"(?:FROM|JOIN) ([wjm]_[a-z_]+)", path.read_text(encoding="utf-8"))}
    assert asked <= set(hiding._ASKED) and asked
