"""Tellings to clusters: what all pairs across say together, the best first, so that nothing chains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from servanda.link.tellings import Bools, Ints, Nums
from servanda.link.weights import MILLION


@dataclass(frozen=True)
class Rule:
    """How the points of all pairs across two clusters are heard together, and from what they join.

    A pair says at most ``most`` and at least ``missed``, which is also what one says that was not compared.  Every
    pair begins at ``prior``, which counts once; beyond it pairs are heard, where ``several``, as if the square root of
    their number were independent (two pairs of one report are no two witnesses), and else as one.
    """

    missed: int
    most: int
    least: int
    prior: int = 0
    several: bool = False

    def heard(self, total: Ints, compared: Ints, pairs: Ints) -> Nums:
        """What ``pairs`` across two clusters say together, ``compared`` of which say ``total`` in all."""
        said = (total + self.missed * (pairs - compared) - self.prior * pairs) / pairs
        return np.asarray(self.prior + said * np.sqrt(pairs) if self.several else self.prior + said)


AVERAGE = Rule(0, MILLION, MILLION // 2)  # of millionths of probability: on average at least one half
WITNESSES = Rule(-5_000, 5_000, 0, -1_500, several=True)  # of thousandths of log odds: not below even


def clusters(size: int, a: Ints, b: Ints, points: Ints, together: Sequence[Sequence[int]] = (),
             apart: Iterable[tuple[int, int]] = (), silent: Bools | None = None, rule: Rule = AVERAGE) -> Ints:
    """The cluster of each of ``size`` nodes, named by its smallest node.

    ``points`` are those of the pairs ``a``, ``b``.  Two clusters join where the ``rule`` hears enough, the
    best first; clusters that are one another's best join at once.
    ``apart`` keeps two nodes, and those bound to them, from
    one cluster; ``together`` binds nodes whatever the probabilities say, and takes their clusters along.
    ``silent`` nodes, which tell nothing but time and place, join last: they bridge nothing.
    """
    barred = _barred(together, apart)
    bars = np.array(sorted({(min(x, y), max(x, y)) for x, mine in barred.items() for y in mine}),
                    dtype=np.int64).reshape(-1, 2)
    home = _grown(size, a, b, np.clip(points, rule.missed, rule.most), bars,
                  np.zeros(size, np.bool_) if silent is None else silent, rule)
    return _bound(home, together, barred) if together else home


def _grown(size: int, a: Ints, b: Ints, points: Ints, bars: Ints, silent: Bools, rule: Rule) -> Ints:
    home, many, quiet = np.arange(size), np.ones(size, np.int64), silent.copy()
    edges = _Edges(np.concatenate([a, bars[:, 0]]), np.concatenate([b, bars[:, 1]]),
                   np.concatenate([points, np.zeros(len(bars), np.int64)]),
                   np.repeat([1, 0], [len(a), len(bars)]), np.repeat([False, True], [len(a), len(bars)])).gathered(size)
    for silent_ones in (0, 1, 2):
        while True:
            goes, comes = edges.mutual(many, quiet, silent_ones, rule)
            if not len(goes):
                break
            to = np.arange(size)
            to[goes] = comes
            many[comes] += many[goes]
            quiet[comes] &= quiet[goes]
            home = to[home]
            edges = _Edges(to[edges.a], to[edges.b], edges.total, edges.compared, edges.barred).gathered(size)
    return home


class _Edges:
    """Pairs of clusters: the points of their members' pairs, summed, of how many, and what a person keeps apart."""

    def __init__(self, a: Ints, b: Ints, total: Ints, compared: Ints, barred: Bools) -> None:
        self.a, self.b, self.total, self.compared, self.barred = a, b, total, compared, barred

    def gathered(self, size: int) -> _Edges:
        """One edge a pair, the smaller cluster first; edges inside a cluster fall away."""
        low, high = np.minimum(self.a, self.b), np.maximum(self.a, self.b)
        outside = low < high
        key = low[outside] * np.int64(size) + high[outside]
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
        if not len(first):
            return _Edges(key, key, key, key, np.zeros(0, np.bool_))
        return _Edges(key[first] // size, key[first] % size, np.add.reduceat(self.total[outside][order], first),
                      np.add.reduceat(self.compared[outside][order], first),
                      np.logical_or.reduceat(self.barred[outside][order], first))

    def mutual(self, many: Ints, quiet: Bools, silent_ones: int, rule: Rule) -> tuple[Ints, Ints]:
        """Clusters that go into others: pairs that are one another's best and enough for the rule.

        Only pairs of which so many tell nothing but time and place.
        """
        heard = rule.heard(self.total, self.compared, many[self.a] * many[self.b])
        silent = quiet[self.a].astype(np.int64) + quiet[self.b]
        able = np.flatnonzero(~self.barred & (heard >= rule.least) & (silent == silent_ones))
        a, b = self.a[able], self.b[able]
        best = _best(np.concatenate([a, b]), np.concatenate([b, a]), np.tile(heard[able], 2), len(many))
        chosen = (best[a] == b) & (best[b] == a)
        return b[chosen], a[chosen]


def _best(ends: Ints, others: Ints, heard: Nums, size: int) -> Ints:
    """Each cluster's neighbour heard most, the smaller pair among equals; -1 for none."""
    order = np.lexsort((np.maximum(ends, others), np.minimum(ends, others), -heard, ends))
    ends, others = ends[order], others[order]
    first = np.concatenate([[True], ends[1:] != ends[:-1]]) if len(ends) else np.empty(0, np.bool_)
    best = np.full(size, -1, np.int64)
    best[ends[first]] = others[first]
    return best


def _barred(together: Sequence[Sequence[int]], apart: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Whom each node is kept apart from: a bond hands its bars on to all that it binds."""
    fellows = {node: group for group in together for node in group}
    barred: dict[int, set[int]] = {}
    for a, b in apart:
        for one in fellows.get(a, (a,)):
            for other in fellows.get(b, (b,)):
                barred.setdefault(one, set()).add(other)
                barred.setdefault(other, set()).add(one)
    return barred


def _bound(home: Ints, together: Sequence[Sequence[int]], barred: dict[int, set[int]]) -> Ints:
    """Join the clusters of nodes that are bound together; what is kept apart from them stays behind."""
    home = home.copy()
    for group in together:
        bound = np.array(sorted(group), dtype=np.int64)
        joined = list(bound)
        for cluster in np.unique(home[bound]):
            rest = np.setdiff1d(np.flatnonzero(home == cluster), bound)
            home[rest] = rest.min(initial=len(home))
            if not any(barred.get(int(node), set()).intersection(joined) for node in rest):
                joined += list(rest)
        home[joined] = min(joined)
    return home
