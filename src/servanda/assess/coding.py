"""Verdicts as codes: the rows of the views of words, each text one of a closed list, reasons as two whole numbers.

A text that is one of a few costs a byte a row where it would cost its words; millions of rows are sorted and
written in a sixth of the time.
"""

from __future__ import annotations

from servanda.assess.wording import WORDED
from servanda.engine.database import Database
from servanda.model.tables import TABLES

REASONS = ("reasons_1", "reasons_2")
_FOUND = {"verdicts": "(SELECT * FROM w_found WHERE standard = 'all')",
          "account_verdicts": "(SELECT * FROM w_try JOIN j_judged USING (profile))"}
# What is text in many rows -> where each of its values stands.
_CODED = {**{name: ("v_answer", name) for name in WORDED},
          "answer_outcome": ("v_answer", "outcome"), "provision": ("w_rule", "provision"),
          "reading": ("w_rule", "reading"), "late": ("v_late", "elements")}


def columns(name: str) -> tuple[str, ...]:
    """The columns of a table of verdicts as codes, in order."""
    return tuple(part for column in TABLES[name].names for part in (REASONS if column == "reasons" else (column,)))


def prepare(db: Database) -> None:
    """Make the closed lists, once: a type for each, and the small tables that are looked up by it."""
    if db.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'c_answer'"):
        return
    for name, (table, column) in _CODED.items():
        db.run(f'CREATE TYPE "code_{name}" AS ENUM (SELECT DISTINCT "{column}" FROM {table} '
               f'WHERE "{column}" IS NOT NULL ORDER BY 1)')
    authors = " UNION ".join(f"SELECT {_author('v')} AS author FROM {found} v" for found in _FOUND.values())
    db.run(f"CREATE TYPE code_author AS ENUM (SELECT author FROM ({authors}) ORDER BY 1)")
    shown = ", ".join(f"nullif(\"{name}\", '')::\"code_{name}\" AS \"{name}\"" for name in WORDED)
    db.run(f"CREATE TABLE c_answer AS SELECT answers, outcome AS found, outcome::code_answer_outcome AS outcome, "
           f"possible AS bits, {shown} FROM v_answer")
    db.run("CREATE TABLE c_rule AS SELECT rule, provision::code_provision AS provision, "
           "reading::code_reading AS reading FROM w_rule")
    db.run("CREATE TABLE c_late AS SELECT ended, rule, elements::code_late AS elements FROM v_late")


def select(name: str) -> str:
    """The query of a table of verdicts as codes, in no order; `prepare` comes before it.  Raises ``KeyError``."""
    ids = {column: f"v.{column}" for column in ("account_id", "incident_id", "turns_on_account")}
    texts = {**{column: f'w."{column}"' for column in WORDED}, "possible": "w.possible_text"}
    told = {**texts, **ids, "outcome": "w.outcome", "provision": "r.provision", "reading": "r.reading",
            "author": f"({_author('v')})::code_author", "reasons_1": "v.first_bits", "reasons_2": "v.second_bits",
            "stated_after_event": "l.elements"}
    shown = ", ".join(f'{told[column]} AS "{column}"' for column in columns(name))
    return f"""SELECT {shown} FROM {_FOUND[name]} v JOIN c_rule r ON r.rule = v.rule
        JOIN c_answer w ON w.answers = v.answers AND w.found = v.outcome AND w.bits = v.possible
        LEFT JOIN c_late l ON l.ended = v.ended AND l.rule = v.rule"""


def _author(row: str) -> str:
    return f"CASE WHEN {row}.author = '' THEN 'unattributed' ELSE {row}.author END"
