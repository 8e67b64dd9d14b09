"""Releases: who may have been first, what is available, what was invoked, what it would touch.

A sensitivity table, never a headline: one backdated allegation must not win the case.
"""

from __future__ import annotations

from servanda.assess import standards
from servanda.engine.database import Database
from servanda.engine.face import Engine
from servanda.model.case import Case
from servanda.model.lifecycle import Breach, released
from servanda.model.tables import TABLES
from servanda.model.terms import NEVER, Event, Rule
from servanda.model.working import WORKING

# Breaches by others than the party, among what a standard admits.
_BREACHES = """
SELECT v.incident_id, i.time_from, i.time_to, v.possible = 1 AS certain
FROM w_counted v JOIN incidents i ON i.incident_id = v.incident_id
WHERE v.standard = ? AND v.rule = ? AND v.author <> ? AND v.author <> '' AND v.possible & 1 > 0
  AND i.time_from IS NOT NULL
ORDER BY i.time_from, v.incident_id
"""

_AFFECTED = """
SELECT count(*) FROM w_counted v JOIN incidents i ON i.incident_id = v.incident_id
WHERE v.standard = ? AND v.rule = ? AND v.author = ? AND v.possible & 1 > 0 AND i.time_to > ?
"""


def may_be_invoked(case: Case) -> bool:
    """Does some rule tell of an invocation?"""
    return any(event.what == "release_invoked" for rule in case.terms.rules for event in rule.events)


def free(db: Engine, case: Case) -> list[int]:
    """Fill `w_freed` from the invocations in the terms; the instants from which somebody is, or may be, released."""
    found = []
    for number, rule in enumerate(case.terms.rules):
        for party in sorted({bind.party for bind in rule.binds}):
            freed = released(rule.release, _first(db, number, party)[1], rule.events, party)
            if freed.possible < NEVER:
                found.append((number, party, freed.certain, freed.possible))
    db.load_plain("w_freed", WORKING["w_freed"].frame(found))
    return [instant for _, _, *instants in found for instant in instants]


def _first(db: Engine, rule: int, party: str, standard: str = "all") -> tuple[list[str], Breach]:
    """Candidates for the first breach by others, and when it may and must have happened."""
    rows = db.rows(_BREACHES, [standard, rule, party])
    certain = min((time_to for _, _, time_to, sure in rows if sure), default=NEVER)
    candidates = [incident for incident, time_from, _, _ in rows if time_from < certain]
    return candidates, Breach(min((row[1] for row in rows), default=NEVER), certain)


def fill(db: Database, case: Case) -> None:
    """Fill `releases`: one row for each rule with a release clause, standard and bound party."""
    rows = []
    clauses = [(n, r) for n, r in enumerate(case.terms.rules) if r.release.reciprocity != "none" and r.agreed]
    for standard in standards.standards(case.info.party_ids()):
        rows += [_row(db, number, rule, standard, bind.party) for number, rule in clauses for bind in rule.binds]
    db.load("releases", TABLES["releases"].frame(rows))


def _row(db: Database, number: int, rule: Rule, standard: str, party: str) -> tuple[object, ...]:
    candidates, breach = _first(db, number, party, standard)
    freed = released(rule.release, breach, rule.events, party)
    affected = db.rows(_AFFECTED, [standard, number, party, breach.possible])[0][0]
    return (rule.provision, rule.reading, standard, party, ";".join(candidates) or None,
            breach.possible if breach.possible < NEVER else None, _invocation(rule.events, party),
            freed.possible if freed.possible < NEVER else None, affected)


def _invocation(events: tuple[Event, ...], party: str) -> str | None:
    found = [";".join(event.said.cites) or event.what for event in events
             if event.what == "release_invoked" and event.by == party]
    return ";".join(found) or None
