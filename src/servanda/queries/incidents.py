"""Incidents with their verdicts, accounts, reports and links, for the list and for the page of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]


def ids(db: Database) -> list[str]:
    """The id of every incident, in code-point order."""
    return [row[0] for row in db.rows("SELECT incident_id FROM incidents ORDER BY incident_id")]


def members(db: Database) -> list[tuple[str, str]]:
    """(report, its incident) of every report that belongs to one, in order of the report's id."""
    return [(row[0], row[1]) for row in db.rows("""SELECT report_id, incident_id FROM reports
        WHERE coalesce(incident_id, '') <> '' ORDER BY report_id, incident_id""")]


@contextmanager
def blocks(db: Database, numbers: Mapping[str, int]) -> Iterator[None]:
    """Within it incidents can be asked for block by block, so that the rows of all are never held at once."""
    db.run("CREATE OR REPLACE TABLE q_block (incident_id VARCHAR, block INTEGER)")
    db.load_plain("q_block", {"incident_id": list(numbers), "block": list(numbers.values())})
    try:
        yield
    finally:
        db.run("DROP TABLE q_block")


def block(db: Database, number: int) -> dict[str, list[Row]]:
    """The incidents of a block with what belongs to them, by table."""
    mine = "JOIN q_block b ON b.incident_id = {}.incident_id AND b.block = ?"
    return {
        "incidents": db.dicts(f"SELECT i.* FROM incidents i {mine.format('i')} ORDER BY i.incident_id", [number]),
        "accounts": db.dicts(f"SELECT a.* FROM accounts a {mine.format('a')} ORDER BY a.incident_id, a.account_id",
                             [number]),
        "reports": db.dicts(f"""SELECT r.*, l.probability, l.reason_code, l.reason
            FROM reports r {mine.format('r')} LEFT JOIN links l ON l.report_id = r.report_id
            ORDER BY r.incident_id, r.report_id""", [number]),
        "verdicts": db.dicts(f"""SELECT v.* FROM verdicts v {mine.format('v')}
            ORDER BY v.incident_id, v.provision, v.reading, v.author""", [number]),
        "parts": db.dicts(f"""SELECT p.*, r.kind, r.source, r.n_low, r.n_high, r.place AS counted_at,
                r.time_from AS counted_from, r.time_to AS counted_to
            FROM parts p {mine.format('p')} JOIN reports r ON r.report_id = p.report_id
            ORDER BY p.incident_id, p.report_id""", [number]),
        "disagreements": db.dicts(f"""SELECT d.* FROM disagreements d {mine.format('d')}
            ORDER BY d.incident_id, d.field, d.value""", [number]),
        "echoes": db.dicts(f"""SELECT e.*, r.incident_id FROM echoes e JOIN reports r ON r.report_id = e.report_id
            {mine.format('r')} ORDER BY e.report_id""", [number]),
    }


def combinations(db: Database) -> list[tuple[str, str, str]]:
    """Every (provision, reading, author) that occurs in verdicts, once, in order."""
    found = db.rows("SELECT DISTINCT provision, reading, author FROM verdicts ORDER BY provision, reading, author")
    return [(row[0], row[1], row[2]) for row in found]


def boundaries(db: Database, incident: str = "") -> dict[tuple[str, str, str], tuple[int, int]]:
    """How far the places of an incident's accounts lie from the zone of a reading, least and most, in metres.

    Keyed by incident, provision, reading; only where a boundary is near.  Of all incidents unless one is named.
    """
    if not db.rows("SELECT table_name FROM information_schema.tables WHERE table_name = 'w_margin' ORDER BY 1"):
        return {}  # nothing has been assessed
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in db.rows("""
        SELECT a.incident_id, r.provision, r.reading, min(abs(m.metres)), max(abs(m.metres))
        FROM w_account a JOIN w_margin m ON m.place = a.place JOIN w_rule r ON r.zone = m.zone
        WHERE ? IN ('', a.incident_id)
        GROUP BY a.incident_id, r.provision, r.reading ORDER BY 1, 2, 3""", [incident])}


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
