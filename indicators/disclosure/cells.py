"""The counts of a release, each a cell: of which indicator, area and time, given by which sources.

Whatever implies a count is a cell like any count (see `implied`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pandas as pd

from indicators.disclosure.settings import Settings
from indicators.measures import Catalogue
from indicators.measures.coded import period_label
from indicators.months import day_text
from indicators.store import Store

#: The parts of a percentage whose counts have no indicator of their own, and those whom it leaves out.
NUMERATOR, DENOMINATOR, REMAINDER = "numerator", "denominator", "remainder"
#: The role of what the printed parts of a whole leave for all others together.
OTHERS = "others"
#: The role under which a printed rate, percentage or mean is registered, which is no count itself.
PRINTED = "printed"
#: Counts beyond this are slips of the pen: there are not so many people in the country.
LARGEST_COUNT = 10**9
#: How far from a whole number a count may be that was written as one: what adding in binary leaves.
DUST = 1e-6
#: A figure: indicator, area, first and last day.
Figure = tuple[str, str, date, date]


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


class Implied(NamedTuple):
    """A count that a printed rate, percentage or mean implies: a whole number from `low` to `high`.

    `figure` and `number` are what is printed, by whom says `source`.
    """

    low: int
    high: int
    source: str
    figure: str
    number: float

    @property
    def value(self) -> int:
        """The number in the middle, which stands for the range where sums are reckoned with."""
        return (self.low + self.high) // 2

    @property
    def slack(self) -> int:
        """How far the count may be from the number in the middle."""
        return self.high - self.value


#: By cell, what is given, each number of a source once.
_Counts = dict[Cell, dict[tuple[int, str], Given]]


def is_summed_over_time(cell: Cell, catalogue: Catalogue) -> bool:
    """Whether a cell counts what happened in its period, so that adjacent periods add up."""
    return catalogue.indicators[cell.indicator].timing == "flow"


@dataclass(frozen=True)
class Held:
    """What a release is made of: `figures` of the linked `areas`, as `measures.figures` gives them, and their counts.

    `alone` are small counts elsewhere that are linked to nothing. `types` has the type of each period by its days.
    `implied` are the counts that rates, percentages and means imply. `unsound` are cells whose number is no count
    that could be checked: not whole, below nought, or beyond all plausibility. `without_denominator` are percentages
    whose base nobody gives, although figures that contain it are given.
    """

    areas: tuple[str, ...]
    figures: pd.DataFrame
    counts: Mapping[Cell, tuple[Given, ...]]
    alone: frozenset[Cell]
    types: Mapping[tuple[date, date], str]
    implied: Mapping[Cell, tuple[Implied, ...]] = field(default_factory=dict)
    unsound: frozenset[Cell] = frozenset()
    without_denominator: frozenset[Figure] = frozenset()

    def period(self, starts: date, ends: date) -> str:
        """A period as a reader sees it; in days where no figure has it, such as what three quarters leave of a year."""
        kind = self.types.get((starts, ends))
        return period_label(kind, starts, ends) if kind else f"{day_text(starts)} to {day_text(ends)}"


def summed_over_time(catalogue: Catalogue) -> list[str]:
    """The indicators of what happens in a period."""
    return sorted(name for name, item in catalogue.indicators.items() if item.timing == "flow")


def is_too_short(shown: pd.DataFrame, catalogue: Catalogue, settings: Settings) -> pd.Series:
    """Which rows of a figures frame tell what happened in a period shorter than the board publishes."""
    days = (shown["ends"] - shown["starts"]).dt.days + 1
    is_public = shown["source"].isin(sorted(settings.public_sources(catalogue)))
    return shown["indicator"].isin(summed_over_time(catalogue)) & (days < settings.shortest_days) & ~is_public


def counts_of(shown: pd.DataFrame, catalogue: Catalogue) -> dict[Cell, tuple[Given, ...]]:
    """The whole numbers in a figures frame: counts, and numerators and denominators of percentages, first shown first.

    Populations are left out: anybody can look them up. So is what is no count (see `unsound_cells`).
    """
    found = _numbers(shown, catalogue)
    found = found[_is_sound(found["count"])].sort_values("rank", kind="stable")
    counts: _Counts = defaultdict(dict)
    days = {name: found[name].dt.date for name in ("starts", "ends")}
    for indicator, role, area, starts, ends, *given in zip(
        found["cell_indicator"], found["role"], found["area_code"], days["starts"], days["ends"],
        found["count"].round().astype("int64"), found["source"], found["computed"], found["rank"], strict=True,
    ):  # fmt: skip
        one = Given(*given)
        # The same count as part of a percentage is nothing new.
        counts[Cell(indicator, role, area, starts, ends)].setdefault((one.value, one.source), one)
    return {cell: tuple(given.values()) for cell, given in counts.items()}


def unsound_cells(shown: pd.DataFrame, catalogue: Catalogue, settings: Settings) -> frozenset[Cell]:
    """The cells that somebody other than a publisher gives a number for which is no count.

    Nothing can be reckoned with them, so they are withheld. Publishers count workers in full-time equivalents.
    """
    found = _numbers(shown, catalogue)
    is_public = found["source"].isin(sorted(settings.public_sources(catalogue)))
    wrong = found[~_is_sound(found["count"]) & ~is_public]
    return frozenset(
        Cell(row.cell_indicator, row.role, row.area_code, *days_of(row))
        for row in wrong.itertuples()
        if settings.is_about_people(catalogue.indicators[row.cell_indicator])
    )


def _numbers(shown: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Every number of a figures frame that should be a count, populations apart."""
    found = pd.concat(list(_parts(shown, catalogue)), ignore_index=True)
    return found[found["count"].notna() & ~found["cell_indicator"].isin(sorted(catalogue.populations))]


def _is_sound(counts: pd.Series) -> pd.Series:
    is_whole = (counts - counts.round()).abs() <= DUST
    return is_whole & (counts >= -DUST) & (counts <= LARGEST_COUNT)


def cells_of_percentage(indicator: str, catalogue: Catalogue) -> tuple[tuple[str, str], tuple[str, str]]:
    """Indicator and role of the numerator and of the denominator of a percentage, rate or mean."""
    definition = catalogue.indicators[indicator]
    if definition.is_derived:
        return (definition.numerator, ""), (definition.denominator, "")
    return ((definition.mean_of, "") if definition.mean_of else (indicator, NUMERATOR)), (indicator, DENOMINATOR)


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
        shares=[item.id for item in counted if item.kind != "count" and settings.is_about_people(item)],
        public_sources=sorted(settings.public_sources(catalogue)),
    )
    # Shares of what is nobody have small numerators too.
    about = {name: settings.is_about_people(item) for name, item in catalogue.indicators.items()}
    return found[found["indicator"].map(about).astype(bool)].reset_index(drop=True)


def days_of(row) -> tuple[date, date]:
    """First and last day of a row of figures."""
    return row.starts.date(), row.ends.date()
