"""Reports of one incident whose words repeat an earlier one's: counted as one origin where that is certain.

Resemblance of texts is that of Broder (1997): the share of runs of words that both have, of all that either has.
"""

from __future__ import annotations

from servanda.engine.database import Database

LEAST = 8  # words below which two texts may be alike by chance
ALIKE = 0.6  # share of common runs of words from which one text may repeat another
_RUN = 3
_EARLIEST = 20  # texts of an incident that the others are held against, the earliest


def fill(db: Database) -> None:
    """Fill `echoes` of the clusters in `w_home`, and `w_echo`: the origin that each certain copy goes back to.

    A copy is certain where a report uses the very words of one published no later, and states no origin of its own.
    One that states another origin is only told, and so is one whose words are nearly the same.
    """
    for statement in (_TEXTS, _RUNS, _ECHOES, _ORIGINS):
        db.run(statement)


# The words of every report of a cluster in which more than one voice is heard, the earliest first.
_TEXTS = f"""
CREATE OR REPLACE TABLE w_text AS
WITH voiced AS (
  SELECT h.home, r.report_id, r.origin, coalesce(r.published, '9999') AS published,
    coalesce(r.origin, r.source, r.report_id) AS voice, concat_ws(' ', r.words, r.summary) AS said
  FROM w_member m JOIN w_home h ON h.node = m.node JOIN reports r ON r.report_id = m.report_id
  WHERE coalesce(r.words, r.summary) IS NOT NULL),
several AS (SELECT home FROM voiced GROUP BY home HAVING min(voice) <> max(voice)),
folded AS (
  SELECT v.* EXCLUDE (said),
    trim(regexp_replace(lower(nfc_normalize(v.said)), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) AS said
  FROM voiced v JOIN several s ON s.home = v.home)
SELECT *, row_number() OVER (PARTITION BY home ORDER BY published, origin IS NULL, report_id) AS place
FROM folded WHERE length(said) - length(replace(said, ' ', '')) >= {LEAST - 1}
"""

# Each distinct text of a cluster once, with its runs of words.
_RUNS = f"""
CREATE OR REPLACE TABLE w_runs AS
SELECT home, said, place, row_number() OVER (PARTITION BY home ORDER BY place) AS nth,
  list_distinct(list_transform(range(1, len(words) - {_RUN - 2}),
                               lambda i: array_to_string(words[i:i + {_RUN - 1}], ' '))) AS runs
FROM (SELECT home, said, min(place) AS place, string_split(said, ' ') AS words FROM w_text GROUP BY home, said)
"""

# Each report beside the first that used those words, or words nearly the same.
_ECHOES = f"""
INSERT INTO echoes (report_id, first_report, likeness, one_origin)
WITH alike AS (
  SELECT home, said, place AS first, 1.0 AS likeness FROM w_runs
  UNION ALL
  SELECT home, said, first, common / (runs - common) FROM (
    SELECT b.home, b.said, a.place AS first, len(a.runs) + len(b.runs) AS runs,
      len(list_intersect(a.runs, b.runs)) AS common
    FROM w_runs a JOIN w_runs b ON a.home = b.home AND a.place < b.place AND a.nth <= {_EARLIEST})
  WHERE common >= {ALIKE} * (runs - common))
SELECT DISTINCT ON (t.report_id) t.report_id, f.report_id, round(n.likeness, 4), t.said = f.said AND t.origin IS NULL
FROM alike n JOIN w_text t ON t.home = n.home AND t.said = n.said
  JOIN w_text f ON f.home = n.home AND f.place = n.first AND f.place < t.place AND f.voice <> t.voice
ORDER BY t.report_id, n.likeness DESC, f.place
"""

_ORIGINS = """
CREATE OR REPLACE TABLE w_echo AS
SELECT e.report_id, coalesce(r.origin, r.source, r.report_id) AS origin,
  CASE WHEN r.origin IS NULL THEN s.party ELSE r.origin_parties END AS parties
FROM echoes e JOIN reports r ON r.report_id = e.first_report LEFT JOIN sources s ON s.source = r.source
WHERE e.one_origin
"""
