"""Fill the tables of talks from statements, readouts, propositions and commitments, as known on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.schema import ddl
from servanda.model.tables import TABLES
from servanda.model.working import WORKING
from servanda.talks import acceptance, commitments, contradictions, plover, positions, readouts, shifts, silences
from servanda.talks.said import Utterance, claims, utterances


def fill(db: Database, case: Case, as_of: str = "") -> None:
    """Fill alignments, silences, positions, shifts, concessions, contradictions, acceptance, interchange.

    ``as_of``: nothing said later is looked at; '' = everything.  Also writes the state of each commitment.
    """
    said, stands_for = utterances(db, case.info, as_of)
    made = claims(db, case.info, said, stands_for)
    _meetings(db, case, said, stands_for)
    held = positions.find(made)
    moved = shifts.find(held)
    zones = (case.info.zone, *case.info.clock_zones)
    _put(db, "positions", positions.rows(held))
    _put(db, "shifts", shifts.rows(moved))
    _put(db, "concessions", shifts.concession_rows(shifts.concessions(moved, made, said)))
    _put(db, "contradictions", contradictions.rows(contradictions.find(made, held)))
    _put(db, "acceptance", acceptance.rows(acceptance.lanes(acceptance.steps(made, case.terms, zones))))
    taking = {one.said.id for one in made if one.about.kind == "acceptance"}
    _put(db, "interchange", plover.rows(db.dicts("SELECT * FROM statements WHERE used ORDER BY statement_id"), taking))
    _commitments(db, as_of)


def _put(db: Database, table: str, rows: Iterable[Sequence[object]]) -> None:
    db.load(table, TABLES[table].frame(rows))


def _meetings(db: Database, case: Case, said: Sequence[Utterance], stands_for: Mapping[str, str]) -> None:
    """Alignment and silences of every meeting."""
    by_id = {one.id: one for one in said}
    rows = db.dicts("SELECT readout_id, meeting_id, party, held, statements FROM readouts ORDER BY readout_id")
    every = readouts.held(rows, by_id, stands_for)
    order = [topic for topic, _ in case.info.topics]
    days = {row[0]: _day(row[1]) for row in db.rows("SELECT meeting_id, time_from FROM meetings ORDER BY meeting_id")}
    cells, absent = [], []
    claimed: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for meeting in case.meetings:
        of = [one for one in every if one.meeting == meeting.id]
        expected = meeting.expected or case.info.expected
        cells += readouts.align(of, readouts.topics_of(of, expected, order))
        absent += silences.find(of, expected, said, days.get(meeting.id, ""))
        for one in meeting.silences:
            claimed.setdefault((meeting.id, str(one["topic"])), []).append((str(one["by"]), tuple(one["cites"])))
    _put(db, "alignments", readouts.rows(cells))
    _put(db, "silences", silences.rows(absent, claimed))


def _day(instant: int | None) -> str:
    return "" if instant is None else datetime.fromtimestamp(instant, UTC).date().isoformat()


def _commitments(db: Database, as_of: str) -> None:
    table: list[dict[str, Any]] = db.dicts("SELECT * FROM commitments WHERE used ORDER BY commitment_id")
    said = {row[0]: (row[1], row[2]) for row in db.rows("""
        SELECT statement_id, coalesce(party, speaker, 'unknown'), coalesce(date, '') FROM statements WHERE used
        UNION ALL SELECT report_id, coalesce(origin_parties, origin, 'unknown'), coalesce(published, '') FROM reports
        WHERE used ORDER BY 1""")} if any(row["evidence"] for row in table) else {}
    working = WORKING["w_performance"]
    db.run(f"DROP TABLE IF EXISTS {working.name}")
    db.run(ddl(working))
    db.load_plain(working.name, working.frame(commitments.rows(table, said, as_of)))
    db.run("""
        UPDATE commitments SET state = w.state, state_by = w.state_by, pam = w.pam FROM w_performance w
        WHERE commitments.commitment_id = w.commitment_id""")
