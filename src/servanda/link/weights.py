"""Odds and probabilities of pairs, in whole numbers, so that they are the same in any order and on any machine."""

from __future__ import annotations

import numpy as np

from servanda.link.features import Levels
from servanda.link.tellings import Ints
from servanda.model.linking import FEATURES, NAMES, Weights

MILLION = 1_000_000  # probabilities are whole millionths before any threshold
_MOST = 14_000  # thousandths: beyond these odds nothing more is to be learned
_CHANGED = 0.25  # of the population stability index: a shift that asks for new weights
_FEW = 300  # pairs below which a shift says nothing


def odds(weights: Weights, levels: Levels) -> Ints:
    """Thousandths of log odds of every pair."""
    total = np.full(len(levels), weights.base, np.int64)
    for column, name in enumerate(NAMES):
        total += np.array(weights.of(name), np.int64)[levels[:, column]]
    return np.clip(total, -_MOST, _MOST)


def millionths(thousandths: Ints) -> Ints:
    """Probabilities of thousandths of log odds, as whole millionths."""
    table = np.rint(MILLION / (1 + np.exp(-np.arange(-_MOST, _MOST + 1) / 1000))).astype(np.int64)
    return np.asarray(table[thousandths + _MOST])


def drift(weights: Weights, spread: tuple[tuple[int, ...], ...]) -> list[tuple[str, float]]:
    """Features whose levels are spread otherwise than when the weights were learned, with the index of the shift."""
    found = []
    for name, now in zip(NAMES, spread, strict=True):
        then = weights.spread.get(name, ())
        if len(then) == len(now) == len(FEATURES[name]) and min(sum(then), sum(now)) >= _FEW:
            old, new = ((np.array(part) + 0.5) / (sum(part) + 0.5 * len(part)) for part in (then, now))
            index = float(((new - old) * np.log(new / old)).sum())
            if index > _CHANGED:
                found.append((name, index))
    return found
