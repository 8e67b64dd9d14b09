"""What a report of some days asks: incidents, counts, regions, words and duties of these days and of others.

An incident is ``sure`` of a span of time if all of its possible time lies in it.  One whose time is not
stated, or not shown to this audience, may lie in any span: it widens every range and narrows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.queries import verdicts

Row = dict[str, Any]
Span = tuple[str, int, int]  # label, first second, second after the last

_POSSIBLE = "CASE WHEN w.sure THEN c.possible ELSE c.possible | 8 END"


def lay(db: Database, spans: Sequence[Span]) -> None:
    """Which incidents may lie in which spans, as a working table for the queries of this module."""
    labels, lows, highs = ([span[part] for span in spans] for part in range(3))
    db.run("""CREATE OR REPLACE TABLE r_within AS
        SELECT s.label, i.incident_id, coalesce(i.time_from >= s.low AND i.time_to <= s.high, false) AS sure
        FROM incidents i JOIN (SELECT unnest(?::VARCHAR[]) AS label, unnest(?::BIGINT[]) AS low,
                                      unnest(?::BIGINT[]) AS high) s
          ON i.time_from IS NULL OR i.time_to IS NULL OR (i.time_from < s.high AND i.time_to > s.low)""",
           [labels, lows, highs])


def totals(db: Database) -> dict[str, Row]:
    """Per span: incidents surely and possibly in it, those of no known time, of no region, and killed and injured."""
    rows = db.dicts("""
        SELECT w.label, count(*) FILTER (w.sure) AS low, count(*) AS high,
               count(*) FILTER (i.time_from IS NULL) AS undated,
               count(*) FILTER (coalesce(i.admin1, '') = '') AS unplaced
        FROM r_within w JOIN incidents i USING (incident_id) GROUP BY w.label ORDER BY w.label""")
    return {row["label"]: row for row in rows}


def reported(db: Database, label: str) -> Row:
    """Reports and sources that tell of the incidents of a span."""
    return db.dicts("""
        SELECT count(*) AS reports, count(DISTINCT r.source) AS sources
        FROM reports r JOIN r_within w USING (incident_id) WHERE w.label = ? AND r.used""", [label])[0]


def counts(db: Database, compare: Sequence[str], standards: Sequence[str]) -> list[Row]:
    """Per span, provision, reading, author and standard: potential violations low, high, and open on the text."""
    return db.dicts(f"""
        SELECT w.label, c.provision, c.reading, coalesce(c.author, '') AS author, c.standard,
               count(*) FILTER ({_POSSIBLE} = 1) AS low, count(*) AS high,
               count(*) FILTER (c.possible <> 1 AND c.text_open) AS open
        FROM w_counted c JOIN r_within w USING (incident_id)
        WHERE c.possible & 1 > 0 AND list_contains(?, c.reading) AND list_contains(?, c.standard)
        GROUP BY ALL ORDER BY ALL""", [list(compare), list(standards)])


# One row for each incident, whoever is named: sure if it is sure of any author.
_ANYBODY = f"""
    SELECT w.label, c.provision, c.reading, c.incident_id, bool_or({_POSSIBLE} = 1) AS low,
           bool_and(c.possible <> 1) AND bool_or(c.text_open) AS open
    FROM w_counted c JOIN r_within w USING (incident_id)
    WHERE c.possible & 1 > 0 AND list_contains(?, c.reading) AND c.standard = 'all'
    GROUP BY w.label, c.provision, c.reading, c.incident_id"""


def anybody(db: Database, compare: Sequence[str]) -> list[Row]:
    """As `counts`, whoever is named as author, any claim: each incident once."""
    return db.dicts(f"""
        SELECT label, provision, reading, count(*) FILTER (low) AS low, count(*) AS high,
               count(*) FILTER (open) AS open
        FROM ({_ANYBODY}) GROUP BY ALL ORDER BY ALL""", [list(compare)])


def terms(db: Database) -> dict[tuple[str, str], tuple[str, str]]:
    """The days that surely lie in the term of a provision under a reading, where there are any, none after now."""
    return {(row[0], row[1]): (row[2], row[3]) for row in db.rows("""
        SELECT provision, reading, CAST(DATE '1970-01-01' + CAST(sure_first AS INTEGER) AS VARCHAR),
               CAST(DATE '1970-01-01' + CAST(sure_last AS INTEGER) AS VARCHAR)
        FROM m_period WHERE sure_first <= sure_last ORDER BY provision, reading""")}


def regions(db: Database) -> list[Row]:
    """Per span and region ('' = not placed): incidents low and high."""
    return db.dicts("""
        SELECT w.label, coalesce(i.admin1, '') AS region, count(*) FILTER (w.sure) AS low, count(*) AS high
        FROM r_within w JOIN incidents i USING (incident_id) GROUP BY ALL ORDER BY ALL""")


def regions_by_reading(db: Database, compare: Sequence[str]) -> list[Row]:
    """As `anybody`, by region."""
    return db.dicts(f"""
        SELECT label, provision, reading, coalesce(i.admin1, '') AS region, count(*) FILTER (low) AS low,
               count(*) AS high, count(*) FILTER (open) AS open
        FROM ({_ANYBODY}) a JOIN incidents i USING (incident_id) GROUP BY ALL ORDER BY ALL""", [list(compare)])


def inside(db: Database, label: str) -> list[Row]:
    """The incidents of a span in order of time and id, with whether they are sure of it."""
    return db.dicts("""
        SELECT i.*, w.sure FROM r_within w JOIN incidents i USING (incident_id) WHERE w.label = ?
        ORDER BY i.time_from NULLS LAST, i.incident_id""", [label])


def turning(db: Database, label: str, compare: Sequence[str]) -> dict[str, bool]:
    """Incidents of a span on which the readings do not stand alike: id -> whether one yields what another excludes."""
    return {row[0]: row[1] for row in db.rows(f"""
        SELECT incident_id, bool_or(surely) FROM ({verdicts.TURNING}) JOIN r_within w USING (incident_id)
        WHERE w.label = ? GROUP BY incident_id ORDER BY incident_id""", [list(compare), label])}


def on_account(db: Database, label: str, compare: Sequence[str]) -> list[str]:
    """Incidents of a span whose accounts do not agree on the outcome under one of the readings."""
    return [row[0] for row in db.rows("""
        SELECT DISTINCT incident_id FROM verdicts JOIN r_within w USING (incident_id)
        WHERE turns_on_account AND reading IN (SELECT unnest(?)) AND w.label = ? ORDER BY incident_id""",
                                      [list(compare), label])]


def sides(db: Database, label: str) -> list[Row]:
    """Per incident of a span: the parties of the origins that tell of it; ``whole`` if every origin's is known."""
    return db.dicts("""
        SELECT w.incident_id, list_sort(list_distinct(flatten(list(string_split(coalesce(a.origin_parties, ''), ';')))))
               AS parties, bool_and(coalesce(a.origin_parties, '') <> '') AS whole
        FROM r_within w JOIN accounts a USING (incident_id)
        WHERE w.label = ? AND a.aside IS NOT TRUE GROUP BY w.incident_id ORDER BY w.incident_id""", [label])


def later_told(db: Database, label: str, day: str) -> list[str]:
    """Incidents of a span of which nothing was published by the end of that day."""
    return [row[0] for row in db.rows("""
        SELECT incident_id FROM r_within w JOIN reports r USING (incident_id) WHERE w.label = ? AND r.used
        GROUP BY incident_id HAVING min(r.published) > ? ORDER BY incident_id""", [label, day])]


def sources_only(db: Database, label: str, other: str) -> list[str]:
    """Sources that tell of incidents of the one span and of none of the other."""
    return [row[0] for row in db.rows("""
        SELECT r.source FROM reports r JOIN r_within w USING (incident_id)
        WHERE r.used AND r.source IS NOT NULL AND w.label IN (?1, ?2)
        GROUP BY r.source HAVING bool_and(w.label = ?1) ORDER BY r.source""", [label, other])]


def reports_of(db: Database, incidents: Sequence[str]) -> list[Row]:
    """Reports of these incidents, in order of incident, publication and id."""
    return db.dicts("""
        SELECT incident_id, report_id, source, url, origin, origin_parties, published, how_known FROM reports
        WHERE used AND list_contains(?, incident_id)
        ORDER BY incident_id, published NULLS LAST, report_id""", [list(incidents)])


def accounts_of(db: Database, incidents: Sequence[str]) -> list[Row]:
    """Accounts in use of these incidents, the fullest of each story, in order of id."""
    return db.dicts("""
        SELECT * FROM accounts WHERE list_contains(?, incident_id) AND aside IS NOT TRUE AND covered_by IS NULL
        ORDER BY incident_id, account_id""", [list(incidents)])


def outcomes_of(db: Database, incidents: Sequence[str], compare: Sequence[str]) -> list[Row]:
    """Outcomes of these incidents under the compared readings, by provision, author and reading."""
    return db.dicts("""
        SELECT incident_id, provision, reading, author, outcome, possible FROM verdicts
        WHERE list_contains(?, incident_id) AND list_contains(?, reading)
        ORDER BY incident_id, provision, reading, author""", [list(incidents), list(compare)])


def statements(db: Database, first: str, last: str) -> list[Row]:
    """Statements of these days, in order of day and id."""
    return db.dicts("""SELECT * FROM statements WHERE used AND date BETWEEN ? AND ? ORDER BY date, statement_id""",
                    [first, last])


def tallies(db: Database, first: str, last: str) -> list[Row]:
    """Counts that others published on these days, each with our count under its publisher's own reading."""
    return db.dicts("""
        SELECT t.*, c.reading AS own_reading, c.our_low, c.our_high, c.holds, c.period,
               o.our_low AS own_low, o.our_high AS own_high
        FROM tallies t
        LEFT JOIN tally_checks c ON c.tally_id = t.tally_id AND c."check" = 'own_reading'
        LEFT JOIN tally_checks o ON o.tally_id = t.tally_id AND o."check" = 'own_claims' AND o.reading = c.reading
        WHERE t.used AND coalesce(t.said, t.published) BETWEEN ? AND ?
        ORDER BY t.party NULLS LAST, coalesce(t.said, t.published), t.tally_id, c.reading""", [first, last])


def meetings(db: Database, low: int, high: int) -> list[Row]:
    """Meetings that touch a span of time, with how many readouts of each are held, and complete ones."""
    return db.dicts("""
        SELECT m.*, count(r.readout_id) AS readouts, count(r.readout_id) FILTER (r.held = 'complete') AS complete
        FROM meetings m LEFT JOIN readouts r USING (meeting_id)
        WHERE m.time_from < ? AND m.time_to > ? GROUP BY ALL ORDER BY m.time_from, m.meeting_id""", [high, low])


def shifts(db: Database, first: str, last: str) -> list[Row]:
    """Changes of position of these days."""
    return db.dicts("SELECT * FROM shifts WHERE date BETWEEN ? AND ? ORDER BY date, party, shift_id", [first, last])


def duties(db: Database) -> list[Row]:
    """Duties with a last day, in order of that day."""
    return db.dicts("""SELECT * FROM commitments WHERE used AND due_to IS NOT NULL ORDER BY due_to, commitment_id""")


def effort(db: Database, first: str, last: str) -> list[Row]:
    """Limits of observation and patrols of these days."""
    return db.dicts("""
        SELECT * FROM effort WHERE used AND coalesce(date_from, '') <= ?2 AND coalesce(date_to, '9999') >= ?1
        ORDER BY date_from, effort_id""", [first, last])


def not_yet_told(db: Database) -> str:
    """The first day of which fewer than nine reports in ten can have come; '' if there is none."""
    found = db.rows("""SELECT day_low FROM figures WHERE measure = 'delay_days' AND day_low IS NOT NULL
        ORDER BY day_low LIMIT 1""")
    return str(found[0][0]) if found else ""


def no_single_happening(db: Database, low: int, high: int) -> int:
    """Reports in use of these days that stand for no single happening, and count as none."""
    return int(db.rows("""SELECT count(*) FROM reports WHERE used AND kind <> 'single'
        AND time_from < ? AND time_to > ?""", [high, low])[0][0])


def published_by(db: Database) -> dict[str, str]:
    """Source -> the party whose organ it is."""
    return {row[0]: row[1] for row in db.rows(
        "SELECT source, party FROM sources WHERE coalesce(party, '') NOT IN ('', 'unknown') ORDER BY source")}


def addresses(db: Database, ids: Sequence[str]) -> dict[str, Row]:
    """Statements and reports by id: source and address."""
    rows = db.dicts("""
        SELECT statement_id AS id, source, url, published FROM statements WHERE list_contains(?1, statement_id)
        UNION ALL SELECT report_id, source, url, published FROM reports WHERE list_contains(?1, report_id)
        ORDER BY 1""", [list(ids)])
    return {row["id"]: row for row in rows}


def drop(db: Database) -> None:
    """Forget which incidents lie where."""
    db.run("DROP TABLE IF EXISTS r_within")
