"""The charts of a report's contents as slides for the meeting."""

from datetime import date, timedelta

from indicators.catalogue.catalogue import Catalogue
from indicators.pages.components.slides import NEIGHBOURS, SlideSubject
from indicators.report.charts import headline_indicators
from indicators.report.contents import STATISTICAL_NEIGHBOURS, Contents, ContentsItem


def contents_slides(contents: Contents, catalogue: Catalogue, year_end: date) -> list[SlideSubject]:
    """A slide an indicator of each chart, in the order of the contents, up to the end of a financial year."""
    return [
        _slide(item, name, catalogue, year_end)
        for item in contents.items
        if item.kind == "chart"
        for name in item.indicators or headline_indicators(catalogue)
        if name in catalogue.indicators
    ]


def _slide(item: ContentsItem, name: str, catalogue: Catalogue, year_end: date) -> SlideSubject:
    return SlideSubject(
        name,
        item.areas,
        item.measure if catalogue.indicators[name].rate_population else "value",
        # The first day of the first year, which the first period to be shown does not end before.
        since=date(year_end.year - item.years, year_end.month, year_end.day) + timedelta(days=1),
        until=year_end,
        comparators=tuple(NEIGHBOURS if code == STATISTICAL_NEIGHBOURS else code for code in item.comparators),
    )
