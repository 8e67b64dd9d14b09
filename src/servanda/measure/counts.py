"""Counts by rule: incidents with a potential violation, low and high, under each standard of evidence."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.case import Case, Frame
from servanda.model.problems import Problem
from servanda.model.tables import TABLES

RULE = "incidents"

# Low: a potential violation is all that is open.  High: it is among what is open.  Of those between,
# `text_unknown` counts the rows that an unknown of text keeps open.
_COUNT = """
SELECT provision, reading, author, standard,
       count(*) FILTER (possible = 1), count(*) FILTER (possible & 1 > 0),
       count(*) FILTER (possible & 1 > 0 AND possible <> 1 AND text_open), count(*)
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


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill `figures`: per provision, reading (and common ground, widest), author and standard."""
    compare = list(case.terms.compare)
    found = db.rows(_COUNT.format(rows="SELECT * FROM w_counted"))
    for name, sure, open_ in (("common_ground", "all_sure", "all_open"), ("widest", "any_sure", "any_open")):
        across = _ACROSS.format(name=name, sure=sure, open=open_)
        found += db.rows(_COUNT.format(rows=across), [compare])
    db.load("figures", _frame(sorted(_row(*row) for row in found)))
    return []


def _row(provision: str, reading: str, author: str, standard: str, low: int, high: int, text: int,
         n: int) -> tuple[object, ...]:
    party = author or "unattributed"
    return (f"{RULE}/{provision}/{reading}/{party}/{standard}", RULE, provision, reading, party, standard, "incident",
            None, None, low, high, text, None, None, None, n, "count of incidents by what is still open")


def _frame(rows: list[tuple[object, ...]]) -> Frame:
    return {name: [row[i] for row in rows] for i, name in enumerate(TABLES["figures"].names)}
