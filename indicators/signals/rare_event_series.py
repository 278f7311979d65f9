"""The time between events of a series of months: what a control chart of the counts themselves cannot show where most
months have none.

A month does not say on which of its days something happened. The events of a month are taken to lie evenly in it,
which puts none more than half a month off; with five or fewer a year that leaves the chart as calm as the true days
would (`benchmarks/rare_events.py`), with more it does not.
"""

from dataclasses import dataclass, replace
from math import isnan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.indicators import POLARITY_SIGNS
from indicators.catalogue.periods import PeriodType
from indicators.figures import Series
from indicators.signals.rare_events import RareEventChart, interval_p_value, silence_p_value, time_between_chart
from indicators.signals.spc import OUTSIDE, SPC_READINGS, ControlChart

#: Counts of so many a year or fewer are rare.
MOST_A_YEAR = 5.0
#: Fewer events have too few times between them for limits.
FEWEST_EVENTS = 8
_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class RareEvents:
    """The events of the months that compare with the newest, and the times between them.

    `months` are the points of the series that were looked at, `days` the day of each event, `chart` the t-chart of the
    days between each and the one before, None where there are too few. `silence` are the days since the last event.
    """

    months: pd.DataFrame
    days: NDArray[np.datetime64]
    chart: RareEventChart | None
    silence: float

    @property
    def events_a_year(self) -> float:
        """How many events there were in a year."""
        return len(self.days) / len(self.months) * _MONTHS_A_YEAR

    @property
    def latest_p_value(self) -> float:
        """The two-sided probability of the last time between two events, given those before; NaN without any."""
        times = self.times
        if len(times) < 2:
            return float("nan")
        return float(interval_p_value(times[-1], times[:-1].sum(), len(times) - 1))

    @property
    def silence_p_value(self) -> float:
        """The probability of no event since the last, given how many there were up to it; NaN without any."""
        if not len(self.days) or not self.silence > 0:
            return float("nan")
        return float(silence_p_value(self.silence, self.span - self.silence, len(self.days)))

    @property
    def times(self) -> NDArray[np.float64]:
        """The days between each event and the one before."""
        return np.diff(self.days) / np.timedelta64(1, "D")

    @property
    def span(self) -> float:
        """All days of the months."""
        return float((self.months["ends"].iloc[-1] - self.months["starts"].iloc[0]).days + 1)


def rare_events(series: Series) -> RareEvents | None:
    """The rare events of a series; None where its figures are no monthly counts, or too many for this.

    Only the months since the last gap and the last break in the way of counting are looked at.
    """
    if not _are_monthly_counts(series):
        return None
    months = _comparable(series)
    counts = months["value"].to_numpy(float)
    if not len(months) or (counts != np.round(counts)).any() or (counts < 0).any():
        return None
    if counts.sum() / len(months) * _MONTHS_A_YEAR > MOST_A_YEAR:
        return None
    days = _event_days(months, counts.astype(np.int64))
    times = np.diff(days) / np.timedelta64(1, "D")
    ends = (months["ends"].iloc[-1] + pd.Timedelta(days=1)).to_datetime64()
    silence = float((ends - days[-1]) / np.timedelta64(1, "D")) if len(days) else float("nan")
    chart = time_between_chart(times) if len(days) >= FEWEST_EVENTS else None
    return RareEvents(months, days, None if chart is None or isnan(chart.upper) else chart, silence)


def _are_monthly_counts(series: Series) -> bool:
    kinds = set(series.points["period_type"].tolist())
    is_count = series.indicator.kind == "count" and series.indicator.timing == "flow" and series.measure == "value"
    return is_count and kinds == {str(PeriodType.MONTH)}


def _comparable(series: Series) -> pd.DataFrame:
    """The newest months in a row, since the last break."""
    points = series.points.reset_index(drop=True)
    if points["value"].isna().all():
        return points.iloc[:0]
    # Behind the last figure nothing is known yet; before it a gap cuts off what came earlier.
    known = points["value"].notna().to_numpy()
    newest = int(np.flatnonzero(known)[-1])
    gaps = np.flatnonzero(~known[:newest])
    points = points.iloc[int(gaps[-1]) + 1 if len(gaps) else 0 : newest + 1]
    ends = points["ends"].iloc[-1].date()
    breaks = [item.date for item in series.breaks if item.date <= ends]
    if breaks:
        points = points[points["starts"] >= pd.Timestamp(max(breaks))]
    return points.reset_index(drop=True)


def _event_days(months: pd.DataFrame, counts: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """When each event is taken to have been, to the hour: the events of a month evenly in it."""
    starts = months["starts"].to_numpy().astype("datetime64[h]")
    hours = ((months["ends"] - months["starts"]).dt.days + 1).to_numpy() * 24
    place = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    order = np.arange(len(place)) - first[place]
    into = ((order + 0.5) / counts[place] * hours[place]).astype(np.int64).astype("timedelta64[h]")
    return starts[place] + into


def event_series(series: Series, found: RareEvents) -> Series:
    """The days between events as a series: a point an event but the first, on its day, `period` its month."""
    place = np.searchsorted(found.months["starts"].to_numpy().astype("datetime64[h]"), found.days, side="right") - 1
    points = found.months.iloc[place[1:]].reset_index(drop=True)
    days = found.days[1:].astype("datetime64[D]").astype("datetime64[us]")
    points = points.assign(value=found.times, starts=days, ends=days, numerator=np.nan, denominator=np.nan)
    indicator = replace(series.indicator, decimals=0)
    return replace(series, indicator=indicator, unit="days since the one before", points=points)


def control_chart_of(chart: RareEventChart, polarity: str) -> ControlChart:
    """A chart of times between events in the form in which control charts are drawn.

    Longer times mean fewer events: what is good turns round. Runs have no points of their own.
    """
    good = POLARITY_SIGNS[polarity]
    side = np.where(chart.value > chart.upper, 1, np.where(chart.value < chart.lower, -1, 0))
    meaning = -good * side
    words = np.where(side == 0, "common", np.select([meaning > 0, meaning < 0], ["improvement", "concern"], "neutral"))
    readings = np.array([SPC_READINGS.index(word) for word in words.tolist()], np.uint8)
    level = {name: np.full(len(chart.value), getattr(chart, name)) for name in ("centre", "lower", "upper")}
    unknown = np.full(len(chart.value), np.nan)
    return ControlChart(
        value=chart.value,
        mean=level["centre"],
        lpl=level["lower"],
        upl=level["upper"],
        near_lpl=unknown,
        near_upl=unknown,
        has_limits=np.ones(len(chart.value), bool),
        special_cause_codes=np.where(side == 0, 0, OUTSIDE).astype(np.uint8),
        reading_codes=readings,
        variation_codes=readings[-1],
        assurance_codes=np.zeros((), np.uint8),
    )
