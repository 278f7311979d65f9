"""The dashboard: its pages and what stands around them. Start it with `make run`."""

import streamlit as st

from indicators.access.permissions import Permission, check_permission
from indicators.errors import AccessRefused, DataProblems, IndicatorsError
from indicators.event_log import LogEvent, logged
from indicators.pages.components.identity import draw_account, log_opened, open_door, show_closed
from indicators.pages.components.opening import opening_page
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import freeze_page_objects, load_page, show_made_up_notice, show_unreadable
from indicators.pages.components.site_search import draw_site_search
from indicators.pages.navigation import DASHBOARD_PAGES, HIDDEN_PAGES, PAGE_GROUPS, PAGE_TITLES, PAGES
from indicators.web import WEB

LICENCE = (
    '<p class="footer">Official figures: Department for Education and Office for National Statistics, under the '
    '<a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">Open Government Licence '
    "v3.0</a>. Contains public sector information. Every figure names its source under its "
    "chart.</p>"
)

# Before the navigation: else the browser asks a font's maker, outside, for the icon of the page.
st.set_page_config(page_icon=str(WEB / "icon.svg"), layout="wide")


# Who is there is asked before anything is read; callbacks of the page before this one asked for themselves.
user = open_door()
# Links and bookmarks without a page but with parameters are from when the four quadrants had no other address.
opening = opening_page()
start = st.Page(PAGES / opening / "page.py", title=PAGE_TITLES[opening], default=True, visibility="hidden")
# What somebody may not open is in no menu; its address says why not.
closed = [page for pages in PAGE_GROUPS.values() for page in pages if not user.may(page.permission)]
hidden = [
    st.Page(page.file, title=page.title, url_path=page.name, visibility="hidden") for page in (*HIDDEN_PAGES, *closed)
]
menu = {
    group: [
        st.Page(page.file, title=page.title, icon=f":material/{page.icon}:", url_path=page.name)
        for page in pages
        if user.may(page.permission)
    ]
    for group, pages in PAGE_GROUPS.items()
}
shown = st.navigation(
    {group: pages for group, pages in menu.items() if pages} | {"": [start, *hidden]},
    position="top",
)
st.set_page_config(page_title=f"{shown.title} · Safeguarding indicators")
st.html(WEB / "style.css")
name = shown.url_path or opening
file = PAGES / name / "page.py"
if user.may(Permission.SEE_PUBLIC_FIGURES):
    draw_site_search()
draw_account(user, DASHBOARD_PAGES[name].permission)
try:
    if not user.permissions:
        show_closed()
    else:
        check_permission(DASHBOARD_PAGES[name].permission)
        log_opened(name)
        with logged(LogEvent.PAGE_DRAWN, page=file.parent.name):
            load_page(file)
            show_made_up_notice()
            shown.run()
except AccessRefused as error:
    st.error(escape_markdown(str(error)), icon=":material/lock:")
except DataProblems as error:
    show_unreadable(error)
except IndicatorsError as error:
    st.error(escape_markdown(str(error)))
st.html(LICENCE)
freeze_page_objects(file)
