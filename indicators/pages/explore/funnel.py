"""The funnel on Explore: every area loaded, by its size, around England's average for one period."""

from datetime import date

import pandas as pd

from indicators.areas import BOARD_AREAS
from indicators.charts.funnel import Funnel, funnel_plot
from indicators.charts.theme import AREA_STYLES, OTHER_STYLES, Style
from indicators.definitions import Indicator
from indicators.measures import Catalogue, Series
from indicators.pages.parts.choices import Choices, Cut
from indicators.pages.parts.data import Opened
from indicators.pages.parts.explore_shown import Shown
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.funnel_areas import FunnelAreas, funnel_areas, per_of
from indicators.pages.parts.funnel_taken import POSITION_WORDS, funnel_as_plot, funnel_figures, funnel_table
from indicators.pages.parts.lines import View
from indicators.signals.funnel import funnel_positions
from indicators.wording import number_text, value_text

#: A funnel of fewer areas shows nothing that a table would not.
FEWEST_AREAS = 5
_CHANCE_ONLY = (
    "the limits show counting chance only, and areas usually spread wider than that: a dot outside them is a reason "
    "to look, not a finding"
)


def funnel_view(data: Opened, chosen: Choices, cut: Cut, *, narrow: bool) -> Shown | None:
    """The funnel of the last period of the range, or None where too few areas have a figure for it."""
    indicator = data.catalogue.indicators[chosen.indicators[0]]
    end: date | None = cut.ends.get(cut.last)
    view = View(cut.measure, cut.periods, since=end, until=end)
    found = funnel_areas(data.version, indicator.id, view, cut.last, data)
    if len(found.points) < FEWEST_AREAS:
        return None
    item: Series = found.points["series"].iloc[0]
    base = _base(data.catalogue, indicator, cut.measure)
    kind, per = _kind(indicator, cut.measure), per_of(indicator, cut.measure)
    points = _placed(found, base, kind=kind, per=per)
    funnel = Funnel(found.average, found.average_name, kind, per, item.unit, base, _decimals(found.average, item))
    words = _words(points, indicator, item, cut.last, base) | {"source_note": found.source_note}
    chart = funnel_plot(points, funnel, named=_styles(data.catalogue, chosen), narrow=narrow, **words)
    chart.layout.meta = {**chart.layout.meta, "notes": _notes(found)}
    says = [_statement(points, data.catalogue, code, found, item) for code in _named_codes(data.catalogue, chosen)]
    caption = f"{indicator.title}, {cut.last} ({item.unit})"
    return Shown(
        words,
        chart,
        alt=f"Funnel plot. {' '.join(says)} The table under the chart has every figure.",
        tables=[(caption, frame_html(funnel_table(points, item, base), caption))],
        read=lambda: funnel_table(points, item, base),
        taken=lambda: funnel_figures(points, item, cut.last),
        plots=lambda: [funnel_as_plot(chart, indicator.short_title, item, base)],
        says=says,
    )


def _placed(found: FunnelAreas, base: str, *, kind: str, per: float) -> pd.DataFrame:
    """The areas with where each lies and what the pointer reads."""
    top, bottom = found.points["numerator"], found.points["exposure"]
    points = found.points.assign(position=funnel_positions(top, bottom, found.average, kind=kind, per=per))
    return points.assign(label=[_label(row, base) for row in points.itertuples()])


def _words(points: pd.DataFrame, indicator: Indicator, item: Series, period: str, base: str) -> dict[str, str]:
    measured = f"{indicator.title} ({item.unit}), {period}"
    around = f"a dot for each of {len(points)} areas, by {base[:1].lower()}{base[1:]}"
    return {"title": _title(points, indicator, period), "subtitle": f"{measured}; {around}"}


def _notes(found: FunnelAreas) -> list[str]:
    if not found.without_base:
        return [_CHANCE_ONLY]
    return [_CHANCE_ONLY, f"{found.without_base} more areas have a figure but no published base"]


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


def _named_codes(catalogue: Catalogue, chosen: Choices) -> list[str]:
    """The board's areas and whichever other councils the reader chose."""
    own = [code for code in BOARD_AREAS if code in catalogue.areas]
    return list(
        dict.fromkeys([*own, *(code for code in chosen.areas if catalogue.areas[code].level == "local_authority")])
    )


def _styles(catalogue: Catalogue, chosen: Choices) -> dict[str, Style]:
    other = iter(OTHER_STYLES)
    return {code: AREA_STYLES.get(code) or next(other) for code in _named_codes(catalogue, chosen)}


def _title(points: pd.DataFrame, indicator: Indicator, period: str) -> str:
    """Who of the board's areas lies where, as a headline."""
    places = points.set_index("code")
    told = [
        f"{places['area'][code]} {POSITION_WORDS[places['position'][code]].split(',')[0]}"
        for code in BOARD_AREAS
        if code in places.index
    ]
    return f"{indicator.short_title} {period}: " + (" and ".join(told) or "areas around their average")


def _statement(points: pd.DataFrame, catalogue: Catalogue, code: str, found: FunnelAreas, item: Series) -> str:
    own = points[points["code"] == code]
    if own.empty:
        return f"{catalogue.areas[code].name} has no figure with a base for this period."
    row = own.iloc[0]
    average = number_text(found.average, item.indicator, item.measure)
    around = (
        f"{found.average_name} is at {average}"
        if found.average_name != "All areas shown"
        else f"their average is {average}"
    )
    return f"{row['area']} ({value_text(row['value'], item)}) lies {POSITION_WORDS[row['position']]}; {around}."


def _label(row, base: str) -> str:
    """What the pointer reads: the figure, the counts behind it, and where it lies."""
    value = value_text(row.value, row.series)
    return f"{value}: {row.numerator:,.0f} of {row.exposure:,.0f} {base.lower()}; {POSITION_WORDS[row.position]}"
