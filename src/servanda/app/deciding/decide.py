"""Decide: the decision is tried on the case first, and saved only if it says something that can be applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda import app
from servanda.app.deciding.wish import NotDecided, Wish, rows_meant
from servanda.case import journal
from servanda.case.fields import Findings
from servanda.engine.database import Database
from servanda.guard.files import Text, read
from servanda.guard.limits import LIMITS
from servanda.model.case import Case, Decision
from servanda.model.problems import ERROR, Problem
from servanda.queries import headline, seen


@dataclass(frozen=True)
class Decided:
    """A decision that is on disk, and what it changed.

    ``moved`` are headline figures, ``turned`` outcomes under the compared readings, each with before and
    after; ``problems`` what is wrong with the journal, and what the decision brought; ``set_aside`` the bytes
    of a torn line that went to journal.torn.
    """

    decision: Decision
    moved: tuple[dict[str, Any], ...]
    turned: tuple[dict[str, Any], ...]
    incidents: tuple[int, int]
    problems: tuple[Problem, ...]
    set_aside: int
    by_hand: tuple[str, ...] = ()  # rows named that no machine read, where the kind is about machine-read ones


def decide(folder: Path, wish: Wish) -> Decided:
    """Try a decision, append it, and say what it changed.

    Raises `NotDecided` or `JournalError` where nothing was saved, `CaseNotReadable` where the case cannot
    be built.
    """
    case, problems = app.readable(folder)
    before, found = app.assess(case, problems)
    try:
        fields = _fields(before, case, folder, wish)
        tried = _tried(case, fields)
        after, then = app.assess(tried, problems)
        try:
            brought = _brought(found, then)
            _refuse(brought, tried.decisions[-1])
            compare = case.terms.compare
            made = Decided(tried.decisions[-1], tuple(headline.moved(before, after, compare)),
                           tuple(headline.turned(before, after, compare)),
                           (headline.incidents(before), headline.incidents(after)),
                           (*(one for one in found if one.code.startswith("journal_")), *brought), 0,
                           tuple(seen.by_hand(before, fields["table"], fields["ids"]))
                           if wish.kind in ("accept", "reject") else ())
        finally:
            after.close()
    finally:
        before.close()
    book = journal.Journal(folder / journal.NAME)
    saved = book.append(fields)
    return replace(made, decision=saved, set_aside=book.set_aside)


def _fields(db: Database, case: Case, folder: Path, wish: Wish) -> dict[str, Any]:
    """The fields of the line."""
    own = {"at": wish.at, "by": wish.by}
    if wish.reattach:
        again = _reattached(case, folder, wish.reattach)
        return {**again, **own, "reason": f"{wish.reason} {again['reason']}".strip()}
    if wish.undo is not None:
        _check_undo(case, wish.undo)
    table, ids = rows_meant(db, wish)
    now = "" if wish.kind in ("note", "undo") else seen.of(db, case, table, ids)
    if wish.seen and not now.startswith(wish.seen):
        raise NotDecided("the rows have changed since they were shown; look again with `servanda review`")
    return {**own, "kind": wish.kind, "table": table, "ids": ids, "seen_hash": now, "value": wish.value,
            "reason": wish.reason, "cites": wish.cites, "undoes": wish.undo}


def _reattached(case: Case, folder: Path, which: str) -> dict[str, Any]:
    """A lost decision as it is appended anew."""
    text = read(folder, journal.NAME, LIMITS.journal_bytes, damaged=True)
    lost = journal.lost(text.text) if isinstance(text, Text) else ()
    try:
        return journal.reattached(lost, case.decisions, which)
    except ValueError as error:
        raise NotDecided(str(error)) from error


def _check_undo(case: Case, seq: int) -> None:
    target = next((one for one in case.decisions if one.seq == seq), None)
    if target is None:
        raise NotDecided(f"there is no decision {seq} to undo; the journal holds {len(case.decisions)}")
    if target.state == "undone":
        raise NotDecided(f"decision {seq} is undone already; to have it again, undo its undo")


def _tried(case: Case, fields: dict[str, Any]) -> Case:
    """The case as it would be with the decision at the end of its journal."""
    last = case.decisions[-1] if case.decisions else None
    new = Decision(**{**fields, "ids": tuple(fields["ids"]), "cites": tuple(fields["cites"])},
                   seq=(last.seq if last else 0) + 1, prev=last.hash if last else journal.START, hash="")
    wrong = journal.meaning_problem(new)
    if wrong:
        raise NotDecided(wrong[:1].lower() + wrong[1:].removesuffix("."))
    return replace(case, decisions=journal.replayed((*case.decisions, new), {}, journal.NAME, Findings()))


def _brought(before: Iterable[Problem], after: Iterable[Problem]) -> tuple[Problem, ...]:
    old = set(before)
    return tuple(one for one in after if one not in old)


def _refuse(brought: Sequence[Problem], new: Decision) -> None:
    """Refuse what cannot be applied, or would set a row aside; an undo brings back what was, good or bad."""
    if new.kind in ("undo", "note"):
        return
    of_it = [one for one in brought if one.severity == ERROR or (one.file == journal.NAME and one.line == new.seq)]
    if of_it:
        raise NotDecided(f"{of_it[0].message.removesuffix('.')} ({of_it[0].mend.removesuffix('.')})"
                         if of_it[0].file != journal.NAME else of_it[0].message.removesuffix("."))
