"""Reason codes, each one bit of two whole numbers, so that reasons are joined by a bitwise or and worded late.

A code is ``element:code``.  Codes of one element stand together, in alphabetical order, so that the bits of
a number, read from the lowest up, give the reasons in the order in which they are printed.
"""

from __future__ import annotations

from servanda.model.tables import ELEMENT_NAMES

BASES = ("agreement", "asserted_by_other", "conduct", "conditional_promise", "order", "unilateral_declaration",
         "unstated")

_LISTED = ("excluded", "generic", "listed", "no_limit", "not_listed", "text_silent", "unclear", "unlisted_open",
           "unstated")

BY_ELEMENT: dict[str, tuple[str, ...]] = {
    "bound": ("after_bound", "before_bound", "maybe_released", "no_author", "not_agreed", "not_bound",
              *(f"party_bound:{basis}" for basis in BASES), "released", "rival_author", "straddles_bound",
              "text_silent"),
    "act": (*_LISTED, "attempt_counts", "attempt_excluded", "attempt_silent", "duty_to_prevent", "obligation",
            "permission", "stage_unstated", "undertaking"),
    "means": _LISTED,
    "object": (*_LISTED, "by_product_excluded", "by_product_silent", "debris_excluded", "debris_silent"),
    "whose": ("bases_disagree", "no_author", "no_limit", "other_party", "own", "unstated"),
    "where": ("inside", "no_limit", "outside", "straddles", "unstated"),
    "when": ("after_end", "before_instrument", "before_start", "counting", "inside", "outside", "partial",
             "start_silent", "straddles_end", "straddles_start", "suspended", "unstated"),
    "provided": ("met", "none", "not_met", "unknown"),
    "unless": ("established", "none", "not_raised", "raised"),
    "accounts": ("disagree",),
}

# Which of the two numbers holds an element: each stays below 63 bits.
HALVES: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("bound", "act", "means"), ("object", "whose", "where", "when", "provided", "unless", "accounts"))


def _numbered(half: tuple[str, ...]) -> dict[str, int]:
    codes = [f"{element}:{code}" for element in half for code in sorted(BY_ELEMENT[element])]
    return {code: 1 << place for place, code in enumerate(codes)}


BITS: tuple[dict[str, int], dict[str, int]] = (_numbered(HALVES[0]), _numbered(HALVES[1]))


def bit(code: str) -> int:
    """The bit of a code within its half.  Raises ``KeyError`` for a code that is not declared."""
    first, second = BITS
    return first[code] if code in first else second[code]


def codes(first: int, second: int) -> tuple[str, ...]:
    """The codes of two numbers, in the order in which they are printed."""
    return tuple(code for bits, number in zip(BITS, (first, second), strict=True)
                 for code, value in bits.items() if number & value)


__all__ = ["BASES", "BITS", "BY_ELEMENT", "ELEMENT_NAMES", "HALVES", "bit", "codes"]
