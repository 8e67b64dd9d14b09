"""How things told meet a reading's lists: sets of possible answers, and Kleene's connectives over them.

Kleene's strong connectives (Kleene 1952, par. 64) are applied member by member.  Used by the
readable reference; the set-wise engine says the same in SQL and shares none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from servanda.model.objects import Thing
from servanda.model.terms import Entry, Listing
from servanda.model.values import NO, TEXT, YES
from servanda.model.vocabulary import FUNCTIONS, SECTORS, ancestors

Answers = frozenset[int]
Result = tuple[Answers, frozenset[str]]

YES_ONLY, NO_ONLY, TEXT_ONLY = frozenset({YES}), frozenset({NO}), frozenset({TEXT})


def both(first: int, second: int) -> int:
    """Kleene and of two answers."""
    return NO if NO in (first, second) else TEXT if TEXT in (first, second) else YES


def either(first: int, second: int) -> int:
    """Kleene or of two answers."""
    return YES if YES in (first, second) else TEXT if TEXT in (first, second) else NO


def over(rule: Callable[[int, int], int], sets: Iterable[Answers], start: int) -> Answers:
    """Every answer that some choice of one member from each set yields under a connective."""
    result = frozenset({start})
    for answers in sets:
        result = frozenset(rule(a, b) for a, b in product(result, answers))
    return result


OUT, MAYBE, ANY = 0, 1, 2  # above ANY: at or under what is named, the more the deeper the name lies in its tree


def match_term(tree: dict[str, str], term: str, named: tuple[str, ...]) -> int:
    """How a term meets what is named: OUT, MAYBE (unknown, or more general), or ANY + depth of the name."""
    if not named:
        return ANY
    if term == "unknown":
        return MAYBE
    depths = [len(ancestors(tree, name)) for name in named if name in ancestors(tree, term)]
    if depths:
        return ANY + max(depths)
    return MAYBE if any(term in ancestors(tree, name) for name in named) else OUT


def match_thing(thing: Thing, entry: Entry) -> int:
    """The same for both facets of a thing: the worse of two where one fails, else both depths together."""
    facets = (match_term(FUNCTIONS, thing.function, entry.function), match_term(SECTORS, thing.sector, entry.sector))
    return min(facets) if min(facets) < ANY else sum(facets)


def _rest(listing: Listing) -> Answers:
    """What holds for a thing that the list does not name."""
    return {"closed": NO_ONLY, "any": YES_ONLY}.get(listing.kind, TEXT_ONLY)


def on_list(listing: Listing, match: Callable[[Entry], int]) -> Result:
    """The answers for one item.  Of includes and unclear the more specific decides; excludes always do."""
    excluded, included, unclear = (max((match(e) for e in entries), default=OUT) for entries in (
        listing.excludes, listing.includes, listing.unclear))
    if excluded >= ANY:
        return NO_ONLY, frozenset({"excluded"})
    named = included >= ANY and included >= unclear
    base = YES_ONLY if named else TEXT_ONLY if unclear >= ANY else _rest(listing)
    answers = set(base)
    answers |= YES_ONLY if included == MAYBE else frozenset()
    answers |= TEXT_ONLY if unclear == MAYBE and included < ANY else frozenset()
    answers |= NO_ONLY if excluded == MAYBE else frozenset()
    if len(answers) > 1:
        return frozenset(answers), frozenset({"generic"})
    if base == YES_ONLY:
        return YES_ONLY, frozenset({"listed" if named else "no_limit"})
    if base == NO_ONLY:
        return NO_ONLY, frozenset({"not_listed"})
    code = "unclear" if unclear >= ANY else "text_silent" if listing.kind == "silent" else "unlisted_open"
    return TEXT_ONLY, frozenset({code})


def of_anything(listing: Listing) -> Answers:
    """All answers that some thing would get."""
    answers = set(_rest(listing))
    answers |= YES_ONLY if listing.includes else frozenset()
    answers |= NO_ONLY if listing.excludes else frozenset()
    answers |= TEXT_ONLY if listing.unclear else frozenset()
    return frozenset(answers)


def terms(listing: Listing, tree: dict[str, str], told: Iterable[str]) -> Result:
    """Rival tellings of one term (act, means): the union of what each would get."""
    named = sorted({term for term in told if term not in ("", "unknown")})
    if not named:
        mask = of_anything(listing)
        return mask, frozenset({"no_limit" if listing.kind == "any" and mask == YES_ONLY else
                                "text_silent" if listing.kind == "silent" else "unstated"})
    results = [on_list(listing, lambda e, t=term: match_term(tree, t, e.function))  # type: ignore[misc]
               for term in named]
    return frozenset().union(*(r[0] for r in results)), frozenset().union(*(r[1] for r in results))
