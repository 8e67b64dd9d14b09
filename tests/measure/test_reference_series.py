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
from servanda.measure.effect import Estimate, Span, estimate

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
