"""The headline figures of a build, and what moved between two builds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.queries import verdicts

Key = tuple[str, str, str]  # provision, reading, party


def figures(db: Database, compare: Sequence[str]) -> dict[Key, tuple[int, int]]:
    """(low, high) of every side, any claim, under each provision and compared reading."""
    return {(row["provision"], row["reading"], row["party"]): (row["low"], row["high"]) for row in verdicts.figures(db)
            if row["standard"] == "all" and row["reading"] in compare}


def moved(before: Database, after: Database, compare: Sequence[str]) -> list[dict[str, Any]]:
    """The headline figures that differ: provision, reading, party, before, after."""
    old, new = figures(before, compare), figures(after, compare)
    return [{"provision": key[0], "reading": key[1], "party": key[2], "before": old.get(key, (0, 0)),
             "after": new.get(key, (0, 0))}
            for key in sorted({*old, *new}) if old.get(key, (0, 0)) != new.get(key, (0, 0))]


def outcomes(db: Database, compare: Sequence[str]) -> dict[tuple[str, str, str, str], str]:
    """(incident, provision, reading, author) -> outcome, under the compared readings."""
    found = db.rows("""SELECT incident_id, provision, reading, author, outcome FROM verdicts
        WHERE reading IN (SELECT unnest(?)) ORDER BY incident_id, provision, reading, author""", [list(compare)])
    return {(row[0], row[1], row[2], row[3]): row[4] for row in found}


def turned(before: Database, after: Database, compare: Sequence[str]) -> list[dict[str, Any]]:
    """Outcomes that differ under the compared readings; '' where one of the builds has no such row."""
    old, new = outcomes(before, compare), outcomes(after, compare)
    return [{"incident_id": key[0], "provision": key[1], "reading": key[2], "author": key[3],
             "before": old.get(key, ""), "after": new.get(key, "")}
            for key in sorted({*old, *new}) if old.get(key) != new.get(key)]


def incidents(db: Database) -> int:
    """How many incidents there are."""
    return int(db.rows("SELECT count(*) FROM incidents")[0][0])
