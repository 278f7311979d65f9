"""The counts that a release prints, each a cell: of which indicator, area and time, given by which sources."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from indicators.disclosure.settings import Settings
from indicators.measures import Catalogue, figures
from indicators.measures.coded import period_label
from indicators.months import day_text
from indicators.rounding import round_half_up
from indicators.store import Store

#: The parts of a percentage whose counts have no indicator of their own, and those whom it leaves out.
NUMERATOR, DENOMINATOR, REMAINDER = "numerator", "denominator", "remainder"


class Cell(NamedTuple):
    """One count; `role` is empty for the indicator's own, else which part of its percentage is meant.

    Two days tell a period: no two types of period share both.
    """

    indicator: str
    role: str
    area_code: str
    starts: date
    ends: date


class Given(NamedTuple):
    """A count as one source gives it, printed or worked out; the one that is shown has the lowest `rank`."""

    value: int
    source: str
    computed: bool
    rank: int


#: By cell, what is given, each number of a source once.
_Counts = dict[Cell, dict[tuple[int, str], Given]]


def is_summed_over_time(cell: Cell, catalogue: Catalogue) -> bool:
    """Whether a cell counts what happened in its period, so that adjacent periods add up."""
    return catalogue.indicators[cell.indicator].timing == "flow"


@dataclass(frozen=True)
class Held:
    """What a release is made of: `figures` of the linked `areas`, as `measures.figures` gives them, and their counts.

    `alone` are small counts elsewhere that are linked to nothing. `types` has the type of each period by its days.
    """

    areas: tuple[str, ...]
    figures: pd.DataFrame
    counts: Mapping[Cell, tuple[Given, ...]]
    alone: frozenset[Cell]
    types: Mapping[tuple[date, date], str]

    def period(self, starts: date, ends: date) -> str:
        """A period as a reader sees it; in days where no figure has it, such as what three quarters leave of a year."""
        kind = self.types.get((starts, ends))
        return period_label(kind, starts, ends) if kind else f"{day_text(starts)} to {day_text(ends)}"


def held_counts(store: Store, catalogue: Catalogue, settings: Settings) -> Held:
    """The counts of the board's areas and of all others where a small one is linked to another.

    Small counts of other areas that nothing is linked to are told apart in the store, however large it is.
    """
    small = small_elsewhere(store, catalogue, settings)
    linked = small["is_linked"].astype(bool)
    places = [*linked_areas(catalogue), *sorted(set(small.loc[linked, "area_code"]))]
    shown = figures(store, catalogue, sorted(catalogue.indicators), places)
    counts = counts_of(shown, catalogue)
    alone = [Cell(row.indicator, "", row.area_code, *_days(row)) for row in small[~linked].itertuples()]
    periods = pd.concat([frame[["starts", "ends", "period_type"]] for frame in (shown, small)]).drop_duplicates()
    types = {_days(row): row.period_type for row in periods.itertuples()}
    return Held(tuple(places), shown, counts, frozenset(alone) - counts.keys(), types)


def counts_of(shown: pd.DataFrame, catalogue: Catalogue) -> dict[Cell, tuple[Given, ...]]:
    """The whole numbers in a figures frame: counts, and numerators and denominators of percentages, first shown first.

    Populations are left out: anybody can look them up. So are shares of workers, which are no whole numbers.
    """
    found = pd.concat(list(_parts(shown, catalogue)), ignore_index=True)
    is_whole = found["count"].notna() & (found["count"] >= 0) & (found["count"] % 1 == 0)
    is_public = found["cell_indicator"].isin(sorted(catalogue.populations))
    found = found[is_whole & ~is_public].sort_values("rank", kind="stable")
    counts: _Counts = defaultdict(dict)
    days = {name: found[name].dt.date for name in ("starts", "ends")}
    for indicator, role, area, starts, ends, *given in zip(
        found["cell_indicator"], found["role"], found["area_code"], days["starts"], days["ends"],
        found["count"].astype("int64"), found["source"], found["computed"], found["rank"], strict=True,
    ):  # fmt: skip
        one = Given(*given)
        # The same count as part of a percentage is nothing new.
        counts[Cell(indicator, role, area, starts, ends)].setdefault((one.value, one.source), one)
    for cell, one in list(_implied(shown, catalogue, counts)):
        counts[cell][one.value, one.source] = one
    return {cell: tuple(given.values()) for cell, given in counts.items()}


def _implied(shown: pd.DataFrame, catalogue: Catalogue, counts: _Counts) -> Iterator[tuple[Cell, Given]]:
    """What percentages tell that are printed beside their denominator alone: 3% of 100 is a numerator of 3."""
    is_share = shown["indicator"].map(lambda name: catalogue.indicators[name].kind == "proportion").astype(bool)
    for row in shown[is_share & shown["value"].notna() & ~shown["computed"]].itertuples():
        top, bottom = (
            Cell(*part, row.area_code, *_days(row)) for part in cells_of_percentage(row.indicator, catalogue)
        )
        if bottom in counts and top not in counts:
            base = next(iter(counts[bottom].values())).value
            value = int(round_half_up(row.value / catalogue.indicators[row.indicator].per * base))
            yield top, Given(value, row.source, True, len(shown) + row.rank)


def cells_of_percentage(indicator: str, catalogue: Catalogue) -> tuple[tuple[str, str], tuple[str, str]]:
    """Indicator and role of the numerator and of the denominator of a percentage, rate or mean."""
    definition = catalogue.indicators[indicator]
    if definition.is_derived:
        return (definition.numerator, ""), (definition.denominator, "")
    return (indicator, NUMERATOR), (indicator, DENOMINATOR)


def _parts(shown: pd.DataFrame, catalogue: Catalogue) -> Iterator[pd.DataFrame]:
    """Figures as counts: those that are, then the numerators, then the denominators; `cell_indicator` names whose."""
    is_count = shown["indicator"].map({name: item.kind == "count" for name, item in catalogue.indicators.items()})
    yield _as_counts(shown[is_count.astype(bool)], "value", {}, "")
    fractions = shown[shown["numerator"].notna() & shown["denominator"].notna()]
    is_derived = fractions["indicator"].map(lambda name: catalogue.indicators[name].is_derived).astype(bool)
    for place, role in enumerate((NUMERATOR, DENOMINATOR)):
        names = {name: cells_of_percentage(name, catalogue)[place][0] for name in fractions["indicator"].unique()}
        # A count comes before the same one as part of a percentage.
        later = fractions.assign(rank=fractions["rank"] + len(shown))
        yield _as_counts(later[is_derived], role, names, "")
        yield _as_counts(later[~is_derived], role, names, role)


def _as_counts(rows: pd.DataFrame, column: str, names: Mapping[str, str], role: str) -> pd.DataFrame:
    owner = rows["indicator"].map(lambda name: names.get(name, name))
    columns = rows[["area_code", "starts", "ends", "source", "computed", "rank"]]
    return columns.assign(count=rows[column].astype(float), cell_indicator=owner.astype("str"), role=role)


def linked_areas(catalogue: Catalogue) -> list[str]:
    """The combined areas and their parts."""
    return catalogue.needed_areas([area.code for area in catalogue.areas.values() if area.parts])


def small_elsewhere(store: Store, catalogue: Catalogue, settings: Settings) -> pd.DataFrame:
    """The small counts, published by nobody, of areas that are no part of any other, and whether each may be linked."""
    counted = [item for item in catalogue.indicators.values() if item.id not in catalogue.populations]
    related = {part for item in counted for part in (*item.needs[1:], *item.sum_of)}
    found = store.query(
        "disclosure/small_elsewhere",
        threshold=settings.rule.threshold,
        counts=[item.id for item in counted if item.kind == "count" and settings.is_about_people(item)],
        related=sorted(related | {item.id for item in counted if item.sum_of}),
        areas=linked_areas(catalogue),
        public_sources=sorted(settings.public_sources(catalogue)),
    )
    # Shares of what is nobody have small numerators too.
    about = {name: settings.is_about_people(item) for name, item in catalogue.indicators.items()}
    return found[found["indicator"].map(about).astype(bool)].reset_index(drop=True)


def _days(row) -> tuple[date, date]:
    return row.starts.date(), row.ends.date()
