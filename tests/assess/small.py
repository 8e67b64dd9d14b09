"""A small case of accounts and rules, filled straight into the database and assessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from servanda.assess import verdicts
from servanda.engine.database import Database
from servanda.measure import figures
from servanda.model.case import Case, CaseInfo, Decision, Party
from servanda.model.terms import Bind, Entry, Listing, Provision, Reading, Rule, Terms, Window

NORTH, SOUTH = "NORTH", "SOUTH"
SUBSTATION = "substation/grid"
BASE = Rule(
    reading="n1", provision="grid", binds=(Bind(NORTH, (0, 0), basis="agreement"), Bind(SOUTH, (0, 0), basis="order")),
    acts=Listing("closed", (Entry(("strike",)),)), objects=Listing("closed", (Entry(("substation",), ("grid",)),)),
    whose=("any",), window=Window(((100, 100),), ((1000, 1000),)))


def account(id_: str, author: str = SOUTH, **changes: Any) -> dict[str, Any]:
    """An account `E1/x` of incident E1: a strike that damaged a substation at second 200, told by the other side."""
    teller = {SOUTH: NORTH, NORTH: SOUTH}.get(author, "none")
    row = {"account_id": id_, "incident_id": id_.split("/")[0], "author": author or None, "time_from": 200,
           "time_to": 260, "act": "strike", "stage": "damaged", "means": "uav", "aimed_at": SUBSTATION,
           "affected": f"{SUBSTATION}:direct", "origins": f"{teller.lower()}_army", "origin_parties": teller,
           "aside": False}
    return {**row, "report_ids": "R-" + id_.replace("/", "-"), **changes}


def assessed(accounts: Sequence[dict[str, Any]], rules: Sequence[Rule] = (BASE,), *, compare: Sequence[str] = (),
             decisions: Sequence[Decision] = (), tallies: Sequence[dict[str, Any]] = (),
             standing: str = "alleged", as_of: str = "", **reports: Any) -> Database:
    """The database after assessing and counting; ``reports`` are columns given to every report."""
    db = Database()
    load(db, "accounts", accounts)
    load(db, "reports", [{"report_id": a["report_id"] if "report_id" in a else a["report_ids"], "used": True,
                          "kind": "single", "incident_id": a["incident_id"], "aimed_at": a["aimed_at"],
                          "affected": a["affected"], **reports} for a in accounts])
    ids = sorted({a["incident_id"] for a in accounts})
    load(db, "incidents", [{"incident_id": i, "occurrence_standing": standing, "author_standing": standing,
                            "object_standing": standing,
                            "time_from": min(a["time_from"] for a in accounts if a["incident_id"] == i),
                            "time_to": max(a["time_to"] for a in accounts if a["incident_id"] == i)} for i in ids])
    if tallies:
        load(db, "tallies", tallies)
    case = the_case(rules, compare, decisions)
    case = replace(case, info=replace(case.info, as_of=as_of))
    verdicts.fill(db, case)
    figures.fill(db, case)
    return db


def the_case(rules: Sequence[Rule], compare: Sequence[str] = (), decisions: Sequence[Decision] = ()) -> Case:
    """A case with two parties; readings `n...` belong to NORTH, `s...` to SOUTH."""
    readings = tuple(Reading(r, NORTH if r.startswith("n") else SOUTH, r, "") for r in dict.fromkeys(
        rule.reading for rule in rules))
    terms = Terms(provisions=(Provision("grid", "prohibition", "Grid", ""),), readings=readings, rules=tuple(rules),
                  compare=tuple(compare) or tuple(r.id for r in readings))
    info = CaseInfo("c", "C", "UTC", parties=(Party(NORTH, "North"), Party(SOUTH, "South")))
    return Case(".", info, terms, decisions=tuple(decisions))


def load(db: Database, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Load mappings with equal keys."""
    db.load(table, {name: [row[name] for row in rows] for name in rows[0]})


def verdicts_of(db: Database, incident: str = "E1", reading: str = "n1") -> dict[str, dict[str, Any]]:
    """Verdict rows of an incident by author."""
    rows = db.dicts("SELECT * FROM verdicts WHERE incident_id = ? AND reading = ? ORDER BY author",
                    [incident, reading])
    return {row["author"]: row for row in rows}


def with_(rule: Rule = BASE, **changes: Any) -> Rule:
    """A rule with changes."""
    return replace(rule, **changes)
