"""Incidents with their verdicts, accounts, reports and links, for the list and for the page of one."""

from __future__ import annotations

from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]

# How far the places of an incident's accounts lie from the zone of a reading, least and most, where a boundary is near.
NEAR = """
SELECT a.incident_id, r.provision, r.reading, min(abs(m.metres)) AS least, max(abs(m.metres)) AS most
FROM w_account a JOIN w_margin m ON m.place = a.place JOIN w_rule r ON r.zone = m.zone {where}
GROUP BY a.incident_id, r.provision, r.reading
"""


def ids(db: Database) -> list[str]:
    """The id of every incident, in code-point order."""
    return [row[0] for row in db.rows("SELECT incident_id FROM incidents ORDER BY incident_id")]


def members(db: Database) -> list[tuple[str, str]]:
    """(report, its incident) of every report that belongs to one, in order of the report's id."""
    return [(row[0], row[1]) for row in db.rows("""SELECT report_id, incident_id FROM reports
        WHERE coalesce(incident_id, '') <> '' ORDER BY report_id, incident_id""")]


def combinations(db: Database) -> list[tuple[str, str, str]]:
    """Every (provision, reading, author) that occurs in verdicts, once, in order."""
    found = db.rows("SELECT DISTINCT provision, reading, author FROM verdicts ORDER BY provision, reading, author")
    return [(row[0], row[1], row[2]) for row in found]


def boundaries(db: Database, incident: str = "") -> dict[tuple[str, str, str], tuple[int, int]]:
    """How far the places of an incident's accounts lie from the zone of a reading, least and most, in metres.

    Keyed by incident, provision, reading; only where a boundary is near.  Of all incidents unless one is named.
    """
    if not margins(db):
        return {}  # nothing has been assessed
    return {(row[0], row[1], row[2]): (row[3], row[4])
            for row in db.rows(NEAR.format(where="WHERE a.incident_id = ?" if incident else "") + " ORDER BY ALL",
                               [incident] if incident else [])}


def margins(db: Database) -> bool:
    """Whether distances to boundaries are held."""
    return bool(db.rows("SELECT table_name FROM information_schema.tables WHERE table_name = 'w_margin' ORDER BY 1"))


def of(db: Database, incident: str) -> list[Row]:
    """The reports of one incident, in order of id."""
    return db.dicts("SELECT * FROM reports WHERE incident_id = ? ORDER BY report_id", [incident])


def resolve(db: Database, id_: str) -> str:
    """The incident of that id, or of the report of that id; '' if there is none."""
    found = db.rows("SELECT incident_id FROM incidents WHERE incident_id = ? UNION ALL "
                    "SELECT incident_id FROM reports WHERE report_id = ? AND incident_id IS NOT NULL LIMIT 1",
                    [id_, id_])
    return str(found[0][0]) if found else ""


def one(db: Database, incident: str, provision: str = "", reading: str = "") -> Row:
    """An incident with its accounts and verdicts, of one provision or reading where named."""
    near = boundaries(db, incident)
    verdicts = db.dicts("""SELECT * FROM verdicts WHERE incident_id = ? AND (? = '' OR provision = ?)
        AND (? = '' OR reading = ?) ORDER BY provision, reading, author""",
                        [incident, provision, provision, reading, reading])
    return {
        "incident": db.dicts("SELECT * FROM incidents WHERE incident_id = ?", [incident])[0],
        "accounts": db.dicts("SELECT * FROM accounts WHERE incident_id = ? ORDER BY account_id", [incident]),
        "verdicts": [{**row, "boundary": near.get((incident, row["provision"], row["reading"]))} for row in verdicts],
    }


def other_report(db: Database, id_: str) -> Row:
    """A report that belongs to no incident: kind, file and line, and why it was set aside; {} if none is held."""
    found = db.dicts("""SELECT report_id, kind, used, set_aside_reason, from_file, from_row FROM reports
        WHERE report_id = ? AND incident_id IS NULL ORDER BY from_file, from_row LIMIT 1""", [id_])
    return found[0] if found else {}
