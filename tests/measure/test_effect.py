"""Before, during and after on series whose truth is known, and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.measure import breaks, rates
from servanda.measure.effect import Span, changes, design, estimate
from servanda.measure.fit import blocks, fit, resampled
from servanda.measure.series import Daily
from servanda.measure.special import beta_quantile, incomplete_beta, t_quantile


def _series(effect: float, days: int = 240, mean: float = 20.0, seed: int = 5) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(seed))
    day = np.arange(days)
    rate = mean * (1 + 0.2 * (day % 7 == 0)) * np.where((day >= 180) & (day < 210), 1 + effect, 1.0)
    return rng.poisson(rng.gamma(8, rate / 8)).astype(float)


def test_the_fit_is_that_of_statsmodels() -> None:
    """Same coefficients, standard errors and dispersion as a quasi-Poisson GLM."""
    span = Span(_series(-0.4), 180, 210)
    x = np.column_stack([design(span), changes(span)])
    ours = fit(x, span.values)
    theirs = sm.GLM(span.values, x, family=sm.families.Poisson()).fit(scale="X2")
    assert ours.settled
    np.testing.assert_allclose(ours.beta, theirs.params, atol=1e-6)
    np.testing.assert_allclose(ours.dispersion, theirs.scale, rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(ours.bread) * ours.dispersion), theirs.bse, rtol=1e-5)


def test_one_step_is_near_to_fitting_each_resampled_series_anew() -> None:
    """The spread of the level over 200 resampled series, one Newton step against full fits: within a tenth."""
    span = Span(_series(0.0), 180, 210)
    x = np.column_stack([design(span), changes(span)])
    model = fit(x, span.values)
    index = blocks(240, 14, 200, 3)
    short = resampled(x, model, index, 1.0)[:, 8].std()
    centred = model.residual - model.residual.mean()
    drawn = np.maximum(0, model.mean + np.sqrt(model.mean) * centred[index])
    full = np.std([fit(x, values).beta[8] for values in drawn])
    assert short == pytest.approx(full, rel=0.1)


@pytest.mark.parametrize(("effect", "finding"), [(-0.5, "fall"), (0.0, "no_change_shown"), (0.8, "rise")])
def test_the_truth_lies_in_the_interval(effect: float, finding: str) -> None:
    """Half, as many, and nearly twice as many: found, and named as what was reported."""
    found = estimate(Span(_series(effect), 180, 210))
    assert found is not None and found.finding == finding
    assert found.ratio[1] <= 1 + effect <= found.ratio[2]
    assert found.expected_low[190] < found.expected[190] < found.expected_high[190]


def test_days_not_held_are_no_days_without_fire() -> None:
    """Every third day taken away changes the estimate little; set to zero it halves the expectation too."""
    values = _series(0.0)
    held = values.copy()
    held[::3] = np.nan
    whole, part = estimate(Span(values, 180, 210)), estimate(Span(held, 180, 210))
    assert whole is not None and part is not None
    assert part.days == (120, 20, 20)
    assert part.ratio[1] <= whole.ratio[0] <= part.ratio[2]


@pytest.mark.parametrize(("start", "end"), [(30, 60), (180, 184)])
def test_too_few_days_give_no_estimate(start: int, end: int) -> None:
    """A month before, or four days during."""
    assert estimate(Span(_series(0.0), start, end)) is None


def test_nothing_reported_before_gives_no_estimate() -> None:
    """There is nothing to expect."""
    assert estimate(Span(np.zeros(240), 180, 210)) is None


def test_a_silent_period_is_a_fall_with_finite_ends() -> None:
    """No report at all during: the ratio is near zero, and nothing overflows."""
    values = _series(0.0)
    values[180:210] = 0
    found = estimate(Span(values, 180, 210))
    assert found is not None and found.finding == "fall"
    assert found.ratio[0] == 0 and 0 < found.ratio[2] < 0.5 and np.isfinite(found.expected).all()


def test_the_same_days_give_the_same_bytes() -> None:
    """Seeds are fixed."""
    first, second = (estimate(Span(_series(-0.2), 180, 210)) for _ in range(2))
    assert first is not None and second is not None
    assert first.ratio == second.ratio and first.level == second.level


@given(st.integers(0, 60), st.floats(0.5, 3))
@settings(max_examples=15, deadline=None)
def test_the_ratio_does_not_depend_on_the_scale(seed: int, scale: float) -> None:
    """Counting in dozens changes no ratio."""
    values = _series(-0.3, seed=seed)
    one, other = estimate(Span(values, 180, 210), times=50), estimate(Span(values * scale, 180, 210), times=50)
    assert one is not None and other is not None
    assert one.ratio == pytest.approx(other.ratio, rel=1e-5)


# --- short windows ----------------------------------------------------------------------------------

def test_two_rates_exactly() -> None:
    """3 in 1 day against 28 in 28: ratio 3; the ends are those of Clopper and Pearson for 3 out of 31."""
    ratio, low, high = rates.rate_ratio(3, 1, 28, 28)
    interval = scipy.stats.binomtest(3, 31).proportion_ci(0.95, "exact")
    assert ratio == pytest.approx(3)
    assert low == pytest.approx(28 * interval.low / (1 - interval.low))
    assert high == pytest.approx(28 * interval.high / (1 - interval.high))


def test_an_empty_window_has_an_upper_end() -> None:
    """None in one day against twenty a day: the interval says how few that could still be."""
    assert rates.rate_ratio(0, 1, 560, 28)[:2] == (0.0, 0.0)
    assert 0 < rates.rate_ratio(0, 1, 560, 28)[2] < 0.2


@pytest.mark.parametrize(("ratio", "share"), [
    ((0.5, 0.4, 0.8), 0.2),  # a fifth lost untold would put the upper end at one
    ((2.0, 1.25, 3.0), 0.2),  # a fifth more by its reverse: one report in five would not have been told before
    ((0.8, 0.5, 1.2), None),  # nothing is shown, so nothing is needed to explain it
])
def test_the_change_of_reporting_that_would_explain(ratio: tuple[float, float, float], share: float | None) -> None:
    assert rates.enough(ratio) == (None if share is None else pytest.approx(share))
    if share is not None:
        _, low, high = rates.allowing(ratio, share)
        assert low <= 1 + 1e-9 and high >= 1 - 1e-9
        assert rates.finding(rates.allowing(ratio, share * 0.9)) == rates.finding(ratio)


def test_days_without_a_row_are_taken_as_none_only_where_they_lie_inside_and_are_not_left_out() -> None:
    values = np.array([3.0, np.nan, 5.0, np.nan, 2.0])
    one = Daily("s", 100, values, values, {2: "incomplete"})
    assert np.array_equal(one.between(99, 105), [np.nan, 3, np.nan, np.nan, np.nan, 2, np.nan], equal_nan=True)
    assert np.array_equal(one.if_none(99, 105), [np.nan, 3, 0, np.nan, 0, 2, np.nan], equal_nan=True)


def test_salvos_widen_the_interval() -> None:
    """The same sums, once a steady ten a day, once a hundred every tenth day."""
    steady, salvo = np.full(57, 10.0), np.zeros(57)
    salvo[:56:10] = 560 / 6
    steady[56] = salvo[56] = 0
    calm, wild = rates.compare(steady, 56, 57), rates.compare(salvo, 56, 57)
    assert calm is not None and wild is not None
    assert calm.finding == "fall" and wild.finding == "no_change_shown"
    assert (calm.rank, calm.windows) == (0, 56) and wild.rank == 50


def test_a_window_of_which_no_day_is_held_is_not_compared() -> None:
    """Silence is no zero."""
    values = np.full(60, 10.0)
    values[57:] = np.nan
    assert rates.compare(values, 57, 60) is None
    assert rates.compare(np.full(10, 5.0), 8, 10) is None  # eight days before are too few


# --- breaks and placebos ----------------------------------------------------------------------------

def test_the_change_is_found_where_it_was_made() -> None:
    """A fall to a half on day 170, ten days before the start: found there, not at the start."""
    values = _series(0.0, mean=40)
    values[170:] = np.round(values[170:] / 2)
    found = breaks.search(Span(values, 180, 210))
    assert found is not None and abs(found.day - 170) <= 2 and found.first <= 170 <= found.last < 180
    assert found.chance <= 0.01 and found.ratio < 0.7


def test_no_change_is_not_found_often() -> None:
    """Of forty series without a change about two may show one by chance; eight would be too many."""
    chances = [found.chance for seed in range(40)
               if (found := breaks.search(Span(_series(0.0, seed=100 + seed), 180, 210)))]
    assert len(chances) == 40 and sum(chance <= 0.05 for chance in chances) < 8


def test_placebos_lie_before_the_start_and_are_as_long() -> None:
    """Every seventh day back from one length before the start."""
    found = breaks.placebos(Span(_series(-0.9), 180, 210))
    assert [day for day, _ in found] == list(range(59, 151, 7))
    assert all(0.5 < ratio < 2 for _, ratio in found)
    assert breaks.spread(np.array([0.9, 1.1, 0.4]), 0.45) == (1, 3)


# --- quantiles --------------------------------------------------------------------------------------

@given(st.floats(0.5, 60), st.floats(0.5, 60), st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_the_incomplete_beta_and_its_inverse(a: float, b: float, share: float) -> None:
    """Symmetric, and undone by its quantile."""
    x = beta_quantile(share, a, b)
    assert incomplete_beta(a, b, x) == pytest.approx(share, abs=1e-7)
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)


def test_students_quantiles() -> None:
    """Of any table: 12.706, 2.228, 1.960."""
    assert [round(t_quantile(0.975, free), 3) for free in (1, 10, 100_000)] == [12.706, 2.228, 1.96]
