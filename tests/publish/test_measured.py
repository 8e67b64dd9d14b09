"""What is said of an estimate: what it supports, what would be enough to explain it, what follows on a condition."""

from __future__ import annotations

from typing import Any

from servanda.publish import measured


def told(measure: str, value: float | None, low: float | None = None, high: float | None = None, *, subset: str = "",
         finding: str = "", n: int = 60) -> dict[str, Any]:
    return {"measure": measure, "value": value, "ci_low": low, "ci_high": high, "subset": subset or None,
            "finding": finding or None, "n": n}


def test_a_fall_is_told_with_what_would_be_enough_to_explain_it() -> None:
    rows = [told("reported_over_expected", 0.7, 0.49, 0.93, subset="days_before=180", finding="fall"),
            told("untold_change_that_explains", 0.07, subset="days_before=180"),
            told("happened_over_expected", 0.7, 0.34, 1.33, subset="days_before=180", finding="no_change_shown")]
    assert measured.effect_words(rows) == (
        "reported a day, over what the days before would have led one to expect: 0.70 (0.49–0.93); fewer were reported "
        "than expected; by this method alone it cannot be said why; 7 in 100 reports lost with nothing to tell it by "
        "would be enough to leave nothing of it; allowing for what this case says may have changed untold: 0.70 "
        "(0.34–1.33), the interval includes no change.")


def test_a_rise_would_take_reports_gained() -> None:
    rows = {"rate_ratio": told("rate_ratio", 2.0, 1.25, 3.2, finding="rise"),
            "untold_change_that_explains": told("untold_change_that_explains", 0.2)}
    assert measured.untold(rows) == (
        "20 in 100 reports gained with nothing to tell it by would be enough to leave nothing of it")


def test_days_not_held_say_nothing_and_a_condition_is_named_as_one() -> None:
    rows = [told("rate_ratio", None, finding="days_not_held"),
            told("rate_ratio", 0.0, None, 0.51, subset=measured.IF_NONE, finding="fall"),
            told("rank_among_windows", 0, subset=measured.IF_NONE, n=54)]
    assert measured.effect_words(rows) == (
        "no day of the period is held, so nothing can be said; a day without a row is no day without fire; were days "
        "without a row days without any: 0.00 (0–0.51), fewer were reported than expected (0 of 54 earlier stretches "
        "of that length have no more).")
