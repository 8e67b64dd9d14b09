"""From accounts to incidents: what all accounts of an incident yield, with rival authors kept open.

For an author, the accounts that name that author or nobody are taken together, but for those that
only say less of the same than another of them (see `vagueness`).  Where another
account names somebody else, being bound is open: nobody's violation follows from mutual blame.
"""

from __future__ import annotations

from servanda.assess.judge import EXCLUDED_BY, MUST_HOLD, WOULD_EXCLUDE, answer_sql, possible_sql
from servanda.engine.database import Database
from servanda.model.tables import ELEMENT_NAMES

_MASKS = ", ".join(f"bit_or({name}_mask) AS {name}_mask" for name in ELEMENT_NAMES if name != "bound")

# `f.keep` chooses the accounts that a standard of evidence admits.
_GROUPED = f"""
SELECT t.incident_id, t.author, t.rule, t.reading, t.provision,
       bit_or(t.bound_mask) | (CASE WHEN max(r.rivals) > 0 THEN 2 ELSE 0 END) AS bound_mask, {_MASKS},
       bit_or(t.possible) AS own_possible, count(DISTINCT t.outcome) AS n_outcomes, min(t.outcome) AS one_outcome,
       bool_and(t.outcome = 'not_in_force') AS all_not_in_force, max(r.rivals) > 0 AS has_rivals,
       string_agg(DISTINCT t.reasons, ';' ORDER BY t.reasons) AS reasons
FROM j_tried t
JOIN ({{accounts}}) k ON k.account_id = t.account_id
JOIN (SELECT a.incident_id, x.author,
             sum(CASE WHEN a.author <> '' AND x.author <> '' AND a.author <> x.author THEN 1 ELSE 0 END) AS rivals
      FROM w_account a JOIN ({{accounts}}) k ON k.account_id = a.account_id
      JOIN (SELECT DISTINCT incident_id, author FROM w_try) x ON x.incident_id = a.incident_id
      GROUP BY a.incident_id, x.author) r ON r.incident_id = t.incident_id AND r.author = t.author
WHERE NOT EXISTS (SELECT 1 FROM w_vaguer less JOIN ({{accounts}}) f ON f.account_id = less.fuller
                  WHERE less.vaguer = t.account_id)
GROUP BY t.incident_id, t.author, t.rule, t.reading, t.provision
"""

_DECIDED = f"""
CREATE OR REPLACE TABLE {{name}} AS
SELECT *, own_possible | (CASE WHEN has_rivals THEN 8 ELSE 0 END) AS possible,
       CASE WHEN own_possible & 3 = 0 THEN
                CASE WHEN n_outcomes = 1 THEN one_outcome WHEN all_not_in_force THEN 'not_in_force'
                     ELSE 'not_covered' END
            WHEN n_outcomes > 1 OR has_rivals THEN 'undetermined' ELSE one_outcome END AS outcome,
       n_outcomes > 1 OR (has_rivals AND own_possible & 3 > 0) AS turns_on_account
FROM ({_GROUPED})
"""

ALL_ACCOUNTS = "SELECT account_id FROM w_account"

_IN_ORDER = "CASE split_part(x, ':', 1) " + " ".join(
    f"WHEN '{name}' THEN {i}" for i, name in enumerate(ELEMENT_NAMES)) + " ELSE 99 END"

# Distinct codes of all accounts, in the order of the elements.
_REASONS = f"""(
    SELECT string_agg(x, ';' ORDER BY {_IN_ORDER}, x) FROM (
        SELECT DISTINCT unnest(string_split(v.reasons || (CASE WHEN has_rivals THEN ';bound:rival_author' ELSE '' END)
            || (CASE WHEN turns_on_account THEN ';accounts:disagree' ELSE '' END), ';')) AS x))"""

_OPEN = "outcome = 'undetermined' AND possible & 1 > 0"

# An unknown of text keeps the row open.
TEXT_OPEN = "(" + " OR ".join(f"v.{name}_mask = 4" for name in ELEMENT_NAMES) + ")"

_ANSWERS = ", ".join(answer_sql(f"{name}_mask") + f' AS "{name}"' for name in ELEMENT_NAMES)

_TAIL = f"""outcome, {possible_sql('possible')} AS possible, {_ANSWERS}, {EXCLUDED_BY} AS excluded_by,
    CASE WHEN {_OPEN} THEN {MUST_HOLD} ELSE '' END AS must_hold,
    CASE WHEN {_OPEN} THEN {WOULD_EXCLUDE} ELSE '' END AS would_exclude"""

_AUTHOR = "CASE WHEN v.author = '' THEN 'unattributed' ELSE v.author END"

_LATE = """(SELECT string_agg(p.element, ';' ORDER BY p.element) FROM effective_provisions p
    WHERE p.reading = v.reading AND p.provision = v.provision AND p.stated > {day})"""


def group(db: Database, name: str, accounts: str = ALL_ACCOUNTS) -> None:
    """Create table ``name``: one row for each incident, author and rule, over the accounts chosen by SQL."""
    db.run(_DECIDED.format(name=name, accounts=accounts))


def publish_verdicts(db: Database) -> None:
    """Fill `account_verdicts` and `verdicts` from the masks."""
    day = "strftime(to_timestamp(t.time_to), '%Y-%m-%d')"
    late = _LATE.format(day=day)
    db.run(f"""
        INSERT INTO account_verdicts
        SELECT v.account_id, v.incident_id, v.provision, v.reading, {_AUTHOR}, {_TAIL}, v.reasons, {late}
        FROM j_tried v JOIN w_account t ON t.account_id = v.account_id""")
    db.run(f"""
        INSERT INTO verdicts
        SELECT v.incident_id, v.provision, v.reading, {_AUTHOR}, {_TAIL}, {_REASONS}, {late}, v.turns_on_account
        FROM g_all v JOIN incidents t ON t.incident_id = v.incident_id""")
