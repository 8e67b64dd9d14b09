"""Contradictions on explicit propositions, and those that only seem so, each with its reasons.

Of facts, every two claims are held against one another.  Of stands, only what one side says of another's stand is held
against that side's own word of the day: two sides that want different things do not contradict one another, and a side
that changes its mind has shifted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from servanda.talks import rules
from servanda.talks.comparing import NEAR, OPPOSED, bound, compare
from servanda.talks.positions import Position
from servanda.talks.said import Claim, ids, joined


@dataclass(frozen=True)
class Side:
    """One claim as one side makes it, with all utterances in which it does."""

    name: str
    party: str
    claim: Claim
    claims: tuple[Claim, ...]

    @property
    def words(self) -> str:
        """The claim in short: polarity, value, period, definition."""
        one = self.claim
        value = f"{_SIGNS[bound(one)]}{one.value}" if one.value else ""
        period = "..".join(one.period) if any(one.period) else ""
        return " ".join(part for part in ("asserts" if one.asserts else "denies", value, one.unit if value else "",
                                          f"({period})" if period else "",
                                          f"[{one.definition}]" if one.definition else "") if part)


@dataclass(frozen=True)
class Contradiction:
    """Two sides, opposed or near, and why."""

    one: Side
    other: Side
    kind: str
    why: tuple[str, ...]

    @property
    def between(self) -> str:
        """Between parties, within one over time, or where a source of no party is one side."""
        if not self.one.party or not self.other.party:
            return "sources"
        return "within_party" if self.one.party == self.other.party else "parties"


_SIGNS = {"": "", "at_least": "≥", "at_most": "≤", "about": "~"}


def find(claims: Sequence[Claim], positions: Sequence[Position]) -> list[Contradiction]:
    """All contradictions, in order of proposition and sides."""
    found = [*_facts(claims), *_stands(claims, positions)]
    return sorted(found, key=lambda one: (one.one.claim.about.id, one.one.name, one.one.words, one.other.name,
                                          one.other.words, _id(one)))


def _facts(claims: Iterable[Claim]) -> Iterable[Contradiction]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.about.kind == "fact" and not claim.leaves_open:
            groups.setdefault(claim.about.id, []).append(claim)
    for of in groups.values():
        for one, other in combinations(_sides(of), 2):
            kind, why = compare(one.claim, other.claim)
            if kind:
                yield Contradiction(one, other, kind, why)


def _sides(claims: Iterable[Claim]) -> list[Side]:
    """Claims that say the same for the same side, together, in order of side and first day."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        key = (claim.said.side, claim.asserts, claim.value, claim.low, claim.high, claim.unit, claim.definition,
               claim.period)
        groups.setdefault(key, []).append(claim)
    made = [Side(of[0].said.side, of[0].said.party, min(of, key=_plainest), tuple(of)) for of in groups.values()]
    return sorted(made, key=lambda side: (side.name, side.claims[0].said.date, side.words))


def _plainest(claim: Claim) -> tuple[bool, bool, str, str]:
    return claim.implied, claim.said.hedged, claim.said.date, claim.said.id


def _stands(claims: Iterable[Claim], positions: Sequence[Position]) -> Iterable[Contradiction]:
    """What a side says of another's stand, against that one's own word of the day."""
    groups: dict[tuple[str, str, bool], list[tuple[Claim, Position]]] = {}
    held: dict[tuple[str, str], list[Position]] = {}
    for one in positions:
        held.setdefault((one.party, one.about.id), []).append(one)
    for claim in claims:
        if claim.about.kind == "fact" or claim.own:
            continue
        for own in held.get((claim.holder, claim.about.id), ()):
            if own.holds_on(claim.said.date) and rules.SCALE[own.stand] * rules.SCALE[claim.stand] < 0:
                groups.setdefault((claim.said.side, own.id, claim.asserts), []).append((claim, own))
    for pairs in groups.values():
        told, own = pairs[0]
        conditional = own.stand in ("for_on_conditions", "for_in_principle", "against_hedged")
        why = ("opposite_polarity", *(["one_is_conditional"] if conditional else []))
        other = Side(told.said.side, told.said.party, told, tuple(claim for claim, _ in pairs))
        yield Contradiction(Side(own.party, own.party, own.claims[0], own.claims), other,
                            NEAR if conditional else OPPOSED, why)


def _id(one: Contradiction) -> str:
    text = "\n".join((one.one.claim.about.id, one.one.name, one.one.words, one.other.name, one.other.words,
                      one.one.claim.holder if one.one.claim.about.kind != "fact" else ""))
    return f"K-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def rows(found: Iterable[Contradiction]) -> Iterable[tuple[object, ...]]:
    """Contradictions as rows of `contradictions`, each once."""
    made: Mapping[str, Contradiction] = {_id(one): one for one in found}
    for id_, one in made.items():
        a, b = (ids(claim.said for claim in side.claims) for side in (one.one, one.other))
        denials = {claim.said.denies for side in (one.one, one.other) for claim in side.claims if claim.said.denies}
        about = one.one.claim.about
        yield (id_, about.id, about.topic, one.kind, one.between, one.one.name, one.other.name, one.one.words,
               one.other.words, joined(a), joined(b), joined(sorted({*a, *b})), joined(sorted(denials)),
               joined(one.why))
