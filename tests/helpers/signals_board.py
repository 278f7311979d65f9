"""A made-up board of eight areas and eight years, with everything that a cycle asks about; and short series."""

from datetime import date
from functools import cache

import numpy as np

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import MONTH_NAMES
from indicators.signals.cycle import judge_cycle

YEAR_END = date(2016, 3, 31)
LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
TOWNS = {f"Town {number}": f"E0600010{number}" for number in range(6)}
SIZES = {"Leicestershire": 134_000, "Rutland": 8_000} | dict.fromkeys(TOWNS, 60_000)
#: Cases a year for each of 1,000 children.
LEVELS = {"contacts": 90.0, "referrals": 30.0}
FIRST, LAST = 2008, 2015
#: Enough for a control chart.
MONTHS = [f"{name} 2015" for name in MONTH_NAMES] + ["January 2016", "February 2016", "March 2016"]


def year(start):
    return f"{start}/{(start + 1) % 100:02}"


def years(values, *, last=2015, **row):
    """A figure a year up to `last`, oldest first: None is hidden (`c`), ... has no row at all."""
    starts = range(last - len(values) + 1, last + 1)
    hidden = {"value": "", "symbol": "c"}
    return [
        {"period": year(start)} | row | (hidden if value is None else {"value": value})
        for start, value in zip(starts, values, strict=True)
        if value is not ...
    ]


def judged(store, *, catalogue=None, as_at=YEAR_END, **rest):
    """The cycle of a store; further arguments as of `judge_cycle`."""
    known = load_catalogue(store) if catalogue is None else catalogue
    return judge_cycle(store, known, as_at=as_at, targets=store.query("targets"), **rest)


def tables():
    """Six towns as the neighbours of both areas, and a target."""
    return {
        "areas.csv": [{"code": code, "name": name} for name, code in TOWNS.items()],
        "neighbours.csv": [
            {"area": area, "rank": rank, "neighbour": name}
            for area in ("Leicestershire", "Rutland")
            for rank, name in enumerate(TOWNS, start=1)
        ],
        "targets.csv": [{"value": 11_000}],
    }


def populations(times=1):
    """The children of each area in the middle of each year."""
    return [
        {"area": area, "period": f"30 June {start}", "value": round(size * (1 + (start - FIRST) / 200)) * times}
        for area, size in SIZES.items()
        for start in range(FIRST, LAST + 1)
    ]


@cache
def facts():
    """Counts that swing by a tenth; Leicestershire's contacts fall by half in the last year, Rutland's double.

    Rutland has always had half as many referrals again for its size.
    """
    random = np.random.default_rng(5)
    rows = []
    for indicator, level in LEVELS.items():
        for area, size in SIZES.items():
            usual = level * size / 1_000 * (1.5 if (indicator, area) == ("referrals", "Rutland") else 1)
            counts = random.poisson(usual * np.exp(random.normal(0, 0.1, LAST - FIRST + 1)))
            if indicator == "contacts":
                counts[-1] *= {"Leicestershire": 0.5, "Rutland": 2}.get(area, 1)
            rows += years(counts.tolist(), indicator=indicator, area=area)
    return rows + [{"period": month, "value": int(random.poisson(1_000))} for month in MONTHS]
