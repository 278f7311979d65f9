"""Figures to hold an area's own against: the median of its statistical neighbours."""

from datetime import date

import pandas as pd

from indicators.areas import Area
from indicators.measures.catalogue import Catalogue
from indicators.measures.series import Series, series

#: A median of fewer areas says little about "areas like ours".
FEWEST_NEIGHBOURS = 5


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
    not ask for the value of a count.
    """
    own = catalogue.areas[area]
    choice = {"measure": measure, "periods": periods, "since": since, "until": until}
    members = [
        series(figures, catalogue, indicator, code, **choice) for code in catalogue.neighbours.get(area, ())
    ]
    stacked = pd.concat([member.points for member in members]) if members else pd.DataFrame()
    comparator = Area(f"SN:{area}", f"{own.name}'s statistical neighbours (median)", "comparator")
    if stacked.empty:
        blank = series(figures.iloc[:0], catalogue, indicator, area, **choice)
        return Series(blank.indicator, comparator, measure, blank.unit, blank.points)
    stacked = stacked.assign(known=stacked["value"].notna())
    points = stacked.groupby(["ends", "starts", "period_type", "period"], as_index=False).agg(
        value=("value", "median"), known=("known", "sum")
    )
    enough = points["known"] >= FEWEST_NEIGHBOURS
    count = points["known"].astype(str)
    points = points.assign(
        value=points["value"].where(enough),
        numerator=float("nan"),
        denominator=float("nan"),
        status="",
        symbol="",
        source=f"median of {len(members)} neighbours with a figure for " + count + f"; {catalogue.neighbour_model}",
        computed=True,
        other_figures=0,
    )
    return Series(members[0].indicator, comparator, measure, members[0].unit, points[members[0].points.columns])
