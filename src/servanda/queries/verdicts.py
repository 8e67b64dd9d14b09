"""Figures, and what turns on the reading or on the account, over the compared readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.model.tables import ELEMENT_NAMES

Row = dict[str, Any]

# Where one reading stands on the one question: a potential violation for sure, excluded, or open.
_STAND = """CASE WHEN possible = 'potential_violation' THEN 'yes'
    WHEN list_contains(string_split(possible, ';'), 'potential_violation') THEN 'open' ELSE 'no' END"""

# Incident x provision x author on which readings do not stand alike; its one parameter lists the readings.
TURNING = f"""
    WITH stands AS (SELECT incident_id, provision, author, reading, {_STAND} AS stand FROM verdicts
                    WHERE reading IN (SELECT unnest(?)))
    SELECT incident_id, provision, author, bool_or(stand = 'yes') AND bool_or(stand = 'no') AS surely
    FROM stands GROUP BY ALL HAVING count(DISTINCT stand) > 1"""


def figures(db: Database) -> list[Row]:
    """Incident counts over all days: provision, reading, party, standard, low, high, text_unknown, n."""
    return db.dicts("""
        SELECT figure_id, provision, reading, coalesce(party, '') AS party, standard, low, high,
               coalesce(text_unknown, 0) AS text_unknown, n
        FROM figures WHERE rule = 'incidents' AND measure = 'count' AND subset IS NULL
          AND coalesce(period_from, '') = '' AND coalesce(period_to, '') = ''
        ORDER BY provision, reading, party, standard, figure_id""")


def turning(db: Database, compare: Sequence[str], most: int) -> list[Row]:
    """Incident x provision x author on which the compared readings do not stand alike, of so many incidents at most.

    Those that turn for sure come first: ``surely``, where one reading yields a potential violation and another
    excludes it; else one of them is open.
    """
    return db.dicts(f"""
        WITH turn AS ({TURNING}),
             first AS (SELECT incident_id FROM turn GROUP BY incident_id
                       ORDER BY bool_or(surely) DESC, incident_id LIMIT {int(most)})
        SELECT * FROM turn WHERE incident_id IN (SELECT incident_id FROM first)
        ORDER BY incident_id, provision, author""", [list(compare)])


def turning_by_provision(db: Database, compare: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Provision -> incidents that surely turn on the reading, and with those that may."""
    return {row[0]: (row[1], row[2]) for row in db.rows(f"""
        SELECT provision, count(DISTINCT incident_id) FILTER (WHERE surely), count(DISTINCT incident_id)
        FROM ({TURNING}) GROUP BY provision ORDER BY provision""", [list(compare)])}


def turning_counts(db: Database, compare: Sequence[str]) -> Row:
    """Incidents that surely turn on the reading, that may, and that turn on the account: sure, all, account."""
    return db.dicts(f"""
        SELECT count(DISTINCT incident_id) FILTER (WHERE surely) AS sure, count(DISTINCT incident_id) AS "all",
               (SELECT count(DISTINCT incident_id) FROM verdicts
                WHERE turns_on_account AND reading IN (SELECT unnest(?))) AS account
        FROM ({TURNING})""", [list(compare), list(compare)])[0]


def on_account(db: Database, compare: Sequence[str], most: int) -> list[Row]:
    """Incident x provision x author whose accounts do not agree on the outcome, of so many incidents at most."""
    return db.dicts(f"""
        WITH rival AS (SELECT DISTINCT incident_id, provision, author FROM verdicts
                       WHERE turns_on_account AND reading IN (SELECT unnest(?))),
             first AS (SELECT DISTINCT incident_id FROM rival ORDER BY incident_id LIMIT {int(most)})
        SELECT * FROM rival WHERE incident_id IN (SELECT incident_id FROM first)
        ORDER BY incident_id, provision, author""", [list(compare)])


def outside(db: Database, compare: Sequence[str]) -> Row:
    """Incidents for which no compared reading leaves a potential violation open, by why."""
    return db.dicts(f"""
        WITH stands AS (SELECT incident_id, outcome, {_STAND} AS stand FROM verdicts
                        WHERE reading IN (SELECT unnest(?))),
             out AS (SELECT incident_id, bool_and(outcome = 'not_covered') AS uncovered,
                            bool_and(outcome = 'not_in_force') AS unforced
                     FROM stands GROUP BY incident_id HAVING bool_and(stand = 'no'))
        SELECT count(*) AS total, count(*) FILTER (WHERE uncovered) AS not_covered,
               count(*) FILTER (WHERE unforced) AS not_in_force,
               count(*) FILTER (WHERE NOT uncovered AND NOT unforced) AS mixed
        FROM out""", [list(compare)])[0]


def outcomes_of(db: Database, incidents: Sequence[str], compare: Sequence[str]) -> list[Row]:
    """Verdict rows of these incidents under the compared readings, with every element's answer."""
    elements = ", ".join(f'v."{name}"' for name in ELEMENT_NAMES)
    return db.dicts(f"""
        SELECT v.incident_id, v.provision, v.author, v.reading, v.outcome, v.possible, v.turns_on_account,
               {elements}, i.title, i.time_from
        FROM verdicts v JOIN incidents i USING (incident_id)
        WHERE v.incident_id IN (SELECT unnest(?)) AND v.reading IN (SELECT unnest(?))
        ORDER BY i.time_from, v.incident_id, v.provision, v.author, v.reading""", [list(incidents), list(compare)])


def account_outcomes(db: Database, incidents: Sequence[str], compare: Sequence[str]) -> list[Row]:
    """Account verdicts of these incidents under the compared readings, with who tells the account."""
    return db.dicts("""
        SELECT v.incident_id, v.provision, v.reading, v.author, v.account_id, v.outcome, v.possible,
               a.author AS told_author, a.origins, a.affected, i.title
        FROM account_verdicts v JOIN accounts a USING (account_id) JOIN incidents i ON i.incident_id = v.incident_id
        WHERE v.incident_id IN (SELECT unnest(?)) AND v.reading IN (SELECT unnest(?)) AND a.aside IS NOT TRUE
        ORDER BY v.incident_id, v.provision, v.author, v.account_id, v.reading""", [list(incidents), list(compare)])


def accusations(db: Database, party: str, provision: str, reading: str) -> list[Row]:
    """Accounts told by a party's origins that name another party, under one reading, counted by outcome.

    ``timing`` splits what is not in force: before the start, after the end, or otherwise.
    """
    return db.dicts("""
        WITH told AS (
            SELECT v.author, v.outcome, string_split(v.reasons, ';') AS why
            FROM account_verdicts v JOIN accounts a USING (account_id)
            WHERE list_contains(string_split(coalesce(a.origin_parties, ''), ';'), $party)
              AND a.author <> $party AND v.author = a.author AND a.aside IS NOT TRUE
              AND v.provision = $provision AND v.reading = $reading)
        SELECT author, outcome,
               CASE WHEN outcome <> 'not_in_force' THEN ''
                    WHEN list_has_any(why, ['when:before_start', 'when:before_instrument', 'bound:before_bound'])
                        THEN 'before'
                    WHEN list_has_any(why, ['when:after_end', 'bound:after_bound']) THEN 'after'
                    ELSE 'other' END AS timing,
               count(*) AS accounts
        FROM told GROUP BY ALL ORDER BY author, outcome, timing
        """.replace("$party", "?1").replace("$provision", "?2").replace("$reading", "?3"),
                    [party, provision, reading])


def reason_codes(db: Database) -> list[str]:
    """Every code that occurs in reasons, must_hold or would_exclude, once, in order."""
    found = db.rows("""
        SELECT DISTINCT unnest(string_split(concat_ws(';', reasons, must_hold, would_exclude), ';')) AS code
        FROM verdicts ORDER BY code""")
    return [row[0] for row in found if row[0]]
