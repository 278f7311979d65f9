"""The lines of a chart: an indicator in some areas over the years of a report, and what they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from indicators.definitions import Indicator
from indicators.measures import Catalogue, Series, neighbour_median, series
from indicators.measures.latest import usual_group
from indicators.pack.contents import NEIGHBOURS, Item
from indicators.pack.year import WIDER
from indicators.periods import Period

#: Where a figure was left out on purpose, its period stays in sight.
_WITHHELD = "c"


@dataclass(frozen=True)
class Lines:
    """An indicator's lines in the measure of the chart and in plain numbers, and the lines beside them."""

    indicator: Indicator
    drawn: tuple[Series, ...]
    plain: tuple[Series, ...]
    beside: tuple[Series, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether any area has a figure."""
        return any(len(item.known) for item in self.drawn)

    @property
    def is_single(self) -> bool:
        """Whether no area has more than one figure, so that there is nothing to draw a line through."""
        return self.has_figures and max(len(line.known) for line in self.drawn) == 1

    @property
    def everything(self) -> tuple[Series, ...]:
        """All lines, the indicator's own first."""
        return (*self.drawn, *self.beside)


def areas_needed(catalogue: Catalogue, item: Item) -> list[str]:
    """The codes of all areas whose figures an item's charts may draw."""
    like = [member for area in item.areas for member in catalogue.neighbours.get(area, ())]
    beside = [code for code in item.comparators if code != NEIGHBOURS]
    wanted = (*item.areas, *WIDER, *beside, *(like if NEIGHBOURS in item.comparators else ()))
    return list(dict.fromkeys(code for code in wanted if code in catalogue.areas))


def lines_of(own: pd.DataFrame, catalogue: Catalogue, item: Item, indicator: str, *, years: Sequence[Period]) -> Lines:
    """The lines of one indicator of an item; `own` are its figures in `areas_needed`.

    Where no area of the item has a figure, the areas that cover both of the board's stand in.
    """
    definition = catalogue.indicators[indicator]
    within = own["ends"].between(pd.Timestamp(years[0].starts), pd.Timestamp(years[-1].ends))
    areas = _areas_with_figures(own[within], item)
    shown = own[within & (own["rank"] == 0) & own["area_code"].isin(areas)]
    if shown.empty:
        return Lines(definition, (), ())
    cut = {
        "periods": usual_group(shown, definition.frequency),
        "since": years[0].starts,
        "until": years[-1].ends,
    }
    measure = item.measure if definition.rate_population else "value"
    drawn, plain = (
        [series(own, catalogue, indicator, area, measure=name, **cut) for area in areas] for name in (measure, "value")
    )
    beside = _beside(own, catalogue, item, definition, measure=measure, **cut)
    return Lines(definition, _within(drawn, drawn), _within(plain, plain), _within(beside, drawn))


def _within(lines: Sequence[Series], own: Sequence[Series]) -> tuple[Series, ...]:
    """Lines over the periods for which any of `own` has a figure, or one that is withheld."""
    points = pd.concat([line.points for line in own])
    told = points[points["value"].notna() | (points["symbol"] == _WITHHELD)]
    if told.empty:
        return tuple(lines)
    first, last = told["ends"].min(), told["ends"].max()
    cut = (replace(line, points=line.points[line.points["ends"].between(first, last)]) for line in lines)
    return tuple(line for line in cut if len(line.points))


def _areas_with_figures(own: pd.DataFrame, item: Item) -> tuple[str, ...]:
    told = own[own["value"].notna() | (own["symbol"] == _WITHHELD)]
    held = set(told["area_code"])
    found = tuple(code for code in item.areas if code in held)
    return found or tuple(code for code in WIDER if code in held)[:1]


def _beside(
    own: pd.DataFrame, catalogue: Catalogue, item: Item, definition: Indicator, *, measure: str, **cut
) -> list[Series]:
    """The comparators that have figures; none for plain numbers, which compare nothing but size."""
    if definition.kind == "count" and measure == "value":
        return []
    made = []
    for code in (code for code in item.comparators if code not in item.areas):
        if code != NEIGHBOURS:
            made.append(series(own, catalogue, definition.id, code, measure=measure, **cut))
            continue
        for area in item.areas:
            if area in catalogue.neighbours:
                members = own[own["area_code"].isin(catalogue.neighbours[area])]
                made.append(neighbour_median(members, catalogue, definition.id, area, measure=measure, **cut))
    return [line for line in made if len(line.known)]
