"""Figures to hold an area's own against: the median of its like areas."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.figures.series import SERIES_COLUMNS, Series, select_points, select_series, series_points, with_gaps

#: A median of fewer areas says little about "areas like ours".
FEWEST_NEIGHBOURS = 5


def like_areas(area: Area) -> Area:
    """The like areas of an area, as one that has a figure of its own: their median."""
    return Area(f"SN:{area.code}", f"{area.name}'s like areas (median)", "comparator", place=area.place)


def neighbour_median(
    figures: pd.DataFrame,
    catalogue: Catalogue,
    indicator: str,
    area: str,
    *,
    measure: str = "value",
    periods: str = "year",
    since: date | None = None,
    until: date | None = None,
) -> Series:
    """The median over an area's statistical neighbours, period by period, where at least five have a figure.

    `figures` hold the neighbours' figures; only rates, percentages and averages compare, so the caller does
    not ask for the value of a count. Runs from the first to the last period with a median.
    """
    choice = {"measure": measure, "periods": periods, "since": since, "until": until}
    neighbours = catalogue.neighbours.get(area, ())
    blank = select_series(figures.iloc[:0], catalogue, indicator, area, **choice)
    known = _known_points(figures, catalogue, indicator, neighbours, choice)
    points = _median_points(known, len(neighbours), catalogue.neighbour_model)
    points = with_gaps(points, np.zeros(len(points), int))
    unit = blank.unit if blank.measure != "index" else "index, each neighbour's first period = 100"
    return replace(blank, area=like_areas(blank.area), unit=unit, points=points)


def _known_points(
    figures: pd.DataFrame, catalogue: Catalogue, indicator: str, areas: Sequence[str], choice: Mapping[str, Any]
) -> pd.DataFrame:
    """The points of some areas that have a figure, all at once; an index begins and years add up in each by itself."""
    if choice["measure"] not in ("value", "rate"):
        members = [select_series(figures, catalogue, indicator, code, **choice) for code in areas]
        return pd.concat([series_points(figures.iloc[:0]), *(member.known for member in members)])
    points, _ = select_points(figures, catalogue.indicators[indicator], areas, **choice)
    return points[points["value"].notna()]


def _median_points(known: pd.DataFrame, neighbours: int, model: str) -> pd.DataFrame:
    """A point for each period from the first to the last with a median; in between one without says why."""
    by_period: dict[tuple[Any, ...], list[int]] = {}
    columns = (known[name].tolist() for name in ("ends", "starts", "period_type", "period"))
    for place, period in enumerate(zip(*columns, strict=True)):
        by_period.setdefault(period, []).append(place)
    places = [by_period[period] for period in sorted(by_period)]
    enough = [index for index, own in enumerate(places) if len(own) >= FEWEST_NEIGHBOURS]
    places = places[enough[0] : enough[-1] + 1] if enough else []
    values: NDArray[np.float64] = known["value"].to_numpy(float)
    is_median = [len(own) >= FEWEST_NEIGHBOURS for own in places]
    sources = [
        f"median of the {len(own)} of {neighbours} like areas with a figure; {model}"
        if len(own) >= FEWEST_NEIGHBOURS
        else f"only {len(own)} of {neighbours} like areas have a figure; {model}"
        for own in places
    ]
    first = known.iloc[[own[0] for own in places]]
    medians = [
        float(np.median(values[own])) if has_median else np.nan
        for own, has_median in zip(places, is_median, strict=True)
    ]
    return pd.DataFrame(
        {
            **{name: first[name].array for name in ("period", "period_type", "starts", "ends")},
            "value": np.array(medians, float),
            "numerator": np.full(len(places), np.nan),
            "denominator": np.full(len(places), np.nan),
            "status": pd.Series([""] * len(places), dtype="str"),
            "symbol": np.where(is_median, "", "x"),
            "source": pd.Series(sources, dtype="str"),
            "computed": np.full(len(places), True),
            "other_figures": np.zeros(len(places), int),
        },
        columns=SERIES_COLUMNS,
    )
