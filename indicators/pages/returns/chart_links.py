"""The links from a return to the charts that show its figures: each indicator with its areas and kind of period."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.figures.calculate import period_label
from indicators.frames import frame_groups
from indicators.pages.components.session import DashboardData
from indicators.web import render
from indicators.wording.numbers import count_text

#: As many lines as Explore draws at once.
_MOST_LINES = 4
#: Links that are listed; a return of a publisher has hundreds.
_MOST_LINKS = 60


@dataclass(frozen=True)
class ChartLink:
    """The address of a chart on Explore, and what it shows: an indicator's title, areas, days, how many figures."""

    address: str
    title: str
    areas: str
    days: str
    figures: str


def chart_links(catalogue: Catalogue, spans: pd.DataFrame) -> list[ChartLink]:
    """A link per indicator, kind of period and up to four areas, over all their periods; `spans` as the query gives."""
    groups = {str(kind): group for group, kinds in PERIOD_GROUPS.items() for kind in kinds}
    known = spans[spans["indicator"].isin(set(catalogue.indicators)) & spans["area_code"].isin(set(catalogue.areas))]
    by_chart = known.assign(periods=known["period_type"].map(groups).fillna("other"))
    links = []
    for (name, periods), own in frame_groups(by_chart, ["indicator", "periods"]):
        codes = [code for code in catalogue.areas if code in set(own["area_code"])]
        for start in range(0, len(codes), _MOST_LINES):
            areas = codes[start : start + _MOST_LINES]
            links.append(_link(catalogue, str(name), str(periods), areas, own[own["area_code"].isin(areas)]))
    return sorted(links, key=lambda link: (link.title, link.areas))


def _link(catalogue: Catalogue, name: str, periods: str, codes: list[str], own: pd.DataFrame) -> ChartLink:
    names = [catalogue.areas[code].name for code in codes]
    # The number itself is shown, not a rate of it; the newest figures are, since no span is cut.
    view = {"indicator": name, "area": names, "measure": "value", "periods": periods}
    first, last = own["starts"].min(), own["ends"].max()
    days = day_text(last) if first == last else f"{day_text(first)} to {day_text(last)}"
    if len(own.drop_duplicates(["period_type", "starts", "ends"])) == 1 and (own["figures"] == 1).all():
        days = period_label(own["period_type"].iloc[0], first.date(), last.date())
    return ChartLink(
        f"explore?{urlencode(view, doseq=True)}",
        catalogue.indicators[name].short_title,
        ", ".join(names),
        days,
        count_text(int(own["figures"].sum()), "figure"),
    )


def show_links(data: DashboardData, return_id: int) -> None:
    """The links of a return, folded where they are many; nothing for one without figures."""
    links = chart_links(data.catalogue, data.store.query("returned_spans", return_id=return_id))
    if not links:
        return
    more = max(0, len(links) - _MOST_LINKS)
    with st.expander(f"See them: {count_text(len(links), 'chart')}", icon=":material/show_chart:", expanded=True):
        st.html(render("returns/chart_links.html", links=links[:_MOST_LINKS], more=more))
