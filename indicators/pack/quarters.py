"""A year quarter by quarter beside the year before, as the report has referrals about exploitation."""

from collections.abc import Sequence
from math import isnan

from indicators.measures import figures
from indicators.months import add_months, last_day
from indicators.pack.contents import Item
from indicators.pack.printed import Figures, Printed
from indicators.pack.printed_table import Row, Words, table_piece
from indicators.pack.sections import Piece
from indicators.pack.year import Year
from indicators.periods import Period, PeriodType

TREND = "Trend over the quarters"


def quarters_piece(item: Item, year: Year) -> Piece:
    """A row an indicator and area: the year before, the year, its quarters, and how these went in words."""
    catalogue = year.catalogue
    found = Figures.of(figures(year.store, catalogue, item.indicators, item.areas), catalogue)
    quarters = quarters_of(year.period)
    columns = [*year.years_back(2), *quarters]
    rows = [
        Row(
            catalogue.indicators[name],
            [found.printed(name, area, period, item.sources) for period in columns],
            catalogue.areas[area].name,
        )
        for name in item.indicators
        for area in item.areas
    ]
    lines = [row.cells[-len(quarters) :] for row in rows]
    areas = tuple(catalogue.areas[code].name for code in item.areas)
    return table_piece(
        rows,
        [*(period.label for period in columns[:2]), *(period.label.split()[-1] for period in quarters)],
        Words(
            item.heading, f"{' and '.join(areas)}, {year.period.label} by quarter, and the year before", areas,
            tuple(period.label for period in columns[:2]),
        ),
        year,
        beside={TREND: [trend_words(line) for line in lines]},
        trends=[[None if isnan(cell.value) else cell.value for cell in line] for line in lines],
    )  # fmt: skip


def quarters_of(period: Period) -> list[Period]:
    """The four quarters of a financial year."""
    starts = [add_months(period.starts, months) for months in (0, 3, 6, 9)]
    return [Period(last_day(add_months(first, 2)), first, PeriodType.QUARTER) for first in starts]


def trend_words(cells: Sequence[Printed]) -> str:
    """How some figures in time order went from the first to the last: `up from 49 to 90`, `level at 2`."""
    known = [cell for cell in cells if not isnan(cell.value)]
    if len(known) < len(cells):
        return "not shown: a quarter is withheld or missing"
    first, last = cells[0], cells[-1]
    if len({cell.text for cell in cells}) == 1:
        return f"level at {first.text}"
    if first.text == last.text:
        return f"back at {last.text} after ups and downs"
    return f"{'up' if last.value > first.value else 'down'} from {first.text} to {last.text}"
