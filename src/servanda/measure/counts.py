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
          "munition": ("coalesce(m.munitions_low, 0)", "coalesce(m.munitions_high, 0)")}

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
             CASE WHEN site IS NOT NULL AND one_day THEN first_day || ' ' || site ELSE incident_id END AS site_day
      FROM ({rows}))
GROUP BY provision, reading, author, standard ORDER BY provision, reading, author, standard
"""

_ROWS = """
SELECT c.standard, c.incident_id, c.provision, c.author, c.reading, c.text_open, {possible} AS possible,
       {low} AS worth_low, {high} AS worth_high, m.site, m.one_day, m.first_day, m.munitions_high, i.n_reports
FROM {counted} c JOIN incidents i USING (incident_id) JOIN m_incident m USING (incident_id)
"""

# Over the compared readings that speak of a provision: a potential violation in each of them (common
# ground, Kleene and) or in any of them (widest, Kleene or).
_ACROSS = """(
SELECT standard, incident_id, provision, author, '{name}' AS reading, text_open,
       (CASE WHEN {sure} THEN 1 WHEN {open} THEN 9 ELSE 8 END) AS possible
FROM (SELECT standard, incident_id, provision, author, bool_and(possible = 1) AS all_sure,
             bool_or(possible = 1) AS any_sure, bool_and(possible & 1 > 0) AS all_open,
             bool_or(possible & 1 > 0) AS any_open, bool_or(text_open) AS text_open
      FROM w_counted WHERE list_contains(?, reading)
      GROUP BY standard, incident_id, provision, author HAVING count(*) > 1))
"""

# What every account in use that tells any such thing tells of an incident, as a list.
_TELLS = ("(SELECT list_distinct(flatten(list(string_split(a.{0}, ';')))) FROM accounts a "
          "WHERE a.incident_id = c.incident_id AND NOT a.aside AND coalesce(a.{0}, '') <> '')")
TOLD = ("act", "means", "stage")

_MEETS = """
WHERE c.standard = $standard
  AND (i.time_from IS NULL OR (i.time_from < $high AND i.time_to > $low))
  AND (len($provision) = 0 OR list_contains($provision, c.provision))
  AND (len($reading) = 0 OR list_contains($reading, c.reading))
  AND (len($party) = 0 OR list_contains($party, c.author))
  AND (len($place) = 0 OR list_contains($place, i.place))
  AND (len($author) = 0 OR EXISTS (SELECT 1 FROM reports r WHERE r.incident_id = c.incident_id AND r.used
       AND list_contains($author, r.author_actor)))
  AND (len($zone) = 0 OR EXISTS (SELECT 1 FROM w_account a JOIN w_place p ON p.place = a.place CROSS JOIN w_zone z
       WHERE a.incident_id = c.incident_id AND list_contains($zone, z.zone) AND substr(p.site, z.letter, 1) <> 'O'))
"""
# What may lie outside the rule's days, its zone, or what it names, is open, never sure.
_SURE = """(i.time_from >= $low AND i.time_to <= $high)
  AND (len($zone) = 0 OR EXISTS (SELECT 1 FROM w_account a JOIN w_place p ON p.place = a.place CROSS JOIN w_zone z
       WHERE a.incident_id = c.incident_id AND list_contains($zone, z.zone) AND substr(p.site, z.letter, 1) = 'I'))"""


def fill(db: Database, case: Case) -> tuple[list[Figure], list[Problem]]:
    """The counts of the rule `incidents` under every standard, and of each rule of counting.yaml."""
    found = [_figure({"id": RULE, "unit": "incident"}, row) for row in _plain(db, case.terms.compare)]
    for rule in case.counting:
        if rule["id"] != RULE:
            found += [_figure(rule, row) for row in _counted(db, rule, case.info.zone)]
    return found, _disagreements(db, list(case.terms.compare))


def _plain(db: Database, compare: Sequence[str]) -> list[tuple[Any, ...]]:
    """Incidents over all days, under each reading, and over the compared ones together."""
    rows = db.rows(_SUMS.format(n="count(*)", rows=_rows("incident", "w_counted")))
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
    meets, sure = _conditions(rule)
    rows = _rows(rule["unit"], "w_counted", f"CASE WHEN {sure} THEN c.possible ELSE c.possible | 8 END")
    n = "coalesce(sum(n_reports), 0)" if rule["unit"] == "report" else "count(*)"
    sql = (_SITE_DAYS if rule["unit"] == "site-day" else _SUMS).format(n=n, rows=rows + meets)
    values: dict[str, Any] = {
        "low": span(rule["from"], zone)[0] if rule["from"] else BEGINNING,
        "high": span(rule["through"], zone)[1] if rule["through"] else NEVER, "standard": rule["standard"]}
    values |= {name: list(rule[name]) for name in (
        "provision", "reading", "party", "place", "author", "zone",
        *TOLD, *(f"without_{told}" for told in TOLD))}
    given = []
    for name in sorted((name for name in values if f"${name}" in sql), key=len, reverse=True):
        given.append(values[name])
        sql = sql.replace(f"${name}", f"?{len(given)}")
    return db.rows(sql, given)


def _conditions(rule: Mapping[str, Any]) -> tuple[str, str]:
    """(which incidents the rule looks at, which of them surely belong to its subset), as SQL."""
    meets, sure = [_MEETS], [_SURE]
    for told in TOLD:
        tells = _TELLS.format(told)
        if rule[told]:
            meets.append(f"  AND list_has_any({tells}, ${told})")
            sure.append(f"  AND list_has_all(${told}, {tells})")
        if rule[f"without_{told}"]:
            meets.append(f"  AND NOT coalesce(list_has_all($without_{told}, {tells}), false)")
            sure.append(f"  AND NOT coalesce(list_has_any($without_{told}, {tells}), false)")
    return "\n".join(meets), "\n".join(sure)


def _figure(rule: Mapping[str, Any], row: Sequence[Any]) -> Figure:
    provision, reading, author, standard, low, high, text, n, unstated = row
    method = f"count of {rule['unit']}s by what is still open"
    if rule["unit"] == "munition" and unstated:
        method += f"; of {unstated} incidents nobody states how many, and none is counted"
    return Figure(rule["id"], "count", rule["unit"], provision=provision, reading=reading,
                  party=author or UNATTRIBUTED, standard=standard, period_from=rule.get("from") or None,
                  period_to=rule.get("through") or None, low=int(low), high=int(high), text_unknown=int(text), n=int(n),
                  method=method)
