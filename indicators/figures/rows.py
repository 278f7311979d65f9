"""Figures as rows for other programs: every observation of every source, or one indicator as a series."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.figures.calculate import read_figures
from indicators.figures.latest import usual_period_group
from indicators.figures.series import select_series
from indicators.frames import frame_records
from indicators.store.database import Store

OBSERVATION_COLUMNS = (
    "indicator", "title", "quadrant", "area", "period", "value", "numerator", "denominator", "unit", "status",
    "symbol", "source",
)  # fmt: skip
SERIES_ROW_COLUMNS = (
    "indicator", "title", "area", "period", "measure", "value", "numerator", "denominator", "unit", "status",
    "symbol", "source", "other_figures",
)  # fmt: skip

#: A figure that was worked out names the source of what it was worked out from.
COMPUTED_FROM = "computed from "


def observation_rows(
    store: Store, catalogue: Catalogue, indicators: Sequence[str], areas: Sequence[str]
) -> list[dict[str, Any]]:
    """Every current figure of some indicators and areas, in the order of the catalogue and of time.

    Figures of several sources stand together, what was computed before what was printed. Rows have the keys
    `OBSERVATION_COLUMNS` and `decimals`.
    """
    frame = read_figures(store, catalogue, indicators, areas)
    places = {code: index for index, code in enumerate(catalogue.areas)}
    order = np.lexsort(
        (frame["rank"], frame["starts"], frame["ends"], frame["area_code"].map(places), frame["indicator"])
    )
    return [_observation_row(row, catalogue) for row in frame_records(frame.iloc[order])]


def series_rows(
    store: Store,
    catalogue: Catalogue,
    indicator: str,
    areas: Sequence[str],
    *,
    measure: str = "value",
    periods: str | None = None,
) -> list[dict[str, Any]]:
    """The shown figures of one indicator, a row a period and area, area by area.

    `periods` is a group of periods, or None for the one in which the indicator is usually given. Rows have
    the keys `SERIES_ROW_COLUMNS` and `decimals`.
    """
    frame = read_figures(store, catalogue, [indicator], areas)
    if frame.empty:
        return []
    chosen = periods or usual_period_group(frame, catalogue.indicators[indicator].frequency)
    lines = [select_series(frame, catalogue, indicator, area, measure=measure, periods=chosen) for area in areas]
    return [_series_row(item, point) for item in lines for point in frame_records(_with_figure_or_symbol(item.points))]


def _with_figure_or_symbol(points: pd.DataFrame) -> pd.DataFrame:
    """The points with a figure or the reason for its absence, not those that only keep a gap open."""
    return points[points["value"].notna() | (points["symbol"] != "")]


def _observation_row(row: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    definition = catalogue.indicators[row["indicator"]]
    return row | {
        "title": definition.title,
        "quadrant": definition.quadrant,
        "area": catalogue.areas[row["area_code"]].name,
        "unit": definition.unit,
        "decimals": definition.decimals,
        "source": _source_text(row["source_label"], row["computed"]),
    }


def _series_row(item: Any, point: dict[str, Any]) -> dict[str, Any]:
    return point | {
        "indicator": item.indicator.id,
        "title": item.indicator.title,
        "area": item.area.name,
        "measure": item.measure_chosen,
        "unit": item.unit,
        "decimals": item.indicator.decimals if item.measure == "value" else 1,
        "source": _source_text(point["source"], point["computed"]),
    }


def _source_text(label: str, computed: bool) -> str:
    return COMPUTED_FROM + label if computed else label
