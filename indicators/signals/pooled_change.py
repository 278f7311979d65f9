"""Has it changed, three years together? The question for counts of which a single year could not even show a doubling.

The last three years are held against all the years before them in the unbroken run, exactly and given the total, by
both yardsticks. It is asked only where the year alone cannot tell, which hangs on totals and not on how they fell out
(Tarone 1990), and is judged within the family of the changes, so that there are no more false flags for it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, PeriodType
from indicators.figures.pooled import YEARS_TOGETHER
from indicators.figures.series import can_be_pooled
from indicators.frames import assign_columns, map_values
from indicators.signals.expected import Expectation
from indicators.signals.history import Floats
from indicators.signals.judgements import SIGNIFICANCE_LEVEL
from indicators.signals.panel import Panel
from indicators.signals.significance import (
    count_p_value,
    least_count_p_value,
    ratio_effect_size,
    usual_count_p_value,
)

#: The latest step must be this much of the distance from the history; else the change came earlier.
NEW_SHARE = 1 / 3
#: As many years must lie before the three: only then is there a figure of three years to hold them against.
FEWEST_YEARS = 2 * YEARS_TOGETHER


def pooled_change_statistics(panel: Panel, expected: Expectation) -> pd.DataFrame:
    """One row a series of yearly counts, in the panel's order, NaN where fewer than six years compare.

    Columns: `top, base` (the last three years), `top_previous, base_previous` (the three before), `before,
    base_before` (all before), `earlier` (how many those are), `p_chance, p_usual`, `can_speak` and `could_tell` (a
    doubling), `is_new` (whether the newest year lies on the side of the three, and at least a third of the distance
    from all before arose since the three before).
    """
    known = np.isfinite(panel.top)
    years = known.sum(axis=1)
    judged = (years >= FEWEST_YEARS) & ~panel.is_share
    last, previous = (
        _sums(panel, known, slice_) for slice_ in ((-YEARS_TOGETHER, None), (-FEWEST_YEARS, -YEARS_TOGETHER))
    )
    everything = np.nansum(panel.top, axis=1), np.nansum(panel.base, axis=1)
    (top, base), (before, base_before) = last, (everything[0] - last[0], everything[1] - last[1])
    figures = [np.where(judged, item, np.nan) for item in (top, base, before, base_before)]
    p_chance, p_usual, least, doubled = np.full((4, len(judged)), np.nan)
    own = tuple(item[judged] for item in figures)
    p_chance[judged] = count_p_value(*own)
    p_usual[judged] = _usual_p_value(own, panel, expected, judged, years)
    least[judged] = least_count_p_value(own[0] + own[2], np.log(own[1]) - np.log(own[3]))
    twice = (own[0] + own[2]) * 2 * own[1] / (2 * own[1] + own[3])
    doubled[judged] = count_p_value(twice, own[1], own[0] + own[2] - twice, own[3])
    with np.errstate(divide="ignore", invalid="ignore"):
        level, newest = before / base_before, panel.top[:, -1] / panel.base[:, -1]
        is_new = (newest - level) * (top / base - level) > 0
        now, earlier, former = (
            np.log((cases + 0.5) / exposure) for cases, exposure in ((top, base), previous, (before, base_before))
        )
        # As of single years: what came about before these three was told then.
        is_new &= (now - earlier) * np.sign(now - former) >= NEW_SHARE * np.abs(now - former)
    return pd.DataFrame(
        {
            "top": figures[0],
            "base": figures[1],
            "top_previous": np.where(judged, previous[0], np.nan),
            "base_previous": np.where(judged, previous[1], np.nan),
            "before": figures[2],
            "base_before": figures[3],
            "earlier": np.where(judged, years - YEARS_TOGETHER, 0),
            "p_chance": p_chance,
            "p_usual": p_usual,
            "can_speak": least <= SIGNIFICANCE_LEVEL,
            "could_tell": doubled <= SIGNIFICANCE_LEVEL,
            "is_new": is_new,
        }
    )


def _sums(panel: Panel, known: NDArray[np.bool_], columns: tuple[int, int | None]) -> tuple[Floats, Floats]:
    """Counts and exposures of some of the newest years; NaN where a year of them is not known."""
    own = slice(*columns)
    enough = known[:, own].sum(axis=1) == YEARS_TOGETHER
    return tuple(np.where(enough, np.nansum(item[:, own], axis=1), np.nan) for item in (panel.top, panel.base))  # type: ignore[return-value]


def _usual_p_value(
    figures: tuple[Floats, ...],
    panel: Panel,
    expected: Expectation,
    judged: NDArray[np.bool_],
    years: NDArray[np.int64],
) -> Floats:
    """By usual movement; NaN where nothing usual is known.

    What a figure swings by from year to year beyond chance is that of the latest step, shared out over the years
    taken together: a swing is gone with its year, a step of the level stays.
    """
    top, base, before, base_before = figures
    total, share = top + before, base / (base + base_before)
    chance = 1 / (total * share + 0.5) + 1 / (total * (1 - share) + 0.5)
    step, by_chance = expected.variance[judged], expected.chance[judged]
    swing = np.maximum(step - by_chance, 0.0) / (1 + expected.before.swings[judged])
    variance = chance * np.minimum(step / by_chance, 1.0) + swing * _swing_factor(
        years[judged], expected.memory[judged]
    )
    p = np.full(len(top), np.nan)
    known = np.isfinite(variance)
    arrays = (top, base, before, base_before, variance, chance, expected.degrees[judged])
    if known.any():
        p[known] = usual_count_p_value(*(item[known] for item in arrays))
    return p


def _swing_factor(years: NDArray[np.int64], memory: Floats) -> Floats:
    """The variance of the last three years' mean against that of all before, where each year swings by 1.

    Of each step 1 - memory stays in the level.
    """
    factor = np.ones(len(years))
    for count in np.unique(years):
        weight = np.full(count, -1 / (count - YEARS_TOGETHER))
        weight[-YEARS_TOGETHER:] = 1 / YEARS_TOGETHER
        later = np.cumsum(weight[::-1])[::-1] - weight
        own = years == count
        factor[own] = ((weight + (1 - memory[own])[:, None] * later) ** 2).sum(axis=1)
    return factor


def pooled_change_rows(
    panel: Panel, rows: pd.DataFrame, expected: Expectation, *, asked: NDArray[np.bool_], catalogue: Catalogue
) -> pd.DataFrame:
    """Rows, not yet judged, for the series of which three years may tell what a year could not.

    `rows` are those of `panel_rows`; `asked` says of which series the year alone could not tell. With the columns of a
    change, and `can_speak`, `could_tell`, `is_meaningful`.
    """
    answers = pooled_change_statistics(panel, expected)
    flows = map_values(rows["indicator"], lambda name: can_be_pooled(catalogue.indicators[name])).to_numpy(bool)
    wanted = asked & flows & answers["can_speak"].to_numpy(bool)
    places = np.flatnonzero(wanted)
    own, found = rows.iloc[places].reset_index(drop=True), answers.iloc[places].reset_index(drop=True)
    ones = np.ones(len(own))
    is_count = own["per"].isna().to_numpy()
    # Counts are told as they are shown; the tests weigh them by population.
    now = [found["top"].to_numpy(float), np.where(is_count, ones, found["base"])]
    then = [found["top_previous"].to_numpy(float), np.where(is_count, ones, found["base_previous"])]
    unit = np.where(is_count, 1.0, own["per"])
    effect = ratio_effect_size(*now, *then)
    value, compared = unit * now[0] / now[1], unit * then[0] / then[1]
    percent = np.abs(effect[0])
    same_way = np.sign(value - compared) == np.sign(
        found["top"] / found["base"] - found["before"] / found["base_before"]
    )
    is_meaningful = ~(percent < own["meaningful"].to_numpy(float)) & found["is_new"].to_numpy(bool)
    return assign_columns(
        own,
        {
            "period": _labels(panel, places, -YEARS_TOGETHER, -1),
            "against": _labels(panel, places, -FEWEST_YEARS, -YEARS_TOGETHER - 1),
            "value": value,
            "compared_with": compared,
            "effect": effect[0],
            "effect_lower": effect[1],
            "effect_upper": effect[2],
            "direction": value - compared,
            "p_chance": found["p_chance"],
            "p_usual": found["p_usual"],
            "earlier": found["earlier"],
            "history": found["before"] / found["base_before"] * np.where(is_count, found["base"], own["per"]),
            "borrowed": np.asarray(expected.borrowed)[places],
            "can_speak": True,
            "could_tell": found["could_tell"],
            "is_meaningful": is_meaningful & np.asarray(same_way, bool),
        },
    )


def _labels(panel: Panel, places: NDArray[np.int64], first: int, last: int) -> list[str]:
    """The stretch from one to another of the newest years of each series."""
    starts = panel.points["starts"].to_numpy()
    ends = panel.points["ends"].to_numpy()
    days = [
        (
            starts[panel.row[place, first]].astype("datetime64[D]").item(),
            ends[panel.row[place, last]].astype("datetime64[D]").item(),
        )
        for place in places.tolist()
    ]
    return [Period(end, start, PeriodType.MONTHS).label for start, end in days]
