"""Which rows are too young to be released: each is as young as the latest of the times and days that it states."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from servanda.engine.database import Database
from servanda.model.tables import TABLES
from servanda.queries.hiding import whole

# Rows that tell of something that has just happened, or been said; what is owed or long past is not one.
TABLES_OF_NEWS = ("reports", "statements", "tallies", "documents", "series", "effort")
Cut = tuple[int, str]  # the last instant, and the first day that is too young


def mark(db: Database, general: int, waits: Iterable[tuple[str, str, int]], cut: Callable[[int], Cut],
         why: str) -> None:
    """Mark every row younger than its delay.

    ``general`` is the delay of all rows in hours, ``waits`` are further ones as (column, what stands there, hours):
    the longest holds.  ``cut`` gives the bounds of a delay.  A row that states no time has no age: it is kept back.
    """
    listed = [wait for wait in waits if wait[2] > 0]
    spans = sorted({general, *(wait[2] for wait in listed)} - {0})
    if not spans:
        return
    bounds = [cut(span) for span in spans]
    db.run("CREATE OR REPLACE TABLE hiding_wait (field VARCHAR, said VARCHAR, hours BIGINT)")
    db.run("CREATE OR REPLACE TABLE hiding_cut (hours BIGINT, instant BIGINT, day VARCHAR)")
    db.load_plain("hiding_wait", {name: [wait[place] for wait in listed]
                                  for place, name in enumerate(("field", "said", "hours"))})
    db.load_plain("hiding_cut", {"hours": spans, "instant": [one[0] for one in bounds],
                                 "day": [one[1] for one in bounds]})
    for name in TABLES_OF_NEWS:
        _mark(db, name, general, why)


def _mark(db: Database, name: str, general: int, why: str) -> None:
    table = TABLES[name]
    key = table.key[0]
    instants = [f'"{column.name}"' for column in table.columns if column.type == "instant"]
    days = [f'"{column.name}"' for column in table.columns if column.type == "date"]
    waits = " UNION ALL ".join(
        [f'SELECT t."{key}" AS id, {general} AS hours FROM "{name}" t',
         *(f'SELECT t."{key}", w.hours FROM "{name}" t JOIN hiding_wait w ON w.field = \'{field}\' '
           f'AND w.said = t."{field}"' for field in ("source", "document_id", "from_file") if field in table.names)])
    young = " OR ".join([*(f"coalesce(t.{one} > c.instant, false)" for one in instants),
                         *(f"coalesce(t.{one} >= c.day, false)" for one in days)])
    stated = ", ".join([*(f"cast(t.{one} AS VARCHAR)" for one in instants), *(f"t.{one}" for one in days)])
    db.run(f"""INSERT INTO hiding SELECT '{name}', t."{key}", f.field, ?, true FROM "{name}" t
        JOIN (SELECT id, max(hours) AS hours FROM ({waits}) GROUP BY id) w ON w.id = t."{key}"
        JOIN hiding_cut c ON c.hours = w.hours, (SELECT unnest(?) AS field) f
        WHERE {young} OR coalesce({stated}) IS NULL""", [why, whole(table)])
