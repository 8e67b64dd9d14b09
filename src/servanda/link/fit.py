"""Learn weights: from pairs of known answer, or without any from the same reports with their clocks put forward.

Logistic regression by Newton's method on the counts of each distinct pattern of levels, drawn towards weights
given before.  Without answers, pairs of a report with one of another week stand for chance meetings: if N chance
meetings show a pattern, that many of the real pairs with it are no match.  The loss is that of learning from
positive and unlabelled examples (du Plessis, Niu and Sugiyama 2015), convex, and at its best the pairs that it
takes for no match are as many, level by level, as chance alone would make.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.link.features import Levels, levels
from servanda.link.meetings import DAY, met
from servanda.link.tellings import Tellings
from servanda.model.linking import NAMES, SIZES, Weights

Real = NDArray[np.float64]

SHIFTS = (7 * DAY, 14 * DAY)
BURST = 0.08  # chance meetings may be fewer by this share when clocks are a week further apart
LEAST = 200  # chance meetings below which nothing can be learned from them
_OFFSETS = np.concatenate([[0], np.cumsum(SIZES)])
_WIDTH = int(_OFFSETS[-1]) + 1
_ROUNDS = 40


@dataclass(frozen=True)
class Chance:
    """Levels of chance meetings, how many pairs each stands for, and how many each shift found."""

    levels: Levels
    weight: Real
    found: tuple[float, ...]

    @property
    def bursts(self) -> bool:
        """Whether violence comes in bursts, so that a week away there is less to meet by chance."""
        return len(self.found) > 1 and abs(self.found[1] / max(1.0, self.found[0]) - 1) > BURST


def learned(seen: Levels, answer: NDArray[np.bool_], before: Weights | None = None, hold: float = 2.0,
            basis: str = "") -> Weights:
    """Weights that fit answers to pairs; ``hold`` is how strongly they are held to those before."""
    patterns, count, yes = _patterns(seen, answer)
    start = _vector(before) if before else np.zeros(_WIDTH)
    if not before:
        share = float(yes.sum() / count.sum())
        start[-1] = np.log(share / (1 - share))
    return _weights(_newton(patterns, count, yes, np.zeros(_WIDTH), start, hold), basis)


def unlabelled(seen: Levels, chance: Chance, before: Weights, hold: float = 25.0, basis: str = "") -> Weights:
    """Weights that make of the pairs as many chance meetings, level by level, as chance makes."""
    patterns, count, _ = _patterns(seen, np.zeros(len(seen), np.bool_))
    pull = np.zeros(_WIDTH)
    for column, offset in enumerate(_OFFSETS[:-1]):
        pull[:-1] += np.bincount(chance.levels[:, column] + offset, chance.weight, _WIDTH - 1)
    pull[-1] = chance.weight.sum()
    return _weights(_newton(patterns, count, count, pull, _vector(before), hold), basis)


def chance(told: Tellings) -> Chance:
    """Chance meetings: tellings met with those of one and two weeks before."""
    timed = told.low[told.timed]
    period = int(timed.max() - timed.min()) if len(timed) else 0
    none = np.zeros(2 * len(told), np.int8)
    many, found, weights = [], [], []
    for shift in SHIFTS:
        if period > 4 * shift:
            both = told.after(shift)
            pairs = met(both)
            apart = (pairs.a < len(told)) & (pairs.b >= len(told)) & (pairs.b - len(told) != pairs.a)
            many.append(levels(both, none, pairs.a[apart], pairs.b[apart]))
            weight = 0.5 * period / (period - shift)
            found.append(float(len(many[-1]) * weight))
            weights.append(np.full(len(many[-1]), weight))
    if not many:
        return Chance(np.zeros((0, len(SIZES)), np.int8), np.zeros(0), ())
    return Chance(np.concatenate(many), np.concatenate(weights) / len(many), tuple(found))


def _patterns(seen: Levels, answer: NDArray[np.bool_]) -> tuple[NDArray[np.float32], Real, Real]:
    """Distinct patterns as rows of a design, how often each is seen, and how often with the answer yes."""
    key = np.zeros(len(seen), np.int64)
    for column, size in enumerate(SIZES):
        key = key * size + seen[:, column]
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    design = np.zeros((len(first), _WIDTH), np.float32)
    design[np.arange(len(first))[:, None], seen[first].astype(np.int64) + _OFFSETS[:-1]] = 1
    design[:, -1] = 1
    return (design, np.bincount(of, minlength=len(first)).astype(np.float64),
            np.bincount(of, answer.astype(np.float64), len(first)).astype(np.float64))


def _newton(design: NDArray[np.float32], count: Real, yes: Real, pull: Real, before: Real, hold: float) -> Real:
    """The least of: the loss of the answers, plus ``pull`` times the weights, plus what holds them to those before."""
    held = np.full(_WIDTH, hold)
    held[-1] = 0.01
    found = before.copy()

    def loss(at: Real) -> float:
        odds = design @ at
        return float((count * np.logaddexp(0, odds) - yes * odds).sum() + pull @ at
                     + 0.5 * (held * (at - before) ** 2).sum())

    now = loss(found)
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (yes - count * share) - pull - held * (found - before)
        bend = (design * (count * share * (1 - share) + 1e-9)[:, None].astype(np.float32)).T @ design
        step = np.linalg.solve(bend.astype(np.float64) + np.diag(held), slope)
        while (then := loss(found + step)) > now + 1e-9 and np.abs(step).max() > 1e-6:
            step = step / 2
        found, now = found + step, then
        if np.abs(step).max() < 1e-4:
            break
    return found


def _vector(weights: Weights) -> Real:
    parts = [np.array(weights.of(name), np.float64) for name in NAMES]
    return np.concatenate([*parts, [weights.base]]) / 1000


def _weights(found: Real, basis: str) -> Weights:
    whole = np.rint(found * 1000).astype(np.int64)
    return Weights(int(whole[-1]), {name: tuple(int(one) for one in whole[_OFFSETS[n]:_OFFSETS[n + 1]])
                                    for n, name in enumerate(NAMES)}, basis)
