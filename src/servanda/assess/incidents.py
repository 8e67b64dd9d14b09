"""From accounts to incidents: what all accounts of an incident yield, with rival authors kept open.

For an author, the accounts that name that author or nobody are taken together, but for those that
only say less of the same than another of them (see `vagueness`).  Where another account names
somebody else, being bound is open: nobody's violation follows from mutual blame.  The profiles that
an incident's accounts have for an author are its constellation; each distinct one is judged once.
"""

from __future__ import annotations

from servanda.assess.judge import TEXT_OPEN
from servanda.engine.face import Engine
from servanda.model.reasons import bit
from servanda.model.tables import ELEMENT_NAMES

# One standard of evidence; {accounts} chooses the accounts that it admits.
_GROUPED = """
INSERT INTO w_grouped
WITH kept AS ({accounts}),
named AS (
    SELECT a.incident_id, min(a.author) AS first_author, max(a.author) AS last_author
    FROM w_account a JOIN kept k ON k.account_id = a.account_id WHERE a.author <> '' GROUP BY a.incident_id),
told AS (
    SELECT t.incident_id, t.author, t.profile
    FROM w_try t JOIN kept k ON k.account_id = t.account_id
    WHERE t.account_id NOT IN (SELECT v.vaguer FROM w_vaguer v JOIN kept f ON f.account_id = v.fuller)),
met AS (
    SELECT t.incident_id, t.author, min(t.profile) AS low, max(t.profile) AS high,
           max(CASE WHEN t.author <> '' AND (n.first_author <> t.author OR n.last_author <> t.author) THEN 1 ELSE 0 END)
           = 1 AS rivals
    FROM told t LEFT JOIN named n ON n.incident_id = t.incident_id
    GROUP BY t.incident_id, t.author)
SELECT '{standard}', incident_id, author, low, '', false FROM met WHERE low = high AND NOT rivals
UNION ALL
SELECT '{standard}', m.incident_id, m.author, NULL,
       string_agg(DISTINCT CAST(t.profile AS VARCHAR), ',' ORDER BY CAST(t.profile AS VARCHAR)), m.rivals
FROM met m JOIN told t ON t.incident_id = m.incident_id AND t.author = m.author
WHERE m.low <> m.high OR m.rivals
GROUP BY m.incident_id, m.author, m.rivals
"""

# One profile and no rival is that profile; what is left is judged together.
_CONSTELLATIONS = """
CREATE TABLE w_constellation AS
SELECT row_number() OVER (ORDER BY members, rivals) AS constellation, members, rivals
FROM (SELECT DISTINCT members, rivals FROM w_grouped WHERE members <> '')
"""

_WITHIN = """
CREATE TABLE w_within AS
SELECT constellation, rivals, CAST(member AS BIGINT) AS profile
FROM (SELECT constellation, rivals, unnest(string_split(members, ',')) AS member FROM w_constellation)
"""

_SEEN = """
CREATE TABLE w_seen AS
SELECT g.standard, g.incident_id, g.author, g.profile, c.constellation,
       CASE WHEN i.time_to IS NULL THEN NULL ELSE {ended} END AS ended
FROM w_grouped g
LEFT JOIN w_constellation c ON c.members = g.members AND c.rivals = g.rivals
LEFT JOIN incidents i ON i.incident_id = g.incident_id
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

_MADE = ("w_grouped", "w_constellation", "w_within", "w_seen", "j_together")


def begin(db: Engine) -> None:
    """Begin anew: nothing is grouped yet."""
    db.run("CREATE TABLE w_grouped (standard VARCHAR, incident_id VARCHAR, author VARCHAR, profile BIGINT, "
           "members VARCHAR, rivals BOOLEAN)")


def group(db: Engine, standard: str, accounts: str) -> None:
    """Group by incident and author the accounts that a standard admits, chosen by SQL."""
    db.run(_GROUPED.format(accounts=accounts, standard=standard.replace("'", "''")))


def judge(db: Engine, ended: str) -> None:
    """Judge every distinct constellation once; `w_found` then holds every verdict of every standard.

    ``ended`` is SQL that draws the end of an incident up to the next turn of a rule.
    """
    for sql in (_CONSTELLATIONS, _WITHIN, _SEEN.format(ended=ended), _TOGETHER, _FOUND, _COUNTED):
        db.run(sql)


def drop(db: Engine) -> None:
    """Remove what `begin` and `judge` made."""
    db.run("DROP VIEW w_counted")
    db.run("DROP VIEW w_found")
    for name in _MADE:
        db.run(f"DROP TABLE {name}")
