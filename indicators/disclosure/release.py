"""What of a store may be published: which counts are withheld, and which figures are missing because of that."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.disclosure.audit import bounds, too_narrow
from indicators.disclosure.cells import (
    DENOMINATOR,
    NUMERATOR,
    REMAINDER,
    Cell,
    Given,
    Held,
    cells_of_percentage,
)
from indicators.disclosure.layers import Layer, layers
from indicators.disclosure.protect import protect
from indicators.disclosure.rule import DisclosureRefused, Rule
from indicators.disclosure.settings import Settings
from indicators.measures import Catalogue

#: What the counts of a percentage are called.
_ROLES = {NUMERATOR: "those counted", DENOMINATOR: "out of", REMAINDER: "those not counted"}
#: A figure: indicator, area, first and last day.
Figure = tuple[str, str, date, date]


def figures_of(frame: pd.DataFrame) -> set[Figure]:
    """The figures that the rows of a frame are about."""
    keys = frame[["indicator", "area_code", "starts", "ends"]].drop_duplicates()
    return set(zip(keys["indicator"], keys["area_code"], keys["starts"].dt.date, keys["ends"].dt.date, strict=True))


@dataclass(frozen=True)
class Past:
    """What was published before: the numbers of each cell, and the cells that were withheld."""

    printed: Mapping[Cell, Set[int]] = field(default_factory=dict)
    withheld: Set[Cell] = frozenset()


@dataclass(frozen=True)
class Release:
    """A store as it may be published.

    `small` cells are withheld for their own number, `again` since they were withheld before, and all `withheld` ones
    for these. `repeated` are small ones whose number anybody knows already; they are withheld all the same.
    """

    held: Held
    catalogue: Catalogue
    settings: Settings
    layers: tuple[Layer, ...]
    small: frozenset[Cell]
    again: frozenset[Cell]
    withheld: frozenset[Cell]
    repeated: frozenset[Cell]

    def is_open(self, cell: Cell) -> bool:
        """Whether a count is printed: held, and not withheld."""
        return cell in self.held.counts and cell not in self.withheld

    def name(self, cell: Cell) -> str:
        """A cell as a reader knows it: `CSE referrals, Rutland, 2015/16 Q1`."""
        indicator = self.catalogue.indicators[cell.indicator].short_title
        what = f"{indicator} ({_ROLES[cell.role]})" if cell.role else indicator
        return f"{what}, {self.catalogue.areas[cell.area_code].name}, {self.held.period(cell.starts, cell.ends)}"

    def missing_figures(self) -> frozenset[Figure]:
        """The figures that cannot be shown: withheld counts, and percentages, rates and means made of one."""
        parts = {name: self.parts(name) for name in self.held.figures["indicator"].unique()}
        held = figures_of(self.held.figures)
        hidden = {key for key in held if any(Cell(*part, *key[1:]) in self.withheld for part in parts[key[0]])}
        return frozenset(hidden | {(cell.indicator, *cell[2:]) for cell in self.held.alone})

    def unchecked(self) -> int:
        """How many printed percentages stand beside no count: whether they tell a small number nobody can say."""
        kinds = {name: item.kind for name, item in self.catalogue.indicators.items()}
        shares = figures_of(self.held.figures[self.held.figures["value"].notna()])
        return sum(
            not any(Cell(*part, *key[1:]) in self.held.counts for part in self.parts(key[0]))
            for key in shares
            if kinds[key[0]] == "proportion"
        )

    def parts(self, indicator: str) -> tuple[tuple[str, str], ...]:
        """Indicator and role of the counts that a figure is made of."""
        if self.catalogue.indicators[indicator].kind == "count":
            return ((indicator, ""),)
        return cells_of_percentage(indicator, self.catalogue)


def release_of(held: Held, catalogue: Catalogue, settings: Settings, past: Past) -> Release:
    """Choose what is withheld, given what was published before.

    Raises DisclosureRefused, naming the cells, where nothing that could be withheld protects them.
    """
    sources = settings.public_sources(catalogue)
    public = _public_numbers(held, past, sources, settings.rule)
    small = frozenset(
        cell
        for cell, given in held.counts.items()
        if settings.is_about_people(catalogue.indicators[cell.indicator])
        and settings.rule.is_small(_unpublished(given, sources)).any()
    )
    again = frozenset(
        cell for cell in past.withheld & held.counts.keys() - small if any(one.value for one in held.counts[cell])
    )
    readings = tuple(layers(held.counts, public, small | again, catalogue, settings))
    start = Release(held, catalogue, settings, readings, small, again, small | again | held.alone, frozenset())
    withheld = _chosen(start)
    known = {cell for cell, is_known in zip(readings[0].cells, readings[0].known, strict=True) if is_known}
    return replace(start, withheld=withheld, repeated=small & known)


def audited(release: Release, printed: Set[Cell]) -> None:
    """Check that nobody can work out what is withheld, from the cells that a copy does print.

    Raises DisclosureRefused with the names of the cells that are printed or could be worked out.
    """
    shown = sorted(printed & release.withheld)
    if shown:
        raise DisclosureRefused(range(len(shown)), release.settings.rule.margin, [release.name(cell) for cell in shown])
    for layer in release.layers:
        failing = given_away(layer, release, layer.printed & ~layer.places(printed))
        if failing:
            names = [release.name(cell) for cell in failing]
            raise DisclosureRefused(range(len(names)), release.settings.rule.margin, names)


def given_away(layer: Layer, release: Release, hidden: NDArray[np.bool_]) -> list[Cell]:
    """The cells of a reading that could be narrowed down below the margin if these were all that is not printed.

    Cells that a copy lacks for another reason than being withheld need no protection.
    """
    rule = release.settings.rule
    table = layer.table(release.withheld, rule)
    withheld = hidden & ~table.known
    narrow = too_narrow(table, withheld, bounds(table, withheld), rule.margin)
    return [layer.cells[place] for place in narrow if table.small[place]]


def _chosen(release: Release) -> frozenset[Cell]:
    """What every reading withholds: each is protected in turn until none withholds more."""
    withheld = set(release.withheld)
    while True:
        before = len(withheld)
        for layer in release.layers:
            withheld |= _protected(layer, withheld, release)
        # A single reading is protected by itself.
        if len(withheld) == before or len(release.layers) == 1:
            return frozenset(withheld)


def _protected(layer: Layer, withheld: Set[Cell], release: Release) -> set[Cell]:
    """The cells of a reading that must be withheld with those that are already."""
    rule = release.settings.rule
    try:
        chosen = protect(layer.table(withheld, rule), rule).withheld
    except DisclosureRefused as refused:
        raise refused.named([release.name(layer.cells[place]) for place in refused.cells]) from None
    return {layer.cells[place] for place in np.flatnonzero(chosen)}


def _public_numbers(held: Held, past: Past, sources: Set[str], rule: Rule) -> dict[Cell, set[int]]:
    """By cell, those of its numbers that anybody knows: of publishers, and let out before, if rounded then."""
    return {
        cell: {
            one.value
            for one in given
            if one.source in sources or {one.value, int(rule.rounded(one.value))} & past.printed.get(cell, set())
        }
        for cell, given in held.counts.items()
    }


def _unpublished(given: Iterable[Given], sources: Set[str]) -> list[int]:
    """The numbers of a cell that no publisher has given."""
    published = {one.value for one in given if one.source in sources}
    return [one.value for one in given if one.value not in published]
