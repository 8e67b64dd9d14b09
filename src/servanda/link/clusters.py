"""Tellings to clusters: what all pairs across say together, the best first, so that nothing chains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from servanda.link.tellings import Bools, Ints, Nums

MOST = 5_000  # thousandths of log odds: no pair says more; one that was not compared says so much against
PRIOR = -1_500  # what two clusters begin with, before their pairs are heard


def together_odds(total: Ints, compared: Ints, pairs: Ints) -> Nums:
    """Thousandths of log odds that two clusters are one happening.

    ``pairs`` lie across them, ``compared`` of which say ``total`` in all.  Every pair begins with the same doubt, which
    is held against the clusters once; beyond it the pairs are heard as if the square root of their number
    were independent: two reports of one source of knowledge say little more than one.
    """
    said = total - MOST * (pairs - compared) - PRIOR * pairs
    return np.asarray(PRIOR + said / np.sqrt(pairs))


def clusters(size: int, a: Ints, b: Ints, odds: Ints, together: Sequence[Sequence[int]] = (),
             apart: Iterable[tuple[int, int]] = (), silent: Bools | None = None) -> Ints:
    """The cluster of each of ``size`` nodes, named by its smallest node.

    ``odds`` are thousandths of log odds of the pairs ``a``, ``b``.  Two clusters join where `together_odds` are
    not below even, the best first; clusters that are one another's best join at once.
    ``apart`` keeps two nodes, and those bound to them, from
    one cluster; ``together`` binds nodes whatever the probabilities say, and takes their clusters along.
    ``silent`` nodes, which tell nothing but time and place, join last: they bridge nothing.
    """
    barred = _barred(together, apart)
    bars = np.array(sorted({(min(x, y), max(x, y)) for x, mine in barred.items() for y in mine}),
                    dtype=np.int64).reshape(-1, 2)
    home = _grown(size, a, b, np.clip(odds, -MOST, MOST), bars, np.zeros(size, np.bool_) if silent is None else silent)
    return _bound(home, together, barred) if together else home


def _grown(size: int, a: Ints, b: Ints, odds: Ints, bars: Ints, silent: Bools) -> Ints:
    home, many, quiet = np.arange(size), np.ones(size, np.int64), silent.copy()
    edges = _Edges(np.concatenate([a, bars[:, 0]]), np.concatenate([b, bars[:, 1]]),
                   np.concatenate([odds, np.zeros(len(bars), np.int64)]),
                   np.repeat([1, 0], [len(a), len(bars)]), np.repeat([False, True], [len(a), len(bars)])).gathered(size)
    for silent_ones in (0, 1, 2):
        while True:
            goes, comes = edges.mutual(many, quiet, silent_ones)
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
    """Pairs of clusters: the odds of their members' pairs, summed, of how many, and what a person keeps apart."""

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

    def mutual(self, many: Ints, quiet: Bools, silent_ones: int) -> tuple[Ints, Ints]:
        """Clusters that go into others: pairs that are one another's best, at even odds or above.

        Only pairs of which so many tell nothing but time and place.
        """
        odds = together_odds(self.total, self.compared, many[self.a] * many[self.b])
        silent = quiet[self.a].astype(np.int64) + quiet[self.b]
        able = np.flatnonzero(~self.barred & (odds >= 0) & (silent == silent_ones))
        a, b = self.a[able], self.b[able]
        best = _best(np.concatenate([a, b]), np.concatenate([b, a]), np.tile(odds[able], 2), len(many))
        chosen = (best[a] == b) & (best[b] == a)
        return b[chosen], a[chosen]


def _best(ends: Ints, others: Ints, odds: Nums, size: int) -> Ints:
    """Each cluster's neighbour of the highest odds, the smaller pair among equals; -1 for none."""
    order = np.lexsort((np.maximum(ends, others), np.minimum(ends, others), -odds, ends))
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
