"""Counts by rule: incidents or their reports with a potential violation, low and high, per standard of evidence.

Low: a potential violation is all that is open.  High: it is among what is open.  Of those between,
``text_unknown`` counts the rows that an unknown of text keeps open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.clock import span
from servanda.model.problems import Problem, problem
from servanda.model.tables import TABLES
from servanda.model.terms import BEGINNING, NEVER

RULE = "incidents"
_WORTH = {"incident": "1", "report": "n_reports"}

_COUNT = """
SELECT provision, reading, author, standard,
       coalesce(sum({worth}) FILTER (possible = 1), 0), coalesce(sum({worth}) FILTER (possible & 1 > 0), 0),
       coalesce(sum({worth}) FILTER (possible & 1 > 0 AND possible <> 1 AND text_open), 0), sum({worth})
FROM ({rows}) GROUP BY provision, reading, author, standard ORDER BY provision, reading, author, standard
"""

# Over the compared readings that speak of a provision: a potential violation in each of them (common
# ground, Kleene and) or in any of them (widest, Kleene or).
_ACROSS = """
SELECT standard, provision, author, '{name}' AS reading, text_open,
       (CASE WHEN {sure} THEN 1 WHEN {open} THEN 9 ELSE 8 END) AS possible
FROM (SELECT standard, incident_id, provision, author, bool_and(possible = 1) AS all_sure,
             bool_or(possible = 1) AS any_sure, bool_and(possible & 1 > 0) AS all_open,
             bool_or(possible & 1 > 0) AS any_open, bool_or(text_open) AS text_open
      FROM w_counted WHERE list_contains(?, reading)
      GROUP BY standard, incident_id, provision, author HAVING count(*) > 1)
"""

# What may lie outside the rule's days is open, never sure.
_SUBSET = """
SELECT c.standard, c.provision, c.author, c.reading, c.text_open, i.n_reports,
       CASE WHEN i.time_from >= $low AND i.time_to <= $high THEN c.possible ELSE c.possible | 8 END AS possible
FROM w_counted c JOIN incidents i USING (incident_id)
WHERE c.standard = $standard
  AND (i.time_from IS NULL OR (i.time_from < $high AND i.time_to > $low))
  AND (len($provision) = 0 OR list_contains($provision, c.provision))
  AND (len($reading) = 0 OR list_contains($reading, c.reading))
  AND (len($party) = 0 OR list_contains($party, c.author))
  AND (len($place) = 0 OR list_contains($place, i.place))
  AND (len($act) = 0 OR EXISTS (SELECT 1 FROM accounts a WHERE a.incident_id = c.incident_id AND NOT a.aside
       AND list_has_any(string_split(coalesce(a.act, ''), ';'), $act)))
  AND (len($means) = 0 OR EXISTS (SELECT 1 FROM accounts a WHERE a.incident_id = c.incident_id AND NOT a.aside
       AND list_has_any(string_split(coalesce(a.means, ''), ';'), $means)))
"""


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill `figures`: the rule `incidents` under every standard, and each rule of counting.yaml."""
    compare = list(case.terms.compare)
    found = [_row({"id": RULE, "unit": "incident"}, *row)
             for row in db.rows(_COUNT.format(worth="1", rows="SELECT * FROM w_counted"))]
    for name, sure, open_ in (("common_ground", "all_sure", "all_open"), ("widest", "any_sure", "any_open")):
        across = _COUNT.format(worth="1", rows=_ACROSS.format(name=name, sure=sure, open=open_))
        found += [_row({"id": RULE, "unit": "incident"}, *row) for row in db.rows(across, [compare])]
    problems = []
    for rule in case.counting:
        if rule["unit"] not in _WORTH or rule["stage"] or rule["author"] or rule["zone"]:
            problems.append(problem("rule_not_counted", "counting.yaml", rule["line"],
                                    f"The counting rule `{rule['id']}` asks for a unit or a subset that is not "
                                    "computed; no figure is printed for it."))
        elif rule["id"] != RULE:
            found += [_row(rule, *row) for row in _counted(db, rule, case.info.zone)]
    db.load("figures", TABLES["figures"].frame(sorted(found)))
    return [*problems, *_disagreements(db, compare)]


def _disagreements(db: Database, compare: list[str]) -> list[Problem]:
    """One note for each provision on which the compared readings do not say the same of every incident."""
    rows = db.rows("""
        SELECT provision, string_agg(DISTINCT readings, ', ' ORDER BY readings), count(DISTINCT incident_id) FROM (
            SELECT provision, incident_id, author, string_agg(reading, '` and `' ORDER BY reading) AS readings
            FROM w_counted WHERE standard = 'all' AND list_contains(?, reading)
            GROUP BY provision, incident_id, author
            HAVING count(DISTINCT CASE WHEN possible = 1 THEN 2 ELSE possible & 1 END) > 1)
        GROUP BY provision ORDER BY provision""", [compare])
    return [problem("readings_disagree", "terms.yaml", 0, f"The readings `{readings}` do not say the same of {count} "
                    f"incident{'' if count == 1 else 's'} under `{provision}`.") for provision, readings, count in rows]


def _counted(db: Database, rule: Mapping[str, Any], zone: str) -> list[tuple[Any, ...]]:
    """The counts of one rule of counting.yaml."""
    low = span(rule["from"], zone)[0] if rule["from"] else BEGINNING
    high = span(rule["through"], zone)[1] if rule["through"] else NEVER
    values: dict[str, Any] = {"low": low, "high": high, "standard": rule["standard"]}
    values |= {key: list(rule[key]) for key in ("provision", "reading", "party", "place", "act", "means")}
    sql, given = _SUBSET, []
    for number, (name, value) in enumerate(values.items(), start=1):
        sql = sql.replace(f"${name}", f"?{number}")
        given.append(value)
    return db.rows(_COUNT.format(worth=_WORTH[rule["unit"]], rows=sql), given)


def _row(rule: Mapping[str, Any], provision: str, reading: str, author: str, standard: str, low: int, high: int,
         text: int, n: int) -> tuple[Any, ...]:
    party = author or "unattributed"
    return (f"{rule['id']}/{provision}/{reading}/{party}/{standard}", rule["id"], provision, reading, party, standard,
            rule["unit"], rule.get("from") or None, rule.get("through") or None, int(low), int(high), int(text), None,
            None, None, int(n), f"count of {rule['unit']}s by what is still open")
