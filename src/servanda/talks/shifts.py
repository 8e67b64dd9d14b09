"""Shifts between two stands of a party, towards whom and away from whom; concessions and admissions, kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.talks import rules
from servanda.talks.positions import Position
from servanda.talks.said import Claim, Utterance, ids, joined

Names = tuple[str, ...]


@dataclass(frozen=True)
class Shift:
    """A change from one position to the next."""

    before: Position
    after: Position
    kind: str
    towards: tuple[str, ...] = ()
    away_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concession:
    """Who concedes or admits what, to whom, by whose account."""

    kind: str
    party: str
    to: tuple[str, ...]
    topic: str
    proposition: str
    date: str
    against: tuple[str, ...]
    in_exchange: str
    by_account: tuple[str, ...]
    statements: tuple[str, ...]

    @property
    def id(self) -> str:
        """Kind, party, what and day, and by whose account."""
        return "/".join((self.kind, self.party, self.proposition or self.topic, self.date, *self.by_account))


def find(positions: Sequence[Position]) -> list[Shift]:
    """All shifts between stands that were said.

    A number that grows is none, nor are two answers that speak of different things, nor a stand that is only implied.
    """
    found = []
    of: dict[str, list[Position]] = {}
    for one in positions:
        of.setdefault(one.about.id, []).append(one)
    for before, after in zip(positions, positions[1:], strict=False):
        same = (before.party, before.about.id) == (after.party, after.about.id)
        told = all(not claim.implied for position in (before, after) for claim in position.claims[:1])
        if same and told and after.about.answer != "number" and _meant(before) == _meant(after):
            towards, away = _nearer(before, after, of[after.about.id])
            found.append(Shift(before, after, kind(before, after), towards, away))
    return found


def _meant(position: Position) -> set[str]:
    return {claim.definition for claim in position.claims}


def kind(before: Position, after: Position) -> str:
    """What sort of change it is.

    A stand that somebody wants of the party is softened by coming nearer to it; the party's own demand is
    hardened by it.  Where the answer is a value, it is `changed`.
    """
    old, new = rules.SCALE[before.stand], rules.SCALE[after.stand]
    if any(claim.said.act == "withdraw" for claim in after.claims):
        return "dropped"
    if old * new < 0:
        return "reversed"
    if before.value != after.value:
        return "changed"
    if after.stand == "for_on_conditions" and old > 0:
        return "conditioned"
    wanted = after.party in after.about.wanted_by
    return "changed" if old == new else "hardened" if (new > old) == wanted else "softened"


def _distance(one: Position, other: Position) -> int:
    if one.value != other.value:
        return 9
    return abs(rules.SCALE[one.stand] - rules.SCALE[other.stand])


def _nearer(before: Position, after: Position, positions: Iterable[Position]) -> tuple[Names, Names]:
    """Parties to whose stand of that day the change leads, and from whose it leads away.

    ``positions`` are all those on the proposition.
    """
    towards: list[str] = []
    away: list[str] = []
    for other in positions:
        if other.party != after.party and other.holds_on(after.start):
            change = _distance(after, other) - _distance(before, other)
            if change:
                (towards if change < 0 else away).append(other.party)
    return tuple(sorted(towards)), tuple(sorted(away))


def concessions(shifts: Iterable[Shift], claims: Iterable[Claim], said: Iterable[Utterance]) -> list[Concession]:
    """Concessions by own word, concessions that others claim, and admissions of fact."""
    listed = list(claims)
    found = [*_own(shifts), *_claimed(listed), *_admitted(said, listed)]
    return sorted(found, key=lambda one: (one.date, one.id))


def sure(position: Position) -> bool:
    """Whether it rests on more than a single hedged report."""
    return any(not one.hedged for one in position.said) or len({one.speaker for one in position.said}) > 1


def _own(shifts: Iterable[Shift]) -> list[Concession]:
    """A shift nearer to what others want, by the party's own word."""
    found = []
    for shift in shifts:
        after, wanted = shift.after, set(shift.after.about.wanted_by) - {shift.after.party}
        risen = rules.SCALE[after.stand] > max(0, rules.SCALE[shift.before.stand])
        if not wanted or not sure(after) or not (risen or wanted & set(shift.towards)):
            continue
        exchange = " / ".join(dict.fromkeys(claim.in_exchange for claim in after.claims if claim.in_exchange))
        found.append(Concession("concession", after.party, tuple(sorted(wanted)), after.about.topic, after.about.id,
                                after.start, ids(shift.before.said), exchange, (after.party,), ids(after.said)))
    return found


def _claimed(claims: Iterable[Claim]) -> list[Concession]:
    """What somebody else says that a party has conceded: his word only."""
    groups: dict[tuple[str, str, str, str], list[Claim]] = {}
    for claim in claims:
        wanted = set(claim.about.wanted_by) - {claim.holder}
        if claim.holder and not claim.own and claim.about.kind == "stand" and wanted and rules.SCALE[claim.stand] > 0:
            groups.setdefault((claim.holder, claim.about.id, claim.said.date, claim.said.side), []).append(claim)
    return [Concession("claimed_concession", party, tuple(sorted(set(of[0].about.wanted_by) - {party})),
                       of[0].about.topic, id_, day, (),
                       " / ".join(dict.fromkeys(claim.in_exchange for claim in of if claim.in_exchange)), (side,),
                       ids(claim.said for claim in of))
            for (party, id_, day, side), of in sorted(groups.items())]


def _admitted(said: Iterable[Utterance], claims: Iterable[Claim]) -> list[Concession]:
    """Facts that a speaker grants against his side's interest; they give nothing away."""
    about = {claim.said.id: claim.about for claim in claims if claim.about.kind == "fact"}
    stands = {claim.said.id for claim in claims if claim.about.kind != "fact"}
    return [Concession("admission", one.party or one.speaker, (), one.topic,
                       about[one.id].id if one.id in about else "", one.date, (), "", (one.side,), (one.id,))
            for one in said if one.act in ("admit", "concede") and one.date and one.id not in stands]


def rows(shifts: Iterable[Shift]) -> Iterable[tuple[object, ...]]:
    """Shifts as rows of `shifts`."""
    for one in shifts:
        before, after = one.before, one.after
        yield (after.id, after.party, after.about.topic, after.about.id, one.kind, after.start, _words(before),
               _words(after), joined(one.towards), joined(one.away_from), joined(ids(before.said)),
               joined(ids(after.said)))


def _words(position: Position) -> str:
    return f"{position.stand}:{position.value}" if position.value else position.stand


def concession_rows(found: Iterable[Concession]) -> Iterable[tuple[object, ...]]:
    """Concessions as rows of `concessions`, those of one id together."""
    together: dict[str, list[Concession]] = {}
    for one in found:
        together.setdefault(one.id, []).append(one)
    for id_, of in together.items():
        one = of[0]
        statements = sorted({statement for same in of for statement in same.statements})
        yield (id_, one.kind, one.party, joined(one.to), one.topic, one.proposition or None, one.date,
               joined(one.against), one.in_exchange or None, joined(one.by_account), joined(statements))
