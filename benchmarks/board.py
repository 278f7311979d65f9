"""What the board writes down, at size: ten thousand challenges in a store, and the pages that read them."""

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, sync_playwright

from benchmarks.building import big_store, check_rows
from benchmarks.pages import Times, floor, loads, open_page
from benchmarks.timing import Line, in_turns
from indicators.board.challenges import ChallengeState, Step
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.store.database import Store, open_store
from indicators.store.rewrite import rewrite
from tests.helpers.browser import BARE_APP, ROOT, SETTLED, find_browser, launch_browser, running_server

CHALLENGES = 10_000
_SEEN_OF = ("contacts", "referrals", "cp_plans_31_march", "looked_after_31_march", "cse_referrals")
_AGENCIES = ("Leicestershire County Council", "Rutland County Council", "Leicestershire Police", "Local NHS")
_LIFE = (
    (Step.RAISE, ChallengeState.RAISED),
    (Step.ACKNOWLEDGE, ChallengeState.ACKNOWLEDGED),
    (Step.ANSWER, ChallengeState.ANSWERED),
    (Step.ESCALATE, ChallengeState.ESCALATED),
    (Step.CLOSE, ChallengeState.CLOSED),
)
_BEGINS = datetime(2026, 1, 1)
#: The pages, each with words that stand on it only once it is done.
PAGES = {
    "assurance": ("assurance?plan=lr_2015_16", ["Assurance map", "cells have no evidence"]),
    "priority": ("priority?priority=lr_2016_neglect", ["Quantitative data", "Challenges about it"]),
    "log": ("log", ["Challenge log", "open challenges"]),
}


def fill(path: Path, count: int = CHALLENGES) -> None:
    """Write challenges with frozen figures into a store, each with one to five steps."""
    store = open_store(path)
    try:
        catalogue = load_catalogue(store)
        seen = _frozen(store, catalogue)
    finally:
        store.close()
    challenges = [_challenge(number, catalogue, seen) for number in range(1, count + 1)]
    steps = [row for number in range(1, count + 1) for row in _steps(number)]
    with rewrite(path) as written, written.transaction():
        written.append("challenge", pd.DataFrame(challenges))
        written.append("challenge_event", pd.DataFrame(steps))


def page_lines(work: Path, repetitions: int, rows: int, shipped: Path) -> list[Line]:
    """The pages of what the board writes down, against the bare page, over a large store with many challenges."""
    executable = find_browser()
    if executable is None:
        raise RuntimeError("no Chrome or Chromium found; install one or set BROWSER_PATH")
    large, data = big_store(work, rows, shipped)
    store = work / f"board-{rows}.duckdb"
    if not store.exists():
        shutil.copyfile(large, store)
        fill(store)
    with ExitStack() as running:
        bare = running.enter_context(running_server(BARE_APP, folder=work)).address
        env = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(data)}
        address = running.enter_context(running_server(ROOT / "app.py", env)).address
        browser = launch_browser(running.enter_context(sync_playwright()), executable)
        subjects = {"floor": floor(browser, bare)}
        subjects |= {name: page_times(browser, address, name) for name in PAGES}
        times = in_turns(subjects, repetitions)
        browser.close()
    check_rows(store, rows)
    bare = times["floor"]["load painted"]
    return [Line(f"{name}, large store, first paint", times[name]["load painted"], bare, 1.5) for name in PAGES]


def page_times(browser: Browser, address: str, name: str) -> Callable[[int], Times]:
    """A page of the board's own record, from the start of the navigation until it is at rest with its words."""
    path, words = PAGES[name]
    condition = f"painted.texts({json.dumps(words)}) && ({SETTLED})()"

    def measure(repetition: int) -> Times:
        opened = open_page(browser, f"{address}/{path}", condition)
        times = loads(opened)
        opened.page.context.close()
        return times

    return measure


def _frozen(store: Store, catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [
        (name, area, json.dumps(figure_snapshot(store, catalogue, name, area)))
        for name in _SEEN_OF
        for area in catalogue.board.own
    ]


def _challenge(number: int, catalogue: Catalogue, seen: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    indicator, area, frozen = seen[number % len(seen)]
    priorities = list(catalogue.priorities.values())
    priority = priorities[number % len(priorities)]
    return {
        "challenge": number,
        "question": f"Question {number}: why did this move, and what is being done about it?",
        "agency": _AGENCIES[number % len(_AGENCIES)],
        "plan": priority.plan,
        "priority": priority.id,
        "quadrant": "quantitative_data",
        "indicator": indicator,
        "area_code": area,
        "period": "2015/16",
        "seen": frozen,
    }


def _steps(number: int) -> list[dict[str, object]]:
    begins = _BEGINS + timedelta(minutes=5 * number)
    due = date(2026, 10, 1) + timedelta(days=number % 90)
    return [
        {
            "challenge": number,
            "number": place,
            "event": str(step),
            "state": str(state),
            "happened_at": begins + timedelta(minutes=place),
            "happened_by": "Independent chair",
            "meeting": "SEG",
            "words": "What was said about it, in a few words.",
            "outcome": "Thresholds were looked at." if step is Step.CLOSE else "",
            "impact": "Fewer children wait." if step is Step.CLOSE else "",
            "due": due if step is Step.RAISE else None,
            "token": "",
        }
        for place, (step, state) in enumerate(_LIFE[: 1 + number % len(_LIFE)], start=1)
    ]
