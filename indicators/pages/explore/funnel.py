"""The funnel plot on Explore: every area by its size around the average for one period, with its tables and its
slide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import PER_CHILDREN, Indicator
from indicators.charts.funnel import Funnel, funnel_plot
from indicators.charts.theme import Style, area_styles
from indicators.exports.exhibit import Plot, PlotLine
from indicators.figures import Series, select_series
from indicators.frames import frame_rows
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from indicators.pages.explore.display import ChartView
from indicators.pages.explore.series import IndicatorFigures, SeriesView, cached_figures
from indicators.signals.funnel import funnel_positions, pooled_average
from indicators.wording.numbers import number_text, value_text


@dataclass(frozen=True)
class FunnelAreas:
    """The areas' series of one period, with figure and base; how many have a figure without a base; the average."""

    points: pd.DataFrame
    without_base: int
    average: float
    average_name: str
    source_note: str


@st.cache_resource(show_spinner="Gathering the areas …", max_entries=64)
def funnel_areas(version: str, indicator: str, view: SeriesView, period: str, _data: DashboardData) -> FunnelAreas:
    """Councils with a figure for the period; countries, regions and combined areas are no dots.

    Kept until something is written to the store, and shared, so nobody writes to it.
    """
    catalogue = _data.catalogue
    codes = catalogue.authorities
    figures = cached_figures(_data, [indicator], [*codes, *filter(None, (catalogue.board.nation,))])
    rows, without_base, sources = [], 0, {}
    for code in codes:
        item = select_series(figures.of(indicator, code), catalogue, indicator, code, **view.arguments)
        for row in frame_rows(item.known[item.known["period"] == period]):
            if not row.denominator > 0 or pd.isna(row.numerator):
                without_base += 1
                continue
            sources[row.source] = None
            rows.append((code, item.area.name, row.denominator, row.value, row.numerator, row.source, item))
    columns = ["code", "area", "exposure", "value", "numerator", "source", "series"]
    points = pd.DataFrame(rows, columns=columns)
    average, name = _funnel_average(catalogue, catalogue.indicators[indicator], period, figures, points, view)
    return FunnelAreas(points, without_base, average, name, "; ".join(sources))


def _funnel_average(
    catalogue: Catalogue,
    indicator: Indicator,
    period: str,
    figures: IndicatorFigures,
    points: pd.DataFrame,
    view: SeriesView,
) -> tuple[float, str]:
    """The nation's figure where there is one, else all areas together."""
    if nation := catalogue.board.nation:
        known = select_series(figures.of(indicator.id, nation), catalogue, indicator.id, nation, **view.arguments).known
        own = known[known["period"] == period]
        if len(own):
            return float(own["value"].iloc[0]), catalogue.areas[nation].name
    per = rate_multiplier(indicator, view.measure)
    return pooled_average(points["numerator"], points["exposure"], per=per), "All areas shown"


def rate_multiplier(indicator: Indicator, measure: str) -> float:
    """How many of the base a figure is for each of: 10,000 children, 100 cases."""
    return PER_CHILDREN if measure == "rate" else indicator.per


POSITION_WORDS = {
    "inside": "within the 95% limits",
    "above": "above the 95% limits, within the 99.8% limits",
    "below": "below the 95% limits, within the 99.8% limits",
    "far_above": "above the 99.8% limits",
    "far_below": "below the 99.8% limits",
}


def funnel_table(points: pd.DataFrame, item: Series, base: str) -> pd.DataFrame:
    """The areas to read, the highest figure first."""
    order = points.sort_values("value", ascending=False)
    return pd.DataFrame(
        {
            "Area": order["area"].tolist(),
            "Figure": [value_text(value, item) for value in order["value"]],
            "Cases": [f"{count:,.0f}" for count in order["numerator"]],
            base: [f"{count:,.0f}" for count in order["exposure"]],
            "Where it lies": [POSITION_WORDS[position] for position in order["position"]],
        }
    )


def funnel_download_table(points: pd.DataFrame, item: Series, period: str) -> pd.DataFrame:
    """The areas as they leave as CSV or workbook, figures at full precision."""
    named = points.assign(
        indicator=item.indicator.title,
        period=period,
        unit=item.unit,
        position=[POSITION_WORDS[position] for position in points["position"]],
    ).rename(columns={"exposure": "denominator"})
    columns: Sequence[str] = (
        "indicator", "area", "period", "value", "unit", "numerator", "denominator", "position", "source",
    )  # fmt: skip
    return named[list(columns)].rename(columns=str.capitalize).replace({np.nan: None})


def funnel_slide_plot(chart: go.Figure, title: str, item: Series, base: str) -> Plot:
    """The dots and limits that were drawn, as points and lines over the size of the areas."""
    lines, name = [], ""
    # Its annotations take a figure's traces for texts.
    traces: Any = chart.data
    for trace in traces:
        # Of each pair of limits the upper one has the name.
        name = trace.name or f"{name}, lower"
        lines.append(PlotLine(name, tuple(trace.y), xs=tuple(trace.x), is_background=trace.mode == "lines"))
    decimals = item.indicator.decimals
    return Plot(title=title, unit=item.unit, lines=tuple(lines), kind="scatter", decimals=decimals, across=base)


#: A funnel of fewer areas shows nothing that a table would not.
FEWEST_AREAS = 5
_CHANCE_ONLY = (
    "the limits show counting chance only, and areas usually spread wider than that: a dot outside them is a reason "
    "to look, not a finding"
)


def funnel_view(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, *, narrow: bool) -> ChartView | None:
    """The funnel of the last period of the range, or None where too few areas have a figure for it."""
    indicator = data.catalogue.indicators[chosen.indicators[0]]
    areas = _areas_of_view(data, chosen, cut)
    if len(areas.points) < FEWEST_AREAS:
        return None
    item: Series = areas.points["series"].iloc[0]
    base = _base(data.catalogue, indicator, cut.measure)
    kind, per = _kind(indicator, cut.measure), rate_multiplier(indicator, cut.measure)
    points = _positioned_areas(areas, base, kind=kind, per=per)
    funnel = Funnel(areas.average, areas.average_name, kind, per, item.unit, base, _decimals(areas.average, item))
    words = _chart_words(points, indicator, item, cut.last, base, data.catalogue.board.own) | {
        "source_note": areas.source_note
    }
    chart = funnel_plot(points, funnel, named=_styles(data.catalogue, chosen), narrow=narrow, **words)
    chart.layout.meta = {**chart.layout.meta, "notes": _notes(areas)}
    says = [_statement(points, data.catalogue, code, areas, item) for code in _named_codes(data.catalogue, chosen)]
    caption = f"{indicator.title}, {cut.last} ({item.unit})"
    return ChartView(
        words,
        chart,
        alt=f"Funnel plot. {' '.join(says)} The table under the chart has every figure.",
        tables=[(caption, frame_html(funnel_table(points, item, base), caption))],
        read=lambda: funnel_table(points, item, base),
        download_table=lambda: funnel_download_table(points, item, cut.last),
        plots=lambda: [funnel_slide_plot(chart, indicator.short_title, item, base)],
        statements=says,
    )


def few_areas_text(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> str:
    """Why the last period of the range has no funnel."""
    areas = _areas_of_view(data, chosen, cut)
    count = len(areas.points)
    have = f"{'only ' if count else ''}{count or 'no'} {'area has' if count == 1 else 'areas have'}"
    more = f", {areas.without_base} more a figure without one" if areas.without_base else ""
    return f"{have} a figure with its base for {cut.last}{more}; a funnel needs {FEWEST_AREAS}. Lines are shown"


def _areas_of_view(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> FunnelAreas:
    end: date | None = cut.ends.get(cut.last)
    view = SeriesView(cut.measure, cut.periods, since=end, until=end)
    return funnel_areas(data.version, chosen.indicators[0], view, cut.last, data)


def _positioned_areas(areas: FunnelAreas, base: str, *, kind: str, per: float) -> pd.DataFrame:
    """The areas with where each lies and what the pointer reads."""
    top, bottom = areas.points["numerator"], areas.points["exposure"]
    points = areas.points.assign(position=funnel_positions(top, bottom, areas.average, kind=kind, per=per))
    return points.assign(label=[_label(row, base) for row in frame_rows(points)])


def _chart_words(
    points: pd.DataFrame, indicator: Indicator, item: Series, period: str, base: str, own: Sequence[str]
) -> dict[str, str]:
    measured = f"{indicator.title} ({item.unit}), {period}"
    around = f"a dot for each of {len(points)} areas, by {base[:1].lower()}{base[1:]}"
    return {"title": _title(points, indicator, period, own), "subtitle": f"{measured}; {around}"}


def _notes(areas: FunnelAreas) -> list[str]:
    if not areas.without_base:
        return [_CHANCE_ONLY]
    return [_CHANCE_ONLY, f"{areas.without_base} more areas have a figure but no published base"]


def _kind(indicator: Indicator, measure: str) -> str:
    return "proportion" if measure == "value" and indicator.kind == "proportion" else "rate"


def _base(catalogue: Catalogue, indicator: Indicator, measure: str) -> str:
    """What the figures are based on, in words."""
    part = indicator.rate_population if measure == "rate" else indicator.denominator
    return catalogue.indicators[part].title if part in catalogue.indicators else "Number the figure is based on"


def _decimals(average: float, item: Series) -> int:
    if item.measure == "rate":
        return 0 if average >= 100 else 1
    return item.indicator.decimals


def _named_codes(catalogue: Catalogue, chosen: ExploreFilters) -> list[str]:
    """The board's areas and whichever other councils the reader chose."""
    own = list(catalogue.board.own)
    return list(
        dict.fromkeys([*own, *(code for code in chosen.areas if catalogue.areas[code].level == "local_authority")])
    )


def _styles(catalogue: Catalogue, chosen: ExploreFilters) -> dict[str, Style]:
    codes = _named_codes(catalogue, chosen)
    return dict(zip(codes, area_styles([catalogue.every_area[code] for code in codes]), strict=True))


def _title(points: pd.DataFrame, indicator: Indicator, period: str, own: Sequence[str]) -> str:
    """Who of the board's areas lies where, as a headline."""
    places = points.set_index("code")
    positions = [
        f"{places['area'][code]} {POSITION_WORDS[places['position'][code]].split(',')[0]}"
        for code in own
        if code in places.index
    ]
    return f"{indicator.short_title} {period}: " + (" and ".join(positions) or "areas around their average")


def _statement(points: pd.DataFrame, catalogue: Catalogue, code: str, areas: FunnelAreas, item: Series) -> str:
    own = points[points["code"] == code]
    if own.empty:
        return f"{catalogue.areas[code].name} has no figure with a base for this period."
    row = own.iloc[0]
    average = number_text(areas.average, item.indicator, item.measure)
    around = (
        f"{areas.average_name} is at {average}"
        if areas.average_name != "All areas shown"
        else f"their average is {average}"
    )
    return f"{row['area']} ({value_text(row['value'], item)}) lies {POSITION_WORDS[row['position']]}; {around}."


def _label(row, base: str) -> str:
    """What the pointer reads: the figure, the counts behind it, and where it lies."""
    value = value_text(row.value, row.series)
    return f"{value}: {row.numerator:,.0f} of {row.exposure:,.0f} {base.lower()}; {POSITION_WORDS[row.position]}"
