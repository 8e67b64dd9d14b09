"""Reports in use as accounts are made of them: one row a report of `w_told`, whole incidents at a time.

What many reports tell alike, stage and aim and effect, is looked into once: `w_what`, and `w_about` with its things.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servanda.engine.database import Database
from servanda.link.linked import Linked
from servanda.model.case import CaseInfo
from servanda.model.clock import span
from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import FUNCTIONS

COLUMNS = ("r.report_id", "r.published", "r.origin", "r.origin_parties", "r.source", "s.party AS source_party",
           "r.author_claimed", "r.denied_by", "r.denies", "r.admitted_by", "r.time_from", "r.time_to", "r.place",
           "r.admin1", "r.lat", "r.lon", "r.precision", "r.act", "r.stage", "r.means", "r.aimed_at", "r.affected",
           "r.fatalities", "r.injured", "r.how_known")
NOBODY = f"('none', '{UNKNOWN}')"  # what stands for no party among parties
NOTHING = f"('', '{UNKNOWN}')"  # what states nothing
_NO_LIST = "CAST([] AS VARCHAR[])"

_WHAT = f"""
CREATE OR REPLACE TABLE w_what AS
SELECT *, len(list_filter([stage] || string_split(aimed_at, ';') || string_split(affected, ';'),
                          lambda x: x NOT IN {NOTHING})) > 0 AS says,
       CAST(row_number() OVER (ORDER BY stage, aimed_at, affected) AS VARCHAR) AS what
FROM (SELECT DISTINCT coalesce(stage, '') AS stage, coalesce(aimed_at, '') AS aimed_at,
             coalesce(affected, '') AS affected FROM reports)
"""

# `main`: aimed at, or hit directly.
_ABOUT = f"""
CREATE OR REPLACE TABLE w_about AS
SELECT what, thing, function, coalesce(f.place, {len(FUNCTIONS)}) AS place, main
FROM (SELECT what, split_part(part, ':', 1) AS thing, split_part(split_part(part, ':', 1), '/', 1) AS function,
             bool_or(NOT hit OR split_part(part, ':', 2) IN ('', 'direct')) AS main
      FROM (SELECT what, false AS hit, unnest(string_split(aimed_at, ';')) AS part FROM w_what
            UNION ALL SELECT what, true, unnest(string_split(affected, ';')) FROM w_what) GROUP BY ALL) t
LEFT JOIN w_function f USING (function)
WHERE thing NOT IN ('', '{UNKNOWN}', '{UNKNOWN}/{UNKNOWN}')
"""


def _members(column: str) -> str:
    """SQL: the members of a `;` list; an empty list where nothing is stated."""
    return f"coalesce(string_split(nullif({column}, ''), ';'), {_NO_LIST})"


# A certain copy is its first teller's word: see `echoes`.
_ORIGIN = "coalesce(e.origin, r.origin)"
_PARTIES = "CASE WHEN e.report_id IS NULL THEN r.origin_parties ELSE e.parties END"

# An origin falls back to the source, and then to the report itself.  ``day``: one without a day comes last.
# ``denying``: those who deny are the parties of its own origins.  ``bare``: it tells nothing but that its own side
# denies: no story, and no account.  ``happened``, ``authored``: it does not itself deny that.
_TOLD = f"""
CREATE OR REPLACE TABLE w_told AS
SELECT *, row_number() OVER (PARTITION BY home ORDER BY day, report_id) AS rank,
       NOT (denying AND list_has_any(denies, ['occurrence', 'blanket'])) AS happened,
       NOT (denying AND list_contains(sides, author)
            AND list_has_any(denies, ['authorship', 'occurrence', 'blanket'])) AS authored,
       denying AND NOT says AND (author = '' OR list_contains(sides, author)) AS bare
FROM (SELECT *, len(sides) > 0 AND list_has_all(string_split(coalesce(denied_by, ''), ';'), sides) AS denying
FROM (SELECT *, list_filter(parties, lambda x: x NOT IN {NOBODY}) AS sides
FROM (SELECT h.home, r.report_id, coalesce(nullif(r.published, ''), '9999') AS day,
             CASE WHEN {_ORIGIN} <> '' THEN string_split({_ORIGIN}, ';')
                  ELSE [coalesce(nullif(r.source, ''), r.report_id)] END AS origins,
             list_distinct({_members(f"CASE WHEN {_ORIGIN} <> '' THEN {_PARTIES} ELSE s.party END")}) AS parties,
             CASE WHEN r.author_claimed IS NULL OR r.author_claimed = '{UNKNOWN}' THEN '' ELSE r.author_claimed
                  END AS author,
             nullif(r.denied_by, '') AS denied_by, {_members('r.denies')} AS denies,
             nullif(r.admitted_by, '') AS admitted_by, r.time_from, r.time_to,
             r.time_from IS NOT NULL AND r.time_to IS NOT NULL AS timed, r.place, r.admin1, r.lat, r.lon, r."precision",
             coalesce(r.act, '') AS act, coalesce(r.stage, '') AS stage, coalesce(r.means, '') AS means, w.what, w.says,
             coalesce(r.aimed_at, '') AS aimed_at, coalesce(r.affected, '') AS affected, r.fatalities, r.injured,
             coalesce(r.how_known, '') AS how_known
      FROM w_member m JOIN w_home h ON h.node = m.node JOIN reports r ON r.report_id = m.report_id
      LEFT JOIN sources s ON s.source = r.source LEFT JOIN w_echo e ON e.report_id = r.report_id
      JOIN w_what w ON w.stage = coalesce(r.stage, '') AND w.aimed_at = coalesce(r.aimed_at, '')
           AND w.affected = coalesce(r.affected, '')
      WHERE h.home >= ? AND h.home < ? AND h.home NOT IN (SELECT home FROM w_incident))))
"""

# Reports that an observer listed by the case tells of what it saw; not what it was told, nor what has no time.
_SAW = """
CREATE OR REPLACE TABLE w_saw AS
SELECT DISTINCT t.report_id
FROM (SELECT report_id, time_from, time_to, unnest(origins) AS origin FROM w_told
      WHERE timed AND how_known NOT IN ('told', 'published')) t
JOIN w_watch w ON w.actor = t.origin AND coalesce(w.first < t.time_to, true) AND coalesce(w.last > t.time_from, true)
"""


def prepare(db: Database, info: CaseInfo) -> None:
    """Make what holds for all blocks: `w_what`, `w_about`, `w_watch`."""
    db.run("CREATE OR REPLACE TABLE w_function (function VARCHAR, place INTEGER)")
    db.load_plain("w_function", {"function": list(FUNCTIONS), "place": list(range(len(FUNCTIONS)))})
    db.run(_WHAT)
    db.run(_ABOUT)
    db.run("CREATE OR REPLACE TABLE w_watch (actor VARCHAR, first BIGINT, last BIGINT)")
    db.load_plain("w_watch", {
        "actor": [one.actor for one in info.observers],
        "first": [span(one.start, info.zone)[0] if one.start else None for one in info.observers],
        "last": [span(one.through, info.zone)[1] if one.through else None for one in info.observers]})


def blocks(db: Database, found: Linked, size: int) -> Iterator[None]:
    """Make `w_told` and `w_saw` of single reports in use, whole clusters at a time, about so many reports a block.

    Those of clusters that are in `w_incident` are left out.
    """
    many = np.bincount(found.home[found.nodes.node], minlength=len(found.home) + 1)
    many[[row[0] for row in db.rows("SELECT home FROM w_incident ORDER BY home")]] = 0
    many = np.cumsum(many)
    start = 0
    while start < len(found.home):
        before = int(many[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(many, before + size, "right")))
        if int(many[min(stop, len(many)) - 1]) > before:
            db.run(_TOLD, [start, stop])
            db.run(_SAW)
            yield
        start = stop
