"""Nodes (reports that tell the same in every feature) and the pairs of nodes that may be one happening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.engine.database import Database
from servanda.link.features import (
    FEATURES,
    LAT_CELL,
    LONG,
    MAY,
    SLAB,
    TOWN,
    VAGUE,
    case_of,
    points_of,
)
from servanda.model.case import Frame
from servanda.model.names import fold
from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import ACTS, COMPLETED_STAGES, FUNCTIONS, MEANS, SECTORS, STAGES, ancestors


@dataclass(frozen=True)
class Pair:
    """Two nodes that may be one happening, with points and the level of every feature."""

    a: int
    b: int
    points: int
    levels: tuple[int, ...]


def nodes(db: Database, apart: Iterable[str]) -> dict[int, list[str]]:
    """Node number -> its reports, in order; reports named in ``apart`` are nodes of their own.

    Nodes are numbered by what they tell, so neither the order of rows nor a further copy of a
    report changes the order of nodes.
    """
    _words(db)
    db.run('CREATE OR REPLACE TABLE w_apart ("report_id" VARCHAR)')
    db.load_plain("w_apart", {"report_id": sorted(apart)})
    for statement in (_MEMBERS, _NODES, _IN_SLABS):
        db.run(statement)
    found: dict[int, list[str]] = {}
    for node, report in db.rows('SELECT node, report_id FROM w_member ORDER BY node, report_id'):
        found.setdefault(node, []).append(report)
    return found


def silent(db: Database) -> list[int]:
    """Nodes that tell nothing but time and place."""
    return [row[0] for row in db.rows("""SELECT node FROM w_node WHERE means = '' AND stage_group = ''
        AND act_kind = '' AND functions = [''] AND sectors = [''] AND fatalities = -1 AND injured = -1
        ORDER BY node""")]


def pairs(db: Database) -> list[Pair]:
    """All pairs of nodes that nothing keeps apart, in order of nodes."""
    levels = ", ".join(f'{case_of(feature)} AS "{name}"' for name, feature in FEATURES.items())
    total = " + ".join(f"({points_of(name)})" for name in FEATURES)
    names = ", ".join(FEATURES)
    rows = db.rows(f"WITH met AS ({_MET}), facing AS ({_FACING}), leveled AS (SELECT m.node_a, m.node_b, {levels} "
                   "FROM facing m JOIN w_node a ON a.node = m.node_a JOIN w_node b ON b.node = m.node_b), "
                   f"scored AS (SELECT *, {total} AS points FROM leveled) "
                   f"SELECT node_a, node_b, points, {names} FROM scored WHERE points >= {MAY} ORDER BY node_a, node_b")
    return [Pair(row[0], row[1], row[2], row[3:]) for row in rows]


def _words(db: Database) -> None:
    """Working tables of every distinct word with its key: folded places, kinds of act, roots of trees, objects."""
    names = [row[0] for row in db.rows(
        "SELECT DISTINCT place FROM reports WHERE place IS NOT NULL UNION SELECT DISTINCT admin1 FROM reports "
        "WHERE admin1 IS NOT NULL ORDER BY 1")]
    db.run('CREATE OR REPLACE TABLE w_name ("name" VARCHAR, "key" VARCHAR)')
    db.load_plain("w_name", {"name": names, "key": [fold(name) or name for name in names]})
    db.run('CREATE OR REPLACE TABLE w_family ("word" VARCHAR, "above" VARCHAR)')
    words = {word: ";".join(ancestors(MEANS, word)) for word in MEANS}
    words.update({act: ancestors(ACTS, act)[-1] for act in ACTS})
    words.update({stage: "hit" if stage in COMPLETED_STAGES else "attempt" for stage in STAGES})
    db.load_plain("w_family", {"word": sorted(words), "above": [words[word] for word in sorted(words)]})
    _objects(db)


def _objects(db: Database) -> None:
    """Each distinct pair of `aimed_at` and `affected` with the functions and sectors that it names.

    ``..._above`` holds the same words with everything more general, so that two things match
    where one is a kind of the other.
    """
    rows = db.rows("SELECT DISTINCT coalesce(aimed_at, '') AS aimed, coalesce(affected, '') AS hit FROM reports "
                   "ORDER BY aimed, hit")
    frame: Frame = {"aimed": [row[0] for row in rows], "hit": [row[1] for row in rows]}
    for name, tree, position in (("functions", FUNCTIONS, 0), ("sectors", SECTORS, 2)):
        words = [_words_of(f"{aimed};{hit}", position) & set(tree) for aimed, hit in rows]
        frame[name] = [";".join(sorted(own)) for own in words]
        frame[f"{name}_above"] = [";".join(sorted({up for word in own for up in ancestors(tree, word)}))
                                  for own in words]
    db.run(f"CREATE OR REPLACE TABLE w_object ({', '.join(f'{name} VARCHAR' for name in frame)})")
    db.load_plain("w_object", frame)


def _words_of(things: str, position: int) -> set[str]:
    """The functions (0) or sectors (2) of a list of things."""
    return {part.partition(":")[0].partition("/")[position] for part in things.split(";") if part} - {UNKNOWN, ""}


# One row for each report, with the number of what it tells.  A report without place or time, or with a vague
# time, tells the same as another only if its origin and its words are the same too.
_MEMBERS = f"""
CREATE OR REPLACE TABLE w_member AS
WITH told AS (
  SELECT r.report_id, r.time_from AS t0, r.time_to AS t1, CAST(r.lat AS DOUBLE) AS lat, CAST(r.lon AS DOUBLE) AS lon,
    CAST(coalesce(r.precision, 0) AS DOUBLE) AS radius, coalesce(p.key, '') AS place, coalesce(g.key, '') AS region,
    coalesce(nullif(r.means, '{UNKNOWN}'), '') AS means, coalesce(m.above, '') AS means_above,
    coalesce(s.above, '') AS stage_group, coalesce(k.above, '') AS act_kind,
    coalesce(r.fatalities, -1) AS fatalities, coalesce(r.injured, -1) AS injured,
    o.functions, o.functions_above, o.sectors, o.sectors_above,
    CASE WHEN (p.key IS NULL AND r.lat IS NULL) OR r.time_from IS NULL OR r.time_to - r.time_from > {VAGUE}
      THEN concat_ws(chr(31), r.origin, r.words, r.summary, r.act, r.author_claimed) ELSE '' END AS own,
    CASE WHEN r.report_id IN (SELECT report_id FROM w_apart) THEN r.report_id ELSE '' END AS alone
  FROM reports r LEFT JOIN w_name p ON p.name = r.place LEFT JOIN w_name g ON g.name = r.admin1
    LEFT JOIN w_family m ON m.word = r.means LEFT JOIN w_family s ON s.word = r.stage
    LEFT JOIN w_family k ON k.word = r.act
    JOIN w_object o ON o.aimed = coalesce(r.aimed_at, '') AND o.hit = coalesce(r.affected, '')
  WHERE r.used AND r.kind = 'single')
SELECT dense_rank() OVER (ORDER BY t0, t1, lat, lon, radius, place, region, means, stage_group, act_kind, fatalities,
  injured, functions, sectors, own, alone) - 1 AS node, t1 - t0 AS span, * FROM told
"""

_NODES = f"""
CREATE OR REPLACE TABLE w_node AS
SELECT DISTINCT ON (node) * EXCLUDE (report_id, means_above, functions, functions_above, sectors, sectors_above),
  string_split(means_above, ';') AS means_above,
  string_split(functions, ';') AS functions, string_split(functions_above, ';') AS functions_above,
  string_split(sectors, ';') AS sectors, string_split(sectors_above, ';') AS sectors_above,
  functions = '' AS no_object, floor(t0 / {SLAB}) AS first_slab, floor((t1 - 1) / {SLAB}) AS last_slab,
  floor(lat / {LAT_CELL}) AS row_cell
FROM w_member ORDER BY node
"""

# A node stands in every slab that its time touches, with half a slab of grace; a pair is met in one slab only.
_IN_SLABS = f"""
CREATE OR REPLACE TABLE w_slab AS
SELECT node, unnest(range(CAST(first_slab AS BIGINT), CAST(last_slab AS BIGINT) + 2)) AS slab, first_slab AS first_in,
  lat, lon, radius, place, region, row_cell
FROM w_node WHERE t0 IS NOT NULL AND last_slab - first_slab < {LONG}
"""

_MET = f"""
  SELECT a.node AS node_a, b.node AS node_b FROM w_slab a
    JOIN (SELECT *, unnest([-1, 0, 1]) AS up FROM w_slab) b ON a.slab = b.slab AND a.row_cell = b.row_cell + b.up
  WHERE a.node < b.node AND a.slab = greatest(a.first_in, b.first_in) AND greatest(a.radius, b.radius) <= {TOWN}
    AND abs(a.lat - b.lat) < {LAT_CELL}
    AND least(abs(a.lon - b.lon), 360 - abs(a.lon - b.lon)) * cos(radians(a.lat)) < {LAT_CELL}
  UNION ALL
  SELECT a.node, b.node FROM w_slab a JOIN w_slab b ON a.slab = b.slab AND a.region = b.region
  WHERE a.node < b.node AND a.slab = greatest(a.first_in, b.first_in) AND a.region <> ''
    AND (greatest(a.radius, b.radius) > {TOWN} OR a.place = b.place AND (a.lat IS NULL OR b.lat IS NULL))
    AND (a.lat IS NOT NULL AND b.lat IS NOT NULL OR a.place = b.place AND a.place <> '')
  UNION ALL
  SELECT a.node, b.node FROM w_slab a JOIN w_slab b ON a.slab = b.slab AND a.place = b.place
  WHERE a.node < b.node AND a.slab = greatest(a.first_in, b.first_in) AND a.place <> ''
    AND a.region = '' AND b.region = '' AND (a.lat IS NULL OR b.lat IS NULL)
"""

_FACING = """
  SELECT m.node_a, m.node_b, greatest(a.t0, b.t0) - least(a.t1, b.t1) AS gap,
    greatest(a.radius, b.radius) AS widest, least(a.radius, b.radius) AS narrowest,
    a.place = b.place AND a.place <> '' AND a.region = b.region AS same_name,
    a.region = b.region AND a.region <> '' AS same_region,
    12742 * asin(least(1, sqrt(pow(sin(radians(a.lat - b.lat) / 2), 2)
      + cos(radians(a.lat)) * cos(radians(b.lat)) * pow(sin(radians(a.lon - b.lon) / 2), 2)))) AS distance,
    list_has_any(a.functions, b.functions_above) OR list_has_any(b.functions, a.functions_above) AS same_function,
    list_has_any(a.sectors, b.sectors_above) OR list_has_any(b.sectors, a.sectors_above) AS same_sector
  FROM met m JOIN w_node a ON a.node = m.node_a JOIN w_node b ON b.node = m.node_b
"""
