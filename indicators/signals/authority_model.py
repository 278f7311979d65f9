"""What to expect of a place like this: the count that authorities of the same child poverty, region and year have.

Negative binomial regression (NB2, maximum likelihood) of the counts of all authorities on the logarithm of child
poverty, on region and on year, with the logarithm of the people or cases at risk as offset. The dispersion is that
between authorities, so that an interval holds how far they differ and not counting alone. The authority in question
is left out: its own past says nothing of what to expect of places like it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.signals.history import Floats

Ints = NDArray[np.int64]

#: Authorities that a model needs before it says what is to be expected.
FEWEST_AUTHORITIES = 60
#: Between these the dispersion is looked for: 1e-6 is counting chance alone, 20 is no order at all.
_DISPERSIONS = (1e-6, 20.0)
_ROUNDS, _STILL = 50, 1e-8
#: Where the search for coefficients begins, and how far a logarithm of a mean may lie.
_FARTHEST = 30.0


@dataclass(frozen=True)
class AuthorityYears:
    """One number a figure in each array: the count, the people or cases at risk, child poverty in percent, and the
    numbers of its region, year and authority.

    All are known: `exposure` and `poverty` are above nought.
    """

    count: Floats
    exposure: Floats
    poverty: Floats
    region: Ints
    year: Ints
    area: Ints

    def __len__(self) -> int:
        return len(self.count)

    def of(self, chosen: NDArray) -> "AuthorityYears":
        """Some of the figures, by a selection or by places."""
        return AuthorityYears(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class CountModel:
    """A fitted model: its coefficients on `design`, its dispersion, and the covariance of the coefficients.

    The variance of a count of mean m is m + dispersion x m². The covariance allows for the years of one authority
    being alike (sandwich, by authority). `regions` and `years` are the numbers that it knows; the first is the base.
    """

    coefficients: Floats
    dispersion: float
    covariance: Floats
    regions: Ints
    years: Ints

    def design(self, figures: AuthorityYears) -> Floats:
        """The columns of the model for some figures, in the shape figures × coefficients."""
        return _design(figures, self.regions, self.years)


class Prediction(NamedTuple):
    """The mean and the dispersion of the count to be expected, one number a figure; NaN where nothing is."""

    mean: Floats
    dispersion: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """The central interval of a share `level` of cases, in counts."""
        # Loaded where it is first needed, as in the other functions here: most pages expect nothing of a place.
        from scipy import stats

        tail = (1 - level) / 2
        size, chance = _size_and_chance(self.mean, self.dispersion)
        low, high = (np.asarray(stats.nbinom.ppf(share, size, chance), float) for share in (tail, 1 - tail))
        return low, high

    def log_score(self, count: ArrayLike) -> Floats:
        """The logarithm of the probability that was given to each count: the higher the better."""
        from scipy import stats

        size, chance = _size_and_chance(self.mean, self.dispersion)
        return np.asarray(stats.nbinom.logpmf(np.asarray(count, float), size, chance), float)


def _size_and_chance(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    size = 1 / np.maximum(dispersion, _DISPERSIONS[0])
    return size, size / (size + mean)


@dataclass(frozen=True)
class ExpectedCount:
    """What is to be expected of one authority in one year, as counts: the middle of the model and its 95% interval.

    `authorities` is how many others it rests on; `poverty` is the authority's own child poverty in percent.
    """

    mean: float
    lower: float
    upper: float
    authorities: int
    poverty: float
    exposure: float


def fit_counts(figures: AuthorityYears, start: CountModel | None = None) -> CountModel:
    """The model of some figures; `start` is one near it, such as that of all figures where one authority is left out.

    ValueError where there are fewer figures than coefficients.
    """
    regions, years = (np.unique(item) for item in (figures.region, figures.year))
    design = _design(figures, regions, years)
    if len(design) <= design.shape[1]:
        raise ValueError("a model needs more figures than coefficients")
    offset = np.log(figures.exposure)
    alike = start is not None and len(start.coefficients) == design.shape[1]
    line = start.coefficients if alike and start is not None else _first_line(figures, design.shape[1])
    dispersion = start.dispersion if start is not None else 0.1
    for _ in range(_ROUNDS):
        line = _fitted_line(figures.count, design, offset, dispersion, line)
        former = dispersion
        mean = np.exp(design @ line + offset)
        dispersion = fitted_dispersion(figures.count, mean)
        if abs(np.log(dispersion / former)) < _STILL**0.5:
            break
    line = _fitted_line(figures.count, design, offset, dispersion, line)
    covariance = _clustered_covariance(figures, design, np.exp(design @ line + offset), dispersion)
    return CountModel(line, dispersion, covariance, regions, years)


def _design(figures: AuthorityYears, regions: Ints, years: Ints) -> Floats:
    columns = [np.ones(len(figures)), np.log(figures.poverty)]
    columns += [figures.region == region for region in regions[1:]]
    columns += [figures.year == year for year in years[1:]]
    return np.stack(columns, axis=1).astype(float)


def _first_line(figures: AuthorityYears, columns: int) -> Floats:
    """A flat line through all figures together."""
    line = np.zeros(columns)
    line[0] = np.log((figures.count.sum() + 0.5) / figures.exposure.sum())
    return line


def _fitted_line(count: Floats, design: Floats, offset: Floats, dispersion: float, line: Floats) -> Floats:
    """The coefficients under a dispersion, by Fisher scoring."""
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(design @ line + offset, -_FARTHEST, _FARTHEST))
        weight = mean / (1 + dispersion * mean)
        score = design.T @ ((count - mean) / (1 + dispersion * mean))
        step = np.linalg.lstsq((design.T * weight) @ design, score, rcond=None)[0]
        line = line + np.clip(step, -2, 2)
        if np.abs(step).max() < _STILL:
            break
    return line


def fitted_dispersion(count: ArrayLike, mean: ArrayLike) -> float:
    """The dispersion under which counts of given means are likeliest."""
    from scipy import optimize

    counts, means = np.asarray(count, float), np.asarray(mean, float)

    def loss(logarithm: float) -> float:
        """The negative log likelihood of a dispersion, given by its logarithm, without what no dispersion changes."""
        size = np.exp(-logarithm)
        return -float(
            np.sum(
                special.gammaln(counts + size)
                - special.gammaln(size)
                + size * np.log(size / (size + means))
                + special.xlogy(counts, means / (size + means))
            )
        )

    least, most = np.log(_DISPERSIONS)
    return float(
        np.exp(optimize.minimize_scalar(loss, bounds=(least, most), method="bounded", options={"xatol": 1e-7}).x)
    )


def _clustered_covariance(figures: AuthorityYears, design: Floats, mean: Floats, dispersion: float) -> Floats:
    """The covariance of the coefficients, the years of an authority taken as one observation."""
    bread = np.linalg.pinv((design.T * (mean / (1 + dispersion * mean))) @ design)
    scores = design * ((figures.count - mean) / (1 + dispersion * mean))[:, None]
    areas, place = np.unique(figures.area, return_inverse=True)
    summed = np.zeros((len(areas), design.shape[1]))
    np.add.at(summed, place, scores)
    correction = len(areas) / max(len(areas) - 1, 1)
    return bread @ (summed.T @ summed * correction) @ bread


def predicted_counts(model: CountModel, figures: AuthorityYears) -> Prediction:
    """What a model gives for figures that it did not see; what it knows no region or year of is NaN.

    That its coefficients are estimates widens the dispersion: variances of logarithms add up.
    """
    design = model.design(figures)
    known = np.isin(figures.region, model.regions) & np.isin(figures.year, model.years)
    mean = np.exp(design @ model.coefficients) * figures.exposure
    uncertainty = np.einsum("ij,jk,ik->i", design, model.covariance, design)
    return Prediction(np.where(known, mean, np.nan), np.where(known, model.dispersion + uncertainty, np.nan))


def left_out_predictions(figures: AuthorityYears) -> Prediction:
    """For each figure what the model of all other authorities gives: what is told of a place is told without it."""
    whole = fit_counts(figures)
    mean, dispersion = np.full(len(figures), np.nan), np.full(len(figures), np.nan)
    for area in np.unique(figures.area):
        own = figures.area == area
        mean[own], dispersion[own] = predicted_counts(fit_counts(figures.of(~own), whole), figures.of(own))
    return Prediction(mean, dispersion)


def expected_count(figures: AuthorityYears, *, area: int, year: int) -> ExpectedCount | None:
    """What to expect of an authority in a year that it has among the figures, by the model of all others.

    None where the figures lack it, or are of fewer than `FEWEST_AUTHORITIES` others.
    """
    own, others = figures.of((figures.area == area) & (figures.year == year)), figures.of(figures.area != area)
    number = len(np.unique(others.area))
    if not len(own) or number < FEWEST_AUTHORITIES:
        return None
    found = predicted_counts(fit_counts(others), own)
    if not np.isfinite(found.mean[0]):
        return None
    lower, upper = found.interval(0.95)
    return ExpectedCount(
        float(found.mean[0]), float(lower[0]), float(upper[0]), number, float(own.poverty[0]), float(own.exposure[0])
    )
