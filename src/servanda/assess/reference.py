"""The readable reference: one account, or the accounts of one incident, under one provision of one reading.

It says what assessing means (DESIGN section 5); the set-wise engine must agree with it on every
case.  Each element yields the *set* of answers that are possible over the facts; Kleene's strong
connectives (Kleene 1952, par. 64) are applied member by member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from servanda.model.facts import Facts, Freed, Telling
from servanda.model.lifecycle import life
from servanda.model.listing import (
    NO_ONLY,
    TEXT_ONLY,
    YES_ONLY,
    Answers,
    Result,
    both,
    either,
    match_thing,
    of_anything,
    on_list,
    over,
    terms,
)
from servanda.model.objects import Thing
from servanda.model.terms import BEGINNING, NEVER, Condition, Rule, Window
from servanda.model.values import ELEMENT_NAMES, FORCE_ELEMENTS, NO, SCOPE_ELEMENTS, TEXT, YES, answer
from servanda.model.vocabulary import ACTS, COMPLETED_STAGES, FUNCTIONS, MEANS, SECTORS, STAGES, ancestors

_UNSURE = YES_ONLY | NO_ONLY
_TREATMENT = {"count": YES_ONLY, "exclude": NO_ONLY, "silent": TEXT_ONLY}


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


# --- elements ---------------------------------------------------------------------------------------

def _bound(facts: Facts, rule: Rule, freed: Freed) -> Result:
    if not rule.agreed:
        return NO_ONLY, frozenset({"not_agreed"})
    if facts.author in rule.not_bound:
        return NO_ONLY, frozenset({"not_bound"})
    if not facts.author:
        return (_UNSURE, frozenset({"no_author"})) if rule.binds else (TEXT_ONLY, frozenset({"text_silent"}))
    bind = next((bind for bind in rule.binds if bind.party == facts.author), None)
    if bind is None:
        return TEXT_ONLY, frozenset({"text_silent"})
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
            return NO_ONLY, frozenset({"released"})
        if end > freed.possible:
            return frozenset(answers | {NO}), frozenset({code, "maybe_released"})
    return frozenset(answers), frozenset({code})


def _stage(rule: Rule, told: Iterable[str]) -> Result:
    named = sorted({stage for stage in told if stage in STAGES})
    attempt = _TREATMENT[rule.attempts]
    if not named:
        return YES_ONLY | attempt, frozenset() if attempt == YES_ONLY else frozenset({"stage_unstated"})
    answers: set[int] = set()
    codes = set()
    for stage in named:
        answers |= YES_ONLY if stage in COMPLETED_STAGES else attempt
        if stage not in COMPLETED_STAGES:
            codes.add({"count": "attempt_counts", "exclude": "attempt_excluded", "silent": "attempt_silent"}
                      [rule.attempts])
    return frozenset(answers), frozenset(codes)


def _act(facts: Facts, rule: Rule, _: Freed) -> Result:
    if rule.kind != "prohibition":
        return NO_ONLY, frozenset({rule.kind})
    listed, codes = terms(rule.acts, ACTS, (telling.act for telling in facts.tellings))
    staged, more = _stage(rule, (telling.stage for telling in facts.tellings))
    return over(both, (listed, staged), YES), codes | more


def _thing(thing: Thing, rule: Rule) -> Result:
    answers, codes = on_list(rule.objects, lambda entry: match_thing(thing, entry))
    if thing.how not in ("debris", "by_product") or YES not in answers:
        return answers, codes
    treatment = {"debris": rule.debris, "by_product": rule.by_product}[thing.how]
    if treatment == "count":
        return answers, codes
    word = f"{thing.how}_{'silent' if treatment == 'silent' else 'excluded'}"
    return (answers - YES_ONLY) | _TREATMENT[treatment], codes | {word}


def _covers(vague: Thing, exact: Thing) -> bool:
    """Is the one thing the other, in the same or in more general words?"""
    def above(tree: dict[str, str], one: str, other: str) -> bool:
        return one == "unknown" or (other != "unknown" and one in ancestors(tree, other))
    return (vague.how == exact.how and above(FUNCTIONS, vague.function, exact.function)
            and above(SECTORS, vague.sector, exact.sector))


def _says_less(one: Telling, other: Telling) -> bool:
    """Is everything aimed at or affected of the one in the other, in the same or in more exact words?"""
    return all(any(_covers(a, b) for b in theirs) for mine, theirs in (
        (one.aimed, other.aimed), (one.affected, other.affected)) for a in mine)


def _fullest(tellings: Sequence[Telling]) -> list[Telling]:
    """The tellings that no other one says more exactly."""
    return [one for one in tellings
            if not any(_says_less(one, other) and not _says_less(other, one) for other in tellings)]


def _object(facts: Facts, rule: Rule, _: Freed) -> Result:
    told = [t.aimed + t.affected for t in _fullest(facts.tellings) if t.aimed + t.affected]
    if not told:
        unlimited = rule.objects.kind == "any" and of_anything(rule.objects) == YES_ONLY
        return of_anything(rule.objects), frozenset({
            "no_limit" if unlimited else "text_silent" if rule.objects.kind == "silent" else "unstated"})
    answers: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    for things in told:
        results = [_thing(thing, rule) for thing in things]
        answers |= over(either, (r[0] for r in results), NO)
        codes = codes.union(*(r[1] for r in results))
    return answers, codes


def _whose(facts: Facts, rule: Rule, _: Freed) -> Result:
    if rule.whose == ("any",):
        return YES_ONLY, frozenset({"no_limit"})
    if not facts.author:
        return _UNSURE, frozenset({"no_author"})
    held = {"claim": facts.claim, "recognised": facts.recognised, "controller": facts.controller,
            "operator": facts.operator, "owner": frozenset[str]()}
    values = {basis: bool(parties - {facts.author}) for basis, parties in held.items() if parties}
    if rule.whose:
        named = [values.get(basis) for basis in rule.whose]
        if True in named:
            return YES_ONLY, frozenset({"other_party"})
        return (_UNSURE, frozenset({"unstated"})) if None in named else (NO_ONLY, frozenset({"own"}))
    if not values:
        return _UNSURE, frozenset({"unstated"})
    if len(set(values.values())) > 1:
        return TEXT_ONLY, frozenset({"bases_disagree"})
    return (YES_ONLY, frozenset({"other_party"})) if all(values.values()) else (NO_ONLY, frozenset({"own"}))


def _where(facts: Facts, rule: Rule, _: Freed) -> Result:
    if not rule.zone:
        return YES_ONLY, frozenset({"no_limit"})
    state = facts.zones.get(rule.zone, "unstated")
    if state in ("straddles", "unstated"):
        return _UNSURE, frozenset({state})
    return (YES_ONLY if (state == "inside") == rule.zone_inside else NO_ONLY), frozenset({state})


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
    return frozenset(answers) or TEXT_ONLY


def _when(facts: Facts, rule: Rule, _: Freed) -> Result:
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
            code = "inside" if answers == YES_ONLY else "partial"
            answers = YES_ONLY
    said = _when_code(window, begin, end, answers, code)
    lives = _alive(rule, begin, end)
    return over(both, (answers, lives), YES), frozenset({said} if lives == YES_ONLY else {said, "suspended"})


def _alive(rule: Rule, begin: int, end: int) -> Answers:
    """What the events of the provision's life answer over [begin, end)."""
    masks = [mask for start, until, mask in life(rule.events) if start < end and until > begin] or [YES]
    return frozenset(bit for bit in (YES, NO) if any(mask & bit for mask in masks))


def _when_code(window: Window, begin: int, end: int, answers: Answers, yes_code: str) -> str:
    if answers == YES_ONLY:
        return yes_code
    no_before = max(min(s[1] for s in window.starts), window.floor) if window.starts else window.floor
    last = max(e[0] for e in window.ends) if window.ends else NEVER
    first_end = min(e[0] for e in window.ends) if window.ends else NEVER
    if answers == NO_ONLY:
        if end <= window.floor:
            return "before_instrument"
        return "before_start" if end <= no_before else "after_end" if begin >= last else "outside"
    if answers == TEXT_ONLY:
        return "counting" if window.starts else "start_silent"
    if begin == BEGINNING:
        return "unstated"
    return "straddles_end" if end > first_end else "straddles_start"


def _condition_at(condition: Condition, instant: int) -> Answers:
    status = "unknown"
    for state in condition.states:
        if state.at <= instant:
            status = state.status
    return {"met": YES_ONLY, "not_met": NO_ONLY}.get(status, _UNSURE)


def _provided(facts: Facts, rule: Rule, _: Freed) -> Result:
    if not rule.conditions:
        return YES_ONLY, frozenset({"none"})
    begin, end = _possible_time(facts)
    instants = {begin} | {s.at for c in rule.conditions for s in c.states if begin < s.at < end}
    answers: Answers = frozenset()
    for instant in instants:
        answers |= over(both, (_condition_at(c, instant) for c in rule.conditions), YES)
    return answers, frozenset({"met" if answers == YES_ONLY else "not_met" if answers == NO_ONLY else "unknown"})


def _unless(facts: Facts, rule: Rule, _: Freed) -> Result:
    if not rule.exemptions:
        return NO_ONLY, frozenset({"none"})
    ids = {exemption.id for exemption in rule.exemptions}
    if ids & facts.established:
        return YES_ONLY, frozenset({"established"})
    if ids & facts.raised:
        return _UNSURE, frozenset({"raised"})
    return NO_ONLY, frozenset({"not_raised"})


# --- outcome ----------------------------------------------------------------------------------------

def _means(facts: Facts, rule: Rule, _: Freed) -> Result:
    return terms(rule.means, MEANS, (telling.means for telling in facts.tellings))


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


Element = Callable[[Facts, Rule, Freed], Result]

# The elements in the order in which they are asked and printed.
ELEMENTS: dict[str, Element] = {
    "bound": _bound, "act": _act, "means": _means, "object": _object, "whose": _whose, "where": _where,
    "when": _when, "provided": _provided, "unless": _unless,
}


def verdict(facts: Facts, rule: Rule, freed: Freed = Freed(NEVER, NEVER)) -> Verdict:  # noqa: B008
    """Assess one account, tried against its author, under one provision as one reading holds it."""
    elements = {name: element(facts, rule, freed) for name, element in ELEMENTS.items()}
    masks = {name: sum(elements[name][0]) for name in ELEMENT_NAMES}
    reasons = tuple(f"{name}:{code}" for name in ELEMENT_NAMES for code in sorted(elements[name][1]))
    return _said(masks, reasons, _outcome(masks), _possible(masks))


def _said(masks: dict[str, int], reasons: tuple[str, ...], outcome: str, possible: frozenset[str]) -> Verdict:
    """A verdict with the lists that follow from it."""
    open_ = outcome == "undetermined" and "potential_violation" in possible
    others = [name for name in ELEMENT_NAMES if name != "unless"]
    must = [f"{n}:yes" for n in others if masks[n] != YES] + (["unless:no"] if masks["unless"] != NO else [])
    excludes = [f"{n}:no" for n in others if _can(masks[n], NO)]
    excludes += ["unless:yes"] if _can(masks["unless"], YES) else []
    return Verdict(
        masks=masks, reasons=reasons, outcome=outcome, possible=possible,
        excluded_by=tuple(n for n in others if masks[n] == NO),
        must_hold=tuple(must) if open_ else (), would_exclude=tuple(excludes) if open_ else ())


# --- several accounts -------------------------------------------------------------------------------

@dataclass(frozen=True)
class Story:
    """An account of an incident that may have others: its facts, and the parties of its origins."""

    facts: Facts
    parties: frozenset[str] = frozenset()


def verdicts(stories: Sequence[Story], rule: Rule, freed: Mapping[str, Freed]) -> dict[str, Verdict]:
    """Assess an incident: author -> what the accounts that name this author, or nobody, yield together.

    The authors are all whom some account names; where none does, '' alone.  ``freed`` is by party.
    """
    named = {story.facts.author for story in stories} - {""}
    full = [story for story in stories if not any(_adds_nothing_to(story, other) for other in stories)]
    made = {}
    for author in sorted(named) or [""]:
        about = [story.facts for story in full if story.facts.author in ("", author)]
        each = [verdict(replace(facts, author=author), rule, freed.get(author, Freed(NEVER, NEVER)))
                for facts in about]
        made[author] = _together(each, rivals=bool(named - {author})) if len(stories) > 1 else each[0]
    return made


def _together(each: Sequence[Verdict], *, rivals: bool) -> Verdict:
    """What verdicts on one author's accounts yield; ``rivals``: another account names somebody else.

    What one account leaves open is open, and so is being bound where it may have been somebody else.  Blame on both
    sides is nobody's violation; but what every account closes stays closed.
    """
    masks = dict.fromkeys(ELEMENT_NAMES, 0)
    for one in each:
        masks = {name: masks[name] | one.masks[name] for name in ELEMENT_NAMES}
    possible = frozenset[str]().union(*(one.possible for one in each))
    outcomes = {one.outcome for one in each}
    live = bool(possible & {"potential_violation", "excepted"})
    disagree = len(outcomes) > 1 or (rivals and live)
    if live:
        outcome = "undetermined" if disagree else min(outcomes)
    else:
        outcome = min(outcomes) if len(outcomes) == 1 else "not_covered"
    codes = {code for one in each for code in one.reasons}
    if rivals:
        masks["bound"] |= NO
        possible |= {"not_in_force"}
        codes.add("bound:rival_author")
    reasons = [code for name in ELEMENT_NAMES for code in sorted(codes) if code.partition(":")[0] == name]
    return _said(masks, (*reasons, *(["accounts:disagree"] if disagree else [])), outcome, possible)


def _adds_nothing_to(one: Story, other: Story) -> bool:
    """Does the one account say less of the same than the other, which its own side tells too?

    It names the same author or nobody, lies about the other in time, and every word of it is in the other, in the
    same or in more exact words, but not the other way round.
    """
    facts, than = one.facts, other.facts
    around = facts.time_from is None or (
        facts.time_to is not None and than.time_from is not None and than.time_to is not None
        and facts.time_from <= than.time_from and facts.time_to >= than.time_to)
    return (one is not other and one.parties - {"unknown"} <= other.parties and facts.author in ("", than.author)
            and facts.lasted_from is None and around
            and _tells_less(facts.tellings, than.tellings) and not _tells_less(than.tellings, facts.tellings))


def _tells_less(one: Sequence[Telling], other: Sequence[Telling]) -> bool:
    """Is everything of the one account in the other, in the same or in more exact words?"""
    stages, known = ({telling.stage for telling in told} - {"", "unknown"} for told in (one, other))
    objects, exact = ([t for t in _fullest(told) if t.aimed or t.affected] for told in (one, other))
    return (_words_less(ACTS, (t.act for t in one), (t.act for t in other))
            and _words_less(MEANS, (t.means for t in one), (t.means for t in other))
            and stages <= known | ({"reached"} if "damaged" in known else set())
            and all(any(_says_less(mine, theirs) for theirs in exact) for mine in objects))


def _words_less(tree: dict[str, str], one: Iterable[str], other: Iterable[str]) -> bool:
    """Is every word of the one a word of the other, or more general than one?"""
    known = set(other) - {"", "unknown"}
    return all(any(word in ancestors(tree, exact) for exact in known) for word in set(one) - {"", "unknown"})


def answers(result: Verdict) -> dict[str, str]:
    """The four-valued answer of every element."""
    return {name: answer(mask) for name, mask in result.masks.items()}
