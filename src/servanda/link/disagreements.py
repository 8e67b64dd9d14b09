"""What the origins of an incident state otherwise, field by field, and how far they diverge.

The divergence of a field is the observed disagreement of Krippendorff (2011) within one unit: the share of pairs of
origins that disagree.  An origin has one voice however often it is relayed.  Two origins agree if one states what the
other states, or something more general: possible times that overlap, places within their radii, words of one branch.

Precision comes first: a value is shown unless one that agrees with it is more precise, so that rivals all stay.  Of
numbers the lowest and the highest are shown.
"""

from __future__ import annotations

from collections.abc import Callable

from servanda.engine.database import Database
from servanda.link.meetings import kilometres_in_sql
from servanda.link.tellings import path
from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import ACTS, COMPLETED_STAGES, FUNCTIONS, MEANS, SECTORS, STAGES

_RANGED = "('fatalities', 'injured')"
_SITE = 1.0  # km: the least radius of a place


def fill(db: Database) -> None:
    """Fill `disagreements`; set-wise, after links and `echoes` were filled."""
    for statement in (_STATEMENTS, _CHORUS, _SAID):
        db.run(statement)
    _words(db)
    for statement in (_VALUES, _AGREE, _PAIRS, _DIVERGENCE, _ROWS):
        db.run(statement)


def _tree(words: dict[str, str]) -> Callable[[str, str], bool]:
    def alike(one: str, other: str) -> bool:
        a, b = f"{path(words, one)}/", f"{path(words, other)}/"
        return a.startswith(b) or b.startswith(a)
    return alike


def _stages(one: str, other: str) -> bool:
    """A launch is before all else; to have reached is part of having damaged."""
    return "launched" in (one, other) or {one, other} <= set(COMPLETED_STAGES)


_FUNCTION, _SECTOR = _tree(FUNCTIONS), _tree(SECTORS)


def _objects(one: str, other: str) -> bool:
    """Neither functions nor sectors exclude one another; what is unknown excludes nothing."""
    (function, _, sector), (function_other, _, sector_other) = one.partition("/"), other.partition("/")
    return (UNKNOWN in (function, function_other) or _FUNCTION(function, function_other)) and (
        {UNKNOWN, ""} & {sector, sector_other} != set() or _SECTOR(sector, sector_other))


_ALIKE: dict[str, Callable[[str, str], bool]] = {
    "act": _tree(ACTS), "means": _tree(MEANS), "stage": _stages, "aimed_at": _objects, "affected": _objects}


def _depth(field: str, value: str) -> int:
    """How precise a word is: its place in its tree, and that of its sector; of stages, how far on it is."""
    if field == "stage":
        return STAGES.index(value) if value in STAGES else 0
    tree = {"act": ACTS, "means": MEANS}.get(field)
    if tree is not None:
        return len((path(tree, value) or "").split("/"))
    function, _, sector = value.partition("/")
    return sum(len((path(words, word) or "").split("/")) * weight * (word not in ("", UNKNOWN))
               for words, word, weight in ((FUNCTIONS, function, 10), (SECTORS, sector, 1)))


def _words(db: Database) -> None:
    """`w_alike`: words that agree, of those that meet in an incident; `w_depth`: how precise each is."""
    told = db.rows("""SELECT DISTINCT a.field, a.value, b.value FROM w_said a JOIN w_said b
        ON a.incident_id = b.incident_id AND a.field = b.field AND a.value < b.value
        WHERE a.field IN (SELECT unnest(?)) ORDER BY 1, 2, 3""", [sorted(_ALIKE)])
    alike = [row for row in told if _ALIKE[row[0]](row[1], row[2])]
    db.run('CREATE OR REPLACE TABLE w_alike ("field" VARCHAR, "one" VARCHAR, "other" VARCHAR)')
    db.load_plain("w_alike", {name: [row[place] for row in alike]
                              for place, name in enumerate(("field", "one", "other"))})
    words = sorted({(row[0], word) for row in told for word in row[1:]})
    db.run('CREATE OR REPLACE TABLE w_depth ("field" VARCHAR, "value" VARCHAR, "depth" BIGINT)')
    db.load_plain("w_depth", {"field": [field for field, _ in words], "value": [word for _, word in words],
                              "depth": [_depth(field, word) for field, word in words]})


_STATED = (
    ("author", "nullif(r.author_claimed, 'unknown')"), ("act", "nullif(r.act, 'unknown')"),
    ("stage", "nullif(r.stage, 'unknown')"), ("means", "nullif(r.means, 'unknown')"),
    ("fatalities", "CAST(r.fatalities AS VARCHAR)"), ("injured", "CAST(r.injured AS VARCHAR)"),
    ("aimed_at", "unnest(string_split(r.aimed_at, ';'))"),
    ("affected", "split_part(unnest(string_split(r.affected, ';')), ':', 1)"),
    ("time", "strftime(make_timestamp(r.time_from * 1000000), '%Y-%m-%dT%H:%M:%SZ') || '/' || "
             "strftime(make_timestamp(r.time_to * 1000000), '%Y-%m-%dT%H:%M:%SZ')"),
    ("place", "CASE WHEN r.lat IS NOT NULL THEN coalesce(r.place, "
              "printf('%.2f, %.2f', CAST(r.lat AS DOUBLE), CAST(r.lon AS DOUBLE))) END"),
)

# Every value that a voice states of an incident of several voices, with what its precision is measured by; a certain
# copy states nothing of its own.
_STATEMENTS = f"""
CREATE OR REPLACE TABLE w_stated AS
WITH heard AS (
  SELECT l.incident_id, unnest(string_split(coalesce(r.origin, r.source, r.report_id), ';')) AS voice, r.*
  FROM links l JOIN (SELECT * EXCLUDE (incident_id) FROM reports) r ON r.report_id = l.report_id
  WHERE r.report_id NOT IN (SELECT report_id FROM w_echo)),
several AS (SELECT incident_id FROM heard GROUP BY incident_id HAVING min(voice) <> max(voice)),
r AS (SELECT h.* FROM heard h JOIN several s ON s.incident_id = h.incident_id)
SELECT * FROM ({" UNION ALL ".join(f'''SELECT incident_id, voice, report_id, '{field}' AS field, {value} AS value,
  r.time_from, r.time_to, CAST(r.lat AS DOUBLE) AS lat, CAST(r.lon AS DOUBLE) AS lon,
  greatest({_SITE}, CAST(coalesce(r.precision, 0) AS DOUBLE)) AS radius FROM r''' for field, value in _STATED)})
WHERE value NOT IN ('{UNKNOWN}', '{UNKNOWN}/{UNKNOWN}', '')
"""

# What each voice states of a field, and how many state just that; and all that is said where they do not state one.
_CHORUS = """
CREATE OR REPLACE TABLE w_chorus AS
SELECT incident_id, field, said, count(*) AS voices FROM (
  SELECT incident_id, field, voice, array_to_string(list_sort(list_distinct(list(value))), chr(31)) AS said
  FROM w_stated GROUP BY incident_id, field, voice)
GROUP BY incident_id, field, said
"""
_SAID = """
CREATE OR REPLACE TABLE w_said AS
SELECT s.* FROM w_stated s SEMI JOIN (
  SELECT incident_id, field FROM w_chorus GROUP BY incident_id, field HAVING count(*) > 1) c
  ON c.incident_id = s.incident_id AND c.field = s.field
"""

# Each value of an incident once; the less ``vague`` the more precise.
_VALUES = """
CREATE OR REPLACE TABLE w_value AS
SELECT s.incident_id, s.field, s.value, min(s.time_from) AS low, min(s.time_to) AS high,
  arg_min(s.lat, (s.radius, s.lat, s.lon)) AS lat, arg_min(s.lon, (s.radius, s.lat, s.lon)) AS lon,
  min(s.radius) AS radius,
  min(CASE s.field WHEN 'time' THEN s.time_to - s.time_from WHEN 'place' THEN s.radius ELSE -w.depth END) AS vague
FROM w_said s LEFT JOIN w_depth w ON w.field = s.field AND w.value = s.value
GROUP BY s.incident_id, s.field, s.value
"""

# Pairs of values that agree, both ways round.
_AGREE = f"""
CREATE OR REPLACE TABLE w_agree AS
SELECT a.incident_id, a.field, a.value AS one, b.value AS other, b.vague < a.vague AS finer
FROM w_value a JOIN w_value b ON a.incident_id = b.incident_id AND a.field = b.field AND a.value <> b.value
  LEFT JOIN w_alike w ON w.field = a.field AND w.one = least(a.value, b.value) AND w.other = greatest(a.value, b.value)
WHERE w.field IS NOT NULL OR CASE a.field WHEN 'time' THEN a.low < b.high AND b.low < a.high
  WHEN 'place' THEN {kilometres_in_sql('a', 'b')} <= a.radius + b.radius ELSE false END
"""

# Groups of voices that state otherwise: how many pairs of voices they are, and whether anything of theirs agrees.
_PAIRS = """
CREATE OR REPLACE TABLE w_otherwise AS
WITH met AS (
  SELECT a.incident_id, a.field, a.said AS one, b.said AS other, a.voices * b.voices AS pairs
  FROM w_chorus a JOIN w_chorus b ON a.incident_id = b.incident_id AND a.field = b.field AND a.said < b.said),
spread AS (
  SELECT *, unnest(string_split(other, chr(31))) AS y
  FROM (SELECT *, unnest(string_split(one, chr(31))) AS x FROM met))
SELECT s.incident_id, s.field, s.one, s.other, s.pairs, bool_or(s.x = s.y OR g.field IS NOT NULL) AS agree
FROM spread s LEFT JOIN w_agree g ON g.incident_id = s.incident_id AND g.field = s.field AND g.one = s.x
  AND g.other = s.y
GROUP BY s.incident_id, s.field, s.one, s.other, s.pairs
"""

_DIVERGENCE = """
CREATE OR REPLACE TABLE w_divergence AS
WITH field AS (
  SELECT c.incident_id, c.field, sum(c.voices) AS voices, count(*) AS sayings FROM w_chorus c
  GROUP BY c.incident_id, c.field HAVING sum(c.voices) > 1),
opposed AS (
  SELECT incident_id, field, sum(pairs) AS pairs FROM w_otherwise WHERE NOT agree GROUP BY incident_id, field),
spread AS (
  SELECT f.*, CAST(coalesce(o.pairs, 0) / (f.voices * (f.voices - 1) / 2) AS DECIMAL(12, 9)) AS divergence
  FROM field f LEFT JOIN opposed o ON o.incident_id = f.incident_id AND o.field = f.field)
SELECT *, CAST(sum(divergence) OVER (PARTITION BY incident_id) AS DOUBLE)
  / count(*) OVER (PARTITION BY incident_id) AS overall
FROM spread
"""

_ROWS = f"""
INSERT INTO disagreements (incident_id, field, value, origins, report_ids, shown, rule, divergence, overall)
WITH stated AS (
  SELECT s.incident_id, s.field, s.value, array_to_string(list_sort(list_distinct(list(s.voice))), ';') AS origins,
    array_to_string(list_sort(list_distinct(list(s.report_id))), ';') AS report_ids
  FROM w_said s GROUP BY s.incident_id, s.field, s.value),
refined AS (SELECT DISTINCT incident_id, field, one FROM w_agree WHERE finer)
SELECT v.incident_id, v.field, v.value, v.origins, v.report_ids,
  CASE WHEN v.field IN {_RANGED} THEN TRY_CAST(v.value AS BIGINT) IN (
    min(TRY_CAST(v.value AS BIGINT)) OVER field, max(TRY_CAST(v.value AS BIGINT)) OVER field) ELSE r.one IS NULL END,
  CASE WHEN v.field IN {_RANGED} THEN 'range' ELSE 'precision' END, round(d.divergence, 4), round(d.overall, 4)
FROM stated v JOIN w_divergence d ON d.incident_id = v.incident_id AND d.field = v.field
  LEFT JOIN refined r ON r.incident_id = v.incident_id AND r.field = v.field AND r.one = v.value
WINDOW field AS (PARTITION BY v.incident_id, v.field)
ORDER BY v.incident_id, v.field, v.value
"""
