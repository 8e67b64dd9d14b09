"""Rival and agreeing stories of one incident: reports grouped by author and origins.

One origin's relays are one account, with what they dispute inside it.  Accounts that name the same author and tell
the same merge.  A report that says nothing of stage, aim or what was affected adds no story: it joins the first
account of its author; one that names nobody goes to the first account where nobody else is named by any report,
else it stands with its like.  A bare denial is no account.
"""

from __future__ import annotations

from collections.abc import Collection

from servanda.engine.database import Database
from servanda.link.told import NOTHING
from servanda.model.objects import UNKNOWN

# Reports that tell something, under the first report of their account: one author, one origin, or the same tellings.
_STORIES = """
CREATE OR REPLACE TABLE w_story AS
WITH said AS (SELECT home, report_id, author, array_to_string(list_sort(origins), chr(31)) AS said, what FROM w_told
              WHERE says AND NOT bare),
story AS (SELECT home, author, said, list_sort(list_distinct(list(what))) AS whats FROM said GROUP BY ALL)
SELECT t.home, t.report_id, t.author, min(t.report_id) OVER (PARTITION BY t.home, t.author, s.whats) AS first
FROM said t JOIN story s USING (home, author, said)
"""

# Reports that tell nothing more, with the author whose account they join.
_SILENT = """
CREATE OR REPLACE TABLE w_silent AS
WITH silent AS (SELECT home, report_id, author FROM w_told WHERE NOT says AND NOT bare),
named AS (SELECT home, count(DISTINCT author) FILTER (says) AS told, max(author) FILTER (says) AS only,
                 count(DISTINCT author) FILTER (says OR author <> '') AS every
          FROM w_told WHERE NOT bare AND home IN (SELECT home FROM silent) GROUP BY home)
SELECT s.home, s.report_id, CASE WHEN s.author = '' AND n.told = 1 AND n.every = 1 THEN n.only ELSE s.author END
       AS author
FROM silent s JOIN named n ON n.home = s.home
"""

_MEMBERS = """
CREATE OR REPLACE TABLE w_in AS
SELECT home, report_id, author, min(report_id) OVER (PARTITION BY home, first) AS first, true AS heard
FROM (SELECT home, report_id, author, first FROM w_story
      UNION ALL
      SELECT s.home, s.report_id, s.author,
             coalesce(f.first, min(s.report_id) OVER (PARTITION BY s.home, s.author))
      FROM w_silent s LEFT JOIN (SELECT home, author, min(first) AS first FROM w_story GROUP BY home, author) f
           ON f.home = s.home AND f.author = s.author)
"""

_INCIDENTS = """
INSERT INTO w_incident SELECT home, 'E-' || arg_min(report_id, rank) FROM w_told WHERE NOT bare GROUP BY home
"""


def _values(column: str) -> str:
    """SQL: distinct values in order; `unknown` only where nothing else is said."""
    stated = f"list_sort(list_distinct(list({column}) FILTER ({column} NOT IN {NOTHING})))"
    return f"coalesce(array_to_string({stated}, ';'), CASE WHEN bool_or({column} = '{UNKNOWN}') THEN '{UNKNOWN}' END)"


def _things(column: str) -> str:
    """SQL: the same of lists."""
    split = f"list(string_split({column}, ';')) FILTER ({column} NOT IN {NOTHING})"
    stated = f"list_sort(list_distinct(list_filter(flatten({split}), lambda x: x NOT IN {NOTHING})))"
    return f"coalesce(array_to_string({stated}, ';'), CASE WHEN bool_or({column} = '{UNKNOWN}') THEN '{UNKNOWN}' END)"


# The time that all its reports leave possible, else the hull of what they say.
_ACCOUNTS = f"""
CREATE OR REPLACE TABLE w_told_account AS
SELECT home, first, author,
       CASE WHEN max_from < min_to THEN max_from ELSE min_from END AS time_from,
       CASE WHEN max_from < min_to THEN min_to ELSE max_to END AS time_to,
       act, aimed_at, affected, stage, means, origins, nullif(origin_parties, '') AS origin_parties, report_ids, heard
FROM (SELECT m.home, m.first, any_value(m.author) AS author, bool_or(m.heard) AS heard,
             max(time_from) FILTER (timed) AS max_from, min(time_to) FILTER (timed) AS min_to,
             min(time_from) FILTER (timed) AS min_from, max(time_to) FILTER (timed) AS max_to,
             {_values('act')} AS act, {_things('aimed_at')} AS aimed_at, {_things('affected')} AS affected,
             {_values('stage')} AS stage, {_values('means')} AS means,
             array_to_string(list_sort(list_distinct(flatten(list(origins)))), ';') AS origins,
             array_to_string(list_sort(list_distinct(flatten(list(parties)))), ';') AS origin_parties,
             array_to_string(list_sort(list(t.report_id)), ';') AS report_ids
      FROM w_in m JOIN w_told t ON t.report_id = m.report_id GROUP BY m.home, m.first)
"""

_LOAD = """
INSERT INTO accounts (account_id, incident_id, author, time_from, time_to, act, aimed_at, affected, stage, means,
                      origins, origin_parties, report_ids, aside)
SELECT i.incident_id || '/' || a.first, i.incident_id, nullif(a.author, ''), a.time_from, a.time_to, a.act, a.aimed_at,
       a.affected, a.stage, a.means, a.origins, a.origin_parties, a.report_ids,
       list_contains(?, i.incident_id || '/' || a.first)
FROM w_told_account a JOIN w_incident i ON i.home = a.home
"""

# Accounts set aside are not heard, but where no other is left.
_UNHEARD = """
UPDATE w_in SET heard = false FROM (
    SELECT m.home, m.first FROM w_in m JOIN w_incident i ON i.home = m.home
    QUALIFY list_contains(?1, i.incident_id || '/' || m.first)
        AND NOT bool_and(list_contains(?1, i.incident_id || '/' || m.first)) OVER (PARTITION BY m.home)) a
WHERE a.home = w_in.home AND a.first = w_in.first
"""


def make(db: Database, aside: Collection[str]) -> None:
    """The accounts of the reports in `w_told`: `w_in` says which report is in which, `w_incident` where they are.

    ``aside``: ids of accounts that decisions set aside.
    """
    for sql in (_STORIES, _SILENT, _MEMBERS, _INCIDENTS):
        db.run(sql)
    if aside:
        db.run(_UNHEARD, [sorted(aside)])
    db.run(_ACCOUNTS)
    db.run(_LOAD, [sorted(aside)])
