"""Profiles: what the rules can tell apart of an account tried against an author, each distinct one once.

However many accounts there are, few differ in anything that a rule looks at.  Times are drawn out to the next
instant at which some rule turns, and author and times that no rule tells apart are one clock; acts, means,
objects, holders, sites and pleas that no rule tells apart are one class, and what an account tells of them is
its deed.  A profile is a clock and a deed.  Clocks and deeds are judged once, so a million accounts cost a join.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from servanda.assess.judge import FACETS
from servanda.assess.rulebook import INSTANTS
from servanda.engine.face import Engine
from servanda.model.case import Frame
from servanda.model.terms import BEGINNING, NEVER

# An account that names nobody is tried against every author that its incident names.
_TRIED = """
CREATE VIEW w_tried AS
SELECT account_id, incident_id, author, author AS named, origin_parties, incident_accounts = 1 AS alone, time_to,
       coalesce(time_from, {beginning}) AS b0, coalesce(time_to, {never}) AS e0,
       coalesce(lasted_from, time_from, {beginning}) AS b1, coalesce(lasted_to, time_to, {never}) AS e1,
       lasted_from IS NOT NULL AS lasts, doing, object, place, whose
FROM w_account WHERE author <> '' OR incident_authors = ''
UNION ALL
SELECT account_id, incident_id, unnest(string_split(incident_authors, ';')), author, origin_parties,
       incident_accounts = 1, time_to, coalesce(time_from, {beginning}), coalesce(time_to, {never}),
       coalesce(lasted_from, time_from, {beginning}), coalesce(lasted_to, time_to, {never}),
       lasted_from IS NOT NULL, doing, object, place, whose
FROM w_account WHERE author = '' AND incident_authors <> ''
"""

_RANK = "CASE {column} WHEN 'verified' THEN 2 WHEN 'corroborated' THEN 1 ELSE 0 END"
# How well the least established of occurrence, author and object of an incident is established.
_LEAST = "least(" + ", ".join(_RANK.format(column=f"i.{name}_standing")
                              for name in ("occurrence", "author", "object")) + ")"

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

_TIMES = "author, b0, e0, b1, e1, lasts"

# Most times are told more than once: each is drawn to its turns once.
_SPANS = f"""
CREATE TABLE w_span AS
SELECT {_TIMES}, {{b0}} AS from0, {{e0}} AS to0, {{b1}} AS from1, {{e1}} AS to1
FROM (SELECT DISTINCT {_TIMES} FROM w_tried)
"""
_ENDS = """
CREATE TABLE w_end AS
SELECT time_to, {time_to} AS ended FROM (SELECT DISTINCT time_to FROM incidents WHERE time_to IS NOT NULL)
"""

_MOMENTS = f"""
CREATE TABLE w_moment AS
SELECT row_number() OVER (ORDER BY {_TIMES}) AS moment, {_TIMES}
FROM (SELECT DISTINCT author, from0 AS b0, to0 AS e0, from1 AS b1, to1 AS e1, lasts FROM w_span)
"""

_TIMED = """
CREATE TABLE w_timed AS
SELECT s.author, s.b0, s.e0, s.b1, s.e1, s.lasts, s.to0 AS ended, c.clock
FROM w_span s
JOIN w_moment n ON n.author = s.author AND n.b0 = s.from0 AND n.e0 = s.to0 AND n.b1 = s.from1 AND n.e1 = s.to1
     AND n.lasts = s.lasts
JOIN w_clock c ON c.moment = n.moment
"""

def _of(facet: str, key: str) -> str:
    """SQL: the class of a key of a facet, to be joined as `c_` and the facet's name."""
    return f"w_class c_{facet} ON c_{facet}.facet = '{facet}' AND c_{facet}.key = {key}"


# Left joins, as every key is there: the rows are then never taken for fewer than they are, and the small tables are
# the ones looked up in.
_CLASSED = f"""
CREATE TABLE w_classed AS
WITH done AS (SELECT d.doing, c_act.class AS act_class, c_means.class AS means_class FROM w_doing d
              JOIN {_of("act", "d.act")} AND c_act.more = d.stage JOIN {_of("means", "d.means")}),
aimed AS (SELECT o.object, c_object.class AS object_class FROM w_target o JOIN {_of("object", "o.told")}),
held AS (SELECT h.whose, c_whose.more AS author, c_whose.class AS whose_class FROM w_whose h
         JOIN {_of("whose", "h.told")})
SELECT t.account_id, t.incident_id, t.author, t.named, t.origin_parties, t.alone, {_LEAST} AS standing, n.ended,
       x.ended AS incident_ended, n.clock, d.act_class, d.means_class, o.object_class, h.whose_class,
       c_where.class AS where_class, c_unless.class AS unless_class
FROM w_tried t
LEFT JOIN incidents i ON i.incident_id = t.incident_id
LEFT JOIN w_end x ON x.time_to = i.time_to
LEFT JOIN w_timed n ON n.author = t.author AND n.b0 = t.b0 AND n.e0 = t.e0 AND n.b1 = t.b1 AND n.e1 = t.e1
     AND n.lasts = t.lasts
LEFT JOIN done d ON d.doing = t.doing
LEFT JOIN aimed o ON o.object = t.object
LEFT JOIN held h ON h.whose = t.whose AND h.author = t.author
LEFT JOIN w_place s ON s.place = t.place
LEFT JOIN {_of("where", "coalesce(s.site, '')")}
LEFT JOIN w_plea r ON r.account_id = t.account_id
LEFT JOIN {_of("unless", "coalesce(r.raised, '')")}
"""

_DEED = ", ".join(f"{facet}_class" for facet, _ in FACETS)

_DEEDS = f"""
CREATE TABLE w_deed AS
SELECT row_number() OVER (ORDER BY {_DEED}) AS deed, {_DEED} FROM (SELECT DISTINCT {_DEED} FROM w_classed)
"""

# One number for a clock and a deed.
_TRY = f"""
CREATE TABLE w_try AS
SELECT t.account_id, t.incident_id, t.author, t.named, t.origin_parties, t.alone, t.standing, t.ended,
       t.incident_ended, t.clock * 4294967296 + d.deed AS profile
FROM w_classed t JOIN w_deed d ON {" AND ".join(f"d.{facet}_class = t.{facet}_class" for facet, _ in FACETS)}
"""

_PROFILES = """
CREATE TABLE w_profile AS
SELECT profile, profile >> 32 AS clock, profile & 4294967295 AS deed FROM (SELECT DISTINCT profile FROM w_try)
"""


def gather(db: Engine) -> None:
    """Put `w_tried` in place: the facts of every account, once for each author that it is tried against."""
    db.run(_PLEAS)
    db.run(_TRIED.format(beginning=BEGINNING, never=NEVER))


def moments(db: Engine, turns: list[int]) -> None:
    """Fill `w_moment` from `w_tried`; ``turns`` are the instants at which some rule turns, in order."""
    db.run(_SPANS.format(b0=down("b0", turns), e0=up("e0", turns), b1=down("b1", turns), e1=up("e1", turns)))
    db.run(_ENDS.format(time_to=up("time_to", turns)))
    db.run(_MOMENTS)


def build(db: Engine) -> None:
    """Fill `w_deed`, `w_profile` and `w_try`, with classes and clocks in place."""
    for sql in (_TIMED, _CLASSED, _DEEDS, _TRY, _PROFILES):
        db.run(sql)
    for name in ("w_classed", "w_timed", "w_span", "w_end"):
        db.run(f"DROP TABLE {name}")


def drop(db: Engine) -> None:
    """Remove what `moments` and `build` left."""
    for name in ("w_moment", "w_deed", "w_profile", "w_try"):
        db.run(f"DROP TABLE {name}")


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
