"""Why each report belongs to its incident: the likeliest pair with a report published before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from servanda.link.features import levels
from servanda.link.linked import Linked
from servanda.link.tellings import Ints
from servanda.link.weights import MILLION, millionths, odds
from servanda.link.words import reason
from servanda.model.case import Decision
from servanda.model.linking import Weights

SAME = "tells the same in every feature"


@dataclass(frozen=True)
class Reasons:
    """By report: its node, whether it is the first of it; by node: the pair that holds it, and what it weighs."""

    node: dict[str, int]
    first: dict[int, str]
    pair: Ints
    likely: Ints
    itself: Ints
    words: tuple[str, ...]
    pattern: Ints
    merged: dict[str, Decision]

    def of(self, report: str, anchor: bool) -> dict[str, Any]:
        """Probability, reason code and reason of a report's link."""
        if anchor:
            return {"probability": 1, "reason_code": "anchor", "reason": "earliest report"}
        if report in self.merged:
            decision = self.merged[report]
            return {"probability": 1, "reason_code": "decision",
                    "reason": f"decision {decision.seq}: {decision.reason}"}
        node = self.node[report]
        pair = int(self.pair[node])
        if self.first[node] != report or pair < 0:
            alone = self.first[node] == report
            return {"probability": None if alone else int(self.itself[node]) / MILLION, "reason_code": "model",
                    "reason": "linked to reports of its incident published later" if alone else SAME}
        return {"probability": int(self.likely[pair]) / MILLION, "reason_code": "model",
                "reason": self.words[int(self.pattern[pair])]}


def reasons(found: Linked, weights: Weights) -> Reasons:
    """The reasons of all links."""
    rank = found.nodes.rank
    inside = np.flatnonzero(found.home[found.a] == found.home[found.b])
    later = np.where(rank[found.a[inside]] > rank[found.b[inside]], found.a[inside], found.b[inside])
    order = np.lexsort((inside, -found.likely[inside], later))
    chosen, of = inside[order], later[order]
    head = np.concatenate([[True], of[1:] != of[:-1]]) if len(of) else np.zeros(0, np.bool_)
    pair = np.full(len(found.home), -1, np.int64)
    pair[of[head]] = chosen[head]
    told, words = _patterns(found, weights, pair[pair >= 0])
    first: dict[int, str] = {}
    for node, report in zip(found.nodes.node.tolist(), found.nodes.report, strict=True):
        first.setdefault(node, report)
    first.update(zip(range(len(found.nodes.first)), found.nodes.first, strict=True))
    everyone = np.arange(len(found.home))
    itself = millionths(odds(weights, levels(found.nodes.told, np.zeros(len(everyone), np.int8), everyone, everyone)))
    return Reasons(dict(zip(found.nodes.report, found.nodes.node.tolist(), strict=True)), first, pair, found.likely,
                   itself, words, told, found.bonds.merged)


def _patterns(found: Linked, weights: Weights, pairs: Ints) -> tuple[Ints, tuple[str, ...]]:
    """For each pair that holds a report the number of its words; each distinct pattern is put in words once."""
    of = np.full(len(found.a), -1, np.int64)
    distinct, back = np.unique(found.levels[pairs], axis=0, return_inverse=True)
    of[pairs] = back.reshape(-1)
    return of, tuple(reason(weights, tuple(row)) for row in distinct.tolist())
