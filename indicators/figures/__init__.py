"""From query results to figures, series and comparisons: rates, combined areas, comparators, index."""

from indicators.measures.catalogue import Catalogue, load_catalogue
from indicators.measures.comparators import neighbour_median
from indicators.measures.figures import figures
from indicators.measures.latest import latest_figures
from indicators.measures.series import MEASURES, Series, period_groups, series

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
