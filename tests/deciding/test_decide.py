"""`decide`: what it saves, what it refuses in words, what it says moved, and that an undo brings all back."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from servanda import app
from servanda.case import journal
from servanda.case.open import open_case
from servanda.cli import main
from servanda.model.tables import TABLES
from servanda.queries import tables
from tests.case.journal.lines import hash_of, line, note
from tests.conftest import ROOT

WHO = ["--by", "ana", "--reason", "as told"]


def run(folder: Path, *words: str, who: list[str] = WHO) -> Result:
    return CliRunner().invoke(main, ["decide", str(folder), *words, *who])


def saved(folder: Path, *words: str) -> str:
    result = run(folder, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(folder: Path, *words: str) -> str:
    before = (folder / journal.NAME).read_bytes()
    result = run(folder, *words)
    assert result.exit_code == 1, result.output
    assert (folder / journal.NAME).read_bytes() == before
    return result.stderr


def exported(folder: Path) -> dict[str, Any]:
    """Every table of a build but the journal itself and what is told of its stamps."""
    case, problems = app.readable(folder)
    db, _ = app.assess(case, [one for one in problems if one.code != "stamp_future"])
    try:
        return {name: tables.rows(db, name) for name in TABLES if name != "decisions"}
    finally:
        db.close()


# what is decided, and whether anything but the journal shows it
DECISIONS = [
    (("merge", "R21", "R01"), True), (("split", "R01", "R02"), True),
    (("set", "R16", "--table", "reports", "--value", '{"means": "mortar", "injured": 2}'), True),
    (("set", "R01", "--table", "accounts", "--field", "aside", "--value", "true"), True),
    (("set", "R01", "--table", "accounts", "--field", "author", "--value", "NORTH"), True),
    (("set", "R07", "--table", "incidents", "--field", "unless:self_defence", "--value", "established"), True),
    (("standing", "R07", "--field", "author", "--value", "verified"), True),
    (("correct", "R10", "--table", "reports", "--value", '{"place": "Mill Hill"}'), True), (("reject", "R10"), True),
    (("redact", "R10", "--field", "words", "--value", ""), False), (("note", "R10"), False),
]


@pytest.mark.parametrize(("words", "shows"), DECISIONS, ids=[" ".join(words)[:60] for words, _ in DECISIONS])
def test_an_undo_brings_back_the_exports_of_before(river_copy: Path, words: tuple[str, ...], shows: bool) -> None:
    before = exported(river_copy)
    said = saved(river_copy, *words)
    assert said.startswith("Saved as decision 2 (")
    assert (exported(river_copy) != before) == shows
    saved(river_copy, "--undo", "2")
    assert exported(river_copy) == before


def test_an_undo_is_undone_too(river_copy: Path) -> None:
    saved(river_copy, "merge", "R21", "R01")
    decided = exported(river_copy)
    saved(river_copy, "--undo", "2")
    saved(river_copy, "undo", "--undo", "3")
    assert exported(river_copy) == decided
    assert "undone already" in refused(river_copy, "--undo", "3")


@pytest.mark.parametrize(("words", "why"), [
    (("set", "R01", "--table", "verdicts", "--field", "outcome", "--value", "excepted"), "people decide facts"),
    (("set", "R01", "--field", "outcome", "--value", "excepted"), "people decide facts"),
    (("set", "R01", "--table", "accounts", "--field", "possible", "--value", "x"), "people decide facts"),
    (("merge", "R01", "R99"), "holds no `R99`"), (("merge", "R01"), "fewer than two"),
    (("set", "R01", "--field", "means", "--value", "dron"), "not one of|codebook"),
    (("set", "R01", "--table", "accounts", "--field", "author", "--value", "NOBODY"), "NOBODY"),
    (("set", "R16", "--value", "plain"), "no field"), (("set", "R16", "--value", "{x"), "not JSON"),
    (("set", "nothing", "--field", "means", "--value", "uav"), "no table holds nothing"),
    (("standing", "R01", "--value", "sure"), "not one of"),
    (("grade", "nobody.example", "--value", "B2"), "no `nobody"),
    (("--undo", "7"), "no decision 7"), (("--reattach", "2"), "no lost decision"),
    (("merge", "R21", "R01", "--seen", "abc"), "have changed since they were shown"),
    (("set", "E-R01", "--field", "aside", "--value", "true"), "name one of its accounts"),
    (("split", "E-R01", "R21"), "single reports"),
])
def test_what_says_nothing_is_refused_in_words(river_copy: Path, words: tuple[str, ...], why: str) -> None:
    said = refused(river_copy, *words)
    assert "ot saved" in said
    assert re.search(why, said), said


@pytest.mark.parametrize("words", [
    (), ("merge", "A", "B", "--undo", "1"), ("undo",), ("--undo", "1", "--reattach", "1"),
    ("merge", "A", "B", "--at", "noon"), ("guess", "A")])
def test_wrong_usage_ends_with_2(river_copy: Path, words: tuple[str, ...]) -> None:
    assert run(river_copy, *words).exit_code == 2


def test_the_line_holds_what_was_said(river_copy: Path) -> None:
    saved(river_copy, "merge", "R21", "R01", "--cites", "S01", "--cites", "https://watch.example/map", "--at",
          "2031-05-19T08:00:00Z")
    held = json.loads((river_copy / journal.NAME).read_text(encoding="utf-8").splitlines()[-1])
    assert {name: held[name] for name in ("at", "by", "kind", "table", "ids", "reason", "cites", "undoes")} == {
        "at": "2031-05-19T08:00:00Z", "by": "ana", "kind": "merge", "table": "reports", "ids": ["R21", "R01"],
        "reason": "as told", "cites": ["S01", "https://watch.example/map"], "undoes": None}
    assert len(held["seen_hash"]) == 64


def test_an_incident_or_an_account_stands_for_its_reports(river_copy: Path) -> None:
    saved(river_copy, "merge", "E-R21", "R01")
    saved(river_copy, "set", "R16", "--table", "accounts", "--field", "stage", "--value", "damaged")
    held = open_case(river_copy).decisions
    assert held[1].ids == ("R21", "R01")
    assert held[2].ids == ("E-R16/R16",)


def test_a_torn_line_is_set_aside_and_told(river_copy: Path) -> None:
    path = river_copy / journal.NAME
    path.write_bytes(path.read_bytes() + b'{"at":"2031')
    result = run(river_copy, "note", "R01")
    assert result.exit_code == 0
    assert "cut short" in result.stderr
    assert "A torn line of 11 bytes was moved to journal.torn first." in result.stdout
    assert (river_copy / journal.TORN).read_bytes() == b'{"at":"2031\n'
    assert len(open_case(river_copy).decisions) == 2


def test_a_lost_branch_is_taken_over(river_copy: Path) -> None:
    path = river_copy / journal.NAME
    trunk = path.read_text(encoding="utf-8")
    fields = note(kind="set", ids=["R16"], table="reports", value={"field": "stage", "value": "damaged"}, by="ben")
    path.write_text(trunk + line(2, hash_of(trunk), **note()) + line(2, hash_of(trunk), **fields), encoding="utf-8")
    assert saved(river_copy, "--reattach", "2").startswith("Saved as decision 3 (")
    case = open_case(river_copy)
    assert [one.code for one in case.problems] == ["journal_mended"]
    assert case.decisions[-1].ids == ("R16",)
    assert "by ben" in case.decisions[-1].reason


# -- stale decisions -------------------------------------------------------------------------------------


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "reports" / "north.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_decision_whose_row_changed_is_suspended_and_named(river_copy: Path) -> None:
    row = next(row for row in (river_copy / "reports" / "north.csv").read_text(encoding="utf-8").splitlines()
               if row.startswith("R16,"))
    saved(river_copy, "set", "R16", "--field", "stage", "--value", "damaged")
    decided = exported(river_copy)
    change(river_copy, row, row.replace("R16,", " R16 ,", 1))  # blanks say nothing
    assert exported(river_copy) == decided
    words = max(row.split(","), key=len).strip('"')
    change(river_copy, words, words + " and more")
    case, problems = app.readable(river_copy)
    db, found = app.assess(case, problems)
    stale = [one for one in found if one.code == "decision_stale"]
    assert [one.row_id for one in stale] == ["2"]
    assert "(set by ana)" in stale[0].message and "R16" in stale[0].message
    assert db.rows("SELECT state FROM decisions ORDER BY seq") == [("active",), ("suspended",)]
    assert db.rows("SELECT kind, ids FROM review WHERE kind = 'stale_decision' ORDER BY ids") == [
        ("stale_decision", "decision:2;R16")]
    db.close()


def test_a_judgement_of_an_account_is_suspended_when_another_report_joins(river_copy: Path) -> None:
    saved(river_copy, "standing", "R16", "--value", "verified")
    saved(river_copy, "merge", "R16", "R23")
    case, problems = app.readable(river_copy)
    db, found = app.assess(case, problems)
    db.close()
    assert [one.row_id for one in found if one.code == "decision_stale"] == ["2"]
    saved(river_copy, "--undo", "3")
    db, found = app.assess(*app.readable(river_copy))
    db.close()
    assert "decision_stale" not in {one.code for one in found}


def test_an_empty_seen_hash_is_not_checked(river_copy: Path) -> None:
    """The fixture's first decision has none: it holds whatever its rows say."""
    change(river_copy, "R09,", "R09,")
    assert open_case(river_copy).decisions[0].seen_hash == ""


def test_a_decision_on_rows_that_are_gone_is_named(river_copy: Path) -> None:
    path = river_copy / journal.NAME
    journal.append(path, note(kind="accept", ids=["R98"], table="reports"))
    journal.append(path, note(kind="grade", ids=["nowhere"], table="sources", value="A1"))
    db, found = app.assess(*app.readable(river_copy))
    db.close()
    assert [(one.line, one.row_id) for one in found if one.code == "decision_unknown"] == [(2, "R98"), (3, "nowhere")]


# -- the real example ------------------------------------------------------------------------------------


def outcome(folder: Path) -> tuple[str, list[str]]:
    """Of the incident of I058 under one reading: the outcome, and the accounts that alone leave it open."""
    db, _ = app.assess(*app.readable(folder))
    of_it = """provision = 'energy' AND reading = 'k25' AND incident_id =
        (SELECT incident_id FROM reports WHERE report_id = 'I058')"""
    try:
        found = db.rows(f"SELECT outcome FROM verdicts WHERE {of_it} ORDER BY author")
        accounts = db.rows("SELECT account_id FROM account_verdicts "
                           f"WHERE outcome = 'undetermined' AND {of_it} ORDER BY account_id")
        return ";".join(row[0] for row in found), [row[0] for row in accounts]
    finally:
        db.close()


def test_accounts_set_aside_turn_an_outcome_of_the_example(tmp_path: Path) -> None:
    """Some accounts leave open what was hit (debris); without them the others agree."""
    folder = Path(shutil.copytree(ROOT / "examples" / "energy-truce-2025", tmp_path / "case",
                                  ignore=shutil.ignore_patterns("build")))
    before, accounts = outcome(folder)
    assert before == "undetermined"
    assert accounts
    said = saved(folder, "set", *accounts, "--table", "accounts", "--field", "aside", "--value", "true")
    assert ", energy under k25, UKR: undetermined -> potential_violation" in said
    assert "energy under k25, UKR: " in said.split("Outcomes")[0]
    assert outcome(folder) == ("potential_violation", [])
    saved(folder, "--undo", str(len(open_case(folder).decisions)))
    assert outcome(folder) == (before, accounts)
