"""Made-up series as the frames and panels that rules look at."""

import numpy as np
import pandas as pd

from indicators.catalogue.periods import parse_period
from indicators.signals.panel import MONTHS_PER_PERIOD, POINT_COLUMNS, panel_of


def points(values, *, area="A", **how):
    """One series as points, oldest first; None or NaN is a period without a figure. Otherwise as `many`."""
    return many([[np.nan if value is None else value for value in values]], areas=[area], **how)


def many(tops, *, base=1.0, kind="financial_year", indicator="referrals", areas=None, is_share=False, newest="2025-03"):
    """Rows of an array as areas of one indicator, named in order; `newest` is the month in which the last ends."""
    tops = np.asarray(tops, float)
    count, length = tops.shape
    months = MONTHS_PER_PERIOD.get(kind, 1)
    ends = pd.PeriodIndex([pd.Period(newest, "M") - months * back for back in reversed(range(length))], freq="M")
    names = [f"{number:05}" for number in range(count)] if areas is None else areas
    columns = (
        *(indicator, np.repeat(names, length), kind),
        *(np.tile((ends - months + 1).to_timestamp(), count), np.tile(ends.to_timestamp(how="end").normalize(), count)),
        *(tops.ravel(), np.broadcast_to(np.asarray(base, float), tops.shape).ravel(), is_share),
    )
    return pd.DataFrame(dict(zip(POINT_COLUMNS, columns, strict=True)))


def swinging(seed, *, areas=20, periods=7, level=400, swing=0.03, **how):
    """Areas of one indicator whose counts swing about a level by a variance in the logarithm, and by chance."""
    random = np.random.default_rng(seed)
    return many(random.poisson(level * np.exp(random.normal(0, np.sqrt(swing), (areas, periods)))), **how)


def panel(*frames, breaks=None):
    """The panel of some frames of points together."""
    return panel_of(pd.concat(frames, ignore_index=True), breaks)


def dated(rows):
    """Figures as a frame, with the type and days of what stands under `period`."""
    frame = pd.DataFrame(rows)
    periods = [parse_period(label) for label in frame["period"]]
    return frame.assign(
        period_type=[str(period.type) for period in periods],
        starts=pd.to_datetime([period.starts for period in periods]),
        ends=pd.to_datetime([period.ends for period in periods]),
    )
