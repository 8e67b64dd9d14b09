"""The journal: nothing acknowledged is lost, nothing damaged passes, undo is replayed."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.case import journal
from servanda.case.fields import Findings
from servanda.model.case import Decision

AT = "2030-06-05T10:00:00Z"


def note(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"at": AT, "by": "ana", "kind": "note", "reason": f"number {number} — «é»", **more}


def read(path: Path) -> tuple[tuple[Decision, ...], Findings]:
    found = Findings()
    return journal.decisions(path.read_text(encoding="utf-8"), path.name, found), found


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
    note(ids=[1]), note(at=5)])
def test_a_decision_that_says_nothing_is_not_saved(path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(journal.JournalError, match="not saved"):
        journal.append(path, fields)
    assert path.read_bytes() == b""


def test_nothing_is_appended_to_a_damaged_journal(path: Path) -> None:
    journal.append(path, note())
    before = path.read_bytes()
    path.write_bytes(before + b'{"seq":2,')
    with pytest.raises(journal.JournalError, match="cut short"):
        journal.append(path, note())
    assert path.read_bytes() == before + b'{"seq":2,'


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


def test_a_failed_write_leaves_no_piece(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append(path, note())
    before = path.read_bytes()
    write = os.write

    def short(handle: int, raw: bytes) -> int:
        if len(raw) < 60:
            raise OSError(28, "No space left on device")
        return write(handle, raw[:50])

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(journal.JournalError, match="No space left"):
        journal.append(path, note(2))
    assert path.read_bytes() == before


def _append_many(path: str, writer: int) -> None:
    for number in range(20):
        journal.append(Path(path), note(number, by=f"writer {writer}"))


def test_four_writers_lose_nothing(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(str(path), number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    held, found = read(path)
    assert not found.problems
    assert len(held) == 80
    assert {one.by for one in held} == {f"writer {number}" for number in range(4)}


def small(path: Path, lines: int = 4) -> str:
    for number in range(lines):
        journal.append(path, note(number))
    return path.read_text(encoding="utf-8")


def test_every_truncation_keeps_the_whole_lines_and_names_the_torn_one(path: Path) -> None:
    raw = small(path).encode()
    for end in range(len(raw)):
        text = raw[:end].decode("utf-8", "ignore")
        found = Findings()
        held = journal.decisions(text, "j", found)
        whole = raw[:end + 1].count(b"\n")  # a line that lacks nothing but its newline is whole
        assert len(held) == whole
        assert bool(found.problems) == (not raw[:end].endswith(b"\n") and raw[end:end + 1] != b"\n" and end > 0
                                        and bool(text.split("\n")[-1]))
        assert all(one.line == whole + 1 for one in found.problems)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_changed_character_passes(data: st.DataObject) -> None:
    text = _SAMPLE
    position = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[position]))
    found = Findings()
    held = journal.decisions(text[:position] + other + text[position + 1:], "j", found)
    kept = text[:position].count("\n")
    assert found.problems or other in " \t\r" and text[position] == "\n"
    assert [one.reason for one in held[:kept]] == [f"number {number} — «é»" for number in range(kept)]
    assert len(held) == kept


def _sample() -> str:
    lines, prev = [], journal.START
    for number in range(4):
        value: dict[str, Any] = {**note(number), "seq": number + 1, "prev": prev, "table": "", "ids": ["R1"],
                                 "seen_hash": "", "value": None, "cites": [], "undoes": None}
        value["hash"] = prev = journal.digest(value)
        lines.append(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    return "".join(lines)


_SAMPLE = _sample()


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    journal.decisions(text, "j", Findings())
