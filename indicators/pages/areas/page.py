"""Areas: one of the board's, or all together, on one page, with the page to print and to send."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from indicators import clock
from indicators.assurance.profile import AreaProfile, area_profile, profile_areas
from indicators.assurance.profile_words import headline_words
from indicators.catalogue.periods import day_text
from indicators.charts.theme import sentence_case
from indicators.errors import UsageError
from indicators.exports.paper import Paper
from indicators.pages.areas.profile import profile_html
from indicators.pages.components import printing, query_params
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.downloads import audience_box, offer_paper
from indicators.pages.components.filters import Filter, draw_filters, filter_words, restore_filters
from indicators.pages.components.printing import UPRIGHT_PRINT
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.report.profile import profile_files, profile_paper
from indicators.web import render
from indicators.wording.areas import all_word

PAGE = "areas"


def page() -> None:
    """The page: which area, the file of it, its quadrants, what is open and missing."""
    data = dashboard_data()
    st.html(UPRIGHT_PRINT)
    areas = profile_areas(data.catalogue)
    if not areas:
        st.html("<h1 class='headline'>Areas</h1>")
        st.info("No area is known. data/areas.csv names them.")
        return
    title = st.container()
    names = {code: area.name for code, area in areas.items()}
    # The full name of all together is wider than a phone.
    words = {
        code: f"{sentence_case(all_word(area))} together" if area.is_together else area.name
        for code, area in areas.items()
    }
    filters = (Filter("area", "Area", words, is_segmented=True, address_texts=names),)
    unknown = restore_filters(PAGE, filters, query_params.read_parameters(PAGE, {"area": False}))
    if unknown:
        query_params.warn_unknown(unknown)
    left, *file_places = st.columns([4, 3, 4], vertical_alignment="bottom")
    chosen = draw_filters(PAGE, filters, places=[left])["area"]
    query_params.write_parameters(PAGE, {"area": names[chosen]})
    try:
        profile = _profile(data, chosen)
    except UsageError as error:
        title.html(render("areas/head.html", headline=f"{names[chosen]}: no figures yet", newest=""))
        st.info(escape_markdown(str(error)))
        return
    newest = day_text(profile.newest) if profile.newest else ""
    title.html(render("areas/head.html", headline=headline_words(profile), newest=newest))
    _offer_paper(data, chosen, file_places)
    st.html(_rendered_profile(data.version, data.record, chosen, profile.as_at, data))
    printing.print_filters(data, filter_words(filters, {"area": chosen}))


def _profile(data: DashboardData, code: str) -> AreaProfile:
    """The profile of an area from the figures of whom they are for."""
    today = clock.today()
    return area_profile(
        data.store,
        data.catalogue,
        data.catalogue.areas[code],
        as_at=today,
        cycle=cached_cycle(data.version, None, data),
        audience=data.audience,
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def _rendered_profile(version: str, record: str, code: str, today: object, _data: DashboardData) -> Markup:
    """Kept until figures come, something is written down, or the day ends."""
    return profile_html(_profile(_data, code), _data.catalogue)


def _offer_paper(data: DashboardData, code: str, places: Sequence[DeltaGenerator]) -> None:
    """The buttons for the page to print; one for anybody is made of the public figures alone."""
    with places[0]:
        release = audience_box(data, key=PAGE)

    def paper(figures: DashboardData) -> Paper:
        return profile_paper(_profile(figures, code), figures.catalogue, is_made_up=figures.is_made_up)

    with places[1]:
        files = profile_files(data.catalogue.areas[code].name, release.audience)
        offer_paper(files.values(), release, paper, key=PAGE)


page()
