"""What to expect of a place like this: the model against statsmodels' own, and what must not move it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import NegativeBinomial

from indicators.signals.authority_model import (
    FEWEST_AUTHORITIES,
    AuthorityYears,
    Prediction,
    expected_count,
    fit_counts,
    fitted_dispersion,
    left_out_predictions,
    predicted_counts,
)


def made_up(authorities=70, years=3, seed=5, dispersion=0.2):
    """Figures of authorities that differ by more than chance, poorer ones with more."""
    chance = np.random.default_rng(seed)
    area = np.repeat(np.arange(authorities), years)
    poverty = chance.uniform(5, 40, authorities)[area]
    exposure = chance.uniform(8_000, 120_000, authorities)[area]
    region, year = area % 4, np.tile(np.arange(2022, 2022 + years), authorities)
    mean = exposure * np.exp(-7 + 0.5 * np.log(poverty) + 0.1 * region)
    size = 1 / dispersion
    count = chance.negative_binomial(size, size / (size + mean)).astype(float)
    return AuthorityYears(count, exposure, poverty, region, year, area)


@pytest.fixture(scope="module")
def figures():
    return made_up()


@pytest.fixture(scope="module")
def model(figures):
    return fit_counts(figures)


def test_coefficients_and_dispersion_are_those_of_statsmodels(figures, model):
    theirs = NegativeBinomial(figures.count, model.design(figures), offset=np.log(figures.exposure)).fit(
        start_params=[*model.coefficients * 0.9, 0.3], method="bfgs", maxiter=2_000, gtol=1e-8, disp=0
    )
    assert model.coefficients == pytest.approx(theirs.params[:-1], abs=1e-4)
    assert model.dispersion == pytest.approx(theirs.params[-1], abs=1e-4)


def test_a_log_score_is_the_logarithm_of_the_probability():
    mean, dispersion, count = 12.0, 0.3, 9
    size = 1 / dispersion
    by_hand = (
        math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
        + size * math.log(size / (size + mean)) + count * math.log(mean / (size + mean))
    )  # fmt: skip
    found = Prediction(np.array([mean]), np.array([dispersion])).log_score([count])
    assert found[0] == pytest.approx(by_hand)


def test_an_interval_holds_at_least_its_share_and_one_count_less_on_either_side_does_not():
    prediction = Prediction(np.array([12.0, 400.0]), np.array([0.3, 0.05]))
    lower, upper = prediction.interval(0.95)
    for place in range(2):
        every = np.arange(5_000)
        alone = Prediction(*(np.full(5_000, item[place]) for item in prediction))
        chances = np.exp(alone.log_score(every))
        assert chances[every < lower[place]].sum() <= 0.025 < chances[every <= lower[place]].sum()
        assert chances[every > upper[place]].sum() <= 0.025 < chances[every >= upper[place]].sum()


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_authorities_does_not_matter(figures, model, random):
    order = list(range(len(figures)))
    random.shuffle(order)
    mixed = fit_counts(figures.of(np.array(order)))
    assert mixed.coefficients == pytest.approx(model.coefficients, abs=1e-6)
    assert mixed.dispersion == pytest.approx(model.dispersion, rel=1e-5)


def test_an_authority_s_own_past_says_nothing_of_what_to_expect_of_it(figures):
    counts = np.where(figures.area == 7, figures.count * 9, figures.count)
    other = AuthorityYears(counts, *list(vars(figures).values())[1:])
    said, changed = (expected_count(item, area=7, year=2023) for item in (figures, other))
    assert said == changed
    assert said.lower < said.mean < said.upper
    assert said.authorities == 69


def test_left_out_predictions_are_those_of_the_model_of_all_others(figures):
    few = figures.of(figures.area < 30)
    found = left_out_predictions(few)
    own = few.area == 11
    alone = predicted_counts(fit_counts(few.of(~own)), few.of(own))
    assert found.mean[own] == pytest.approx(alone.mean, rel=1e-5)
    assert found.dispersion[own] == pytest.approx(alone.dispersion, rel=1e-4)


def test_a_region_or_year_that_no_other_has_is_not_told(figures):
    region = np.where(figures.area == 3, 99, figures.region)
    alone = AuthorityYears(figures.count, figures.exposure, figures.poverty, region, figures.year, figures.area)
    assert expected_count(alone, area=3, year=2023) is None
    assert expected_count(figures, area=3, year=2030) is None


def test_few_authorities_say_nothing():
    few = made_up(authorities=FEWEST_AUTHORITIES)
    assert expected_count(few, area=0, year=2022) is None


def test_counts_that_differ_by_chance_alone_have_hardly_a_dispersion():
    mean = np.full(4_000, 40.0)
    assert fitted_dispersion(np.random.default_rng(1).poisson(mean), mean) < 0.002


def test_fewer_figures_than_coefficients_are_refused(figures):
    with pytest.raises(ValueError, match="more figures than coefficients"):
        fit_counts(figures.of(np.arange(4)))
