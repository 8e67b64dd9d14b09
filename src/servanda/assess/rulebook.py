"""Terms as columns: the rules, their lists, bounds and conditions as the engine joins them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servanda.assess.provisions import SHOWN
from servanda.model.case import Frame
from servanda.model.clock import span
from servanda.model.lifecycle import life
from servanda.model.reasons import BITS
from servanda.model.terms import BEGINNING, NEVER, Condition, Listing, Rule
from servanda.model.values import NO, TEXT, YES
from servanda.model.vocabulary import ACTS, FUNCTIONS, MEANS, SECTORS, ancestors
from servanda.model.working import WORKING

_TREATMENT = {"count": YES, "exclude": NO, "silent": TEXT}
_FACETS = (("act", "act"), ("means", "means"), ("object", "function"))
# Where the working tables of the terms hold instants at which an answer may turn.
INSTANTS = {
    "w_rule": ("floor", "yes_from", "no_before", "sure_from", "text_from", "text_to", "yes_until", "last_end",
               "sure_until", "end_text_from", "end_text_to"),
    "w_bind": ("start_lo", "start_hi", "end_lo", "end_hi"), "w_state": ("from", "until"), "w_life": ("from", "until"),
    "w_late": ("through",),
}
_TREES = {"act": ACTS, "means": MEANS, "function": FUNCTIONS, "sector": SECTORS}


def frames(rules: tuple[Rule, ...]) -> dict[str, Frame]:
    """The working tables that depend on the terms alone, by name; rules are numbered from 0."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in (
        "w_rule", "w_bind", "w_not_bound", "w_list", "w_entry", "w_entry_term", "w_state", "w_exemption", "w_life",
        "w_late")}
    for number, rule in enumerate(rules):
        rows["w_rule"].append((number, *_rule(rule)))
        rows["w_bind"] += [(number, b.party, *b.start, *b.end, b.basis or "unstated")
                           for b in {b.party: b for b in reversed(rule.binds)}.values()]
        rows["w_not_bound"] += [(number, party) for party in rule.not_bound]
        rows["w_exemption"] += [(number, exemption.id) for exemption in rule.exemptions]
        rows["w_state"] += [(number, *state) for state in _states(rule.conditions)]
        rows["w_late"] += [(number, element, span(said.stated, "UTC")[0] - 1)
                           for element, said in rule.said.items() if said.stated and element in SHOWN]
        rows["w_life"] += [(number, *span) for span in life(rule.events)]
        for facet, _ in _FACETS:
            _add_list(rows, number, facet, {"act": rule.acts, "means": rule.means, "object": rule.objects}[facet])
    rows["w_code"] = [(code, value) for half in BITS for code, value in half.items()]
    rows["w_tree"] = [(tree, above, below) for tree, parents in _TREES.items()
                      for below in parents for above in ancestors(parents, below)]
    return {name: columns(name, found) for name, found in rows.items()}


def columns(name: str, rows: Iterable[tuple[Any, ...]]) -> Frame:
    """Rows of a working table as columns."""
    return WORKING[name].frame(rows)


def _rule(rule: Rule) -> tuple[Any, ...]:
    return (rule.reading, rule.provision, rule.kind, rule.agreed, bool(rule.binds), _TREATMENT[rule.attempts],
            _TREATMENT[rule.debris], _TREATMENT[rule.by_product], ";".join(rule.whose), rule.zone, rule.zone_inside,
            *_window(rule), bool(rule.conditions), bool(rule.exemptions), bool(life(rule.events)))


def _window(rule: Rule) -> tuple[Any, ...]:
    """Rival and uncertain bounds reduced to the instants between which each answer is possible."""
    window = rule.window
    lows, highs = [s[0] for s in window.starts], [s[1] for s in window.starts]
    ends_low, ends_high = [e[0] for e in window.ends] or [NEVER], [e[1] for e in window.ends] or [NEVER]
    rival_starts, rival_ends = len(set(window.starts)) > 1, len(set(window.ends)) > 1
    if not window.starts:
        start = (False, window.floor, NEVER, window.floor, NEVER, BEGINNING, NEVER)
    else:
        start = (True, window.floor, max([*lows, window.floor]), max(min(highs), window.floor),
                 max([*highs, window.floor]), min(lows) if rival_starts else NEVER, max(highs))
    return (*start, min(ends_high), max(ends_low), min(ends_low),
            min(ends_low) if rival_ends else NEVER, max(ends_high))


def _states(conditions: tuple[Condition, ...]) -> list[tuple[int, int, int]]:
    """Spans (from, until, mask) over which the conditions together yield one set of answers."""
    if not conditions:
        return []
    turns = sorted({state.at for condition in conditions for state in condition.states})
    starts = [BEGINNING, *turns]
    return [(start, until, _conjunction([_status(c, start) for c in conditions]))
            for start, until in zip(starts, [*turns, NEVER], strict=True)]


def _status(condition: Condition, instant: int) -> int:
    known = [state.status for state in condition.states if state.at <= instant]
    return {"met": YES, "not_met": NO}.get(known[-1] if known else "", YES | NO)


def _conjunction(masks: list[int]) -> int:
    """Kleene and over sets of yes and no."""
    yes = YES if all(mask & YES for mask in masks) else 0
    return yes | (NO if any(mask & NO for mask in masks) else 0)


def _add_list(rows: dict[str, list[tuple[Any, ...]]], number: int, facet: str, listing: Listing) -> None:
    rest = {"closed": NO, "any": YES}.get(listing.kind, TEXT)
    unstated = rest | (YES if listing.includes else 0) | (NO if listing.excludes else 0)
    unstated |= TEXT if listing.unclear else 0
    rows["w_list"].append((number, facet, listing.kind, rest, unstated))
    tree = dict(_FACETS)[facet]
    for role, entries in (("in", listing.includes), ("ex", listing.excludes), ("un", listing.unclear)):
        for index, entry in enumerate(entries):
            rows["w_entry"].append((number, facet, role, index, not entry.function, not entry.sector))
            rows["w_entry_term"] += [(number, facet, role, index, tree, term, _depth(tree, term))
                                     for term in entry.function]
            rows["w_entry_term"] += [(number, facet, role, index, "sector", term, _depth("sector", term))
                                     for term in entry.sector]


def _depth(tree: str, term: str) -> int:
    """How deep a name lies in its tree, a root at 1: the deeper, the more specific."""
    return len(ancestors(_TREES[tree], term))
