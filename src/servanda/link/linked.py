"""Reports to groups: nodes, their candidate pairs, what each pair weighs, and the clusters they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.engine.database import Database
from servanda.link.bindings import Bonds, bonds, split_reports
from servanda.link.clusters import AVERAGE, WITNESSES, clusters
from servanda.link.features import Levels, levels
from servanda.link.meetings import crowd, met
from servanda.link.nodes import Nodes, nodes
from servanda.link.tellings import Ints
from servanda.link.weights import millionths, odds
from servanda.model.case import Decision
from servanda.model.linking import SIZES, Weights

_BLOCK = 1_000_000  # pairs that are compared at once
KEPT = 20_000  # millionths: pairs less likely than this are compared and let go


@dataclass(frozen=True)
class Linked:
    """Nodes and their clusters; the pairs ``a``, ``b`` of nodes that are likely enough to be told of.

    ``levels`` and ``likely`` (millionths) are those of the pairs.  ``compared`` counts all candidates,
    ``left_out`` those beyond the most that a node is compared with; ``spread`` counts the levels of all candidates,
    feature by feature.
    """

    nodes: Nodes
    bonds: Bonds
    home: Ints
    a: Ints
    b: Ints
    levels: Levels
    likely: Ints
    compared: int
    left_out: int
    spread: tuple[tuple[int, ...], ...]


def linked(db: Database, weights: Weights, decisions: Sequence[Decision] = (), kept_from: int = KEPT) -> Linked:
    """Link the single reports in use, as the weights say and decisions bind."""
    found = nodes(db, split_reports(decisions))
    node_of = dict(zip(found.report, found.node.tolist(), strict=True)) if decisions else {}
    bound = bonds(decisions, node_of)
    pairs = met(found.told)
    about = crowd(found.told) if weights.crowded else np.zeros(len(found.told), np.int8)
    kept, seen, weighed = [], [], []
    spread = np.zeros((len(SIZES), max(SIZES)), np.int64)
    for start in range(0, len(pairs.a), _BLOCK):
        block = slice(start, start + _BLOCK)
        told = levels(found.told, about, pairs.a[block], pairs.b[block])
        heard = odds(weights, told)
        keep = millionths(heard) >= kept_from
        kept.append(np.flatnonzero(keep) + start)
        seen.append(told[keep])
        weighed.append(heard[keep])
        spread += [np.bincount(column, minlength=max(SIZES)) for column in told.T]
    at = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    a, b, compared, left_out = pairs.a[at], pairs.b[at], len(pairs.a), pairs.left_out
    del pairs, kept, at
    heard = np.concatenate(weighed) if weighed else np.zeros(0, np.int64)
    chances = millionths(heard)
    # Tables by themselves are linked for the best count; a case is linked so that people join rather than part.
    points, rule = (heard, WITNESSES) if weights.crowded else (chances, AVERAGE)
    home = clusters(len(found.told), a, b, points, bound.together(), bound.apart, found.silent, rule)
    return Linked(found, bound, home, a, b,
                  np.concatenate(seen) if seen else np.zeros((0, len(SIZES)), np.int8), chances,
                  compared, left_out,
                  tuple(tuple(int(one) for one in row[:size]) for row, size in zip(spread, SIZES, strict=True)))
