"""Counts by rule: incidents, reports, munitions or site-days with a potential violation, low and high.

Low: a potential violation is all that is open.  High: it is among what is open.  Of those between,
``text_unknown`` counts what an unknown of text keeps open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.measure.rows import UNATTRIBUTED, Figure
from servanda.model.case import Case
from servanda.model.clock import span
from servanda.model.problems import Problem, problem
from servanda.model.terms import BEGINNING, NEVER

RULE = "incidents"

# What one row is worth, at least and at most.  Of an incident whose munitions nobody states none is counted.
_WORTH = {"incident": ("1", "1"), "report": ("i.n_reports", "i.n_reports"),
          "munition": ("coalesce(i.munitions_low, 0)", "coalesce(i.munitions_high, 0)")}

_SUMS = """
SELECT provision, reading, author, standard,
       coalesce(sum(worth_low) FILTER (possible = 1), 0), coalesce(sum(worth_high) FILTER (possible & 1 > 0), 0),
       coalesce(sum(worth_high) FILTER (possible & 1 > 0 AND possible <> 1 AND text_open), 0),
       {n}, count(*) FILTER (possible & 1 > 0 AND munitions_high IS NULL)
FROM ({rows}) GROUP BY provision, reading, author, standard ORDER BY provision, reading, author, standard
"""

# Low: distinct sites and days of what is sure, placed and of one day.  High: what is not surely of a site
# and a day may be one of its own.
_SITE_DAYS = """
SELECT provision, reading, author, standard,
       greatest(count(DISTINCT site_day) FILTER (possible = 1 AND sited),
                CASE WHEN bool_or(possible = 1) THEN 1 ELSE 0 END),
       count(DISTINCT site_day) FILTER (possible & 1 > 0),
       count(DISTINCT site_day) FILTER (possible & 1 > 0)
           - count(DISTINCT site_day) FILTER (possible & 1 > 0 AND NOT (possible <> 1 AND text_open)),
       {n}, 0
FROM (SELECT *, site IS NOT NULL AND one_day AS sited,
             CASE WHEN site IS NOT NULL AND one_day THEN first_day || ' ' || site ELSE CAST(number AS VARCHAR)
                  END AS site_day
      FROM ({rows}))
GROUP BY provision, reading, author, standard ORDER BY provision, reading, author, standard
"""

_ROWS = """
SELECT c.standard, c.number, c.provision, c.author, c.reading, c.text_open, {possible} AS possible,
       {low} AS worth_low, {high} AS worth_high, i.site, i.one_day, i.first_day, i.munitions_high, i.n_reports
FROM {counted} c JOIN m_incident i USING (number)
"""

# Over the compared readings that speak of a provision: a potential violation in each of them (common
# ground, Kleene and) or in any of them (widest, Kleene or).
_ACROSS = """(
SELECT standard, number, provision, author, '{name}' AS reading, text_open,
       (CASE WHEN {sure} THEN 1 WHEN {open} THEN 9 ELSE 8 END) AS possible
FROM (SELECT standard, number, provision, author, bool_and(possible = 1) AS all_sure,
             bool_or(possible = 1) AS any_sure, bool_and(possible & 1 > 0) AS all_open,
             bool_or(possible & 1 > 0) AS any_open, bool_or(text_open) AS text_open
      FROM m_counted WHERE list_contains(?, reading)
      GROUP BY standard, number, provision, author HAVING count(*) > 1))
"""

# What every account in use that tells any such thing tells of an incident, as a list.
_TELLS = ("(SELECT list_distinct(flatten(list(string_split(a.{0}, ';')))) FROM accounts a "
          "WHERE a.incident_id = i.incident_id AND NOT a.aside AND coalesce(a.{0}, '') <> '')")
TOLD = ("act", "means", "stage")

# What a rule may ask for -> which incidents that lets in; of those, which surely belong.
_MEETS = {
    "from": "(i.time_from IS NULL OR i.time_to > $from)",
    "through": "(i.time_from IS NULL OR i.time_from < $through)",
    "provision": "list_contains($provision, c.provision)",
    "reading": "list_contains($reading, c.reading)",
    "party": "list_contains($party, c.author)",
    "place": "list_contains($place, i.place)",
    "author": """EXISTS (SELECT 1 FROM reports r WHERE r.incident_id = i.incident_id AND r.used
        AND list_contains($author, r.author_actor))""",
    "zone": """EXISTS (SELECT 1 FROM w_account a JOIN w_place p ON p.place = a.place CROSS JOIN w_zone z
        WHERE a.incident_id = i.incident_id AND list_contains($zone, z.zone) AND substr(p.site, z.letter, 1) <> 'O')""",
    **{told: f"list_has_any({_TELLS.format(told)}, ${told})" for told in TOLD},
    **{f"without_{told}": f"NOT coalesce(list_has_all($without_{told}, {_TELLS.format(told)}), false)"
       for told in TOLD},
}
# What may lie outside the rule's days, its zone, or what it names, is open, never sure.
_SURE = {
    "from": "i.time_from >= $from", "through": "i.time_to <= $through",
    "zone": """EXISTS (SELECT 1 FROM w_account a JOIN w_place p ON p.place = a.place CROSS JOIN w_zone z
        WHERE a.incident_id = i.incident_id AND list_contains($zone, z.zone) AND substr(p.site, z.letter, 1) = 'I')""",
    **{told: f"list_has_all(${told}, {_TELLS.format(told)})" for told in TOLD},
    **{f"without_{told}": f"NOT coalesce(list_has_any($without_{told}, {_TELLS.format(told)}), false)"
       for told in TOLD},
}


def fill(db: Database, case: Case) -> tuple[list[Figure], list[Problem]]:
    """The counts of the rule `incidents` under every standard, and of each rule of counting.yaml."""
    found = [_figure({"id": RULE, "unit": "incident"}, row) for row in _plain(db, case.terms.compare)]
    for rule in case.counting:
        if rule["id"] != RULE:
            found += [_figure(rule, row) for row in _counted(db, rule, case.info.zone)]
    return found, _disagreements(db, list(case.terms.compare))


def _plain(db: Database, compare: Sequence[str]) -> list[tuple[Any, ...]]:
    """Incidents over all days, under each reading, and over the compared ones together."""
    rows = db.rows(_SUMS.format(n="count(*)", rows=_rows("incident", "m_counted")))
    for name, sure, open_ in (("common_ground", "all_sure", "all_open"), ("widest", "any_sure", "any_open")):
        across = _ACROSS.format(name=name, sure=sure, open=open_)
        rows += db.rows(_SUMS.format(n="count(*)", rows=_rows("incident", across)), [list(compare)])
    return rows


def _rows(unit: str, counted: str, possible: str = "c.possible") -> str:
    low, high = _WORTH.get(unit, ("1", "1"))
    return _ROWS.format(possible=possible, low=low, high=high, counted=counted)


def _disagreements(db: Database, compare: list[str]) -> list[Problem]:
    """One note for each provision on which the compared readings do not say the same of every incident."""
    rows = db.rows("""
        SELECT provision, string_agg(DISTINCT reading, ', ' ORDER BY reading), count(DISTINCT number) FROM (
            SELECT provision, number, author, string_agg(reading, '` and `' ORDER BY reading) AS reading
            FROM m_counted WHERE standard = 'all' AND list_contains(?, reading)
            GROUP BY provision, number, author
            HAVING max(CASE WHEN possible = 1 THEN 2 ELSE possible & 1 END)
                   > min(CASE WHEN possible = 1 THEN 2 ELSE possible & 1 END))
        GROUP BY provision ORDER BY provision""", [compare])
    return [problem("readings_disagree", "terms.yaml", 0, f"The readings `{readings}` do not say the same of {count} "
                    f"incident{'' if count == 1 else 's'} under `{provision}`.") for provision, readings, count in rows]


def _counted(db: Database, rule: Mapping[str, Any], zone: str) -> list[tuple[Any, ...]]:
    """The counts of one rule of counting.yaml."""
    asked: dict[str, Any] = {"from": span(rule["from"], zone)[0] if rule["from"] else BEGINNING,
                             "through": span(rule["through"], zone)[1] if rule["through"] else NEVER}
    asked |= {name: list(rule[name]) for name in _MEETS if name not in asked and rule[name]}
    sure = " AND ".join(_SURE[name] for name in asked if name in _SURE)
    rows = _rows(rule["unit"], "m_counted", f"CASE WHEN {sure} THEN c.possible ELSE c.possible | 8 END")
    meets = " AND ".join(["c.standard = $standard", *(_MEETS[name] for name in asked)])
    n = "coalesce(sum(n_reports), 0)" if rule["unit"] == "report" else "count(*)"
    sql = (_SITE_DAYS if rule["unit"] == "site-day" else _SUMS).format(n=n, rows=f"{rows} WHERE {meets}")
    asked["standard"] = rule["standard"]
    given = []
    for name in sorted((name for name in asked if f"${name}" in sql), key=len, reverse=True):
        given.append(asked[name])
        sql = sql.replace(f"${name}", f"?{len(given)}")
    return db.rows(sql, given)


def _figure(rule: Mapping[str, Any], row: Sequence[Any]) -> Figure:
    provision, reading, author, standard, low, high, text, n, unstated = row
    method = f"count of {rule['unit']}s by what is still open"
    if rule["unit"] == "munition" and unstated:
        method += f"; of {unstated} incidents nobody states how many, and none is counted"
    return Figure(rule["id"], "count", rule["unit"], provision=provision, reading=reading,
                  party=author or UNATTRIBUTED, standard=standard, period_from=rule.get("from") or None,
                  period_to=rule.get("through") or None, low=int(low), high=int(high), text_unknown=int(text), n=int(n),
                  method=method)
