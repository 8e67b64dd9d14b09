"""What is printed of an incident as a whole: time, place, tolls, title, who denies."""

from __future__ import annotations

from itertools import product

from servanda.engine.database import Database
from servanda.link.told import NOBODY
from servanda.model.case import CaseInfo
from servanda.model.clock import local
from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import FUNCTIONS, ancestors

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")

# How many origins name each thing: at all, as aimed at or hit directly, and in reports heard that do not deny it.
ORIGINS = """
CREATE OR REPLACE TABLE w_origins AS
SELECT home, thing, function, place, count(DISTINCT origin) AS named, count(DISTINCT origin) FILTER (main) AS main,
       count(DISTINCT origin) FILTER (counts) AS heard
FROM (SELECT t.home, a.thing, a.function, a.place, a.main, unnest(t.origins) AS origin,
             t.happened AND coalesce(m.heard, false) AS counts
      FROM w_told t JOIN w_about a ON a.what = t.what LEFT JOIN w_in m ON m.report_id = t.report_id)
GROUP BY home, thing, function, place
"""

# The object that most origins name as aimed at or hit directly, else as affected otherwise; of several the first in
# the order of the codebook.  ``alone``: every side that names one agrees on its sector.
_FOREMOST = f"""
CREATE OR REPLACE TABLE w_foremost AS
WITH first AS (SELECT DISTINCT ON (home) home, thing, function FROM w_origins
               ORDER BY home, main = 0, CASE WHEN main > 0 THEN -main ELSE -named END, place, thing)
SELECT f.home, f.thing, count(DISTINCT split_part(o.thing, '/', 2)) FILTER (
           o.main > 0 AND split_part(o.thing, '/', 2) <> '{UNKNOWN}') < 2 AS alone
FROM first f JOIN w_origins o ON o.home = f.home AND o.function = f.function GROUP BY f.home, f.thing
"""

# The sides name objects of which none is a kind of the other.
_DISPUTED = f"""
CREATE OR REPLACE TABLE w_disputed AS
WITH side AS (SELECT home, party, function, count(DISTINCT party) OVER (PARTITION BY home) AS sides
              FROM (SELECT DISTINCT t.home, t.party, a.function
                    FROM (SELECT home, what, unnest(parties) AS party FROM w_told) t
                    JOIN w_about a ON a.what = t.what AND a.main WHERE t.party NOT IN {NOBODY})
              QUALIFY sides > 1)
SELECT DISTINCT home FROM (
    SELECT x.home FROM side x JOIN side y ON y.home = x.home AND x.party < y.party
    LEFT JOIN w_akin k ON k.one = x.function AND k.other = y.function
    GROUP BY x.home, x.party, y.party HAVING count(k.one) = 0)
"""

# The middle of the most precise time stated.
_MIDDLE = """
CREATE OR REPLACE TABLE w_middle AS
SELECT DISTINCT ON (home) home, time_from + (time_to - time_from) // 2 AS middle FROM w_told WHERE timed
ORDER BY home, time_to - time_from, rank
"""

# The report with the most precise place: a position, then a name, then the anchor.
_PLACED = """
CREATE OR REPLACE TABLE w_placed AS
SELECT DISTINCT ON (home) home, place, admin1, lat, lon, "precision" FROM w_told
ORDER BY home, lat IS NULL, "precision" NULLS LAST, place IS NULL, rank
"""

_SUMS = """
CREATE OR REPLACE TABLE w_sum AS
WITH denied AS (SELECT home, array_to_string(list_sort(list_distinct(list(party))), ';') AS denied_by
                FROM (SELECT home, unnest(string_split(denied_by, ';')) AS party FROM w_told
                      WHERE denied_by IS NOT NULL) GROUP BY home),
origin AS (SELECT home, count(DISTINCT origin) AS n_origins
           FROM (SELECT home, unnest(origins) AS origin FROM w_told WHERE NOT bare) GROUP BY home),
told AS (SELECT home, count(*) AS n_reports, min(fatalities) AS fatalities_low, max(fatalities) AS fatalities_high,
                min(injured) AS injured_low, max(injured) AS injured_high,
                arg_min(admin1, rank + CASE WHEN bare THEN 1000000000 ELSE 0 END) FILTER (admin1 <> '') AS admin1
         FROM w_told GROUP BY home)
SELECT * FROM told JOIN origin USING (home) LEFT JOIN denied USING (home)
"""

_STORIES = """
CREATE OR REPLACE TABLE w_stories AS
SELECT home, min(time_from) AS time_from, max(time_to) AS time_to, count(*) AS n_accounts,
       array_to_string(list_sort(list_distinct(list(author) FILTER (heard AND author <> ''))), ';') AS authors
FROM w_told_account GROUP BY home
"""

# ``Power line (grid), Place, 9 August 2031``, as far as these are known.
_INCIDENTS = """
INSERT INTO incidents (incident_id, time_from, time_to, place, admin1, lat, lon, "precision", authors,
    occurrence_standing, author_standing, object_standing, denied_by, n_reports, n_origins, n_accounts,
    fatalities_low, fatalities_high, injured_low, injured_high, title)
SELECT i.incident_id, a.time_from, a.time_to, p.place, coalesce(nullif(p.admin1, ''), s.admin1), p.lat, p.lon,
       p."precision", nullif(a.authors, ''), d.occurrence_standing, d.author_standing, d.object_standing, s.denied_by,
       s.n_reports, s.n_origins, a.n_accounts, s.fatalities_low, s.fatalities_high, s.injured_low, s.injured_high,
       CASE WHEN q.home IS NOT NULL THEN 'Object disputed' ELSE coalesce(o.words, 'Object not stated') END || ', '
       || coalesce(nullif(p.place, ''), nullif(p.admin1, ''), 'place not stated') || ', '
       || coalesce(m.words, 'day not stated')
FROM w_sum s JOIN w_incident i ON i.home = s.home JOIN w_stories a ON a.home = s.home
JOIN w_placed p ON p.home = s.home JOIN w_standing d ON d.home = s.home
LEFT JOIN w_disputed q ON q.home = s.home
LEFT JOIN w_foremost f ON f.home = s.home LEFT JOIN w_object_words o ON o.thing = f.thing AND o.alone = f.alone
LEFT JOIN w_middle c ON c.home = s.home LEFT JOIN w_day_words m ON m.middle = c.middle
"""


def prepare(db: Database) -> None:
    """`w_akin`: functions of which one is a kind of the other, both ways."""
    up = {name: set(ancestors(FUNCTIONS, name)) for name in FUNCTIONS}
    akin = [(one, other) for one, other in product(FUNCTIONS, repeat=2) if one in up[other] or other in up[one]]
    db.run("CREATE OR REPLACE TABLE w_akin (one VARCHAR, other VARCHAR)")
    db.load_plain("w_akin", {"one": [one for one, _ in akin], "other": [other for _, other in akin]})


def make(db: Database, info: CaseInfo) -> None:
    """Fill `incidents` with those of the reports in `w_told`, whose accounts and standings are made."""
    for sql in (_FOREMOST, _DISPUTED, _MIDDLE, _PLACED, _SUMS, _STORIES):
        db.run(sql)
    _word(db, info.zone)
    db.run(_INCIDENTS)


def _word(db: Database, zone: str) -> None:
    """Put each distinct object and each distinct instant in words once."""
    things = db.rows("SELECT DISTINCT thing, alone FROM w_foremost ORDER BY ALL")
    db.run("CREATE OR REPLACE TABLE w_object_words (thing VARCHAR, alone BOOLEAN, words VARCHAR)")
    db.load_plain("w_object_words", {"thing": [row[0] for row in things], "alone": [row[1] for row in things],
                                     "words": [_named(*row) for row in things]})
    middles = [row[0] for row in db.rows("SELECT DISTINCT middle FROM w_middle ORDER BY middle")]
    db.run("CREATE OR REPLACE TABLE w_day_words (middle BIGINT, words VARCHAR)")
    db.load_plain("w_day_words", {"middle": middles, "words": [_day(middle, zone) for middle in middles]})


def _named(thing: str, alone: bool) -> str:
    """``function/sector`` as words: ``Power line (grid)``; the sector only where every side that names one agrees."""
    function, _, sector = (part.replace("_", " ") for part in thing.partition("/"))
    words = "object of unknown kind" if function == UNKNOWN else function
    return (f"{words} ({sector})" if alone and sector != UNKNOWN else words).capitalize()


def _day(instant: int, zone: str) -> str:
    moment = local(instant, zone)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
