"""The dashboard: its pages and what stands around them. Start it with `make run`."""

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.event_log import LogEvent, logged
from indicators.pages.components.opening import opening_page
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import freeze_page_objects, load_page, show_made_up_notice
from indicators.pages.components.site_search import draw_site_search
from indicators.pages.navigation import HIDDEN_PAGES, PAGE_GROUPS, PAGE_TITLES, PAGES
from indicators.web import WEB

LICENCE = (
    '<p class="footer">Official figures: Department for Education and Office for National Statistics, under the '
    '<a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">Open Government Licence '
    "v3.0</a>. Contains public sector information. Every figure, the board's own too, names its source under its "
    "chart.</p>"
)

# Before the navigation: else the browser asks a font's maker, outside, for the icon of the page.
st.set_page_config(page_icon=str(WEB / "icon.svg"), layout="wide")


# Links and bookmarks without a page but with parameters are from when the four quadrants had no other address.
opening = opening_page()
start = st.Page(PAGES / opening / "page.py", title=PAGE_TITLES[opening], default=True, visibility="hidden")
hidden = [st.Page(page.file, title=page.title, url_path=page.name, visibility="hidden") for page in HIDDEN_PAGES]
shown = st.navigation(
    {
        group: [
            st.Page(page.file, title=page.title, icon=f":material/{page.icon}:", url_path=page.name) for page in pages
        ]
        for group, pages in PAGE_GROUPS.items()
    }
    | {"": [start, *hidden]},
    position="top",
)
st.set_page_config(page_title=f"{shown.title} · Safeguarding indicators")
st.html(WEB / "style.css")
draw_site_search()
file = PAGES / (shown.url_path or opening) / "page.py"
try:
    with logged(LogEvent.PAGE_DRAWN, page=file.parent.name):
        load_page(file)
        show_made_up_notice()
        shown.run()
except IndicatorsError as error:
    st.error(escape_markdown(str(error)))
st.html(LICENCE)
freeze_page_objects(file)
