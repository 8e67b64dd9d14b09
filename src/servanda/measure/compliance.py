"""Compliance under each reading: rates per day, quiet days, first and last, the longest quiet spell, two scores.

A day is quiet where no incident known here is a potential violation on it.  Low and high follow what is
still open: surely quiet where none is possible, possibly quiet where none is sure.  A day of which nobody
reports anything at all, not even that it was calm, is never surely quiet: it looks like a day without fire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.measure.calendar import span, text
from servanda.measure.counts import RULE
from servanda.measure.rows import ANYBODY, UNATTRIBUTED, Figure

# Days on which a potential violation may lie, each once; `sure` where one surely lies on it.
_TOUCHED = """
CREATE OR REPLACE TABLE m_touched AS
WITH g AS (
    SELECT c.standard, c.provision, c.reading, {author} AS author, c.possible, m.one_day,
           greatest(m.first_day, p.first) AS a, least(m.last_day, p.last) AS b
    FROM m_counted c JOIN m_incident m USING (number)
    JOIN m_period p ON p.reading = c.reading AND p.provision = c.provision
    WHERE c.possible & 1 > 0 AND m.first_day <= p.last AND m.last_day >= p.first)
SELECT standard, provision, reading, author, day, bool_or(possible = 1 AND one_day) AS sure
FROM (SELECT *, unnest(range(a, b + 1)) AS day FROM g) GROUP BY ALL
"""

# The spells between touched days, the edges of the period taken as touched.  Days of which nothing is reported are
# taken as touched too; of all these only the surely touched ones where the second parameter says so.
_SPELLS = """
WITH groups AS (
    SELECT s.standard, g.reading, g.provision, g.author, p.first, p.last FROM ({groups}) g
    JOIN m_period p USING (reading, provision) CROSS JOIN (SELECT unnest(?1) AS standard) s),
unseen AS (SELECT d.day FROM (SELECT unnest(range((SELECT min(first) FROM m_period),
                                                  (SELECT max(last) FROM m_period) + 1)) AS day) d
           ANTI JOIN m_seen USING (day)),
edges AS (
    SELECT standard, reading, provision, author, day FROM m_touched WHERE sure OR NOT ?2
    UNION SELECT g.standard, g.reading, g.provision, g.author, u.day FROM groups g
        JOIN unseen u ON u.day BETWEEN g.first AND g.last WHERE NOT ?2
    UNION SELECT standard, reading, provision, author, first - 1 FROM groups
    UNION SELECT standard, reading, provision, author, last + 1 FROM groups),
gaps AS (
    SELECT *, lag(day) OVER (PARTITION BY standard, reading, provision, author ORDER BY day) AS before FROM edges)
SELECT g.standard, g.reading, g.provision, g.author, g.first, g.last, p.sure_first, p.sure_last,
       count(*) - 1 AS touched, max(day - before - 1) AS longest,
       arg_min(before + 1, struct_pack(a := -(day - before), b := day)) AS spell_from
FROM gaps e JOIN groups g USING (standard, reading, provision, author) JOIN m_period p USING (reading, provision)
WHERE before IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

_FIRST_LAST = """
SELECT c.standard, c.reading, c.provision, c.author,
       min(greatest(m.first_day, p.first)), min(m.last_day) FILTER (c.possible = 1),
       max(m.first_day) FILTER (c.possible = 1), max(least(m.last_day, p.last)), count(*)
FROM m_counted c JOIN m_incident m USING (number) JOIN m_period p USING (reading, provision)
WHERE c.possible & 1 > 0 AND m.first_day <= p.last AND m.last_day >= p.first GROUP BY ALL ORDER BY ALL
"""

_UNSEEN = """
SELECT p.reading, p.provision, p.first, p.last, count(s.day)
FROM m_period p LEFT JOIN m_seen s ON s.day BETWEEN p.first AND p.last
GROUP BY p.reading, p.provision, p.first, p.last ORDER BY ALL
"""

_COMMITMENTS = """
SELECT coalesce("by", '') AS owed_by, count(*), count(*) FILTER (status = 'full'),
       count(*) FILTER (status = 'full' OR status = 'disputed' OR status IS NULL OR status = 'unknown')
FROM commitments WHERE used AND due_to IS NOT NULL AND due_to <= ? GROUP BY ALL ORDER BY 1
"""

_EACH = "SELECT reading, provision, author FROM m_group"
_ALL = "SELECT DISTINCT reading, provision, 'anybody' AS author FROM m_group"


def fill(db: Database, standards: Sequence[str], counted: Iterable[Figure], now: str) -> list[Figure]:
    """Every compliance figure; ``counted`` are the counts of the rule `incidents`."""
    found = [*_rates(db, counted), *_first_last(db), *_unseen(db), *_purpose(db, now)]
    for author, groups in (("c.author", _EACH), (f"'{ANYBODY}'", _ALL)):
        db.run(_TOUCHED.format(author=author))
        found += _quiet(db, groups, standards)
    return found


def _rates(db: Database, counted: Iterable[Figure]) -> Iterator[Figure]:
    """Counts a day of the period: the fewest over the most days, the most over the fewest."""
    periods = {(row[0], row[1]): row[2:] for row in db.rows("SELECT * FROM m_period ORDER BY ALL")}
    for one in counted:
        days = periods.get((one.reading, one.provision))
        if one.rule != RULE or not days or one.low is None or one.high is None:
            continue
        most, fewest = span(days[0], days[1]), max(1, span(days[2], days[3]))
        yield Figure(RULE, "rate_per_day", "incident", provision=one.provision, reading=one.reading, party=one.party,
                     standard=one.standard, period_from=text(days[0]), period_to=text(days[1]), low=one.low,
                     high=one.high, text_unknown=one.text_unknown, value_low=one.low / most,
                     value_high=one.high / fewest, n=most, method="count over the days of the reading's own period")


def _quiet(db: Database, groups: str, standards: Sequence[str]) -> Iterator[Figure]:
    """Share of quiet days and the longest quiet spell: surely (none possible) and possibly (none sure)."""
    sure = {tuple(row[:4]): row for row in db.rows(_SPELLS.format(groups=groups), [list(standards), False])}
    maybe = {tuple(row[:4]): row for row in db.rows(_SPELLS.format(groups=groups), [list(standards), True])}
    for key, row in sure.items():
        other, days = maybe[key], span(row[4], row[5])
        common = _common(key, row[4], row[5])
        low, high = days - row[8], days - other[8]
        yield Figure(RULE, "quiet_days", "day", **common, low=low, high=high, value_low=low / days,
                     value_high=high / days, n=days, method="days of the period without a potential violation, "
                     "of incidents known here")
        yield Figure(RULE, "longest_quiet_spell", "day", **common, low=int(row[9]), high=int(other[9]), n=days,
                     day_low=text(row[10]) if row[9] else None,
                     day_high=text(row[10] + row[9] - 1) if row[9] else None,
                     method="longest run of quiet days; the days are those of the longest sure one")
        if key[3] == ANYBODY:
            yield Figure(RULE, "immediate_objective", "day", **common, low=low, high=high, value_low=low / days,
                         value_high=high / days, n=days, method="share of the period's days on which no side's act is "
                         "a potential violation")


def _unseen(db: Database) -> Iterator[Figure]:
    """Days of each period of which nobody reports anything."""
    for reading, provision, first, last, seen in db.rows(_UNSEEN):
        unseen = span(first, last) - seen
        yield Figure(RULE, "days_without_any_report", "day", provision=provision, reading=reading, low=unseen,
                     period_from=text(first), period_to=text(last), value=unseen / span(first, last),
                     n=span(first, last), method="days on which nothing is reported, by anybody, of anything")


def _first_last(db: Database) -> Iterator[Figure]:
    """The first and the last day with a potential violation: possible and sure."""
    for standard, reading, provision, author, first, sure_first, sure_last, last, n in db.rows(_FIRST_LAST):
        common = {"provision": provision, "reading": reading, "party": author or UNATTRIBUTED, "standard": standard}
        yield Figure(RULE, "first_day", "day", **common, day_low=text(first),
                     day_high=None if sure_first is None else text(sure_first), n=n,
                     method="first possible day, and first day by which one surely lay")
        yield Figure(RULE, "last_day", "day", **common,
                     day_low=None if sure_last is None else text(sure_last), day_high=text(last), n=n,
                     method="last day on which one surely lay or later, and last possible day")


def _purpose(db: Database, now: str) -> Iterator[Figure]:
    """The underlying purpose: of what was promised besides and is due, how much is done."""
    if not now:
        return
    rows = [*db.rows(_COMMITMENTS, [now])]
    totals = [sum(row[place] for row in rows) for place in (1, 2, 3)]
    for owed_by, due, low, high in [*rows, *([(ANYBODY, *totals)] if rows else [])]:
        yield Figure("commitments", "underlying_purpose", "commitment", party=owed_by or UNATTRIBUTED, period_to=now,
                     low=low, high=high, value_low=low / due, value_high=high / due, n=due,
                     method="commitments due that are fully done by the account held; high adds disputed and unknown")


def _common(key: tuple[Any, ...], first: int, last: int) -> dict[str, Any]:
    standard, reading, provision, author = key
    return {"standard": standard, "reading": reading, "provision": provision, "party": author or UNATTRIBUTED,
            "period_from": text(first), "period_to": text(last)}
