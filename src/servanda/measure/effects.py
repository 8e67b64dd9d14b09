"""Before, during and after for every series and every start that a reading gives; figures, daily values, placebos.

Windows of a week and more are estimated by an interrupted time series, shorter ones compared exactly.  The start
is set where each reading puts it, so the table of readings is the sensitivity to the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from servanda.engine.database import Database
from servanda.measure import breaks, rates
from servanda.measure.calendar import text
from servanda.measure.effect import LEAST_DURING, SEASON_FROM, Estimate, Span, estimate
from servanda.measure.fit import Array
from servanda.measure.rows import Figure, plain
from servanda.measure.series import Daily
from servanda.model.tables import TABLES

BEFORE, AFTER = 180, 60  # days before and after that the estimate looks at
LONG = 1_095  # days before, where the season can be told from the trend
NOT_ENOUGH = "not_enough_before"
NOT_HELD = "days_not_held"
IF_NONE = "if_days_without_a_row_are_none"
_ITS = "interrupted time series, quasi-Poisson, blocks of 14 days"
_EXACT = "rates compared exactly, counts over their dispersion"


@dataclass(frozen=True)
class Start:
    """A period that readings give a provision: first and last day, and the readings that give just these."""

    provision: str
    first: int
    last: int
    readings: tuple[str, ...]

    @property
    def label(self) -> str:
        """How the start is named in tables."""
        return f"{self.provision}/{';'.join(self.readings)}"


def starts(db: Database) -> list[Start]:
    """Every distinct period, with the readings that give it."""
    found: dict[tuple[str, int, int], list[str]] = {}
    for reading, provision, first, last in db.rows(
            "SELECT reading, provision, first, last FROM m_period ORDER BY provision, first, last, reading"):
        found.setdefault((provision, first, last), []).append(reading)
    return [Start(provision, first, last, tuple(readings)) for (provision, first, last), readings in found.items()]


def fill(db: Database, series: Iterable[Daily], given: Sequence[Start], untold: float = 0.0) -> list[Figure]:
    """Fill `days`; the figures of every series under every start that is its own.

    ``untold`` is the share of reports of which the case allows that they were lost, or gained, untold.
    """
    found: list[Figure] = []
    days: list[tuple[Any, ...]] = []
    for one in series:
        for start in given:
            if _apart(one, start):
                continue
            rows, figures = measured(one, start, untold)
            days += rows
            found += figures
    db.load("days", TABLES["days"].frame(days))
    return found


def _apart(one: Daily, start: Start) -> bool:
    """Our own counts are of a provision and a reading, and set against the start that this reading gives."""
    if one.provision:
        return one.provision != start.provision or one.reading not in start.readings
    return not one.last >= start.first > one.first


def measured(one: Daily, start: Start, untold: float = 0.0) -> tuple[list[tuple[Any, ...]], list[Figure]]:
    """(rows of `days`, figures) of a series against a start; ``untold`` as in `fill`."""
    first = max(one.first, start.first - BEFORE)
    last = max(min(one.last, start.last + AFTER), start.last)
    span = _span(one.between(first, last), start, first)
    found = estimate(span)
    if found:
        figures = [*_estimated(one, start, found, "days_before=180"), *_long(one, start, last),
                   *_break(one, start, span, first), *_placebos(one, start, span, first, found)]
    else:
        figures = list(_short(one, start))
    figures += [*_were_none(one, start, first, last), *_untold(figures, untold)]
    return _days(one, start, first, last, found), figures


def _span(values: Array, start: Start, first: int) -> Span:
    """The days in use, by place from ``first``; 1 January 1970 was a Thursday."""
    return Span(values, start.first - first, start.last + 1 - first, (first + 3) % 7)


def _common(one: Daily, start: Start) -> dict[str, Any]:
    return {"rule": f"series:{one.name}", "unit": one.measure or "count", "provision": start.provision,
            "reading": ";".join(start.readings), "party": one.author or one.party or None,
            "period_from": text(start.first), "period_to": text(start.last)}


def _estimated(one: Daily, start: Start, found: Estimate, subset: str) -> Iterator[Figure]:
    """The ratio of reported to expected, the change of level and of slope, and how the days vary."""
    before, during, after = found.days
    method = f"{_ITS}; {before} days before, {during} during, {after} after"
    common = {**_common(one, start), "n": sum(found.days)}
    for measure, (value, low, high), finding in (
            ("reported_over_expected", found.ratio, found.finding), ("level_change", found.level, None),
            ("slope_change_per_week", found.slope, None)):
        yield Figure(measure=measure, subset=subset, value=value, ci_low=low, ci_high=high, method=method,
                     finding=finding, **common)
    yield Figure(measure="dispersion", subset=subset, value=found.dispersion, method="Pearson's chi-square over its "
                 "degrees of freedom; 1 = a Poisson count", **common)
    yield Figure(measure="autocorrelation", subset=subset, value=found.lag_one, method="residuals of neighbouring days",
                 **common)


def _long(one: Daily, start: Start, last: int) -> Iterator[Figure]:
    """The same over years, with the season, where so much is held before: how far the answer rests on the window."""
    first = max(one.first, start.first - LONG)
    if start.first - first < SEASON_FROM:
        return
    found = estimate(_span(one.between(first, last), start, first))
    if found:
        yield from (figure for figure in _estimated(one, start, found, "days_before=1095,season")
                    if figure.measure == "reported_over_expected")


def _break(one: Daily, start: Start, span: Span, first: int) -> Iterator[Figure]:
    """Where a step fits best."""
    found = breaks.search(span)
    if found:
        near = found.first + first <= start.first <= found.last + first
        yield Figure(measure="change_point", subset=text(found.day + first), value=found.ratio,
                     day_low=text(found.first + first), day_high=text(found.last + first), ci_low=found.chance,
                     n=int(np.isfinite(span.values[:span.end]).sum()),
                     method="search for a step of level, judged by blocks resampled without one; ci_low is the share "
                     "of those with one as large",
                     finding="none_shown" if found.chance > 0.05 else "at_start" if near else "elsewhere",
                     **_common(one, start))


def _placebos(one: Daily, start: Start, span: Span, first: int, found: Estimate) -> Iterator[Figure]:
    """Ratios at earlier dates; a picture only."""
    earlier = breaks.placebos(span)
    for day, ratio in earlier:
        yield Figure(measure="placebo", subset=text(day + first), value=ratio, n=len(earlier),
                     method="the same estimate with an earlier start; a picture, no test", **_common(one, start))
    as_far, total = breaks.spread(np.array([ratio for _, ratio in earlier]), found.ratio[0])
    if total:
        yield Figure(measure="placebos_as_far", value=as_far, n=total, method="earlier dates whose ratio lies at least "
                     "as far from one; a picture, no test", **_common(one, start))


def _short(one: Daily, start: Start) -> Iterator[Figure]:
    """A window too short for a trend, or with too few days before: compared exactly, or said to be too short."""
    first = max(one.first, start.first - rates.BEFORE)
    values = one.between(first, start.last)
    found = rates.compare(values, start.first - first, len(values)) if start.first >= first else None
    if found:
        yield from _compared(one, start, found, None)
        return
    held = np.isfinite(values)
    finding = NOT_ENOUGH if held[max(start.first - first, 0):].any() else NOT_HELD
    yield Figure(measure="rate_ratio", n=int(held.sum()), method=_EXACT, finding=finding, **_common(one, start))


def _compared(one: Daily, start: Start, found: rates.Comparison, subset: str | None) -> Iterator[Figure]:
    """The ratio of rates, and where the period ranks among earlier stretches of as many days."""
    common = {**_common(one, start), "subset": subset}
    long = found.days >= LEAST_DURING
    method = f"{_EXACT} {plain(found.dispersion)}; {found.days} days against {found.before_days} before" + \
        ("; too few days for a trend to be taken out" if long else "")
    yield Figure(measure="rate_ratio", value=found.ratio[0], ci_low=found.ratio[1], ci_high=found.ratio[2],
                 n=found.days + found.before_days, method=method, finding=found.finding, **common)
    if not found.windows:
        return
    yield Figure(measure="rank_among_windows", value=found.rank, n=found.windows,
                 method=f"earlier stretches of {found.days} days with no more than this one", **common)


def _were_none(one: Daily, start: Start, first: int, last: int) -> Iterator[Figure]:
    """The same under the condition that a day without a row is a day without any.

    Told where such days lie inside the series; a day of which a text is not held whole stays left out.
    """
    values = one.if_none(first, last)
    if np.array_equal(values, one.between(first, last), equal_nan=True):
        return
    found = estimate(_span(values, start, first))
    if found:
        yield from (figure for figure in _estimated(one, start, found, IF_NONE)
                    if figure.measure == "reported_over_expected")
        return
    begin = max(one.first, start.first - rates.BEFORE)
    short = one.if_none(begin, start.last)
    compared = rates.compare(short, start.first - begin, len(short)) if start.first >= begin else None
    if compared:
        yield from _compared(one, start, compared, IF_NONE)


def _untold(told: Iterable[Figure], share: float) -> Iterator[Figure]:
    """What a change of reporting that nothing tells of would do to an estimate: enough to explain it, or as allowed."""
    for one in told:
        if one.measure not in ("reported_over_expected", "rate_ratio") or one.value is None:
            continue
        ratio = (one.value, one.ci_low or 0.0, float("inf") if one.ci_high is None else one.ci_high)
        enough = rates.enough(ratio)
        if enough is not None:
            yield replace(one, measure="untold_change_that_explains", value=enough, ci_low=None, ci_high=None,
                          finding=None, method="share of reports that would have to be lost untold, or gained by its "
                          "reverse, for the interval to hold no change")
        if share:
            _, low, high = rates.allowing(ratio, share)
            yield replace(one, measure="happened_over_expected", ci_low=low, ci_high=high,
                          finding=rates.finding((one.value, low, high)),
                          value_low=one.value * (1 - share), value_high=one.value / (1 - share),
                          method=f"the same, where up to {plain(share)} of reports may have been lost untold, or "
                          "gained by its reverse; " + one.method)


def _days(one: Daily, start: Start, first: int, last: int, found: Estimate | None) -> list[tuple[Any, ...]]:
    """One row a day of the window."""
    rows: list[tuple[Any, ...]] = []
    for place, day in enumerate(range(first, last + 1)):
        own = day - one.first
        inside = 0 <= own < len(one.high)
        phase = "before" if day < start.first else "during" if day <= start.last else "after"
        model = (None, None, None, None) if not found else tuple(
            plain(float(values[place])) for values in (found.fitted, found.expected, found.expected_low,
                                                       found.expected_high))
        rows.append((one.name, start.label, text(day), plain(float(one.low[own])) if inside else None,
                     plain(float(one.high[own])) if inside else None, *model, phase,
                     one.left_out.get(own) or (None if inside and np.isfinite(one.high[own]) else "silent")))
    return rows
