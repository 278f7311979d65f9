"""The running dashboard and the browser as fixtures; without a browser, a skip (in CI a failure)."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import axe
from tests.browser.harness import (
    BARE_APP,
    ROOT,
    Server,
    find_browser,
    launch_browser,
    running_server,
    wait_until_settled,
)

#: Width to height: a projector or desk, and a phone.
SIZES = {1440: 900, 390: 844}
SCREENSHOTS = Path(__file__).with_name("screenshots")
#: Streamlit scrolls a part of the page, not the page; these may grow wider than the window.
_OVERFLOW = """() => ['html', 'body', '[data-testid="stMain"]', '[data-testid="stMainBlockContainer"]']
    .map(name => document.querySelector(name))
    .reduce((most, part) => part ? Math.max(most, part.scrollWidth - part.clientWidth) : most, 0)"""
_HEIGHT = """() => Math.max(document.documentElement.scrollHeight,
    document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0)"""


@dataclass(frozen=True)
class Visit:
    """A page in a browser window of its own, with what went wrong on it so far."""

    page: Page
    errors: list[str]
    requests: list[str]

    def settle(self) -> None:
        """Wait until Streamlit is done and every chart is drawn."""
        wait_until_settled(self.page)

    def settle_at(self, address: str) -> None:
        """Wait until the address says what a choice made of it, and the page has followed."""
        self.page.wait_for_url(f"**{address}**")
        self.settle()

    def at_each_width(self) -> Iterator[int]:
        """The widths, one after the other, with the page as it then is: opened wide, then made narrow."""
        for width, height in SIZES.items():
            if self.page.viewport_size["width"] != width:
                self.page.set_viewport_size({"width": width, "height": height})
                self.settle()
            yield width

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate(_OVERFLOW)

    def outside(self) -> list[str]:
        """Addresses asked for that are not on this machine."""
        local = ("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "data:", "blob:")
        return [address for address in self.requests if not address.startswith(local)]

    def screenshot(self, name: str) -> Path:
        """A picture of the whole page, however long, in the folder that git ignores; none in CI."""
        file = SCREENSHOTS / f"{name}.png"
        if os.environ.get("CI"):
            # Nobody looks at them there, and together they take a minute.
            return file
        size = self.page.viewport_size
        SCREENSHOTS.mkdir(exist_ok=True)
        height = min(8000, max(size["height"], self.page.evaluate(_HEIGHT)))
        self.page.set_viewport_size({"width": size["width"], "height": height})
        self.settle()
        self.page.screenshot(path=file)
        self.page.set_viewport_size(size)
        self.settle()
        return file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# A package's life, not the session's: while Playwright runs, nothing else in its thread can use asyncio.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chrome or Chromium as installed on this machine."""
    executable = find_browser()
    if executable is None:
        message = "no Chrome or Chromium found; on Debian: sudo apt-get install chromium (or set BROWSER_PATH)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        running = launch_browser(playwright, executable)
        yield running
        running.close()


@contextmanager
def dashboard(store: Path) -> Iterator[Server]:
    """The dashboard over a store that is built from the shipped data at a path."""
    env = {"INDICATORS_STORE": str(store)}
    build = [sys.executable, "-m", "indicators", "build"]
    subprocess.run(build, cwd=ROOT, env={**os.environ, **env}, check=True, timeout=120)
    with running_server(ROOT / "app.py", env) as running:
        yield running


@pytest.fixture(scope="package")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard over a store that all tests share."""
    with dashboard(tmp_path_factory.mktemp("store") / "indicators.duckdb") as running:
        yield running


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the store of `own_server` stands."""
    return tmp_path_factory.mktemp("own") / "indicators.duckdb"


@pytest.fixture(scope="module")
def own_server(browser: Browser, own_store: Path) -> Iterator[Server]:
    """The dashboard over a store that the tests of one file may write into."""
    with dashboard(own_store) as running:
        yield running


@pytest.fixture(scope="package")
def bare_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A bare page, started where no configuration of ours is read."""
    with running_server(BARE_APP, folder=tmp_path_factory.mktemp("bare")) as running:
        yield running


def _is_ours(said: ConsoleMessage) -> bool:
    """An error that our pages cause. Under `/explore` Streamlit's client first asks for its server there, is
    told 404, and then asks at the root: that is how every app of several pages starts.
    """
    looks_for_server = said.location.get("url", "").endswith(("/_stcore/host-config", "/_stcore/health"))
    return said.type == "error" and not looks_for_server


def _context(browser: Browser, width: int) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": SIZES[width]}, accept_downloads=True)


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[dict[int, BrowserContext]]:
    """A context of each width for all tests: Streamlit's and Plotly's scripts are fetched and compiled but once."""
    shared = {width: _context(browser, width) for width in SIZES}
    yield shared
    for context in shared.values():
        context.close()


@pytest.fixture
def visit(browser: Browser, contexts: dict[int, BrowserContext]) -> Iterator[Callable[..., Visit]]:
    """`visit(address, width=1440)`: open an address in a new window and wait until it is done; `elsewhere=True`
    in a browser that shares nothing with the others, as another person would.
    """
    with ExitStack() as closing:

        def open_page(address: str, *, width: int = 1440, elsewhere: bool = False) -> Visit:
            context = closing.enter_context(_context(browser, width)) if elsewhere else contexts[width]
            page = closing.enter_context(context.new_page())
            visit = Visit(page, errors=[], requests=[])
            page.on("console", lambda said: visit.errors.append(said.text) if _is_ours(said) else None)
            page.on("pageerror", lambda error: visit.errors.append(str(error)))
            page.on("request", lambda request: visit.requests.append(request.url))
            page.on("websocket", lambda socket: visit.requests.append(socket.url))
            page.goto(address, wait_until="commit")
            visit.settle()
            return visit

        yield open_page


@pytest.fixture(scope="package")
def bare_violations(browser: Browser, bare_server: Server) -> list[axe.Violation]:
    """What axe-core finds on the bare page, wide and narrow; nobody who uses Streamlit can mend it."""
    found = []
    for width, height in SIZES.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(bare_server.address, wait_until="commit")
        wait_until_settled(page)
        found += axe.all_violations(page)
        page.close()
    return found


@pytest.fixture
def axe_violations(bare_violations: list[axe.Violation]) -> Callable[[Page], list[axe.Violation]]:
    """`axe_violations(page)`: the serious and critical ones beyond those of the bare page."""
    return lambda page: axe.beyond(axe.all_violations(page), bare_violations)
