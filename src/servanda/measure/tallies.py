"""Outside counts as balance assertions: held against our count of the same thing by the nearest rule.

The gap is told with its plausible reasons and never forced.  A count of violations is held against our
count under its publisher's own declared reading, once of all claims and once of the publisher's own; a count
of something else against a published series of the same thing, channel by channel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.measure.counts import RULE
from servanda.model.case import Case
from servanda.model.clock import span
from servanda.model.problems import Problem, problem
from servanda.model.schema import ddl
from servanda.model.terms import Rule
from servanda.model.working import WORKING

Row = dict[str, Any]
ROUNDED = 0.1  # how far `about` may lie off

# Ours under the publisher's own reading, any claim and its own: acts of others than the publisher.
# Low: sure, and wholly in the days.
_OURS = """
SELECT t.tally_id, s.kind, count(*) FILTER (v.possible = 1 AND v.time_from >= t.first AND v.time_to <= t.last),
       count(v.number), count(*) FILTER (v.possible <> 1 AND v.text_open)
FROM m_tally t CROSS JOIN (SELECT unnest(['own_reading', 'own_claims']) AS kind) s
LEFT JOIN (SELECT w.*, i.time_from, i.time_to FROM m_counted w JOIN m_incident i USING (number)
           WHERE w.possible & 1 > 0) v
  ON v.standard = CASE s.kind WHEN 'own_claims' THEN 'claims:' || t.party ELSE 'all' END
  AND v.reading = t.reading AND v.provision = t.provision AND v.author NOT IN ('', t.party)
  AND v.time_from < t.last AND v.time_to > t.first
WHERE t.first IS NOT NULL GROUP BY t.tally_id, s.kind
"""

# Composites of the publisher's own side in the days: happenings that it counts and never itemises.
_COMPOSITES = """
SELECT t.tally_id FROM m_tally t WHERE t.first IS NOT NULL AND EXISTS (
    SELECT 1 FROM reports r WHERE r.used AND r.kind = 'composite' AND r.time_from < t.last AND r.time_to > t.first
    AND list_contains(string_split(coalesce(r.origin_parties, ''), ';'), t.party)) ORDER BY 1
"""

_SERIES = """
SELECT t.tally_id, t.qualifier, t.value, s.series, coalesce(s.channel, ''), sum(s.value), count(DISTINCT s.date),
       count(*) FILTER (s.complete IS FALSE),
       datediff('day', CAST(t.period_from AS DATE), CAST(t.period_to AS DATE)) + 1
FROM tallies t JOIN series s ON s.used AND s.measure = t.measure AND s.date >= t.period_from AND s.date <= t.period_to
  AND coalesce(s.party, '') = coalesce(t.party, '') AND s.value IS NOT NULL
WHERE t.used AND t.value IS NOT NULL GROUP BY ALL ORDER BY ALL
"""


def fill(db: Database, case: Case) -> tuple[list[Row], list[Problem]]:
    """Rows of `tally_checks` against our own count and against series, and what lies outside a publisher's own days."""
    asked = _asked(db, case)
    db.run("DROP TABLE IF EXISTS m_tally")
    db.run(ddl(WORKING["m_tally"]))
    db.load_plain("m_tally", WORKING["m_tally"].frame(
        (tally["tally_id"], tally["party"], rule.provision, rule.reading, *_seconds(tally, case.info.zone))
        for tally, rule in asked))
    ours = {(row[0], row[1]): row[2:] for row in db.rows(_OURS)} if asked else {}
    composites = {row[0] for row in db.rows(_COMPOSITES)}
    rows: list[Row] = []
    outside: Counter[tuple[str, str]] = Counter()
    for tally, rule in asked:
        period = _relation(rule, tally["period_from"], tally["period_to"], case.info.zone)
        outside[tally["party"], rule.provision] += period in ("before_start", "after_end", "partly")
        rows += [_against_ours(tally, rule, check, period, ours.get((tally["tally_id"], check)),
                               tally["tally_id"] in composites) for check in ("own_reading", "own_claims")]
    return [*rows, *_against_series(db)], [
        problem("tally_outside_own_clock", "tallies.csv", 0,
                f"{'1 tally' if count == 1 else f'{count} tallies'} published by {party}: the days counted are "
                f"not, or not surely, covered by its own reading of `{provision}`.")
        for (party, provision), count in sorted(outside.items()) if count]


def _asked(db: Database, case: Case) -> list[tuple[Row, Rule]]:
    """Tallies of violations whose publisher declared a reading with a clock, each with that reading's rule."""
    rules = {(rule.reading, rule.provision): rule for rule in case.terms.rules}
    declared = {(party, provision.id): case.terms.declared_reading(party, provision.id)
                for party in case.info.party_ids() for provision in case.terms.provisions}
    found = []
    for tally in db.dicts("""SELECT * FROM tallies WHERE used AND party IS NOT NULL AND provision IS NOT NULL
                             AND per IS NULL ORDER BY tally_id"""):
        rule = rules.get((declared.get((tally["party"], tally["provision"]), ""), tally["provision"]))
        if rule and rule.window.starts:
            found.append((tally, rule))
    return found


def _seconds(tally: Row, zone: str) -> tuple[int | None, int | None]:
    """First second and second after the last of a tally's days; nothing where they are not both stated."""
    if not tally["period_from"] or not tally["period_to"]:
        return None, None
    return span(tally["period_from"], zone)[0], span(tally["period_to"], zone)[1]


def _against_ours(tally: Row, rule: Rule, check: str, period: str, ours: Sequence[int] | None,
                  composites: bool) -> Row:
    """A tally against our count: of any claim, or of its publisher's own."""
    low, high, text = ours or (None, None, 0)
    why = _reasons(tally, period)
    if low is not None and high is not None:
        why += _content(tally, low, high, text, composites)
    standard = "all" if check == "own_reading" else f"claims:{tally['party']}"
    return {"tally_id": tally["tally_id"], "check": check, "provision": rule.provision, "reading": rule.reading,
            "rule": f"{RULE}/{standard}", "against": None, "period": period, "why": ";".join(why) or None,
            **held(tally["qualifier"], tally["value"], low, high)}


def _reasons(tally: Mapping[str, Any], period: str) -> list[str]:
    """Why a count may differ from ours by how it is told."""
    why = ["gap:period"] if period in ("before_start", "after_end", "partly") else []
    if not tally["period_from"] or not tally["period_to"]:
        why.append("gap:no_days")
    elif tally["said"] and tally["said"] <= tally["period_to"]:
        why.append("gap:window")  # counted before its last day was over, often some 24 hours within two days
    qualifier = {"at_least": "gap:lower_bound", "about": "gap:rounded"}.get(tally["qualifier"] or "")
    return [*why, qualifier] if qualifier else why


def _content(tally: Mapping[str, Any], low: int, high: int, text: int, composites: bool) -> list[str]:
    """Why it may differ by what is counted."""
    value = tally["value"]
    why = ["gap:definition"] if text else []
    if composites:
        why.append("gap:composites")
    if value is not None and value > high:
        why.append("gap:not_itemised")
    if value is not None and value < low:
        why.append("gap:we_hold_more")
    return why


def held(qualifier: str | None, value: int | None, low: int | None, high: int | None) -> Row:
    """How a value stands to a range: within, above, below, near or unknown, and the gap.

    A lower bound above the range is `above`; one below it contradicts nothing (`within`).
    """
    range_ = {"our_low": None if low is None else int(low), "our_high": None if high is None else int(high)}
    if value is None or low is None or high is None:
        return {**range_, "holds": "unknown", "gap_low": None, "gap_high": None}
    slack = value * ROUNDED if qualifier == "about" else 0
    if value - slack > high:
        stands = "above"
    elif value + slack < low and qualifier != "at_least":
        stands = "below"
    else:
        stands = "near" if slack and not low <= value <= high else "within"
    return {**range_, "holds": stands, "gap_low": int(value - high), "gap_high": int(value - low)}


def _against_series(db: Database) -> Iterator[Row]:
    """Counts of the same measure and publisher as a series, day by day; channels are never summed."""
    for tally, qualifier, value, series, channel, total, held_days, partial, days in db.rows(_SERIES):
        why = (["gap:days_missing"] if held_days < days else []) + (["gap:incomplete"] if partial else [])
        yield {"tally_id": tally, "check": "series", "provision": None, "reading": None, "rule": None,
               "against": "/".join(filter(None, (series, channel))), "period": None,
               "why": ";".join(why) or None, **held(qualifier, value, int(total), int(total))}


def _relation(rule: Rule, start: str | None, end: str | None, zone: str) -> str:
    """Where whole days lie of a window, with rival ends taken at their widest and narrowest."""
    if not start and not end:
        return "unknown"
    first, last = span(start or end or "", zone)[0], span(end or start or "", zone)[1]
    # Days are compared with days: a start within a day does not cut that day off.
    opens = min(s[0] for s in rule.window.starts) - 86_400
    closes = max((e[1] for e in rule.window.ends), default=2**53)
    if last <= min(s[0] for s in rule.window.starts):
        return "before_start"
    if first >= closes:
        return "after_end"
    sure_end = min((e[0] for e in rule.window.ends), default=2**53)
    return "inside" if first > opens and last <= sure_end else "partly"


def load(db: Database, rows: Iterable[Row]) -> None:
    """Append to `tally_checks`."""
    listed = list(rows)
    db.load("tally_checks", {name: [row[name] for row in listed] for name in listed[0]} if listed else {})
