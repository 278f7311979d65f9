"""The dashboard: its pages and what stands around them. Start it with `make run`."""

from pathlib import Path

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.pages.parts.loading import load, set_aside
from indicators.pages.parts.unmarked import unmarked

PAGES = Path("indicators/pages")
HOME = "four_quadrants"
PARTS = Path(__file__).parent / PAGES / "parts"
LICENCE = (
    '<p class="footer">Official figures: Department for Education and Office for National Statistics, under the '
    '<a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">Open Government Licence '
    "v3.0</a>. Contains public sector information. Board figures: Leicestershire and Rutland Local Safeguarding "
    "Children Board, annual report 2015/16. Every figure names its source under its chart.</p>"
)

# Before the navigation: else the browser asks a font's maker, outside, for the icon of the page.
st.set_page_config(page_icon=str(PARTS / "icon.svg"), layout="wide")
shown = st.navigation(
    [
        st.Page(PAGES / f"{HOME}.py", title="Four quadrants", icon=":material/grid_view:", default=True),
        st.Page(
            PAGES / "challenge.py",
            title="What warrants challenge",
            icon=":material/question_mark:",
            url_path="challenge",
        ),
        st.Page(PAGES / "log.py", title="Challenge log", icon=":material/forum:", url_path="log"),
        st.Page(PAGES / "assurance.py", title="Assurance map", icon=":material/fact_check:", url_path="assurance"),
        st.Page(PAGES / "priority.py", title="Priority", icon=":material/flag:", url_path="priority"),
        st.Page(PAGES / "findings.py", title="Findings", icon=":material/hearing:", url_path="findings"),
        st.Page(PAGES / "explore.py", title="Explore", icon=":material/show_chart:", url_path="explore"),
        st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page(
            PAGES / "disagreements.py", title="Disagreements", icon=":material/difference:", url_path="disagreements"
        ),
        st.Page(PAGES / "report.py", title="Report pack", icon=":material/inventory_2:", url_path="report"),
        st.Page(PAGES / "returns.py", title="Returns", icon=":material/move_to_inbox:", url_path="returns"),
        st.Page(PAGES / "about.py", title="About the data", icon=":material/info:", url_path="about"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{shown.title} · Safeguarding indicators")
st.html(PARTS / "style.css")
# A page's address is the name of its file.
file = PARTS.parent / f"{shown.url_path or HOME}.py"
try:
    load(file)
    shown.run()
except IndicatorsError as error:
    st.error(unmarked(str(error)))
st.html(LICENCE)
set_aside(file)
