"""Two claims on one proposition held against one another: opposed, only near, or at one."""

from __future__ import annotations

from servanda.talks.said import Claim

OPPOSED, NEAR = "opposed", "near"
# Reasons for which two claims that differ are only near: they need not speak of the same thing.
SOFT = ("two_lower_bounds", "two_upper_bounds", "ranges_overlap", "different_definition", "different_period",
         "different_unit", "one_is_conditional")


def bound(claim: Claim) -> str:
    """The sort of bound that a number is: at_least, at_most, about, or '' for an exact one and for none."""
    if claim.low is None:
        return ""
    if claim.high is None:
        return "at_least"
    return "" if claim.low == claim.high else "at_most" if claim.low == 0 else "about"


def compare(one: Claim, other: Claim) -> tuple[str, tuple[str, ...]]:
    """(opposed, near or '', why) of two claims on one proposition."""
    why = _differ(one, other)
    if not why:
        return "", ()
    found = [why]
    found += [code for code, differs in (
        ("different_definition", one.definition != other.definition), ("different_unit", one.unit != other.unit),
        ("different_period", why not in SOFT and one.about.answer != "number" and one.period != other.period
         and all(one.period) and all(other.period))) if differs]
    kind = NEAR if any(code in SOFT for code in found) else OPPOSED
    found += [code for code, so in (("implied", one.implied or other.implied),
                                    ("hedged", one.said.hedged or other.said.hedged)) if so]
    return kind, tuple(found)


def _differ(one: Claim, other: Claim) -> str:
    """Why two claims cannot both be read as they stand; '' = they can."""
    if one.about.answer == "yes_no":
        return "opposite_polarity" if one.asserts != other.asserts else ""
    if not one.asserts and not other.asserts:
        return ""
    if one.asserts != other.asserts:
        return "value_denied" if one.value == other.value else ""
    return _numbers(one, other) if one.about.answer == "number" else "different_value" * (one.value != other.value)


def _numbers(one: Claim, other: Claim) -> str:
    """As `_differ`, of two numbers: ranges apart, two bounds of one kind, or ranges that only overlap.

    Of counts from the same day on, the longer may be the greater; only where it is smaller do they differ.
    """
    if one.low is None or other.low is None or (one.low, one.high) == (other.low, other.high):
        return ""
    if one.period != other.period and any(one.period) and any(other.period):
        return _periods(one, other)
    apart = (one.high is not None and one.high < other.low) or (other.high is not None and other.high < one.low)
    if apart:
        return "ranges_apart"
    if one.high is None and other.high is None:
        return "two_lower_bounds"
    if bound(one) == bound(other) == "at_most":
        return "two_upper_bounds"
    exact_inside = bound(one) == "" or bound(other) == ""
    return "" if exact_inside else "ranges_overlap"


def _periods(one: Claim, other: Claim) -> str:
    if one.period[0] != other.period[0]:
        return "different_period"
    short, long = sorted((one, other), key=lambda claim: claim.period[1])
    assert short.low is not None and long.low is not None
    if long.high is not None and long.high < short.low:
        return "ranges_apart"
    return "two_lower_bounds" if long.low < short.low and short.high is None and long.high is None else ""
