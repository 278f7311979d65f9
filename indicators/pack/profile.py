"""The report's own profile: a row an indicator, a column an area and year, figures as the report prints them."""

from indicators.measures import figures
from indicators.pack.contents import Item
from indicators.pack.printed import Figures
from indicators.pack.printed_table import Row, Words, table_piece
from indicators.pack.sections import Piece
from indicators.pack.year import Year


def profile_piece(item: Item, year: Year) -> Piece:
    """The profile of an item's indicators over some years, area by area."""
    catalogue = year.catalogue
    found = Figures.of(figures(year.store, catalogue, item.indicators, item.areas), catalogue)
    columns = [(area, period) for area in item.areas for period in year.years_back(item.years)]
    areas = tuple(catalogue.areas[code].name for code in item.areas)
    periods = tuple(period.label for period in year.years_back(item.years))
    rows = [
        Row(
            catalogue.indicators[name],
            [found.printed(name, area, period, item.sources) for area, period in columns],
        )
        for name in item.indicators
    ]
    span = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else periods[0]
    return table_piece(
        rows,
        [f"{catalogue.areas[area].name} {period.label}" for area, period in columns],
        Words(f"{item.heading} {year.period.label}", f"{' and '.join(areas)}, {span}", areas, periods),
        year,
    )
