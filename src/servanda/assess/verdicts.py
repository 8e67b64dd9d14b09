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
    wording,
)
from servanda.engine.database import Database
from servanda.engine.face import Engine
from servanda.model.case import Case, Frame
from servanda.model.problems import Problem
from servanda.model.schema import ddl
from servanda.model.working import WORKING

# What there is of every account and incident, beyond what a few rules and zones need.
WIDE = ("accounts", "incidents", "w_account", "w_spot", "w_vaguer", "w_raised")


def fill(db: Database, case: Case, spread: Engine | None = None) -> list[Problem]:
    """Fill effective_provisions, acceptance, account_verdicts, verdicts and releases.

    ``spread``: the engine that judges, if it is not the database alone; see `engine.spread`.
    """
    provisions.fill(db, case)
    wrong = facts.fill(db, case)
    frames = rulebook.frames(case.terms.rules)
    for name, frame in frames.items():
        db.load_plain(name, frame)
    judge_all(spread or db, case, frames)
    wording.publish(db)
    releases.fill(db, case)
    return wrong


def judge_all(db: Engine, case: Case, frames: dict[str, Frame]) -> None:
    """Judge every account and incident.

    ``frames`` are the tables of the rules, which the engine holds.  What later stages read is at hand then.
    """
    facts.place(db, case)
    judge_placed(db, case, frames)
    db.settle("w_found", "w_counted", "w_try", "w_margin")


def judge_placed(db: Engine, case: Case, frames: dict[str, Frame]) -> None:
    """Judge with places held against zones; again where an invoked release has effect."""
    profiles.gather(db)
    turns = profiles.turns(frames)
    if releases.may_be_invoked(case):
        _assess(db, turns, ("all",))
        turns = profiles.turns(frames, releases.free(db, case))
        _again(db)
    _assess(db, turns, standards.standards(case.info.party_ids()))


def _assess(db: Engine, turns: list[int], names: tuple[str, ...]) -> None:
    """Judge profiles, then incidents under each of these standards."""
    profiles.moments(db, turns)
    lookups.of_times(db)
    judge.clocks(db)
    lookups.of_deeds(db)
    profiles.build(db)
    judge.judge(db)
    incidents.judge(db, {name: standards.admits(name) for name in names})


def _again(db: Engine) -> None:
    """Remove what `_assess` made."""
    incidents.drop(db)
    judge.drop(db)
    lookups.drop(db)
    profiles.drop(db)


def forget(db: Engine) -> None:
    """Remove what `judge_all` made, so that it can be made anew."""
    _again(db)
    db.run("DROP VIEW w_tried")
    db.run("DROP TABLE w_plea")
    for name in ("w_located", "w_place", "w_margin"):
        db.run(f"DROP TABLE {name}")
        db.run(ddl(WORKING[name]))
