"""The rules of `indicators/figures` once more, figure by figure in plain Python, for tests to compare with."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from indicators.rounding import decimal_text

BADNESS = ("final", "revised", "provisional")


@dataclass(frozen=True)
class Figure:
    """One figure; `value` and the parts of its fraction are None where there is none."""

    indicator: str
    area: str
    period: tuple[str, date, date]
    source: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    status: str = "final"
    symbol: str = ""
    computed: bool = False

    @property
    def place(self):
        return self.indicator, self.area, self.period


def worked_out(stored, catalogue, indicators, areas):
    """All figures of some indicators and areas in the order in which they compete, by (indicator, area, period)."""
    known = [part for figure in stored for part in as_printed(figure, catalogue)]
    for area in areas:
        known += summed(known, catalogue, area)
    people = populations(known, catalogue)
    derived = [figure for name in indicators for figure in ratios(known, people, catalogue, name)]
    competing = defaultdict(list)
    for figure in known + derived:
        if figure.indicator in indicators and figure.area in areas:
            competing[figure.place].append(figure)
    return {place: in_order(rivals, catalogue) for place, rivals in competing.items()}, people


def as_printed(figure, catalogue):
    if figure.numerator is None:
        return [figure]
    per = catalogue.indicators[figure.indicator].per
    made = replace(figure, value=figure.numerator / figure.denominator * per, computed=True)
    fraction = possible(made, catalogue.indicators[figure.indicator])
    printed = replace(figure, numerator=None, denominator=None)
    return [fraction] if figure.value is None else [printed, fraction]


def summed(known, catalogue, area):
    parts = catalogue.areas[area].parts
    groups = defaultdict(list)
    for figure in known:
        is_count = catalogue.indicators[figure.indicator].kind == "count"
        adds_up = not figure.computed if is_count else figure.numerator is not None or figure.value is None
        if figure.area in parts and adds_up:
            groups[figure.indicator, figure.period, figure.source].append(figure)
    for (indicator, period, source), members in groups.items():
        definition = catalogue.indicators[indicator]
        fractions = [figure for figure in members if figure.numerator is not None]
        if {figure.area for figure in members} != set(parts) or not (fractions or definition.kind == "count"):
            continue
        total = Figure(indicator, area, period, source, computed=True, status=worst_status(members))
        missing = [figure for figure in members if figure.value is None]
        if missing:
            yield replace(total, symbol=carried(missing, len(members)), **fraction_of(members))
        elif definition.kind == "count":
            yield replace(total, value=sum(figure.value for figure in members), symbol=unreliable(members))
        else:
            fraction = fraction_of(members)
            value = fraction["numerator"] / fraction["denominator"] * definition.per
            yield replace(total, value=value, symbol=unreliable(members), **fraction)


def fraction_of(members):
    if any(figure.numerator is None for figure in members):
        return {}
    return {
        "numerator": sum(figure.numerator for figure in members),
        "denominator": sum(figure.denominator for figure in members),
    }


def carried(missing, parts):
    symbols = {figure.symbol for figure in missing}
    for symbol in ("c", "u", "x"):
        if symbol in symbols:
            return symbol
    return symbols.pop() if len(symbols) == 1 and len(missing) == parts else "x"


def unreliable(members):
    return "u" if any(figure.symbol == "u" for figure in members) else ""


def worst_status(figures):
    return max((figure.status for figure in figures), key=BADNESS.index)


def populations(known, catalogue):
    people = {}
    groups = defaultdict(list)
    for figure in known:
        if figure.indicator in catalogue.populations:
            groups[figure.place].append(figure)
    for (indicator, area, (_, _, ends)), rivals in sorted(groups.items(), key=lambda item: item[0][2][2]):
        people.setdefault((indicator, area, ends.year), in_order(rivals, catalogue)[0].value)
    return people


def population_year(period):
    kind, starts, _ = period
    return starts.year - (starts.month < 4 and kind != "calendar_year")


def ratios(known, people, catalogue, name):
    definition = catalogue.indicators[name]
    if not definition.is_derived:
        return
    for top in best_of_source(known, definition.numerator):
        if definition.denominator in catalogue.populations:
            value = people.get((definition.denominator, top.area, population_year(top.period)))
            bottom = Figure(definition.denominator, top.area, top.period, top.source, value, symbol="x")
        else:
            same = [
                figure
                for figure in best_of_source(known, definition.denominator)
                if (figure.area, figure.period, figure.source) == (top.area, top.period, top.source)
            ]
            if not same:
                continue
            bottom = same[0]
        yield ratio(top, bottom, definition)


def best_of_source(known, indicator):
    found = {}
    for figure in known:
        key = figure.area, figure.period, figure.source
        if figure.indicator == indicator:
            found[key] = min(found.get(key, figure), figure, key=lambda each: (each.value is None, not each.computed))
    return found.values()


def ratio(top, bottom, definition):
    both = (top, bottom)
    made = replace(
        top, indicator=definition.id, numerator=top.value, denominator=bottom.value, value=None,
        status=worst_status(both), computed=True,
    )  # fmt: skip
    if top.value is None:
        return made
    if bottom.value is None:
        return replace(made, symbol="z" if bottom.symbol in ("low", "k") else bottom.symbol)
    if bottom.value == 0:
        return replace(made, symbol="z")
    return possible(replace(made, value=top.value / bottom.value * definition.per, symbol=unreliable(both)), definition)


def possible(figure, definition):
    if definition.kind == "proportion" and figure.numerator > figure.denominator:
        return replace(figure, value=None, numerator=None, denominator=None, symbol="x")
    return figure


def in_order(rivals, catalogue):
    def place(figure):
        preferred = catalogue.indicators[figure.indicator].preferred_sources
        return (
            figure.value is None,
            not figure.computed,
            preferred.index(figure.source) if figure.source in preferred else math.inf,
            -catalogue.sources[figure.source].date.toordinal(),
            figure.source,
        )

    return sorted(rivals, key=place)


def others(rivals, catalogue):
    """How many of the rivals differ from the first as a reader sees them."""
    decimals = catalogue.indicators[rivals[0].indicator].decimals
    shown = [None if figure.value is None else decimal_text(figure.value, decimals) for figure in rivals]
    return sum(text is not None and text != shown[0] for text in shown)
