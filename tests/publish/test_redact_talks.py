"""What follows from a hidden statement is hidden with it, wherever in the tables of talks it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from servanda.engine.database import Database
from servanda.model.case import Decision
from servanda.publish import exports, redact, site
from tests.publish import invented


def hidden(fields: dict[str, str] | None = None) -> Database:
    """The invented build after the statement S1 was redacted."""
    one = Decision(seq=1, prev="", hash="", at="2030-04-01T00:00:00Z", by="A. Reader", kind="redact",
                   table="statements", ids=("S1",), seen_hash="", value=fields, reason="asked", cites=(), undoes=None)
    db = invented.database()
    redact.apply(db, replace(invented.case(), decisions=(one,)))
    return db


def test_nothing_rests_on_it_any_more() -> None:
    db = hidden()
    for table in ("shifts", "concessions", "contradictions", "interchange"):
        assert db.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert db.rows("SELECT position_id FROM positions") == [("p3",)]
    assert db.rows("SELECT count(*) FROM acceptance WHERE state IS NOT NULL") == [(0,)]
    assert db.rows("SELECT strength, quotes, binds, acts FROM alignments WHERE readout_id = 'r1'") == [
        ("hidden", None, None, None)]
    assert db.rows("SELECT value, low, hidden FROM propositions") == [(None, None, "redacted")]
    db.close()


def test_its_words_are_in_no_page_and_no_table(tmp_path: Path) -> None:
    db = hidden()
    site.write(db, invented.case(), tmp_path, invented.AS_OF)
    exports.write(db, tmp_path)
    db.close()
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file():
            assert b"no fire from today" not in path.read_bytes(), path.name


def test_words_that_a_licence_keeps_back_leave_what_follows() -> None:
    db = invented.database()
    redact.apply(db, invented.case(), "clear")
    assert db.rows("SELECT quotes, strength FROM alignments WHERE readout_id = 'r1'")[0][0] is None
    assert db.rows("SELECT count(*) FROM precedents WHERE hidden IS NOT NULL")[0][0] == 1
    db.close()


@pytest.mark.parametrize("field", ["quote", "speaker"])
def test_a_part_that_is_hidden_hides_what_follows_too(field: str) -> None:
    db = hidden({"field": field})
    assert db.rows("SELECT count(*) FROM contradictions") == [(0,)]
    db.close()
