"""The list of incidents as columns: what a reader filters by, one row an incident, in order of time and id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.model.values import OUTCOME_BITS, OUTCOMES
from servanda.queries import incidents, verdicts

Columns = dict[str, list[Any]]
TURNS_ON_READING, TURNS_ON_ACCOUNT, RIVAL_ACCOUNTS, DENIED, TOLLS = 1, 2, 4, 8, 16
_LADDER = "list_position(['alleged', 'corroborated', 'verified'], {})"


def columns(db: Database, compare: Sequence[str]) -> Columns:
    """Column name -> one value an incident.

    ``pattern`` is its verdicts as ``combination,outcome,possible`` joined by ``;``: places in
    `incidents.combinations` and in `OUTCOMES`, and the bits of `OUTCOME_BITS`.  ``standing`` is occurrence, author
    and object, two bits each, 0 where not stated.  ``disputed`` holds the bits named above.
    """
    _stage(db, compare)
    rows = db.dicts(f"""
        SELECT i.incident_id AS id, coalesce(i.title, '') AS title, coalesce(i.place, '') AS place,
               coalesce(i.admin1, '') AS admin1, i.time_from, i.time_to, coalesce(i.authors, '') AS authors,
               {' + '.join(f"{1 << 2 * place} * coalesce({_LADDER.format(f'i.{name}_standing')}, 0)"
                           for place, name in enumerate(('occurrence', 'author', 'object')))} AS standing,
               coalesce(i.denied_by, '') AS denied, i.n_reports AS reports, i.n_origins AS origins,
               i.n_accounts AS accounts, coalesce(p.pattern, '') AS pattern, coalesce(t.things, '') AS things,
               coalesce(t.claimants, '') AS claimants,
               CASE WHEN i.incident_id IN (SELECT incident_id FROM q_turning) THEN {TURNS_ON_READING} ELSE 0 END
               + CASE WHEN p.rival THEN {TURNS_ON_ACCOUNT} ELSE 0 END
               + CASE WHEN i.n_accounts > 1 THEN {RIVAL_ACCOUNTS} ELSE 0 END
               + CASE WHEN coalesce(i.denied_by, '') <> '' THEN {DENIED} ELSE 0 END
               + CASE WHEN i.fatalities_low < i.fatalities_high OR i.injured_low < i.injured_high
                      THEN {TOLLS} ELSE 0 END AS disputed
        FROM incidents i LEFT JOIN q_pattern p USING (incident_id) LEFT JOIN q_told t USING (incident_id)
        ORDER BY i.time_from NULLS LAST, i.incident_id""")
    for table in ("q_turning", "q_pattern", "q_told", "q_combination"):
        db.run(f"DROP TABLE {table}")
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


def _stage(db: Database, compare: Sequence[str]) -> None:
    """Working tables: numbers of combinations, verdicts as one text, what is told of objects and by whom."""
    db.run("""CREATE OR REPLACE TABLE q_combination AS
        SELECT provision, reading, author, row_number() OVER (ORDER BY provision, reading, author) - 1 AS number
        FROM (SELECT DISTINCT provision, reading, author FROM verdicts)""")
    bits = " + ".join(f"CASE WHEN list_contains(string_split(possible, ';'), '{name}') THEN {bit} ELSE 0 END"
                      for name, bit in OUTCOME_BITS.items())
    outcomes = ", ".join(f"'{name}'" for name in OUTCOMES)
    db.run(f"""CREATE OR REPLACE TABLE q_pattern AS
        SELECT incident_id, bool_or(turns_on_account AND reading IN (SELECT unnest(?))) AS rival,
               string_agg(number || ',' || (list_position([{outcomes}], outcome) - 1) || ',' || ({bits}), ';'
                          ORDER BY number) AS pattern
        FROM verdicts JOIN q_combination USING (provision, reading, author) GROUP BY incident_id""", [list(compare)])
    db.run("""CREATE OR REPLACE TABLE q_told AS
        SELECT incident_id, array_to_string(list_sort(list_distinct(list_filter(
                   string_split(string_agg(things, ';'), ';'), x -> x <> ''))), ';') AS things,
               array_to_string(list_sort(list_distinct(list_filter(
                   string_split(string_agg(origin_parties, ';'), ';'), x -> x <> ''))), ';') AS claimants
        FROM (SELECT incident_id, coalesce(origin_parties, '') AS origin_parties,
                     regexp_replace(concat_ws(';', affected, aimed_at), ':[^;]*', '', 'g') AS things FROM accounts)
        GROUP BY incident_id""")
    db.run(f"CREATE OR REPLACE TABLE q_turning AS SELECT DISTINCT incident_id FROM ({verdicts.TURNING})",
           [list(compare)])


def combinations(db: Database) -> list[tuple[str, str, str]]:
    """Every (provision, reading, author) that occurs, in the order of the numbers in ``pattern``."""
    return incidents.combinations(db)


def things(db: Database) -> list[str]:
    """Every object that an account tells of, aimed at or affected, once, in order; how it was hit left out."""
    return [row[0] for row in db.rows("""
        SELECT DISTINCT unnest(string_split(regexp_replace(concat_ws(';', affected, aimed_at), ':[^;]*', '', 'g'), ';'))
            AS thing FROM accounts ORDER BY thing""") if row[0]]


def claimants(db: Database) -> list[str]:
    """Every party whose own origins tell an account, and `none` where an origin of no party does, once, in order."""
    return [row[0] for row in db.rows("""
        SELECT DISTINCT unnest(string_split(coalesce(origin_parties, ''), ';')) AS party FROM accounts
        ORDER BY party""") if row[0]]
