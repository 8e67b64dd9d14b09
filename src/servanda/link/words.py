"""Links in words: what weighed for and against, the weightiest first."""

from __future__ import annotations

from servanda.model.linking import Weights

_TOLD = 5  # features that a reason names


def reason(weights: Weights, levels: tuple[int, ...]) -> str:
    """``same point +2.1, same day +1.4, different objects -0.8``."""
    told = weights.told(levels)[:_TOLD]
    return ", ".join(f"{words} {weight / 1000:+.1f}" for _, words, weight in told) or "nothing weighs either way"


def likelihood(share: float) -> str:
    """A probability with two digits, never as certain as 0 or 1."""
    return "under 0.01" if share < 0.01 else "over 0.99" if share > 0.99 else f"{share:.2f}"
