"""A view of Explore as an address that says all of it, and such an address as choices again, without a session: so
that a view can be put aside and drawn later, from other figures.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from indicators.catalogue.areas import find_area, joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, parse_usual_spelling
from indicators.errors import UsageError
from indicators.figures.series import check_measure
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import (
    ADDITION_WORDS,
    CHART_WORDS,
    MEASURE_WORDS,
    MOST_LINES,
    NO_ADDITIONS,
    PAGE,
    ExploreFilters,
    ViewOptions,
    comparator_words,
)
from indicators.pages.explore.series import chosen_figures, period_ends

_MEASURES = {
    "rate": " per 10,000 children",
    "index": " (index)",
    "pooled": ", three years together",
    "pooled_rate": " per 10,000 children, three years together",
}
_PARTS = {"limits": "control chart", "intervals": "with intervals"}


def view_address(catalogue: Catalogue, chosen: ExploreFilters, cut: ViewOptions) -> str:
    """The address of a view as it is drawn: what it opened with by itself stands in it too."""
    parameters: dict[str, str | list[str]] = {
        "indicator": list(chosen.indicators),
        "area": [catalogue.areas[code].name for code in chosen.areas],
        "with": list(chosen.comparators),
        "measure": cut.measure,
        "periods": cut.periods,
        "from": cut.first,
        "to": cut.last,
        "add": [name for name in ADDITION_WORDS if name in chosen.additions] or NO_ADDITIONS,
        "chart": chosen.chart,
    }
    return f"{PAGE}?{urlencode({name: value for name, value in parameters.items() if value}, doseq=True)}"


def view_title(catalogue: Catalogue, chosen: ExploreFilters, cut: ViewOptions) -> str:
    """What a view is of, without any figure of it and its span, which the report's year may cut: such a title may
    stand in a report for anybody.
    """
    names = joined_names([catalogue.indicators[name].short_title for name in chosen.indicators])
    areas = joined_names([catalogue.areas[code].name for code in chosen.areas])
    measure = _MEASURES.get(cut.measure, "")
    kind = "funnel" if chosen.chart == "funnel" else ""
    drawn = ", ".join(filter(None, (kind, *(words for name, words in _PARTS.items() if name in chosen.additions))))
    return f"{names}{measure}: {areas}{f' ({drawn})' if drawn else ''}"


def read_view(
    data: DashboardData, parameters: Mapping[str, Sequence[str]], *, until: date
) -> tuple[ExploreFilters, ViewOptions]:
    """The choices that an address says, up to a day.

    Raises UsageError where it names what is gone, or where there is no period to show.
    """
    catalogue = data.catalogue
    names = list(parameters.get("indicator", ()))[:MOST_LINES]
    for name in names:
        if name not in catalogue.indicators:
            raise UsageError(f"the indicator '{name}' is not there any more.")
    chosen = ExploreFilters(
        tuple(names),
        tuple(_area_code(catalogue, name) for name in list(parameters.get("area", ()))[:MOST_LINES]),
        tuple(code for code in parameters.get("with", ()) if code in comparator_words(catalogue)),
        frozenset(name for name in parameters.get("add", ()) if name in ADDITION_WORDS),
        _one_of(parameters, "chart", CHART_WORDS),
    )
    if not chosen.indicators or not chosen.areas:
        raise UsageError("the view names no indicator or no area.")
    measure, periods = _one_of(parameters, "measure", MEASURE_WORDS), _one_of(parameters, "periods", PERIOD_GROUPS)
    for name in names:
        check_measure(catalogue.indicators[name], measure)
    ends = period_ends(chosen_figures(data, chosen), chosen, periods)
    first, last = _day(parameters, "from", ends, date.min), min(until, _day(parameters, "to", ends, date.max))
    labels = [label for label, day in ends.items() if first <= day <= last]
    if not labels:
        raise UsageError(f"no figures can be shown up to the end of the report's year ({until.year}).")
    return chosen, ViewOptions(measure, periods, labels[0], labels[-1], (measure,), (periods,), ends)


def _area_code(catalogue: Catalogue, name: str) -> str:
    try:
        return find_area(name, catalogue.areas).code
    except UsageError:
        raise UsageError(f"the area '{name}' is not there any more.") from None


def _one_of(parameters: Mapping[str, Sequence[str]], name: str, known: Mapping[str, object]) -> str:
    value = next(iter(parameters.get(name, ())), "")
    return value if value in known else next(iter(known))


def _day(parameters: Mapping[str, Sequence[str]], name: str, ends: Mapping[str, date], otherwise: date) -> date:
    """The last day of a period that an address names, which the figures need not have."""
    label = next(iter(parameters.get(name, ())), "")
    try:
        return ends[label] if label in ends else parse_usual_spelling(label).ends if label else otherwise
    except ValueError:
        return otherwise
