"""`python -m benchmarks`: measure how fast the dashboard is and how often its signals are right; print what holds."""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import duckdb
import streamlit
from playwright.sync_api import sync_playwright

from benchmarks import board, building, pages, returns, synthetic
from benchmarks.calibration import calibration_rates, calibration_store
from benchmarks.control import control_lines
from benchmarks.disclosure import WORLDS, WORLDS_ALIKE, fuzz_rates, release_lines
from benchmarks.elements import element_rates
from benchmarks.expectation import expectation_rates
from benchmarks.lake import lake_lines, together_lines
from benchmarks.living_year import YearPlan, year_measures
from benchmarks.pack import pack_lines
from benchmarks.partnerships import PARTNERSHIPS, partnership_rates
from benchmarks.race import run as race
from benchmarks.rare_events import rare_rates
from benchmarks.rates import Rate, rate_table
from benchmarks.simulation import signal_rates
from benchmarks.site import site_lines
from benchmarks.speed import rule_lines
from benchmarks.timing import Line, in_turns, table
from benchmarks.visitors import FEW, MANY, visitor_lines
from tests.helpers.browser import BARE_APP, ROOT, find_browser, launch_browser, running_server
from tests.helpers.visits import lasting_context

DATA = ROOT / "data"
PARTS = (
    "start",
    "build",
    "returns",
    "pages",
    "elements",
    "large",
    "race",
    "board",
    "signals",
    "rare",
    "calibration",
    "expectation",
    "speed",
    "disclosure",
    "pack",
    "site",
    "visitors",
    "year",
    "partnerships",
    "lake",
)
#: Times that a page is measured, where nobody says.
REPETITIONS = 11
#: Times that all rules are run over thousands of series.
RUNS_OF_RULES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 0 when every target holds, 1 when one does not or cannot be measured."""
    options = _options(arguments)
    found: list[Line | Rate] = []
    failed = False
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as temporary:
        work = Path(options.work or temporary)
        work.mkdir(parents=True, exist_ok=True)
        for title, measure in _parts(options, work).items():
            _say(f"{title} …")
            try:
                found += measure()
            except Exception:
                # One part that cannot be measured does not hide the others.
                failed = True
                traceback.print_exc()
                print(f"{title}: could not be measured, see above")
    _print_found(found, options)
    return 1 if failed or any(item.verdict == "does not hold" for item in found) else 0


def _print_found(found: Sequence[Line | Rate], options: argparse.Namespace) -> None:
    """Times and rates, each in a table of its own."""
    lines = [item for item in found if isinstance(item, Line)]
    rates = [item for item in found if isinstance(item, Rate)]
    if lines:
        print(f"Python {platform.python_version()}, Streamlit {streamlit.__version__}, ", end="")
        print(f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores; medians, the middle half in brackets\n")
        print(table(lines), end="\n\n")
    if rates:
        print(f"Made-up series of --seed {options.seed}; real ones of {options.national or 'the shipped areas alone'}")
        print("Intervals take each case as one on its own, which the years of one area are not quite\n")
        print(rate_table(rates))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this (may be repeated)")
    parser.add_argument(
        "--repetitions", type=int, help=f"of each page (default: {REPETITIONS}, in the race {race.REPETITIONS})"
    )
    parser.add_argument("--rows", type=int, default=synthetic.LARGE.rows, help="in the large store")
    parser.add_argument("--work", help="a folder that keeps the large store for the next run")
    parser.add_argument(
        "--seed", type=int, default=time.time_ns() % 2**32, help="of made-up series (default: the clock)"
    )
    parser.add_argument("--cycles", type=int, default=150, help="made up of each kind (default: %(default)s)")
    parser.add_argument(
        "--national",
        type=Path,
        default=os.environ.get("INDICATORS_NATIONAL"),
        help="a folder of the Department for Education's files of all authorities, c1_*, d3_*, d5_* and cla_number*.csv"
        ", and lait*.parquet (default: INDICATORS_NATIONAL, else the shipped areas alone and an extract made up)",
    )
    parser.add_argument(
        "--partnerships", type=int, default=PARTNERSHIPS, help="of other authorities (default: %(default)s)"
    )
    parser.add_argument("--seeds", type=int, default=YearPlan.seeds, help="of living years (default: %(default)s)")
    parser.add_argument("--quarters", type=int, default=YearPlan.quarters, help="of each of them")
    parser.add_argument(
        "--every",
        type=int,
        default=YearPlan.every,
        help="look at all pages of a living year after so many returns, each seed after others (default: %(default)s; "
        "1, after each, takes more than an hour a seed)",
    )
    options = parser.parse_args(arguments)
    if min(options.seeds, options.quarters, options.every, options.partnerships) < 1:
        parser.error("--seeds, --quarters, --every, --partnerships: give 1 or more")
    if options.cycles < 2:
        parser.error("--cycles: give 2 or more, else nothing says how far they differ")
    options.race_repetitions = options.repetitions or race.REPETITIONS
    options.repetitions = options.repetitions or REPETITIONS
    return options


def _parts(options: argparse.Namespace, work: Path) -> dict:
    """What to measure by what is said while it is; 'large' measures the shipped pages along with it."""
    wanted = set(options.only or PARTS)
    parts = {}
    if "start" in wanted:
        parts["First start"] = lambda: start_lines(work)
    if "build" in wanted:
        parts["Building from 1 million rows"] = lambda: build_lines(work)
    if "returns" in wanted:
        parts[f"Returns of mass files, and {returns.KILLS} kills"] = lambda: [
            *returns.mass_lines(work, DATA, options.national),
            *returns.kill_rates(work, DATA, options.seed),
        ]
    if "large" in wanted:
        parts[f"Pages, and the same over {options.rows:,} rows"] = lambda: page_lines(
            work, options.repetitions, options.rows
        )
    elif "pages" in wanted:
        parts["Pages"] = lambda: page_lines(work, options.repetitions, None)
    if "elements" in wanted:
        parts["Elements of each page"] = lambda: page_elements(work)
    if "race" in wanted:
        title = (
            f"Race with {', '.join(race.PEERS.values())} over {options.rows:,} rows, {options.race_repetitions} times"
        )
        parts[title] = lambda: race.race_lines(work, options.race_repetitions, options.rows, DATA)
    if "board" in wanted:
        parts[f"Map, priority and log over {options.rows:,} rows and {board.CHALLENGES:,} challenges"] = lambda: (
            board.page_lines(work, options.repetitions, options.rows, DATA)
        )
    if "signals" in wanted:
        title = f"Signals in {options.cycles} made-up cycles of each kind, --seed {options.seed}"
        parts[title] = lambda: signal_rates(options.seed, options.cycles)
    if "rare" in wanted:
        parts[f"Rare events: how soon a doubling is seen, --seed {options.seed}"] = lambda: rare_rates(
            options.seed, options.cycles
        )
    if "calibration" in wanted:
        title = f"Calibration on {options.national or 'the shipped areas alone; --national names a folder of all'}"
        parts[title] = lambda: calibration_rates(
            calibration_store(work, DATA, options.national), is_held=options.national is not None, seed=options.seed
        )
    if "expectation" in wanted:
        title = (
            f"What to expect of a place, each authority left out, on {options.national or 'no files: give --national'}"
        )
        parts[title] = lambda: expectation_rates(work, DATA, options.national)
    if "speed" in wanted:
        parts["Speed of the rules"] = lambda: rule_lines(RUNS_OF_RULES) + control_lines(options.repetitions)
    if "disclosure" in wanted:
        parts["The public copy of the shipped board"] = lambda: release_lines(work, DATA)
        title = f"What {WORLDS:,} made-up boards in public tell a stranger, and {WORLDS_ALIKE} published again with "
        title += f"other hidden numbers, --seed {options.seed}"
        parts[title] = lambda: fuzz_rates(options.seed)
    if "pack" in wanted:
        parts["A report pack of 20 charts beside its pictures alone"] = lambda: pack_lines(
            work, DATA, options.repetitions
        )
    if "site" in wanted:
        parts["The public site"] = lambda: site_lines(work, DATA, options.repetitions)
    if "year" in wanted:
        plan = YearPlan(options.seeds, options.quarters, options.every)
        parts[f"{plan.seeds} living years, every page after each {plan.every} returns"] = lambda: year_measures(
            work, plan
        )
    if "partnerships" in wanted:
        title = f"{options.partnerships} partnerships of other authorities, --seed {options.seed}"
        parts[title] = lambda: partnership_rates(work, DATA, options.seed, options.partnerships)
    if "lake" in wanted:
        parts[f"A lake of {options.rows:,} figures, and 50 people at two servers"] = lambda: [
            *lake_lines(work, DATA, options.rows),
            *together_lines(work, DATA, in_lake=False),
            *together_lines(work, DATA, in_lake=True),
        ]
    if "visitors" in wanted:
        parts[f"{FEW} and {MANY} visitors at once"] = lambda: visitor_lines(work, DATA)
    return parts


def start_lines(work: Path) -> list[Line]:
    """How soon the first `make run` answers, packages installed and no store yet."""
    return [
        Line(
            "first make run, until the address answers",
            [building.first_start(work) for _ in range(3)],
            target=10,
        )
    ]


def build_lines(work: Path) -> list[Line]:
    """The build of a million rows, checks included, against DuckDB's own reading and ordering."""
    data = work / "data-1m"
    if not data.exists():
        made_up = 50 + len(list((DATA / "definitions").glob("*.toml")))
        synthetic.write_folder(data, DATA, synthetic.Size(indicators=made_up, areas=150, rows=1_000_000))
    subjects = {
        "ours": building.build_subject(building.build_store, work / "ours.duckdb", data),
        "floor": building.build_subject(building.build_alone, work / "floor.duckdb", data),
    }
    times = in_turns(subjects, 5)
    peaks = {name: statistics.median(found.pop("peak")) for name, found in times.items()}
    remark = f"peak memory {peaks['ours']:.0f} MiB, DuckDB alone {peaks['floor']:.0f} MiB"
    return [Line("build from 1 million rows", times["ours"]["seconds"], times["floor"]["seconds"], 2, remark)]


def page_lines(work: Path, repetitions: int, rows: int | None) -> list[Line]:
    """Our pages against the bare page and, with `rows`, against themselves over a large store."""
    executable = find_browser()
    if executable is None:
        raise RuntimeError("no Chrome or Chromium found; install one or set BROWSER_PATH")
    indicators = pages.shared_indicators(DATA / "facts")
    with ExitStack() as running:
        stores = {"": (work / "shipped.duckdb", DATA)}
        building.build_store(*stores[""])
        if rows:
            stores[" large"] = building.big_store(work, rows, DATA)
        # Started where no configuration of ours is read: bare means bare.
        bare = running.enter_context(running_server(BARE_APP, folder=work)).address
        playwright = running.enter_context(sync_playwright())
        browser = launch_browser(playwright, executable)
        known = running.enter_context(lasting_context(playwright, executable, work / "profile"))
        subjects = {"floor": pages.floor(browser, bare)}
        subjects["floor again"] = pages.returning(known, bare, pages.chart([pages.AREA]))
        for size, (store, data) in stores.items():
            env = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(data)}
            address = running.enter_context(running_server(ROOT / "server.py", env)).address
            subjects[f"home{size}"] = pages.home(browser, address)
            subjects[f"explore{size}"] = pages.explore(browser, address, indicators)
            if not size:
                queries = [{"indicator": indicator, "area": pages.AREA} for indicator in indicators]
                condition = pages.chart([pages.AREA], pages.OTHER_AREAS)
                subjects["home again"] = pages.returning(known, address, pages.HOME)
                subjects["explore again"] = pages.returning(known, f"{address}/explore", condition, queries)
        times = in_turns(subjects, repetitions)
        browser.close()
    if rows:
        building.check_rows(stores[" large"][0], rows)
    return _floor_lines(times) + (_large_lines(times) if rows else [])


def page_elements(work: Path) -> list[Rate]:
    """How many elements each page of the shipped board has when it is opened."""
    store = work / "elements.duckdb"
    building.build_store(store, DATA)
    with running_server(ROOT / "server.py", {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(DATA)}) as server:
        return element_rates(server)


def _floor_lines(times: dict) -> list[Line]:
    bare, home, explore = times["floor"], times["home"], times["explore"]
    again = times["floor again"]["load painted"]
    # Each page is asked for one of the other changes for six of areas.
    floor = bare["change painted"][:: len(bare["change painted"]) // len(explore["measure painted"])]
    return [
        Line("home, first paint", home["load painted"], bare["load painted"], 0.6),
        Line("Explore, first paint of the chart", explore["load painted"], bare["load painted"], 1.15),
        Line("home, first paint, been there before", times["home again"]["load painted"], again, 0.6),
        Line("Explore, first paint, been there before", times["explore again"]["load painted"], again, 1.15),
        Line("Explore, page at rest", explore["load at rest"], bare["load at rest"]),
        Line("Explore, change of area until painted", explore["change painted"], bare["change painted"], 0.5),
        *(
            Line(f"Explore, change of {words} until painted", explore[f"{what} painted"], floor, 0.5)
            for what, (words, _) in pages.CHANGES.items()
        ),
        Line("Explore, change of area until at rest", explore["change at rest"], bare["change at rest"]),
    ]


def _large_lines(times: dict) -> list[Line]:
    asked = {
        "home, first paint": ("home", "load painted"),
        "Explore, first paint of the chart": ("explore", "load painted"),
        "Explore, change of area until painted": ("explore", "change painted"),
    }
    return [
        Line(f"large store to shipped: {what}", times[f"{page} large"][mark], times[page][mark], 1.1)
        for what, (page, mark) in asked.items()
    ]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
