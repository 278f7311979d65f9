"""What to expect of a place like this, against the truth: every authority left out in turn, over the whole country.

The expectation stands against two others that one could hold a figure against: the median rate of the authority's
statistical neighbours of the same year, and its own figure of the year before. Each gets the dispersion under which the
other authorities' counts are likeliest, so that none is blamed for an interval that nobody gave it. The last year's own
figure is told and decides nothing: who has a place's past needs no model of what such places are like.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.national import national_store
from benchmarks.rates import Rate, share
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.signals.authority_model import (
    FEWEST_AUTHORITIES,
    Prediction,
    fitted_dispersion,
    left_out_predictions,
)
from indicators.signals.authority_years import AuthorityFigures, authority_figures, has_expectation
from indicators.store.database import open_for_reading

Floats = NDArray[np.float64]

#: The least and most of the figures that a 95% interval may hold, where an expectation is shown.
COVERAGE = (0.93, 0.97)
#: A predicted count of none leaves no room for one; half a case does.
_LEAST_MEAN = 0.5


@dataclass(frozen=True)
class Trial:
    """How three predictions did on the same figures of one indicator: log scores, and whether intervals held them.

    `scores` and `held` have the columns `expectation, neighbours, last_year`; `held` one such frame for each level.
    """

    indicator: str
    is_shown: bool
    areas: NDArray[np.int64]
    scores: pd.DataFrame
    held: dict[float, pd.DataFrame]

    @property
    def coverage(self) -> float:
        """The share of figures that the expectation's 95% interval held."""
        return float(self.held[0.95]["expectation"].mean())

    @property
    def wins(self) -> bool:
        """Whether it is fit to be shown: clearly better than the neighbours' median, its interval what it says it is.

        Clearly: by more than 1.96 standard errors, or the next edition could turn it round.
        """
        gain, error = self.gain("neighbours")
        return gain > 1.96 * error and COVERAGE[0] <= self.coverage <= COVERAGE[1]

    def gain(self, other: str) -> tuple[float, float]:
        """By how much the mean log score of a figure is better than another's, and its standard error by authority."""
        difference = self.scores["expectation"] - self.scores[other]
        apart = difference - difference.mean()
        by_area = apart.groupby(self.areas).sum()
        return float(difference.mean()), float(np.sqrt((by_area**2).sum()) / len(difference))


def expectation_rates(work: Path, data: Path, national: Path | None) -> list[Rate]:
    """A few lines an indicator, and whether the definitions show the expectation just where it wins.

    `national` is a folder of the department's files; without it there are too few authorities to fit anything.
    """
    if national is None:
        return []
    with open_for_reading(national_store(work / "national.duckdb", data, national)) as store:
        catalogue = load_catalogue(store)
        trials = [
            trial
            for name in catalogue.indicators
            if (figures := _figures(store, catalogue, name)) and (trial := left_out_trial(figures, catalogue, name))
        ]
    agree = sum(trial.wins == trial.is_shown for trial in trials)
    rates = [rate for trial in trials for rate in _rates(trial)]
    return [*rates, share("expectation = true just where it wins", agree, of=len(trials), least=1.0)]


def _figures(store, catalogue: Catalogue, name: str) -> AuthorityFigures | None:
    definition = catalogue.indicators[name]
    if definition.kind == "rate" and definition.numerator in catalogue.indicators:
        # The same counts: a model of them is tried once.
        return None
    return authority_figures(store, catalogue, name) if has_expectation(definition, catalogue) else None


def left_out_trial(figures: AuthorityFigures, catalogue: Catalogue, indicator: str) -> Trial | None:
    """The three predictions of every figure that all of them have an answer for; None with too few authorities."""
    years = figures.years
    if len(figures.areas) < FEWEST_AUTHORITIES:
        return None
    means = {"neighbours": _neighbour_means(figures, catalogue), "last_year": _last_year_means(figures)}
    both = np.logical_and.reduce([np.isfinite(mean) for mean in means.values()])
    expected = left_out_predictions(years)
    both &= np.isfinite(expected.mean)
    if len(np.unique(years.area[both])) < FEWEST_AUTHORITIES:
        return None
    count, area = years.count[both], years.area[both]
    tried = {"expectation": Prediction(expected.mean[both], expected.dispersion[both])}
    tried |= {name: _with_dispersion(count, mean[both], area) for name, mean in means.items()}
    scores = pd.DataFrame({name: prediction.log_score(count) for name, prediction in tried.items()})
    held = {level: _held(tried, count, level) for level in (0.8, 0.95)}
    return Trial(indicator, catalogue.indicators[indicator].expectation, area, scores, held)


def _held(tried: dict[str, Prediction], count: Floats, level: float) -> pd.DataFrame:
    limits = {name: prediction.interval(level) for name, prediction in tried.items()}
    return pd.DataFrame({name: (lower <= count) & (count <= upper) for name, (lower, upper) in limits.items()})


def _neighbour_means(figures: AuthorityFigures, catalogue: Catalogue) -> Floats:
    """The median rate of each authority's neighbours in the same year, as a count; NaN with fewer than five."""
    rates = figures.rows.assign(rate=figures.years.count / figures.years.exposure)
    by_year = rates.pivot_table(index="area_code", columns="ends", values="rate", aggfunc="last")
    means = np.full(len(rates), np.nan)
    for place, (code, ends) in enumerate(zip(rates["area_code"], rates["ends"], strict=True)):
        known = by_year[ends].reindex(list(catalogue.neighbours.get(code, ()))).dropna()
        if len(known) >= FEWEST_NEIGHBOURS:
            means[place] = known.median() * figures.years.exposure[place]
    return np.maximum(means, _LEAST_MEAN)


def _last_year_means(figures: AuthorityFigures) -> Floats:
    """The authority's own rate of the year before, as a count; NaN where there was none."""
    rates = pd.DataFrame(
        {"area": figures.years.area, "year": figures.years.year, "rate": figures.years.count / figures.years.exposure}
    )
    before = rates.assign(year=rates["year"] + 1).drop_duplicates(["area", "year"])
    own = rates.merge(before, on=["area", "year"], how="left", suffixes=("", "_before"))["rate_before"]
    return np.maximum(own.to_numpy(float) * figures.years.exposure, _LEAST_MEAN)


def _with_dispersion(count: Floats, mean: Floats, area: NDArray[np.int64]) -> Prediction:
    """Means with the dispersion that the other authorities' counts have about theirs."""
    dispersion = np.empty(len(count))
    for own in np.unique(area):
        others = area != own
        dispersion[~others] = fitted_dispersion(count[others], mean[others])
    return Prediction(mean, dispersion)


def _rates(trial: Trial) -> list[Rate]:
    number = len(trial.scores)
    words = f"{trial.indicator}{'' if trial.is_shown else ' (not shown)'}"
    rates = []
    for other, named in (("neighbours", "the neighbours' median"), ("last_year", "last year's own figure")):
        gain, error = trial.gain(other)
        rates.append(
            Rate(
                what=f"{words}: log score above that of {named}",
                result=gain,
                interval=(gain - 1.96 * error, gain + 1.96 * error),
                counted=f"{number:,} area-years",
                is_share=False,
                least=0.0 if trial.is_shown and other == "neighbours" else None,
                remark=f"mean {trial.scores['expectation'].mean():.3f} against {trial.scores[other].mean():.3f}",
            )
        )
    for level in (0.8, 0.95):
        held = trial.held[level]
        limits = dict(zip(("least", "most"), COVERAGE, strict=True)) if trial.is_shown and level == 0.95 else {}
        others = ", ".join(f"{name.replace('_', ' ')} {held[name].mean():.1%}" for name in ("neighbours", "last_year"))
        rates.append(
            share(
                f"{words}: within its {level:.0%} interval",
                int(held["expectation"].sum()),
                of=number,
                remark=others,
                **limits,
            )
        )
    return rates
