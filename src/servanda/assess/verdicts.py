"""Verdicts: accounts and incidents under every provision of every reading, in two passes.

The first pass holds the life cycle fixed; it yields the candidates for a first breach.  The second
runs only where an invoked release has effect.
"""

from __future__ import annotations

from servanda.assess import facts, incidents, judge, lookups, provisions, releases, rulebook, standards, tallies
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.problems import Problem
from servanda.model.terms import BEGINNING, NEVER


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill effective_provisions, acceptance, account_verdicts, verdicts, releases and tally_checks."""
    provisions.fill(db, case)
    wrong = facts.fill(db, case)
    for name, frame in rulebook.frames(case.terms.rules).items():
        db.load_plain(name, frame)
    lookups.build(db, BEGINNING, NEVER)
    judge.judge(db)
    if releases.invoked(db, case):
        db.run("DROP TABLE j_tried")
        judge.judge(db)
    incidents.group(db, "g_all")
    incidents.publish_verdicts(db)
    standards.fill(db, case.info.party_ids())
    releases.fill(db, case)
    return [*wrong, *tallies.fill(db, case)]
