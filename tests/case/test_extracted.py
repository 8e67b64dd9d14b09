"""Machine-read records in a case: they wait for a person, and a changed source opens them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from servanda import app
from servanda.app import extracting
from servanda.app.deciding.decide import decide
from servanda.app.deciding.wish import Wish
from servanda.case.open import open_case
from servanda.cli import main

TEXT = """Truce holds on the river

By Ada Berg May 12, 2031

The Northern Staff accused the Southern Staff of shelling Alder Ford on Sunday. The Southern Staff denied that its
guns had fired. More than 40 strikes were counted, the Chair of the River Council said.

The Northern Staff promised to hand over 12 prisoners by 20 May.
"""


@pytest.fixture
def case(river_copy: Path, tmp_path: Path) -> Path:
    source = tmp_path / "article.txt"
    source.write_text(TEXT, encoding="utf-8", newline="")
    for made, problems in extracting.extract([source], "rules", open_case(river_copy)):
        assert problems == ()
        extracting.into(river_copy, made, "rules")
    return river_copy


def rows(case: Path, table: str) -> list[dict[str, Any]]:
    db, _ = app.assess(*app.read(case))
    try:
        return [row for row in db.dicts(f'SELECT * FROM "{table}"') if row["tier"] == "rules"]
    finally:
        db.close()


def frozen(case: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What records may not change: incidents, verdicts, figures."""
    db, _ = app.assess(*app.read(case))
    try:
        return {name: sorted(db.rows(f'SELECT * FROM "{name}"'), key=repr)
                for name in ("incidents", "verdicts", "figures")}
    finally:
        db.close()


def test_what_is_kept(case: Path) -> None:
    names = sorted(path.relative_to(case).as_posix() for path in (*case.glob("documents/*"), *case.glob("extracted/*")))
    digest = open_case(case).documents["article.txt"].sha256
    assert names == ["documents/article.txt", "documents/article.yaml", f"extracted/{digest}.rules.jsonl"]
    assert (case / "documents" / "article.txt").read_text(encoding="utf-8") == TEXT
    lines = [json.loads(line) for line in (case / names[2]).read_text(encoding="utf-8").splitlines()]
    assert all(TEXT[one["start"]:one["end"]] == one["text"] for one in lines)
    assert {"statement", "report", "tally", "commitment"} <= {one["kind"] for one in lines}


def test_the_side_car_fills_the_table_of_documents(case: Path) -> None:
    db, _ = app.assess(*app.read(case))
    try:
        one, = db.dicts("SELECT * FROM documents WHERE document_id = 'article.txt'")
    finally:
        db.close()
    assert (one["title"], one["published"], one["held"]) == ("Truce holds on the river", "2031-05-12", True)
    assert one["captured_at"] is not None


def test_records_wait_and_enter_nothing(case: Path, river_truce: Path) -> None:
    found = rows(case, "statements")
    assert len(found) >= 4
    assert {(one["used"], one["set_aside_reason"]) for one in found} == {(False, "record_pending")}
    assert {one["party"] for one in found} == {"NORTH", "SOUTH", "COUNCIL"}
    assert frozen(case) == frozen(river_truce)


def test_the_queue_asks_for_each(case: Path) -> None:
    result = CliRunner().invoke(main, ["review", str(case), "--json"])
    waiting = [one for one in json.loads(result.output) if one["kind"] == "extraction"]
    tables = ("statements", "reports", "tallies", "commitments")
    assert len(waiting) == sum(len(rows(case, name)) for name in tables)


def wish(kind: str, id_: str, value: Any = None) -> Wish:
    return Wish(kind, (id_,), "statements", value, by="Tester", reason="read it", at="2031-05-21T08:00:00Z")


def test_accepted_corrected_rejected(case: Path) -> None:
    first, second, third = (one["statement_id"] for one in rows(case, "statements")[:3])
    decide(case, wish("accept", first))
    decide(case, wish("correct", second, {"act": "admit"}))
    decide(case, wish("reject", third))
    by = {one["statement_id"]: one for one in rows(case, "statements")}
    assert [by[id_]["used"] for id_ in (first, second, third)] == [True, True, False]
    assert [by[id_]["review"] for id_ in (first, second, third)] == ["accepted", "corrected", "rejected"]
    assert by[second]["act"] == "admit"


def test_a_changed_source_opens_the_review_again(case: Path) -> None:
    first = rows(case, "statements")[0]["statement_id"]
    decide(case, wish("accept", first))
    file = case / "documents" / "article.txt"
    file.write_text(TEXT.replace("Truce holds", "Truce broken"), encoding="utf-8", newline="")
    case_, problems = app.read(case)
    db, problems = app.assess(case_, problems)
    try:
        one, = db.dicts(f"SELECT * FROM statements WHERE statement_id = '{first}'")
    finally:
        db.close()
    assert (one["used"], one["set_aside_reason"]) == (False, "record_pending")
    assert {"document_changed", "capture_changed", "decision_stale"} <= {one.code for one in problems}


def test_a_record_that_quotes_other_words_is_refused(case: Path) -> None:
    file, = case.glob("extracted/*.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines()
    one = json.loads(lines[0])
    bad = [json.dumps({**one, "text": "words that stand nowhere"}), "not json", json.dumps({**one, "start": "x"})]
    file.write_text("\n".join([*bad, *lines[1:]]) + "\n", encoding="utf-8")
    problems = [one for one in open_case(case).problems if one.file.startswith("extracted/")]
    assert [(one.line, one.code) for one in problems if one.line] == [(1, "span_wrong"), (2, "value_wrong"),
                                                                     (3, "span_wrong")]


def test_the_command_prints_and_keeps(river_copy: Path, tmp_path: Path) -> None:
    source = tmp_path / "b.txt"
    source.write_text(TEXT, encoding="utf-8")
    run = CliRunner()
    printed = run.invoke(main, ["extract", str(source)])
    assert printed.exit_code == 0
    assert all(json.loads(line)["tier"] == "rules" for line in printed.stdout.splitlines())
    table = run.invoke(main, ["extract", str(source), "--format", "csv"]).stdout
    assert table.splitlines()[0].startswith("document,kind,start,end,text")
    kept = run.invoke(main, ["extract", str(source), "--case", str(river_copy)])
    assert kept.exit_code == 0 and kept.stdout == ""
    again = run.invoke(main, ["extract", str(river_copy / "documents"), "--case", str(river_copy)])
    assert again.exit_code == 0
    assert len(list(river_copy.glob("extracted/*.jsonl"))) == 1


def test_a_file_that_cannot_be_read_ends_with_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\x00")
    result = CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt")])
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
