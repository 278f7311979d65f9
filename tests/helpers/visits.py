"""Windows of the browser as tests use them: one after the other in the same tab, with what goes wrong in them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from indicators.pages.navigation import PAGE_GROUPS
from tests.helpers.browser import CHROMIUM_FLAGS, LISTEN, wait_until_settled

#: Width to height: a projector or desk, and a phone.
SIZES = {1440: 900, 390: 844}
#: All tabs of one address in one process, which has then compiled the scripts of Streamlit and Plotly for each.
ONE_PROCESS = "--process-per-site"
SCREENSHOTS = Path(__file__).parents[1] / "browser" / "screenshots"
#: Streamlit scrolls a part of the page, not the page; these may grow wider than the window.
_OVERFLOW = """() => ['html', 'body', '[data-testid="stMain"]', '[data-testid="stMainBlockContainer"]']
    .map(name => document.querySelector(name))
    .reduce((most, part) => part ? Math.max(most, part.scrollWidth - part.clientWidth) : most, 0)"""
_HEIGHT = """() => Math.max(document.documentElement.scrollHeight,
    document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0)"""
_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


@dataclass(frozen=True)
class Visit:
    """A page in a browser window of its own, with what went wrong on it so far."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until Streamlit is done and every chart is drawn."""
        wait_until_settled(self.page)

    def turn_to(self, title: str) -> None:
        """Choose a page in the menu: in its group above the page, or on a phone in the bar at the side."""
        if self.page.get_by_test_id("stTopNav").count():
            group = next(name for name, pages in PAGE_GROUPS.items() if title in [page.title for page in pages])
            self.page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
            self.page.get_by_role("menuitem", name=title).click()
        else:
            self.page.get_by_test_id("stExpandSidebarButton").click()
            self.page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
        self.page.wait_for_function("title => document.title.startsWith(title)", arg=title)

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

    def open_downloads(self) -> None:
        """Open the button behind which the files stand."""
        self.page.get_by_role("button", name="Download and share").first.click()
        self.page.get_by_text("This address opens the same view").wait_for()
        self.settle()

    def act_for_the_board(self) -> None:
        """Choose a role that may have the board's own figures, where files are offered."""
        box = self.page.get_by_role("combobox", name="You take them as")
        # A list that opens at the window's edge closes as the page scrolls.
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        self.settle()
        box.click()
        self.page.get_by_role("option", name="Partnership chair").click()
        self.settle()

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate(_OVERFLOW)

    def outside(self) -> list[str]:
        """Addresses asked for that are not on this machine."""
        local = ("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "data:", "blob:")
        return [address for address in self.requests if not address.startswith(local)]

    def screenshot(self, name: str) -> Path:
        """A picture of the whole page, however long, in the folder that git ignores; only where they are asked for,
        since together they take a minute.
        """
        file = SCREENSHOTS / f"{name}.png"
        if not os.environ.get("SCREENSHOTS"):
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


class Windows:
    """Lends windows and takes them back: to open and close a tab for every visit would take a third of the time."""

    def __init__(self, browser: Browser, shared: BrowserContext) -> None:
        self._browser = browser
        self._shared = shared
        self._free: dict[bool, list[Visit]] = {False: [], True: []}

    def lend(self, width: int, *, elsewhere: bool = False) -> Visit:
        """An empty window of a width; `elsewhere` in a browser that shares nothing with the others."""
        free = self._free[elsewhere]
        visit = free.pop() if free else self._new(elsewhere)
        visit.page.set_viewport_size({"width": width, "height": SIZES[width]})
        visit.errors.clear()
        visit.requests.clear()
        return visit

    def take_back(self, visit: Visit, *, elsewhere: bool = False) -> None:
        """Empty a window for the next one who needs it, unless it was closed."""
        if visit.page.is_closed():
            return
        visit.page.emulate_media(media="null")
        if visit.page.url.startswith("http"):
            visit.page.evaluate(_FORGET)
        visit.page.goto("about:blank")
        self._free[elsewhere].append(visit)

    def _new(self, elsewhere: bool) -> Visit:
        context = new_context(self._browser) if elsewhere else self._shared
        visit = Visit(context.new_page())
        visit.page.on("console", lambda said: visit.errors.append(said.text) if _is_ours(said) else None)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
        return visit


def new_context(browser: Browser) -> BrowserContext:
    """A browser of its own that knows nothing yet, for one visit."""
    context = browser.new_context(accept_downloads=True, reduced_motion="reduce")
    context.add_init_script(LISTEN)
    return context


@contextmanager
def lasting_context(playwright: Playwright, executable: str, folder: Path, *flags: str) -> Iterator[BrowserContext]:
    """A browser, with further flags, that keeps in a folder what it got, scripts as compiled too, as people's do.

    A page with a chart then opens in a third of the time.
    """
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=executable,
        args=[*CHROMIUM_FLAGS, *flags],
        viewport={"width": 1440, "height": SIZES[1440]},
        accept_downloads=True,
        # Each picture of an animation is painted by the processor.
        reduced_motion="reduce",
    )
    context.add_init_script(LISTEN)
    yield context
    context.close()


def _is_ours(said: ConsoleMessage) -> bool:
    """An error that our pages cause. Under `/explore` Streamlit's client first asks for its server there, is
    told 404, and then asks at the root: that is how every app of several pages starts.
    """
    looks_for_server = said.location.get("url", "").endswith(("/_stcore/host-config", "/_stcore/health"))
    return said.type == "error" and not looks_for_server
