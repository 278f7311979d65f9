"""Building the store against DuckDB alone, and how soon a first start answers."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.synthetic import Size, facts_file, write_folder
from tests.helpers.browser import ROOT, free_port, is_up, stop_group

SECONDS = 900
#: Indicators of a large store beside the shipped ones.
MADE_UP = 420

#: What DuckDB needs at the least: the file as a table, then its rows in the order that pages ask for.
_DUCKDB_ALONE = """
import sys, duckdb
facts, store = sys.argv[1:]
with duckdb.connect(store) as connection:
    connection.execute("create table facts as select * from read_csv(" + repr(facts) + ")")
    connection.execute("create table observation as select * from facts limit 0")
    connection.execute("insert into observation select * from facts order by indicator, area, period")
"""


@dataclass(frozen=True)
class Run:
    """A finished process: seconds from its start to its end, the most memory it held, in MiB, and what it said."""

    seconds: float
    peak: float
    output: str = ""


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Run:
    """Run a command in the project's folder; RuntimeError with what it said if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    output = process.stdout.read().decode("utf-8", "replace")
    # wait4, unlike wait, tells the memory of this one child.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output[-3000:]}")
    kibibytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(seconds, kibibytes / 1024, output)


def build_store(store: Path, data: Path) -> Run:
    """Build a store from a data folder with the project's own command, checks included."""
    _remove(store)
    command = [sys.executable, "-m", "indicators", "--store", str(store), "--data", str(data), "build", "--anew"]
    return run(command)


def big_store(work: Path, rows: int, shipped: Path) -> tuple[Path, Path]:
    """A store of many rows and the data folder it was built from; kept ones are used again."""
    data, store = work / f"data-{rows}", work / f"large-{rows}.duckdb"
    if not store.exists():
        if not data.exists():
            print(f"writing {rows:,} rows", file=sys.stderr, flush=True)
            # As many made up as ten million rows of months since 2012 take, however many are shipped: with fewer the
            # months would begin in a century that no period may lie in.
            indicators = MADE_UP + len(list((shipped / "definitions").glob("*.toml")))
            write_folder(data, shipped, Size(indicators, 150, rows))
        print("building the large store", file=sys.stderr, flush=True)
        done = build_store(store, data)
        print(f"The store of {rows:,} rows was built in {done.seconds:.1f} s, peak memory {done.peak:.0f} MiB")
    return store, data


def check_rows(store: Path, rows: int) -> None:
    """Raise RuntimeError for a store that is no longer large: a dashboard has rebuilt it from elsewhere."""
    with duckdb.connect(str(store), read_only=True) as connection:
        [(found,)] = connection.execute("select count(*) from observation").fetchall()
    if found < rows:
        raise RuntimeError(f"{store} holds {found:,} rows, not {rows:,}; was INDICATORS_DATA ignored?")


def build_alone(store: Path, data: Path) -> Run:
    """Do with DuckDB alone what a store needs at the least, for the first made-up file of a folder."""
    _remove(store)
    return run([sys.executable, "-c", _DUCKDB_ALONE, str(facts_file(data)), str(store)])


def build_subject(
    build: Callable[[Path, Path], Run], store: Path, data: Path
) -> Callable[[int], dict[str, list[float]]]:
    """A build as a subject of `in_turns`: seconds and peak memory."""

    def measure(repetition: int) -> dict[str, list[float]]:
        done = build(store, data)
        _remove(store)
        return {"seconds": [done.seconds], "peak": [done.peak]}

    return measure


def first_start(folder: Path) -> float:
    """Seconds from `make run`, packages installed and no store yet, until the printed address answers.

    Each start has a folder of its own: an installation remembers its store and builds no second one in its place.
    """
    folder = Path(tempfile.mkdtemp(prefix="first-start-", dir=folder))
    port = free_port()
    output = folder / "first-start.log"
    store = folder / "first-start" / "indicators.duckdb"
    env = {**os.environ, "INDICATORS_STORE": str(store), "VENV": sys.prefix, "MAKEFLAGS": ""}
    started = time.perf_counter()
    with output.open("wb") as log:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}", "ADDRESS=127.0.0.1"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not (is_up(f"http://127.0.0.1:{port}") and f":{port}".encode() in output.read_bytes()):
                if process.poll() is not None or time.perf_counter() - started > 120:
                    raise RuntimeError(f"make run did not start:\n{output.read_text('utf-8')[-3000:]}")
                time.sleep(0.02)
            return time.perf_counter() - started
        finally:
            stop_group(process)


def _remove(store: Path) -> None:
    for file in (store, Path(f"{store}.wal")):
        file.unlink(missing_ok=True)
