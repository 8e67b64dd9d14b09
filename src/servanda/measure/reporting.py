"""How reporting itself changed: delay, effort, sources around the start, and what rests on any one source.

A fall of reports is no fall of fire where a source fell silent, or where nobody could look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.measure.calendar import number, text
from servanda.measure.counts import RULE
from servanda.measure.effects import Start
from servanda.measure.rows import UNATTRIBUTED, Figure
from servanda.model.tables import ELEMENT_NAMES

COMPLETE = 0.9  # share of reports that must have come for a day to count as told
AROUND = 28  # days before a start that sources are compared over

# Days from the end of the possible time to publication, for reports whose time lies within two days.
_DELAY = """
SELECT datediff('day', DATE '1970-01-01', CAST(published AS DATE)) - t.day AS delay, count(*)
FROM reports r ASOF JOIN m_day t ON r.time_to - 1 >= t."from"
WHERE r.used AND r.kind = 'single' AND r.published IS NOT NULL AND r.time_to - r.time_from <= 172800
GROUP BY ALL HAVING delay BETWEEN 0 AND 365 ORDER BY delay
"""

_REVISED = """
SELECT count(*) FILTER (fatalities_low < fatalities_high OR injured_low < injured_high),
       count(*) FILTER (n_reports > 1) FROM incidents
"""

# Reports of a source by day, before and from a start.
_SOURCES = """
SELECT r.source, count(DISTINCT r.incident_id) FILTER (m.first_day < ?1),
       count(DISTINCT r.incident_id) FILTER (m.first_day >= ?1)
FROM reports r JOIN m_incident m USING (incident_id)
WHERE r.used AND r.source IS NOT NULL AND m.first_day BETWEEN ?2 AND ?3 GROUP BY 1 ORDER BY 1
"""

# Incidents before a start that only sources known to be silent from then on tell of, and all of them.
_SOLE = """
WITH i AS (SELECT m.incident_id, m.first_day, bool_and(list_contains(?4, r.source)) AS sole
           FROM reports r JOIN m_incident m USING (incident_id)
           WHERE r.used AND m.first_day BETWEEN ?2 AND ?3 GROUP BY ALL)
SELECT count(*) FILTER (first_day < ?1), count(*) FILTER (first_day >= ?1),
       count(*) FILTER (first_day < ?1 AND sole) FROM i
"""

# What each incident owes to each source: told by it alone, or told otherwise without it.  A report that another
# source tells alike (author, act, stage, means, aim, effect) changes nothing when it goes.
_RESTS = """
CREATE OR REPLACE TABLE m_rests AS
WITH r AS (
    SELECT incident_id, coalesce(source, '') AS source,
           concat_ws('|', coalesce(author_claimed, ''), coalesce(act, ''), coalesce(stage, ''), coalesce(means, ''),
                     coalesce(aimed_at, ''), coalesce(affected, ''), coalesce(origin_parties, '')) AS told
    FROM reports WHERE used AND kind = 'single' AND incident_id IS NOT NULL),
n AS (SELECT incident_id, count(DISTINCT source) AS sources FROM r GROUP BY 1),
t AS (SELECT incident_id, told, count(DISTINCT source) AS tellers FROM r GROUP BY ALL)
SELECT r.source, r.incident_id, i.number, n.sources = 1 AS sole, bool_or(t.tellers = 1) AS changes
FROM r JOIN n USING (incident_id) JOIN t USING (incident_id, told) JOIN m_incident i USING (incident_id)
WHERE r.source <> '' GROUP BY ALL
"""

_WITHOUT = """
SELECT c.provision, c.reading, c.author, x.source,
       count(*) FILTER (c.possible = 1 AND x.sole), count(*) FILTER (c.possible & 1 > 0 AND x.sole),
       count(*) FILTER (c.possible = 1 AND NOT x.sole AND x.changes),
       count(*) FILTER (c.possible & 1 > 0 AND NOT x.sole AND x.changes), count(DISTINCT c.number)
FROM m_counted c JOIN m_rests x USING (number)
WHERE c.standard = 'all' AND list_contains(?, c.reading) GROUP BY ALL ORDER BY ALL
"""

# Time, place and conditions are taken as they stand: what they exclude stays excluded.  Masks of answers, three bits
# an element: no 2.
_FIXED = " AND ".join(f"((f.answers >> {3 * ELEMENT_NAMES.index(name)}) & 7) <> 2"
                      for name in ("when", "where", "provided"))
_CHANGED = f"""
SELECT r.provision, r.reading, f.author, x.source, count(*) FILTER (f.possible <> 1),
       count(*) FILTER (f.possible & 1 = 0)
FROM w_found f JOIN w_rule r USING (rule) JOIN m_rests x USING (incident_id)
WHERE f.standard = 'all' AND list_contains(?, r.reading) AND NOT x.sole AND x.changes AND {_FIXED} GROUP BY ALL
"""

_EFFORT = """
SELECT kind, coalesce(area, ''), coalesce(party, ''), date_from, coalesce(date_to, ?1), count(*), sum(amount)
FROM effort WHERE used GROUP BY ALL ORDER BY ALL
"""


def delay(db: Database, now: str) -> tuple[list[Figure], int | None]:
    """(figures of the delay and of revisions, number of the first day that is not yet told).

    The day is that from which fewer than nine reports in ten can be expected to have come.
    """
    counts = db.rows(_DELAY)
    total = sum(count for _, count in counts)
    differing, several = db.rows(_REVISED)[0]
    found = []
    if several:
        found.append(Figure("reporting", "tolls_that_differ", "incident", value=differing / several, low=differing,
                            n=several, method="incidents with several reports whose numbers of killed or injured "
                            "differ, earlier and later told"))
    if not total:
        return found, None
    median, most = _share(counts, total / 2), _share(counts, total * COMPLETE)
    # A delay of d days: day x is told by x + d, so days after now - d are not yet.
    late = number(now) - most + 1 if now and most else None
    found.append(Figure("reporting", "delay_days", "day", value=median, value_low=_share(counts, total * 0.1),
                        value_high=most, day_low=None if late is None else text(late), n=total,
                        method="days from happening to publication: median, and where one and nine in ten had come; "
                        "later days are shown in grey"))
    return found, late


def _share(counts: Sequence[tuple[int, int]], wanted: float) -> int:
    """The delay within which so many had come."""
    come = 0
    for days, count in counts:
        come += count
        if come >= wanted:
            return days
    return counts[-1][0]


def around(db: Database, start: Start) -> Iterator[Figure]:
    """Sources that told of incidents before and from a start; those fallen silent, and what of a fall they explain."""
    bounds = [start.first, start.first - AROUND, start.last]
    sources = db.rows(_SOURCES, bounds)
    before = [source for source, earlier, _ in sources if earlier]
    silent = [source for source, earlier, later in sources if earlier and not later]
    common: dict[str, Any] = {"provision": start.provision, "reading": ";".join(start.readings),
              "period_from": text(start.first), "period_to": text(start.last)}
    if not before:
        return
    yield Figure("reporting", "sources_before", "source", low=len(before), n=len(sources), **common,
                 method=f"sources that told of incidents in the {AROUND} days before")
    yield Figure("reporting", "sources_during", "source", low=sum(bool(row[2]) for row in sources), n=len(sources),
                 **common, method="sources that told of incidents during")
    yield Figure("reporting", "sources_fallen_silent", "source", low=len(silent), n=len(before), **common,
                 subset=";".join(silent[:20]) or None, method="told before and not during")
    earlier, later, sole = db.rows(_SOLE, [*bounds, silent])[0]
    held = db.rows("SELECT min(first_day) FROM m_incident")[0][0]
    rate_before = earlier / max(1, min(AROUND, start.first - held))
    fall = rate_before - later / max(1, start.last - start.first + 1)
    if fall > 0:
        share = min(1.0, sole / max(1, min(AROUND, start.first - held)) / fall)
        yield Figure("reporting", "fall_explained_by_silence", "share", value=share, low=sole, n=earlier, **common,
                     method="rate before of incidents that only the silent sources told, over the fall of the rate of "
                     "all incidents known here")


def leave_one_out(db: Database, compare: Sequence[str], counted: Sequence[Figure]) -> Iterator[Figure]:
    """Each headline without any one source: the range that it may take, and the source that moves it most.

    What only that source tells goes for certain.  What others tell differently may then count or not: the range
    holds both.  How reports are brought together is taken as it stands.
    """
    db.run(_RESTS)
    heads: dict[tuple[Any, ...], Figure] = {(one.provision, one.reading, one.party): one for one in counted
             if one.rule == RULE and one.standard == "all"}
    opens = {tuple(row[:4]): row[4:] for row in db.rows(_CHANGED, [list(compare)])}
    ranges: dict[tuple[Any, ...], list[tuple[int, int, int, int, str]]] = {}
    for provision, reading, author, source, *moved in db.rows(_WITHOUT, [list(compare)]):
        key: tuple[Any, ...] = (provision, reading, author or UNATTRIBUTED)
        head = heads.get(key)
        if head is None or head.low is None or head.high is None:
            continue
        sole_sure, sole, sure, possible = moved[:4]
        may_sure, may = opens.get((provision, reading, author, source), (0, 0))
        ranges.setdefault(key, []).append((head.low - sole_sure - sure, head.low - sole_sure + may_sure,
                                           head.high - sole - possible, head.high - sole + may, source))
    for key, each in sorted(ranges.items(), key=lambda item: tuple(map(str, item[0]))):
        head = heads[key]
        most = max(each, key=lambda row: (max(abs(row[0] - (head.low or 0)), abs(row[2] - (head.high or 0))), row[4]))
        common: dict[str, Any] = {"provision": head.provision, "reading": head.reading, "party": head.party,
                                  "standard": "all"}
        for end, value, ends in (("low", head.low, [row[:2] for row in each]),
                                 ("high", head.high, [row[2:4] for row in each])):
            yield Figure(RULE, f"leave_one_out_{end}", "incident", **common, low=min(low for low, _ in ends),
                         high=max(high for _, high in ends), value=value, subset=f"source={most[4]}",
                         n=len(each), method=f"the {end} of the count without any one source; the source named moves "
                         "it most; how reports are brought together, times and places are taken as they stand")


def effort(db: Database, starts: Sequence[Start], now: str) -> Iterator[Figure]:
    """Days of each start on which something could not be seen, and as many before; patrols are summed."""
    rows = db.rows(_EFFORT, [now or "9999-12-31"])
    for start in starts:
        length = start.last - start.first + 1
        spans = (("before", start.first - length, start.first - 1), ("during", start.first, start.last))
        for kind in sorted({row[0] for row in rows}):
            for phase, first, last in spans:
                days: set[int] = set()
                amount = 0
                for one, _, _, day_from, day_to, _, units in rows:
                    if one == kind:
                        met = range(max(first, number(day_from)), min(last, number(min(day_to, "9999-12-30"))) + 1)
                        days.update(met)
                        amount += int(units or 0) if len(met) else 0
                yield Figure("reporting", f"effort_{kind}", "day", subset=phase, provision=start.provision,
                             reading=";".join(start.readings), period_from=text(start.first),
                             period_to=text(start.last), low=len(days), value=amount or None, n=length,
                             method="days touched, anywhere; the value sums what the rows count")
