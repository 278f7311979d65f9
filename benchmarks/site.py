"""The public site: how long that of the shipped data takes to make, and how soon its pages paint beside Home."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.building import build_store
from benchmarks.pages import SECONDS
from benchmarks.timing import Line, in_turns
from indicators.disclosure.edition import public_edition
from indicators.site.make import make_site
from tests.helpers.browser import ROOT, find_browser, launch_browser, running_server

#: Seconds that the site may take, and the share of Home's time to its first paint that a page of it may.
MAKING, PAINT = 60.0, 0.2
PAGES = {
    "index": "index.html",
    "indicator": "indicators/looked_after_31_march.html",
    "area": "areas/rutland.html",
    "search": "search.html?q=cse",
}
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def site_lines(work: Path, data: Path, repetitions: int) -> list[Line]:
    """The making of the site, and the first paint of each kind of page against that of the dashboard's Home."""
    executable = find_browser()
    if executable is None:
        raise RuntimeError("no Chrome or Chromium found; install one or set BROWSER_PATH")
    store, out = work / "site.duckdb", work / "site"
    build_store(store, data)
    begun = time.monotonic()
    with closing((edition := public_edition(store, data=data)).store):
        make_site(edition, out)
    made = Line("public site of the shipped data, seconds to make it", [time.monotonic() - begun], target=MAKING)
    env = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(data)}
    with (
        _served(out) as address,
        running_server(ROOT / "app.py", env) as dashboard,
        sync_playwright() as playwright,
    ):
        browser = launch_browser(playwright, executable)
        subjects = {"home": _first_paint(browser, dashboard.address)}
        subjects |= {kind: _first_paint(browser, f"{address}/{page}") for kind, page in PAGES.items()}
        times = in_turns(subjects, repetitions)
        browser.close()
    home = times["home"]["paint"]
    return [
        made,
        *(Line(f"public site, {kind}: first paint, to Home's", times[kind]["paint"], home, PAINT) for kind in PAGES),
    ]


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address at which Python's own plain server gives a folder's files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _QuietHandler(SimpleHTTPRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _first_paint(browser: Browser, address: str) -> Callable[[int], Mapping[str, Sequence[float]]]:
    """Seconds until a browser with nothing in its cache first paints what an address has."""

    def measure(repetition: int) -> Mapping[str, Sequence[float]]:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(address, wait_until="commit")
        page.wait_for_function(_PAINTED, timeout=SECONDS * 1000)
        seconds = page.evaluate(_PAINTED) / 1000
        context.close()
        return {"paint": [seconds]}

    return measure
