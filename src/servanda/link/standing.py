"""How well established an element is: alleged, corroborated or verified.

A denial never lowers it; copies of one origin and origins of unknown party never raise it.  Verified: an observer
that the case lists saw it.  Corroborated: origins of two parties say so, or of one and of none, or the author admits
it; one of the parties named as author saying so admits it, but for the object, where nothing speaks against his
interest.  A report with origins of several parties does not say which of them asserts what: for author and object
it counts as the accuser's word alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from servanda.engine.database import Database
from servanda.link.told import NOBODY
from servanda.model.case import Decision
from servanda.model.vocabulary import STANDINGS

ELEMENTS = ("occurrence", "author", "object")

# The parties of every report that is heard, one row each; `unknown` stands for none.
_VOICES = """
CREATE OR REPLACE TABLE w_voice AS
SELECT t.home, t.report_id, t.author, t.happened, t.authored, t.what, s.report_id IS NOT NULL AS saw,
       unnest(CASE WHEN len(t.parties) = 0 THEN ['unknown'] ELSE t.parties END) AS party, len(t.parties) > 1 AS shared
FROM w_in m JOIN w_told t ON t.report_id = m.report_id LEFT JOIN w_saw s ON s.report_id = t.report_id
WHERE m.heard
"""

_AUTHORS = "CREATE OR REPLACE TABLE w_named AS SELECT DISTINCT home, author FROM w_voice WHERE author <> ''"

_ADMITS = """
CREATE OR REPLACE TABLE w_admits AS
SELECT t.home, t.author, t.authored, unnest(string_split(t.admitted_by, ';')) AS party
FROM w_in m JOIN w_told t ON t.report_id = m.report_id WHERE m.heard AND t.admitted_by IS NOT NULL
"""


def _level(*, kept: str, own: str, admitted: str) -> str:
    """SQL over grouped voices: the place of a standing among `STANDINGS`.

    ``kept``: which voices count, ``own``: whether the party is one that admits by saying so.
    """
    side = f"({kept}) AND party NOT IN {NOBODY}"
    sides = f"count(DISTINCT party) FILTER ({side})"
    return (f"CASE WHEN bool_or(saw) THEN 2 WHEN {sides} > 1 OR ({sides} = 1 AND bool_or(({kept}) AND party = 'none')) "
            f"OR {admitted} OR bool_or({side} AND {own}) THEN 1 ELSE 0 END")


_OCCURRENCE = f"""
CREATE OR REPLACE TABLE w_occurrence AS
WITH admitted AS (SELECT DISTINCT home FROM w_admits a JOIN w_named n USING (home) WHERE n.author = a.party),
level AS (SELECT v.home, {_level(kept="true", own="n.author IS NOT NULL", admitted="false")} AS level
          FROM w_voice v LEFT JOIN w_named n ON n.home = v.home AND n.author = v.party WHERE v.happened GROUP BY v.home)
SELECT h.home, greatest(coalesce(l.level, 0), CASE WHEN a.home IS NULL THEN 0 ELSE 1 END) AS level
FROM (SELECT DISTINCT home FROM w_voice) h LEFT JOIN level l USING (home) LEFT JOIN admitted a ON a.home = h.home
"""

# Of several authors the one that is established least.
_AUTHOR = f"""
CREATE OR REPLACE TABLE w_authored AS
WITH admitted AS (SELECT DISTINCT home, author FROM w_admits WHERE party = author AND authored),
level AS (SELECT home, author, {_level(kept=f"NOT shared OR (party NOT IN {NOBODY} AND party <> author)",
                                       own="party = author", admitted="false")} AS level
          FROM w_voice WHERE authored AND author <> '' GROUP BY home, author)
SELECT n.home, min(greatest(coalesce(l.level, 0), CASE WHEN a.home IS NULL THEN 0 ELSE 1 END)) AS level
FROM w_named n LEFT JOIN level l USING (home, author) LEFT JOIN admitted a ON a.home = n.home AND a.author = n.author
GROUP BY n.home
"""

# The object that most origins name; of several such, the one that is established least.
_OBJECT = f"""
CREATE OR REPLACE TABLE w_objected AS
WITH most AS (SELECT home, thing FROM w_origins WHERE heard > 0
              QUALIFY heard = max(heard) OVER (PARTITION BY home)),
told AS (SELECT v.*, a.thing FROM w_voice v JOIN w_about a ON a.what = v.what
         JOIN most m ON m.home = v.home AND m.thing = a.thing WHERE v.happened),
own AS (SELECT DISTINCT home, thing, author FROM told WHERE author <> ''),
level AS (SELECT t.home, t.thing, {_level(
    kept=f"NOT shared OR (party NOT IN {NOBODY} AND o.author IS NULL)", own="false", admitted="false")} AS level
          FROM told t LEFT JOIN own o ON o.home = t.home AND o.thing = t.thing AND o.author = t.party
          GROUP BY t.home, t.thing)
SELECT home, min(level) AS level FROM level GROUP BY home
"""

_NAMED = "['" + "', '".join(STANDINGS) + "']"
_STANDINGS = f"""
CREATE OR REPLACE TABLE w_standing AS
SELECT o.home, {_NAMED}[o.level + 1] AS occurrence_standing, {_NAMED}[a.level + 1] AS author_standing,
       {_NAMED}[b.level + 1] AS object_standing
FROM w_occurrence o LEFT JOIN w_authored a ON a.home = o.home LEFT JOIN w_objected b ON b.home = o.home
"""


def make(db: Database) -> None:
    """`w_standing`: the standing of every element of each cluster; none where nobody is named or nothing stated.

    Reads what `accounts` and `summaries` made of the reports in `w_told`.
    """
    for sql in (_VOICES, _AUTHORS, _ADMITS, _OCCURRENCE, _AUTHOR, _OBJECT, _STANDINGS):
        db.run(sql)


def decide(db: Database, given: Mapping[str, Mapping[str, str]]) -> None:
    """Lay over incidents what persons decided, of their reports in order of id, then of themselves."""
    found: dict[str, dict[str, str]] = {}
    for incident, named in db.rows("""
            SELECT i.incident_id, m.report_id FROM w_member m JOIN w_home h ON h.node = m.node
            JOIN w_incident i ON i.home = h.home WHERE list_contains(?1, m.report_id)
            UNION SELECT incident_id, NULL FROM incidents WHERE list_contains(?1, incident_id)
            ORDER BY 1, 2 NULLS LAST""", [sorted(given)]) if given else ():
        found.setdefault(incident, {}).update(given[named or incident])
    for incident, stood in found.items():
        for element, value in stood.items():
            db.run(f"UPDATE incidents SET {element}_standing = ? WHERE incident_id = ?", [value, incident])


def decided(decisions: Iterable[Decision]) -> dict[str, dict[str, str]]:
    """Report or incident id -> element -> standing that a person gave it; the later decision wins."""
    found: dict[str, dict[str, str]] = {}
    for decision in sorted(decisions, key=lambda item: item.seq):
        if decision.kind == "standing" and decision.state == "active":
            element, value = _given(decision.value)
            for id_ in decision.ids if element in ELEMENTS and value in STANDINGS else ():
                found.setdefault(id_, {})[element] = value
    return found


def _given(value: Any) -> tuple[str, str]:
    """(element, standing) of ``"verified"`` or ``{"element": "author", "standing": "verified"}``."""
    if not isinstance(value, Mapping):
        return "occurrence", str(value)
    element = str(value.get("element") or value.get("field") or "occurrence").removesuffix("_standing")
    return element, str(value.get("standing") or value.get("value") or "")
