"""What differs between the released tables of two releases, and which changed rows may have moved it.

Tables are held twice, as ``before_<table>`` and ``after_<table>``, every cell as the text that was released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Frame
from servanda.model.tables import TABLES, Table

Row = dict[str, Any]
SIDES = ("before", "after")
# Input tables whose rows may move something; the columns say where a row stands, or follow from it.
INPUTS = ("reports", "statements", "tallies", "commitments", "propositions", "precedents", "series", "effort",
          "meetings", "readouts")
# Tables whose ids are names that a release may hide: their rows are not compared, nor are decisions on them spelt out.
_NAMED = "('sources', 'documents')"
_DERIVED = ("incident_id", "from_file", "from_row", "hidden", "state", "state_by", "pam")
NEEDED = (*INPUTS, "decisions", "effective_provisions", "links", "incidents", "accounts", "verdicts", "figures",
          "tally_checks")
_VERDICT = ("outcome", "possible")
_COUNTED = ("low", "high", "text_unknown", "value", "value_low", "value_high", "day_low", "day_high", "ci_low",
            "ci_high")
_CHECKED = ("our_low", "our_high", "holds", "gap_low", "gap_high", "period")
# Names that stand for hidden ones are given anew in each release.
_STAND_IN = "^hidden-[0-9]+$"


def hold(db: Database, side: str, name: str, frame: Frame) -> None:
    """Keep one released table of one side; columns that it lacks are empty, others are passed over."""
    table = TABLES[name]
    columns = ", ".join(f'"{column}" VARCHAR' for column in table.names)
    db.run(f'CREATE TABLE "{side}_{name}" ({columns})')
    total = len(next(iter(frame.values()), ()))
    empty: list[None] = [None] * total
    db.load_plain(f"{side}_{name}", {column: [cell or None for cell in frame[column]] if column in frame else empty
                                     for column in table.names})


@dataclass(frozen=True)
class Held:
    """Both sides, held; makes the working tables of the comparison."""

    db: Database

    def prepare(self) -> None:
        """Find the changed rows, decisions and terms, and which incident and rule each may move."""
        self.db.run("CREATE TABLE moved (tab VARCHAR, id VARCHAR, change VARCHAR, columns VARCHAR, shown BOOLEAN)")
        for name in INPUTS:
            self.db.run(f"INSERT INTO moved {_rows_changed(TABLES[name])}")
        self.db.run(f"CREATE TABLE decided AS {_DECIDED}")
        self.db.run(f"CREATE TABLE reread AS {_REREAD}")
        self.db.run(f"CREATE TABLE homes AS {_HOMES}")
        self.db.run(f"CREATE TABLE touched AS {_TOUCHED}")
        self.db.run(f"CREATE TABLE exchanged AS {_EXCHANGED}")
        for _ in range(_HOPS):
            self.db.run("""INSERT INTO touched SELECT x.there, t.cause FROM touched t
                JOIN exchanged x ON x.here = t.incident_id EXCEPT SELECT incident_id, cause FROM touched""")
        self.db.run(f"CREATE TABLE ruled AS {_RULED}")
        self.db.run(f"CREATE TABLE turned AS {_turned()}")

    def inputs(self) -> list[Row]:
        """Input rows added, removed or changed: table, id, change, the columns that differ."""
        return self.db.dicts('SELECT tab AS "table", id, change, columns FROM moved WHERE shown ORDER BY tab, id')

    def withheld(self) -> tuple[int, int]:
        """How many rows show less than before, and how many show more."""
        row = self.db.rows("""SELECT count(*) FILTER (WHERE change = 'less'), count(*) FILTER (WHERE change = 'more')
            FROM moved""")[0]
        return int(row[0]), int(row[1])

    def decisions(self) -> list[Row]:
        """Decisions taken, undone, suspended, or gone from the journal; redactions are not named."""
        return self.db.dicts(f"""SELECT coalesce(try_cast(seq AS BIGINT), 0) AS seq, kind, tab AS "table",
                CASE WHEN tab IN {_NAMED} THEN '' ELSE ids END AS ids, change
            FROM decided ORDER BY coalesce(try_cast(seq AS BIGINT), 0), change, ids""")

    def terms(self) -> list[Row]:
        """Elements of readings that say something else: reading, provision, element, change."""
        return self.db.dicts("SELECT reading, provision, element, change FROM reread "
                             "ORDER BY provision, reading, element")

    def incidents(self) -> list[Row]:
        """Incidents that came, went, or of which something else is told; with what may have moved them.

        One of which less is told because a report of it is hidden is not pointed at.
        """
        return self.db.dicts(f"""
            SELECT c.id, c.change, c.columns, coalesce(t.causes, '') AS causes
            FROM ({_changed(TABLES["incidents"], ())}) c LEFT JOIN ({_CAUSES}) t ON t.incident_id = c.id
            WHERE c.change <> 'changed' OR c.id NOT IN (SELECT incident_id FROM homes
                JOIN moved m ON m.tab = 'reports' AND m.id = report_id AND NOT m.shown) ORDER BY c.id""")

    def links(self) -> list[Row]:
        """Reports that belong to another incident than before; '' = to none."""
        return self.db.dicts("""
            SELECT report_id AS report, coalesce(b.incident_id, '') AS before, coalesce(a.incident_id, '') AS after
            FROM before_links b FULL JOIN after_links a USING (report_id)
            WHERE b.incident_id IS DISTINCT FROM a.incident_id ORDER BY report_id""")

    def verdicts(self) -> list[Row]:
        """Verdicts that are other than before, readings under which the same holds taken together."""
        return self.db.dicts("""
            SELECT incident_id AS incident, provision, author, string_agg(reading, ';' ORDER BY reading) AS readings,
                   outcome_before, possible_before, outcome_after, possible_after, causes FROM turned
            GROUP BY ALL ORDER BY incident_id, provision, author, readings""")

    def verdict_count(self) -> tuple[int, int, int]:
        """How many verdicts are other than before, how many there are now, and how many incidents that concerns."""
        row = self.db.rows("""SELECT (SELECT count(*) FROM turned), (SELECT count(*) FROM after_verdicts),
            (SELECT count(DISTINCT incident_id) FROM turned)""")[0]
        return int(row[0]), int(row[1]), int(row[2])

    def reasons_only(self) -> int:
        """How many verdicts have the same outcome, and other elements or reasons."""
        names = [name for name in TABLES["verdicts"].names if name not in (*TABLES["verdicts"].key, *_VERDICT)]
        other = " OR ".join(f'b."{name}" IS DISTINCT FROM a."{name}"' for name in names)
        same = " AND ".join(f'b."{name}" IS NOT DISTINCT FROM a."{name}"' for name in _VERDICT)
        return int(self.db.rows(f"SELECT count(*) FROM before_verdicts b JOIN after_verdicts a "
                                f"USING (incident_id, provision, reading, author) WHERE {same} AND ({other})")[0][0])

    def figures(self) -> list[Row]:
        """Figures that came, went or are other than before, with the verdicts and rows that may have moved them."""
        told = ", ".join(f'b."{name}" AS "before_{name}", a."{name}" AS "after_{name}"' for name in _COUNTED)
        named = ", ".join(f'coalesce(a."{name}", b."{name}", \'\') AS "{name}"' for name in (
            "rule", "measure", "subset", "provision", "reading", "party", "standard", "unit"))
        return self.db.dicts(f"""
            WITH c AS (SELECT figure_id AS id, {_change('figure_id')} AS change, {named}, {told}
                FROM before_figures b FULL JOIN after_figures a USING (figure_id)
                WHERE ({_lone('figure_id')} OR {_listed(_COUNTED)} <> ''){_open('figures')}),
            t AS (SELECT c.id, string_agg(DISTINCT cause, ';' ORDER BY cause) AS causes,
                         count(DISTINCT incident_id) AS incidents
                FROM c JOIN turned v ON v.provision = c.provision
                    AND (v.reading = c.reading OR c.reading IN ('common_ground', 'widest', ''))
                    AND (v.author = c.party OR c.party IN ('', 'anybody')),
                    (SELECT unnest(string_split(v.causes, ';')) AS cause) GROUP BY c.id),
            s AS (SELECT c.id, string_agg(DISTINCT 'series:' || m.id, ';') AS causes FROM c JOIN moved m
                ON m.tab = 'series' AND m.shown JOIN (SELECT * FROM before_series UNION SELECT * FROM after_series) r
                ON r.series_row = m.id AND c.rule = 'series:' || r.series GROUP BY c.id)
            SELECT c.*, coalesce(t.incidents, 0) AS incidents,
                   concat_ws(';', nullif(t.causes, ''), s.causes, r.causes) AS causes
            FROM c LEFT JOIN t USING (id) LEFT JOIN s USING (id)
            LEFT JOIN (SELECT provision, reading, string_agg(cause, ';' ORDER BY cause) AS causes FROM ruled
                       GROUP BY ALL) r ON r.provision = c.provision AND r.reading = c.reading AND t.id IS NULL
            WHERE NOT (c.change = 'removed' AND c.subset <> '' AND EXISTS (SELECT 1 FROM moved WHERE NOT shown))
            ORDER BY c.id""")

    def tallies(self) -> list[Row]:
        """Outside counts that are held against something else than before: tally, check, reading, change, columns."""
        key = ("tally_id", "check", "reading", "against")
        by = " AND ".join(f'coalesce(b."{name}", \'\') = coalesce(a."{name}", \'\')' for name in key)
        named = ", ".join(f'coalesce(a."{name}", b."{name}", \'\') AS "{name}"' for name in key[:3])
        differ = " OR ".join(f'b."{name}" IS DISTINCT FROM a."{name}"' for name in _CHECKED)
        listed = _listed(_CHECKED)
        return self.db.dicts(f"""
            SELECT {named}, {_change('tally_id')} AS change, {listed} AS columns,
                   b.our_low AS our_low_before, b.our_high AS our_high_before, a.our_low AS our_low_after,
                   a.our_high AS our_high_after, coalesce(b.holds, '') AS holds_before,
                   coalesce(a.holds, '') AS holds_after,
                   concat_ws(';', CASE WHEN EXISTS (SELECT 1 FROM moved m WHERE m.tab = 'tallies' AND m.shown
                        AND m.id = coalesce(a.tally_id, b.tally_id))
                        THEN 'tallies:' || coalesce(a.tally_id, b.tally_id) END,
                        (SELECT string_agg(DISTINCT t.causes, ';') FROM turned t WHERE t.causes <> ''
                         AND t.provision = coalesce(a.provision, b.provision)
                         AND t.reading = coalesce(a.reading, b.reading))) AS causes
            FROM before_tally_checks b FULL JOIN after_tally_checks a ON {by}
            WHERE ({_lone('tally_id')} OR {differ}) AND NOT EXISTS (SELECT 1 FROM moved m WHERE NOT m.shown
                AND m.tab IN ('tallies', 'series') AND list_contains(string_split(concat_ws(';', a.tally_id, b.tally_id,
                a.against, b.against), ';'), m.id)){_open('tally_checks')} ORDER BY ALL""")

    def roots(self) -> list[str]:
        """Everything that differs and may move anything, as causes."""
        return [row[0] for row in self.db.rows("""
            SELECT cause FROM touched UNION SELECT cause FROM ruled UNION SELECT tab || ':' || id FROM moved
            WHERE shown UNION SELECT 'decision:' || seq FROM decided ORDER BY 1""")]


def _lone(key: str) -> str:
    return f'(b."{key}" IS NULL OR a."{key}" IS NULL)'


def _open(name: str) -> str:
    """SQL: and nothing of the row is hidden on either side, in a table that tells so."""
    return " AND a.hidden IS NULL AND b.hidden IS NULL" if "hidden" in TABLES[name].names else ""


def _change(key: str) -> str:
    return f"CASE WHEN b.\"{key}\" IS NULL THEN 'added' WHEN a.\"{key}\" IS NULL THEN 'removed' ELSE 'changed' END"


def _listed(columns: Iterable[str], stand_ins: bool = False) -> str:
    """SQL: the names of the columns that differ, as a list cell."""
    cases = ", ".join(f"CASE WHEN b.\"{name}\" IS DISTINCT FROM a.\"{name}\"{_no_stand_in(name) if stand_ins else ''} "
                      f"THEN '{name}' END" for name in columns)
    return f"concat_ws(';', {cases})"


def _no_stand_in(name: str) -> str:
    """SQL: and not both cells of the column are stand-ins for hidden names."""
    both = " AND ".join(f"regexp_matches(coalesce({side}.\"{name}\", ''), '{_STAND_IN}')" for side in "ba")
    return f" AND NOT ({both})"


def _changed(table: Table, skip: Sequence[str]) -> str:
    """SQL: id, change and differing columns of the rows that differ, of a table with one column as its key."""
    key = table.key[0]
    columns = [name for name in table.names if name not in (*table.key, *skip)]
    return f"""SELECT coalesce(a."{key}", b."{key}") AS id, {_change(key)} AS change,
        CASE WHEN {_lone(key)} THEN '' ELSE {_listed(columns, stand_ins=True)} END AS columns
        FROM "before_{table.name}" b FULL JOIN "after_{table.name}" a ON b."{key}" = a."{key}"
        WHERE {_lone(key)} OR {_listed(columns, stand_ins=True)} <> ''"""


def _rows_changed(table: Table) -> str:
    """SQL: the changed rows of an input table.

    A row of which more or less is shown than before is only counted: what was hidden is not pointed at.
    """
    hidden = "hidden" in table.names
    found = _changed(table, _DERIVED)
    if not hidden:
        return f"SELECT '{table.name}', id, change, columns, true FROM ({found})"
    key = table.key[0]
    return f"""SELECT '{table.name}', c.id, CASE WHEN b.hidden IS NOT DISTINCT FROM a.hidden OR c.change <> 'changed'
            THEN c.change WHEN b.hidden IS NULL THEN 'less' WHEN a.hidden IS NULL THEN 'more' ELSE 'less' END,
        CASE WHEN b.hidden IS NOT DISTINCT FROM a.hidden THEN c.columns ELSE '' END,
        c.change <> 'changed' OR b.hidden IS NOT DISTINCT FROM a.hidden
        FROM ({found}) c LEFT JOIN "before_{table.name}" b ON b."{key}" = c.id
        LEFT JOIN "after_{table.name}" a ON a."{key}" = c.id"""


# Decisions taken, gone, or of another state than before.  Redactions move no verdict, and are not pointed at.
# Where their hashes are not shown, two of one number are one decision if they decide the same of the same rows.
_DECIDED = f"""SELECT coalesce(a.seq, b.seq) AS seq, coalesce(a.kind, b.kind) AS kind,
        coalesce(a."table", b."table", '') AS tab, coalesce(a.ids, b.ids, '') AS ids,
        CASE WHEN b.seq IS NULL THEN 'taken' WHEN a.seq IS NULL THEN 'gone' ELSE a.state END AS change
    FROM before_decisions b FULL JOIN after_decisions a ON b.seq = a.seq AND coalesce(b.hash, a.hash, '')
        = coalesce(a.hash, b.hash, '') AND b.kind IS NOT DISTINCT FROM a.kind
        AND (b.ids IS NOT DISTINCT FROM a.ids OR a."table" IN {_NAMED})
    WHERE (b.seq IS NULL OR a.seq IS NULL OR b.state IS DISTINCT FROM a.state)
    AND coalesce(a.kind, b.kind) <> 'redact'"""

_TELLS = ("stance", "text", "how", "by", "authority", "cites", "stated", "after_event")
_REREAD = f"""SELECT coalesce(a.reading, b.reading) AS reading, coalesce(a.provision, b.provision) AS provision,
        coalesce(a.element, b.element) AS element, {_change('reading')} AS change
    FROM before_effective_provisions b FULL JOIN after_effective_provisions a USING (reading, provision, element)
    WHERE {_lone('reading')} OR {_listed(_TELLS)} <> ''"""

# Where each report was, and is.
_HOMES = """SELECT l.report_id, l.incident_id, r.source FROM before_links l LEFT JOIN before_reports r USING (report_id)
    UNION SELECT l.report_id, l.incident_id, r.source FROM after_links l LEFT JOIN after_reports r USING (report_id)"""

# (incident, cause): a changed report of it, or a decision on it, on its accounts, its reports or their sources.
_TOUCHED = """
    SELECT h.incident_id, 'reports:' || m.id AS cause FROM moved m
        JOIN homes h ON m.tab = 'reports' AND m.shown AND m.id = h.report_id
    UNION SELECT h.incident_id, 'decision:' || d.seq FROM (SELECT seq, tab, unnest(string_split(ids, ';')) AS id
        FROM decided) d JOIN homes h ON d.id IN (h.report_id, h.incident_id, h.source)
    UNION SELECT c.incident_id, 'decision:' || d.seq FROM (SELECT seq, unnest(string_split(ids, ';')) AS id
        FROM decided) d
        JOIN (SELECT account_id, incident_id FROM before_accounts UNION SELECT account_id, incident_id
              FROM after_accounts) c ON c.account_id = d.id
    UNION SELECT h.incident_id, 'decision:' || d.seq FROM homes h JOIN homes other ON other.report_id = h.report_id
        JOIN (SELECT seq, unnest(string_split(ids, ';')) AS id FROM decided) d
        ON d.id IN (other.report_id, other.incident_id)"""

# Incidents between which a report went: what touched the one may have moved the other, over some steps.
_HOPS = 3
_EXCHANGED = """WITH went AS (SELECT b.incident_id AS one, a.incident_id AS other FROM before_links b
        JOIN after_links a USING (report_id) WHERE b.incident_id <> a.incident_id)
    SELECT one AS here, other AS there FROM went UNION SELECT other, one FROM went"""

# (provision, reading, cause): an element that says something else, or a changed statement that it cites.
_RULED = """
    SELECT provision, reading, 'terms:' || reading || '/' || provision || '/' || element AS cause FROM reread
    UNION SELECT p.provision, p.reading, 'statements:' || m.id FROM moved m JOIN (
        SELECT provision, reading, unnest(string_split(cites, ';')) AS cited FROM before_effective_provisions
        UNION SELECT provision, reading, unnest(string_split(cites, ';')) FROM after_effective_provisions) p
        ON m.tab = 'statements' AND m.shown AND m.id = p.cited"""

_CAUSES = """SELECT incident_id, string_agg(DISTINCT cause, ';' ORDER BY cause) AS causes FROM touched
    GROUP BY incident_id"""


def _turned() -> str:
    """SQL: verdicts of another outcome than before, or with other outcomes open, with what may have moved them."""
    sides = ", ".join(f"coalesce({side[0]}.\"{name}\", '') AS {name}_{side}" for name in _VERDICT for side in SIDES)
    differ = " OR ".join(f'b."{name}" IS DISTINCT FROM a."{name}"' for name in _VERDICT)
    return f"""SELECT v.*, concat_ws(';', i.causes, r.causes) AS causes FROM (
        SELECT incident_id, provision, reading, author, {sides}
        FROM before_verdicts b FULL JOIN after_verdicts a USING (incident_id, provision, reading, author)
        WHERE {differ}) v
        LEFT JOIN ({_CAUSES}) i USING (incident_id)
        LEFT JOIN (SELECT provision, reading, string_agg(cause, ';' ORDER BY cause) AS causes FROM ruled GROUP BY ALL) r
        USING (provision, reading)"""
