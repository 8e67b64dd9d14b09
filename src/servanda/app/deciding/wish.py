"""What a person asks for, and the rows that are meant by it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.engine.database import Database
from servanda.guard.markup import read_json
from servanda.queries import seen

_EXAMPLE = '{"field": "means", "value": "uav"}'


class NotDecided(Exception):
    """Nothing was saved; the message says why, in plain words."""


@dataclass(frozen=True)
class Wish:
    """A decision as a person asks for it; ``seen`` is the beginning of the hash that they were shown."""

    kind: str
    ids: tuple[str, ...] = ()
    table: str = ""
    value: Any = None
    by: str = ""
    reason: str = ""
    cites: tuple[str, ...] = ()
    at: str = ""
    undo: int | None = None
    reattach: str = ""
    seen: str = ""


def given_value(field: str, value: str) -> Any:
    """The value of a decision from what was typed: a field with its text, JSON, a plain word, or nothing."""
    if field:
        return {"field": field, "value": value}
    if not value.lstrip().startswith(("{", "[", '"')):
        return value or None
    read, problems = read_json("value", value)
    if problems:
        raise NotDecided(f"the value is not JSON; give --field and --value, or JSON such as {_EXAMPLE}")
    return read


def rows_meant(db: Database, wish: Wish) -> tuple[str, tuple[str, ...]]:
    """(table, ids) as they go into the journal.  Raises `NotDecided` for ids that mean nothing."""
    if wish.kind in ("merge", "split"):
        return "reports", _reports(db, wish)
    if wish.kind in ("note", "undo"):
        return wish.table, wish.ids
    if wish.kind == "grade":
        return "sources", _held(db, "sources", wish.ids)
    if wish.kind == "standing":
        return "incidents", _incidents(db, wish.ids)
    table = wish.table or _guess(db, wish)
    if table in seen.LINKED:
        return "accounts", _accounts(db, wish, table)
    return table, _held(db, table, wish.ids) if table in seen.INPUTS else wish.ids


def _guess(db: Database, wish: Wish) -> str:
    """The only table that holds all the ids."""
    if not wish.ids:
        raise NotDecided("name at least one row by its id")
    tables: tuple[str, ...] = (*seen.INPUTS, *(seen.LINKED if wish.kind == "set" else ()))
    holding = [name for name in tables if set(wish.ids) <= _own(db, name, wish.ids)]
    if len(holding) != 1:
        raise NotDecided("say with `--table` which table the rows are in: " + (
            f"{', '.join(holding)} all hold them" if holding else f"no table holds {', '.join(wish.ids)}"))
    return holding[0]


def _own(db: Database, table: str, ids: Sequence[str]) -> set[str]:
    """Ids that are those of the table's own rows."""
    return {id_ for id_, group in _parts(db, ids).items() if group[0] == table} if table in seen.LINKED else (
        seen.held(db, table, ids))


def _parts(db: Database, ids: Iterable[str]) -> dict[str, tuple[str, list[str]]]:
    """Report, account or incident id -> (its table, its reports)."""
    wanted = list(ids)
    reports = seen.held(db, "reports", wanted)
    found = {id_: ("reports", [id_]) for id_ in reports}
    for table in seen.LINKED:
        groups = seen.members(db, table, [id_ for id_ in wanted if id_ not in found])
        found.update({id_: (table, group) for id_, group in groups.items()})
    return found


def _reports(db: Database, wish: Wish) -> tuple[str, ...]:
    """The reports that a merge or split names; an incident or account stands for its reports."""
    parts = _parts(db, wish.ids)
    _all_known(db, "reports", wish.ids, parts)
    several = [id_ for id_ in wish.ids if len(parts[id_][1]) > 1]
    if wish.kind == "split" and several:
        raise NotDecided(
            f"a split tells single reports apart, and {several[0]} holds {', '.join(parts[several[0]][1])}; name one "
            "report of each side: those that belong to it follow")
    return tuple(dict.fromkeys(report for id_ in wish.ids for report in parts[id_][1]))


def _accounts(db: Database, wish: Wish, table: str) -> tuple[str, ...]:
    """The accounts meant: as named, that of a report, or all of an incident (to set aside, only where it has one)."""
    held = {row[0]: row[1] for row in db.rows("SELECT account_id, incident_id FROM accounts ORDER BY account_id")}
    of_report = {report: account for account, reports in db.rows(
        "SELECT account_id, report_ids FROM accounts ORDER BY account_id") for report in reports.split(";")}
    meant: list[str] = []
    for id_ in wish.ids:
        whole = [account for account, incident in held.items() if incident == id_]
        if id_ in held:
            meant.append(id_)
        elif id_ in of_report and table == "accounts":
            meant.append(of_report[id_])
        elif whole or id_ in of_report:
            meant += whole or [account for account, incident in held.items() if incident == held[of_report[id_]]]
        else:
            raise _unknown(id_, table, [*held, *of_report])
    if "aside" in _fields(wish.value) and len(wish.ids) < len(meant):
        raise NotDecided(f"an incident is not set aside as a whole; name one of its accounts: {', '.join(meant)}")
    return tuple(dict.fromkeys(meant))


def _fields(value: Any) -> set[str]:
    return ({str(value["field"])} if "field" in value else set(value)) if isinstance(value, dict) else set()


def _incidents(db: Database, ids: Sequence[str]) -> tuple[str, ...]:
    """The incidents of the ids."""
    found = {row[0]: row[1] for row in db.rows("""
        SELECT account_id, incident_id FROM accounts UNION ALL SELECT incident_id, incident_id FROM incidents
        UNION ALL SELECT report_id, incident_id FROM reports WHERE incident_id IS NOT NULL ORDER BY 1""")}
    missing = [id_ for id_ in ids if id_ not in found]
    if missing:
        raise _unknown(missing[0], "incidents", found)
    return tuple(dict.fromkeys(found[id_] for id_ in ids))


def _held(db: Database, table: str, ids: Sequence[str]) -> tuple[str, ...]:
    _all_known(db, table, ids, seen.held(db, table, ids))
    return tuple(dict.fromkeys(ids))


def _all_known(db: Database, table: str, ids: Sequence[str], known: Iterable[str]) -> None:
    missing = [id_ for id_ in ids if id_ not in set(known)]
    if missing:
        key = {"sources": "source", "reports": "report_id", "statements": "statement_id", "tallies": "tally_id",
               "commitments": "commitment_id"}[table]
        raise _unknown(missing[0], table, [row[0] for row in db.rows(
            f'SELECT "{key}" FROM "{table}" ORDER BY "{key}" LIMIT 5000')])


def _unknown(id_: str, table: str, known: Iterable[str]) -> NotDecided:
    near = difflib.get_close_matches(id_[:100], list(known)[:5000], 1, 0.7)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return NotDecided(f"the case holds no `{id_[:120]}` in {table}{hint}")
