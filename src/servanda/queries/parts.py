"""Counts of several happenings with the incidents that may be among them, and incidents by how far origins diverge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]


def of(db: Database, counts: Sequence[str], most: int) -> list[Row]:
    """The parts of these reports with their incidents, at most so many of each, those that fit first."""
    return db.dicts("""
        SELECT p.*, i.title, i.time_from, i.time_to FROM parts p JOIN incidents i ON i.incident_id = p.incident_id
        WHERE p.report_id IN (SELECT unnest(?))
        QUALIFY row_number() OVER (PARTITION BY p.report_id ORDER BY p.fits DESC, i.time_from, p.incident_id) <= ?
        ORDER BY p.report_id, p.fits DESC, i.time_from, p.incident_id""", [list(counts), most])


def count(db: Database, report: str) -> Row:
    """A count with how many of its happenings are held; {} where no composite or tally of that id is in use."""
    found = db.dicts("""SELECT c.*, r.kind, r.place, r.time_from, r.time_to, r.author_claimed, r.summary
        FROM composites c JOIN reports r ON r.report_id = c.report_id WHERE c.report_id = ?""", [report])
    return found[0] if found else {}


def counting(db: Database, incident: str) -> list[Row]:
    """The counts that an incident may be among."""
    return db.dicts("""SELECT p.*, c.stated_low, c.stated_high FROM parts p JOIN composites c
        ON c.report_id = p.report_id WHERE p.incident_id = ? ORDER BY p.report_id""", [incident])


def most_disputed(db: Database, most: int) -> list[Row]:
    """Incidents on which origins diverge, those that diverge most first: each field with its divergence."""
    return db.dicts("""
        WITH field AS (SELECT DISTINCT incident_id, field, divergence, overall FROM disagreements WHERE divergence > 0)
        SELECT f.incident_id, i.title, i.n_origins, any_value(f.overall) AS overall,
          list([f.field, CAST(CAST(f.divergence AS DECIMAL(4, 2)) AS VARCHAR)] ORDER BY f.divergence DESC, f.field)
            AS fields
        FROM field f JOIN incidents i ON i.incident_id = f.incident_id
        GROUP BY f.incident_id, i.title, i.n_origins ORDER BY overall DESC, f.incident_id LIMIT ?""", [most])


def disputed(db: Database) -> int:
    """How many incidents there are on which origins diverge in any field."""
    return int(db.rows("SELECT count(DISTINCT incident_id) FROM disagreements WHERE divergence > 0")[0][0])
