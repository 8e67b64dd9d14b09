"""Verdicts: accounts and incidents under every provision of every reading, in two passes.

The first pass holds the life cycle fixed; it yields the candidates for a first breach.  The second
runs only where an invoked release has effect.
"""

from __future__ import annotations

from servanda.assess import (
    facts,
    incidents,
    judge,
    lookups,
    profiles,
    provisions,
    releases,
    rulebook,
    standards,
    tallies,
    wording,
)
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.problems import Problem


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill effective_provisions, acceptance, account_verdicts, verdicts, releases and tally_checks."""
    provisions.fill(db, case)
    wrong = facts.fill(db, case)
    frames = rulebook.frames(case.terms.rules)
    for name, frame in frames.items():
        db.load_plain(name, frame)
    profiles.gather(db)
    turns = profiles.turns(frames)
    freed: list[int] = []
    if releases.may_be_invoked(case):
        _assess(db, turns, ("all",))
        freed = releases.free(db, case)
        _forget(db)
        turns = profiles.turns(frames, freed)
    _assess(db, turns, standards.standards(case.info.party_ids()))
    wording.publish(db)
    releases.fill(db, case)
    return [*wrong, *tallies.fill(db, case)]


def _assess(db: Database, turns: list[int], names: tuple[str, ...]) -> None:
    """Judge profiles, then incidents under each of these standards."""
    profiles.moments(db, turns)
    lookups.of_times(db)
    judge.clocks(db)
    lookups.of_deeds(db)
    profiles.build(db, turns)
    judge.judge(db)
    incidents.judge(db, {name: standards.admits(name) for name in names})


def _forget(db: Database) -> None:
    """Remove what `_assess` made."""
    incidents.drop(db)
    judge.drop(db)
    lookups.drop(db)
    profiles.drop(db)
