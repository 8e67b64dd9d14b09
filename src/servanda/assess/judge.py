"""The verdict query: accounts tried against authors, times rules, in one pass over columns."""

from __future__ import annotations

from servanda.engine.database import Database
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
SELECT t.account_id, t.incident_id, t.author, r.*, b.basis, b.start_lo, b.start_hi, b.end_lo, b.end_hi,
       nb.party IS NOT NULL AS is_not_bound, b.party IS NOT NULL AS has_bind,
       coalesce(f.certain, {NEVER}) AS certain, coalesce(f.possible, {NEVER}) AS possible_free,
       coalesce(a.time_from, {BEGINNING}) AS b0, coalesce(a.time_to, {NEVER}) AS e0,
       coalesce(a.lasted_from, a.time_from, {BEGINNING}) AS b1, coalesce(a.lasted_to, a.time_to, {NEVER}) AS e1,
       a.lasted_from IS NOT NULL AS lasts,
       act.mask AS act_mask, act.codes AS act_codes, means.mask AS means_mask, means.codes AS means_codes,
       o.mask AS object_mask, o.codes AS object_codes,
       CASE WHEN r.whose = 'any' THEN 1 WHEN t.author = '' THEN 3 ELSE w.mask END AS whose_mask,
       CASE WHEN r.whose = 'any' THEN 'no_limit' WHEN t.author = '' THEN 'no_author' ELSE w.code END AS whose_code,
       CASE WHEN r.zone = '' THEN 'no_limit' ELSE coalesce(p.state, 'unstated') END AS place_state,
       CASE WHEN r.has_conditions THEN pr.mask ELSE 1 END AS provided_mask,
       CASE WHEN r.has_life THEN li.mask ELSE 1 END AS life_mask,
       CASE WHEN r.has_exemptions THEN u.state ELSE 0 END AS unless_state
FROM w_try t
JOIN w_account a ON a.account_id = t.account_id
CROSS JOIN w_rule r
LEFT JOIN w_bind b ON b.rule = r.rule AND b.party = t.author
LEFT JOIN w_not_bound nb ON nb.rule = r.rule AND nb.party = t.author
LEFT JOIN w_freed f ON f.rule = r.rule AND f.party = t.author
JOIN l_act act ON act.rule = r.rule AND act.act = a.act AND act.stage = a.stage
JOIN l_term means ON means.rule = r.rule AND means.facet = 'means' AND means.key = a.means
JOIN l_object o ON o.rule = r.rule AND o.object = a.object
LEFT JOIN l_whose w ON w.bases = r.whose AND w.whose = a.whose AND w.author = t.author
LEFT JOIN w_place p ON p.place = a.place AND p.zone = r.zone
LEFT JOIN l_provided pr ON pr.account_id = a.account_id AND pr.rule = r.rule
LEFT JOIN l_life li ON li.account_id = a.account_id AND li.rule = r.rule
LEFT JOIN l_unless u ON u.account_id = a.account_id AND u.rule = r.rule
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
    CASE WHEN place_state = 'no_limit' THEN 1 WHEN place_state IN ('straddles', 'unstated') THEN 3
         WHEN (place_state = 'inside') = zone_inside THEN 1 ELSE 2 END AS where_mask,
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

_CODED = f"""
CREATE TABLE j_coded AS
SELECT *,
    concat_ws(';', CASE
        WHEN NOT agreed THEN 'bound:not_agreed' WHEN is_not_bound THEN 'bound:not_bound'
        WHEN author = '' THEN CASE WHEN has_binds THEN 'bound:no_author' ELSE 'bound:text_silent' END
        WHEN NOT has_bind THEN 'bound:text_silent'
        WHEN bind_mask & 1 > 0 AND b0 >= certain THEN 'bound:released'
        WHEN bind_mask & 1 > 0 AND e0 > possible_free AND bind_mask = 1
            THEN 'bound:maybe_released;bound:party_bound:' || basis
        WHEN bind_mask & 1 > 0 AND e0 > possible_free THEN 'bound:maybe_released;bound:straddles_bound'
        WHEN bind_mask = 1 THEN 'bound:party_bound:' || basis
        WHEN bind_mask = 2 THEN CASE WHEN e0 <= start_hi THEN 'bound:before_bound' ELSE 'bound:after_bound' END
        ELSE 'bound:straddles_bound' END,
    act_codes, means_codes, object_codes, 'whose:' || whose_code, 'where:' || place_state,
    CASE WHEN life_mask <> 1 AND window_code < 'suspended' THEN 'when:' || window_code || ';when:suspended'
         WHEN life_mask <> 1 THEN 'when:suspended;when:' || window_code ELSE 'when:' || window_code END,
    'provided:' || CASE WHEN NOT has_conditions THEN 'none' WHEN provided_mask = 1 THEN 'met'
                        WHEN provided_mask = 2 THEN 'not_met' ELSE 'unknown' END,
    'unless:' || CASE WHEN NOT has_exemptions THEN 'none' WHEN unless_state = 2 THEN 'established'
                      WHEN unless_state = 1 THEN 'raised' ELSE 'not_raised' END) AS reasons
FROM (SELECT *, CASE
        WHEN window_mask = 1 THEN CASE WHEN surely_during AND during <> 1 THEN 'partial' ELSE 'inside' END
        WHEN window_mask = 2 THEN CASE WHEN e1 <= floor THEN 'before_instrument'
                                       WHEN e1 <= no_before THEN 'before_start'
                                       WHEN b1 >= last_end THEN 'after_end' ELSE 'outside' END
        WHEN window_mask = 4 THEN CASE WHEN has_start THEN 'counting' ELSE 'start_silent' END
        WHEN b1 = {BEGINNING} THEN 'unstated'
        WHEN e1 > sure_until THEN 'straddles_end' ELSE 'straddles_start' END AS window_code
FROM j_masked)
"""

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

EXCLUDED_BY = "concat_ws(';', " + ", ".join(
    f"CASE WHEN {name}_mask = 2 THEN '{name}' END" for name in _OTHERS) + ")"
MUST_HOLD = "concat_ws(';', " + ", ".join(
    [f"CASE WHEN {name}_mask <> 1 THEN '{name}:yes' END" for name in _OTHERS]
    + ["CASE WHEN unless_mask <> 2 THEN 'unless:no' END"]) + ")"
WOULD_EXCLUDE = "concat_ws(';', " + ", ".join(
    [f"CASE WHEN {name}_mask & 6 > 0 THEN '{name}:no' END" for name in _OTHERS]
    + ["CASE WHEN unless_mask & 5 > 0 THEN 'unless:yes' END"]) + ")"

_TRIED = f"""
CREATE TABLE j_tried AS
SELECT account_id, incident_id, author, rule, reading, provision,
       {", ".join(f"{name}_mask" for name in ELEMENT_NAMES)}, reasons, {POSSIBLE} AS possible, {OUTCOME} AS outcome
FROM j_coded
"""

TABLES = ("j_joined", "j_masked", "j_coded", "j_tried")


def answer_sql(column: str) -> str:
    """The four-valued answer of a mask column."""
    return (f"CASE {column} WHEN 1 THEN 'yes' WHEN 2 THEN 'no' WHEN 4 THEN 'unknown_text' "
            f"ELSE 'unknown_fact' END")


def possible_sql(column: str) -> str:
    """The outcomes of a `possible` bit column, in printing order."""
    named = (("potential_violation", 1), ("excepted", 2), ("not_covered", 4), ("not_in_force", 8))
    return "concat_ws(';', " + ", ".join(f"CASE WHEN {column} & {bit} > 0 THEN '{name}' END"
                                         for name, bit in named) + ")"


def judge(db: Database) -> None:
    """Fill `j_tried`: one row for each account, author it is tried against, and rule."""
    for sql in (_JOINED, _MASKED, _CODED, _TRIED):
        db.run(sql)
    for name in TABLES[:-1]:
        db.run(f"DROP TABLE {name}")
