"""The verdict query: profiles times rules, in one pass over columns."""

from __future__ import annotations

from servanda.engine.face import Engine
from servanda.model.reasons import BASES, bit
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import BEGINNING, NEVER
from servanda.model.values import FORCE_ELEMENTS, SCOPE_ELEMENTS

# The element that a facet of the deed answers, and its short name in SQL.
FACETS = (("act", "a"), ("means", "m"), ("object", "o"), ("whose", "w"), ("where", "p"), ("unless", "u"))


def packed(**masks: str) -> str:
    """SQL: masks of elements in one number, three bits each in the order of the elements."""
    return " | ".join(f"(({sql}) << {3 * ELEMENT_NAMES.index(name)})" for name, sql in masks.items())


def mask(name: str, column: str = "answers") -> str:
    """SQL: the mask of one element in packed answers."""
    return f"(({column} >> {3 * ELEMENT_NAMES.index(name)}) & 7)"


UNLESS = mask("unless")
TEXT_OPEN = "(" + " OR ".join(f"{mask(name)} = 4" for name in ELEMENT_NAMES) + ")"

# Instants of [b, e) that may get each answer; see `reference._during`.
_DURING = """
    (CASE WHEN has_start AND greatest({b}, yes_from) < least({e}, yes_until) THEN 1 ELSE 0 END)
    | (CASE WHEN {b} < no_before OR {e} > last_end THEN 2 ELSE 0 END)
    | (CASE WHEN greatest({b}, text_from, floor) < least({e}, text_to, end_text_to) THEN 4 ELSE 0 END)
    | (CASE WHEN greatest({b}, end_text_from, no_before) < least({e}, end_text_to) THEN 4 ELSE 0 END)
"""

# Author and times are judged apart from the deed: no element looks at both.
_JOINED = f"""
CREATE TABLE j_joined AS
SELECT m.moment, m.author, r.*, b.basis, b.start_lo, b.start_hi, b.end_lo, b.end_hi,
       nb.party IS NOT NULL AS is_not_bound, b.party IS NOT NULL AS has_bind,
       coalesce(f.certain, {NEVER}) AS certain, coalesce(f.possible, {NEVER}) AS possible_free,
       m.b0, m.e0, m.b1, m.e1, m.lasts,
       CASE WHEN r.has_conditions THEN pr.mask ELSE 1 END AS provided_mask,
       CASE WHEN r.has_life THEN li.mask ELSE 1 END AS life_mask
FROM w_moment m
CROSS JOIN w_rule r
LEFT JOIN w_bind b ON b.rule = r.rule AND b.party = m.author
LEFT JOIN w_not_bound nb ON nb.rule = r.rule AND nb.party = m.author
LEFT JOIN w_freed f ON f.rule = r.rule AND f.party = m.author
LEFT JOIN l_provided pr ON pr.b0 = m.b0 AND pr.e0 = m.e0 AND pr.rule = r.rule
LEFT JOIN l_life li ON li.b1 = m.b1 AND li.e1 = m.e1 AND li.rule = r.rule
"""

_MASKED = f"""
CREATE TABLE j_masked AS
SELECT *,
    CASE WHEN NOT agreed OR is_not_bound THEN 2
         WHEN author = '' THEN CASE WHEN has_binds THEN 3 ELSE 4 END
         WHEN NOT has_bind THEN 4
         WHEN bind_mask & 1 > 0 AND b0 >= certain THEN 2
         WHEN bind_mask & 1 > 0 AND e0 > possible_free THEN bind_mask | 2
         ELSE bind_mask END AS bound_mask,
    (CASE WHEN life_mask & 1 > 0 THEN window_mask ELSE 0 END) | (life_mask & 2) | (window_mask & 2) AS when_mask
FROM (SELECT *, CASE WHEN surely_during THEN 1 WHEN during = 0 THEN 4 ELSE during END AS window_mask
FROM (SELECT *,
    (CASE WHEN greatest(b0, start_lo) < least(e0, end_hi) THEN 1 ELSE 0 END)
    | (CASE WHEN b0 < start_hi OR e0 > end_lo THEN 2 ELSE 0 END) AS bind_mask,
    {_DURING.format(b="b1", e="e1")} AS during,
    lasts AND has_start AND greatest(b1, sure_from) < least(e1, sure_until) AS surely_during
    FROM j_joined))
"""

_BASIS_BITS = "CASE basis " + " ".join(
    f"WHEN '{basis}' THEN {bit(f'bound:party_bound:{basis}')}" for basis in BASES) + " END"

_BOUND_BITS = f"""CASE
        WHEN NOT agreed THEN {bit("bound:not_agreed")} WHEN is_not_bound THEN {bit("bound:not_bound")}
        WHEN author = '' AND has_binds THEN {bit("bound:no_author")}
        WHEN author = '' OR NOT has_bind THEN {bit("bound:text_silent")}
        WHEN bind_mask & 1 > 0 AND b0 >= certain THEN {bit("bound:released")}
        WHEN bind_mask & 1 > 0 AND e0 > possible_free AND bind_mask = 1
            THEN {bit("bound:maybe_released")} | {_BASIS_BITS}
        WHEN bind_mask & 1 > 0 AND e0 > possible_free
            THEN {bit("bound:maybe_released") | bit("bound:straddles_bound")}
        WHEN bind_mask = 1 THEN {_BASIS_BITS}
        WHEN bind_mask = 2 AND e0 <= start_hi THEN {bit("bound:before_bound")}
        WHEN bind_mask = 2 THEN {bit("bound:after_bound")}
        ELSE {bit("bound:straddles_bound")} END"""

_WHEN_BITS = f"""CASE
        WHEN window_mask = 1 AND surely_during AND during <> 1 THEN {bit("when:partial")}
        WHEN window_mask = 1 THEN {bit("when:inside")}
        WHEN window_mask = 2 AND e1 <= floor THEN {bit("when:before_instrument")}
        WHEN window_mask = 2 AND e1 <= no_before THEN {bit("when:before_start")}
        WHEN window_mask = 2 AND b1 >= last_end THEN {bit("when:after_end")}
        WHEN window_mask = 2 THEN {bit("when:outside")}
        WHEN window_mask = 4 AND has_start THEN {bit("when:counting")}
        WHEN window_mask = 4 THEN {bit("when:start_silent")}
        WHEN b1 = {BEGINNING} THEN {bit("when:unstated")}
        WHEN e1 > sure_until THEN {bit("when:straddles_end")}
        ELSE {bit("when:straddles_start")} END"""

_PROVIDED_BITS = f"""CASE WHEN NOT has_conditions THEN {bit("provided:none")}
        WHEN provided_mask = 1 THEN {bit("provided:met")} WHEN provided_mask = 2 THEN {bit("provided:not_met")}
        ELSE {bit("provided:unknown")} END"""

_MOMENTS = f"""
CREATE TABLE j_moment AS
SELECT moment, rule, {packed(bound="bound_mask", when="when_mask", provided="provided_mask")} AS answers,
       {_BOUND_BITS} AS first_bits,
       {_WHEN_BITS} | (CASE WHEN life_mask <> 1 THEN {bit("when:suspended")} ELSE 0 END) | {_PROVIDED_BITS}
       AS second_bits
FROM j_masked
"""

_CLOCKS = """
CREATE TABLE w_clock AS
SELECT moment, min(moment) OVER (PARTITION BY vector) AS clock
FROM (SELECT moment, string_agg(answers || ',' || first_bits || ',' || second_bits, ';' ORDER BY rule) AS vector
      FROM j_moment GROUP BY moment)
"""

_CLOCK_JUDGED = """
CREATE TABLE j_clock AS
SELECT m.moment AS clock, m.rule, m.answers, m.first_bits, m.second_bits
FROM j_moment m JOIN (SELECT DISTINCT clock FROM w_clock) c ON c.clock = m.moment
"""


def _every(names: tuple[str, ...], bits: int) -> str:
    return "(" + " AND ".join(f"{mask(name)} & {bits} > 0" for name in names) + ")"


def _some(names: tuple[str, ...], test: str) -> str:
    return "(" + " OR ".join(f"{mask(name)} {test}" for name in names) + ")"


# `possible` as bits: potential_violation 1, excepted 2, not_covered 4, not_in_force 8.
POSSIBLE = f"""
    (CASE WHEN {_some(FORCE_ELEMENTS, '& 6 > 0')} THEN 8 ELSE 0 END)
    | (CASE WHEN {_every(FORCE_ELEMENTS, 5)} AND {_some(SCOPE_ELEMENTS, '& 6 > 0')} THEN 4 ELSE 0 END)
    | (CASE WHEN {_every(FORCE_ELEMENTS + SCOPE_ELEMENTS, 5)} THEN
        (CASE WHEN {UNLESS} & 5 > 0 THEN 2 ELSE 0 END) | (CASE WHEN {UNLESS} & 6 > 0 THEN 1 ELSE 0 END)
        ELSE 0 END)
"""

_ALL_YES = "(" + " AND ".join(f"{mask(name)} = 1" for name in FORCE_ELEMENTS + SCOPE_ELEMENTS) + ")"

OUTCOME = f"""
    CASE WHEN {_some(FORCE_ELEMENTS, '= 2')} THEN 'not_in_force'
         WHEN {_some(SCOPE_ELEMENTS, '= 2')} THEN 'not_covered'
         WHEN {_ALL_YES} AND {UNLESS} = 1 THEN 'excepted'
         WHEN {_ALL_YES} AND {UNLESS} = 2 THEN 'potential_violation'
         ELSE 'undetermined' END
"""

_DEEDS = f"""
CREATE TABLE j_deed AS
SELECT d.deed, a.rule, {packed(act="a.mask", means="m.mask", object="o.mask", whose="w.mask", where="p.mask",
                               unless="u.mask")} AS answers,
       a.bits | m.bits AS first_bits, o.bits | w.bits | p.bits | u.bits AS second_bits
FROM w_deed d
{" ".join(f"JOIN l_class {short} ON {short}.facet = '{facet}' AND {short}.class = d.{facet}_class"
          + ("" if short == "a" else f" AND {short}.rule = a.rule") for facet, short in FACETS)}
"""

_ANSWERED = f"""
CREATE TABLE j_answer AS
SELECT answers, {POSSIBLE} AS possible, {OUTCOME} AS outcome, {TEXT_OPEN} AS text_open
FROM (SELECT DISTINCT c.answers | d.answers AS answers
      FROM (SELECT DISTINCT answers FROM j_clock) c CROSS JOIN (SELECT DISTINCT answers FROM j_deed) d)
"""

_PROFILES = """
CREATE VIEW j_judged AS
SELECT p.profile, c.rule, c.answers | d.answers AS answers, c.first_bits | d.first_bits AS first_bits,
       c.second_bits | d.second_bits AS second_bits, a.possible, a.outcome, a.text_open
FROM w_profile p
JOIN j_clock c ON c.clock = p.clock
JOIN j_deed d ON d.deed = p.deed AND d.rule = c.rule
JOIN j_answer a ON a.answers = c.answers | d.answers
"""


def clocks(db: Engine) -> None:
    """Judge author and times: `w_clock` from `w_moment`, and `j_clock`, one row for each clock and rule."""
    for sql in (_JOINED, _MASKED, _MOMENTS, _CLOCKS, _CLOCK_JUDGED):
        db.run(sql)
    for name in ("j_joined", "j_masked", "j_moment"):
        db.run(f"DROP TABLE {name}")


def judge(db: Engine) -> None:
    """`j_judged`: one row for each profile and rule; a view, as it would be larger than all else."""
    for sql in (_DEEDS, _ANSWERED, _PROFILES):
        db.run(sql)


def drop(db: Engine) -> None:
    """Remove what `clocks` and `judge` made."""
    db.run("DROP VIEW j_judged")
    for name in ("j_answer", "j_deed", "j_clock", "w_clock"):
        db.run(f"DROP TABLE {name}")
