"""Short windows: two counts over two stretches of days, compared exactly; and where the window ranks among others.

The conditional test (Przyborowski and Wilenski 1940): given their sum, one of two Poisson counts is binomial, so
an exact interval for its share (Clopper and Pearson 1934) gives one for the ratio of rates.  Reported attacks come
in salvos, so the counts are first divided by how much more than a Poisson count they vary from window to window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servanda.measure.fit import Array
from servanda.measure.special import beta_quantile

BEFORE = 56  # days before that a short window is compared with
LEAST_BEFORE = 14
LEVEL = 0.95

# What an estimate supports.
FALL, RISE, NO_CHANGE = "fall", "rise", "no_change_shown"


@dataclass(frozen=True)
class Comparison:
    """A window against the days before: ratio of daily rates with its interval, and its rank among such windows.

    ``rank`` counts earlier windows of that many days with no more than it; ``windows`` is how many there were.
    """

    count: float
    days: int
    before: float
    before_days: int
    ratio: tuple[float, float, float]
    dispersion: float
    rank: int
    windows: int

    @property
    def finding(self) -> str:
        """What the interval supports."""
        return finding(self.ratio)


def finding(ratio: tuple[float, float, float]) -> str:
    """An interval against one: below it, above it, or holding it."""
    return FALL if ratio[2] < 1 else RISE if ratio[1] > 1 else NO_CHANGE


def allowing(ratio: tuple[float, float, float], share: float) -> tuple[float, float, float]:
    """The interval of what happened, if of reports up to ``share`` may have been lost, or gained by its reverse.

    Nothing in a series tells fewer happenings from fewer reports, so what may have changed untold is a bound put
    from outside (bias analysis: Lash, Fox and Fink 2009).  ``share`` lies in [0, 1).
    """
    return ratio[0], ratio[1] * (1 - share), ratio[2] / (1 - share)


def enough(ratio: tuple[float, float, float]) -> float | None:
    """The least such share for which the interval holds one, so that nothing is shown; None where it holds one now."""
    return None if finding(ratio) == NO_CHANGE else 1 - ratio[2] if ratio[2] < 1 else 1 - 1 / ratio[1]


def compare(values: Array, start: int, end: int) -> Comparison | None:
    """The days [start, end) against up to `BEFORE` days before; None where too few of either are held.

    ``values`` are daily counts, NaN where a day is not held.
    """
    window = values[start:end]
    before = values[max(0, start - BEFORE):start]
    window, held = window[np.isfinite(window)], before[np.isfinite(before)]
    if not len(window) or len(held) < LEAST_BEFORE or not held.sum():
        return None
    sums = _sums(before, len(window))
    vary = dispersion(before, len(window))
    ratio = rate_ratio(float(window.sum()) / vary, len(window), float(held.sum()) / vary, len(held))
    return Comparison(float(window.sum()), len(window), float(held.sum()), len(held), ratio, vary,
                      int((sums <= window.sum()).sum()), len(sums))


def rate_ratio(count: float, days: float, other: float, other_days: float) -> tuple[float, float, float]:
    """(ratio of the rates, low, high): count/days over other/other_days; an end without bound is infinite or zero."""
    tail = (1 - LEVEL) / 2
    low = beta_quantile(tail, count, other + 1) if count else 0.0
    high = beta_quantile(1 - tail, count + 1, other) if other else 1.0
    scale = other_days / days
    return (_odds(count / (count + other)) * scale if count + other else float("nan"),
            _odds(low) * scale, _odds(high) * scale)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _sums(values: Array, days: int) -> Array:
    """Sums of all stretches of so many days that are held whole."""
    sums = np.convolve(values, np.ones(days), mode="valid") if len(values) >= days else np.empty(0)
    return np.asarray(sums[np.isfinite(sums)])


def dispersion(values: Array, days: int) -> float:
    """Variance over mean of the sums of such stretches; at least one: reports do not come more evenly than chance."""
    sums = _sums(values, days)
    if len(sums) < 2 or not sums.mean():
        return 1.0
    return max(1.0, float(sums.var(ddof=1) / sums.mean()))
