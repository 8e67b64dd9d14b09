"""Where incidents lie and how they stand under each reading, for the maps; asked after the gate has been passed."""

from __future__ import annotations

from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]
# The strongest of several outcomes stands for an incident: of rules and authors under one reading.
STRENGTH = ("potential_violation", "undetermined", "excepted", "not_covered", "not_in_force")


def incidents(db: Database) -> list[Row]:
    """Every incident with its place, in order of time and id."""
    return db.dicts("""SELECT incident_id, title, time_from, time_to, place, admin1, lat, lon, precision
        FROM incidents ORDER BY time_from NULLS LAST, incident_id""")


def combinations(db: Database) -> list[tuple[str, str]]:
    """Every (reading, provision) that has verdicts, in order."""
    return [(row[0], row[1]) for row in db.rows(
        "SELECT DISTINCT reading, provision FROM verdicts ORDER BY reading, provision")]


def outcomes(db: Database) -> dict[str, str]:
    """Incident -> one digit for each of the `combinations`: the place of its outcome in STRENGTH, ``.`` for none."""
    ranks = " ".join(f"WHEN '{outcome}' THEN {place}" for place, outcome in enumerate(STRENGTH))
    rows: list[Any] = db.rows(f"""
        WITH strongest AS (SELECT incident_id, reading, provision, min(CASE outcome {ranks} END) AS rank
                           FROM verdicts GROUP BY incident_id, reading, provision),
             pair AS (SELECT DISTINCT reading, provision FROM verdicts),
             held AS (SELECT DISTINCT incident_id FROM verdicts)
        SELECT h.incident_id, string_agg(coalesce(CAST(s.rank AS VARCHAR), '.'), '' ORDER BY p.reading, p.provision)
        FROM held h CROSS JOIN pair p
        LEFT JOIN strongest s USING (incident_id, reading, provision)
        GROUP BY h.incident_id ORDER BY h.incident_id""")
    return {row[0]: row[1] for row in rows}
