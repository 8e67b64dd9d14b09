"""Counts of several happenings against incidents: which of those that are held may be among the happenings counted.

A composite or tally is never an incident and is linked to none as an equal.  An incident may be a part of it unless
something that both state speaks against it: time, place, author, act, means, object.  What a count does not state it
does not limit.
"""

from __future__ import annotations

import numpy as np

from servanda.engine.database import Database
from servanda.link.meetings import kilometres_in_sql
from servanda.link.tellings import masks
from servanda.model.names import fold
from servanda.model.vocabulary import COUNTING_KINDS

_LONG = 32 * 86_400  # seconds: counts up to this long are met day by day
_KINDS = ", ".join(f"'{kind}'" for kind in COUNTING_KINDS)
_VAGUE = 2 * 86_400  # seconds: an incident of a possible time longer than this, and than the count's, says too little


def fill(db: Database) -> None:
    """Fill `parts` and `composites`, set-wise; links and incidents are filled, and the tables of `nodes` are there."""
    if db.rows(f"SELECT 1 FROM reports WHERE used AND kind IN ({_KINDS}) LIMIT 1"):
        _places(db)
        _words(db)
        _objects(db)
        for statement in (_WHOLE, _MET, _NEAR, _FACTS, _PARTS, _HELD):
            db.run(statement)


def _places(db: Database) -> None:
    """`w_whole_place`: the places and the regions that a count names, folded, and whether it names regions alone."""
    known = {name for row in db.rows("SELECT DISTINCT admin1 FROM reports WHERE admin1 IS NOT NULL ORDER BY 1")
             for name in _names(row[0])}
    told = db.rows(f"""SELECT DISTINCT coalesce(place, ''), coalesce(admin1, '') FROM reports
        WHERE used AND kind IN ({_KINDS}) ORDER BY 1, 2""")
    named = [_names(place or region) for place, region in told]
    db.run('CREATE OR REPLACE TABLE w_whole_place ("place" VARCHAR, "admin1" VARCHAR, "names" VARCHAR, '
           '"regions" VARCHAR, "regional" BOOLEAN)')
    db.load_plain("w_whole_place", {
        "place": [row[0] for row in told], "admin1": [row[1] for row in told],
        "names": [";".join(words) for words in named],
        "regions": [";".join(_names(region)) for _, region in told],
        "regional": [bool(words) and known.issuperset(words) for words in named]})


def _names(text: str) -> list[str]:
    """The members of a `;` list of names, folded."""
    return sorted({fold(name) or name.strip() for name in text.split(";") if name.strip()})


def _words(db: Database) -> None:
    """`w_covers`: of the words of acts and means, what a count's word covers (yes) and what it may cover (unknown)."""
    rows = []
    for kind in ("act", "means"):
        paths = db.rows("SELECT spelt, word FROM w_spelt WHERE kind = ? ORDER BY spelt", [kind])
        asked = {row[0] for row in db.rows(f'SELECT DISTINCT "{kind}" FROM reports WHERE used AND kind IN ({_KINDS}) '
                                           "ORDER BY 1")}
        rows += [(kind, one, other, answer) for one, wide in paths if one in asked for other, told in paths
                 if (answer := _covers(wide, told))]
    db.run('CREATE OR REPLACE TABLE w_covers ("kind" VARCHAR, "one" VARCHAR, "other" VARCHAR, "answer" VARCHAR)')
    db.load_plain("w_covers", {name: [row[place] for row in rows]
                               for place, name in enumerate(("kind", "one", "other", "answer"))})


def _covers(asked: str | None, told: str | None) -> str:
    """`yes` where a path of words covers another, `unknown` where it may, '' where they exclude one another."""
    if not asked or not told:
        return ""
    if f"{told}/".startswith(f"{asked}/"):
        return "yes"
    return "unknown" if f"{asked}/".startswith(f"{told}/") else ""


def _objects(db: Database) -> None:
    """`w_mask`: functions and sectors named, as bits, alone (f, s) and with all that is more general (fa, sa)."""
    told = db.rows("SELECT number, aimed, hit FROM w_object ORDER BY number")
    bits = masks([row[1] for row in told], [row[2] for row in told])
    db.load_arrays("w_mask", {"number": np.array([row[0] for row in told], np.int64),
                              **dict(zip(("f", "fa", "s", "sa"), bits, strict=True))})


def _list(text: str) -> str:
    """A `;` list as a list of the database, [] where nothing is stated."""
    return f"list_filter(string_split(coalesce({text}, ''), ';'), lambda x: x <> '')"


def _covered(kind: str, answer: str) -> str:
    """The words that a count's word of that kind covers, as a list."""
    return (f"(SELECT coalesce(list(v.other), []) FROM w_covers v WHERE v.kind = '{kind}' AND v.answer = '{answer}' "
            f'AND v.one = r."{kind}")')


_WHOLE = f"""
CREATE OR REPLACE TABLE w_whole AS
SELECT r.report_id, r.published, r.time_from, r.time_to, r.n_low, r.n_high, r.lat, r.lon,
  CAST(coalesce(r.precision, 0) AS DOUBLE) AS radius, {_list('p.names')} AS names, {_list('p.regions')} AS regions,
  p.regional, nullif(r.author_claimed, 'unknown') AS author, {_list('r.origin')} AS origins, r.act, r.means,
  {_covered('act', 'yes')} AS act_yes, {_covered('act', 'unknown')} AS act_may,
  {_covered('means', 'yes')} AS means_yes, {_covered('means', 'unknown')} AS means_may, m.f, m.fa, m.s, m.sa
FROM reports r JOIN w_whole_place p ON p.place = coalesce(r.place, '') AND p.admin1 = coalesce(r.admin1, '')
  JOIN w_object o ON o.aimed = coalesce(r.aimed_at, '') AND o.hit = coalesce(r.affected, '')
  JOIN w_mask m ON m.number = o.number
WHERE r.used AND r.kind IN ({_KINDS})
"""

# Incidents and counts that touch one day; a count of many days is held against every incident by itself.
_DAYS = "unnest(range(time_from // 86400, (time_to - 1) // 86400 + 1)) AS day"
_MET = f"""
CREATE OR REPLACE TABLE w_met AS
SELECT DISTINCT c.report_id, i.incident_id
FROM (SELECT report_id, {_DAYS} FROM w_whole WHERE time_to - time_from <= {_LONG}) c
  JOIN (SELECT incident_id, {_DAYS} FROM incidents WHERE time_to - time_from <= {_LONG}) i USING (day)
UNION ALL
SELECT c.report_id, i.incident_id
FROM w_whole c JOIN incidents i ON i.time_from < c.time_to AND i.time_to > c.time_from
WHERE c.time_to - c.time_from > {_LONG}
"""

# Incidents at the time of a count, whose authors and region, where both are stated, do not speak against it.
_NEAR = f"""
CREATE OR REPLACE TABLE w_near AS
WITH met AS (
  SELECT c.report_id, i.incident_id, c.names, c.regions, c.regional, c.radius, coalesce(i.precision, 0) AS vague,
    i.time_from >= c.time_from AND i.time_to <= c.time_to AS within, g.word AS region, p.word AS spot,
    c.author IS NULL OR i.authors IS NOT NULL AS named, c.lat IS NULL AS nowhere,
    CASE WHEN i.lat IS NOT NULL AND c.lat IS NOT NULL THEN
      {kilometres_in_sql('i', 'c')} END AS km
  FROM w_met JOIN w_whole c ON c.report_id = w_met.report_id JOIN incidents i ON i.incident_id = w_met.incident_id
    LEFT JOIN w_spelt g ON g.kind = 'region' AND g.spelt = i.admin1
    LEFT JOIN w_spelt p ON p.kind = 'place' AND p.spelt = i.place
  WHERE i.time_from < c.time_to AND i.time_to > c.time_from
    AND i.time_to - i.time_from <= greatest(c.time_to - c.time_from, {_VAGUE})
    AND (c.author IS NULL OR i.authors IS NULL OR list_contains(string_split(i.authors, ';'), c.author)))
SELECT report_id, incident_id, CASE WHEN within THEN 'yes' ELSE 'unknown' END AS time,
  CASE WHEN len(names) = 0 AND nowhere THEN 'yes'
    WHEN list_contains(names, region) OR list_contains(names, spot) THEN 'yes'
    WHEN (regional OR km IS NULL) AND region IS NOT NULL AND len(regions) > 0 THEN
      CASE WHEN NOT regional AND list_contains(regions, region) THEN 'unknown' ELSE 'no' END
    WHEN km IS NULL THEN 'unknown' WHEN km + vague <= radius THEN 'yes' WHEN km <= radius + vague THEN 'unknown'
    ELSE 'no' END AS place,
  CASE WHEN named THEN 'yes' ELSE 'unknown' END AS author
FROM met
"""

_FACTS = f"""
CREATE OR REPLACE TABLE w_fact AS
SELECT l.incident_id, list(DISTINCT r.act) AS acts, list(DISTINCT r.means) AS weapons,
  bit_or(m.f) AS f, bit_or(m.fa) AS fa, bit_or(m.s) AS s, bit_or(m.sa) AS sa,
  list_distinct(flatten(list({_list('r.origin')}))) AS origins
FROM (SELECT DISTINCT incident_id FROM w_near WHERE place <> 'no') n JOIN links l ON l.incident_id = n.incident_id
  JOIN reports r ON r.report_id = l.report_id
  JOIN w_object o ON o.aimed = coalesce(r.aimed_at, '') AND o.hit = coalesce(r.affected, '')
  JOIN w_mask m ON m.number = o.number
GROUP BY l.incident_id
"""


def _told(word: str, told: str) -> str:
    """The answer on words of a tree: of all that an incident's reports tell, what stands nearest to the count."""
    return f"""CASE WHEN coalesce(c.{word}, 'unknown') = 'unknown' THEN 'yes'
      WHEN len(list_filter({told}, lambda x: x <> 'unknown')) = 0 THEN 'unknown'
      WHEN list_has_any(c.{word}_yes, {told}) THEN 'yes' WHEN list_has_any(c.{word}_may, {told}) THEN 'unknown'
      ELSE 'no' END"""


def _facet(own: str, above: str) -> str:
    return f"""CASE WHEN c.{own} = 0 THEN 'yes' WHEN f.{own} = 0 THEN 'unknown' WHEN c.{own} & f.{above} <> 0 THEN 'yes'
      WHEN f.{own} & c.{above} <> 0 THEN 'unknown' ELSE 'no' END"""


# An object is the count's where its function is, or, where no function is told, its sector.
_PARTS = f"""
INSERT INTO parts (report_id, incident_id, fits, same_origin, time, place, author, act, means, object)
WITH answered AS (
  SELECT n.*, list_has_any(c.origins, f.origins) AS same_origin, {_told('act', 'f.acts')} AS act,
    {_told('means', 'f.weapons')} AS means, {_facet('f', 'fa')} AS function, {_facet('s', 'sa')} AS sector,
    c.f = 0 OR f.f = 0 AND c.s <> 0 AS no_function
  FROM w_near n JOIN w_whole c ON c.report_id = n.report_id JOIN w_fact f ON f.incident_id = n.incident_id
  WHERE n.place <> 'no')
SELECT report_id, incident_id,
  CASE WHEN same_origin AND time = 'yes' AND place = 'yes' AND author = 'yes' THEN 'yes' ELSE 'may' END, same_origin,
  time, place, author, act, means, CASE WHEN no_function THEN sector ELSE function END
FROM answered WHERE 'no' NOT IN (act, means, function, sector) ORDER BY report_id, incident_id
"""

# Of the happenings stated, those held.  Where more fit than are stated it is not known which are meant.
_HELD = """
INSERT INTO composites (report_id, stated_low, stated_high, fitting_low, fitting_high, held_low, held_high, unheld_low,
  unheld_high, repeats)
WITH counted AS (
  SELECT c.report_id, c.n_low AS low, c.n_high AS high, count(p.incident_id) FILTER (p.fits = 'yes') AS fitting,
    count(p.incident_id) AS perhaps,
    first_value(c.report_id) OVER (PARTITION BY c.origins, c.author, c.time_from, c.time_to, c.names
      ORDER BY coalesce(c.published, '9999'), c.report_id) AS first,
    len(c.origins) > 0 AS told
  FROM w_whole c LEFT JOIN parts p ON p.report_id = c.report_id
  GROUP BY c.report_id, c.n_low, c.n_high, c.origins, c.author, c.time_from, c.time_to, c.names, c.published),
held AS (SELECT *, CASE WHEN fitting <= coalesce(high, fitting) THEN fitting ELSE 0 END AS least,
  least(perhaps, coalesce(high, perhaps)) AS most FROM counted)
SELECT report_id, low, high, fitting, perhaps, least, most,
  CASE WHEN low IS NOT NULL THEN greatest(0, low - most) END, high - least,
  CASE WHEN told AND first <> report_id THEN first END
FROM held ORDER BY report_id
"""
