"""Profiles: what the rules can tell apart of an account tried against an author, each distinct one once.

However many accounts there are, few differ in anything that a rule looks at: times are drawn out to the next
instant at which some rule turns, places are the letters that they have towards the zones.  Each profile is
judged once; a million accounts then cost a join.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from servanda.assess.rulebook import INSTANTS
from servanda.engine.database import Database
from servanda.model.case import Frame
from servanda.model.terms import BEGINNING, NEVER

_FACTS = "author, b0, e0, b1, e1, lasts, act, stage, means, object, site, whose, raised"

# An account that names nobody is tried against every author that its incident names.
_TRIED = """
CREATE TABLE w_tried AS
SELECT a.account_id, a.incident_id, x.author, a.time_to,
       coalesce(a.time_from, {beginning}) AS b0, coalesce(a.time_to, {never}) AS e0,
       coalesce(a.lasted_from, a.time_from, {beginning}) AS b1, coalesce(a.lasted_to, a.time_to, {never}) AS e1,
       a.lasted_from IS NOT NULL AS lasts, a.act, a.stage, a.means, a.object, coalesce(p.site, '') AS site, a.whose,
       coalesce(r.raised, '') AS raised
FROM (SELECT account_id, author FROM w_account WHERE author <> '' OR incident_authors = ''
      UNION ALL
      SELECT account_id, unnest(string_split(incident_authors, ';')) FROM w_account
      WHERE author = '' AND incident_authors <> '') x
JOIN w_account a ON a.account_id = x.account_id
LEFT JOIN w_place p ON p.place = a.place
LEFT JOIN w_plea r ON r.account_id = a.account_id
"""

# What is pleaded for an account, among the exceptions of some rule: `id=raised;id=established`.
_PLEAS = """
CREATE TABLE w_plea AS
SELECT account_id, string_agg(exemption || '=' || state, ';' ORDER BY exemption) AS raised
FROM (SELECT a.account_id, r.exemption,
             CASE WHEN max(CASE WHEN r.state = 'established' THEN 1 ELSE 0 END) = 1 THEN 'established' ELSE 'raised' END
             AS state
      FROM w_raised r JOIN (SELECT DISTINCT exemption FROM w_exemption) e ON e.exemption = r.exemption
      JOIN w_account a ON a.incident_id = r.incident_id
      WHERE r.account_id = '' OR r.account_id = a.account_id
      GROUP BY a.account_id, r.exemption)
GROUP BY account_id
"""

_DRAWN = """
CREATE TABLE w_drawn AS
SELECT account_id, incident_id, author, {b0} AS b0, {e0} AS e0, {b1} AS b1, {e1} AS e1, lasts, act, stage, means,
       object, site, whose, raised
FROM w_tried
"""

_PROFILES = f"""
CREATE TABLE w_profile AS
SELECT row_number() OVER (ORDER BY {_FACTS}) AS profile, {_FACTS} FROM (SELECT DISTINCT {_FACTS} FROM w_drawn)
"""

_TRY = f"""
CREATE TABLE w_try AS
SELECT t.account_id, t.incident_id, t.author, p.profile
FROM w_drawn t JOIN w_profile p ON {" AND ".join(f"p.{name.strip()} = t.{name.strip()}" for name in _FACTS.split(","))}
"""


def gather(db: Database) -> None:
    """Fill `w_tried`: the facts of every account, once for each author that it is tried against."""
    db.run(_PLEAS)
    db.run(_TRIED.format(beginning=BEGINNING, never=NEVER))


def build(db: Database, turns: list[int]) -> None:
    """Fill `w_profile` and `w_try` from `w_tried`; ``turns`` are the instants at which some rule turns, in order."""
    db.run(_DRAWN.format(b0=down("b0", turns), e0=up("e0", turns), b1=down("b1", turns), e1=up("e1", turns)))
    db.run(_PROFILES)
    db.run(_TRY)
    db.run("DROP TABLE w_drawn")


def drop(db: Database) -> None:
    """Remove what `build` made."""
    db.run("DROP TABLE w_try")
    db.run("DROP TABLE w_profile")


def turns(frames: Mapping[str, Frame], freed: Iterable[int] = ()) -> list[int]:
    """The instants at which some rule turns, in order, each once.

    A happening runs from ``b`` to before ``e``, and rules only ask ``b < turn`` and ``e > turn``; so drawing
    ``b`` down and ``e`` up to the next turn changes no answer.
    """
    found = {instant for name, columns in INSTANTS.items() for column in columns
             for instant in frames[name][column] if BEGINNING < instant < NEVER}
    # The first one parts a stated time from none.
    return sorted({BEGINNING + 1, *found, *(instant for instant in freed if instant < NEVER)})


def down(column: str, turns: list[int]) -> str:
    """SQL: the last turn that is not after the column, else the beginning of time; a search by halves."""
    return _search(column, ">=", turns, [BEGINNING, *turns])


def up(column: str, turns: list[int]) -> str:
    """SQL: the first turn that is not before the column, else the end of time."""
    return _search(column, ">", turns, [*turns, NEVER])


def _search(column: str, test: str, turns: list[int], yields: list[int]) -> str:
    if not turns:
        return str(yields[0])
    half = len(turns) // 2
    below = _search(column, test, turns[:half], yields[:half + 1])
    above = _search(column, test, turns[half + 1:], yields[half + 1:])
    return f"CASE WHEN {column} {test} {turns[half]} THEN {above} ELSE {below} END"
