"""Positions: where a party stands on a proposition, and for which days.

A stand rests on what the party says of itself.  Leaders and those with a mandate set it; weaker voices only while
none of these has spoken, else they are listed beside it.  What others say of a party sets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from servanda.model.case import Proposition
from servanda.talks import rules
from servanda.talks.comparing import compare
from servanda.talks.said import Claim, Utterance, ids, joined


@dataclass(frozen=True)
class Position:
    """A stand from a day until another takes its place ('' = still held)."""

    party: str
    about: Proposition
    stand: str
    value: str
    start: str
    end: str
    claims: tuple[Claim, ...]
    restated: tuple[Utterance, ...] = ()
    others: tuple[Utterance, ...] = ()

    @property
    def id(self) -> str:
        """Party, proposition and first day."""
        return f"{self.party}/{self.about.id}/{self.start}"

    @property
    def said(self) -> tuple[Utterance, ...]:
        """The utterances it rests on."""
        return tuple({claim.said.id: claim.said for claim in self.claims}.values())

    @property
    def voice(self) -> str:
        """The strongest voice among them."""
        return min(self.said, key=lambda one: one.rank).voice

    @property
    def hedged(self) -> bool:
        """Whether all of them are hedged."""
        return all(one.hedged for one in self.said)

    def holds_on(self, day: str) -> bool:
        """Whether it is the stand of that day."""
        return self.start <= day and (not self.end or day < self.end)


def find(claims: Iterable[Claim]) -> list[Position]:
    """All positions, in order of party, proposition and day."""
    chains: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.own and claim.said.date:
            chains.setdefault((claim.holder, claim.about.id), []).append(claim)
    return [position for key in sorted(chains) for position in chain(chains[key])]


def chain(claims: Sequence[Claim]) -> list[Position]:
    """The positions of one party on one proposition, from its claims in order of day."""
    found: list[Position] = []
    spoken = False
    for day in sorted({claim.said.date for claim in claims}):
        today = [claim for claim in claims if claim.said.date == day]
        strong = [claim for claim in today if claim.said.voice in rules.SPEAKS_FOR]
        spoken = spoken or bool(strong)
        speaking = strong if spoken else today
        if speaking:
            _take(found, day, speaking)
        if found:
            last = found[-1]
            beside = tuple(claim.said for claim in today if _otherwise(claim, last))
            found[-1] = replace(last, others=_more(last.others, beside))
    return found


def _take(found: list[Position], day: str, claims: Sequence[Claim]) -> None:
    """Add the stand of a day, or note that the one that holds is said again."""
    lead = min(claims, key=_weight)
    same = tuple(claim for claim in claims if _answer(claim) == _answer(lead))
    if found and _answer(lead) == _state(found[-1]):
        found[-1] = replace(found[-1], restated=_more(found[-1].restated, tuple(claim.said for claim in same)))
        return
    if found:
        found[-1] = replace(found[-1], end=day)
    found.append(Position(lead.holder, lead.about, lead.stand, lead.value, day, "", same))


def _weight(claim: Claim) -> tuple[int, bool, bool, int, str]:
    """Of several claims of a day: the strongest voice, what is said before what is implied, the unhedged."""
    return (claim.said.rank, claim.implied, claim.said.hedged, -rules.SCALE[claim.stand], claim.said.id)


def _otherwise(claim: Claim, held: Position) -> bool:
    """Whether a claim cannot be read together with the stand that is held."""
    if held.about.kind == "fact":
        return any(compare(claim, one)[0] for one in held.claims)
    return _answer(claim) != _state(held)


def _answer(claim: Claim) -> tuple[str, str]:
    return claim.stand, claim.value


def _state(position: Position) -> tuple[str, str]:
    return position.stand, position.value


def _more(held: tuple[Utterance, ...], new: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    return tuple({one.id: one for one in (*held, *new)}.values())


def rows(positions: Iterable[Position]) -> Iterable[tuple[object, ...]]:
    """Positions as rows of `positions`."""
    for one in positions:
        conditions = " / ".join(dict.fromkeys(claim.conditions for claim in one.claims if claim.conditions))
        yield (one.id, one.party, one.about.topic, one.about.id, one.stand, one.value or None, conditions or None,
               one.start, one.end or None, one.voice, one.hedged, joined(ids(one.said)), joined(ids(one.restated)),
               joined(ids(one.others)))
