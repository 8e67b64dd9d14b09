"""Who accepted what, by whose account: lanes on a time line, and the table behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from servanda.publish import times
from servanda.publish.book import Book
from servanda.queries import talks

WIDTH = 1000  # of the time line, in units of the drawing


def view(book: Book) -> dict[str, Any]:
    """Agreements, each with a lane for every party and account; what waits for a person."""
    rows = talks.acceptance(book.db)
    line = _Line([times.parsed(row["date_from"]) for row in rows], times.parsed(book.as_of))
    of = {one.id: [row for row in rows if row["provision"] == one.id] for one in book.case.terms.provisions}
    return {
        "agreements": [{"provision": one, "rows": of[one.id], "lanes": [
            _lanes(book, line, [row for row in of[one.id] if row["origin"] == origin])
            for origin in ("statements", "terms")]} for one in book.case.terms.provisions],
        "ticks": line.ticks(), "width": WIDTH, "suggested": talks.suggested(book.db),
    }


class _Line:
    """Days to places on the drawing: from the first step to a week after the last, or to now if that is earlier."""

    def __init__(self, days: list[date | None], now: date | None) -> None:
        known = sorted(day for day in days if day)
        self.first = known[0].toordinal() - 2 if known else 0
        last = known[-1].toordinal() + 7 if known else 1
        self.last = max(self.first + 1, min(last, now.toordinal()) if now and known and now > known[-1] else last)

    def at(self, day: date | None) -> float:
        """The place of a day; the end of the line where there is none."""
        ordinal = day.toordinal() if day else self.last
        return round(WIDTH * (min(max(ordinal, self.first), self.last) - self.first) / (self.last - self.first), 1)

    def ticks(self) -> list[dict[str, Any]]:
        """Some eight days along the line."""
        step = max(1, (self.last - self.first) // 7)
        days = [date.fromordinal(day) for day in range(self.first + 2, self.last, step)] if self.first else []
        return [{"x": self.at(day), "day": times.day(day.isoformat()).rpartition("\u00a0")[0]} for day in days]


def _lanes(book: Book, line: _Line, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One lane a party and account, every party of the case having at least one."""
    lanes = []
    for party in book.case.info.party_ids():
        accounts: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows:
            if row["party"] == party:
                key = (row["asserted_by"] or "", row["reading"] or "" if row["origin"] == "terms" else "")
                accounts.setdefault(key, []).append(row)
        own_first = sorted(accounts, key=lambda key: (key[1] != "", key[0] != party, key))
        for by, reading in own_first or [("", "")]:
            lanes.append({"party": party, "by": by, "reading": reading,
                          "spans": [_span(line, row) for row in accounts.get((by, reading), ())]})
    return lanes


def _span(line: _Line, row: dict[str, Any]) -> dict[str, Any]:
    start = line.at(times.parsed(row["date_from"]))
    return {"row": row, "x": start, "width": max(4.0, round(line.at(times.parsed(row["date_to"])) - start, 1))}
