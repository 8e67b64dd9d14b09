"""Nodes to clusters: the best average first, and nobody joins who is kept apart from a member."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from servanda.link.features import LINK
from servanda.link.pairs import Pair


@dataclass
class _State:
    """Clusters under way: members, and sum and number of linked pairs to every neighbour."""

    members: dict[int, list[int]]
    size: dict[int, int]
    near: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)  # clusters whose members all tell nothing but time and place

    def average(self, a: int, b: int) -> float | None:
        """The average points between two clusters; None where a pair of members is kept apart."""
        total, count = self.near.get(a, {}).get(b, (0, 0))
        return total / count if count and count == self.size[a] * self.size[b] else None


def clusters(size: int, found: Iterable[Pair], together: Sequence[Sequence[int]],
             apart: Iterable[tuple[int, int]], silent: Iterable[int] = ()) -> list[list[int]]:
    """The clusters of nodes 0..size-1, each in order, in order of their first nodes.

    Average linkage; a cluster grows only while every pair across is one of ``found``, so nothing
    chains.  Ties go to the smaller node.  ``apart`` keeps two nodes, and those bound to them, from
    one cluster; ``together`` binds nodes whatever the pairs say, and takes their clusters along.
    ``silent`` nodes, which tell nothing but time and place, join last: they bridge nothing.
    """
    barred = _barred(together, apart)
    state = _start(size, [pair for pair in found if pair.b not in barred.get(pair.a, ())])
    state.silent = set(silent)
    for how_many in (0, 1, 2):
        _grow(state, how_many)
    members = _bound(list(state.members.values()), together, barred)
    return sorted(sorted(cluster) for cluster in members)


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


def _bound(found: list[list[int]], together: Sequence[Sequence[int]],
           barred: dict[int, set[int]]) -> list[list[int]]:
    """Join the clusters of nodes that are bound together; what is kept apart from them stays behind."""
    home = {node: cluster for cluster in found for node in cluster}
    for group in together:
        parts = sorted({id(home[node]): home[node] for node in group}.values(), key=min)
        joined = sorted(group)
        for part in parts:
            rest = [node for node in part if node not in group]
            if not any(barred.get(node, set()).intersection(joined) for node in rest):
                joined += rest
            elif rest:
                home.update(dict.fromkeys(rest, rest))
        home.update(dict.fromkeys(joined, joined))
    return list({id(cluster): cluster for cluster in home.values()}.values())


def _start(size: int, found: Iterable[Pair]) -> _State:
    """Every node a cluster of its own."""
    state = _State({node: [node] for node in range(size)}, dict.fromkeys(range(size), 1))
    for pair in found:
        state.near.setdefault(pair.a, {})[pair.b] = (pair.points, 1)
        state.near.setdefault(pair.b, {})[pair.a] = (pair.points, 1)
    return state


def _grow(state: _State, how_many: int) -> None:
    """Merge the two clusters of the best average until none reaches `LINK`.

    Only pairs of clusters of which ``how_many`` are silent.  A heap entry is (minus average, a, b,
    size of a, size of b); it is stale once a size differs.
    """
    heap: list[tuple[float, int, int, int, int]] = []
    for a, near in state.near.items():
        for b in near:
            _push(state, heap, a, b, how_many)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if state.size.get(a) == size_a and state.size.get(b) == size_b:
            for other in _merge(state, a, b):
                _push(state, heap, min(a, other), max(a, other), how_many)


def _push(state: _State, heap: list[tuple[float, int, int, int, int]], a: int, b: int, how_many: int) -> None:
    if a < b and len({a, b} & state.silent) == how_many:
        average = state.average(a, b)
        if average is not None and average >= LINK:
            heapq.heappush(heap, (-average, a, b, state.size[a], state.size[b]))


def _merge(state: _State, a: int, b: int) -> list[int]:
    """Put cluster b into a (a < b); returns a's neighbours."""
    state.members[a] += state.members.pop(b)
    state.size[a] += state.size.pop(b)
    if not {a, b} <= state.silent:
        state.silent -= {a, b}
    mine, theirs = state.near[a], state.near.pop(b)
    mine.pop(b, None)
    for other, (points, count) in theirs.items():
        if other == a:
            continue
        total, number = mine.get(other, (0, 0))
        mine[other] = state.near[other][a] = (total + points, number + count)
        state.near[other].pop(b, None)
    return sorted(mine)
