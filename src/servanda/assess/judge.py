"""The verdict query: profiles times rules, in one pass over columns."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.reasons import BASES, bit
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import BEGINNING, NEVER
from servanda.model.values import FORCE_ELEMENTS, SCOPE_ELEMENTS

# Instants of [b, e) that may get each answer; see `reference._during`.
_DURING = """
    (CASE WHEN has_start AND greatest({b}, yes_from) < least({e}, yes_until) THEN 1 ELSE 0 END)
    | (CASE WHEN {b} < no_before OR {e} > last_end THEN 2 ELSE 0 END)
    | (CASE WHEN greatest({b}, text_from, floor) < least({e}, text_to, end_text_to) THEN 4 ELSE 0 END)
    | (CASE WHEN greatest({b}, end_text_from, no_before) < least({e}, end_text_to) THEN 4 ELSE 0 END)
"""

_JOINED = f"""
CREATE TABLE j_joined AS
SELECT p.profile, p.author, r.*, b.basis, b.start_lo, b.start_hi, b.end_lo, b.end_hi,
       nb.party IS NOT NULL AS is_not_bound, b.party IS NOT NULL AS has_bind,
       coalesce(f.certain, {NEVER}) AS certain, coalesce(f.possible, {NEVER}) AS possible_free,
       p.b0, p.e0, p.b1, p.e1, p.lasts,
       act.mask AS act_mask, means.mask AS means_mask, act.bits | means.bits AS deed_bits,
       o.mask AS object_mask, o.bits AS object_bits,
       CASE WHEN r.whose = 'any' THEN 1 WHEN p.author = '' THEN 3 ELSE w.mask END AS whose_mask,
       CASE WHEN r.whose = 'any' THEN {bit("whose:no_limit")} WHEN p.author = '' THEN {bit("whose:no_author")}
            ELSE w.bits END AS whose_bits,
       CASE WHEN r.zone = '' THEN 'any' ELSE coalesce(substr(p.site, z.letter, 1), '') END AS letter,
       CASE WHEN r.has_conditions THEN pr.mask ELSE 1 END AS provided_mask,
       CASE WHEN r.has_life THEN li.mask ELSE 1 END AS life_mask,
       CASE WHEN r.has_exemptions THEN u.state ELSE 0 END AS unless_state
FROM w_profile p
CROSS JOIN w_rule r
LEFT JOIN w_bind b ON b.rule = r.rule AND b.party = p.author
LEFT JOIN w_not_bound nb ON nb.rule = r.rule AND nb.party = p.author
LEFT JOIN w_freed f ON f.rule = r.rule AND f.party = p.author
JOIN l_act act ON act.rule = r.rule AND act.act = p.act AND act.stage = p.stage
JOIN l_term means ON means.rule = r.rule AND means.facet = 'means' AND means.key = p.means
JOIN l_object o ON o.rule = r.rule AND o.object = p.object
LEFT JOIN l_whose w ON w.bases = r.whose AND w.whose = p.whose AND w.author = p.author
LEFT JOIN w_zone z ON z.zone = r.zone
LEFT JOIN l_provided pr ON pr.b0 = p.b0 AND pr.e0 = p.e0 AND pr.rule = r.rule
LEFT JOIN l_life li ON li.b1 = p.b1 AND li.e1 = p.e1 AND li.rule = r.rule
LEFT JOIN l_unless u ON u.raised = p.raised AND u.rule = r.rule
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
    CASE WHEN letter = 'any' THEN 1 WHEN letter IN ('S', '') THEN 3
         WHEN (letter = 'I') = zone_inside THEN 1 ELSE 2 END AS where_mask,
    (CASE WHEN life_mask & 1 > 0 THEN window_mask ELSE 0 END) | (life_mask & 2) | (window_mask & 2) AS when_mask,
    CASE unless_state WHEN 2 THEN 1 WHEN 1 THEN 3 ELSE 2 END AS unless_mask
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

_WHERE_BITS = f"""CASE letter WHEN 'any' THEN {bit("where:no_limit")} WHEN 'I' THEN {bit("where:inside")}
        WHEN 'O' THEN {bit("where:outside")} WHEN 'S' THEN {bit("where:straddles")}
        ELSE {bit("where:unstated")} END"""

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

_UNLESS_BITS = f"""CASE WHEN NOT has_exemptions THEN {bit("unless:none")}
        WHEN unless_state = 2 THEN {bit("unless:established")} WHEN unless_state = 1 THEN {bit("unless:raised")}
        ELSE {bit("unless:not_raised")} END"""


def _every(names: tuple[str, ...], bits: int) -> str:
    return "(" + " AND ".join(f"{name}_mask & {bits} > 0" for name in names) + ")"


def _some(names: tuple[str, ...], test: str) -> str:
    return "(" + " OR ".join(f"{name}_mask {test}" for name in names) + ")"


# `possible` as bits: potential_violation 1, excepted 2, not_covered 4, not_in_force 8.
POSSIBLE = f"""
    (CASE WHEN {_some(FORCE_ELEMENTS, '& 6 > 0')} THEN 8 ELSE 0 END)
    | (CASE WHEN {_every(FORCE_ELEMENTS, 5)} AND {_some(SCOPE_ELEMENTS, '& 6 > 0')} THEN 4 ELSE 0 END)
    | (CASE WHEN {_every(FORCE_ELEMENTS + SCOPE_ELEMENTS, 5)} THEN
        (CASE WHEN unless_mask & 5 > 0 THEN 2 ELSE 0 END) | (CASE WHEN unless_mask & 6 > 0 THEN 1 ELSE 0 END)
        ELSE 0 END)
"""

_ALL_YES = "(" + " AND ".join(f"{name}_mask = 1" for name in FORCE_ELEMENTS + SCOPE_ELEMENTS) + ")"

OUTCOME = f"""
    CASE WHEN {_some(FORCE_ELEMENTS, '= 2')} THEN 'not_in_force'
         WHEN {_some(SCOPE_ELEMENTS, '= 2')} THEN 'not_covered'
         WHEN {_ALL_YES} AND unless_mask = 1 THEN 'excepted'
         WHEN {_ALL_YES} AND unless_mask = 2 THEN 'potential_violation'
         ELSE 'undetermined' END
"""

_OTHERS = tuple(name for name in ELEMENT_NAMES if name != "unless")

_JUDGED = f"""
CREATE TABLE j_judged AS
SELECT profile, rule, {", ".join(f"{name}_mask" for name in ELEMENT_NAMES)},
       {_BOUND_BITS} | deed_bits AS first_bits,
       object_bits | whose_bits | {_WHERE_BITS} | {_WHEN_BITS}
       | (CASE WHEN life_mask <> 1 THEN {bit("when:suspended")} ELSE 0 END)
       | {_PROVIDED_BITS} | {_UNLESS_BITS} AS second_bits,
       {POSSIBLE} AS possible, {OUTCOME} AS outcome
FROM j_masked
"""


def judge(db: Database) -> None:
    """Fill `j_judged`: one row for each profile and rule, from `w_profile` and the lookup tables."""
    for sql in (_JOINED, _MASKED, _JUDGED):
        db.run(sql)
    db.run("DROP TABLE j_joined")
    db.run("DROP TABLE j_masked")


def drop(db: Database) -> None:
    """Remove what `judge` made."""
    db.run("DROP TABLE j_judged")
