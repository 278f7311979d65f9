"""Control charts on Explore: process limits around a series with enough points, what they say in words, and their
tables.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.charts.spc import CAUSE_LABELS, ControlPanelContent, control_charts_figure
from indicators.exports.exhibit import Plot, PlotLine, plot_values
from indicators.exports.long_table import long_table
from indicators.figures import Series
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.session import DashboardData
from indicators.pages.components.targets import target_value, targets_for
from indicators.pages.explore.choice import ExploreFilters
from indicators.pages.explore.display import (
    ChartContents,
    ChartView,
    document_table,
    series_alt,
    series_tables,
    series_words,
)
from indicators.pages.explore.series import events_for
from indicators.signals.rare_event_series import RareEvents, control_chart_of, event_series, rare_events
from indicators.signals.rare_events import RareEventChart
from indicators.signals.spc import ControlChart
from indicators.signals.spc_series import FEWEST_POINTS, longest_stretch, series_control_chart
from indicators.wording.numbers import number_text, value_text
from indicators.wording.rare_events import rare_events_statement

#: What the table has beside the figures.
_SPC_COLUMNS = ("adjusted", "mean", "lower_limit", "upper_limit", "special_cause")


def spc_table(gathered: ChartContents, charts: list[ControlPanelContent]) -> pd.DataFrame:
    """Every line with the limits that were drawn around it; figures as published, the adjusted ones beside."""
    limited = {(item.series.indicator.id, item.series.area.code): _with_limits(item) for item in charts}
    blank = dict.fromkeys(_SPC_COLUMNS, np.nan)
    lines = [
        limited.get((item.indicator.id, item.area.code), replace(item, points=item.points.assign(**blank)))
        for item in gathered.everything
    ]
    return long_table(lines, extra=_SPC_COLUMNS)


def spc_plot(item: ControlPanelContent) -> Plot:
    """A control chart as a slide holds it: the figures, their mean and their limits."""
    series, control = item.series, item.control
    limits = {"Mean": control.mean, "Upper limit": control.upl, "Lower limit": np.maximum(control.lpl, 0.0)}
    return Plot(
        title=item.name or series.area.name,
        unit=series.unit,
        categories=tuple(series.points["period"]),
        lines=(
            PlotLine(series.area.name, plot_values(series.points["value"])),
            *(PlotLine(name, plot_values(values), is_background=True) for name, values in limits.items()),
        ),
        decimals=series.indicator.decimals,
    )


def _with_limits(item: ControlPanelContent) -> Series:
    """The points of a chart with the columns `_LIMITS`."""
    points, control = item.series.points, item.control
    is_adjusted = "published" in points
    return replace(
        item.series,
        points=points.assign(
            value=points["published"] if is_adjusted else points["value"],
            adjusted=points["value"] if is_adjusted else np.nan,
            mean=control.mean,
            lower_limit=np.maximum(control.lpl, 0.0),
            upper_limit=control.upl,
            special_cause=[CAUSE_LABELS.get(cause, "") for cause in control.special_cause],
        ),
    )


_READINGS = {"improvement": "an improvement", "concern": "a concern", "neutral": "neither good nor bad in itself"}
_ASSURANCES = {
    "consistent_pass": "Unless something changes, the target will be met every time.",
    "consistent_fail": "Unless something changes, the target will be missed every time.",
    "inconsistent": "The target lies within the limits: it will be met at some times and missed at others.",
}


def spc_view(
    data: DashboardData, chosen: ExploreFilters, gathered: ChartContents, periods: str, *, narrow: bool
) -> ChartView:
    """A control chart for every line that has enough figures, and a sentence for every line."""
    everything = [item for items in gathered.lines.values() for item in items]
    rare = [(item, found) for item in everything if (found := rare_events(item))]
    others = [item for item in everything if not any(item is own for own, _ in rare)]
    enough = [item for item in others if longest_stretch(item) >= FEWEST_POINTS]
    several = len(enough) + sum(found.chart is not None for _, found in rare) > 1
    between = [
        _time_between_panel(item, found, found.chart, gathered, several=several) for item, found in rare if found.chart
    ]
    controls = [_control_panel(data, item, gathered, periods, several=several) for item in enough]
    charts = controls + between
    words = series_words(gathered)
    adjusted = [item for item in controls if "published" in item.series.points]
    if adjusted:
        words["subtitle"] += ", adjusted for the time of year"
    if between and not controls:
        words["title"] = f"{words['title'].partition(':')[0]}: the days from one to the next"
    chart = control_charts_figure(charts, narrow=narrow, **words)
    says = [
        *(_statement(item, gathered.several) for item in controls),
        *(rare_events_statement(found, _chart_name(item, gathered.several)) for item, found in rare),
        *(
            f"{_chart_name(item, gathered.several)}: {longest_stretch(item)} figures compare; control "
            f"limits need {FEWEST_POINTS}."
            for item in others
            if longest_stretch(item) < FEWEST_POINTS
        ),
    ]
    notes = []
    if controls:
        notes.append(
            "limits come from the figure's own ups and downs; by chance alone hardly any figure lies outside them"
        )
    if between:
        notes.append(_BETWEEN_NOTE)
    if adjusted:
        notes.append("the table has the figures as published, before the time of year was taken out")
    if any(gathered.comparators.values()):
        notes.append("comparisons are in the table, not in control charts")
    alt = f"Control chart. {' '.join(says)} {series_alt(gathered)}"
    return ChartView(
        words,
        chart,
        alt,
        [*series_tables(gathered), *(_between_table(item) for item in between)],
        read=document_table(gathered),
        download_table=lambda: spc_table(gathered, controls),
        plots=lambda: [spc_plot(item) for item in charts],
        statements=says,
        notes=notes,
    )


_BETWEEN_NOTE = (
    "so few come that each is drawn with the days since the one before: the lower, the more often they come; the day "
    "is not known, so that those of a month are taken to lie evenly in it"
)


def _time_between_panel(
    series: Series, found: RareEvents, chart: RareEventChart, gathered: ChartContents, *, several: bool
) -> ControlPanelContent:
    """The days between one event and the next of a series of few."""
    return ControlPanelContent(
        event_series(series, found),
        control_chart_of(chart, series.indicator.polarity),
        name=_chart_name(series, gathered.several) if several else "",
        centre="Usual",
    )


def _between_table(item: ControlPanelContent) -> tuple[str, str]:
    """The days between events as a table, the newest on top."""
    points, cause = item.series.points, item.control.special_cause
    caption = f"{item.series.indicator.short_title}, {item.series.area.name}: days from one to the next"
    frame = pd.DataFrame(
        {
            "Month": points["period"],
            "Days since the one before": [round(value) for value in points["value"]],
            "Stands out": [CAUSE_LABELS.get(name, "") for name in cause],
        }
    )
    return caption, frame_html(frame.iloc[::-1], caption)


def _control_panel(
    data: DashboardData, series: Series, gathered: ChartContents, periods: str, *, several: bool
) -> ControlPanelContent:
    drawn, control = series_control_chart(series, periods, target=target_value(data, series))
    events = events_for(data, series.indicator.id, [series.area.code]) if "events" in gathered.additions else ()
    return ControlPanelContent(
        drawn,
        control,
        name=_chart_name(series, gathered.several) if several else "",
        targets=targets_for(data, [series]),
        breaks=series.breaks,
        events=events,
    )


def _chart_name(series: Series, with_indicator: bool) -> str:
    return f"{series.indicator.short_title}, {series.area.name}" if with_indicator else series.area.name


def _statement(item: ControlPanelContent, with_indicator: bool) -> str:
    """The latest figure against its usual movement, and the target against the limits, in words."""
    series, control = item.series, item.control
    known = np.flatnonzero(series.points["value"].notna())
    last = int(known[-1])
    point = series.points.iloc[last]
    figure = f"{_chart_name(series, with_indicator)}: {point['period']} ({_latest_text(series, point)})"
    if not control.has_limits[last]:
        return f"{figure}: limits cannot be drawn."
    reading = str(control.variation)
    if reading == "common":
        sentence = f"{figure} lies within its usual ups and downs, {_limits_text(series, control, last)}."
    else:
        cause = CAUSE_LABELS[str(control.special_cause[last])]
        standing = f"stands out from its usual ups and downs, {_READINGS[reading]}"
        sentence = f"{figure} {standing}: {cause}, {_limits_text(series, control, last)}."
    assurance = _ASSURANCES.get(str(control.assurance), "")
    return f"{sentence} {assurance}".strip()


def _latest_text(series: Series, point: pd.Series) -> str:
    """The figure as published, and without the time of year where that was taken out."""
    if "published" not in point:
        return value_text(point["value"], series)
    return f"{value_text(point['published'], series)}, adjusted {value_text(point['value'], series)}"


def _limits_text(series: Series, control: ControlChart, last: int) -> str:
    limits = [max(0.0, float(control.lpl[last])), float(control.upl[last])]
    low, high = (number_text(limit, series.indicator, series.measure) for limit in limits)
    return f"limits {low} to {high}"
