"""How well a grouping of reports agrees with the truth: pairs, B-cubed, exact groups, counts, calibration.

Pairwise figures count pairs of reports; B-cubed (Bagga and Baldwin 1998) averages over reports; a group is exact
if it holds the reports of one true incident and no other.  Only reports of known truth count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_BINS = 15


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1, NaN where there is nothing to share; ``count_error`` is predicted / true incidents - 1."""

    reports: int
    predicted: int
    true: int
    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    exact_f1: float
    count_error: float


def score(predicted: Sequence[str], truth: Sequence[str]) -> Score:
    """The score of predicted incidents against true ones, report by report."""
    mine, true = _numbers(predicted), _numbers(truth)
    both = _numbers_of(mine * (int(true.max(initial=0)) + 1) + true)
    size_mine, size_true, size_both = np.bincount(mine), np.bincount(true), np.bincount(both)
    right, said, real = _pairs(size_both), _pairs(size_mine), _pairs(size_true)
    b3 = size_both[both]
    precision, recall = float(np.mean(b3 / size_mine[mine])), float(np.mean(b3 / size_true[true]))
    whole = (size_both[both] == size_mine[mine]) & (size_both[both] == size_true[true]) & (size_true[true] > 1)
    exact = len(np.unique(true[whole]))
    several = int((size_mine > 1).sum()), int((size_true > 1).sum())
    return Score(len(mine), len(size_mine), len(size_true), _share(right, said), _share(right, real),
                 _share(2 * right, said + real), precision, recall, 2 * precision * recall / (precision + recall),
                 _share(2 * exact, sum(several)), len(size_mine) / len(size_true) - 1)


def calibration(likely: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over bins of equal width: the average gap of probability and share of true pairs."""
    chance, truth = np.asarray(likely, np.float64), np.asarray(right, np.float64)
    at = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    gap = np.abs(np.bincount(at, chance, _BINS) - np.bincount(at, truth, _BINS))
    return float(gap.sum() / len(chance)) if len(chance) else float("nan")


def by_sources(predicted: Mapping[str, str], truth: Mapping[str, str],
               source: Mapping[str, str]) -> list[tuple[str, str, float, float, int]]:
    """(source, source, precision, recall, true pairs) of the pairs of reports of two sources, in order."""
    reports = sorted(truth)
    said, real = _paired(predicted, source, reports), _paired(truth, source, reports)
    right = _paired({one: f"{predicted[one]}\x1f{truth[one]}" for one in reports}, source, reports)
    return [(*pair, _share(right.get(pair, 0), said.get(pair, 0)), _share(right.get(pair, 0), real.get(pair, 0)),
             real.get(pair, 0)) for pair in sorted({*said, *real})]


def _paired(home: Mapping[str, str], source: Mapping[str, str], reports: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many pairs of one home each pair of sources has."""
    groups: dict[str, dict[str, int]] = {}
    for one in reports:
        group = groups.setdefault(home[one], {})
        group[source.get(one, "")] = group.get(source.get(one, ""), 0) + 1
    made: dict[tuple[str, str], int] = {}
    for group in groups.values():
        names = sorted(group)
        for place, one in enumerate(names):
            for other in names[place:]:
                pairs = group[one] * (group[one] - 1) // 2 if one == other else group[one] * group[other]
                if pairs:
                    made[(one, other)] = made.get((one, other), 0) + pairs
    return made


def _numbers(names: Sequence[str]) -> Ints:
    code: dict[str, int] = {}
    return np.fromiter((code.setdefault(name, len(code)) for name in names), np.int64, len(names))


def _numbers_of(codes: Ints) -> Ints:
    return np.asarray(np.unique(codes, return_inverse=True)[1].reshape(-1), np.int64)


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
