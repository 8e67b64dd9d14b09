"""From accounts to incidents: what all accounts of an incident yield, with rival authors kept open.

For an author, the accounts that name that author or nobody are taken together, but for those that
only say less of the same than another of them (see `vagueness`).  Where another account names
somebody else, being bound is open: nobody's violation follows from mutual blame.  The profiles that
an incident's accounts have for an author are its constellation; each distinct one is judged once.
"""

from __future__ import annotations

from collections.abc import Mapping

from servanda.assess.judge import TEXT_OPEN
from servanda.engine.face import Engine
from servanda.model.reasons import bit
from servanda.model.tables import ELEMENT_NAMES

# The accounts that a standard of evidence admits, where an incident has several: {admits} is SQL over `w_try`.
_GROUPED = """
INSERT INTO w_grouped
WITH kept AS (SELECT * FROM w_try WHERE NOT alone AND {admits}),
named AS (SELECT incident_id, min(named) AS first_author, max(named) AS last_author
          FROM kept WHERE named <> '' GROUP BY incident_id),
told AS (
    SELECT t.incident_id, t.author, t.profile, t.incident_ended,
           t.author <> '' AND n.first_author IS NOT NULL
           AND (n.first_author <> t.author OR n.last_author <> t.author) AS rivals
    FROM kept t LEFT JOIN named n ON n.incident_id = t.incident_id
    WHERE NOT EXISTS (SELECT 1 FROM w_vaguer v JOIN kept f ON f.account_id = v.fuller
                      WHERE v.vaguer = t.account_id))
SELECT '{standard}', incident_id, author, incident_ended,
       string_agg(DISTINCT CAST(profile AS VARCHAR), ',' ORDER BY CAST(profile AS VARCHAR)), rivals
FROM told GROUP BY incident_id, author, incident_ended, rivals
"""

# An incident of one account is that account.
_ALONE = """
SELECT '{standard}' AS standard, incident_id, author, incident_ended AS ended, profile, NULL AS constellation
FROM w_try WHERE alone AND {admits}
"""

_CONSTELLATIONS = """
CREATE TABLE w_constellation AS
SELECT row_number() OVER (ORDER BY members, rivals) AS constellation, members, rivals
FROM (SELECT DISTINCT members, rivals FROM w_grouped)
"""

_WITHIN = """
CREATE TABLE w_within AS
SELECT constellation, rivals, CAST(member AS BIGINT) AS profile
FROM (SELECT constellation, rivals, unnest(string_split(members, ',')) AS member FROM w_constellation)
"""

# Incident and author under every standard: a view, as most incidents have one account.
_SEEN = """
CREATE VIEW w_seen AS
{alone}
UNION ALL
SELECT g.standard, g.incident_id, g.author, g.ended, NULL, c.constellation
FROM w_grouped g JOIN w_constellation c ON c.members = g.members AND c.rivals = g.rivals
"""

_TOGETHER = f"""
CREATE TABLE j_together AS
SELECT constellation, rule, answers, first_bits,
       own_second | (CASE WHEN n_outcomes > 1 OR (rivals AND own_possible & 3 > 0) THEN {bit("accounts:disagree")}
                          ELSE 0 END) AS second_bits,
       own_possible | (CASE WHEN rivals THEN 8 ELSE 0 END) AS possible,
       CASE WHEN own_possible & 3 = 0 THEN
                CASE WHEN n_outcomes = 1 THEN one_outcome WHEN all_not_in_force THEN 'not_in_force'
                     ELSE 'not_covered' END
            WHEN n_outcomes > 1 OR rivals THEN 'undetermined' ELSE one_outcome END AS outcome,
       {TEXT_OPEN} AS text_open, n_outcomes > 1 OR (rivals AND own_possible & 3 > 0) AS turns_on_account
FROM (
    SELECT m.constellation, m.rivals, j.rule,
           bit_or(j.answers) | (CASE WHEN m.rivals THEN {2 << 3 * ELEMENT_NAMES.index("bound")} ELSE 0 END) AS answers,
           bit_or(j.possible) AS own_possible, count(DISTINCT j.outcome) AS n_outcomes,
           min(j.outcome) AS one_outcome, bool_and(j.outcome = 'not_in_force') AS all_not_in_force,
           bit_or(j.first_bits) | (CASE WHEN m.rivals THEN {bit("bound:rival_author")} ELSE 0 END) AS first_bits,
           bit_or(j.second_bits) AS own_second
    FROM w_within m JOIN j_judged j ON j.profile = m.profile
    GROUP BY m.constellation, m.rivals, j.rule)
"""

# Every incident, author and rule under every standard of evidence, in numbers.
_FOUND = """
CREATE VIEW w_found AS
SELECT s.standard, s.incident_id, s.author, j.rule, j.answers, j.first_bits, j.second_bits, j.possible, j.outcome,
       j.text_open, false AS turns_on_account, s.ended
FROM w_seen s JOIN j_judged j ON j.profile = s.profile
UNION ALL
SELECT s.standard, s.incident_id, s.author, j.rule, j.answers, j.first_bits, j.second_bits, j.possible, j.outcome,
       j.text_open, j.turns_on_account, s.ended
FROM w_seen s JOIN j_together j ON j.constellation = s.constellation
"""

_COUNTED = """
CREATE VIEW w_counted AS
SELECT f.standard, f.incident_id, f.author, f.rule, r.reading, r.provision, f.possible, f.text_open
FROM w_found f JOIN w_rule r ON r.rule = f.rule
"""

_MADE = ("w_grouped", "w_constellation", "w_within", "j_together")


def judge(db: Engine, standards: Mapping[str, str]) -> None:
    """Judge every distinct constellation once; `w_found` then holds every verdict under every standard.

    ``standards``: the name of each, and SQL over `w_try` that says which accounts it admits.
    """
    db.run("CREATE TABLE w_grouped (standard VARCHAR, incident_id VARCHAR, author VARCHAR, ended BIGINT, "
           "members VARCHAR, rivals BOOLEAN)")
    quoted = {name.replace("'", "''"): admits for name, admits in standards.items()}
    for name, admits in quoted.items():
        db.run(_GROUPED.format(standard=name, admits=admits))
    alone = "UNION ALL".join(_ALONE.format(standard=name, admits=admits) for name, admits in quoted.items())
    for sql in (_CONSTELLATIONS, _WITHIN, _SEEN.format(alone=alone), _TOGETHER, _FOUND, _COUNTED):
        db.run(sql)


def drop(db: Engine) -> None:
    """Remove what `judge` made."""
    for name in ("w_counted", "w_found", "w_seen"):
        db.run(f"DROP VIEW {name}")
    for name in _MADE:
        db.run(f"DROP TABLE {name}")
