"""Outside tallies held against the clock of their publisher's own declared reading."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.clock import span
from servanda.model.problems import Problem, problem
from servanda.model.tables import TABLES
from servanda.model.terms import Rule


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill `tally_checks`: one row for each tally that counts violations of a provision its publisher declared."""
    rules = {(rule.reading, rule.provision): rule for rule in case.terms.rules}
    rows: list[tuple[object, ...]] = []
    found: dict[tuple[str, str], int] = {}
    for tally, party, provision, start, end in db.rows("""
            SELECT tally_id, party, provision, period_from, period_to FROM tallies
            WHERE used AND party IS NOT NULL AND provision IS NOT NULL ORDER BY 1"""):
        reading = case.terms.declared_reading(party, provision)
        if not reading or not rules[reading, provision].window.starts:
            continue
        place = _relation(rules[reading, provision], start, end, case.info.zone)
        rows.append((tally, provision, reading, place, *_ours(db, reading, provision, party, start, end, case), None))
        if place in ("before_start", "after_end", "partly"):
            found[party, provision] = found.get((party, provision), 0) + 1
    db.load("tally_checks", TABLES["tally_checks"].frame(rows))
    return [problem("tally_outside_own_clock", "tallies.csv", 0,
                    f"{'1 tally' if count == 1 else f'{count} tallies'} published by {party}: the days counted are "
                    f"not, or not surely, covered by its own reading of `{provision}`.")
            for (party, provision), count in sorted(found.items())]


# Ours under the publisher's own reading: by others than the publisher, any claim.  Low: sure, and wholly in the days.
_OURS = """
SELECT count(*) FILTER (v.possible = 1 AND i.time_from >= ?4 AND i.time_to <= ?5), count(*)
FROM w_counted v JOIN incidents i USING (incident_id)
WHERE v.standard = 'all' AND v.reading = ?1 AND v.provision = ?2 AND v.author NOT IN ('', ?3) AND v.possible & 1 > 0
  AND i.time_from < ?5 AND i.time_to > ?4
"""


def _ours(db: Database, reading: str, provision: str, party: str, start: str | None, end: str | None,
          case: Case) -> tuple[int | None, int | None]:
    """Our own count of the same days, low and high; nothing where the days are not stated."""
    if not start or not end:
        return None, None
    first, last = span(start, case.info.zone)[0], span(end, case.info.zone)[1]
    low, high = db.rows(_OURS, [reading, provision, party, first, last])[0]
    return int(low), int(high)


def _relation(rule: Rule, start: str | None, end: str | None, zone: str) -> str:
    """Where whole days lie of a window, with rival ends taken at their widest and narrowest."""
    if not start and not end:
        return "unknown"
    first, last = span(start or end or "", zone)[0], span(end or start or "", zone)[1]
    # Days are compared with days: a start within a day does not cut that day off.
    opens = min(s[0] for s in rule.window.starts) - 86_400
    closes = max((e[1] for e in rule.window.ends), default=2**53)
    if last <= min(s[0] for s in rule.window.starts):
        return "before_start"
    if first >= closes:
        return "after_end"
    sure_end = min((e[0] for e in rule.window.ends), default=2**53)
    return "inside" if first > opens and last <= sure_end else "partly"
