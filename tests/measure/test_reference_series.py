"""Two sides' published series of drones, 2024-2026, around three truces: what is supported, and what is not.

The files are no part of the project; they lie where SERVANDA_REFERENCE_DATA points.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from servanda.measure import breaks, rates
from servanda.measure.calendar import number
from servanda.measure.effect import Estimate, Span, estimate
from servanda.measure.effects import IF_NONE, Start, measured
from servanda.measure.series import Daily

DATA = Path(os.environ.get("SERVANDA_REFERENCE_DATA", ""))
pytestmark = pytest.mark.reference

ENERGY = (date(2025, 3, 18), date(2025, 4, 17))
EASTER = (date(2025, 4, 20), date(2025, 4, 21))
MAY = (date(2025, 5, 8), date(2025, 5, 11))
BEFORE, AFTER = 180, 30


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _launched() -> dict[str, float]:
    """Drones launched, as one channel of the Ukrainian air force reports them, by the day the attack ended."""
    days: dict[str, float] = defaultdict(float)
    for row in _rows("ukraf_missile_attacks_daily_2022-09_2026-04.csv"):
        if "Shahed" in row["model"] and row["source"].startswith("kpszsu") and row["launched"]:
            days[row["time_end"][:10]] += float(row["launched"])
    return days


def _downed() -> dict[str, float]:
    """Drones downed, as the Russian ministry reports them, by day."""
    days: dict[str, float] = defaultdict(float)
    for row in _rows("rumod_uav_claims.csv"):
        days[row["date"]] += float(row["total"] or 0)
    return days


def _values(days: dict[str, float], truce: tuple[date, date], absent: float) -> np.ndarray:
    first, last = truce[0] - timedelta(BEFORE), truce[1] + timedelta(AFTER)
    return np.array([days.get((first + timedelta(place)).isoformat(), absent) for place in range((last - first).days)])


def _span(days: dict[str, float], truce: tuple[date, date], absent: float = np.nan) -> Span:
    return Span(_values(days, truce, absent), BEFORE, BEFORE + (truce[1] - truce[0]).days,
                (truce[0] - timedelta(BEFORE)).weekday())


def _energy(days: dict[str, float], absent: float = np.nan) -> Estimate:
    found = estimate(_span(days, ENERGY, absent))
    assert found is not None
    return found


def test_two_channels_of_one_series_would_count_twice() -> None:
    """Two commands publish on the same days: summed they would come to more than either says."""
    sources = {row["source"].split("/")[0] for row in _rows("ukraf_missile_attacks_daily_2022-09_2026-04.csv")}
    assert {"kpszsu", "PvKPivden"} <= sources


def test_the_energy_truce_drones_launched() -> None:
    """Fewer were reported launched than expected, about seven in ten; the interval includes no change.

    Not supported: that the truce lowered the number of drones.  A step fits best at the end of March or the
    first of April, near two weeks after the start, and some five of thirteen earlier dates lie as far from one.
    """
    found = _energy(_launched())
    assert found.ratio[0] == pytest.approx(0.70, abs=0.03)
    assert found.ratio[1] == pytest.approx(0.48, abs=0.04) and found.ratio[2] == pytest.approx(1.02, abs=0.06)
    assert found.finding == "no_change_shown" and found.dispersion > 10
    change = breaks.search(_span(_launched(), ENERGY))
    start = ENERGY[0] - timedelta(BEFORE)
    assert change is not None and change.chance < 0.05
    assert start + timedelta(change.first) > ENERGY[0]
    earlier = breaks.placebos(_span(_launched(), ENERGY))
    as_far, total = breaks.spread(np.array([ratio for _, ratio in earlier]), found.ratio[0])
    assert total == 13 and 3 <= as_far <= 6


def test_the_energy_truce_drones_downed() -> None:
    """As many as expected, within a wide interval: neither a fall nor its absence is shown."""
    found = _energy(_downed())
    assert found.ratio[0] == pytest.approx(1.0, abs=0.05)
    assert found.ratio[1] < 0.65 and found.ratio[2] > 1.5 and found.finding == "no_change_shown"


@pytest.mark.parametrize("absent", [np.nan, 0.0])
def test_the_answer_of_the_energy_truce_does_not_turn_on_days_without_a_row(absent: float) -> None:
    """Taken as not held or as none: no change is shown by either side's series."""
    assert {_energy(days, absent).finding for days in (_launched(), _downed())} == {"no_change_shown"}


@pytest.mark.parametrize("truce", [EASTER, MAY], ids=["easter", "may"])
def test_of_the_short_truces_no_day_is_held(truce: tuple[date, date]) -> None:
    """Neither collection holds a row of these days: nothing can be said, and nothing is."""
    for days in (_launched(), _downed()):
        span = _span(days, truce)
        assert estimate(span) is None and rates.compare(span.values, span.start, span.end) is None


def test_the_energy_truce_hangs_on_a_thread() -> None:
    """With the 60 days after that a build looks at, fewer were launched than expected: 0.70 (0.49-0.99).

    One report in a hundred lost untold would be enough to leave nothing of it, and where a case allows for three in
    ten, no change is shown.
    """
    start = Start("quiet", number(ENERGY[0].isoformat()), number(ENERGY[1].isoformat()) - 1, ("r",))
    _, told = measured(_series(_launched(), "drones"), start, 0.3)
    by = {(one.measure, one.subset): one for one in told}
    main = by["reported_over_expected", "days_before=180"]
    assert main.value == pytest.approx(0.70, abs=0.01) and main.ci_high == pytest.approx(0.993, abs=0.01)
    enough = by["untold_change_that_explains", "days_before=180"].value
    assert enough is not None and enough < 0.02
    allowed = by["happened_over_expected", "days_before=180"]
    assert allowed.finding == "no_change_shown" and allowed.ci_low == pytest.approx(0.34, abs=0.01)
    over_years = by["reported_over_expected", "days_before=1095,season"]
    assert over_years.finding == "no_change_shown"


def _series(days: dict[str, float], name: str) -> Daily:
    """A series as a build reads it: days without a row are not held."""
    named = sorted(days)
    first, last = number(named[0]), number(named[-1])
    values = np.full(last - first + 1, np.nan)
    values[[number(day) - first for day in named]] = [days[day] for day in named]
    return Daily(name, first, values, values, {}, measure="drones")


@pytest.mark.parametrize(("truce", "ends", "ranks"), [(EASTER, (0.9, 3.8), (2, 1)), (MAY, (0.52, 0.86), (0, 0))],
                         ids=["easter", "may"])
def test_what_a_build_tells_of_the_short_truces(truce: tuple[date, date], ends: tuple[float, float],
                                                ranks: tuple[int, int]) -> None:
    """Nothing of the days themselves; an interval, and a rank among earlier stretches, on the condition of no drones.

    Both sides' series: launched as one side reports it, downed as the other does.
    """
    start = Start("quiet", number(truce[0].isoformat()), number(truce[1].isoformat()) - 1, ("r",))
    for days, most, rank in zip((_launched(), _downed()), ends, ranks, strict=True):
        _, told = measured(_series(days, "drones"), start)
        by = {(one.measure, one.subset): one for one in told}
        assert (by["rate_ratio", None].value, by["rate_ratio", None].finding) == (None, "days_not_held")
        condition = by["rate_ratio", IF_NONE]
        assert condition.value == 0 and condition.ci_low == 0 and condition.ci_high is not None
        assert condition.ci_high <= most
        among = by["rank_among_windows", IF_NONE]
        assert among.value is not None and among.value <= rank and among.n is not None and among.n >= 50


@pytest.mark.parametrize(("truce", "launched", "downed"), [
    (EASTER, "fall", "no_change_shown"), (MAY, "fall", "fall")], ids=["easter", "may"])
def test_what_a_zero_would_mean(truce: tuple[date, date], launched: str, downed: str) -> None:
    """If the days without a row were days without drones: how many fewer that would be, at least.

    For one day at Easter even none downed lies within what such days vary by: a single day shows little.
    """
    for days, finding in ((_launched(), launched), (_downed(), downed)):
        span = _span(days, truce, 0.0)
        found = rates.compare(span.values, span.start, span.end)
        assert found is not None and found.ratio[0] == 0 and found.finding == finding
        assert found.rank <= 3
