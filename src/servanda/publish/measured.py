"""Words for figures, effects and checks of tallies; a code without words renders as itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from servanda.publish.book import Book
from servanda.publish.times import day as spelt
from servanda.publish.words import plain

Row = dict[str, Any]

CHECKS = {
    "own_reading": "our count, any claim, under its publisher’s own reading",
    "own_claims": "our count of its publisher’s own claims, under its own reading",
    "series": "the published series", "running_total": "an earlier total over fewer days",
    "same_period": "another total of the same days", "parts": "the sum of its parts",
    "percentage": "the number that its percentage cites",
}
HOLDS = {
    "within": "within that range", "above": "above that range", "below": "below that range", "near": "near",
    "yes": "follows", "no": "does not follow", "unknown": "cannot be said",
}
GAPS = {
    "gap:period": "its days are not, or not surely, those of its publisher’s own reading",
    "gap:no_days": "it does not say which days it counts",
    "gap:window": "it was made before its last day was over, often over some 24 hours within two days",
    "gap:lower_bound": "it is a lower bound",
    "gap:rounded": "it is rounded",
    "gap:definition": "the reading’s words leave open what counts",
    "gap:composites": "its publisher also told of several happenings at once, which count as none here",
    "gap:not_itemised": "it counts more than is itemised in what we hold",
    "gap:we_hold_more": "we hold more than it counts",
    "gap:days_missing": "the series lacks days of its period",
    "gap:incomplete": "days of the series were not held whole",
    "total:two_lower_bounds": "two lower bounds contradict nothing",
    "total:not_exact": "not both are exact",
    "total:scope_not_stated": "they may count other places or things",
    "parts:missing": "a part is not held, or not as a number",
    "parts:sum_above_lower_bound": "the parts come to more than the lower bound that it states",
    "parts:rounded": "it is rounded",
    "parts:sum_above": "the parts come to more",
    "parts:sum_below": "the parts come to less",
    "percent:follows_from_none": "it follows from no number that we hold",
    "percent:base_missing": "the number that it cites is not held",
}
FINDINGS = {
    "fall": "fewer were reported than expected; by this method alone it cannot be said why",
    "rise": "more were reported than expected; by this method alone it cannot be said why",
    "no_change_shown": "the interval includes no change: neither a change nor its absence is shown",
    "not_enough_before": "too few days before, or nothing reported on them, to set it against",
    "days_not_held": "no day of the period is held, so nothing can be said; a day without a row is no day without fire",
}
SEASON, IF_NONE = "days_before=1095,season", "if_days_without_a_row_are_none"
BREAKS = {"none_shown": "none stands out", "at_start": "at the start, as far as can be told",
          "elsewhere": "not at the start"}
FACETS = {"means": "weapon", "target": "target", "region": "region"}
_FOLLOWS = "percent:follows_from_"


def gap(code: str) -> str:
    """A plausible reason for a gap in words."""
    if code not in GAPS and code.startswith(_FOLLOWS):
        return f"it follows from {code.removeprefix(_FOLLOWS)} instead"
    return GAPS.get(code, plain(code))


def series_title(book: Book, series: str) -> str:
    """The name of a series: our own by its side; others as they are called, with who publishes and whose acts."""
    parts = series.split("/")
    if parts[0] == "incidents" and len(parts) == 4:
        return f"Incidents known here, by {book.title(parts[3])}, within the words of {book.title(parts[2])}"
    name = plain(parts[0])
    return name[:1].upper() + name[1:] + (f", as {plain('/'.join(parts[1:]))} publishes it" if len(parts) > 1 else "")


def short_title(book: Book, series: str) -> str:
    """The name of a series where the chart already names the reading."""
    parts = series.split("/")
    if parts[0] == "incidents" and len(parts) == 4:
        return f"Incidents known here, by {book.title(parts[3])}"
    return series_title(book, series)


def ratio(one: Row) -> str:
    """``0.66 (0.43–1.01)``; an end without bound is said so."""
    if one["value"] is None:
        return "not estimated"
    low = "0" if one["ci_low"] is None else f"{float(one['ci_low']):.2f}"
    high = "no upper end" if one["ci_high"] is None else f"{float(one['ci_high']):.2f}"
    return f"{float(one['value']):.2f} ({low}–{high})"


def plainly(told: Sequence[Row]) -> dict[str, Row]:
    """The figures of one series against one start by measure: neither over years nor under a condition."""
    return {one["measure"]: one for one in told if one["subset"] not in (SEASON, IF_NONE)}


def conditional(told: Sequence[Row]) -> str:
    """What would follow if a day without a row were a day without any; '' where that changes nothing."""
    by = {one["measure"]: one for one in told if one["subset"] == IF_NONE}
    main = by.get("reported_over_expected") or by.get("rate_ratio")
    if main is None:
        return ""
    rank = by.get("rank_among_windows")
    return f"were days without a row days without any: {ratio(main)}, {FINDINGS[main['finding']].partition(';')[0]}" + (
        f" ({int(rank['value'])} of {rank['n']} earlier stretches of that length have no more)" if rank else "")


def untold(by: Mapping[str, Row]) -> str:
    """What a change of reporting that nothing tells of would do to an estimate; '' where it shows no change."""
    said = []
    enough, allowed = by.get("untold_change_that_explains"), by.get("happened_over_expected")
    if enough:
        main = by.get("reported_over_expected") or by["rate_ratio"]
        turned = "lost" if main["finding"] == "fall" else "gained"
        said.append(f"{100 * float(enough['value']):.0f} in 100 reports {turned} with nothing to tell it by would be "
                    "enough to leave nothing of it")
    if allowed:
        said.append(f"allowing for what this case says may have changed untold: {ratio(allowed)}, "
                    f"{FINDINGS[allowed['finding']].partition(';')[0].partition(':')[0]}")
    return "; ".join(said)


def effect_words(told: Sequence[Row]) -> str:
    """What the figures of one series against one start say and do not say."""
    by = plainly(told)
    main = by.get("reported_over_expected") or by.get("rate_ratio")
    if main is None:
        return "not measured."
    if main["value"] is None:
        return "; ".join(filter(None, (FINDINGS[main["finding"]], conditional(told)))) + "."
    said = [f"reported a day, over what the days before would have led one to expect: {ratio(main)}"
            if main["measure"] == "reported_over_expected"
            else f"rate of the period over the rate of the days before: {ratio(main)}", FINDINGS[main["finding"]]]
    change = by.get("change_point")
    if change:
        said.append("no step of level stands out" if change["finding"] == "none_shown" else
                    f"a step of level fits best from {spelt(change['subset'])} on ({spelt(change['day_low'])} to "
                    f"{spelt(change['day_high'])})")
    far = by.get("placebos_as_far")
    if far:
        said.append(f"of {far['n']} earlier dates {int(far['value'])} give a ratio at least as far from one")
    rank = by.get("rank_among_windows")
    if rank:
        said.append(f"{int(rank['value'])} of {rank['n']} earlier stretches of that length have no more")
    return "; ".join(filter(None, (*said, untold(by), conditional(told)))) + "."


def cell(value: Any) -> str:
    """A cell of the table behind a chart: numbers plain, nothing as a dash."""
    if value is None or value == "":
        return "–"
    return f"{float(value):g}" if isinstance(value, (float, Decimal)) else str(value)


def span(row: Row | None) -> str:
    """``0.3–1.2`` of a value that is a range."""
    if row is None or row["value_low"] is None:
        return "–"
    return f"{float(row['value_low']):.2f}–{float(row['value_high']):.2f}"


def percent(row: Row | None) -> str:
    """``41–94 %`` of a share that is a range."""
    if row is None or row["value_low"] is None:
        return ""
    return f"{100 * float(row['value_low']):.0f}–{100 * float(row['value_high']):.0f} %"


def day_range(row: Row | None) -> str:
    """The earlier and the later day; one where both are the same."""
    if row is None:
        return "–"
    days = [spelt(day) for day in (row["day_low"], row["day_high"]) if day]
    unsure = row["day_low"] is None or row["day_high"] is None
    return " – ".join(dict.fromkeys(days)) + (" (not sure)" if unsure else "")


def signed(value: int) -> str:
    """``+3``, ``−3``, ``0``."""
    return "0" if not value else f"+{value}" if value > 0 else f"−{-value}"
