"""The bench of visitors speaks to a real server as a browser does, and notices a page that fails."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.asyncio.client import connect

from benchmarks import elements, visitors
from indicators.pages.navigation import PAGE_TITLES
from tests.helpers.browser import ROOT, running_server

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(board_store, board_data, tmp_path_factory):
    store = shutil.copyfile(board_store, tmp_path_factory.mktemp("visited") / "indicators.duckdb")
    with running_server(
        ROOT / "app.py", {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(board_data)}
    ) as running:
        yield running


def in_thread(work, *given):
    """What some work gives in a thread of its own: a browser of other tests may keep this one's event loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work, *given).result()


@pytest.mark.long
def test_every_visitor_opens_every_page(server):
    load = in_thread(visitors.visit, server, 3, ["referrals", "section_47"])
    assert {page: len(times) for page, times in load.opened.items()} == {"": 6, "explore": 6}
    assert all(0 < seconds < visitors.PATIENCE for seconds in load.seconds)
    assert 0 < load.worked <= load.lasted * 2
    assert load.memory < visitors.MOST_MEMORY * 1024


def test_a_page_that_shows_an_error_is_no_page(tmp_path):
    broken = tmp_path / "app.py"
    broken.write_text("raise ValueError('broken')\n", "utf-8")

    async def opened(address):
        async with connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"]) as socket:
            await visitors._open(socket, "", "")

    with running_server(broken, folder=tmp_path) as running:
        with pytest.raises(RuntimeError, match="shows an error"):
            in_thread(lambda: asyncio.run(opened(running.address)))
        with pytest.raises(RuntimeError, match="shows an error"):
            in_thread(asyncio.run, elements.page_size(running, ""))


def test_the_elements_of_each_page_are_counted(server):
    home, about = (in_thread(asyncio.run, elements.page_size(server, page)) for page in ("home", "about"))
    # Both have the search, who is there, the styles and the footer.
    assert home.elements > 4
    assert about.elements > 4
    assert home.containers > 2
    assert set(elements.BEFORE) == set(PAGE_TITLES)
