"""Observations of the store as figures, series and comparisons: ratios, combined areas, revisions, disagreements."""

from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.figures.calculate import read_figures
from indicators.figures.latest import latest_figures
from indicators.figures.neighbours import neighbour_median
from indicators.figures.series import MEASURES, Series, period_groups, select_series

__all__ = [
    "MEASURES",
    "Catalogue",
    "Series",
    "read_figures",
    "latest_figures",
    "load_catalogue",
    "neighbour_median",
    "period_groups",
    "select_series",
]
