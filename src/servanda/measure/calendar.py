"""The local days of a case as a table, and on which of them each incident may lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from servanda.engine.database import Database
from servanda.model.clock import local, seconds, zone
from servanda.model.schema import ddl
from servanda.model.terms import Rule, Terms
from servanda.model.working import WORKING

EPOCH = date(1970, 1, 1)
_MOST = 36_525  # days held: a century; what lies before it is on no day

# munitions: the fewest and the most that any report in use states; nothing where none does.
_INCIDENTS = """
CREATE OR REPLACE TABLE m_incident AS
SELECT i.incident_id, CAST(row_number() OVER (ORDER BY i.incident_id) AS INTEGER) AS number, i.time_from, i.time_to,
       i.place, i.n_reports, f.day AS first_day, t.day AS last_day, f.day IS NOT NULL AND f.day = t.day AS one_day,
       CASE WHEN i.place IS NOT NULL AND coalesce(i.precision, 1e9) <= ?1 THEN i.place END AS site,
       m.munitions_low, m.munitions_high
FROM incidents i
ASOF LEFT JOIN m_day f ON i.time_from >= f."from"
ASOF LEFT JOIN m_day t ON i.time_to - 1 >= t."from"
LEFT JOIN (SELECT incident_id, min(coalesce(munitions_low, munitions_high)) AS munitions_low,
                  max(greatest(coalesce(munitions_high, munitions_low), coalesce(munitions_low, munitions_high)))
                      AS munitions_high
           FROM reports WHERE used AND incident_id IS NOT NULL AND (munitions_low IS NOT NULL
                                                                    OR munitions_high IS NOT NULL)
           GROUP BY incident_id) m ON m.incident_id = i.incident_id
"""
# Every verdict under every standard, worked out once, a dozen bytes each: what is counted asks for it again and again.
_COUNTED = """
CREATE OR REPLACE TABLE m_counted AS
SELECT CAST(c.standard AS m_standard) AS standard, m.number, CAST(c.author AS m_author) AS author,
       CAST(c.reading AS m_reading) AS reading, CAST(c.provision AS m_provision) AS provision,
       CAST(c.possible AS TINYINT) AS possible, c.text_open
FROM w_counted c JOIN m_incident m ON m.incident_id = c.incident_id
"""
# A site is a named place that lies within so many km: `where_prec` 1 and 2 of UCDP GED (25 km).
SITE_KM = 25


# Days of which anybody reports anything, be it that nothing happened, and days of patrols.  A span of more than a
# month is no report of its days.
_SEEN = """
CREATE OR REPLACE TABLE m_seen AS
SELECT DISTINCT day FROM (
    SELECT unnest(range(f.day, t.day + 1)) AS day FROM reports r
    ASOF JOIN m_day f ON r.time_from >= f."from" ASOF JOIN m_day t ON r.time_to - 1 >= t."from"
    WHERE r.used AND t.day - f.day <= 31
    UNION ALL
    SELECT unnest(range(datediff('day', DATE '1970-01-01', CAST(date_from AS DATE)),
                        datediff('day', DATE '1970-01-01', CAST(coalesce(date_to, date_from) AS DATE)) + 1)) AS day
    FROM effort WHERE used AND kind = 'patrol')
"""


def number(text: str) -> int:
    """The number of a day from 1970-01-01."""
    return (date.fromisoformat(text) - EPOCH).days


def text(day: int) -> str:
    """The day of a number."""
    return (EPOCH + timedelta(days=day)).isoformat()


def today(db: Database, as_of: str) -> str:
    """The only *now*: as stated, else the latest publication in the inputs; '' where neither is held."""
    return as_of or str(db.rows("""
        SELECT coalesce(max(day), '') FROM (
            SELECT max(published) AS day FROM reports UNION ALL SELECT max(published) FROM statements
            UNION ALL SELECT max(published) FROM tallies UNION ALL SELECT max(published) FROM documents)""")[0][0])


def fill(db: Database, terms: Terms, zone_name: str, now: str, standards: Sequence[str]) -> None:
    """Make `m_day`, `m_incident`, `m_counted`, `m_seen`, `m_period` and `m_group`."""
    for name in ("m_day", "m_period", "m_group"):
        db.run(f"DROP TABLE IF EXISTS {name}")
        db.run(ddl(WORKING[name]))
    low, high = db.rows("""SELECT min(time_from), max(time_to) FROM (
        SELECT time_from, time_to FROM incidents
        UNION ALL SELECT time_from, time_to FROM reports WHERE used)""")[0]
    if low is not None:
        db.load_plain("m_day", WORKING["m_day"].frame(_days(low, high, zone_name)))
    db.run(_INCIDENTS, [SITE_KM])
    _count(db, standards)
    db.run(_SEEN)
    until = number(now) if now else _local_day(high, zone_name) if high is not None else None
    periods = [row for rule in terms.rules for row in _period(rule, zone_name, until)]
    db.load_plain("m_period", WORKING["m_period"].frame(periods))
    bound = {(rule.reading, rule.provision, bind.party) for rule in terms.rules for bind in rule.binds if rule.agreed}
    told = db.rows("SELECT DISTINCT reading, provision, author FROM m_counted WHERE possible & 1 > 0 ORDER BY ALL")
    groups = sorted({*bound, *((reading, provision, author) for reading, provision, author in told)})
    db.load_plain("m_group", WORKING["m_group"].frame(groups))


def _count(db: Database, standards: Sequence[str]) -> None:
    """Make `m_counted`, in which names are numbers, in the order of the names."""
    db.run("DROP TABLE IF EXISTS m_counted")
    names = {"standard": standards}
    for name, table in (("author", "w_try"), ("reading", "w_rule"), ("provision", "w_rule")):
        names[name] = [row[0] for row in db.rows(f"SELECT DISTINCT {name} FROM {table} ORDER BY 1")]
    for name, known in names.items():
        listed = ", ".join("'" + one.replace("'", "''") + "'" for one in sorted({"", *known}))
        db.run(f"DROP TYPE IF EXISTS m_{name}")
        db.run(f"CREATE TYPE m_{name} AS ENUM ({listed})")
    db.run(_COUNTED)


def _local_day(instant: int, zone_name: str) -> int:
    return (local(instant, zone_name).date() - EPOCH).days


def _days(low: int, high: int, zone_name: str) -> Iterable[tuple[int, str, int, int]]:
    """(number, day, first second, second after the last) of every local day from ``low`` to ``high``."""
    zone(zone_name)
    last = _local_day(high, zone_name)
    first = max(_local_day(low, zone_name), last - _MOST)
    starts = [_start(day, zone_name) for day in range(first, last + 2)]
    return [(day, text(day), start, end)
            for day, start, end in zip(range(first, last + 1), starts, starts[1:], strict=False)]


def _start(day: int, zone_name: str) -> int:
    return seconds(datetime.combine(EPOCH + timedelta(days=day), time()), zone_name)


def _period(rule: Rule, zone_name: str, until: int | None) -> list[tuple[str, str, int, int, int, int]]:
    """The days of a rule: from the earliest start to the latest end, and from the latest start to the earliest end.

    Nothing where the text gives no start, where it was not agreed, or where it starts after *now*.
    """
    if not rule.agreed or not rule.window.starts:
        return []
    starts = [_local_day(instant, zone_name) for start in rule.window.starts for instant in start]
    ends = [_local_day(instant - 1, zone_name) for end in rule.window.ends for instant in end]
    if until is None and not ends:
        return []
    first, last = min(starts), max(ends, default=until or 0)
    sure_first, sure_last = max(starts), min(ends, default=until or 0)
    if until is not None:
        last, sure_last = min(last, until), min(sure_last, until)
    if first > last:
        return []
    return [(rule.reading, rule.provision, first, last, min(sure_first, last), max(sure_last, first))]


def span(first: int, last: int) -> int:
    """How many days from the first through the last."""
    return max(0, last - first + 1)

