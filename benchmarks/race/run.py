"""The race: Home and Explore of ours and of the peers over one large store, in the browser, taken in turns.

All are asked by the same rules: a page is painted once every row of its four tables, or the chart with its lines, is
on the screen by the page's own clock; a change begins with the reader's last click or key, after a look as long for
each; and a chart is another once its lines are.
"""

import base64
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import building, pages
from benchmarks.race.figures import QUADRANTS, Board
from benchmarks.timing import Line, in_turns
from tests.helpers.browser import ROOT, find_browser, free_port, launch_browser, running_server, stop_group

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
#: The peers by the names of their modules.
PEERS = {"dash": "Dash", "vizro": "Vizro", "panel": "Panel"}
OURS = "ours"
REPETITIONS = 15
#: Areas that are added to the chart and taken away again, and what it is held against.
OTHER_AREAS = ("Rutland", "England")
COMPARATOR = "East Midlands"
#: What is measured, by its name among the times: its words, and ours to the fastest peer's at most.
MEASURED = {
    "home": ("Home, first paint", 1.0),
    "explore": ("Explore, first paint of the chart", 1.2),
    "area": ("Explore, change of area until painted", 1.0),
    "comparator": ("Explore, change of comparator until painted", 1.0),
    "measure": ("Explore, change of measure until painted", 1.0),
    "span": ("Explore, change of span until painted", 1.0),
}
_START_SECONDS = 120

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Contender:
    """A board in the race: its address, where its rows stand and how many, and how a reader chooses.

    `add` and `remove` take an area; `span` takes the second period of the chart and its financial year.
    """

    address: str
    rows: str
    row_count: int
    explore: Callable[[str], str]
    add: Callable[[Page, str], None]
    remove: Callable[[Page, str], None]
    comparator: Act
    measure: Act
    span: Callable[[Page, str, str], None]
    #: Puts away what a choice of areas leaves open.
    close: Act = lambda page: None


def race_lines(work: Path, repetitions: int, rows: int, data: Path) -> list[Line]:
    """Ours beside the fastest peer, with a target, and beside each of them, for information."""
    executable = find_browser()
    if executable is None:
        raise RuntimeError("no Chrome or Chromium found; install one or set BROWSER_PATH")
    python = peers_python(work)
    store, big_data = building.big_store(work, rows, data)
    board = Board(store)
    indicators = race_indicators(board, pages.shared_indicators(data / "facts"))
    with ExitStack() as running:
        env = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(big_data)}
        addresses = {OURS: running.enter_context(running_server(ROOT / "server.py", env)).address}
        for peer in PEERS:
            addresses[peer] = running.enter_context(running_board(python, peer, store))
        browser = launch_browser(running.enter_context(sync_playwright()), executable)
        contenders = {
            OURS: ours(addresses[OURS], _row_count(browser, addresses[OURS])),
            **peer_contenders(addresses, sum(map(len, board.quadrants().values()))),
        }
        print("Rows on Home: " + ", ".join(f"{name} {one.row_count}" for name, one in contenders.items()))
        subjects = {name: subject(browser, one, board, indicators) for name, one in contenders.items()}
        times = in_turns(subjects, repetitions)
        browser.close()
    building.check_rows(store, rows)
    return comparisons(times)


def race_indicators(board: Board, shared: Sequence[str]) -> list[str]:
    """The indicators with all measures, rates too, and figures for every area of the race."""
    return [name for name in shared if board.indicators[name].get("rate_population")]


def comparisons(times: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Line]:
    """Ours beside the fastest peer by its median, held to a target, and beside each of them."""
    lines = []
    for name, (what, most) in MEASURED.items():
        mine = times[OURS][name]
        fastest = min(PEERS, key=lambda peer: statistics.median(times[peer][name]))
        lines.append(Line(what, mine, times[fastest][name], most, f"the fastest peer is {PEERS[fastest]}"))
        lines += [Line(f"  beside {title}", mine, times[peer][name]) for peer, title in PEERS.items()]
    return lines


def subject(
    browser: Browser, contender: Contender, board: Board, indicators: Sequence[str]
) -> Callable[[int], pages.Times]:
    """A contender as a subject of `in_turns`: another indicator each time, the same for all."""

    def measure(repetition: int) -> pages.Times:
        indicator = indicators[repetition % len(indicators)]
        return {**_home(browser, contender), **_explore(browser, contender, board, indicator)}

    return measure


def _home(browser: Browser, contender: Contender) -> dict[str, list[float]]:
    titles = json.dumps(list(QUADRANTS.values()))
    condition = f"painted.rows({json.dumps(contender.rows)}, {contender.row_count}, 'h2, h3', {titles})"
    opened = pages.open_page(browser, contender.address, condition)
    seconds = opened.seconds("painted", since_input=False)
    opened.page.context.close()
    return {"home": [seconds]}


def _explore(browser: Browser, contender: Contender, board: Board, indicator: str) -> dict[str, list[float]]:
    area = pages.AREA
    opened = pages.open_page(browser, contender.explore(indicator), pages.chart([area], OTHER_AREAS))
    times = {"explore": [opened.seconds("painted", since_input=False)], "area": []}
    for other in OTHER_AREAS:
        added, removed = pages.chart([area, other]), pages.chart([area], [other])
        times["area"].append(_change(opened, added, lambda page, name=other: contender.add(page, name)))
        times["area"].append(_change(opened, removed, lambda page, name=other: contender.remove(page, name)))
    contender.close(opened.page)
    times["comparator"] = [_change(opened, pages.chart([area, COMPARATOR]), contender.comparator)]
    times["measure"] = [_change(opened, "painted.isAnother()", contender.measure)]
    second = board.periods(indicator, [area])[1]
    year = board.financial_year(indicator, second)
    times["span"] = [_change(opened, "painted.isAnother()", lambda page: contender.span(page, second, year))]
    opened.page.context.close()
    return times


def _change(opened: pages.Opened, condition: str, act: Act) -> float:
    """Seconds from the last click or key of a choice until the chart is there, after a reader's look at the last."""
    opened.page.wait_for_timeout(pages.LOOK * 1000)
    opened.page.evaluate("painted.remember()")
    opened.page.evaluate(f"painted.watch('painted', () => {condition})")
    act(opened.page)
    return opened.seconds("painted", since_input=True)


_OUR_ROWS = ".quadrant tbody tr"


def _row_count(browser: Browser, address: str) -> int:
    """How many rows with a figure our Home has, once it has come to rest."""
    opened = pages.open_page(browser, address, "true")
    opened.seconds("at rest", since_input=False)
    count = opened.page.locator(_OUR_ROWS).filter(has_text=re.compile(r"\d")).count()
    opened.page.context.close()
    return count


def ours(address: str, row_count: int) -> Contender:
    """The dashboard itself."""
    return Contender(
        address=address,
        rows=_OUR_ROWS,
        row_count=row_count,
        explore=lambda indicator: f"{address}/explore?{urlencode({'indicator': indicator, 'area': pages.AREA})}",
        add=pages.add_area,
        remove=pages.remove_area,
        comparator=pages.CHANGES["comparator"][1],
        measure=pages.CHANGES["measure"][1],
        span=lambda page, period, year: pages.CHANGES["span"][1](page),
    )


def peer_contenders(addresses: Mapping[str, str], row_count: int) -> dict[str, Contender]:
    """The peers by name, each driven through its own widgets."""
    dash, vizro, panel = (addresses[name] for name in ("dash", "vizro", "panel"))
    is_index = "Index (first = 100)"
    return {
        "dash": Contender(
            address=dash,
            rows=".quadrant tbody tr",
            row_count=row_count,
            explore=lambda indicator: f"{dash}/explore?{urlencode({'indicator': indicator, 'area': pages.AREA})}",
            add=_dash_option("#areas"),
            remove=_dash_option("#areas"),
            comparator=_label("#comparators label", COMPARATOR),
            measure=_label("#measure label", is_index),
            span=lambda page, period, year: _dash_option("#first")(page, period),
            close=_escape,
        ),
        "vizro": Contender(
            address=vizro,
            rows=".ag-center-cols-container .ag-row",
            row_count=row_count,
            explore=lambda indicator: (
                f"{vizro}/explore?indicator={_vizro_value(indicator)}&areas={_vizro_value([pages.AREA])}"
            ),
            add=_dash_option("#areas button"),
            remove=_dash_option("#areas button"),
            comparator=_label("#comparators label", COMPARATOR),
            measure=_label("#measure label", is_index),
            span=lambda page, period, year: _dash_option("#first button")(page, year),
            close=_escape,
        ),
        "panel": Contender(
            address=panel,
            rows="table tbody tr",
            row_count=row_count,
            explore=lambda indicator: f"{panel}/explore?{urlencode({'indicator': indicator, 'area': pages.AREA})}",
            add=_panel_add,
            remove=lambda page, area: page.get_by_role("button", name=f"Remove item: '{area}'").click(),
            comparator=_label("label:has(input[type=checkbox])", COMPARATOR),
            measure=_label("label:has(input[type=radio])", is_index),
            span=lambda page, period, year: page.get_by_label("From", exact=True).press("ArrowDown"),
            close=_escape,
        ),
    }


def _dash_option(trigger: str) -> Callable[[Page, str], None]:
    """Chooses in a drop-down list of Dash, which Vizro has too; its list stays open where several can be chosen."""

    def choose(page: Page, name: str) -> None:
        opened = page.locator(".dash-dropdown-content")
        if not opened.count():
            page.locator(trigger).first.click()
        # The list has only those options in the page that it shows.
        opened.get_by_role("searchbox").fill(name)
        opened.get_by_role("option", name=name, exact=True).click()

    return choose


def _panel_add(page: Page, area: str) -> None:
    page.locator(".choices__inner input").click()
    page.locator(".choices__list--dropdown").get_by_role("option", name=area, exact=True).click()


def _label(labels: str, words: str) -> Act:
    return lambda page: page.locator(labels).filter(has_text=words).click()


def _escape(page: Page) -> None:
    page.keyboard.press("Escape")


def _vizro_value(value: object) -> str:
    """A value as Vizro writes it into an address."""
    text = json.dumps(value, separators=(",", ":")).encode()
    return "b64_" + base64.urlsafe_b64encode(text).decode().rstrip("=")


def peers_python(work: Path) -> Path:
    """The interpreter of the peers' environment, which is made the first time; RuntimeError where it cannot be."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:8]
    folder = work / f"race-{digest}"
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists():
        return python
    print(f"installing the peers of the race in {folder}", file=sys.stderr, flush=True)
    install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--no-deps", "-r", str(REQUIREMENTS)]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), *install], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(
            f"The race cannot be run: {', '.join(PEERS.values())} could not be installed, see above. "
            "Is the package index in reach?"
        ) from error
    done.touch()
    return python


@contextmanager
def running_board(python: Path, peer: str, store: Path) -> Iterator[str]:
    """The address of a peer's board over a store; RuntimeError with its output if it will not start."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = {**os.environ, "RACE_STORE": str(store), "RACE_PORT": str(port), "PYTHONPATH": str(ROOT)}
    with tempfile.NamedTemporaryFile(prefix=f"race-{peer}-", suffix=".log") as log:
        process = subprocess.Popen(
            [str(python), "-m", f"benchmarks.race.{peer}_board"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _answers(address):
                if process.poll() is not None or time.monotonic() > deadline:
                    output = Path(log.name).read_text("utf-8", "replace")
                    raise RuntimeError(f"the board of {PEERS[peer]} did not start:\n{output[-3000:]}")
                time.sleep(0.1)
            yield address
        finally:
            stop_group(process)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
