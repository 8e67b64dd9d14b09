"""Incidents whose outcome turns on the reading or on the account, side by side; those on which origins diverge most."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from servanda.model.tables import ELEMENT_NAMES
from servanda.publish.book import Book
from servanda.queries import parts, verdicts

MOST = 50  # incidents on which origins diverge that are listed; the rest is in exports/disagreements.csv
SHOWN = 200  # incidents set out in full on the page; the list of incidents filters all of them
Row = dict[str, Any]
Key = tuple[str, str, str]


def view(book: Book) -> dict[str, Any]:
    """Both lists: first those that surely turn, then those that may, in order of time."""
    turning = verdicts.turning(book.db, book.compare, SHOWN)
    rival = verdicts.on_account(book.db, book.compare, SHOWN)
    totals = verdicts.turning_counts(book.db, book.compare)
    return {
        "on_reading": _by_reading(verdicts.outcomes_of(book.db, _incidents(turning), book.compare),
                                  {_key(row): row["surely"] for row in turning}),
        "on_account": _by_account(verdicts.account_outcomes(book.db, _incidents(rival), book.compare),
                                  {_key(row) for row in rival}),
        "total_sure": totals["sure"], "total": totals["all"], "total_rival": totals["account"], "limit": SHOWN,
        "by_provision": _counts(book), "most": MOST, "total_told": parts.disputed(book.db),
        "told": parts.most_disputed(book.db, MOST),
    }


def _incidents(rows: list[Row]) -> list[str]:
    return sorted({row["incident_id"] for row in rows})


def _key(row: Row) -> Key:
    return row["incident_id"], row["provision"], row["author"]


def _counts(book: Book) -> list[Row]:
    """Per provision: incidents that surely turn, and with those that may."""
    found = verdicts.turning_by_provision(book.db, book.compare)
    return [{"provision": p.id, "readings": book.readings_on(p.id, book.compare), "sure": found.get(p.id, (0, 0))[0],
             "all": found.get(p.id, (0, 0))[1]} for p in book.case.terms.provisions]


def _by_reading(rows: list[Row], surely: dict[Key, bool]) -> list[Row]:
    """One entry an incident x provision x author: outcomes by reading, and the elements that differ."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if _key(row) in surely:
            groups[_key(row)].append(row)
    entries = [{**dict(zip(("incident_id", "provision", "author"), key, strict=True)),
                "title": group[0]["title"], "time_from": group[0]["time_from"], "surely": surely[key],
                "outcomes": group, "differs": _differing(group)} for key, group in groups.items()]
    return sorted(entries, key=lambda e: (not e["surely"], e["time_from"] or 0, e["incident_id"], e["provision"],
                                          e["author"]))


def _differing(group: list[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Elements to which the readings do not give one answer, with each reading's answer."""
    return [(element, [(row["reading"], row[element]) for row in group]) for element in ELEMENT_NAMES
            if len({row[element] for row in group}) > 1]


def _by_account(rows: list[Row], wanted: set[Key]) -> list[Row]:
    """One entry an incident x provision x author: outcome of each account under each reading."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    entries = []
    for key in sorted(wanted & set(groups)):
        accounts: dict[str, dict[str, Any]] = {}
        for row in groups[key]:
            accounts.setdefault(row["account_id"], {"told": row, "outcomes": {}})["outcomes"][row["reading"]] = row
        entries.append({**dict(zip(("incident_id", "provision", "author"), key, strict=True)),
                        "title": groups[key][0]["title"],
                        "readings": sorted({row["reading"] for row in groups[key]}), "accounts": accounts})
    return entries
