"""Turning to a page of the dashboard in Streamlit's AppTest."""

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash


def switch_to(app: AppTest, page: str) -> AppTest:
    """Turn to the page at an address; the next run shows it.

    `AppTest.switch_page` looks for a page by the name of its file before the first run, and all are `page.py`.
    Streamlit itself knows a page by the hash of its address.
    """
    app._page_hash = calc_hash(page)
    return app
