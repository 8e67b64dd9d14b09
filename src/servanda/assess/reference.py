"""The readable reference: one account, one provision, one reading.

It says what assessing means (DESIGN section 5); the set-wise engine must agree with it on every
case.  Each element yields the *set* of answers that are possible over the facts; Kleene's strong
connectives (Kleene 1952, par. 64) are applied member by member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from servanda.model.facts import Facts, Freed
from servanda.model.objects import Thing
from servanda.model.terms import BEGINNING, NEVER, Condition, Entry, Listing, Rule, Window
from servanda.model.values import ELEMENT_NAMES, FORCE_ELEMENTS, NO, SCOPE_ELEMENTS, TEXT, YES, answer
from servanda.model.vocabulary import ACTS, COMPLETED_STAGES, FUNCTIONS, MEANS, SECTORS, STAGES, ancestors

Answers = frozenset[int]
Result = tuple[Answers, frozenset[str]]

_Y, _N, _T = frozenset({YES}), frozenset({NO}), frozenset({TEXT})
_UNSURE = _Y | _N
_TREATMENT = {"count": _Y, "exclude": _N, "silent": _T}


@dataclass(frozen=True)
class Verdict:
    """What the reference says; masks by element, and all that follows from them."""

    masks: dict[str, int]
    reasons: tuple[str, ...]
    outcome: str
    possible: frozenset[str]
    excluded_by: tuple[str, ...]
    must_hold: tuple[str, ...]
    would_exclude: tuple[str, ...]


def _both(first: int, second: int) -> int:
    """Kleene and of two answers."""
    return NO if NO in (first, second) else TEXT if TEXT in (first, second) else YES


def _either(first: int, second: int) -> int:
    """Kleene or of two answers."""
    return YES if YES in (first, second) else TEXT if TEXT in (first, second) else NO


def _over(rule: Callable[[int, int], int], sets: Iterable[Answers], start: int) -> Answers:
    result = frozenset({start})
    for answers in sets:
        result = frozenset(rule(a, b) for a, b in product(result, answers))
    return result


# --- lists ------------------------------------------------------------------------------------------

OUT, MAYBE, ANY = 0, 1, 2  # above ANY: at or under what is named, the more the deeper the name lies in its tree


def _match_term(tree: dict[str, str], term: str, named: tuple[str, ...]) -> int:
    """How a term meets what is named: OUT, MAYBE (unknown, or more general), or ANY + depth of the name."""
    if not named:
        return ANY
    if term == "unknown":
        return MAYBE
    depths = [len(ancestors(tree, name)) for name in named if name in ancestors(tree, term)]
    if depths:
        return ANY + max(depths)
    return MAYBE if any(term in ancestors(tree, name) for name in named) else OUT


def _match_thing(thing: Thing, entry: Entry) -> int:
    both = (_match_term(FUNCTIONS, thing.function, entry.function), _match_term(SECTORS, thing.sector, entry.sector))
    return min(both) if min(both) < ANY else sum(both)


def _rest(listing: Listing) -> Answers:
    """What holds for a thing that the list does not name."""
    return {"closed": _N, "any": _Y}.get(listing.kind, _T)


def _listed(listing: Listing, match: Callable[[Entry], int]) -> Result:
    """The answers for one item.  Of includes and unclear the more specific decides; excludes always do."""
    excluded, included, unclear = (max((match(e) for e in entries), default=OUT) for entries in (
        listing.excludes, listing.includes, listing.unclear))
    if excluded >= ANY:
        return _N, frozenset({"excluded"})
    named = included >= ANY and included >= unclear
    base = _Y if named else _T if unclear >= ANY else _rest(listing)
    answers = set(base)
    answers |= _Y if included == MAYBE else frozenset()
    answers |= _T if unclear == MAYBE and included < ANY else frozenset()
    answers |= _N if excluded == MAYBE else frozenset()
    if len(answers) > 1:
        return frozenset(answers), frozenset({"generic"})
    if base == _Y:
        return _Y, frozenset({"listed" if named else "no_limit"})
    if base == _N:
        return _N, frozenset({"not_listed"})
    code = "unclear" if unclear >= ANY else "text_silent" if listing.kind == "silent" else "unlisted_open"
    return _T, frozenset({code})


def _unstated(listing: Listing) -> Answers:
    """All answers that some thing would get."""
    answers = set(_rest(listing))
    answers |= _Y if listing.includes else frozenset()
    answers |= _N if listing.excludes else frozenset()
    answers |= _T if listing.unclear else frozenset()
    return frozenset(answers)


def _terms(listing: Listing, tree: dict[str, str], told: Iterable[str]) -> Result:
    """Rival tellings of one term (act, means): the union of what each would get."""
    named = sorted({term for term in told if term not in ("", "unknown")})
    if not named:
        mask = _unstated(listing)
        return mask, frozenset({"no_limit" if listing.kind == "any" and mask == _Y else
                                "text_silent" if listing.kind == "silent" else "unstated"})
    results = [_listed(listing, lambda e, t=term: _match_term(tree, t, e.function))  # type: ignore[misc]
               for term in named]
    return frozenset().union(*(r[0] for r in results)), frozenset().union(*(r[1] for r in results))


# --- elements ---------------------------------------------------------------------------------------

def _bound(facts: Facts, rule: Rule, freed: Freed) -> Result:
    if not rule.agreed:
        return _N, frozenset({"not_agreed"})
    if facts.author in rule.not_bound:
        return _N, frozenset({"not_bound"})
    if not facts.author:
        return (_UNSURE, frozenset({"no_author"})) if rule.binds else (_T, frozenset({"text_silent"}))
    bind = next((bind for bind in rule.binds if bind.party == facts.author), None)
    if bind is None:
        return _T, frozenset({"text_silent"})
    begin, end = _possible_time(facts)
    answers: set[int] = set()
    if max(begin, bind.start[0]) < min(end, bind.end[1]):
        answers.add(YES)
    if begin < bind.start[1] or end > bind.end[0]:
        answers.add(NO)
    code = f"party_bound:{bind.basis or 'unstated'}"
    if answers == {NO}:
        code = "before_bound" if end <= bind.start[1] else "after_bound"
    elif len(answers) > 1:
        code = "straddles_bound"
    if YES in answers:
        if begin >= freed.certain:
            return _N, frozenset({"released"})
        if end > freed.possible:
            return frozenset(answers | {NO}), frozenset({code, "maybe_released"})
    return frozenset(answers), frozenset({code})


def _stage(rule: Rule, told: Iterable[str]) -> Result:
    named = sorted({stage for stage in told if stage in STAGES})
    attempt = _TREATMENT[rule.attempts]
    if not named:
        return _Y | attempt, frozenset() if attempt == _Y else frozenset({"stage_unstated"})
    answers: set[int] = set()
    codes = set()
    for stage in named:
        answers |= _Y if stage in COMPLETED_STAGES else attempt
        if stage not in COMPLETED_STAGES:
            codes.add({"count": "attempt_counts", "exclude": "attempt_excluded", "silent": "attempt_silent"}
                      [rule.attempts])
    return frozenset(answers), frozenset(codes)


def _act(facts: Facts, rule: Rule) -> Result:
    if rule.kind in ("undertaking", "permission", "obligation"):
        return _N, frozenset({rule.kind})
    listed, codes = _terms(rule.acts, ACTS, (telling.act for telling in facts.tellings))
    staged, more = _stage(rule, (telling.stage for telling in facts.tellings))
    return _over(_both, (listed, staged), YES), codes | more


def _thing(thing: Thing, rule: Rule) -> Result:
    answers, codes = _listed(rule.objects, lambda entry: _match_thing(thing, entry))
    if thing.how not in ("debris", "by_product") or YES not in answers:
        return answers, codes
    treatment = {"debris": rule.debris, "by_product": rule.by_product}[thing.how]
    if treatment == "count":
        return answers, codes
    word = f"{thing.how}_{'silent' if treatment == 'silent' else 'excluded'}"
    return (answers - _Y) | _TREATMENT[treatment], codes | {word}


def _object(facts: Facts, rule: Rule) -> Result:
    told = [t.aimed + t.affected for t in facts.tellings if t.aimed + t.affected]
    if rule.objects.kind == "any" and _unstated(rule.objects) == _Y:
        return _Y, frozenset({"no_limit"})
    if not told:
        return _unstated(rule.objects), frozenset({"text_silent" if rule.objects.kind == "silent" else "unstated"})
    answers: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    for things in told:
        results = [_thing(thing, rule) for thing in things]
        answers |= _over(_either, (r[0] for r in results), NO)
        codes = codes.union(*(r[1] for r in results))
    return answers, codes


def _whose(facts: Facts, rule: Rule) -> Result:
    if rule.whose == ("any",):
        return _Y, frozenset({"no_limit"})
    if not facts.author:
        return _UNSURE, frozenset({"no_author"})
    held = {"claim": facts.claim, "recognised": facts.recognised, "controller": facts.controller,
            "operator": facts.operator, "owner": frozenset[str]()}
    values = {basis: bool(parties - {facts.author}) for basis, parties in held.items() if parties}
    if rule.whose:
        named = [values.get(basis) for basis in rule.whose]
        if True in named:
            return _Y, frozenset({"other_party"})
        return (_UNSURE, frozenset({"unstated"})) if None in named else (_N, frozenset({"own"}))
    if not values:
        return _UNSURE, frozenset({"unstated"})
    if len(set(values.values())) > 1:
        return _T, frozenset({"bases_disagree"})
    return (_Y, frozenset({"other_party"})) if all(values.values()) else (_N, frozenset({"own"}))


def _where(facts: Facts, rule: Rule) -> Result:
    if not rule.zone:
        return _Y, frozenset({"no_limit"})
    state = facts.zones.get(rule.zone, "unstated")
    if state in ("straddles", "unstated"):
        return _UNSURE, frozenset({state})
    return (_Y if (state == "inside") == rule.zone_inside else _N), frozenset({state})


def _possible_time(facts: Facts) -> tuple[int, int]:
    if facts.time_from is None or facts.time_to is None:
        return BEGINNING, NEVER
    return facts.time_from, facts.time_to


def _during(window: Window, begin: int, end: int) -> Answers:
    """The answers that some instant of [begin, end) would get."""
    lows, highs = ([s[i] for s in window.starts] for i in (0, 1))
    ends_low, ends_high = [e[0] for e in window.ends] or [NEVER], [e[1] for e in window.ends] or [NEVER]
    yes_from = max([*lows, window.floor]) if window.starts else NEVER
    no_before = max(min(highs), window.floor) if window.starts else window.floor
    answers: set[int] = set()
    if max(begin, yes_from) < min(end, min(ends_high)):
        answers.add(YES)
    if begin < no_before or end > max(ends_low):
        answers.add(NO)
    text_from = (min(lows) if len(set(window.starts)) > 1 else NEVER) if window.starts else BEGINNING
    text_to = max(highs) if window.starts else NEVER
    if max(begin, text_from, window.floor) < min(end, text_to, max(ends_high)):
        answers.add(TEXT)
    if len(set(window.ends)) > 1 and max(begin, min(ends_low), no_before) < min(end, max(ends_high)):
        answers.add(TEXT)
    return frozenset(answers) or _T


def _when(facts: Facts, rule: Rule) -> Result:
    window = rule.window
    begin, end = _possible_time(facts)
    answers = _during(window, begin, end)
    code = "inside"
    if facts.lasted_from is not None and facts.lasted_to is not None:
        begin, end = facts.lasted_from, facts.lasted_to
        answers = _during(window, begin, end)
        sure_from = max([s[1] for s in window.starts] + [window.floor]) if window.starts else NEVER
        sure_to = min([e[0] for e in window.ends] or [NEVER])
        if max(begin, sure_from) < min(end, sure_to):
            code = "inside" if answers == _Y else "partial"
            answers = _Y
    return answers, frozenset({_when_code(window, begin, end, answers, code)})


def _when_code(window: Window, begin: int, end: int, answers: Answers, yes_code: str) -> str:
    if answers == _Y:
        return yes_code
    no_before = max(min(s[1] for s in window.starts), window.floor) if window.starts else window.floor
    last = max(e[0] for e in window.ends) if window.ends else NEVER
    first_end = min(e[0] for e in window.ends) if window.ends else NEVER
    if answers == _N:
        if end <= window.floor:
            return "before_instrument"
        return "before_start" if end <= no_before else "after_end" if begin >= last else "outside"
    if answers == _T:
        return "counting" if window.starts else "start_silent"
    if begin == BEGINNING:
        return "unstated"
    return "straddles_end" if end > first_end else "straddles_start"


def _condition_at(condition: Condition, instant: int) -> Answers:
    status = "unknown"
    for state in condition.states:
        if state.at <= instant:
            status = state.status
    return {"met": _Y, "not_met": _N}.get(status, _UNSURE)


def _provided(facts: Facts, rule: Rule) -> Result:
    if not rule.conditions:
        return _Y, frozenset({"none"})
    begin, end = _possible_time(facts)
    instants = {begin} | {s.at for c in rule.conditions for s in c.states if begin < s.at < end}
    answers: Answers = frozenset()
    for instant in instants:
        answers |= _over(_both, (_condition_at(c, instant) for c in rule.conditions), YES)
    return answers, frozenset({"met" if answers == _Y else "not_met" if answers == _N else "unknown"})


def _unless(facts: Facts, rule: Rule) -> Result:
    if not rule.exemptions:
        return _N, frozenset({"none"})
    ids = {exemption.id for exemption in rule.exemptions}
    if ids & facts.established:
        return _Y, frozenset({"established"})
    if ids & facts.raised:
        return _UNSURE, frozenset({"raised"})
    return _N, frozenset({"not_raised"})


# --- outcome ----------------------------------------------------------------------------------------

def _means(facts: Facts, rule: Rule) -> Result:
    return _terms(rule.means, MEANS, (telling.means for telling in facts.tellings))


def _can(mask: int, value: int) -> bool:
    """May the element turn out `value` (yes or no), by fact or by construction of the text?"""
    return bool(mask & (value | TEXT))


def _possible(masks: dict[str, int]) -> frozenset[str]:
    found = set()
    if any(_can(masks[e], NO) for e in FORCE_ELEMENTS):
        found.add("not_in_force")
    if all(_can(masks[e], YES) for e in FORCE_ELEMENTS):
        if any(_can(masks[e], NO) for e in SCOPE_ELEMENTS):
            found.add("not_covered")
        if all(_can(masks[e], YES) for e in SCOPE_ELEMENTS):
            found |= {name for name, value in (("excepted", YES), ("potential_violation", NO))
                      if _can(masks["unless"], value)}
    return frozenset(found)


def _outcome(masks: dict[str, int]) -> str:
    if any(masks[e] == NO for e in FORCE_ELEMENTS):
        return "not_in_force"
    if any(masks[e] == NO for e in SCOPE_ELEMENTS):
        return "not_covered"
    if all(masks[e] == YES for e in FORCE_ELEMENTS + SCOPE_ELEMENTS):
        return {YES: "excepted", NO: "potential_violation"}.get(masks["unless"], "undetermined")
    return "undetermined"


def verdict(facts: Facts, rule: Rule, freed: Freed = Freed(NEVER, NEVER)) -> Verdict:  # noqa: B008
    """Assess one account, tried against its author, under one provision as one reading holds it."""
    elements = {
        "bound": _bound(facts, rule, freed), "act": _act(facts, rule), "means": _means(facts, rule),
        "object": _object(facts, rule), "whose": _whose(facts, rule), "where": _where(facts, rule),
        "when": _when(facts, rule), "provided": _provided(facts, rule), "unless": _unless(facts, rule),
    }
    masks = {name: sum(elements[name][0]) for name in ELEMENT_NAMES}
    reasons = tuple(f"{name}:{code}" for name in ELEMENT_NAMES for code in sorted(elements[name][1]))
    outcome, possible = _outcome(masks), _possible(masks)
    open_ = outcome == "undetermined" and "potential_violation" in possible
    others = [name for name in ELEMENT_NAMES if name != "unless"]
    must = [f"{n}:yes" for n in others if masks[n] != YES] + (["unless:no"] if masks["unless"] != NO else [])
    excludes = [f"{n}:no" for n in others if _can(masks[n], NO)]
    excludes += ["unless:yes"] if _can(masks["unless"], YES) else []
    return Verdict(
        masks=masks, reasons=reasons, outcome=outcome, possible=possible,
        excluded_by=tuple(n for n in others if masks[n] == NO),
        must_hold=tuple(must) if open_ else (), would_exclude=tuple(excludes) if open_ else ())


def answers(result: Verdict) -> dict[str, str]:
    """The four-valued answer of every element."""
    return {name: answer(mask) for name, mask in result.masks.items()}
