"""The few quantiles that intervals need: of the beta and the t distribution, from the incomplete beta function.

Continued fraction of the regularised incomplete beta (DLMF 8.17.22), quantiles by bisection.
"""

from __future__ import annotations

import math
from functools import lru_cache

_TINY, _CLOSE, _HALVINGS = 1e-300, 1e-15, 64


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b): the probability that a beta variable lies below x; a, b > 0."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log) / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    """The denominator of the continued fraction, by Lentz's way."""
    value, upper, lower = 1.0, 1.0, 0.0
    for step in range(1, 1_000):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        lower = 1 / _off_zero(1 + term * lower)
        upper = _off_zero(1 + term / upper)
        value *= upper * lower
        if abs(upper * lower - 1) < _CLOSE:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x below which a beta variable lies with that probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=4096)
def t_quantile(share: float, free: float) -> float:
    """The t below which Student's variable with ``free`` degrees of freedom lies; ``share`` above one half."""
    x = beta_quantile(2 * (1 - share), free / 2, 0.5)
    return math.sqrt(free * (1 - x) / x)
