"""From query results to figures, series and comparisons: rates, combined areas, comparators, index."""

from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.figures.calculate import figures
from indicators.figures.latest import latest_figures
from indicators.figures.neighbours import neighbour_median
from indicators.figures.series import MEASURES, Series, period_groups, series

__all__ = [
    "MEASURES",
    "Catalogue",
    "Series",
    "figures",
    "latest_figures",
    "load_catalogue",
    "neighbour_median",
    "period_groups",
    "series",
]
