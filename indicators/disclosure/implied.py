"""Counts that published rates, percentages and means imply: 2.5 per 10,000 of 8,044 children is 2; 97% of 100 is 97."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import population_year
from indicators.disclosure.linked_tables import (
    DUST,
    LARGEST_COUNT,
    Cell,
    FigureId,
    ImpliedCount,
    Links,
    SourceCount,
    agreed_ranges,
    cells_of_percentage,
    days_of,
    indicator_families,
)
from indicators.disclosure.suppression import Containment
from indicators.frames import frame_rows

#: Months in what a mean may be taken over.
_MONTHS = {"month": 1, "quarter": 3}
_DAYS_OF_MONTH = 30.4

#: A whole of so many is made of too many bases that fit a percentage for anybody to try.
_TOO_MANY = 1_000
#: The symbol of a figure that rounds to nought and is none.
_LOW = "low"
#: How a unit says of how many a rate is.
_PER = re.compile(r"per ([\d,]+)\b")

#: By cell, each number that it may have, from the least to the greatest.
_Known = dict[Cell, set[tuple[int, int]]]


class _PublishedRow(NamedTuple):
    """A printed number that is no count; `row` is its line of the figures, the cells those it is worked out of.

    `decimals` are those that its indicator is shown with, or its source gives it with elsewhere: 4 among 3.5 and 4.2
    is 4.0. All of them are reckoned with, as all are printed.
    """

    row: Any
    top: Cell
    bottom: Cell
    decimals: int


def implied_counts(
    shown: pd.DataFrame, catalogue: Catalogue, counts: Mapping[Cell, tuple[SourceCount, ...]]
) -> dict[Cell, tuple[ImpliedCount, ...]]:
    """What the printed rates, percentages and means of a figures frame tell of the counts behind them, by cell.

    A base that nobody has given and that follows from nothing implies nothing.
    """
    implied_by_cell: dict[Cell, dict[ImpliedCount, None]] = defaultdict(dict)
    known: _Known = {cell: {(item.value, item.value) for item in observations} for cell, observations in counts.items()}
    people = _people(shown, catalogue)
    unresolved = _printed(shown, catalogue)
    while unresolved:
        implied, left = [], []
        for item in unresolved:
            ranges = list(_ranges(item, catalogue, known, people))
            implied += [
                (cell, ImpliedCount(low, high, item.row.source, item.row.indicator, item.row.value))
                for cell, low, high in ranges
            ]
            if not ranges:
                left.append(item)
        # Only now, so that the order of the rows makes no difference.
        for cell, item in implied:
            implied_by_cell[cell][item] = None
        for cell in {cell for cell, _ in implied}:
            ranges = {(low, high) for low, high, _ in agreed_ranges(implied_by_cell[cell])}
            known[cell] = known.get(cell, set()) | ranges
        if not implied and not _add_sums(known, left, catalogue):
            break
        unresolved = left
    return {cell: tuple(ranges) for cell, ranges in implied_by_cell.items()}


def shares_without_denominator(
    shown: pd.DataFrame,
    catalogue: Catalogue,
    counts: Mapping[Cell, tuple[SourceCount, ...]],
    implied: Mapping[Cell, tuple[ImpliedCount, ...]],
) -> frozenset[FigureId]:
    """The printed percentages whose base nobody gives, although figures that contain it are given.

    Somebody who tries all bases finds it: 45% in one area and 33% in another of 25 in both are 10 of 22 and 1 of 3.
    Of a thousand and more there are too many bases that fit.
    """
    greatest = {cell: max(item.value for item in observations) for cell, observations in counts.items()}
    greatest = {cell: max(item.high for item in ranges) for cell, ranges in implied.items()} | greatest
    containment = Containment(greatest, catalogue)
    unresolved = [
        item
        for item in _printed(shown, catalogue)
        if _is_share(item, catalogue) and item.bottom not in greatest and item.top not in implied
    ]
    return frozenset(
        (item.row.indicator, *item.top[2:])
        for item in unresolved
        if any(greatest[whole] < _TOO_MANY for whole in containment.of(item.bottom))
    )


def _printed(shown: pd.DataFrame, catalogue: Catalogue) -> list[_PublishedRow]:
    """The numbers of a figures frame that are no counts, and were not worked out of counts here."""
    kinds = shown["indicator"].map({name: item.kind for name, item in catalogue.indicators.items()})
    is_number = shown["value"].between(0, LARGEST_COUNT) | (shown["symbol"] == _LOW)
    is_sound = is_number & ~shown["computed"].astype(bool)
    columns = ["indicator", "value", "symbol", "source", "area_code", "starts", "ends", "period_type"]
    rows = list(frame_rows(shown.loc[(kinds != "count") & is_sound, columns]))
    decimals: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        series = (row.indicator, row.source)
        decimals[series] = max(decimals[series], catalogue.indicators[row.indicator].decimals, _digits(row.value))
    return [
        _PublishedRow(
            row,
            *(Cell(*part, row.area_code, *days_of(row)) for part in cells_of_percentage(row.indicator, catalogue)),
            decimals=decimals[row.indicator, row.source],
        )
        for row in rows
    ]


def _add_sums(known: _Known, unresolved: Sequence[_PublishedRow], catalogue: Catalogue) -> bool:
    """Add what follows from the sums that hold unresolved percentages; whether anything does."""
    families = indicator_families(catalogue)
    wanted = {families[figure.row.indicator] for figure in unresolved if _is_share(figure, catalogue)}
    ranges = {
        cell: min(numbers, key=lambda own: (own[1] - own[0], own))
        for cell, numbers in known.items()
        if families[cell.indicator] in wanted
    }
    if not ranges:
        return False
    middles = {cell: (low + high) // 2 for cell, (low, high) in ranges.items()}
    slack = {cell: high - middles[cell] for cell, (low, high) in ranges.items() if low < high}
    joined = Links(middles, catalogue, remainders=False, slack=slack)
    new = joined.unprinted - known.keys()
    for cell in new:
        off = joined.slack.get(cell, 0)
        known[cell] = {(max(joined.values[cell] - off, 0), joined.values[cell] + off)}
    return bool(new)


def _is_share(figure: _PublishedRow, catalogue: Catalogue) -> bool:
    definition = catalogue.indicators[figure.row.indicator]
    return definition.denominator not in catalogue.populations and not definition.mean_over


def _ranges(
    figure: _PublishedRow, catalogue: Catalogue, known: _Known, people: Mapping[tuple[str, str, int], float]
) -> Iterator[tuple[Cell, int, int]]:
    """The cells whose count a printed figure implies, and from where to where."""
    row, top, bottom, decimals = figure
    definition = catalogue.indicators[row.indicator]
    known_bases = sorted(known.get(bottom, ()))
    if definition.mean_over:
        months = _means(row, definition.mean_over)
        known_bases = [(months, months)]
    elif definition.denominator in catalogue.populations or _is_bare_rate(definition):
        known_bases = [(number, number) for number in _populations_of(row, definition, catalogue, people)]
    per = 1.0 if definition.mean_over else _cases_of(definition)
    half = 0.5 / 10**decimals
    for least, most in known_bases:
        if row.symbol == _LOW:
            # More than nought, and less than what would be rounded up to the last digit.
            yield top, 1, max(math.floor(half * most / per + DUST), 1)
        else:
            yield top, *_tops(row.value, half, (least / per, most / per))
    if known_bases or not row.value > 0 or not per:
        return
    is_part = definition.kind == "proportion"
    share = (max(row.value - half, 0) / per, (row.value + half) / per)
    for least, most in sorted(known.get(top, ())):
        if most:
            low = math.ceil(least / share[1] - DUST)
            high = math.floor(most / share[0] + DUST) if share[0] else LARGEST_COUNT
            # A part is no larger than its whole; cases may be more than the workers who have them.
            first = least if is_part else 1
            yield bottom, max(low, first), max(high, low, first)
    if not is_part:
        return
    rest = _other_parts(top, bottom, catalogue, known)
    if top not in known and rest is not None and share[1] < 1:
        low = math.ceil(rest[0] * share[0] / (1 - share[0]) - DUST)
        high = max(math.floor(rest[1] * share[1] / (1 - share[1]) + DUST), low)
        yield top, low, high
        yield bottom, rest[0] + low, rest[1] + high


def _is_bare_rate(definition: Indicator) -> bool:
    """Whether it is a rate of people that is published alone: its unit says of how many, no definition of what."""
    return definition.kind == "value" and definition.is_rate and bool(_cases_of(definition))


def _cases_of(definition: Indicator) -> float:
    """What a rate or percentage is per: 10,000 of "per 10,000 children"; 0 where its unit does not say."""
    if definition.kind != "value":
        return definition.per
    number = _PER.match(definition.unit)
    return float(number[1].replace(",", "")) if number else 0.0


def _populations_of(
    row: Any, definition: Indicator, catalogue: Catalogue, people: Mapping[tuple[str, str, int], float]
) -> list[float]:
    """The populations that a rate may be of: the one that its definition names, else any, as anybody may try them."""
    names = [definition.denominator] if definition.denominator else sorted(catalogue.populations)
    year = population_year(row.starts, row.period_type)
    found = [people.get((name, row.area_code, year)) for name in names]
    return [number for number in found if number]


def _other_parts(top: Cell, bottom: Cell, catalogue: Catalogue, known: _Known) -> tuple[int, int] | None:
    """What the other parts of a whole come to, from the least to the most; None where one of them is not known."""
    parts = catalogue.indicators[bottom.indicator].sum_of
    if bottom.role or top.indicator not in parts:
        return None
    others = [known.get(bottom._replace(indicator=part)) for part in parts if part != top.indicator]
    known_parts = [own for own in others if own]
    if len(known_parts) < len(others):
        return None
    return sum(min(own)[0] for own in known_parts), sum(max(high for _, high in own) for own in known_parts)


def _tops(ratio: float, half: float, bases: tuple[float, float]) -> tuple[int, int]:
    """From which to which whole number a ratio of a base may come; the two nearest where its rounding leaves none.

    `half` is half of the last digit, `bases` are the least and the greatest base over what the ratio is per. Nought is
    written for a true nought alone.
    """
    if not ratio:
        return 0, 0
    low, high = math.ceil((ratio - half) * bases[0] - DUST), math.floor((ratio + half) * bases[1] + DUST)
    if low > high:
        low, high = math.floor(ratio * bases[0]), math.ceil(ratio * bases[1])
    return max(low, 0), max(high, 0)


def _digits(number: float) -> int:
    """How many decimals a number has, none where it is missing."""
    return len(f"{number:.10g}".partition(".")[2])


def _means(row, over: str) -> float:
    """How many of what a mean is taken over lie in its period."""
    return max(round((row.ends - row.starts).days / _DAYS_OF_MONTH) / _MONTHS[over], 1)


def _people(shown: pd.DataFrame, catalogue: Catalogue) -> dict[tuple[str, str, int], float]:
    """Populations by indicator, area and mid-year, those that are shown first."""
    rows = shown[shown["indicator"].isin(sorted(catalogue.populations)) & shown["value"].notna()]
    ordered = rows.sort_values("rank", ascending=False, kind="stable")
    return {(row.indicator, row.area_code, row.ends.year): row.value for row in frame_rows(ordered)}
