"""What changed this week, as of the one *now*, and in the weeks before it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from servanda.publish import times
from servanda.publish.book import Book
from servanda.queries import record, talks


def view(book: Book) -> dict[str, Any]:
    """Weeks, the latest first, each with what changed in it; the first is the one that ends now."""
    now = times.parsed(book.as_of)
    events = _events(book)
    weeks: dict[int, list[dict[str, Any]]] = {0: []}
    for event in events:
        day = times.parsed(event["day"])
        if now and day and day <= now:
            weeks.setdefault((now - day).days // 7, []).append(event)
    return {"weeks": [_week(now, number, weeks[number]) for number in sorted(weeks)] if now else []}


def _week(now: date, number: int, events: list[dict[str, Any]]) -> dict[str, Any]:
    last = now - timedelta(days=7 * number)
    return {"number": number, "first": (last - timedelta(days=6)).isoformat(), "last": last.isoformat(),
            "events": sorted(events, key=lambda event: (event["day"], event["sort"]), reverse=True)}


def _events(book: Book) -> list[dict[str, Any]]:
    """Everything of talks that happened on a day."""
    kinds = (("shift", talks.shifts, "date"), ("concession", talks.concessions, "date"),
             ("contradiction", talks.contradictions, "day"), ("state", talks.acceptance, "date_from"),
             ("due", record.commitments, "due_to"), ("begun", record.commitments, "due_from"))
    return [{"kind": kind, "day": row[day], "row": row, "sort": (kind, place)} for kind, read, day in kinds
            for place, row in enumerate(read(book.db)) if row[day] and _told(kind, row)]


def _told(kind: str, row: dict[str, Any]) -> bool:
    """What terms.yaml says is no news; a duty that falls due on the day on which it begins is told once."""
    if kind == "state":
        return bool(row["origin"] == "statements")
    return kind != "begun" or row["due_from"] != row["due_to"]
