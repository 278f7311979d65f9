"""The running dashboard and the browser as fixtures; without a browser, a skip (in CI a failure)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.helpers import axe
from tests.helpers.browser import BARE_MENU_APP, ROOT, Server, launch_browser, require_browser, running_server
from tests.helpers.visits import ONE_PROCESS, SIZES, Visit, Windows, lasting_context


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# A package's life, not the session's: while Playwright runs, nothing else in its thread can use asyncio.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    require_browser()
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chrome or Chromium as installed on this machine."""
    running = launch_browser(playwright, require_browser(), ONE_PROCESS)
    yield running
    running.close()


@pytest.fixture(scope="package")
def server(
    browser: Browser, board_store: Path, board_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The dashboard over a store of the shipped data that all tests share."""
    store = shutil.copyfile(board_store, tmp_path_factory.mktemp("store") / "indicators.duckdb")
    with running_server(
        ROOT / "server.py", {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(board_data)}
    ) as running:
        yield running


@pytest.fixture(scope="module")
def own_store(board_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped data that the tests of one file may write into."""
    return shutil.copyfile(board_store, tmp_path_factory.mktemp("own") / "indicators.duckdb")


@pytest.fixture(scope="module")
def own_server(browser: Browser, own_store: Path, board_data: Path) -> Iterator[Server]:
    """The dashboard over that store."""
    with running_server(
        ROOT / "server.py", {"INDICATORS_STORE": str(own_store), "INDICATORS_DATA": str(board_data)}
    ) as running:
        yield running


@pytest.fixture(scope="package")
def bare_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A bare page under a menu, started where no configuration of ours is read."""
    with running_server(BARE_MENU_APP, folder=tmp_path_factory.mktemp("bare")) as running:
        yield running


@pytest.fixture(scope="package")
def windows(playwright: Playwright, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """The windows of all tests."""
    with lasting_context(playwright, require_browser(), tmp_path_factory.mktemp("profile"), ONE_PROCESS) as shared:
        yield Windows(browser, shared)


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Visit]]:
    """`visit(address, width=1440)`: open an address in a window and wait until it is done; `elsewhere=True`
    in a browser that shares nothing with the others, as another person would.
    """
    lent = []

    def open_page(address: str, *, width: int = 1440, elsewhere: bool = False) -> Visit:
        visit = windows.lend(width, elsewhere=elsewhere)
        lent.append((visit, elsewhere))
        visit.page.goto(address, wait_until="commit")
        visit.settle()
        return visit

    yield open_page
    for visit, elsewhere in lent:
        windows.take_back(visit, elsewhere=elsewhere)


@pytest.fixture(scope="package")
def bare_violations(windows: Windows, bare_server: Server) -> list[axe.Violation]:
    """What axe-core finds on the bare page, wide and narrow; nobody who uses Streamlit can mend it."""
    bare = windows.lend(max(SIZES))
    bare.page.goto(bare_server.address, wait_until="commit")
    bare.settle()
    found = [violation for _ in bare.at_each_width() for violation in axe.all_violations(bare.page)]
    windows.take_back(bare)
    return found


@pytest.fixture
def axe_violations(bare_violations: list[axe.Violation]) -> Callable[[Page], list[axe.Violation]]:
    """`axe_violations(page)`: the serious and critical ones beyond those of the bare page."""
    return lambda page: axe.violations_beyond(page, bare_violations)
