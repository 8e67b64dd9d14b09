"""What a person saw when deciding: the rows named, and a hash by which a later change of them is noticed.

Rows of the input tables are taken as their files give them, before any decision; an account or an
incident is what the reports in it say, and which they are.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from servanda.engine.database import Database
from servanda.guard.text import canonical_json
from servanda.model.case import Case, Decision, RawTable
from servanda.model.problems import Problem, problem
from servanda.model.tables import TABLES

Row = dict[str, Any]
INPUTS = ("reports", "statements", "tallies", "commitments")
LINKED = ("accounts", "incidents")
JOURNAL = "decisions.jsonl"


def seen(rows: Iterable[Mapping[str, Any]]) -> str:
    """The hash of rows: sha256 of their canonical JSON, in order of table and id."""
    ordered = sorted(rows, key=lambda row: (str(row["table"]), str(row["id"])))
    return hashlib.sha256(canonical_json([dict(row) for row in ordered]).encode()).hexdigest()


def of(db: Database, case: Case, table: str, ids: Sequence[str]) -> str:
    """The hash of what the named rows say now; ids that the case does not hold count as such."""
    return seen(rows(db, case, table, ids))


def rows(db: Database, case: Case, table: str, ids: Sequence[str]) -> list[Row]:
    """The rows named, and the reports of every account or incident among them, each once."""
    wanted = sorted(set(ids))
    if table == "sources":
        listed = {source.id: asdict(source) for source in case.info.sources}
        return [{"table": table, "id": id_, "says": listed.get(id_)} for id_ in wanted]
    if table in LINKED:
        groups = members(db, table, wanted)
        reports = sorted({report for group in groups.values() for report in group})
        heads: list[Row] = [{"table": table, "id": id_, "says": groups.get(id_)} for id_ in wanted]
        return [*heads, *_as_read(db, case, "reports", reports)]
    return _as_read(db, case, table or "reports", wanted)


def members(db: Database, table: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """Account or incident id -> its reports in order; a report's id stands for what it belongs to."""
    found = db.rows("SELECT account_id, incident_id, report_ids FROM accounts ORDER BY account_id")
    groups: dict[str, list[str]] = {}
    for account, incident, reports in found:
        groups.setdefault(account if table == "accounts" else incident, []).extend(reports.split(";"))
    home = {report: name for name, reports in groups.items() for report in reports}
    return {id_: sorted(groups[home.get(id_, id_)]) for id_ in ids if home.get(id_, id_) in groups}


def _as_read(db: Database, case: Case, table: str, ids: Sequence[str]) -> list[Row]:
    """Rows of an input table as their files give them: the cells that say something."""
    if table not in INPUTS:
        return [{"table": table, "id": id_, "says": None} for id_ in ids]
    key = TABLES[table].key[0]
    places = {row[0]: (row[1], row[2]) for row in db.rows(
        f'SELECT "{key}", from_file, from_row FROM "{table}" WHERE "{key}" IN (SELECT unnest(?)) ORDER BY 1',
        [list(ids)])} if ids else {}
    files = {raw.file: raw for raw in case.tables.get(table, ())}
    return [{"table": table, "id": id_, "says": _cells(files, *places[id_]) if id_ in places else None} for id_ in ids]


def _cells(files: Mapping[str, RawTable], file: str | None, line: int | None) -> dict[str, str] | None:
    raw = files.get(file or "")
    if raw is None or line is None:
        return None
    position = bisect_left(raw.lines, line)
    if position == len(raw.lines) or raw.lines[position] != line:
        return None
    return {name: cell.strip() for name, cell in zip(raw.columns, raw.rows[position], strict=True) if cell.strip()}


# -- decisions -------------------------------------------------------------------------------------------


def stale(db: Database, case: Case, *, linked: bool) -> list[Decision]:
    """Active decisions whose rows no longer say what the person saw.

    Before linking (``linked`` false) those on rows of inputs, after it those on accounts and incidents.
    """
    return [one for one in case.decisions if one.state == "active" and one.seen_hash
            and (_table(one) in LINKED) == linked and of(db, case, _table(one), one.ids) != one.seen_hash]


def _table(decision: Decision) -> str:
    return decision.table or ("incidents" if decision.kind == "standing" else "reports")


def stale_problem(decision: Decision) -> Problem:
    """A decision that is suspended because its rows changed."""
    return problem("decision_stale", JOURNAL, decision.seq,
                   f"Decision {decision.seq} ({decision.kind} by {decision.by[:60]}) was made on rows that have "
                   f"changed since: {', '.join(decision.ids)[:200]}.", row_id=str(decision.seq),
                   mend=f"Look again and decide anew, then `servanda decide CASE --undo {decision.seq}`.")


def unknown(db: Database, case: Case) -> list[Problem]:
    """Active decisions on rows of inputs, sources or incidents that the case does not hold."""
    found: list[Problem] = []
    for one in case.decisions:
        if one.state != "active" or one.kind not in ("set", "accept", "correct", "reject", "redact", "grade",
                                                     "standing") or one.table == "accounts":
            continue
        missing = [id_ for id_ in one.ids if id_ not in held(db, _table(one), one.ids)]
        found += [problem("decision_unknown", JOURNAL, one.seq, f"Decision {one.seq} ({one.kind}) names `{id_[:120]}`, "
                          f"which `{_table(one)}` does not hold.", row_id=id_) for id_ in missing]
    return found


def by_hand(db: Database, table: str, ids: Sequence[str]) -> list[str]:
    """Those of the rows of an input table that were coded by hand."""
    key = TABLES[table].key[0]
    return [row[0] for row in db.rows(f"""SELECT "{key}" FROM "{table}" WHERE "{key}" IN (SELECT unnest(?))
        AND coalesce(tier, 'hand') = 'hand' ORDER BY 1""", [list(ids)])]


def held(db: Database, table: str, ids: Sequence[str]) -> set[str]:
    """Those of the ids that a table holds; a report's id stands for its account or incident."""
    if table in LINKED:
        return set(members(db, table, ids))
    if table not in TABLES:
        return set()
    key = TABLES[table].key[0]
    return {str(row[0]) for row in db.rows(
        f'SELECT "{key}" FROM "{table}" WHERE "{key}" IN (SELECT unnest(?)) ORDER BY 1', [list(ids)])} if ids else set()
