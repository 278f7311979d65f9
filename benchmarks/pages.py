"""Pages in the browser: from the start of the navigation, or the last touch, until the picture is there.

Both are read from the page's own clock, so that driving the browser from outside costs nothing.
"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Page

from tests.helpers.browser import SETTLED

SCRIPT = Path(__file__).with_name("painted.js").read_text("utf-8")
QUADRANTS = (
    "Quantitative data",
    "Qualitative evidence",
    "Engagement with service users",
    "Engagement with front-line staff",
)
#: The area that Explore opens with, and those added to it and taken away again.
AREA = "Leicestershire"
OTHER_AREAS = ("Rutland", "England", "East Midlands")
SECONDS = 60
#: The condition that the four quadrants are painted: all four stand there and nothing more is to come.
HOME = f"painted.texts({json.dumps(QUADRANTS)}) && ({SETTLED})()"
#: Seconds that a reader looks at a chart before choosing again: Explore then has at hand what is one choice away.
LOOK = 1.5
_VISITS_BEFORE = 3

Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Opened:
    """A page in a fresh browser context with `painted.js` in it."""

    page: Page

    def watch(self, condition: str) -> None:
        """Begin to look for a condition, and for the page at rest with it."""
        self.page.evaluate(_watching(condition))

    def seconds(self, mark: str, *, since_input: bool) -> float:
        """Wait for a mark; seconds since the navigation began, or since the last click or key."""
        self.page.wait_for_function("mark => painted.marks[mark]", arg=mark, timeout=SECONDS * 1000)
        found = self.page.evaluate("mark => painted.marks[mark]", mark)
        return (found["at"] - (found["input"] if since_input else 0)) / 1000


def _watching(condition: str) -> str:
    return f"painted.watch('painted', () => {condition});painted.watch('at rest', () => {condition} && ({SETTLED})());"


def chart(shown: Sequence[str], hidden: Sequence[str] = ()) -> str:
    """The condition that a chart is drawn with some words in it and without others."""
    return f"painted.chart({json.dumps(list(shown))}, {json.dumps(list(hidden))})"


def open_page(browser: Browser, address: str, condition: str) -> Opened:
    """Open an address in a context of its own, with nothing in its cache, watching for a condition."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(SCRIPT + _watching(condition))
    page.goto(address, wait_until="commit")
    return Opened(page)


def loads(opened: Opened) -> dict[str, list[float]]:
    """Seconds until a page just opened is painted and until it is at rest."""
    return {f"load {mark}": [opened.seconds(mark, since_input=False)] for mark in ("painted", "at rest")}


def change(
    opened: Opened, condition: str, act: Callable[[Page], None], *, what: str = "change"
) -> dict[str, list[float]]:
    """Seconds from the last click or key of an action until a condition is painted."""
    opened.page.wait_for_timeout(LOOK * 1000)
    opened.page.evaluate("painted.remember()")
    opened.watch(condition)
    act(opened.page)
    return {f"{what} {mark}": [opened.seconds(mark, since_input=True)] for mark in ("painted", "at rest")}


def floor(browser: Browser, address: str) -> Callable[[int], Times]:
    """The bare page: its load, and its select box set to each other area and back."""

    def measure(repetition: int) -> Times:
        opened = open_page(browser, address, chart([AREA]))
        times = loads(opened)
        for other in OTHER_AREAS:
            for shown, hidden in ((other, AREA), (AREA, other)):
                found = change(opened, chart([shown], [hidden]), lambda page, area=shown: _select(page, area))
                _extend(times, found)
        opened.page.context.close()
        return times

    return measure


def home(browser: Browser, address: str) -> Callable[[int], Times]:
    """The four quadrants."""

    def measure(repetition: int) -> Times:
        opened = open_page(browser, address, HOME)
        times = loads(opened)
        opened.page.context.close()
        return times

    return measure


def explore(browser: Browser, address: str, indicators: Sequence[str]) -> Callable[[int], Times]:
    """Explore with another indicator each time, so that no answer is remembered from the time before."""

    def measure(repetition: int) -> Times:
        indicator = indicators[repetition % len(indicators)]
        query = urlencode({"indicator": indicator, "area": AREA})
        opened = open_page(browser, f"{address}/explore?{query}", chart([AREA], OTHER_AREAS))
        times = loads(opened)
        for other in OTHER_AREAS:
            add, remove = chart([AREA, other]), chart([AREA], [other])
            _extend(times, change(opened, add, lambda page, area=other: add_area(page, area)))
            _extend(times, change(opened, remove, lambda page, area=other: remove_area(page, area)))
        for what, (_, act) in CHANGES.items():
            _extend(times, change(opened, "painted.isAnother()", act, what=what))
        opened.page.context.close()
        return times

    return measure


def returning(
    context: BrowserContext, address: str, condition: str, queries: Sequence[Mapping[str, str]] = ({},)
) -> Callable[[int], Times]:
    """The load of a page in a browser that has been there before; each time with the next of some queries."""

    def measure(repetition: int) -> Times:
        page = context.new_page()
        page.add_init_script(SCRIPT + _watching(condition))
        page.goto(f"{address}?{urlencode(queries[repetition % len(queries)])}", wait_until="commit")
        times = loads(Opened(page))
        page.close()
        return times

    # A browser keeps a script as compiled once it has run it twice.
    for repetition in range(_VISITS_BEFORE):
        measure(-1 - repetition)
    return measure


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def _next_period(page: Page) -> None:
    """Come to the list, look at it, and choose."""
    box = page.get_by_label("From", exact=True)
    box.focus()
    page.wait_for_timeout(LOOK * 1000)
    box.press("ArrowDown")


def _index(page: Page) -> None:
    page.get_by_role("radio", name="Index (first = 100)").click()


#: Other choices than areas, each made after those before it, with its words.
CHANGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "comparator": ("comparator", _press("East Midlands")),
    "measure": ("measure", _index),
    "span": ("first period", _next_period),
}


def shared_indicators(facts: Path) -> list[str]:
    """The ids in a folder of facts that have figures for every area which Explore is asked for here."""
    areas: dict[str, set[str]] = {}
    for file in sorted(facts.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["value"]:
                    areas.setdefault(row["indicator"], set()).add(row["area"])
    return sorted(name for name, found in areas.items() if {AREA, *OTHER_AREAS} <= found)


def add_area(page: Page, area: str) -> None:
    """Choose one more area in Explore."""
    page.get_by_text("Add an area", exact=True).click()
    page.get_by_role("button", name=f"Add {area}", exact=True).click()


def remove_area(page: Page, area: str) -> None:
    """Take an area away again."""
    page.get_by_role("button", name=f"Remove {area}", exact=True).click()


def _select(page: Page, area: str) -> None:
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=area, exact=True).click()


def _extend(times: dict[str, list[float]], more: Mapping[str, Sequence[float]]) -> None:
    for measurement, seconds in more.items():
        times.setdefault(measurement, []).extend(seconds)
