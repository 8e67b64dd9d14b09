"""Before, during, after: an interrupted time series of daily counts, with a counterfactual and an interval.

The model is log-linear with a trend, weekdays, with two years of days before also the season, a change of level
and of slope at the start and of level after the end (Bernal, Cummins and Gasparrini 2017).  Intervals come from
resampling blocks of 14 days, because reports of neighbouring days hang together and vary more than a Poisson
count.  What is estimated is how many were *reported* against what the days before would have led one to
expect; the method cannot tell a truce from anything else that began on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.measure.fit import Array, Fit, blocks, fit, resampled
from servanda.measure.rates import dispersion, finding, rate_ratio
from servanda.measure.special import t_quantile

BLOCK = 14  # days a block
TIMES = 999  # resampled series
SEED = 20_310_504
LEVEL = 0.95
FEW = 5.0  # reports during, over their dispersion, below which the exact way is taken
LEAST_BEFORE, LEAST_DURING = 56, 7  # fewer days are too few for this method
LEAST_FREE = 2.0  # blocks left free by the terms; with fewer no spread can be told
SEASON_FROM = 730  # days before, from which the season can be told from the trend
YEAR = 365.25


@dataclass(frozen=True)
class Span:
    """A series of days: ``values`` (NaN = not held), the first day of the change, and the first day after it.

    ``weekday`` is the weekday of the first value (Monday 0).
    """

    values: Array
    start: int
    end: int
    weekday: int = 0


@dataclass(frozen=True)
class Estimate:
    """Ratios: 1 = as expected.  ``ratio`` is what was reported during over what was expected, on average."""

    ratio: tuple[float, float, float]
    level: tuple[float, float, float]
    slope: tuple[float, float, float]
    dispersion: float
    lag_one: float
    fitted: Array
    expected: Array
    expected_low: Array
    expected_high: Array
    days: tuple[int, int, int]
    settled: bool

    @property
    def finding(self) -> str:
        """What it supports: the interval of the ratio against one."""
        return finding(self.ratio)


def estimate(span: Span, times: int = TIMES, seed: int = SEED) -> Estimate | None:
    """The estimate of a span; None where the days are too few, or nothing was reported before."""
    held = np.isfinite(span.values)
    day = np.arange(len(span.values))
    before, during, after = (day < span.start), (day >= span.start) & (day < span.end), day >= span.end
    counts = [int((held & phase).sum()) for phase in (before, during, after)]
    if counts[0] < LEAST_BEFORE or counts[1] < LEAST_DURING or not span.values[held & before].sum():
        return None
    x = design(span)
    changed = changes(span)
    full = np.column_stack([x, changed])
    if not counts[2]:
        full = full[:, :-1]
    free = _free(full[held])
    if free < LEAST_FREE:
        return None
    model = fit(full[held], span.values[held])
    betas = resampled(full[held], model, blocks(int(held.sum()), BLOCK, times, seed), held.sum() / BLOCK / free)
    base = x.shape[1]
    reach = t_quantile((1 + LEVEL) / 2, free)
    ratios = _ratio(full, base, during, np.vstack([model.beta[None, :], betas]))
    expected = np.exp(np.clip(x @ model.beta[:base], -30, 30))
    drawn = reach * np.std(betas[:, :base] @ x.T, axis=0, ddof=1)
    ratio = _interval(float(ratios[0]), ratios[1:], reach)
    level = _interval(float(model.beta[base]), betas[:, base], reach)
    slope = _interval(float(model.beta[base + 1]), betas[:, base + 1], reach)
    few = _few(span.values[held & before], span.values[held & during], float(expected[held & during].sum()))
    if few:
        ratio = level = few
        slope = (float("nan"),) * 3
    return Estimate(
        ratio=ratio, level=level, slope=slope,
        dispersion=model.dispersion, lag_one=lag_one(model), fitted=np.exp(np.clip(full @ model.beta, -30, 30)),
        expected=expected, expected_low=expected * np.exp(-drawn), expected_high=expected * np.exp(drawn),
        days=(counts[0], counts[1], counts[2]), settled=model.settled)


def _few(before: Array, during: Array, expected: float) -> tuple[float, float, float] | None:
    """The ratio where next to nothing was reported during: no spread can be drawn around a mean near zero.

    Then what is left, over how such stretches of days vary, is set exactly against what was expected.
    """
    vary = dispersion(before, len(during))
    if float(during.sum()) / vary >= FEW:
        return None
    _, low, high = rate_ratio(float(during.sum()) / vary, 1, float(before.sum()) / vary, 1)
    scale = float(before.sum()) / expected
    return float(during.sum()) / expected, low * scale, high * scale


def _free(x: Array) -> float:
    """Blocks left free by the terms that change slowly: all but the six of the week."""
    return float(len(x) / BLOCK - (x.shape[1] - 6))


def design(span: Span) -> Array:
    """Terms that hold without a change: level, trend, weekdays, and the season where it can be told."""
    day = np.arange(len(span.values))
    time = (day - span.start) / 28.0  # trend by four weeks, zero at the start
    weekday = (day + span.weekday) % 7
    terms = [np.ones(len(day)), time, *((weekday == number).astype(float) for number in range(1, 7))]
    if span.start >= SEASON_FROM:
        angle = 2 * np.pi * day / YEAR
        terms += [np.sin(angle), np.cos(angle)]
    return np.column_stack(terms)


def changes(span: Span) -> Array:
    """Terms of the change: level during, slope during (from its middle, by week), level after."""
    day = np.arange(len(span.values))
    during = ((day >= span.start) & (day < span.end)).astype(float)
    middle = (span.start + span.end - 1) / 2
    return np.column_stack([during, during * (day - middle) / 7.0, (day >= span.end).astype(float)])


def _ratio(full: Array, base: int, during: NDArray[np.bool_], betas: Array) -> Array:
    """Sum fitted during over sum expected during, on a log scale, for each row of coefficients."""
    x = full[during]
    fitted = np.exp(np.clip(betas @ x.T, -30, 30)).sum(axis=1)
    expected = np.exp(np.clip(betas[:, :base] @ x[:, :base].T, -30, 30)).sum(axis=1)
    return np.asarray(np.log(fitted / expected))


def _interval(point: float, drawn: Array, reach: float) -> tuple[float, float, float]:
    """(estimate, low, high) as ratios: the spread of what was drawn laid around the estimate, on the log scale.

    ``reach`` is Student's quantile for the blocks that the terms leave free.
    """
    spread = reach * float(np.std(drawn, ddof=1))
    return float(np.exp(point)), float(np.exp(point - spread)), float(np.exp(point + spread))


def lag_one(model: Fit) -> float:
    """Correlation of neighbouring residuals."""
    r: Array = np.asarray(model.residual - model.residual.mean())
    total = float(np.dot(r, r))
    return float(np.dot(r[1:], r[:-1])) / total if total else 0.0
