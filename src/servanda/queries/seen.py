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
from servanda.guard.tables import Rows
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
    return hashes(db, case, [(table, ids)])[0]


def hashes(db: Database, case: Case, asked: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """`of` for each (table, ids): every input file is gone through once, however many are asked."""
    return [seen(rows) for rows in _all_rows(db, case, asked)]


def rows(db: Database, case: Case, table: str, ids: Sequence[str]) -> list[Row]:
    """The rows named, and the reports of every account or incident among them, each once."""
    return _all_rows(db, case, [(table, ids)])[0]


def _all_rows(db: Database, case: Case, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[Row]]:
    """The rows of each (table, ids)."""
    groups = {table: members(db, table, [id_ for name, ids in asked if name == table for id_ in ids])
              for table in {name for name, _ in asked} & set(LINKED)}
    listed = {source.id: asdict(source) for source in case.info.sources}
    heads: list[list[Row]] = []
    inputs: list[tuple[str, list[str]]] = []
    for table, ids in asked:
        wanted = sorted(set(ids))
        of_table = groups.get(table, {})
        head = listed if table == "sources" else of_table
        heads.append([{"table": table, "id": id_, "says": head.get(id_)} for id_ in wanted]
                     if table in (*LINKED, "sources") else [])
        reports = sorted({report for id_ in wanted for report in of_table.get(id_, ())})
        inputs.append(("reports", reports) if table in LINKED else
                      (table or "reports", [] if table == "sources" else wanted))
    says = {table: _as_read(db, case, table, sorted({id_ for name, ids in inputs if name == table for id_ in ids}))
            for table in {name for name, ids in inputs if ids} & set(INPUTS)}
    return [[*head, *({"table": table, "id": id_, "says": says.get(table, {}).get(id_)} for id_ in ids)]
            for head, (table, ids) in zip(heads, inputs, strict=True)]


def members(db: Database, table: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """Account or incident id -> its reports in order; a report's id stands for what it belongs to."""
    name = "account_id" if table == "accounts" else "incident_id"
    found = db.rows(f"""WITH told AS (
            SELECT {name} AS name, unnest(string_split(report_ids, ';')) AS report_id FROM accounts)
        SELECT name, report_id FROM told WHERE name IN (
            SELECT unnest($1) UNION SELECT name FROM told WHERE report_id IN (SELECT unnest($1))) ORDER BY 1, 2""",
                    [list(ids)]) if ids else []
    groups: dict[str, list[str]] = {}
    for group, report in found:
        groups.setdefault(group, []).append(report)
    home = {report: group for group, report in found}
    return {id_: groups[home.get(id_, id_)] for id_ in ids if home.get(id_, id_) in groups}


def _as_read(db: Database, case: Case, table: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Id -> the cells that say something, as the files of an input table give them; without rows not found there."""
    key = TABLES[table].key[0]
    places = db.rows(f"""SELECT "{key}", from_file, from_row FROM "{table}" WHERE "{key}" IN (SELECT unnest(?))
        AND from_row IS NOT NULL ORDER BY 1""", [list(ids)])
    files = {raw.file: raw for raw in case.tables.get(table, ())}
    at: dict[str, dict[str, int]] = {}
    for id_, file, line in places:
        lines = files[file].lines if file in files else ()
        position = bisect_left(lines, line)
        if position < len(lines) and lines[position] == line:
            at.setdefault(file, {})[id_] = position
    found: dict[str, dict[str, str]] = {}
    for file, positions in at.items():
        cells = _rows_at(files[file], positions.values())
        found |= {id_: _stated(files[file].columns, cells[position]) for id_, position in positions.items()}
    return found


def _rows_at(raw: RawTable, positions: Iterable[int]) -> Mapping[int, Sequence[str]]:
    return raw.rows.at(positions) if isinstance(raw.rows, Rows) else {one: raw.rows[one] for one in positions}


def _stated(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if cell.strip()}


# -- decisions -------------------------------------------------------------------------------------------


def stale(db: Database, case: Case, *, linked: bool) -> list[Decision]:
    """Active decisions whose rows no longer say what the person saw.

    Before linking (``linked`` false) those on rows of inputs, after it those on accounts and incidents.
    """
    asked = [one for one in case.decisions if one.state == "active" and one.seen_hash
             and (_table(one) in LINKED) == linked]
    now = hashes(db, case, [(_table(one), one.ids) for one in asked]) if asked else []
    return [one for one, says in zip(asked, now, strict=True) if says != one.seen_hash]


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
        known = held(db, _table(one), one.ids)
        missing = [id_ for id_ in one.ids if id_ not in known]
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
