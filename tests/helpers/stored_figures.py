"""What follows from stored figures: beside a slow twin in plain Python, and rule by rule."""

from datetime import date

import pandas as pd

PARTS = ("E10000018", "E06000017")
YEAR = ("financial_year", date(2015, 4, 1), date(2016, 3, 31))
MID_YEARS = [("snapshot", date(year, 6, 30), date(year, 6, 30)) for year in (2015, 2016)]


def frame_of(stored):
    """Figures as the query `series` gives them."""
    rows = [
        (each.indicator, each.area, each.period[0], pd.Timestamp(each.period[1]), pd.Timestamp(each.period[2]),
         each.value, each.numerator, each.denominator, each.status, each.symbol, each.source, "")
        for each in stored
    ]  # fmt: skip
    columns = ["indicator", "area_code", "period_type", "starts", "ends", "value", "numerator", "denominator",
               "status", "symbol", "source", "note"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    dates = {"starts": "datetime64[us]", "ends": "datetime64[us]"}
    return frame.astype(dates | dict.fromkeys(["value", "numerator", "denominator"], float))
