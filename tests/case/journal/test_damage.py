"""Damage: every truncation and every seventh flipped byte of a journal of sixty lines; none is silent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.case import journal
from servanda.case.check import check
from servanda.case.journal import line as lines
from servanda.case.journal import reading as readings
from servanda.case.open import open_case
from tests.case.journal.lines import chain, hash_of, line, note, reading
from tests.conftest import CASES

LINES = chain(20) + chain(20, 21, hash_of(chain(20)[-1]), kind="merge", ids=["R1", "R2"], table="reports")
LINES += chain(20, 41, hash_of(LINES[-1]), kind="set", ids=["R1"], table="reports", value={"field": "means",
                                                                                          "value": "uav"})
RAW = "".join(LINES).encode()
HASHES = [hash_of(one) for one in LINES]
DAMAGE = ("journal_broken", "journal_torn", "journal_fork")


@pytest.fixture(scope="module", autouse=True)
def remembered() -> Iterator[None]:
    """What a line of text says is worked out once: it depends on nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "read_line", cache(lines.read_line))
        yield


def test_the_sample_is_sound() -> None:
    held, found = reading(RAW)
    assert [one.hash for one in held] == HASHES
    assert not found.problems
    assert len(LINES) == 60


def test_every_truncation_keeps_the_whole_lines_and_names_the_torn_one() -> None:
    for end in range(len(RAW)):
        held, found = reading(RAW[:end])
        lacks_only_its_end = RAW[end:end + 1] == b"\n"
        whole = RAW[:end].count(b"\n") + lacks_only_its_end
        assert [one.hash for one in held] == HASHES[:whole]
        torn = end > 0 and RAW[end - 1:end] != b"\n" and not lacks_only_its_end
        assert [(one.code, one.line) for one in found.problems] == ([("journal_torn", whole + 1)] if torn else [])


@pytest.mark.parametrize("bit", range(8))
def test_every_seventh_byte_flipped_is_named_and_every_line_before_it_kept(bit: int) -> None:
    for position in range(bit % 7, len(RAW), 7):
        flipped = RAW[:position] + bytes([RAW[position] ^ 1 << bit]) + RAW[position + 1:]
        held, found = reading(flipped)
        before = RAW[:position].count(b"\n")
        assert [one.hash for one in held] == HASHES[:before]
        assert {one.code for one in found.problems} & set(DAMAGE)


def test_after_every_truncation_the_next_decision_is_saved_and_nothing_is_lost(tmp_path: Path) -> None:
    """The torn piece goes to journal.torn, byte by byte as it was."""
    path, torn = tmp_path / journal.NAME, tmp_path / journal.TORN
    for end in range(len(RAW) - len(LINES[-1].encode()) - 300, len(RAW), 3):
        path.write_bytes(RAW[:end])
        torn.unlink(missing_ok=True)
        before, _ = reading(RAW[:end])
        journal.append(path, note(99))
        held, found = reading(path.read_bytes())
        assert [one.hash for one in held[:-1]] == [one.hash for one in before]
        assert not found.problems
        piece = RAW[:end].rpartition(b"\n")[2]
        kept = torn.read_bytes() if torn.exists() else b""
        assert kept == (piece + b"\n" if len(held) - 1 == RAW[:end].count(b"\n") and piece else b"")


def test_a_journal_damaged_in_the_middle_takes_no_decision(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    path.write_bytes(RAW.replace(b"number 30", b"number 31"))
    before = path.read_bytes()
    with pytest.raises(journal.JournalError, match="damaged: line 30"):
        journal.append(path, note())
    assert path.read_bytes() == before


def test_bytes_that_are_no_text_leave_the_lines_before_them(river_copy: Path) -> None:
    """The folder opens, the decisions before the damage hold."""
    path = river_copy / journal.NAME
    whole = path.read_bytes()
    for odd in (b"\xff\xfe\n", b"\0" * 40 + b"\n", b"\xc3"):
        path.write_bytes(whole + odd)
        case = open_case(river_copy)
        assert len(case.decisions) == 1
        assert [(one.code, one.line) for one in case.problems if one.file == journal.NAME] == [
            ("journal_broken" if odd.endswith(b"\n") else "journal_torn", 2)]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_mixed_damage_is_silent(data: st.DataObject) -> None:
    """Cut, put in, doubled or changed: what is kept is a beginning of what was written, or the damage is named."""
    start = data.draw(st.integers(0, len(RAW)))
    end = data.draw(st.integers(start, min(len(RAW), start + 400)))
    piece = data.draw(st.one_of(st.binary(max_size=40), st.just(RAW[start:end] * 2), st.just(RAW[:end - start])))
    damaged = RAW[:start] + piece + RAW[end:]
    held, found = reading(damaged)
    kept = [one.hash for one in held]
    assert kept == HASHES[:len(kept)]
    assert len(kept) >= RAW[:start].count(b"\n") or found.problems
    if damaged != RAW and not RAW.startswith(damaged.rstrip(b"\n")):
        assert found.problems or reading(damaged)[0] == reading(RAW)[0]


def test_a_future_stamp_is_noted_and_changes_no_order(river_copy: Path) -> None:
    path = river_copy / journal.NAME
    journal.append(path, {**note(), "at": "2031-05-21T00:00:00Z"})
    assert [(one.code, one.message[:22]) for one in check(open_case(river_copy))] == [
        ("stamp_future", "1 decision is stamped ")]


def test_conflict_marks_say_what_to_do() -> None:
    two = chain(2)
    other = line(2, hash_of(two[0]), **note(7, by="ben"))
    _, found = reading(f"{two[0]}<<<<<<< ours\n{two[1]}=======\n{other}>>>>>>> theirs\n".encode())
    assert "--reattach" in found.problems[0].mend
    assert CASES.is_dir()
