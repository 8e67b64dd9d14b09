"""Silences: topics that are absent, and how far the absence is evidence.

Only a readout held complete can be silent; of one held in excerpts a topic is *not found in what we hold*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.talks import rules
from servanda.talks.readouts import COMPLETE, Readout
from servanda.talks.said import Utterance, ids


@dataclass(frozen=True)
class Silence:
    """A topic absent from readouts: its kind, what was looked through, what has the topic elsewhere or before."""

    kind: str
    meeting: str
    topic: str
    looked: tuple[Readout, ...]
    readout: str = ""
    party: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`absent`, or `not_found` where any readout looked through is held in excerpts."""
        return "absent" if all(one.held == COMPLETE for one in self.looked) else "not_found"

    @property
    def id(self) -> str:
        """Meeting, readout or party, topic and kind."""
        return "/".join(part for part in (self.meeting, self.readout or self.party, self.topic, self.kind) if part)


def find(readouts: Sequence[Readout], expected: Iterable[str], before: Sequence[Utterance], day: str) -> list[Silence]:
    """All silences of one meeting; ``before`` is what was said elsewhere, ``day`` the day of the meeting."""
    if not readouts:
        return []
    return [*beside(readouts), *absent_of(readouts, expected, before, day), *dropped(readouts, before, day)]


def beside(readouts: Sequence[Readout]) -> list[Silence]:
    """A topic of one readout that is in another one of the meeting not."""
    having: dict[str, list[Utterance]] = {}
    for one in readouts:
        for said in one.said:
            if said.topic:
                having.setdefault(said.topic, []).append(said)
    return [Silence("absent_beside", one.meeting, topic, (one,), readout=one.id, party=one.party, evidence=ids(said))
            for one in readouts for topic, said in sorted(having.items()) if topic not in one.topics()]


def absent_of(readouts: Sequence[Readout], expected: Iterable[str], before: Sequence[Utterance],
              day: str) -> list[Silence]:
    """A topic expected of the meeting that is in none of its readouts."""
    there = {topic for one in readouts for topic in one.topics()}
    recent = _recent(before, day)
    return [Silence("expected", readouts[0].meeting, topic, tuple(readouts),
                    evidence=ids(one for one in recent if one.topic == topic))
            for topic in sorted(set(expected) - there)]


def dropped(readouts: Sequence[Readout], before: Sequence[Utterance], day: str) -> list[Silence]:
    """A topic that a party raised before the meeting and that none of its readouts has."""
    found = []
    for party in sorted({one.party for one in readouts if one.party}):
        own = tuple(one for one in readouts if one.party == party)
        there = {topic for one in own for topic in one.topics()}
        raised: dict[str, list[Utterance]] = {}
        for said in _recent(before, day):
            if said.party == party and said.topic and said.topic not in there and said.act in rules.RAISING:
                raised.setdefault(said.topic, []).append(said)
        found += [Silence("dropped", own[0].meeting, topic, own, party=party, evidence=ids(said))
                  for topic, said in sorted(raised.items())]
    return found


def _recent(before: Iterable[Utterance], day: str) -> list[Utterance]:
    """What was said in the days before the meeting."""
    if not day:
        return []
    first = (date.fromisoformat(day) - timedelta(days=rules.RAISED_DAYS)).isoformat()
    return [one for one in before if first <= one.date < day]


def rows(silences: Iterable[Silence], claimed: Mapping[tuple[str, str], Sequence[tuple[str, tuple[str, ...]]]],
         ) -> Iterable[tuple[object, ...]]:
    """Silences as rows of `silences`; ``claimed`` is (meeting, topic) -> who else says so, with statements."""
    for one in silences:
        others = claimed.get((one.meeting, one.topic), ())
        yield (one.id, one.kind, one.meeting, one.readout or None, one.party or None, one.topic, one.words,
               ";".join(readout.id for readout in one.looked), ";".join(one.evidence) or None,
               ";".join(sorted({by for by, _ in others})) or None,
               ";".join(sorted({id_ for _, cites in others for id_ in cites})) or None)
