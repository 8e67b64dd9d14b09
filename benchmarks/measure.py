"""Simulation study of the before-during-after estimate, and the time that fifty series of four years take.

    python benchmarks/measure.py study [SERIES]     1,000 series a setting unless told; SIZE=small takes 60
    python benchmarks/measure.py scale              a case of 50 series of 1,461 days, seconds and peak memory

The bars: false alarms of at most 8 % where nothing changed, intervals that hold the truth in at least 92 %, each
printed with its standard error beside a plain before/after test and a plain Poisson regression of the same
series; 50 series of four years in under 20 seconds and 500 MB.  Seeds are fixed: the same table every time.
"""

from __future__ import annotations

import math
import os
import resource
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from servanda.assess import verdicts
from servanda.engine.database import Database
from servanda.measure import figures
from servanda.measure.effect import Span, changes, design, estimate
from servanda.measure.fit import Array, fit
from servanda.measure.rates import allowing
from servanda.model.case import Case, CaseInfo, Party
from servanda.model.clock import seconds
from servanda.model.terms import Bind, Provision, Reading, Rule, Terms, Window

SECONDS, MEGABYTES = 20, 500
BEFORE, DURING, AFTER = 180, 30, 30
START, END, DAYS = BEFORE, BEFORE + DURING, BEFORE + DURING + AFTER
WEEK = np.array([0.0, 0.1, 0.05, -0.1, 0.0, -0.2, -0.15])
SEED = 7_000


@dataclass(frozen=True)
class Setting:
    """How series are made: the effect, Gamma shape of the over-dispersion (0 = none), AR(1) of the log rate.

    ``silent`` is the share of reports of a source that stops publishing on the first day, ``fewer`` the share of
    all reports that is lost from that day on with nothing to tell it by, ``allowed`` the share that a case allows
    for (`untold_change` in counting.yaml).
    """

    name: str
    effect: float = 0.0
    mean: float = 10.0
    shape: float = 0.0
    rho: float = 0.0
    spread: float = 0.0
    trend: float = 0.0
    silent: float = 0.0
    fewer: float = 0.0
    allowed: float = 0.0


SETTINGS = (
    Setting("no effect, Poisson"),
    Setting("no effect, over-dispersed", shape=5),
    Setting("no effect, strongly over-dispersed", shape=1.5),
    Setting("no effect, autocorrelated .6", shape=5, rho=0.6, spread=0.3),
    Setting("no effect, autocorrelated .8", shape=5, rho=0.8, spread=0.3),
    Setting("no effect, autocorrelated .6, trend", shape=5, rho=0.6, spread=0.3, trend=0.1),
    Setting("no effect, autocorrelated .6, 3 a day", mean=3, shape=5, rho=0.6, spread=0.3),
    Setting("-20 %, over-dispersed", effect=-0.2, shape=5),
    Setting("-20 %, autocorrelated .6", effect=-0.2, shape=5, rho=0.6, spread=0.3),
    Setting("-50 %, over-dispersed", effect=-0.5, shape=5),
    Setting("-50 %, autocorrelated .6", effect=-0.5, shape=5, rho=0.6, spread=0.3),
    Setting("-50 %, autocorrelated .8", effect=-0.5, shape=5, rho=0.8, spread=0.3),
    Setting("-95 %, autocorrelated .6", effect=-0.95, shape=5, rho=0.6, spread=0.3),
    Setting("no effect, a source of 40 % stops", shape=5, rho=0.6, spread=0.3, silent=0.4),
    Setting("-20 %, a source of 40 % stops", effect=-0.2, shape=5, rho=0.6, spread=0.3, silent=0.4),
    Setting("no effect, 30 % of reports lost untold", shape=5, rho=0.6, spread=0.3, fewer=0.3),
    Setting("the same, 30 % allowed for", shape=5, rho=0.6, spread=0.3, fewer=0.3, allowed=0.3),
    Setting("-80 %, 30 % lost untold and allowed for", effect=-0.8, shape=5, rho=0.6, spread=0.3, fewer=0.3,
            allowed=0.3),
    Setting("no effect, none lost, 30 % allowed for", shape=5, rho=0.6, spread=0.3, allowed=0.3),
)


def draw(one: Setting, seed: int) -> tuple[Array, Array]:
    """(all reports a day, those of the sources that publish throughout)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    log = np.empty(DAYS)
    log[0] = rng.normal() * one.spread
    for day in range(1, DAYS):
        log[day] = one.rho * log[day - 1] + math.sqrt(1 - one.rho ** 2) * one.spread * rng.normal()
    day = np.arange(DAYS)
    during = (day >= START) & (day < END)
    rate = one.mean * np.exp(one.trend * (day - START) / 28 + WEEK[day % 7] + log - one.spread ** 2 / 2)
    rate = rate * np.where(during, 1 + one.effect, 1.0) * np.where(day >= START, 1 - one.fewer, 1.0)
    if one.shape:
        rate = rng.gamma(one.shape, rate / one.shape)
    if not one.silent:
        values = rng.poisson(rate).astype(float)
        return values, values
    stays = rng.poisson(rate * (1 - one.silent)).astype(float)
    stops = np.where(day < START, rng.poisson(rate * one.silent), 0).astype(float)
    return stays + stops, stays


def before_after(values: Array) -> bool:
    """The plain test: means of the days before and during, two-sided, normal, days taken as independent."""
    a, b = values[:START], values[START:END]
    error = math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return error > 0 and abs(a.mean() - b.mean()) / error > 1.959964


def poisson(values: Array) -> bool:
    """The same regression taken as plain Poisson: whether its level differs from one."""
    span = Span(values, START, END)
    x = design(span)
    model = fit(np.column_stack([x, changes(span)[:, [0, 2]]]), values)
    place = x.shape[1]
    return abs(float(model.beta[place])) > 1.959964 * math.sqrt(model.bread[place, place])


def study(series: int) -> None:
    """Print one line a setting."""
    print(f"{series} series a setting, {BEFORE} + {DURING} + {AFTER} days, nominal 5 % and 95 %")
    print(f"{'setting':<42}{'alarms':>8}{'(se)':>7}{'covers':>8}{'(se)':>7}{'median':>8}{'b/a test':>9}{'Poisson':>9}"
          f"{'s':>7}")
    for place, one in enumerate(SETTINGS):
        began = time.perf_counter()
        alarms = covers = plain = wald = 0
        ratios = []
        for number in range(series):
            total, steady = draw(one, SEED + 100_000 * place + number)
            found = estimate(Span(steady, START, END))
            assert found is not None
            ratios.append(found.ratio[0])
            _, low, high = allowing(found.ratio, one.allowed)
            alarms += not low <= 1 <= high
            covers += low <= 1 + one.effect <= high
            plain += before_after(total)
            wald += poisson(total)
        shares = [count / series for count in (alarms, covers, plain, wald)]
        errors = [math.sqrt(share * (1 - share) / series) for share in shares]
        print(f"{one.name:<42}{shares[0]:>8.3f}{errors[0]:>7.3f}{shares[1]:>8.3f}{errors[1]:>7.3f}"
              f"{float(np.median(ratios)):>8.2f}{shares[2]:>9.3f}{shares[3]:>9.3f}{time.perf_counter() - began:>7.0f}",
              flush=True)


def scale(series: int = 50, days: int = 1_461) -> None:
    """Measure a case of so many published series under three readings; print seconds and peak memory."""
    db, one = Database(), case()
    load(db, series, days)
    verdicts.fill(db, one)
    began = time.perf_counter()
    figures.fill(db, one)
    took = time.perf_counter() - began
    found = db.rows("SELECT count(*) FROM figures WHERE measure = 'reported_over_expected'")[0][0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{series} series of {days} days, {found} estimates: {took:.1f} s, peak memory {peak:.0f} MB "
          f"(bars: {SECONDS} s, {MEGABYTES} MB)")


def case() -> Case:
    """Two sides and three readings of one rule: two agree on the start, one puts it a week later."""
    first = seconds(datetime(2033, 6, 1), "Etc/UTC")
    late = first + 7 * 86_400
    rules = tuple(Rule(name, "quiet", binds=(Bind("HILL"), Bind("VALE")), whose=("any",),
                       window=Window(((start, start),), ((start + 30 * 86_400,) * 2,)))
                  for name, start in (("h1", first), ("v1", late), ("m1", first)))
    readings = tuple(Reading(rule.reading, "HILL", rule.reading, "") for rule in rules)
    terms = Terms(provisions=(Provision("quiet", "prohibition", "Quiet", ""),), readings=readings, rules=rules,
                  compare=("h1", "v1"))
    info = CaseInfo("bench", "A bench", "Etc/UTC", parties=(Party("HILL", "Hill"), Party("VALE", "Vale")),
                    as_of="2035-01-01")
    return Case(".", info, terms)


def load(db: Database, series: int, days: int) -> None:
    """Fill the table of series: four years to the end of 2034, day by day."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    first = date(2031, 1, 1)
    names = [(first + timedelta(days=day)).isoformat() for day in range(days)]
    values = rng.poisson(rng.gamma(5, 4, size=(series, days)))
    db.load("series", {
        "series_row": [f"{number}-{day}" for number in range(series) for day in range(days)],
        "used": [True] * series * days, "series": [f"s{number:02}" for number in range(series) for _ in range(days)],
        "measure": ["drones"] * series * days, "author": ["HILL"] * series * days, "date": names * series,
        "value": [int(value) for value in values.reshape(-1)]})


if __name__ == "__main__":
    if sys.argv[1:2] == ["scale"]:
        scale()
        raise SystemExit
    study(int(sys.argv[2]) if len(sys.argv) > 2 else 60 if os.environ.get("SIZE") == "small" else 1_000)
