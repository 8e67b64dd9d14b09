"""Which data sets tell of the same incidents, for links made without a case."""

from __future__ import annotations

from servanda.engine.database import Database


def overlap(db: Database) -> list[tuple[tuple[str, ...], int, int]]:
    """(data sets, incidents that just these tell of, reports of them), the most incidents first."""
    found = db.rows("""
        WITH held AS (SELECT incident_id, string_agg(DISTINCT from_file, chr(31) ORDER BY from_file) AS files,
            count(*) AS reports FROM reports WHERE incident_id IS NOT NULL GROUP BY incident_id)
        SELECT files, count(*), CAST(sum(reports) AS BIGINT) FROM held GROUP BY files ORDER BY 2 DESC, files""")
    return [(tuple(row[0].split(chr(31))), row[1], row[2]) for row in found]


def alone(db: Database) -> list[tuple[str, int, int]]:
    """(data set, its single reports in use, the incidents that they tell of), in order of names."""
    return [(row[0], row[1], row[2]) for row in db.rows("""
        SELECT from_file, count(*), count(DISTINCT incident_id) FROM reports WHERE incident_id IS NOT NULL
        GROUP BY from_file ORDER BY from_file""")]
