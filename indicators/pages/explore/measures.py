"""Which measures the chosen figures can have, which the page opens with, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures.pooled import YEARS_TOGETHER
from indicators.figures.series import POOLED_MEASURES, can_be_pooled, select_series
from indicators.pages.explore.choice import MEASURE_WORDS, ExploreFilters
from indicators.pages.explore.series import IndicatorFigures, comparator_figures

_ANY_SPAN = (None, None)
_NAMES = {
    "rate": "Rate",
    "value": "Number",
    "index": "Index",
    "pooled": "Three years together",
    "pooled_rate": "Rate, three years together",
}


@dataclass(frozen=True)
class AvailableMeasures:
    """What can be chosen, what the page opens with, and what there is to say of it.

    `refusals` say why a measure is not offered, `silent` are those that nobody misses until they are asked for.
    `remarks` say what a reader must know of a measure that is shown; `fallback` why the page opens without rates.
    """

    offered: Sequence[str]
    opening: str
    refusals: Mapping[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fallback: str = ""

    def notes(self, measure: str, wanted: str | None) -> list[str]:
        """What stands beside the choice while a measure is shown, and another, or none, was chosen."""
        said = [
            f"{_NAMES[name]}: {reason}."
            for name, reason in self.refusals.items()
            if name == wanted or name not in self.silent
        ]
        if self.fallback and wanted is None and measure == self.opening:
            said.append(self.fallback)
        return [*said, *self.remarks.get(measure, ())]


def available_measures(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    figures: IndicatorFigures,
    periods: str,
    span: tuple[date | None, date | None],
) -> AvailableMeasures:
    """The measures of the chosen figures of one group of periods; `span` are the last days of its first and last."""
    rows = _rows_within(figures.shown(chosen.indicators, chosen.areas), periods, span)
    without_rate = [name for name in chosen.indicators if not catalogue.indicators[name].rate_population]
    refusals: dict[str, str] = {}
    remarks: dict[str, list[str]] = {}
    fallback = ""
    if without_rate:
        title = catalogue.indicators[without_rate[0]].short_title
        refusals["rate"] = f"{title} is not counted per 10,000 children"
    elif lacking := _indicators_without_population(rows):
        title = "" if len(chosen.indicators) == 1 else f"{catalogue.indicators[lacking[0]].short_title}, "
        refusals["rate"] = f"{title}the number of children is not known for these areas and periods"
    else:
        remarks["rate"] = _rate_remarks(catalogue, rows)
        # What needs rates keeps them: a comparison, a funnel and intervals have nothing to say of plain numbers. One
        # with an area that has no figure would only lose the newest ones.
        compares = len(
            _rows_within(comparator_figures(catalogue, chosen, figures, chosen.indicators), periods, _ANY_SPAN)
        )
        needs_rates = compares or chosen.chart == "funnel" or "intervals" in chosen.additions
        fallback = "" if needs_rates else _fallback(rows)
    bases = _zero_bases(rows)
    if len(rows) and len(bases) == len(rows.groupby(["indicator", "area_code"])):
        refusals["index"] = "the first figure is 0, and nothing can be 100 times as much"
    else:
        remarks["index"] = [f"Index: {_area(catalogue, area)} has none, its first figure is 0." for area in bases]
    shown = figures.shown(chosen.indicators, chosen.areas)
    refusals |= _pooled_refusals(catalogue, chosen, shown, periods, span, refusals.get("rate", ""))
    remarks["pooled"] = remarks["pooled_rate"] = _pooled_remarks(catalogue, chosen)
    offered = [name for name in MEASURE_WORDS if name not in refusals]
    opening = "value" if fallback else offered[0]
    silent = frozenset({"rate"} if without_rate else ()) | POOLED_MEASURES.keys()
    return AvailableMeasures(offered, opening, refusals, silent, remarks, fallback)


def _pooled_refusals(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    shown: pd.DataFrame,
    periods: str,
    span: tuple[date | None, date | None],
    no_rate: str,
) -> dict[str, str]:
    """Why years cannot be shown three by three, by measure; nothing where they can."""
    stocks = [name for name in chosen.indicators if not can_be_pooled(catalogue.indicators[name])]
    if stocks:
        reason = f"{catalogue.indicators[stocks[0]].short_title} does not add up over years"
    elif periods != "year":
        reason = "choose Years"
    elif any(
        len(select_series(shown, catalogue, name, area, measure="pooled", since=span[0], until=span[1]).known)
        for name, area in dict.fromkeys(zip(shown["indicator"], shown["area_code"], strict=True))
    ):
        return {"pooled_rate": no_rate} if no_rate else {}
    else:
        reason = f"no {YEARS_TOGETHER} years without a gap or a break lie side by side"
    return dict.fromkeys(POOLED_MEASURES, reason)


def _pooled_remarks(catalogue: Catalogue, chosen: ExploreFilters) -> list[str]:
    """What a reader must know of sums of years."""
    said = "Each figure is of three years and shares two of them with the one before."
    is_about_people = any(catalogue.indicators[name].is_about_people for name in chosen.indicators)
    return [f"{said} Who was counted in two of them is in it twice." if is_about_people else said]


def _rows_within(rows: pd.DataFrame, periods: str, span: tuple[date | None, date | None]) -> pd.DataFrame:
    """The rows with a figure that belong to the view, oldest first."""
    own = rows[rows["value"].notna() & rows["period_type"].isin(PERIOD_GROUPS[periods])]
    first, last = span
    if first is not None:
        own = own[own["ends"] >= pd.Timestamp(first)]
    if last is not None:
        own = own[own["ends"] <= pd.Timestamp(last)]
    return own.sort_values(["ends", "starts"])


def _indicators_without_population(rows: pd.DataFrame) -> list[str]:
    known = (rows["population"] > 0).groupby(rows["indicator"]).any()
    return [str(name) for name, is_known in known.items() if not is_known]


def _rate_remarks(catalogue: Catalogue, rows: pd.DataFrame) -> list[str]:
    """The areas without any rate, and the newest periods without one."""
    has_rate = rows["population"] > 0
    remarks = [
        f"Rate: {_area(catalogue, str(area))} has none, its number of children is not known."
        for area, is_known in has_rate.groupby(rows["area_code"]).any().items()
        if not is_known
    ]
    late = rows[rows["ends"] > rows.loc[has_rate, "ends"].max()]
    if len(late):
        end = late["period"].iloc[-1]
        remarks.append(f"Rate: none yet for {end}, its number of children is not known. Number has the figure.")
    return remarks


def _fallback(rows: pd.DataFrame) -> str:
    """Why the page opens with numbers where rates end before the newest figure; nothing where they do not."""
    has_rate = rows["population"] > 0
    if rows.empty or has_rate[rows["ends"] == rows["ends"].max()].any():
        return ""
    newest, last = rows["period"].iloc[-1], rows.loc[has_rate, "period"].iloc[-1]
    return f"The number is shown: that of children is not known yet for {newest}, so rates end with {last}."


def _zero_bases(rows: pd.DataFrame) -> list[str]:
    """The areas of the lines that begin with 0, each once a line."""
    first = rows.groupby(["indicator", "area_code"])["value"].first()
    return first[first == 0].index.get_level_values("area_code").tolist()


def _area(catalogue: Catalogue, code: str) -> str:
    return catalogue.areas[code].name
