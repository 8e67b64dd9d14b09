"""Forks: both tails are named, and what was lost is taken over anew with a note of where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from servanda.case import journal
from tests.case.journal.lines import AT, chain, hash_of, line, note, read, reading


def forked(**second: Any) -> str:
    """Two decisions, then ana's third and fourth, then ben's third and his undo of it."""
    trunk = chain(4)
    lost = line(3, hash_of(trunk[1]), **note(33, by="ben", **second))
    undo = line(4, hash_of(lost), **note(44, by="ben", kind="undo", undoes=3))
    return "".join([*trunk, lost, undo])


def test_both_tails_are_named() -> None:
    held, found = reading(forked().encode())
    assert [one.by for one in held] == ["ana"] * 4
    assert len(found.problems) == 1
    fork = found.problems[0]
    tails = [hash_of(one + "\n")[:12] for one in forked().splitlines()]
    assert (fork.code, fork.line) == ("journal_fork", 5)
    assert all(f"({tail})" in fork.message for tail in (tails[3], tails[5]))
    assert "`ana`" in fork.message and "`ben`" in fork.message
    assert "--reattach 3" in fork.mend


def test_a_lost_decision_is_taken_over_with_a_note_of_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    path.write_text(forked(cites=["S1"]), encoding="utf-8")
    taken = take_over(path, "3")
    assert (taken.seq, taken.by, taken.kind, taken.cites[0]) == (5, "cleo", "note", "S1")
    assert "Decision 3 of a lost branch, by ben" in taken.reason
    held, found = read(path)
    assert held[-1] == taken
    assert "1 line is not" in found.problems[0].message
    assert take_over(path, "4").undoes == 5
    held, found = read(path)
    assert [one.state for one in held] == ["active"] * 4 + ["undone", "active"]
    assert [one.code for one in found.problems] == ["journal_mended"]
    assert "as 5 and 6" in found.problems[0].message


def take_over(path: Path, which: str) -> Any:
    text = path.read_text(encoding="utf-8")
    fields = journal.reattached(journal.lost(text), read(path)[0], which)
    return journal.append(path, {**fields, "by": "cleo", "at": AT})


@pytest.mark.parametrize(("which", "why"), [
    ("9", "no lost decision"), ("4", "take that over first"), ("abcdef", "no lost decision")])
def test_what_cannot_be_taken_over_is_refused_in_words(which: str, why: str) -> None:
    held, _ = reading(forked().encode())
    with pytest.raises(ValueError, match=why):
        journal.reattached(journal.lost(forked()), held, which)


def test_a_decision_is_taken_over_once(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    path.write_text(forked(), encoding="utf-8")
    take_over(path, "3")
    with pytest.raises(ValueError, match="already, as decision 5"):
        take_over(path, "3")


def test_of_two_lost_decisions_of_one_number_the_hash_tells_which() -> None:
    trunk = chain(3)
    two = [line(2, hash_of(trunk[0]), **note(number, by=by)) for number, by in ((1, "ben"), (2, "dan"))]
    text = "".join([*trunk, *two])
    held, found = reading(text.encode())
    assert [one.code for one in found.problems] == ["journal_fork"] * 2
    with pytest.raises(ValueError, match="2 lost decisions have the number 2"):
        journal.reattached(journal.lost(text), held, "2")
    assert "by dan" in journal.reattached(journal.lost(text), held, hash_of(two[1])[:12])["reason"]


def test_a_fork_from_the_very_beginning_and_one_of_a_branch() -> None:
    trunk = chain(2)
    other = line(1, journal.START, **note(8, by="ben"))
    of_it = line(2, hash_of(other), **note(9, by="dan"))
    held, found = reading("".join([*trunk, other, of_it]).encode())
    assert len(held) == 2
    assert "After decision 0" in found.problems[0].message
    assert [one.by for one in journal.lost("".join([*trunk, other, of_it]))] == ["ben", "dan"]


def test_the_applied_branch_goes_on_after_the_lost_one(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    path.write_text(forked(), encoding="utf-8")
    assert journal.append(path, note(5)).seq == 5
    assert [one.seq for one in read(path)[0]] == [1, 2, 3, 4, 5]
