"""The one queue of what waits for a person, ordered by how many headline figures an answer may move.

An item concerns incidents.  Under a compared reading an incident is *sure* for a side (a potential
violation is all that is possible), *open* (one among other outcomes), or neither.  An answer may move
the low of every figure in which one of them is sure, and the high of every figure in which one is sure
or open.  This is an upper bound that needs no second build; it is the same whatever the answer.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.tables import TABLES
from servanda.queries import seen, talks

Row = dict[str, Any]
_KINDS = ("stale_decision", "link", "origin", "acceptance", "extraction")  # among items of equal effect
_WHO = "--by NAME --reason TEXT"
_LINKS = 400  # questions about links that are kept, those that may move most
_ASKED = 200  # reports asked about because their words repeat another's


def items(db: Database, case: Case) -> list[Row]:
    """Every item: the columns of `review`, with ``low`` and ``high``, the figures that may move; the greatest first."""
    waiting = [*_links(db), *_origins(db), *_suspended(db), *_pending(db), *_acceptances(db)]
    homes = _homes(db, {id_ for row in waiting for id_ in row["about"]})
    stands = _stands(db, case.terms.compare, set(homes.values()))
    hashes = seen.hashes(db, case, [(row.pop("table"), row.pop("rows")) for row in waiting]) if waiting else []
    for row, hash_ in zip(waiting, hashes, strict=True):
        about = {homes[id_] for id_ in row.pop("about") if id_ in homes}
        low = {cell for cell, sure, _ in stands if sure & about}
        high = low | {cell for cell, _, open_ in stands if open_ & about}
        row["low"], row["high"] = len(low), len(high)
        row["effect_on_headline"] = _effect(row, sorted(high))
        row["seen_hash"] = hash_
        row["command"] = row["command"].replace("SEEN", row["seen_hash"][:12])
    ordered = sorted(waiting, key=lambda row: (-row["low"] - row["high"], -row["low"], _KINDS.index(row["kind"]),
                                               row["ids"]))
    left = {row["ids"] for row in [row for row in ordered if row["kind"] == "link"][_LINKS:]}
    return [row for row in ordered if row["kind"] != "link" or row["ids"] not in left]


def stored(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The items as columns of the table `review`."""
    listed = list(rows)
    return {name: [row[name] for row in listed] for name in TABLES["review"].names}


def _effect(row: Row, cells: Sequence[tuple[str, str, str]]) -> str:
    if not cells:
        return "moves no headline figure by itself" if row["kind"] != "extraction" else "one row more if accepted"
    named = "; ".join(f"{provision} under {reading} ({party})" for provision, reading, party in cells[:3])
    more = f"; and {len(cells) - 3} more" if len(cells) > 3 else ""
    return f"may move the low of {row['low']} and the high of {row['high']} figures: {named}{more}"


def _stands(db: Database, compare: Sequence[str],
            among: Collection[str]) -> list[tuple[tuple[str, str, str], set[str], set[str]]]:
    """Per figure (provision, reading, author): those of the incidents that are sure, and those that are open."""
    found = db.rows("""
        SELECT provision, reading, author, incident_id, possible = 'potential_violation' FROM verdicts
        WHERE incident_id IN (SELECT unnest(?)) AND reading IN (SELECT unnest(?))
        AND list_contains(string_split(possible, ';'), 'potential_violation')
        ORDER BY provision, reading, author, incident_id""", [sorted(among), list(compare)]) if among else []
    cells: dict[tuple[str, str, str], tuple[set[str], set[str]]] = {}
    for provision, reading, author, incident, sure in found:
        cells.setdefault((provision, reading, author), (set(), set()))[0 if sure else 1].add(incident)
    return [(cell, *sets) for cell, sets in cells.items()]


def _homes(db: Database, ids: Collection[str]) -> dict[str, str]:
    """Report, account or incident, of those named -> incident."""
    found = db.rows("""
        SELECT id, incident_id FROM (
            SELECT report_id AS id, incident_id FROM reports WHERE incident_id IS NOT NULL
            UNION ALL SELECT account_id, incident_id FROM accounts
            UNION ALL SELECT incident_id, incident_id FROM incidents)
        WHERE id IN (SELECT unnest(?)) ORDER BY 1, 2""", [sorted(ids)]) if ids else []
    return {row[0]: row[1] for row in found}


def _links(db: Database) -> list[Row]:
    """Pairs of reports that may or may not be one happening; their commands as the linker wrote them or as stored."""
    rows = db.dicts("SELECT kind, ids, question, command FROM review WHERE kind = 'link' ORDER BY ids")
    for row in rows:
        named = row["ids"].split(";")
        row.update(about=named, rows=named, table="reports",
                   command=f"{row['command'].partition(' --seen ')[0]} --seen SEEN {_WHO}")
    return rows


def _origins(db: Database) -> list[Row]:
    """Reports without a stated origin whose words are nearly those of an earlier one: do both go back to one?"""
    found = db.rows("""SELECT e.report_id, e.first_report, e.likeness, coalesce(f.origin, f.source, f.report_id)
        FROM echoes e JOIN reports r ON r.report_id = e.report_id JOIN reports f ON f.report_id = e.first_report
        WHERE NOT e.one_origin AND r.origin IS NULL ORDER BY e.likeness DESC, e.report_id LIMIT ?""", [_ASKED])
    return [{
        "kind": "origin", "ids": f"{report};{first}", "about": [report], "rows": [report], "table": "reports",
        "question": f"Does {report} go back to the origin of {first}, `{origin}`? Its words are nearly the same "
                    f"({likeness:.2f} alike), and it states no origin. State the one that it has; until then it is "
                    "heard as a voice of its own.",
        "command": f"servanda decide CASE set {report} --table reports --field origin --value {shlex.quote(origin)} "
                   f"--seen SEEN {_WHO}"} for report, first, likeness, origin in found]


def _suspended(db: Database) -> list[Row]:
    """Decisions whose rows have changed since."""
    found = db.dicts("""SELECT seq, kind, "table", ids, "by", value FROM decisions WHERE state = 'suspended'
        AND cast(seq AS VARCHAR) IN (SELECT row_id FROM problems WHERE code = 'decision_stale') ORDER BY seq""")
    return [_again(**one) for one in found]


def _again(seq: int, kind: str, table: str | None, ids: str, by: str, value: str | None) -> Row:
    named = ids.split(";")
    words = ["servanda", "decide", "CASE", kind, *named, *(["--table", table] if table else []),
             *(["--value", value] if value else [])]
    return {"kind": "stale_decision", "ids": f"decision:{seq};{ids}", "about": named, "rows": named,
            "table": table or "reports", "command": f"{shlex.join(words)} --seen SEEN {_WHO}",
            "question": f"The rows of decision {seq} ({kind} by {by}) have changed since. Does it still hold? If not, "
                        f"or once it is decided anew: servanda decide CASE --undo {seq} {_WHO}."}


def _pending(db: Database) -> list[Row]:
    """Machine-read rows that nobody has accepted, corrected or rejected."""
    found: list[Row] = []
    for table in seen.INPUTS:
        key = TABLES[table].key[0]
        for row in db.rows(f"""SELECT "{key}", from_file, from_row, tier FROM "{table}"
                WHERE set_aside_reason = 'record_pending' AND coalesce(review, 'pending') = 'pending' ORDER BY 1"""):
            found.append({
                "kind": "extraction", "ids": row[0], "about": [row[0]], "rows": [row[0]], "table": table,
                "question": f"Is the record {row[0]} ({row[1]}:{row[2]}, read by {row[3]}) what its source says?",
                "command": f"servanda decide CASE accept {row[0]} --table {table} --seen SEEN {_WHO}"})
    return found


def _acceptances(db: Database) -> list[Row]:
    """Steps of acceptance by a party's own word that terms.yaml does not hold: suggested, and read by no verdict."""
    found: dict[str, list[Row]] = {}
    for row in talks.suggested(db):
        found.setdefault(row["cites"] or "", []).append(row)
    return [_acceptance(cites, rows) for cites, rows in found.items()]


def _acceptance(cites: str, rows: Sequence[Row]) -> Row:
    """One item for all that the same statements suggest."""
    named = cites.split(";")
    asked = "; ".join(f"`{row['provision']}`: {row['event'].replace('_', ' ')}" for row in rows)
    day, party = rows[0]["date_from"], rows[0]["party"]
    events = " and ".join(f"{{at: {day}, what: {row['event']}, by: {party}, cites: [{', '.join(named)}]}}"
                          for row in rows)
    return {
        "kind": "acceptance", "ids": cites, "about": [], "rows": named, "table": "statements",
        "question": f"Did {party} on {day} say this of {asked}? If so, and if it is to count, add to a reading in "
                    f"terms.yaml: events: {events}.",
        "command": f"servanda decide CASE accept {' '.join(named)} --table statements --seen SEEN {_WHO}"}
