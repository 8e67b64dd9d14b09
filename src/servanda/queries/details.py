"""What the pages of single incidents are made of, and what was made of it before.

Each incident has a hash of all that its page is made of: the columns named here, and nothing else reaches the page.
What an earlier build made of the same is found again, by weeks of happening: a day more of reports touches a few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from servanda.engine.cache import key, line
from servanda.engine.database import Database
from servanda.model.tables import ELEMENT_NAMES
from servanda.queries.incidents import NEAR, margins

Row = dict[str, Any]
Pieces = dict[int, list[tuple[str, str]]]

FEW = 2_000  # incidents below which it costs less to make all than to keep any
_MOST_BLOCKS = 128
_STEP = 5_000  # incidents whose rows are held at once
_INCIDENT = ("i.incident_id", "i.title", "i.time_from", "i.time_to", "i.place", "i.admin1", "i.lat", "i.lon",
             'i."precision"', "i.occurrence_standing", "i.author_standing", "i.object_standing", "i.n_reports",
             "i.n_origins", "i.n_accounts", "i.fatalities_low", "i.fatalities_high", "i.injured_low", "i.injured_high")
_ACCOUNT = ("a.incident_id", "a.account_id", "a.author", "a.aside", "a.covered_by", "a.origins", "a.origin_parties",
            "a.time_from", "a.time_to", "a.act", "a.stage", "a.means", "a.aimed_at", "a.affected", "a.report_ids")
_REPORT = ("r.incident_id", "r.report_id", "r.hidden", "r.source", "r.origin", "r.published", "r.url", "r.summary",
           "r.words", "r.time_words", "r.zone", "r.how_known", "r.denied_by", "r.denies", "r.admitted_by", "r.raises",
           "r.from_file", "r.from_row", "r.author_claimed", "r.place", "r.time_from", "r.time_to", "r.act", "r.stage",
           "r.means", "r.aimed_at", "r.affected", "r.munitions_low", "r.munitions_high", "r.fatalities", "r.injured",
           "l.probability", "l.reason_code", "l.reason")
_PART = ("p.incident_id", "p.report_id", *(f"p.{name}" for name in (
    "fits", "time", "place", "author", "act", "means", "object")), "r.source", "r.n_low", "r.n_high",
    "r.place AS counted_at", "r.time_from AS counted_from", "r.time_to AS counted_to")
_TELLING = ("d.incident_id", "d.field", "d.value", "d.divergence", "d.overall", "d.shown", "d.report_ids")
_ECHO = ("r.incident_id", "e.report_id", "e.first_report", "e.likeness", "e.one_origin")
_PARTS = "parts p JOIN reports r ON r.report_id = p.report_id"
_ECHOES = "echoes e JOIN reports r ON r.report_id = e.report_id"
_VERDICT = ("provision", "reading", "author", "outcome", "possible", *ELEMENT_NAMES, "reasons", "excluded_by",
            "must_hold", "would_exclude", "stated_after_event", "turns_on_account")
_NAMED = ", ".join(f'v."{name}"' for name in _VERDICT)
_LINE = line(f'"{name}"' for name in (*_VERDICT, "least", "most"))

# Few verdicts differ in more than whose they are: each distinct one once, with its number.
_SAID = f"""
CREATE OR REPLACE TABLE q_said AS
SELECT *, row_number() OVER () AS number, sha256({_LINE}) AS digest
FROM (SELECT {_NAMED}, n.least, n.most, list(v.incident_id) AS incidents
      FROM verdicts v LEFT JOIN q_near n ON n.incident_id = v.incident_id AND n.provision = v.provision
           AND n.reading = v.reading GROUP BY ALL)
"""

_OUTCOMES = """
CREATE OR REPLACE TABLE q_outcome AS
SELECT o.incident_id, o.number, s.provision, s.reading, s.author, s.digest
FROM (SELECT unnest(incidents) AS incident_id, number FROM q_said) o JOIN q_said s ON s.number = o.number
"""


def _beside(name: str, columns: Sequence[str], rows: str) -> str:
    """SQL: what stands beside the reports of an incident, as one text of hashes."""
    told = line(column.partition(" AS ")[0] for column in columns)
    return (f"{name} AS (SELECT incident_id, string_agg(digest, '' ORDER BY digest) AS digests FROM ("
            f"SELECT {columns[0]}, sha256({told}) AS digest FROM {rows}) GROUP BY incident_id)")


_DIGESTS = f"""
CREATE OR REPLACE TABLE q_digest AS
WITH account AS (SELECT incident_id, string_agg(digest, '' ORDER BY account_id) AS digests
                 FROM (SELECT incident_id, account_id, sha256({line(_ACCOUNT)}) AS digest FROM accounts a)
                 GROUP BY incident_id),
report AS (SELECT incident_id, string_agg(digest, '' ORDER BY report_id) AS digests
           FROM (SELECT r.incident_id, r.report_id, sha256({line(_REPORT)}) AS digest
                 FROM reports r LEFT JOIN links l ON l.report_id = r.report_id WHERE r.incident_id IS NOT NULL)
           GROUP BY incident_id),
{_beside("part", _PART, _PARTS)}, {_beside("telling", _TELLING, "disagreements d")}, {_beside("echo", _ECHO, _ECHOES)},
outcome AS (SELECT incident_id, string_agg(digest, '' ORDER BY digest) AS digests FROM q_outcome GROUP BY incident_id)
SELECT i.incident_id, coalesce(i.time_from // 604800, -1) AS week,
       sha256(concat_ws(' ', sha256({line(_INCIDENT)}), 'a', a.digests, 'r', r.digests, 'v', v.digests, 'p', p.digests,
                        'd', d.digests, 'e', e.digests)) AS digest
FROM incidents i LEFT JOIN account a USING (incident_id) LEFT JOIN report r USING (incident_id)
LEFT JOIN outcome v USING (incident_id) LEFT JOIN part p USING (incident_id) LEFT JOIN telling d USING (incident_id)
LEFT JOIN echo e USING (incident_id)
"""

_TABLES = ("q_near", "q_said", "q_outcome", "q_digest", "q_item", "q_missing", "q_place", "q_alias")


@contextmanager
def held(db: Database, drawn_on: str) -> Iterator[None]:
    """Within it the details of incidents can be asked for; those that were kept are there.

    ``drawn_on`` stands for all that they are made of beside rows.
    """
    db.run(f"CREATE OR REPLACE TABLE q_near AS {NEAR.format(where='')}" if margins(db) else
           "CREATE OR REPLACE TABLE q_near (incident_id VARCHAR, provision VARCHAR, reading VARCHAR, least BIGINT, "
           "most BIGINT)")
    for sql in (_SAID, _OUTCOMES, "CREATE OR REPLACE TABLE q_item (incident_id VARCHAR, text VARCHAR)"):
        db.run(sql)
    if _kept(db):
        db.run(_DIGESTS)
        _widen(db)
        for block in _blocks(db):
            _recall(db, f"{_kin(drawn_on)}-{block}", block)
    db.run("""CREATE OR REPLACE TABLE q_missing AS SELECT incident_id, (row_number() OVER (ORDER BY incident_id) - 1)
        // ? AS step FROM incidents WHERE incident_id NOT IN (SELECT incident_id FROM q_item)""", [_STEP])
    try:
        yield
    finally:
        for table in _TABLES:
            db.run(f"DROP TABLE IF EXISTS {table}")


def _kept(db: Database) -> bool:
    return bool(db.cache) and db.rows("SELECT count(*) > ? FROM incidents ORDER BY 1", [FEW])[0][0]


def _kin(drawn_on: str) -> str:
    return f"details-{drawn_on[:12]}"


def _widen(db: Database) -> None:
    """Blocks of so many weeks that there are not too many: 1, 2, 4..."""
    first, last = db.rows("SELECT min(week), max(week) FROM q_digest ORDER BY 1")[0]
    wide = 0
    while (last >> wide) - (first >> wide) >= _MOST_BLOCKS:
        wide += 1
    db.run("ALTER TABLE q_digest ADD COLUMN block BIGINT")
    db.run("UPDATE q_digest SET block = week >> ?", [wide])


def _blocks(db: Database) -> list[int]:
    return [row[0] for row in db.rows("SELECT DISTINCT block FROM q_digest ORDER BY block")]


def _recall(db: Database, kin: str, block: int) -> None:
    for path in db.cache.kin(kin) if db.cache else ():
        with db.recalled(path) as there:
            if there:
                db.run("INSERT INTO q_item SELECT d.incident_id, k.text FROM kept.items k "
                       "JOIN q_digest d ON d.digest = k.digest AND d.block = ?", [block])
                return


def verdicts(db: Database) -> list[Row]:
    """Every distinct verdict with its ``number``, and ``least`` and ``most`` metres to a boundary that is near."""
    return db.dicts("SELECT * EXCLUDE (incidents, digest) FROM q_said ORDER BY number")


def missing(db: Database) -> Iterator[dict[str, list[Row]]]:
    """Incidents of which nothing was kept, with what belongs to them: rows of incidents, accounts, reports, verdicts.

    Of the last only the number is given.
    """
    steps = db.rows("SELECT coalesce(max(step), -1) FROM q_missing ORDER BY 1")[0][0]
    for step in range(steps + 1):
        mine = "JOIN q_missing q ON q.incident_id = {}.incident_id AND q.step = ?"
        yield {
            "incidents": db.dicts(f"SELECT {', '.join(_INCIDENT)} FROM incidents i {mine.format('i')} "
                                  "ORDER BY i.incident_id", [step]),
            "accounts": db.dicts(f"SELECT {', '.join(_ACCOUNT)} FROM accounts a {mine.format('a')} "
                                 "ORDER BY a.incident_id, a.account_id", [step]),
            "reports": db.dicts(f"SELECT {', '.join(_REPORT)} FROM reports r {mine.format('r')} "
                                "LEFT JOIN links l ON l.report_id = r.report_id "
                                "ORDER BY r.incident_id, r.report_id", [step]),
            "verdicts": db.dicts(f"SELECT o.incident_id, o.number FROM q_outcome o {mine.format('o')} "
                                 "ORDER BY o.incident_id, o.provision, o.reading, o.author", [step]),
            "parts": db.dicts(f"SELECT {', '.join(_PART)} FROM {_PARTS} {mine.format('p')} "
                              "ORDER BY p.incident_id, p.report_id", [step]),
            "disagreements": db.dicts(f"SELECT {', '.join(_TELLING)} FROM disagreements d {mine.format('d')} "
                                      "ORDER BY d.incident_id, d.field, d.value", [step]),
            "echoes": db.dicts(f"SELECT {', '.join(_ECHO)} FROM {_ECHOES} {mine.format('r')} ORDER BY e.report_id",
                               [step]),
        }


def add(db: Database, texts: Mapping[str, str]) -> None:
    """What was made of incidents."""
    db.load_plain("q_item", {"incident_id": list(texts), "text": list(texts.values())})


def remember(db: Database, drawn_on: str) -> None:
    """Keep what was made, of every block of weeks of which something was missing."""
    if not _kept(db):
        return
    for block, digest in db.rows("""SELECT block, sha256(string_agg(digest, '' ORDER BY digest)) FROM q_digest
            WHERE block IN (SELECT block FROM q_digest JOIN q_missing USING (incident_id)) GROUP BY 1 ORDER BY 1"""):
        db.remember(key("details", drawn_on, digest), f"{_kin(drawn_on)}-{block}", {
            "items": "SELECT d.digest, i.text FROM q_digest d JOIN q_item i USING (incident_id) "
                     f"WHERE d.block = {block}"})


def spread(db: Database, ids: Sequence[str], places: Sequence[int], members: Sequence[tuple[str, str]],
           aliases: Sequence[int]) -> None:
    """In which shard each incident lies, and each report that stands for one."""
    db.run("CREATE OR REPLACE TABLE q_place (incident_id VARCHAR, shard BIGINT)")
    db.load_plain("q_place", {"incident_id": list(ids), "shard": list(places)})
    db.run("CREATE OR REPLACE TABLE q_alias (report_id VARCHAR, incident_id VARCHAR, shard BIGINT)")
    db.load_plain("q_alias", {"report_id": [report for report, _ in members],
                              "incident_id": [incident for _, incident in members], "shard": list(aliases)})


def block(db: Database, first: int, last: int) -> tuple[Pieces, Pieces]:
    """Of shards from ``first`` to before ``last``: (incident, what was made of it), and (report, its incident)."""
    items = db.rows("""SELECT shard, incident_id, text FROM q_place JOIN q_item USING (incident_id)
        WHERE shard >= ? AND shard < ? ORDER BY shard, incident_id""", [first, last])
    aliases = db.rows("""SELECT shard, report_id, incident_id FROM q_alias WHERE shard >= ? AND shard < ?
        ORDER BY shard, report_id""", [first, last])
    return _pieces(items), _pieces(aliases)


def _pieces(rows: Sequence[tuple[Any, ...]]) -> Pieces:
    return {shard: [(row[1], row[2]) for row in group] for shard, group in groupby(rows, lambda row: row[0])}
