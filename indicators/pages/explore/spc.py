"""Control charts on Explore: limits from a figure's own ups and downs, once 13 figures compare."""

from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.charts.spc import CAUSE_WORDS, Controlled, control_charts
from indicators.exports.exhibit import Plot, PlotLine, numbers
from indicators.figures import Series
from indicators.pages.components.figure_tables import long_table
from indicators.pages.components.session import Opened
from indicators.pages.explore.display import Gathered, Shown, lines_alt, lines_read, lines_tables, lines_words
from indicators.pages.explore.filters import Choices
from indicators.pages.explore.series import events_of, target_value, targets_of
from indicators.signals.spc import ControlChart
from indicators.signals.spc_series import FEWEST_POINTS, comparable, series_control
from indicators.wording.numbers import number_text, value_text

#: What the table has beside the figures.
_LIMITS = ("adjusted", "mean", "lower_limit", "upper_limit", "special_cause")


def limits_table(gathered: Gathered, charts: list[Controlled]) -> pd.DataFrame:
    """Every line with the limits that were drawn around it; figures as published, the adjusted ones beside."""
    limited = {(item.series.indicator.id, item.series.area.code): _with_limits(item) for item in charts}
    blank = dict.fromkeys(_LIMITS, np.nan)
    lines = [
        limited.get((item.indicator.id, item.area.code), replace(item, points=item.points.assign(**blank)))
        for item in gathered.everything
    ]
    return long_table(lines, beside=_LIMITS)


def limits_plot(item: Controlled) -> Plot:
    """A control chart as a slide holds it: the figures, their mean and their limits."""
    series, control = item.series, item.control
    beside = {"Mean": control.mean, "Upper limit": control.upper, "Lower limit": np.maximum(control.lower, 0.0)}
    return Plot(
        title=item.name or series.area.name,
        unit=series.unit,
        categories=tuple(series.points["period"]),
        lines=(
            PlotLine(series.area.name, numbers(series.points["value"])),
            *(PlotLine(name, numbers(values), is_beside=True) for name, values in beside.items()),
        ),
        decimals=series.indicator.decimals,
    )


def _with_limits(item: Controlled) -> Series:
    """The points of a chart with the columns `_LIMITS`."""
    points, control = item.series.points, item.control
    is_adjusted = "published" in points
    return replace(
        item.series,
        points=points.assign(
            value=points["published"] if is_adjusted else points["value"],
            adjusted=points["value"] if is_adjusted else np.nan,
            mean=control.mean,
            lower_limit=np.maximum(control.lower, 0.0),
            upper_limit=control.upper,
            special_cause=[CAUSE_WORDS.get(cause, "") for cause in control.special_cause],
        ),
    )


_READINGS = {"improvement": "an improvement", "concern": "a concern", "neutral": "neither good nor bad in itself"}
_ASSURANCES = {
    "consistent_pass": "Unless something changes, the target will be met every time.",
    "consistent_fail": "Unless something changes, the target will be missed every time.",
    "inconsistent": "The target lies within the limits: it will be met at some times and missed at others.",
}


def limits_view(data: Opened, chosen: Choices, gathered: Gathered, periods: str, *, narrow: bool) -> Shown:
    """A control chart for every line that has enough figures, and a sentence for every line."""
    everything = [item for items in gathered.lines.values() for item in items]
    enough = [item for item in everything if comparable(item) >= FEWEST_POINTS]
    charts = [_controlled(data, item, gathered, periods, several=len(enough) > 1) for item in enough]
    words = lines_words(gathered)
    adjusted = [item for item in charts if "published" in item.series.points]
    if adjusted:
        words["subtitle"] += ", adjusted for the time of year"
    chart = control_charts(charts, narrow=narrow, **words)
    says = [_statement(item, gathered.several) for item in charts] + [
        f"{_name(item, gathered.several)}: {comparable(item)} figures compare; control limits need {FEWEST_POINTS}."
        for item in everything
        if comparable(item) < FEWEST_POINTS
    ]
    notes = ["limits come from the figure's own ups and downs; by chance alone hardly any figure lies outside them"]
    if adjusted:
        notes.append("the table has the figures as published, before the time of year was taken out")
    if any(gathered.comparators.values()):
        notes.append("comparisons are in the table, not in control charts")
    alt = f"Control chart. {' '.join(says)} {lines_alt(gathered)}"
    return Shown(
        words,
        chart,
        alt,
        lines_tables(gathered),
        read=lines_read(gathered),
        taken=lambda: limits_table(gathered, charts),
        plots=lambda: [limits_plot(item) for item in charts],
        says=says,
        notes=notes,
    )


def _controlled(data: Opened, series: Series, gathered: Gathered, periods: str, *, several: bool) -> Controlled:
    drawn, control = series_control(series, periods, target=target_value(data, series))
    events = events_of(data, series.indicator.id, [series.area.code]) if "events" in gathered.additions else ()
    return Controlled(
        drawn,
        control,
        name=_name(series, gathered.several) if several else "",
        targets=targets_of(data, [series]),
        breaks=series.breaks,
        events=events,
    )


def _name(series: Series, with_indicator: bool) -> str:
    return f"{series.indicator.short_title}, {series.area.name}" if with_indicator else series.area.name


def _statement(item: Controlled, with_indicator: bool) -> str:
    """The latest figure against its usual movement, and the target against the limits, in words."""
    series, control = item.series, item.control
    known = np.flatnonzero(series.points["value"].notna())
    last = int(known[-1])
    point = series.points.iloc[last]
    figure = f"{_name(series, with_indicator)}: {point['period']} ({_latest(series, point)})"
    if not control.has_limits[last]:
        return f"{figure}: limits cannot be drawn."
    reading = str(control.variation)
    if reading == "common":
        told = f"{figure} lies within its usual ups and downs, {_between(series, control, last)}."
    else:
        cause = CAUSE_WORDS[str(control.special_cause[last])]
        standing = f"stands out from its usual ups and downs, {_READINGS[reading]}"
        told = f"{figure} {standing}: {cause}, {_between(series, control, last)}."
    assurance = _ASSURANCES.get(str(control.assurance), "")
    return f"{told} {assurance}".strip()


def _latest(series: Series, point: pd.Series) -> str:
    """The figure as published, and without the time of year where that was taken out."""
    if "published" not in point:
        return value_text(point["value"], series)
    return f"{value_text(point['published'], series)}, adjusted {value_text(point['value'], series)}"


def _between(series: Series, control: ControlChart, last: int) -> str:
    limits = [max(0.0, float(control.lower[last])), float(control.upper[last])]
    low, high = (number_text(limit, series.indicator, series.measure) for limit in limits)
    return f"limits {low} to {high}"
