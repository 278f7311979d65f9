"""Figures to hold an area's own against: the median of its like areas."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.figures.series import SERIES_COLUMNS, Series, select_rows, select_series, series_points, with_gaps

#: A median of fewer areas says little about "areas like ours".
FEWEST_NEIGHBOURS = 5


def like_areas(area: Area) -> Area:
    """The like areas of an area, as one that has a figure of its own: their median."""
    return Area(f"SN:{area.code}", f"{area.name}'s like areas (median)", "comparator")


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
    comparator = like_areas(blank.area)
    known = _known_points(figures, catalogue, indicator, neighbours, choice)
    medians = known.groupby(["ends", "starts", "period_type", "period"], as_index=False)["value"].agg(
        ["median", "count"]
    )
    enough = np.flatnonzero(medians["count"] >= FEWEST_NEIGHBOURS)
    medians = medians.iloc[enough[0] : enough[-1] + 1] if len(enough) else medians.iloc[:0]
    points = _median_points(medians, len(neighbours), catalogue.neighbour_model)
    points = with_gaps(points, np.zeros(len(points), int))
    unit = blank.unit if blank.measure != "index" else "index, each neighbour's first period = 100"
    return replace(blank, area=comparator, unit=unit, points=points)


def _known_points(
    figures: pd.DataFrame, catalogue: Catalogue, indicator: str, areas: Sequence[str], choice: Mapping[str, Any]
) -> pd.DataFrame:
    """The points of some areas that have a figure, all at once; an index begins in each by itself."""
    if choice["measure"] == "index":
        members = [select_series(figures, catalogue, indicator, code, **choice) for code in areas]
        return pd.concat([series_points(figures.iloc[:0]), *(member.known for member in members)])
    points, _ = select_rows(figures, catalogue.indicators[indicator], areas, **choice)
    return points[points["value"].notna()]


def _median_points(medians: pd.DataFrame, neighbours: int, model: str) -> pd.DataFrame:
    enough = medians["count"] >= FEWEST_NEIGHBOURS
    sources = [
        f"median of the {count} of {neighbours} like areas with a figure; {model}"
        if count >= FEWEST_NEIGHBOURS
        else f"only {count} of {neighbours} like areas have a figure; {model}"
        for count in medians["count"]
    ]
    return medians.assign(
        value=medians["median"].where(enough),
        numerator=np.nan,
        denominator=np.nan,
        status="",
        symbol=np.where(enough, "", "x"),
        source=pd.Series(sources, medians.index, dtype="str"),
        computed=True,
        other_figures=0,
    )[SERIES_COLUMNS].reset_index(drop=True)
