"""Published totals checked against themselves: running totals, parts and sums, percentages and what they cite.

A count over some days may not be higher than one over those days and more.  Two lower bounds contradict
nothing: a later, lower one is only `near`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from servanda.engine.database import Database
from servanda.model.problems import Problem, problem

Row = dict[str, Any]

# Of one publisher, thing and first day: the highest total before each, by its last day and the day it was said.
_RUNNING = """
WITH t AS (
    SELECT *, coalesce(party, '') AS p, coalesce(provision, '') AS r, coalesce(measure, '') AS m,
           coalesce(said, published, period_to) AS told
    FROM tallies WHERE used AND value IS NOT NULL AND per IS NULL AND period_from IS NOT NULL
                   AND period_to IS NOT NULL),
best AS (
    SELECT *, arg_max(tally_id, value) OVER w AS against, max(value) OVER w AS before FROM t
    WINDOW w AS (PARTITION BY p, r, m, period_from ORDER BY period_to, told, tally_id
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT b.tally_id, b.value, b.qualifier, b.against, b.before, o.qualifier, b.provision IS NOT NULL
FROM best b JOIN tallies o ON o.tally_id = b.against
WHERE b.value < b.before AND b.period_to > o.period_to ORDER BY b.tally_id
"""

# Counts of one publisher, thing and period that are not one number, each against the one said first.
_SAME = """
WITH t AS (
    SELECT *, first_value(tally_id) OVER (
        PARTITION BY party, provision, measure, period_from, period_to
        ORDER BY coalesce(said, published, period_to), tally_id) AS against
    FROM tallies WHERE used AND value IS NOT NULL AND per IS NULL AND period_from IS NOT NULL
                   AND period_to IS NOT NULL)
SELECT t.tally_id, t.value, t.qualifier, t.against, o.value, o.qualifier, t.provision IS NOT NULL
FROM t JOIN tallies o ON o.tally_id = t.against
WHERE t.value <> o.value ORDER BY t.tally_id
"""


def fill(db: Database) -> tuple[list[Row], list[Problem]]:
    """Rows of `tally_checks` that hold tallies against one another, and those that do not balance."""
    held = {row["tally_id"]: row for row in db.dicts("SELECT * FROM tallies WHERE used ORDER BY tally_id")}
    rows = [*_running(db), *_parts(held), *_percentages(held)]
    wrong = [problem("tally_not_balanced", "tallies.csv", int(held[row["tally_id"]]["from_row"] or 0),
                     _words(row), row_id=row["tally_id"]) for row in rows if row["holds"] in ("no", "near")]
    return rows, wrong


def _row(tally: str, check: str, against: str | None, low: int | None, high: int | None, value: int | None, holds: str,
         why: Sequence[str]) -> Row:
    gaps: Row = {"gap_low": None, "gap_high": None}
    if value is not None and low is not None and high is not None:
        gaps = {"gap_low": value - high, "gap_high": value - low}
    return {"tally_id": tally, "check": check, "provision": None, "reading": None, "rule": None, "against": against,
            "period": None, "why": ";".join(why) or None, "our_low": low, "our_high": high, "holds": holds, **gaps}


def _running(db: Database) -> Iterator[Row]:
    """Totals lower than an earlier one over fewer days, and rival totals of the same days."""
    for check, query in (("running_total", _RUNNING), ("same_period", _SAME)):
        for tally, value, qualifier, against, before, other, scoped in db.rows(query):
            yield _row(tally, check, against, before, before, value, *_rivals(qualifier, other, scoped, value > before))


def _rivals(qualifier: str | None, other: str | None, scoped: bool, higher: bool) -> tuple[str, list[str]]:
    """(holds, why) of two numbers that should be one, or not fall.

    Only counts that name a provision surely count the same thing; others may be of other places.
    """
    if not scoped:
        return "unknown", ["total:scope_not_stated"]
    if {qualifier or "exact", other or "exact"} == {"exact"}:
        return "no", []
    if qualifier == other == "at_least":
        return "near", ["total:two_lower_bounds"]
    # An exact count below a lower bound contradicts it; a lower bound below an exact count contradicts nothing.
    bound_above = (other == "at_least" and not higher and qualifier in ("exact", None)) or \
        (qualifier == "at_least" and higher and other in ("exact", None))
    return ("no", []) if bound_above else ("near", ["total:not_exact"])


def days(tally: Mapping[str, Any]) -> int:
    """How many days its period has; 0 where it is not stated."""
    if not tally["period_from"] or not tally["period_to"]:
        return 0
    return (date.fromisoformat(tally["period_to"]) - date.fromisoformat(tally["period_from"])).days + 1


def _parts(held: Mapping[str, Row]) -> Iterator[Row]:
    """A total against the sum of its parts; daily means count as often as they have days, and are rounded."""
    for id_, tally in held.items():
        names = [name for name in (tally["parts"] or "").split(";") if name]
        if not names or tally["value"] is None:
            continue
        parts = [held.get(name) for name in names]
        if any(part is None or part["value"] is None or (part["per"] and not days(part)) for part in parts):
            yield _row(id_, "parts", ";".join(names), None, None, tally["value"], "unknown", ["parts:missing"])
            continue
        low, high = _sum([part for part in parts if part])
        yield _row(id_, "parts", ";".join(names), low, high, tally["value"], *_balance(tally, low, high))


def _sum(parts: Sequence[Row]) -> tuple[int, int]:
    """The parts' sum, at least and at most: a mean that is printed whole may lie half off a day."""
    low = high = 0.0
    for part in parts:
        times = days(part) if part["per"] else 1
        slack = times / 2 if part["per"] else 0
        low += part["value"] * times - slack
        high += part["value"] * times + slack
    return int(low), int(-(-high // 1))


def _balance(tally: Row, low: int, high: int) -> tuple[str, list[str]]:
    """(holds, why) of a total against the sum of its parts."""
    value = tally["value"]
    if low <= value <= high:
        return "yes", []
    if tally["qualifier"] == "at_least" and value < low:
        return "near", ["parts:sum_above_lower_bound"]
    if tally["qualifier"] == "about" and abs(value - low) <= value / 10:
        return "near", ["parts:rounded"]
    return "no", ["parts:sum_above" if value < low else "parts:sum_below"]


def _percentages(held: Mapping[str, Row]) -> Iterator[Row]:
    """A stated change against the number that it cites; else the numbers from which it would follow."""
    for id_, tally in held.items():
        if tally["percent"] is None or tally["value"] is None or not tally["percent_of"]:
            continue
        base = held.get(tally["percent_of"])
        if follows(tally, base):
            yield _row(id_, "percentage", tally["percent_of"], None, None, None, "yes", [])
            continue
        known = base is not None and base["value"] is not None
        others = [other["tally_id"] for other in held.values()
                  if other["measure"] == tally["measure"] and other["tally_id"] != id_ and follows(tally, other)]
        why = [f"percent:follows_from_{other}" for other in others] or ["percent:follows_from_none"]
        yield _row(id_, "percentage", tally["percent_of"], None, None, None,
                   "no" if known else "unknown", why if known else [*why, "percent:base_missing"])


def follows(tally: Row, base: Row | None) -> bool:
    """Whether a stated change follows from two numbers, to half a unit of the last digit that it prints.

    140 may be rounded to tens, so 135 to 145 follow; 63 to units.
    """
    if base is None or not base["value"]:
        return False
    percent = float(tally["percent"])
    change = 100 * (tally["value"] - base["value"]) / base["value"]
    step = 10 if percent % 10 == 0 else 1
    return bool(abs(change - percent) <= step / 2)


def _words(row: Row) -> str:
    """The sentence of the problem."""
    if row["check"] == "percentage":
        return f"The change stated by `{row['tally_id']}` does not follow from `{row['against']}`, which it cites."
    if row["check"] == "parts":
        return f"The parts of `{row['tally_id']}` come to {row['our_low']}" + \
            (f"–{row['our_high']}" if row["our_high"] != row["our_low"] else "") + ", not to the total it gives."
    value, other = row["our_low"] + row["gap_low"], row["our_low"]
    days_ = "of the same days" if row["check"] == "same_period" else "over fewer days"
    return f"`{row['tally_id']}` gives {value}, `{row['against']}` {other} {days_}" + \
        ("; as not both are exact, they contradict nothing." if row["holds"] == "near" else ".")
