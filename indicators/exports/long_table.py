"""Figures of some lines one under the other, for a spreadsheet: a row a figure, with all that belongs to it."""

from collections.abc import Sequence

import pandas as pd

from indicators.figures import Series


def long_table(series: Sequence[Series], *, extra: Sequence[str] = ()) -> pd.DataFrame:
    """One row a period and line, with everything that belongs to a figure; for CSV and workbook.

    `extra` names further columns of the points, such as limits; those that are empty are left out.
    """
    frames = [
        item.points.assign(indicator=item.indicator.title, area=item.area.name, unit=item.unit) for item in series
    ]
    columns = [
        "indicator",
        "area",
        "period",
        "value",
        "unit",
        "numerator",
        "denominator",
        "status",
        "symbol",
        "source",
        *extra,
    ]
    stacked = pd.concat(frames, ignore_index=True)[columns]
    stacked = stacked[(stacked["value"].notna()) | (stacked["symbol"] != "")]
    unused = [name for name in ("numerator", "denominator", *extra) if stacked[name].isna().all()]
    return stacked.drop(columns=unused).rename(columns=_column_heading).reset_index(drop=True)


def _column_heading(column: str) -> str:
    return column.replace("_", " ").capitalize()
