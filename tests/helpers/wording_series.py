"""Words for figures and changes, on series made by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import Indicator
from indicators.figures import Series

INDICATOR = Indicator(
    id="contacts",
    title="Contacts to children's services",
    short_title="Contacts",
    quadrant="quantitative_data",
    stage="child_in_need",
    kind="count",
    timing="flow",
    frequency="year",
    unit="contacts",
    polarity="no_judgement",
    owner="a role",
    why="because",
    questions=("why?",),
    review_date=date(2027, 4, 1),
)
SHARE = replace(INDICATOR, id="share", short_title="Share", kind="proportion", unit="%", polarity="low_is_good")
LEICESTERSHIRE = Area("E10000018", "Leicestershire")
RUTLAND = Area("E06000017", "Rutland")


def yearly(*values, indicator=INDICATOR, area=RUTLAND, symbols=None, **changes) -> Series:
    """A series of financial years that ends in 2015/16."""
    first = 2016 - len(values)
    years = range(first, 2016)
    points = pd.DataFrame(
        {
            "period": [f"{year}/{(year + 1) % 100:02d}" for year in years],
            "period_type": "financial_year",
            "starts": pd.to_datetime([date(year, 4, 1) for year in years]),
            "ends": pd.to_datetime([date(year + 1, 3, 31) for year in years]),
            "value": [float("nan") if value is None else float(value) for value in values],
            "numerator": float("nan"),
            "denominator": float("nan"),
            "status": "final",
            "symbol": symbols or ["" if value is not None else "c" for value in values],
            "source": "report",
            "computed": False,
            "other_figures": 0,
        }
    )
    measure = changes.get("measure", "value")
    return Series(indicator, area, measure, changes.get("unit", indicator.unit), points)
