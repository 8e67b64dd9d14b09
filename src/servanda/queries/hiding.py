"""Take out of the tables what may not be seen: cells of input rows, and whatever was made of them alone.

A hidden row stays as its key with what lets it be counted.  An account or incident keeps of its facts
those that a report which is still shown states too.  Verdicts and figures stay as they were computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.model.sharing import BESIDE, column_reaches, stays, words_may_go
from servanda.model.tables import TABLES, Column, Table

ROWS = ("reports", "statements", "tallies", "commitments", "propositions", "precedents", "documents", "series",
        "effort")
# Tables of talks -> the columns that name the statements a row rests on.
_RESTS_ON = {"positions": ("statements",), "shifts": ("statements", "before"), "concessions": ("statements", "against"),
             "contradictions": ("statements",), "acceptance": ("cites",), "interchange": ("statement_id",),
             "silences": ("statements", "claims")}
# Columns that are never empty, but say what the row says.
_SAYS = {"propositions": ("proposition", "polarity", "how")}
# Lists of talks in which a hidden statement is not named; what they belong to rests on others.
_NAMES_TOO = {"positions": ("restated", "other_voices"), "alignments": ("statements",)}
# Fact of an incident or account -> the column of its reports that it is made of.
_SAME = {name: name for name in ("place", "admin1", "lat", "lon", "precision", "denied_by", "time_from", "time_to")}
_MADE_OF = {
    "incidents": {**_SAME, "authors": "author_claimed", "fatalities_low": "fatalities", "fatalities_high": "fatalities",
                  "injured_low": "injured", "injured_high": "injured"},
    "accounts": {**{name: name for name in ("time_from", "time_to", "act", "aimed_at", "affected", "stage", "means",
                                            "origin_parties")},
                 "author": "author_claimed", "origins": "origin"},
}
_TITLE = ("place", "admin1", "time_from", "aimed_at", "affected")
_NAMES = ("place", "admin1", "source", "origin", "author_claimed", "author_actor", "speaker", "speaker_text", "topic",
          "addressee")
# Tables that name nobody whom the tables they are made of do not name.
_MADE = ("verdicts", "account_verdicts", "figures", "days", "releases", "tally_checks")
# Working tables that pages and reports ask: places near a boundary, what is counted by its id, days in force.
_ASKED = ("w_account", "w_margin", "w_rule", "w_counted", "m_period")
_GONE = "What this says is hidden."
Interval = tuple[int | None, int | None]


def begin(db: Database) -> None:
    """Nothing is to be hidden yet."""
    db.run("CREATE TABLE hiding (tab VARCHAR, id VARCHAR, field VARCHAR, why VARCHAR, secret BOOLEAN)")


def mark(db: Database, rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Fields to hide: (table, id, column, why)."""
    listed = list(rows)
    db.load_plain("hiding", {name: [row[place] for row in listed]
                             for place, name in enumerate(("tab", "id", "field", "why"))}
                  | {"secret": [True] * len(listed)})


def mark_all(db: Database, table: str, columns: Sequence[str], why: str) -> None:
    """These columns of every row of a table are to be hidden."""
    key = TABLES[table].key[0]
    for name in columns:
        db.run(f'''INSERT INTO hiding SELECT '{table}', "{key}", '{name}', ?, true FROM "{table}"
            WHERE "{name}" IS NOT NULL''', [why])


def mark_of_sources(db: Database, table: str, columns: Sequence[str], sources: Sequence[str], why: str) -> None:
    """These columns of every row that one of the sources published are to be hidden."""
    key = TABLES[table].key[0]
    for name in columns:
        db.run(f'''INSERT INTO hiding SELECT '{table}', "{key}", '{name}', ?, false FROM "{table}"
            WHERE "{name}" IS NOT NULL AND source IN (SELECT unnest(?))''', [why, list(sources)])


def mark_levels(db: Database, levels: Sequence[str], why: str) -> None:
    """Every row whose sharing level is none of these is to be hidden whole."""
    for table, key in _keys():
        db.run(f"""INSERT INTO hiding SELECT '{table.name}', "{key}", field, ?, true FROM "{table.name}",
            (SELECT unnest(?) AS field) WHERE coalesce(tlp, '') NOT IN (SELECT unnest(?))""",
               [why, whole(table), list(levels)])


def mark_words(db: Database, why: str) -> None:
    """The words of every row whose licence does not let them be passed on are to be hidden.

    They are no secret: what others wrote about the row stays.
    """
    for table, key in _keys():
        words = [column.name for column in table.columns if column.words]
        found = db.rows(f'SELECT DISTINCT coalesce(licence, \'\') FROM "{table.name}" ORDER BY 1')
        closed = [row[0] for row in found if not words_may_go(row[0])]
        for name in words if closed else ():
            db.run(f"""INSERT INTO hiding SELECT '{table.name}', "{key}", '{name}', ?, false FROM "{table.name}"
                WHERE "{name}" IS NOT NULL AND coalesce(licence, '') IN (SELECT unnest(?))""", [why, closed])


def whole(table: Table) -> list[str]:
    """The columns that a row loses when it is hidden whole."""
    return [column.name for column in table.columns if not stays(table, column.name)]


def _keys() -> list[tuple[Table, str]]:
    return [(TABLES[name], TABLES[name].key[0]) for name in ROWS]


def coarsen(db: Database, reports: Sequence[str] | None, whole: Callable[[int | None, int | None], Interval]) -> None:
    """Give these reports (None: all), and the accounts and incidents that they are in, the times that `whole` makes."""
    db.run("CREATE OR REPLACE TABLE hiding_coarse AS SELECT report_id, incident_id FROM reports "
           "WHERE ? OR report_id IN (SELECT unnest(?))", [reports is None, list(reports or ())])
    homes = "incident_id IN (SELECT incident_id FROM hiding_coarse)"
    touched = (("reports", "report_id IN (SELECT report_id FROM hiding_coarse)"), ("accounts", homes),
               ("incidents", homes))
    spans = db.rows(" UNION ".join(f"SELECT time_from, time_to FROM {name} WHERE {where}" for name, where in touched)
                    + " ORDER BY 1, 2")
    made = [whole(*row) for row in spans]
    db.run("CREATE OR REPLACE TABLE hiding_span (low BIGINT, high BIGINT, first BIGINT, last BIGINT)")
    db.load_plain("hiding_span", {"low": [row[0] for row in spans], "high": [row[1] for row in spans],
                                  "first": [row[0] for row in made], "last": [row[1] for row in made]})
    for name, where in touched:
        db.run(f"""UPDATE {name} SET time_from = first, time_to = last FROM hiding_span
            WHERE time_from IS NOT DISTINCT FROM low AND time_to IS NOT DISTINCT FROM high AND {where}""")
    db.run(f"DELETE FROM disagreements WHERE field = 'time' AND {homes}")
    db.run(f"""DELETE FROM composites WHERE report_id IN (SELECT report_id FROM hiding_coarse)
        OR report_id IN (SELECT report_id FROM parts WHERE {homes})""")
    db.run(f"DELETE FROM parts WHERE {homes} OR report_id IN (SELECT report_id FROM hiding_coarse)")


def secrets(db: Database) -> bool:
    """Whether anything is marked."""
    return bool(db.rows("SELECT 1 FROM hiding LIMIT 1"))


def take_out(db: Database) -> None:
    """Hide what is marked, and all that was made of it alone."""
    _mark_claims(db)
    db.run("CREATE TABLE hiding_row AS SELECT tab, id, list(DISTINCT field) AS fields, "
           "string_agg(DISTINCT why, ';' ORDER BY why) AS why, bool_or(secret) AS secret FROM hiding GROUP BY tab, id")
    db.run("""CREATE TABLE hiding_home AS SELECT DISTINCT r.incident_id, h.field FROM reports r
        JOIN hiding h ON h.tab = 'reports' AND h.id = r.report_id WHERE h.secret AND r.incident_id IS NOT NULL""")
    _keep_places_of_rows(db)
    _keep_names(db)
    for key in ("source", "document_id"):
        _keep_named(db, key)
    for table, key in _keys():
        _blank(db, table, key)
    _forget_names_still_shown(db)
    _derived(db)
    _talks(db)
    _texts(db)
    _measured(db)
    _shown_counts(db)


def _keep_places_of_rows(db: Database) -> None:
    """Where hidden rows stand, by which problems name them."""
    parts = " UNION ALL ".join(f"""SELECT "{key}" AS id, from_file AS file, from_row AS line FROM "{table.name}"
        JOIN hiding_row h ON h.tab = '{table.name}' AND h.id = "{key}" AND h.secret""" for table, key in _keys()
                               if "from_row" in table.names)
    db.run(f"CREATE TABLE hiding_line AS {parts}")


def _keep_names(db: Database) -> None:
    """The names in hidden cells, by which problems of a whole file speak of them."""
    parts = [f"""SELECT '{name}' AS field, unnest(string_split("{name}", ';')) AS said FROM "{table.name}"
        JOIN hiding_row h ON h.tab = '{table.name}' AND h.id = "{key}" AND list_contains(h.fields, '{name}')
        WHERE "{name}" IS NOT NULL""" for table, key in _keys() for name in _NAMES if name in table.names]
    db.run(f"CREATE TABLE hiding_name AS SELECT DISTINCT field, trim(said) AS said FROM ({' UNION ALL '.join(parts)})")


def _keep_named(db: Database, key: str) -> None:
    """The sources or documents that hidden cells name."""
    parts = " UNION ".join(f"""SELECT "{key}" AS said FROM "{table.name}" JOIN hiding_row h ON h.tab = '{table.name}'
        AND h.id = "{own}" AND list_contains(h.fields, '{key}') WHERE "{key}" IS NOT NULL"""
                           for table, own in _keys() if key in table.names and own != key)
    db.run(f"CREATE TABLE hiding_{key}_before AS {parts}")


def _forget_names_still_shown(db: Database) -> None:
    for table, _ in _keys():
        for name in _NAMES:
            if name in table.names:
                db.run(f"""DELETE FROM hiding_name WHERE field = '{name}' AND said IN (
                    SELECT trim(unnest(string_split("{name}", ';'))) FROM "{table.name}" WHERE "{name}" IS NOT NULL)""")


def _blank(db: Database, table: Table, key: str) -> None:
    fields = [row[0] for row in db.rows("SELECT DISTINCT field FROM hiding WHERE tab = ? ORDER BY 1", [table.name])]
    if not fields:
        return
    cells = [f'"{name}" = CASE WHEN list_contains(h.fields, \'{name}\') THEN NULL ELSE "{name}" END'
             for name in fields if not stays(table, name)]
    cells += [f'"{name}" = CASE WHEN h.secret THEN \'hidden\' ELSE "{name}" END' for name in _SAYS.get(table.name, ())]
    db.run(f"""UPDATE "{table.name}" SET {', '.join([*cells, 'hidden = h.why'])} FROM hiding_row h
        WHERE h.tab = '{table.name}' AND h.id = "{table.name}"."{key}\"""")


def _derived(db: Database) -> None:
    """Take out of incidents and accounts what no report that is still shown states."""
    touched = {row[0] for row in db.rows("SELECT DISTINCT field FROM hiding_home ORDER BY 1")}
    for name, made_of in _MADE_OF.items():
        for fact, field in made_of.items():
            if field in touched:
                _still_said(db, name, TABLES[name].column(fact), field)
    listed = ", ".join(f"'{field}'" for field in _TITLE)
    db.run("UPDATE incidents SET title = incident_id WHERE incident_id IN "
           f"(SELECT incident_id FROM hiding_home WHERE field IN ({listed}))")


def _still_said(db: Database, name: str, column: Column, field: str) -> None:
    """Reduce a fact of the incidents or accounts touched to what reports of the incident still say."""
    member = f"unnest(string_split(r.\"{field}\", ';'))" if column.type in ("text", "list") else f'r."{field}"'
    db.run(f"""CREATE OR REPLACE TABLE hiding_said AS
        SELECT h.incident_id, coalesce(s.members, []) AS members FROM hiding_home h LEFT JOIN (
            SELECT incident_id, list(DISTINCT member) AS members FROM (
                SELECT r.incident_id, {member} AS member FROM reports r WHERE r."{field}" IS NOT NULL)
            GROUP BY incident_id) s USING (incident_id)
        WHERE h.field = '{field}'""")
    if column.type in ("text", "list"):
        kept = f"list_filter(string_split(\"{column.name}\", ';'), lambda x: list_contains(said.members, x))"
        left = "'hidden'" if column.empty == "never empty" else "NULL"
        fact = f"coalesce(nullif(array_to_string({kept}, ';'), ''), {left})"
    else:
        fact = f'CASE WHEN list_contains(said.members, "{column.name}") THEN "{column.name}" END'
    db.run(f'UPDATE "{name}" SET "{column.name}" = {fact} FROM hiding_said said '
           f'WHERE said.incident_id = "{name}".incident_id')


def _mark_claims(db: Database) -> None:
    """What a hidden statement says of propositions is hidden with it."""
    db.run("""INSERT INTO hiding SELECT DISTINCT 'propositions', p.claim_id, w.name, h.why, true FROM propositions p
        JOIN hiding h ON h.tab = 'statements' AND h.id = p.statement_id AND h.secret,
        (SELECT unnest(?) AS name) w""", [whole(TABLES["propositions"])])


def _talks(db: Database) -> None:
    """Take out of the tables of talks what rests on a hidden statement; a cell keeps the words that are still shown."""
    secret = "(SELECT coalesce(list(id), []) FROM hiding_row WHERE tab = 'statements' AND secret)"
    for name, columns in _RESTS_ON.items():
        touched = " OR ".join(f"list_has_any(string_split(coalesce(\"{column}\", ''), ';'), {secret})"
                              for column in columns)
        db.run(f'DELETE FROM "{name}" WHERE {touched}')
    _readouts(db, secret)
    db.run("""UPDATE alignments SET quotes = (
        SELECT string_agg(DISTINCT s.quote, ' / ' ORDER BY s.quote) FROM statements s
        WHERE list_contains(string_split(alignments.statements, ';'), s.statement_id))
        WHERE list_has_any(string_split(coalesce(statements, ''), ';'),
                           (SELECT coalesce(list(id), []) FROM hiding_row WHERE tab = 'statements'))""")
    for name, columns in _NAMES_TOO.items():
        for column in columns:
            db.run(f"""UPDATE "{name}" SET "{column}" = nullif(array_to_string(list_filter(
                string_split("{column}", ';'), lambda x: NOT list_contains(g.gone, x)), ';'), '')
                FROM (SELECT {secret} AS gone) g
                WHERE list_has_any(string_split(coalesce("{column}", ''), ';'), g.gone)""")
    db.run(f"""UPDATE commitments SET cites = NULL, evidence = NULL WHERE list_has_any(list_transform(
        string_split(coalesce(cites, '') || ';' || coalesce(evidence, ''), ';'),
        lambda x: split_part(x, '=', 1)), {secret})""")


def _readouts(db: Database, secret: str) -> None:
    """Of a readout with a hidden statement no cell tells its strength: the one left out would be the hidden one's."""
    db.run(f"""CREATE OR REPLACE TABLE hiding_readout AS SELECT DISTINCT readout_id FROM readouts
        WHERE list_has_any(string_split(coalesce(statements, ''), ';'), {secret})
        UNION SELECT DISTINCT readout_id FROM alignments
        WHERE list_has_any(string_split(coalesce(statements, ''), ';'), {secret})""")
    touched = "(SELECT coalesce(list(readout_id), []) FROM hiding_readout)"
    db.run(f"""UPDATE alignments SET strength = 'hidden', acts = NULL, binds = NULL, hedged = NULL
        WHERE list_contains({touched}, readout_id)""")
    db.run(f"""DELETE FROM silences WHERE list_contains({touched}, readout_id)
        OR list_has_any(string_split(readouts, ';'), {touched})""")


def _texts(db: Database) -> None:
    """Hide the sentences made of hidden rows: reasons of links, problems, questions, decisions, checks of tallies."""
    about = """(SELECT id FROM hiding_row WHERE secret UNION SELECT incident_id FROM hiding_home
        UNION SELECT account_id FROM accounts WHERE incident_id IN (SELECT incident_id FROM hiding_home))"""
    db.run("UPDATE links SET reason = NULL WHERE incident_id IN (SELECT incident_id FROM hiding_home)")
    _compared(db)
    _checks(db)
    touches = f"list_has_any(string_split(ids, ';'), (SELECT list(id) FROM {about}))"
    # A hash of a row or line of which only one word is not known would tell the word to whoever tries a list of them.
    db.run(f"""UPDATE decisions SET reason = NULL, cites = NULL, value = CASE WHEN kind = 'redact' THEN value END,
        seen_hash = NULL, hash = NULL, prev = NULL WHERE {touches}""")
    db.run(f"""UPDATE review SET question = '{_GONE}', command = NULL, effect_on_headline = NULL, seen_hash = NULL
        WHERE {touches}""")
    db.run("""UPDATE releases SET available_from = NULL, "from" = NULL, hidden = ? WHERE list_has_any(
        string_split(coalesce(first_candidates, ''), ';'), (SELECT coalesce(list(DISTINCT incident_id), [])
        FROM hiding_home WHERE field IN ('time_from', 'time_to')))""", [BESIDE])
    db.run(f"""UPDATE problems SET message = '{_GONE}', mend = NULL, row_id = NULL, line = NULL WHERE
        row_id IN (SELECT id FROM hiding_row WHERE secret) OR (file, line) IN (SELECT (file, line) FROM hiding_line)
        OR EXISTS (SELECT 1 FROM hiding_name n WHERE length(n.said) > 2 AND contains(problems.message, n.said))""")


def _compared(db: Database) -> None:
    """Leave out what compares hidden reports with others: parts of counts, copies, disagreements."""
    db.run("""CREATE OR REPLACE TABLE hiding_report AS SELECT id FROM hiding_row
        WHERE tab = 'reports' AND (secret OR list_has_any(fields, ['source', 'origin', 'url']))""")
    hidden = "(SELECT id FROM hiding_report)"
    home = "(SELECT incident_id FROM hiding_home)"
    db.run(f"""DELETE FROM composites WHERE report_id IN {hidden}
        OR report_id IN (SELECT report_id FROM parts WHERE incident_id IN {home})""")
    db.run(f"UPDATE composites SET repeats = NULL WHERE repeats IN {hidden}")
    db.run(f"DELETE FROM parts WHERE report_id IN {hidden} OR incident_id IN {home}")
    db.run(f"DELETE FROM echoes WHERE report_id IN {hidden} OR first_report IN {hidden}")
    db.run(f"DELETE FROM disagreements WHERE incident_id IN {home}")


def _checks(db: Database) -> None:
    """Hide what follows from a hidden count: its gap to ours, sums that it is a part of, problems that name it."""
    hidden = "(SELECT id FROM hiding_row WHERE tab IN ('tallies', 'series') AND secret)"
    against = f"list_has_any(string_split(coalesce(against, ''), ';'), (SELECT coalesce(list(id), []) FROM {hidden}))"
    db.run(f"""UPDATE tally_checks SET gap_low = NULL, gap_high = NULL, why = NULL, holds = 'unknown'
        WHERE tally_id IN {hidden} OR {against}""")
    db.run(f"UPDATE tally_checks SET our_low = NULL, our_high = NULL WHERE {against}")
    db.run(f"""UPDATE problems SET message = '{_GONE}', mend = NULL
        WHERE EXISTS (SELECT 1 FROM {hidden} h WHERE contains(problems.message, '`' || h.id || '`'))""")


def _measured(db: Database) -> None:
    """Hide the days of series with hidden rows, our own where times are hidden, and the names of parts of figures."""
    db.run("""UPDATE days SET low = NULL, high = NULL, fitted = NULL, expected = NULL, expected_low = NULL,
            expected_high = NULL, left_out = 'hidden'
        WHERE split_part(series, '/', 1) IN (SELECT s.series FROM series s JOIN hiding_row h
            ON h.tab = 'series' AND h.id = s.series_row AND h.secret)
        OR (starts_with(series, 'incidents/') AND EXISTS (SELECT 1 FROM hiding_home WHERE field = 'time_from'))""")


def _shown_counts(db: Database) -> None:
    """How many rows a source has, of those that still name it: the rest would be told by subtraction."""
    for column, table in (("n_reports", "reports"), ("n_statements", "statements")):
        db.run(f"""UPDATE sources SET "{column}" = (SELECT count(*) FROM "{table}" t
            WHERE t.source = sources.source AND t.used)
            WHERE EXISTS (SELECT 1 FROM hiding WHERE tab = '{table}' AND field = 'source')""")


def hide_columns(db: Database, audience: str) -> None:
    """Empty the columns that an audience may not see, in every table."""
    for table in TABLES.values():
        cells = [f'"{column.name}" = ' + (f"'{_GONE}'" if column.empty == "never empty" else "NULL")
                 for column in table.columns if not column_reaches(column, audience)]
        if cells:
            db.run(f'UPDATE "{table.name}" SET {", ".join(cells)}')


def counts(db: Database) -> list[tuple[str, str, int]]:
    """(table, why, rows) of all that is hidden in part or as a whole."""
    parts = " UNION ALL ".join(f"""SELECT {place} AS place, '{table.name}' AS name, hidden FROM "{table.name}"
        WHERE hidden IS NOT NULL""" for place, (table, _) in enumerate(_keys()))
    return [(row[0], row[1], row[2]) for row in db.rows(
        f"SELECT name, hidden, count(*) FROM ({parts}) GROUP BY place, name, hidden ORDER BY place, hidden")]


def names(db: Database, columns: Sequence[str]) -> set[str]:
    """What rows that are shown say in these columns, members of lists apart."""
    parts = " UNION ".join(f'''SELECT trim(unnest(string_split("{name}", ';'))) AS said FROM "{table.name}"'''
                           for table in TABLES.values() for name in columns
                           if name in table.names and table.name not in _MADE)
    return {row[0] for row in db.rows(f"SELECT said FROM ({parts}) WHERE said IS NOT NULL ORDER BY 1")}


def hidden_names(db: Database) -> set[str]:
    """The names in hidden cells that no row which is shown bears."""
    return {row[0] for row in db.rows("SELECT DISTINCT said FROM hiding_name ORDER BY 1")}


def sides(db: Database) -> list[tuple[str, str, int]]:
    """(why, party, rows) of reports and statements that are to be hidden whole, by the side that tells them."""
    return [(row[0], row[1], row[2]) for row in db.rows("""
        SELECT why, CASE WHEN party IN ('none', 'unknown') THEN '' ELSE party END AS side, count(DISTINCT id) FROM (
            SELECT h.why, unnest(string_split(coalesce(r.origin_parties, ''), ';')) AS party, h.id
            FROM hiding h JOIN reports r ON h.tab = 'reports' AND h.id = r.report_id AND h.field = 'origin_parties'
            UNION ALL SELECT h.why, coalesce(s.party, ''), h.id FROM hiding h JOIN statements s
            ON h.tab = 'statements' AND h.id = s.statement_id AND h.field = 'act')
        GROUP BY 1, 2 ORDER BY 1, 2""")]


def keep(db: Database, rows: Sequence[tuple[str, str, int]], sentences: Sequence[str]) -> None:
    """Keep for pages and exports what was hidden: (table, why, rows), and sentences on what is not there beside it."""
    listed = [*rows, *(("", said, 0) for said in sentences)]
    db.run("CREATE OR REPLACE TABLE withheld (tab VARCHAR, why VARCHAR, n BIGINT)")
    db.load_plain("withheld", {name: [row[place] for row in listed] for place, name in enumerate(("tab", "why", "n"))})


def kept(db: Database) -> tuple[list[tuple[str, str, int]], list[str]]:
    """What `keep` kept; nothing where the tables have not passed the gate."""
    if not db.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'withheld'"):
        return [], []
    found = db.rows("SELECT tab, why, n FROM withheld ORDER BY rowid")
    return [(row[0], row[1], row[2]) for row in found if row[0]], [row[1] for row in found if not row[0]]


def forget_working(db: Database) -> None:
    """Drop the working tables of the stages, but those that are asked, and from them the places that are hidden."""
    listed = db.rows("SELECT table_name, table_type = 'VIEW' FROM information_schema.tables ORDER BY 2 DESC, 1")
    needed = _under_views(db, [name for name, _ in listed])
    for name, view in listed:
        if name not in needed and not name.startswith("hiding"):
            db.run(f'DROP {"VIEW" if view else "TABLE"} "{name}"')
    if ("w_account", False) in listed:
        db.run("""DELETE FROM w_account WHERE incident_id IN (
            SELECT incident_id FROM hiding_home WHERE field IN ('place', 'lat', 'lon', 'precision'))""")


def _under_views(db: Database, listed: Sequence[str]) -> set[str]:
    """The declared tables, and the working tables that those among them which are views are made from."""
    views = {row[0]: set(re.findall(r"\w+", row[1])) for row in db.rows(
        "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY 1")}
    needed: set[str] = set()
    found = {*TABLES, *_ASKED}
    while found - needed:
        needed |= found
        found = {name for view in needed & set(views) for name in views[view] & set(listed)}
    return needed


def settle(db: Database, name: str) -> None:
    """Make a table of its own of one that is only a view of others, so that it can be changed."""
    if db.rows("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [name]):
        db.run(f'CREATE TABLE hiding_settled AS SELECT * FROM "{name}"')
        db.run(f'DROP VIEW "{name}"')
        db.run(f'ALTER TABLE hiding_settled RENAME TO "{name}"')


def drop(db: Database) -> None:
    """Forget what was hidden."""
    made: list[Any] = db.rows("""SELECT table_name FROM information_schema.tables
        WHERE starts_with(table_name, 'hiding') ORDER BY 1""")
    for row in made:
        db.run(f'DROP TABLE "{row[0]}"')
