"""Names that would tell of hidden rows, replaced in every table: sources, documents, series, ids made of content."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from servanda.engine.database import Database
from servanda.model.sharing import stays
from servanda.model.tables import TABLES
from servanda.queries.hiding import ROWS, settle

# Columns that hold ids of reports, incidents or accounts, alone or as lists.
_IDS = ("report_id", "report_ids", "incident_id", "account_id", "covered_by", "first_candidates", "ids", "row_id",
        "title", "statement_id", "statements", "tally_id", "parts", "percent_of", "against", "commitment_id",
        "series_row", "effort_id", "precedent_id", "claim_id", "first_report", "repeats")
# Lists of who tells, in which a source may stand where no origin is stated.
_TELLERS = (("reports", "origin"), ("accounts", "origins"), ("disagreements", "origins"), ("effort", "by"))
_MADE_OF_CONTENT = "-[0-9a-f]{10}$"


def order(names: Iterable[str], key: bytes) -> list[str]:
    """Names in an order that tells nothing to whoever does not hold the key, and is the same for whoever does."""
    return sorted(names, key=lambda name: hmac.new(key, name.encode(), hashlib.sha256).digest())


def no_longer_shown(db: Database, table: str, column: str) -> list[str]:
    """The sources or documents that hidden cells named and no shown cell names, and those that are hidden."""
    users = [TABLES[name] for name in ROWS if column in TABLES[name].names and name != table]
    shown = " UNION ".join(f'SELECT "{column}" FROM "{one.name}" WHERE "{column}" IS NOT NULL' for one in users)
    return [row[0] for row in db.rows(f"""SELECT said FROM hiding_{column}_before WHERE said NOT IN ({shown})
        UNION SELECT id FROM hiding_row WHERE tab = '{table}' AND secret ORDER BY 1""")]


def give(db: Database, table: str, column: str, names: Mapping[str, str], *, blank: Sequence[str] = ()) -> None:
    """Give rows of a table other keys, in it and in every row that names them; ``blank`` columns of it are emptied."""
    if not names:
        return
    _load(db, names)
    for one in TABLES.values():
        if column in one.names and one.name != "interchange":  # there `source` is the party that acts
            emptied = "".join(f', "{name}" = NULL' for name in blank) if one.name == table else ""
            db.run(f"""UPDATE "{one.name}" SET "{column}" = m.new{emptied} FROM hiding_new m
                WHERE "{one.name}"."{column}" = m.old""")
    for also, where in _TELLERS if column == "source" else ():
        _replace(db, also, where)


def emptied(table: str) -> list[str]:
    """The columns of a source or document that go with its name."""
    return [column.name for column in TABLES[table].columns if not stays(TABLES[table], column.name)]


def in_figures(db: Database, names: Mapping[str, str]) -> None:
    """Put other names of sources into the parts that figures name."""
    found = db.rows("SELECT DISTINCT subset FROM figures WHERE starts_with(subset, 'source=') "
                    "OR measure = 'sources_fallen_silent' AND subset IS NOT NULL ORDER BY 1")
    for (subset,) in found:
        head, mark, rest = subset.partition("=") if subset.startswith("source=") else ("", "", subset)
        said = head + mark + ";".join(names.get(name, name) for name in rest.split(";"))
        if said != subset:
            db.run("UPDATE figures SET figure_id = replace(figure_id, ?1, ?2), subset = ?2 WHERE subset = ?1",
                   [subset, said])


def series(db: Database, key: bytes) -> None:
    """A series, or a channel of one, of which every row is hidden, has no name and no days."""
    gone = db.rows("""SELECT series FROM series GROUP BY series HAVING bool_and(date IS NULL) ORDER BY 1""")
    names = {name: f"hidden-{number}" for number, name in enumerate(order([row[0] for row in gone], key), 1)}
    if not db.rows("SELECT 1 FROM hiding WHERE tab = 'series' AND secret LIMIT 1"):
        return
    db.run("""DELETE FROM days WHERE NOT starts_with(series, 'incidents/') AND series NOT IN (
        SELECT concat_ws('/', series, channel) FROM series WHERE date IS NOT NULL)""")
    db.run("""UPDATE tally_checks SET against = NULL WHERE "check" = 'series' AND against NOT IN (
        SELECT concat_ws('/', series, channel) FROM series WHERE date IS NOT NULL
        UNION SELECT series FROM series WHERE date IS NOT NULL)""")
    give(db, "series", "series", names)


def ids(db: Database, key: bytes) -> None:
    """Hidden rows whose id is a hash of what they say get ids that tell nothing; incidents named after them, too."""
    new: dict[str, str] = {}
    for name in ROWS:
        made = db.rows("""SELECT id FROM hiding_row WHERE tab = ? AND secret AND regexp_matches(id, ?) ORDER BY id""",
                       [name, _MADE_OF_CONTENT])
        new |= {old: f"hidden-{name}-{number}" for number, old in enumerate(order([row[0] for row in made], key), 1)}
    if not new:
        return
    heads = {f"E-{old}": f"E-{made}" for old, made in new.items()}
    every = {**new, **heads}
    accounts = db.rows("SELECT account_id FROM accounts ORDER BY account_id")
    parts = {id_: "/".join(every.get(part, part) for part in id_.split("/")) for (id_,) in accounts}
    _load(db, {**every, **{old: made for old, made in parts.items() if old != made}})
    for table in TABLES.values():
        settle(db, table.name)
        for column in table.columns:
            if column.name in _IDS:
                _replace(db, table.name, column.name)


def _replace(db: Database, table: str, column: str) -> None:
    """Put new ids for old ones into a column of ids or of lists of them."""
    db.run(f"""UPDATE "{table}" SET "{column}" = n.said FROM (
        SELECT place, string_agg(coalesce(m.new, x), ';' ORDER BY position) AS said FROM (
            SELECT rowid AS place, unnest(string_split("{column}", ';')) AS x,
                   generate_subscripts(string_split("{column}", ';'), 1) AS position
            FROM "{table}" WHERE "{column}" IS NOT NULL)
        LEFT JOIN hiding_new m ON m.old = x GROUP BY place HAVING bool_or(m.new IS NOT NULL)) n
        WHERE "{table}".rowid = n.place""")


def _load(db: Database, names: Mapping[str, str]) -> None:
    db.run("CREATE OR REPLACE TABLE hiding_new (old VARCHAR, new VARCHAR)")
    db.load_plain("hiding_new", {"old": list(names), "new": list(names.values())})
