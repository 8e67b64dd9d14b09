"""An invented case made by hand: two parties, a watch of no party, places of no country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servanda.collect.records import fill as collect
from servanda.engine.database import Database
from servanda.link.incidents import fill as link
from servanda.model.case import (
    Actor,
    Case,
    CaseInfo,
    Decision,
    Observer,
    Party,
    Place,
    RawTable,
    SourceInfo,
)
from servanda.model.problems import Problem
from servanda.model.terms import Terms

INFO = CaseInfo(
    id="valley", title="Valley truce", zone="Etc/GMT-2", clock_zones=("Etc/GMT-2", "Etc/GMT-3"),
    parties=(Party("HILL", "Hill League", ("Hillmen",)), Party("VALE", "Vale Union")),
    actors=(Actor("hill_staff", "Hill Staff", "HILL", prints_times_in="Etc/GMT-3"),
            Actor("vale_staff", "Vale Staff", "VALE", ("General Staff of the Vale",), prints_times_in="Etc/GMT-2"),
            Actor("valley_watch", "Valley Watch"), Actor("stringer", "A stringer", "unknown")),
    sources=(SourceInfo("bulletin.example", "The Bulletin", prints_times_in="Etc/GMT-2", tlp="green"),),
    topics=(("ferries", "Ferries"),),
    observers=(Observer("valley_watch", "2040-06-01", "2040-06-03"),),
    as_of="2040-07-01", licence="CC BY 4.0",
)
PLACES = (
    Place("Oat Mill", 10.0, 20.0, 2.0, "Upper", ("VALE",), ("VALE:old map",), (),
          (("", "2040-06-04", "VALE"), ("2040-06-05", "", "HILL"))),
    Place("Rye Bridge", 10.4, 20.3, 2.0, "Upper", ("VALE",)),
    Place("Upper", 10.2, 20.2, 90.0, "Upper"),
)


def table(rows: Sequence[Mapping[str, str]], file: str = "reports/all.csv", **mapping: Any) -> RawTable:
    """A raw table of those rows; columns are all that any row names."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = tuple(tuple(row.get(name, "") for name in columns) for row in rows)
    return RawTable(file, columns, cells, tuple(range(2, len(rows) + 2)), mapping)


def case(*tables: RawTable, decisions: Sequence[Decision] = (), info: CaseInfo = INFO) -> Case:
    """A case that holds those tables, each under the kind that its path names."""
    kinds: dict[str, tuple[RawTable, ...]] = {}
    for one in tables:
        kind = one.file.partition("/")[0].removesuffix(".csv")
        kinds[kind] = (*kinds.get(kind, ()), one)
    return Case("", info, Terms(), places=PLACES, decisions=tuple(decisions), tables=kinds)


def decision(seq: int, kind: str, *ids: str, table: str = "reports", value: Any = None) -> Decision:
    """An active decision."""
    return Decision(seq=seq, prev="", hash="", at="2040-06-20T10:00:00Z", by="A. Reader", kind=kind, table=table,
                    ids=ids, seen_hash="", value=value, reason="as told", cites=(), undoes=None)


def report(report_id: str = "", **cells: str) -> dict[str, str]:
    """A report of a strike on the mill's substation, but for what is given."""
    row = {"report_id": report_id, "origin": "vale_staff", "source": "bulletin.example", "published": "2040-06-10",
           "time_from": "2040-06-10T12:00", "place": "Oat Mill", "author_claimed": "HILL", "act": "strike",
           "stage": "damaged", "means": "uav", "aimed_at": "substation/grid", "affected": "substation/grid"}
    return {**row, **cells}


def collected(*tables: RawTable, **given: Any) -> tuple[Database, list[Problem]]:
    """The database after collecting, and the problems."""
    db = Database()
    return db, collect(db, case(*tables, **given))


def linked(rows: Sequence[Mapping[str, str]], decisions: Sequence[Decision] = (),
           info: CaseInfo = INFO) -> tuple[Database, list[Problem]]:
    """The database after linking those reports, and the linker's problems."""
    db = Database()
    made = case(table(rows), decisions=decisions, info=info)
    collect(db, made)
    return db, link(db, made.info, made.decisions)


def groups(db: Database) -> set[frozenset[str]]:
    """Which reports are one incident."""
    found: dict[str, set[str]] = {}
    for report_id, incident in db.rows("SELECT report_id, incident_id FROM links ORDER BY report_id"):
        found.setdefault(incident, set()).add(report_id)
    return {frozenset(ids) for ids in found.values()}
