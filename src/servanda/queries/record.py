"""What the case holds as it was said or published: statements, tallies, commitments, sources, problems."""

from __future__ import annotations

from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]


def totals(db: Database) -> Row:
    """How many incidents, reports by kind and use, statements, sources, and disputed incidents there are."""
    return db.dicts("""
        SELECT (SELECT count(*) FROM incidents) AS incidents,
               (SELECT count(*) FROM incidents WHERE n_accounts > 1) AS rival,
               (SELECT count(*) FROM incidents WHERE coalesce(denied_by, '') <> '') AS denied,
               (SELECT count(*) FROM incidents WHERE fatalities_low < fatalities_high
                                                  OR injured_low < injured_high) AS tolls,
               (SELECT count(*) FROM reports) AS reports_in,
               (SELECT count(*) FROM reports WHERE used AND kind = 'single') AS single,
               (SELECT count(*) FROM reports WHERE used AND kind <> 'single') AS composite,
               (SELECT count(*) FROM reports WHERE used IS NOT TRUE) AS aside,
               (SELECT count(*) FROM statements WHERE used) AS statements,
               (SELECT count(*) FROM sources) AS sources,
               (SELECT count(*) FROM tallies WHERE used) AS tallies""")[0]


def itemised(db: Database) -> list[Row]:
    """Used single reports by the party of their origins: party, reports."""
    return db.dicts("""
        SELECT party, count(*) AS reports FROM (
            SELECT unnest(string_split(origin_parties, ';')) AS party FROM reports
            WHERE used AND kind = 'single' AND coalesce(origin_parties, '') <> '')
        GROUP BY party ORDER BY party""")


def period(db: Database) -> tuple[int | None, int | None]:
    """The first and the last possible instant of any incident."""
    low, high = db.rows("SELECT min(time_from), max(time_to) FROM incidents")[0]
    return low, high


def statements(db: Database) -> list[Row]:
    """Used statements in order of day and id."""
    return db.dicts("SELECT * FROM statements WHERE used ORDER BY date NULLS LAST, statement_id")


def statement_ids(db: Database) -> set[str]:
    """Ids of the statements that have an entry on the statements page."""
    return {row[0] for row in db.rows("SELECT statement_id FROM statements WHERE used ORDER BY statement_id")}


def tallies(db: Database) -> list[Row]:
    """Used tallies in order of the day on which they were said."""
    return db.dicts("SELECT * FROM tallies WHERE used ORDER BY coalesce(said, published) NULLS LAST, tally_id")


def tally_checks(db: Database) -> list[Row]:
    """Every tally held against its publisher's own reading."""
    return db.dicts("SELECT * FROM tally_checks ORDER BY tally_id, provision, reading")


def commitments(db: Database) -> list[Row]:
    """Used commitments in order of the day on which they fall due."""
    return db.dicts("SELECT * FROM commitments WHERE used ORDER BY due_to NULLS LAST, commitment_id")


def sources(db: Database) -> list[Row]:
    """Sources, those with most rows first."""
    return db.dicts("SELECT * FROM sources ORDER BY coalesce(n_reports, 0) + coalesce(n_statements, 0) DESC, source")


def problems(db: Database) -> list[Row]:
    """Problems, errors first, then by code and place."""
    return db.dicts("""
        SELECT * FROM problems ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
               code, file, line, row_id, message""")


def composites(db: Database) -> list[Row]:
    """Reports that stand for no single happening (composites, tallies, absences): they never count as one."""
    return db.dicts("""
        SELECT r.report_id, kind, source, origin, n_low, n_high, time_from, time_to, place, url, summary, words,
               author_claimed, fitting_low, fitting_high, held_low, held_high, unheld_low, unheld_high, repeats
        FROM reports r LEFT JOIN composites c ON c.report_id = r.report_id
        WHERE used AND kind <> 'single' ORDER BY time_from NULLS LAST, r.report_id""")


def effective(db: Database) -> list[Row]:
    """Every element of every provision under every reading."""
    return db.dicts("SELECT * FROM effective_provisions ORDER BY provision, reading, element")


def acceptance(db: Database) -> list[Row]:
    """Who is held to have accepted what, asserted by whom, in which reading."""
    return db.dicts("SELECT * FROM acceptance WHERE state IS NULL ORDER BY provision, reading, party, acceptance_id")


def releases(db: Database) -> list[Row]:
    """Who could be released by whose first breach, per reading and standard."""
    return db.dicts("SELECT * FROM releases ORDER BY provision, reading, standard, party")


def latest_publication(db: Database) -> str:
    """The latest day of publication in the inputs; '' if none is stated."""
    return str(db.rows("""
        SELECT coalesce(max(day), '') FROM (
            SELECT max(published) AS day FROM reports UNION ALL SELECT max(published) FROM statements
            UNION ALL SELECT max(published) FROM tallies UNION ALL SELECT max(published) FROM documents)""")[0][0])
