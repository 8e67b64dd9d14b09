"""Counts by weapon, by target and by region, under the compared readings.

An incident counts low under a value only if no account tells another; where accounts differ it may be
either, and counts high under each.  So the parts' highs may sum to more than the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.engine.database import Database
from servanda.measure.counts import RULE
from servanda.measure.rows import UNATTRIBUTED, Figure

NOT_STATED = "not_stated"

_FACETS = f"""
CREATE OR REPLACE TABLE m_facet AS
WITH told AS (
    SELECT incident_id, 'means' AS facet, unnest(string_split(means, ';')) AS value FROM accounts
    WHERE NOT aside AND coalesce(means, '') <> ''
    UNION SELECT incident_id, 'target', unnest(list_transform(
        string_split(CASE WHEN coalesce(aimed_at, '') <> '' THEN aimed_at ELSE affected END, ';'),
        lambda x: split_part(x, ':', 1))) FROM accounts
    WHERE NOT aside AND (coalesce(aimed_at, '') <> '' OR coalesce(affected, '') <> '')
    UNION SELECT incident_id, 'region', admin1 FROM incidents WHERE coalesce(admin1, '') <> ''),
every AS (
    SELECT i.number, f.facet, coalesce(t.value, '{NOT_STATED}') AS value
    FROM m_incident i CROSS JOIN (SELECT unnest(['means', 'target', 'region']) AS facet) f
    LEFT JOIN told t ON t.incident_id = i.incident_id AND t.facet = f.facet)
SELECT *, count(*) OVER (PARTITION BY number, facet) = 1 AS only_one FROM every
"""

_COUNT = """
SELECT c.provision, c.reading, c.author, f.facet, f.value, count(*) FILTER (c.possible = 1 AND f.only_one),
       count(*), count(*) FILTER (c.possible <> 1 AND c.text_open)
FROM m_counted c JOIN m_facet f USING (number)
WHERE c.standard = 'all' AND c.possible & 1 > 0 AND list_contains(?, c.reading)
GROUP BY ALL ORDER BY ALL
"""


def fill(db: Database, compare: Sequence[str]) -> list[Figure]:
    """One count for each value of each facet, any claim."""
    db.run(_FACETS)
    return [Figure(RULE, "count", "incident", subset=f"{facet}={value}", provision=provision, reading=reading,
                   party=author or UNATTRIBUTED, standard="all", low=low, high=high, text_unknown=text, n=high,
                   method="count of incidents by what is still open; low where no account tells another value")
            for provision, reading, author, facet, value, low, high, text in db.rows(_COUNT, [list(compare)])]
