"""A log-linear model of daily counts, fitted by iteratively reweighted least squares; numpy only.

Quasi-Poisson (Wedderburn 1974; McCullagh and Nelder 1989, ch. 9): the mean is exp(X b), the variance is
taken as proportional to it, the factor (the dispersion) is Pearson's chi-square over its degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS, _SMALL = 60, 1e-9
_LEAST, _MOST = -30.0, 30.0  # of a linear predictor; exp stays finite


@dataclass(frozen=True)
class Fit:
    """A fitted model: coefficients, means, Pearson residuals, (X'WX)^-1, dispersion, and whether it settled."""

    beta: Array
    mean: Array
    residual: Array
    bread: Array
    dispersion: float
    settled: bool


def fit(x: Array, y: Array) -> Fit:
    """Fit exp(X b) to counts ``y``; ``x`` is days x terms.  A tiny ridge keeps separated terms finite."""
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(max(float(y.mean()), 0.1))
    mean, settled = _mean(x, beta), False
    for _ in range(_STEPS):
        step = np.linalg.solve(_information(x, mean), x.T @ (y - mean))
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), _SMALL))  # far steps are taken in pieces
        beta = beta + step
        mean = _mean(x, beta)
        if float(np.abs(step).max()) < 1e-8:
            settled = True
            break
    residual: Array = np.asarray((y - mean) / np.sqrt(mean))
    free = max(1, len(y) - x.shape[1])
    bread: Array = np.asarray(np.linalg.inv(_information(x, mean)), dtype=np.float64)
    return Fit(beta, mean, residual, bread, float((residual ** 2).sum() / free), settled)


def _mean(x: Array, beta: Array) -> Array:
    return np.asarray(np.exp(np.clip(x @ beta, _LEAST, _MOST)))


def _information(x: Array, mean: Array) -> Array:
    ridge = 1e-8 * max(1.0, float(mean.sum())) * np.eye(x.shape[1])
    return np.asarray((x * mean[:, None]).T @ x + ridge)


def blocks(days: int, length: int, times: int, seed: int) -> NDArray[np.int64]:
    """Indices of ``times`` resampled series: circular blocks of ``length`` days one after another.

    Circular block bootstrap (Politis and Romano 1992); the seed is fixed, so the same days give the same draw.
    """
    length = max(1, min(length, days))
    draw = np.random.Generator(np.random.PCG64(seed))
    starts = draw.integers(0, days, size=(times, -(-days // length)))
    index: Any = (starts[:, :, None] + np.arange(length)[None, None, :]) % days
    return np.asarray(index.reshape(times, -1)[:, :days], dtype=np.int64)


def resampled(x: Array, model: Fit, index: NDArray[np.int64], inflation: float) -> Array:
    """Coefficients of resampled series, one a row: one Newton step from the fitted ones (score bootstrap).

    Residuals are drawn in blocks, so what hangs together from day to day stays together; ``inflation`` makes good
    for the variance that the fitted terms took from them.  Kline and Santos (2012) give the score bootstrap.
    """
    scaled = model.residual * np.sqrt(inflation)
    scaled = scaled - scaled.mean()
    score = (scaled[index] * np.sqrt(model.mean)[None, :]) @ x
    return np.asarray(model.beta[None, :] + score @ model.bread)
