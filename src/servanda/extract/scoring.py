"""How well records agree with those that people made: precision, recall and F1 of spans and of what is said of them.

Two statements are one where their contents share half of their words (of all the words that either
holds); each counts once, the best agreement first.  A speaker is right where his span meets the
person's; party, act and topic where they are the same word.  *Invented* is the share of what was
found that stands where nobody attributed anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
_WORD = re.compile(r"\w+")
_AGREE = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """Right ones of those found and of those there are."""

    what: str
    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        """Of what was found, how much is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of what there is, how much was found; 0 where there is nothing."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 0.0


def scores(predicted: Sequence[Record], gold: Sequence[Record]) -> tuple[list[Score], float]:
    """Scores of statements, speakers, parties, acts, forms, topics, hedges, places, times; and the share invented."""
    ours, theirs = _by_document(predicted), _by_document(gold)
    pairs, said, meant, invented = [], 0, 0, 0
    for document, truth in theirs.items():
        found = _of(ours.get(document, ()), "statement")
        people = _of(truth, "statement")
        pairs += _paired(found, people)
        said, meant = said + len(found), meant + len(people)
        everything = [span for one in people for span in [*_parts(one), _speaker(one)]]
        invented += sum(not any(_meet(part, span) for part in _parts(one) for span in everything) for one in found)
    table = [Score("span", len(pairs), said, meant)]
    table.append(Score("span and speaker", sum(_same_speaker(*pair) for pair in pairs), said, meant))
    for name in ("party", "speech_act", "form", "topic"):
        stated = [pair for pair in pairs if name != "topic" or pair[1].get(name)]
        right = sum(one.get(name) == other.get(name) for one, other in stated)
        table.append(Score(name, right, len(stated), len(stated)))
    table.append(
        _hedges(pairs, meant_hedged=sum(bool(one.get("hedged")) for one in gold if one["kind"] == "statement"))
    )
    table += [_mentions(kind, ours, theirs) for kind in ("place", "time")]
    return table, invented / said if said else 0.0


def _by_document(records: Iterable[Record]) -> dict[str, list[Record]]:
    held: dict[str, list[Record]] = {}
    for one in records:
        held.setdefault(str(one.get("document", "")), []).append(one)
    return held


def _of(records: Iterable[Record], kind: str) -> list[Record]:
    return [one for one in records if one["kind"] == kind]


def _parts(one: Record) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in one.get("parts") or [(one["start"], one["end"])]]


def _speaker(one: Record) -> tuple[int, int]:
    start, end = one.get("speaker_start"), one.get("speaker_end")
    return (int(start), int(end)) if isinstance(start, int) and isinstance(end, int) else (-1, -1)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _words(one: Record) -> frozenset[int]:
    """Where the words of the content begin."""
    first = int(one["start"])
    text = str(one["text"])
    return frozenset(
        first + match.start()
        for match in _WORD.finditer(text)
        if any(start <= first + match.start() < end for start, end in _parts(one))
    )


def _paired(found: Sequence[Record], people: Sequence[Record]) -> list[tuple[Record, Record]]:
    left, right = [_words(one) for one in found], [_words(one) for one in people]
    ranked = sorted(
        ((len(a & b) / len(a | b), -i, -j) for i, a in enumerate(left) for j, b in enumerate(right) if a & b),
        reverse=True,
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for share, i, j in ranked:
        if share >= _AGREE and -i not in used_left and -j not in used_right:
            used_left.add(-i)
            used_right.add(-j)
            pairs.append((found[-i], people[-j]))
    return pairs


def _same_speaker(one: Record, other: Record) -> bool:
    mine, theirs = _speaker(one), _speaker(other)
    return mine == theirs == (-1, -1) or _meet(mine, theirs)


def _hedges(pairs: Sequence[tuple[Record, Record]], meant_hedged: int) -> Score:
    found = sum(bool(one.get("hedged")) for one, _ in pairs)
    right = sum(bool(one.get("hedged")) and bool(other.get("hedged")) for one, other in pairs)
    return Score("hedged", right, found, meant_hedged)


def _mentions(kind: str, ours: Mapping[str, Sequence[Record]], theirs: Mapping[str, Sequence[Record]]) -> Score:
    right = found = there = 0
    for document, truth in theirs.items():
        wanted, held = _of(truth, kind), _of(ours.get(document, ()), kind)
        found, there = found + len(held), there + len(wanted)
        right += sum(
            any(_meet((one["start"], one["end"]), (other["start"], other["end"])) for other in held) for one in wanted
        )
    return Score(kind, right, found, there)


def table(listed: Sequence[Score], invented: float) -> str:
    """The scores as lines of text."""
    lines = [f"{'':18} precision  recall      F1    right/found/there"]
    lines += [
        f"{one.what:18} {one.precision:9.3f} {one.recall:7.3f} {one.f1:7.3f}    {one.right}/{one.found}/{one.there}"
        for one in listed
    ]
    return "\n".join([*lines, f"{'invented':18} {invented:9.3f}"]) + "\n"
