"""Readouts aligned: topics down, readouts across, each cell with verb strength, whom it binds and the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.model.vocabulary import STRENGTHS
from servanda.talks import rules
from servanda.talks.said import Utterance

COMPLETE = "complete"


@dataclass(frozen=True)
class Readout:
    """One record of a meeting: who issued it, whether it is held whole, and its utterances."""

    id: str
    meeting: str
    party: str
    held: str
    said: tuple[Utterance, ...] = ()

    def topics(self) -> set[str]:
        """The topics that it has."""
        return {one.topic for one in self.said if one.topic}


@dataclass(frozen=True)
class Cell:
    """What one readout says of one topic; no utterance = nothing."""

    readout: Readout
    topic: str
    said: tuple[Utterance, ...]

    @property
    def strength(self) -> str:
        """The strongest verb, or that there is none: evidence of absence only in a readout held complete."""
        if not self.said:
            return "did_not_mention" if self.readout.held == COMPLETE else "not_found"
        return min((verb(one) for one in self.said), key=STRENGTHS.index)

    @property
    def binds(self) -> tuple[str, ...]:
        """Whom it binds by the issuer's word."""
        return tuple(sorted({party for one in self.said for party in bound(one)}))


def verb(one: Utterance) -> str:
    """The strength of an utterance: as the coder set it, else by the table of verbs."""
    return one.strength or rules.strength(one.act, one.hedged)


def bound(one: Utterance) -> tuple[str, ...]:
    """Whom an utterance binds: as the coder set it, else the speaker's party by a verb that binds."""
    if one.binds:
        return tuple(party for party in one.binds if party not in ("none", "unknown"))
    return (one.party,) if one.party and one.act in rules.BINDING else ()


def topics_of(readouts: Iterable[Readout], expected: Sequence[str], order: Sequence[str]) -> list[str]:
    """The topics of a meeting's table: those of any readout and those expected, as the case orders them."""
    found = {topic for one in readouts for topic in one.topics()} | set(expected)
    listed = [topic for topic in order if topic in found]
    return listed + sorted(found - set(listed))


def align(readouts: Sequence[Readout], topics: Sequence[str]) -> list[Cell]:
    """Every cell of a meeting's table."""
    return [Cell(one, topic, tuple(said for said in one.said if said.topic == topic))
            for one in readouts for topic in topics]


def rows(cells: Iterable[Cell]) -> Iterable[tuple[object, ...]]:
    """Cells as rows of `alignments`."""
    for cell in cells:
        quotes = " / ".join(dict.fromkeys(one.quote for one in cell.said if one.quote))
        yield (cell.readout.meeting, cell.readout.id, cell.topic, cell.readout.held, cell.strength,
               ";".join(sorted({one.act for one in cell.said if one.act})) or None, ";".join(cell.binds) or None,
               all(one.hedged for one in cell.said) if cell.said else None, quotes or None,
               ";".join(sorted({one.id for one in cell.said})) or None)


def held(table: Iterable[Mapping[str, str | None]], by_id: Mapping[str, Utterance],
         stands_for: Mapping[str, str]) -> list[Readout]:
    """Readouts with their utterances; a statement that is not in use, or not yet said, is left out."""
    found = []
    for row in table:
        named = [stands_for[id_] for id_ in (row["statements"] or "").split(";") if id_ in stands_for]
        found.append(Readout(row["readout_id"] or "", row["meeting_id"] or "", row["party"] or "",
                             row["held"] or "excerpts", tuple(by_id[id_] for id_ in dict.fromkeys(named))))
    return found
