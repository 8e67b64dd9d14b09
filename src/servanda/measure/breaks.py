"""When the change really came: a search over days, and placebo dates, which are a picture and no test.

Each candidate day gets the statistic of a step from that day on, over its spread in series resampled by blocks
without a change; the largest is judged by the largest of each resampled series (a supremum test, Andrews 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servanda.measure.effect import BLOCK, LEAST_BEFORE, SEED, TIMES, Span, design, estimate
from servanda.measure.fit import Array, blocks, fit

AROUND = 60  # candidate days on either side of the start
EDGE = 14  # days at either end that no break may come nearer to
NEAR = 3.841459  # how much less than the best a day's squared statistic may be, to be kept
EVERY = 7  # days between placebo dates


@dataclass(frozen=True)
class Break:
    """The likeliest day of a change of level, the first and last day that fare about as well, and its chance.

    ``chance`` is the share of series without a change that show one as large on some day.
    """

    day: int
    first: int
    last: int
    ratio: float
    chance: float


def search(span: Span, seed: int = SEED) -> Break | None:
    """The likeliest day of a step among those around the start; None where there are too few days."""
    held = np.isfinite(span.values)
    held[span.end:] = False
    used = np.flatnonzero(held)
    if len(used) < LEAST_BEFORE or not span.values[used].sum():
        return None
    candidates = np.arange(max(used[0] + EDGE, span.start - AROUND), min(used[-1] - EDGE, span.start + AROUND) + 1)
    if not len(candidates):
        return None
    x, y = design(span)[used], span.values[used]
    model = fit(x, y)
    step = (used[:, None] >= candidates[None, :]).astype(float)
    clean = step - x @ (model.bread @ ((x * model.mean[:, None]).T @ step))
    observed = clean.T @ (y - model.mean)
    centred = model.residual - model.residual.mean()
    drawn = (centred[blocks(len(used), BLOCK, TIMES, seed)] * np.sqrt(model.mean)[None, :]) @ clean
    spread = drawn.std(axis=0, ddof=1)
    spread[spread == 0] = np.inf
    z, highest = observed / spread, np.abs(drawn / spread).max(axis=1)
    best = int(np.abs(z).argmax())
    near = candidates[z ** 2 >= z[best] ** 2 - NEAR]
    weight = float((clean[:, best] ** 2 * model.mean).sum())
    return Break(int(candidates[best]), int(near.min()), int(near.max()),
                 float(np.exp(observed[best] / weight)) if weight else 1.0,
                 float((1 + (highest >= abs(z[best])).sum()) / (1 + TIMES)))


def placebos(span: Span) -> list[tuple[int, float]]:
    """(day, ratio reported over expected) had the change begun on earlier days, one a week, the window kept as long.

    Only days before the real start are used.  A picture: how large ratios come out where nothing began.
    """
    length, found = span.end - span.start, []
    for start in range(span.start - length, LEAST_BEFORE - 1, -EVERY):
        values = span.values[:start + length]
        earlier = estimate(Span(values, start, start + length, span.weekday), times=2)
        if earlier:
            found.append((start, earlier.ratio[0]))
    return sorted(found)


def spread(ratios: Array, ratio: float) -> tuple[int, int]:
    """(how many of the placebo ratios lie at least as far from one, on a log scale; how many there are)."""
    far = np.abs(np.log(ratios)) >= abs(np.log(ratio)) if len(ratios) else np.empty(0, dtype=bool)
    return int(far.sum()), len(ratios)
