"""Nodes: reports that tell the same in everything that the linker compares, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servanda.engine.database import Database
from servanda.link.tellings import NEVER, Tellings, masks, path
from servanda.model.names import fold
from servanda.model.vocabulary import ACTS, COMPLETED_STAGES, MEANS, STAGES

_VAGUE = 2 * 86_400  # seconds: a possible time longer than this says too little for two reports to tell the same by


@dataclass(frozen=True)
class Nodes:
    """What each node tells, which tell nothing but time and place, and the node of every report.

    ``report`` and ``node`` are in order of report ids; ``first`` is each node's report published first, and
    ``rank`` its place among those of all nodes.
    """

    told: Tellings
    silent: NDArray[np.bool_]
    report: list[str]
    node: NDArray[np.int64]
    first: list[str]
    rank: NDArray[np.int64]


def nodes(db: Database, apart: Iterable[str]) -> Nodes:
    """The nodes of all single reports in use; reports named in ``apart`` are nodes of their own.

    Nodes are numbered by what they tell, so neither the order of rows nor a further copy of a
    report changes the order of nodes.  What a node does not share, its publisher and who said it, is that of
    the report published first.
    """
    _words(db)
    db.run('CREATE OR REPLACE TABLE w_apart ("report_id" VARCHAR)')
    db.load_plain("w_apart", {"report_id": sorted(apart)})
    db.run(_MEMBERS)
    db.run(_NODES)
    told = _tellings(db)
    members = db.arrays("SELECT report_id, node FROM w_member ORDER BY report_id")
    heads = db.arrays("SELECT first, rank FROM w_node ORDER BY node")
    return Nodes(told, _silent(told), members["report_id"].tolist(), members["node"].astype(np.int64),
                 heads["first"].tolist(), heads["rank"].astype(np.int64))


def _silent(told: Tellings) -> NDArray[np.bool_]:
    return np.asarray((told.means < 0) & (told.stage < 0) & (told.act < 0) & (told.functions == 0)
                      & (told.sectors == 0) & (told.dead < 0) & (told.hurt < 0))


def _tellings(db: Database) -> Tellings:
    """The columns of `w_node`."""
    got = db.arrays("SELECT * EXCLUDE (node, first, rank) FROM w_node ORDER BY node")
    objects = db.rows("SELECT aimed, hit FROM w_object ORDER BY number")
    bits = masks([row[0] for row in objects], [row[1] for row in objects])

    def words(kind: str) -> tuple[str, ...]:
        return tuple(row[0] for row in db.rows(f"SELECT word FROM w_word WHERE kind = '{kind}' ORDER BY number"))

    whole: dict[str, Any] = {name: got[name].astype(np.int64) for name in (
        "low", "high", "place", "region", "author", "voice", "source", "act", "means", "stage", "dead", "hurt")}
    real: dict[str, Any] = {name: _floats(got[name]) for name in ("lat", "lon", "radius")}
    number = got["object"].astype(np.int64)
    named: dict[str, Any] = dict(zip(("functions", "functions_above", "sectors", "sectors_above"),
                     (column[number] for column in bits), strict=True))
    return Tellings(**whole, **real, **named, places=words("place"), acts=words("act"), weapons=words("means"))


def _floats(column: Any) -> NDArray[np.float64]:
    """A column of decimals; NaN where nothing is stated."""
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


def _words(db: Database) -> None:
    """Working tables of every distinct word with its number: folded places and regions, paths of acts and means."""
    db.run('CREATE OR REPLACE TABLE w_word ("kind" VARCHAR, "word" VARCHAR, "number" BIGINT)')
    db.run('CREATE OR REPLACE TABLE w_spelt ("kind" VARCHAR, "spelt" VARCHAR, "word" VARCHAR)')
    for kind, column, key in (("place", "place", _folded), ("region", "admin1", _folded),
                              ("act", "act", lambda word: path(ACTS, word)),
                              ("means", "means", lambda word: path(MEANS, word))):
        spelt = [row[0] for row in db.rows(f"SELECT DISTINCT {column} FROM reports WHERE {column} IS NOT NULL "
                                           "ORDER BY 1")]
        keys = [key(word) for word in spelt]
        listed = sorted({word for word in keys if word})
        db.load_plain("w_word", {"kind": [kind] * len(listed), "word": listed, "number": list(range(len(listed)))})
        db.load_plain("w_spelt", {"kind": [kind] * len(spelt), "spelt": spelt, "word": keys})
    db.run("CREATE OR REPLACE TABLE w_key AS SELECT kind, spelt, number FROM w_spelt JOIN w_word USING (kind, word)")
    db.run("CREATE OR REPLACE TABLE w_object AS SELECT *, row_number() OVER (ORDER BY aimed, hit) - 1 AS number FROM "
           "(SELECT DISTINCT coalesce(aimed_at, '') AS aimed, coalesce(affected, '') AS hit FROM reports)")


def _folded(name: str) -> str:
    return fold(name) or name


_HIT = ", ".join(f"'{stage}'" for stage in COMPLETED_STAGES)
_STAGED = ", ".join(f"'{stage}'" for stage in STAGES)

# One row for each report, with the number of what it tells.  A report without place or time, or with a vague
# time, tells the same as another only if its origin and its words are the same too.
_MEMBERS = f"""
CREATE OR REPLACE TABLE w_member AS
WITH told AS (
  SELECT r.report_id, r.published, r.origin, r.source, coalesce(r.time_from, {NEVER}) AS low,
    coalesce(r.time_to, {NEVER}) AS high,
    CAST(r.lat AS DOUBLE) AS lat, CAST(r.lon AS DOUBLE) AS lon, CAST(coalesce(r.precision, 0) AS DOUBLE) AS radius,
    coalesce(p.number, -1) AS place, coalesce(g.number, -1) AS region, coalesce(k.number, -1) AS act,
    coalesce(m.number, -1) AS means, o.number AS object,
    CASE WHEN r.stage IN ({_HIT}) THEN 1 WHEN r.stage IN ({_STAGED}) THEN 0 ELSE -1 END AS stage,
    coalesce(r.fatalities, -1) AS dead, coalesce(r.injured, -1) AS hurt,
    coalesce(nullif(r.author_claimed, 'unknown'), '') AS author_claimed,
    CASE WHEN (p.number IS NULL AND r.lat IS NULL) OR r.time_from IS NULL OR r.time_to - r.time_from > {_VAGUE}
      THEN concat_ws(chr(31), r.origin, r.words, r.summary) ELSE '' END AS own,
    CASE WHEN r.report_id IN (SELECT report_id FROM w_apart) THEN r.report_id ELSE '' END AS alone
  FROM reports r LEFT JOIN w_key p ON p.kind = 'place' AND p.spelt = r.place
    LEFT JOIN w_key g ON g.kind = 'region' AND g.spelt = r.admin1
    LEFT JOIN w_key k ON k.kind = 'act' AND k.spelt = r.act LEFT JOIN w_key m ON m.kind = 'means' AND m.spelt = r.means
    JOIN w_object o ON o.aimed = coalesce(r.aimed_at, '') AND o.hit = coalesce(r.affected, '')
  WHERE r.used AND r.kind = 'single')
SELECT dense_rank() OVER (ORDER BY low, high, lat, lon, radius, place, region, author_claimed, act, means, stage,
  object, dead, hurt, own, alone) - 1 AS node, * FROM told
"""

_NODES = """
CREATE OR REPLACE TABLE w_node AS
WITH first AS (
  SELECT DISTINCT ON (node) node, low, high, lat, lon, radius, place, region, act, means, stage, object, dead, hurt,
    nullif(author_claimed, '') AS author_claimed, origin AS said_by,
    CASE WHEN origin IS NULL THEN source END AS source,
    published, report_id AS first
  FROM w_member ORDER BY node, coalesce(published, '9999'), report_id)
SELECT * EXCLUDE (author_claimed, said_by, source, published),
  row_number() OVER (ORDER BY coalesce(published, '9999'), first) AS rank,
  CASE WHEN author_claimed IS NULL THEN -1 ELSE dense_rank() OVER (ORDER BY author_claimed) END AS author,
  CASE WHEN said_by IS NULL THEN -1 ELSE dense_rank() OVER (ORDER BY said_by) END AS voice,
  CASE WHEN source IS NULL THEN -1 ELSE dense_rank() OVER (ORDER BY source) END AS source
FROM first
"""
