"""Talks as they were said: readouts and their tables, silences, stands, shifts, contradictions, duties, precedents."""

from __future__ import annotations

from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]


def meetings(db: Database) -> list[Row]:
    """Meetings in order of time."""
    return db.dicts("SELECT * FROM meetings ORDER BY time_from NULLS LAST, meeting_id")


def readouts(db: Database) -> list[Row]:
    """Readouts, official texts first, then by issuer."""
    return db.dicts("""
        SELECT * FROM readouts ORDER BY meeting_id, party NULLS LAST,
               CASE channel WHEN 'official_text' THEN 0 WHEN 'social_post' THEN 1 ELSE 2 END, readout_id""")


def alignments(db: Database) -> list[Row]:
    """Every cell of every meeting's table."""
    return db.dicts("SELECT * FROM alignments ORDER BY readout_id, topic")


def silences(db: Database) -> list[Row]:
    """Silences of the kinds that concern several readouts, by meeting and topic."""
    return db.dicts("""
        SELECT * FROM silences WHERE kind <> 'absent_beside'
        ORDER BY meeting_id, (claims IS NULL), kind DESC, topic, party""")


def positions(db: Database) -> list[Row]:
    """Positions in order of day."""
    return db.dicts("SELECT * FROM positions ORDER BY proposition, party, date_from")


def shifts(db: Database) -> list[Row]:
    """Shifts, the latest first."""
    return db.dicts("SELECT * FROM shifts ORDER BY date DESC, shift_id")


def concessions(db: Database) -> list[Row]:
    """Concessions, claimed concessions and admissions, the latest first."""
    return db.dicts("SELECT * FROM concessions ORDER BY date DESC, concession_id")


def contradictions(db: Database) -> list[Row]:
    """Contradictions by proposition, those between parties first; ``day`` is when the later side was first said."""
    return db.dicts("""
        WITH sides AS (
            SELECT contradiction_id, 'a' AS side, unnest(string_split(statements_a, ';')) AS id FROM contradictions
            UNION ALL SELECT contradiction_id, 'b', unnest(string_split(statements_b, ';')) FROM contradictions),
        said AS (
            SELECT contradiction_id, side, min(date) AS day FROM sides JOIN statements ON statement_id = id
            GROUP BY contradiction_id, side),
        days AS (SELECT contradiction_id, max(day) AS day FROM said GROUP BY contradiction_id)
        SELECT c.*, d.day FROM contradictions c LEFT JOIN days d USING (contradiction_id)
        ORDER BY topic, proposition, kind DESC,
                 CASE "between" WHEN 'parties' THEN 0 WHEN 'within_party' THEN 1 ELSE 2 END, side_a, side_b,
                 contradiction_id""")


def acceptance(db: Database) -> list[Row]:
    """States of every agreement for every party, by account, in order of day."""
    return db.dicts("""
        SELECT * FROM acceptance WHERE state IS NOT NULL
        ORDER BY provision, party, origin, asserted_by, date_from, coalesce(reading, ''), acceptance_id""")


def suggested(db: Database) -> list[Row]:
    """States by a party's own word that no event of terms.yaml tells, and that nobody has judged yet."""
    return db.dicts("""
        SELECT * FROM acceptance a WHERE origin = 'statements' AND party = asserted_by AND state <> 'proposed'
        AND NOT EXISTS (SELECT 1 FROM acceptance t WHERE t.origin = 'terms' AND t.provision = a.provision
                        AND t.party = a.party AND t.date_from = a.date_from AND t.event = a.event)
        AND NOT EXISTS (SELECT 1 FROM statements s WHERE s.review IS NOT NULL
                        AND list_contains(string_split(a.cites, ';'), s.statement_id))
        ORDER BY acceptance_id""")


def words_of(db: Database) -> dict[str, tuple[str, bool]]:
    """Statement -> its quotation, else its summary, and whether it is the quotation."""
    return {row[0]: (row[1], row[2]) for row in db.rows("""
        SELECT statement_id, coalesce(quote, summary, ''), quote IS NOT NULL FROM statements WHERE used
        ORDER BY statement_id""")}


def precedents(db: Database) -> list[Row]:
    """Earlier truces in order of their first day."""
    return db.dicts("""
        SELECT * FROM precedents WHERE used ORDER BY coalesce(first_day, declared) NULLS LAST, precedent_id""")


def counts_claimed(db: Database, propositions: list[str]) -> list[Row]:
    """What statements say of those propositions, with who says it and when."""
    return db.dicts("""
        SELECT p.*, s.date, s.speaker, s.speaker_text, s.summary
        FROM propositions p JOIN statements s USING (statement_id) WHERE p.used AND p.proposition IN (SELECT unnest(?))
        ORDER BY s.date, p.claim_id""", [propositions])
