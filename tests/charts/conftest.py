"""Series of the real classes, built from labels and values."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import parse_period
from indicators.figures import Series
from tests.helpers.areas import AREAS


def build_indicator(**changes) -> Indicator:
    settings = {
        "id": "contacts",
        "title": "Contacts to children's services",
        "short_title": "Contacts",
        "quadrant": "quantitative_data",
        "stage": "child_in_need",
        "kind": "count",
        "timing": "flow",
        "frequency": "year",
        "unit": "contacts",
        "polarity": "no_judgement",
        "owner": "the council",
        "why": "It matters.",
        "questions": ("Why?",),
        "review_date": date(2027, 4, 1),
    }
    return Indicator(**settings | changes)


def build_series(area, labels, values, *, indicator=None, measure="value", unit=None, **columns) -> Series:
    periods = [parse_period(label) for label in labels]
    indicator = indicator or build_indicator()
    blank = [np.nan] * len(labels)
    points = pd.DataFrame(
        {
            "period": labels,
            "period_type": [str(period.type) for period in periods],
            "starts": pd.to_datetime([period.starts for period in periods]),
            "ends": pd.to_datetime([period.ends for period in periods]),
            "value": np.array([np.nan if value is None else value for value in values], dtype=float),
            "numerator": blank,
            "denominator": blank,
            "status": ["final"] * len(labels),
            "symbol": ["x" if value is None else "" for value in values],
            "source": ["Annual report 2015/16"] * len(labels),
            "computed": [False] * len(labels),
            "other_figures": [0] * len(labels),
        }
        | columns
    )
    place = area if isinstance(area, Area) else AREAS[area]
    return Series(indicator, place, measure, unit or indicator.unit, points)


@pytest.fixture
def make_series():
    return build_series


@pytest.fixture
def make_indicator():
    return build_indicator


@pytest.fixture
def years():
    return ["2013/14", "2014/15", "2015/16"]
