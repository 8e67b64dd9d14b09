"""Learn weights: from pairs of known answer, or without any from the same reports with their clocks put forward.

Logistic regression by Newton's method on the counts of each distinct pattern of levels, drawn towards weights
given before.  Without answers, pairs of a report with one of another week stand for chance meetings: if N chance
meetings show a level, that many of the real pairs with it are no match.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.link.features import Levels, levels
from servanda.link.meetings import DAY, met
from servanda.link.tellings import Tellings
from servanda.link.weights import MILLION, millionths, odds
from servanda.model.linking import NAMES, SIZES, Weights

Real = NDArray[np.float64]

SHIFTS = (7 * DAY, 14 * DAY)
BURST = 0.06  # by more than this share chance may not underrate how often different happenings meet
LEAST = 2_000  # chance meetings below which nothing can be learned from them
_SLACK = 0.005  # the share by which every condition may be missed
_SURELY = -4_000  # thousandths of log odds below which a pair is surely no match
_CROWD = NAMES.index("crowd")
_OFFSETS = np.concatenate([[0], np.cumsum(SIZES)])
_WIDTH = int(_OFFSETS[-1]) + 1
_ROUNDS = 40


@dataclass(frozen=True)
class Chance:
    """Levels of chance meetings, how many pairs each stands for, and how many each shift found."""

    levels: Levels
    weight: Real
    found: tuple[float, ...]


def learned(seen: Levels, answer: NDArray[np.bool_], before: Weights | None = None, hold: float = 2.0,
            basis: str = "") -> Weights:
    """Weights that fit answers to pairs; ``hold`` is how strongly they are held to those before."""
    patterns, count, yes = _patterns(seen, answer)
    start = _vector(before) if before else np.zeros(_WIDTH)
    if not before:
        share = float(yes.sum() / count.sum())
        start[-1] = np.log(share / (1 - share))
    return _weights(_newton(patterns, count, yes, start, hold), basis)


def unlabelled(seen: Levels, chance: Chance, before: Weights, ratio: float = 1.0, hold: float = 1.0,
               basis: str = "") -> Weights:
    """Weights that take of the pairs as many for chance meetings, level by level, as chance makes.

    The generalised method of moments (Hansen 1982) by Gauss-Newton steps: each level of each feature is one condition,
    as loose as its counts are uncertain and as ``ratio`` (`underrated`) is far from 1; ``hold`` is how strongly
    the weights are held to those before.  What the crowd weighs is not learned: chance meetings have none.
    """
    design, count, _ = _patterns(seen, np.zeros(len(seen), np.bool_))
    expected, spread = np.zeros(_WIDTH), np.zeros(_WIDTH)
    for column, offset in enumerate(_OFFSETS[:-1]):
        of = chance.levels[:, column] + offset
        expected += np.bincount(of, chance.weight * ratio, _WIDTH)
        spread += np.bincount(of, (chance.weight * ratio) ** 2, _WIDTH)
    loose = _SLACK + 0.1 * abs(ratio - 1)
    asked = np.ones(_WIDTH)
    asked[-1], asked[_OFFSETS[_CROWD]:_OFFSETS[_CROWD + 1]] = 0, 0
    return _weights(_moments(design.astype(np.float64), count, expected,
                             asked / (expected + spread + (loose * expected) ** 2 + 4), _vector(before), hold), basis)


def _moments(design: Real, count: Real, expected: Real, sure: Real, before: Real, hold: float) -> Real:
    """The least of: the squares of what the conditions are missed by, each as ``sure`` as it is, and what holds."""
    held = np.full(_WIDTH, hold)
    held[-1] = 0.01
    found, damped = before.copy(), 1e-3

    def missed(at: Real) -> tuple[float, Real, Real]:
        share = 1 / (1 + np.exp(-np.clip(design @ at, -30, 30)))
        by = design.T @ (count * (1 - share)) - expected
        return float(0.5 * (sure * by * by).sum() + 0.5 * (held * (at - before) ** 2).sum()), share, by

    now, share, by = missed(found)
    for _ in range(_ROUNDS):
        turn = -(design * (count * share * (1 - share))[:, None]).T @ design
        slope = turn.T @ (sure * by) + held * (found - before)
        bend = turn.T @ (turn * sure[:, None]) + np.diag(held)
        step = -np.linalg.solve(bend + damped * np.diag(np.diag(bend)), slope)
        then, *rest = missed(found + step)
        if then > now:
            damped *= 8
            continue
        damped, gained = damped / 4, now - then
        found, now, (share, by) = found + step, then, rest
        if gained < 1e-3:
            break
    return found


def underrated(seen: Levels, chance: Chance, before: Weights) -> float:
    """How many times more often reports meet that tell of other happenings than chance would have it.

    Told by the pairs that are surely no match under the weights before (a negative control: Lipsitch and others
    2010).  Above 1 where violence comes in waves shorter than a week.
    """
    calm = Weights(before.base, {**before.levels, "crowd": ()})
    here, there = odds(calm, seen), odds(calm, chance.levels)
    limit = min(float(np.median(here)), _SURELY)
    low = here <= limit
    among = float(low.sum() - (millionths(odds(before, seen[low])) / MILLION).sum())
    return among / max(1.0, float(chance.weight[there <= limit].sum()))


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


def _newton(design: NDArray[np.float32], count: Real, yes: Real, before: Real, hold: float) -> Real:
    """The least of: the loss of the answers, plus what holds the weights to those before."""
    held = np.full(_WIDTH, hold)
    held[-1] = 0.01
    found = before.copy()

    def loss(at: Real) -> float:
        odds = design @ at
        return float((count * np.logaddexp(0, odds) - yes * odds).sum()
                     + 0.5 * (held * (at - before) ** 2).sum())

    now = loss(found)
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (yes - count * share) - held * (found - before)
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
