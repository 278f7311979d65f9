"""The dashboard: its pages and what stands around them. Start it with `make run`."""

from pathlib import Path

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import freeze_page_objects, load_page, show_made_up_notice
from indicators.web import WEB

PAGES = Path("indicators/pages")
HOME = "home"
LICENCE = (
    '<p class="footer">Official figures: Department for Education and Office for National Statistics, under the '
    '<a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">Open Government Licence '
    "v3.0</a>. Contains public sector information. Board figures: Leicestershire and Rutland Local Safeguarding "
    "Children Board (today the Safeguarding Children Partnership), annual report 2015/16. Every figure names its "
    "source under its chart.</p>"
)

# Before the navigation: else the browser asks a font's maker, outside, for the icon of the page.
st.set_page_config(page_icon=str(WEB / "icon.svg"), layout="wide")
shown = st.navigation(
    [
        st.Page(PAGES / HOME / "page.py", title="Four quadrants", icon=":material/grid_view:", default=True),
        st.Page(
            PAGES / "challenge" / "page.py",
            title="What warrants challenge",
            icon=":material/question_mark:",
            url_path="challenge",
        ),
        st.Page(PAGES / "log" / "page.py", title="Challenge log", icon=":material/forum:", url_path="log"),
        st.Page(
            PAGES / "assurance" / "page.py", title="Assurance map", icon=":material/fact_check:", url_path="assurance"
        ),
        st.Page(PAGES / "priority" / "page.py", title="Priority", icon=":material/flag:", url_path="priority"),
        st.Page(PAGES / "findings" / "page.py", title="Findings", icon=":material/hearing:", url_path="findings"),
        st.Page(PAGES / "explore" / "page.py", title="Explore", icon=":material/show_chart:", url_path="explore"),
        st.Page(PAGES / "compare" / "page.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page(
            PAGES / "disagreements" / "page.py",
            title="Disagreements",
            icon=":material/difference:",
            url_path="disagreements",
        ),
        st.Page(PAGES / "report" / "page.py", title="Report pack", icon=":material/inventory_2:", url_path="report"),
        st.Page(PAGES / "returns" / "page.py", title="Returns", icon=":material/move_to_inbox:", url_path="returns"),
        st.Page(PAGES / "about" / "page.py", title="About the data", icon=":material/info:", url_path="about"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{shown.title} · Safeguarding indicators")
st.html(WEB / "style.css")
# A page's address is the name of its folder.
file = PAGES / (shown.url_path or HOME) / "page.py"
try:
    load_page(file)
    show_made_up_notice()
    shown.run()
except IndicatorsError as error:
    st.error(escape_markdown(str(error)))
st.html(LICENCE)
freeze_page_objects(file)
