"""The journal: nothing acknowledged is lost, nothing damaged passes, undo is replayed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.case import journal
from servanda.case.fields import Findings
from tests.case.journal.lines import line, note, read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / journal.NAME


def test_what_is_appended_is_read_back(path: Path) -> None:
    written = [journal.append(path, note(1)), journal.append(path, note(2, ids=["R1", "R2"], value={"a": [1]})),
               journal.append(path, note(3, cites=("S1",), table="reports"))]
    held, found = read(path)
    assert list(held) == written
    assert not found.problems
    assert [one.seq for one in held] == [1, 2, 3]
    assert held[0].prev == journal.START
    assert held[2].prev == held[1].hash


def test_the_hash_is_that_of_the_canonical_line(path: Path) -> None:
    journal.append(path, note())
    line = json.loads(path.read_text(encoding="utf-8"))
    assert journal.digest({**line, "hash": "anything"}) == line["hash"]
    assert path.read_text(encoding="utf-8") == json.dumps(line, sort_keys=True, separators=(",", ":"),
                                                          ensure_ascii=False) + "\n"


def test_undo_and_undo_of_undo(path: Path) -> None:
    journal.append(path, note())
    journal.append(path, note(kind="undo", undoes=1))
    assert [one.state for one in read(path)[0]] == ["undone", "active"]
    journal.append(path, note(kind="undo", undoes=2))
    assert [one.state for one in read(path)[0]] == ["active", "undone", "active"]


@pytest.mark.parametrize("fields", [
    note(kind="guess"), note(kind="undo"), note(kind="undo", undoes=1), note(undoes="1"), note(seq=4), note(extra=1),
    note(ids=[1]), note(at=5), note(reason="\ud800"), note(value=float("nan")), note(value=object()),
    note(kind="merge", ids=["R1"]), note(kind="merge", ids=["A", "B"], table="accounts"),
    note(kind="set", table="reports", ids=["R1"]), note(kind="standing", ids=["E-1"], value="sure"),
    note(kind="grade", table="sources", ids=["s"], value="good"), note(kind="accept", ids=["R1"])])
def test_a_decision_that_says_nothing_is_not_saved(path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(journal.JournalError, match="not saved"):
        journal.append(path, fields)
    assert path.read_bytes() == b""


def test_a_last_line_without_its_newline_is_whole(path: Path) -> None:
    journal.append(path, note())
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    held, found = read(path)
    assert (len(held), found.problems) == (1, [])
    journal.append(path, note(2))
    assert [one.seq for one in read(path)[0]] == [1, 2]


def test_a_journal_that_is_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(journal.JournalError):
        journal.append(path, note())
    assert (tmp_path / "elsewhere").read_text() == ""


def small(path: Path, lines: int = 4) -> str:
    for number in range(lines):
        journal.append(path, note(number))
    return path.read_text(encoding="utf-8")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    journal.decisions(text, "j", Findings())


def test_a_number_without_end_is_damage_not_a_crash(path: Path) -> None:
    text = small(path, 1).replace('"value":null', '"value":1e999')
    found = Findings()
    assert journal.decisions(text, "j", found) == ()
    assert [one.code for one in found.problems] == ["journal_broken"]


@pytest.mark.parametrize(("table", "field"), [
    ("verdicts", "outcome"), ("account_verdicts", "possible"), ("figures", "low"), ("reports", "outcome"),
    ("accounts", "outcome"), ("reports", "used"), ("reports", "incident_id"), ("incidents", "outcome")])
def test_an_outcome_is_never_set(path: Path, table: str, field: str) -> None:
    """Refused when appended, and suspended where a hand wrote it into the journal."""
    fields = note(kind="set", ids=["R1"], table=table, value={"field": field, "value": "x"})
    with pytest.raises(journal.JournalError, match="facts"):
        journal.append(path, fields)
    path.write_text(line(1, journal.START, **fields), encoding="utf-8")
    held, found = read(path)
    assert [one.state for one in held] == ["suspended"]
    assert [one.code for one in found.problems] == ["value_wrong"]


def test_a_decision_that_says_nothing_can_be_undone(path: Path) -> None:
    first = line(1, journal.START, **note(kind="guess"))
    path.write_text(first, encoding="utf-8")
    journal.append(path, note(kind="undo", undoes=1))
    held, found = read(path)
    assert [one.state for one in held] == ["undone", "active"]
    assert not found.problems


def test_order_is_by_number_never_by_clock(path: Path) -> None:
    for at in ("2031-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2030-01-01T00:00:00+14:00"):
        journal.append(path, {**note(), "at": at})
    held, found = read(path)
    assert [one.seq for one in held] == [1, 2, 3]
    assert not found.problems
