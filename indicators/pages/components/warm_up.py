"""What the first visitor would else wait for: modules, figures and judgements of the pages that are opened first."""

import logging

from indicators.errors import IndicatorsError
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.indicator_search import figure_spans
from indicators.pages.components.session import load_page, open_data
from indicators.pages.navigation import PAGES
from indicators.settings import store_path

_PAGES = ("home", "explore")


def warm_up() -> None:
    """Load what the first pages need; what goes wrong here the page says in words when somebody opens it."""
    # Streamlit warns of what is asked for outside of a visit, which all of this is.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    for name in _PAGES:
        load_page(PAGES / name / "page.py")
    try:
        data = open_data(str(store_path()))
        figure_spans(data)
        cached_cycle(data.version, None, data)
    except IndicatorsError:
        return
