"""A board in a lake against the same in a file: how soon pages answer, and fifty people at two servers.

Half of them read, half write, while PostgreSQL is restarted once; what was written is counted afterwards. Writers do
what the form of a challenge does, in two processes that stand for the two servers, and send again what was refused.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks import pages, visitors
from benchmarks.timing import Line, in_turns
from indicators.board.challenges import challenge_history, raise_challenge
from indicators.lake_address import store_place
from indicators.loading.build import build
from indicators.store.database import open_for_reading, open_store
from indicators.store.move import carry_store
from indicators.store.rewrite import rewrite
from tests.helpers.browser import ROOT, running_server
from tests.helpers.challenges import TODAY, asked
from tests.helpers.postgres import new_lake, postgres_server

#: At most so many times as long as from a file.
MOST_TIMES = 1.5
READERS, WRITERS = 25, 25
#: Steps that each writer takes, and the seconds after which PostgreSQL is restarted.
STEPS, RESTART_AFTER = 4, 5.0
_ROWS = """
insert into observation by name
select
    'm' || lpad(numbers.number::varchar, 3, '0') || '_made_up' as indicator, 'X' || places.place as area_code,
    'month' as period_type, starts::date as starts, (starts + interval 1 month - interval 1 day)::date as ends,
    (hash(numbers.number, places.place, starts) % 900)::double as value, 'final' as status, '' as symbol,
    'synthetic' as source, '' as note, 1::bigint as return_id, 1::bigint as first_return_id, false as came_late
from range(500) as numbers(number)
cross join range(150) as places(place)
cross join (select unnest(generate_series(date '2014-09-01', date '2025-12-01', interval 1 month)) as starts)
order by indicator, area_code, starts
limit $rows
"""

#: A process of writers: the store, who they are, and how many steps each takes; prints what happened as JSON.
_WRITING = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from indicators.board.challenges import move_challenge
from indicators.errors import StoreError
from indicators.lake_address import store_place
from tests.helpers.challenges import TODAY, taken

path, names, steps = store_place(sys.argv[1]), sys.argv[2].split(","), int(sys.argv[3])

def write(name):
    told, waited = 0, []
    for number in range(steps):
        words = f"{name} step {number}"
        step, began = taken("escalate", words=words, token=words), time.perf_counter()
        while True:
            try:
                move_challenge(path, 1, step, today=TODAY)
                break
            except StoreError as error:
                told += 1
                if told > 200:
                    raise
                time.sleep(0.2)
        waited.append(time.perf_counter() - began)
    return told, waited

print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(len(names)) as pool:
    done = list(pool.map(write, names))
print(json.dumps({"told": sum(told for told, _ in done), "waited": [each for _, waited in done for each in waited]}))
"""


def lake_lines(work: Path, data: Path, rows: int) -> list[Line]:
    """Carrying a large store into a lake, a write, the copy that follows it, queries and pages, against the file."""
    server = postgres_server()
    file = work / f"lake-source-{rows}.duckdb"
    if not file.exists():
        build(file, data)
        with duckdb.connect(str(file)) as connection:
            [(there,)] = connection.execute("select count(*) from observation").fetchall()
            connection.execute(_ROWS, {"rows": rows - there})
            connection.execute("checkpoint")
    address = new_lake(server, work / f"lake-{os.getpid()}")
    place = store_place(address)
    began = time.perf_counter()
    carry_store(file, place)
    carried = time.perf_counter() - began
    began = time.perf_counter()
    open_store(place).close()
    lines = [
        Line(f"lake, {rows:,} figures: carried in and compared", [carried]),
        Line("lake, the first copy for reading", [time.perf_counter() - began]),
    ]
    stores = {"lake": open_store(place), "file": open_store(file)}

    def asking(name: str):
        def measure(repetition: int) -> dict[str, list[float]]:
            names = [f"m{(37 * repetition + step) % 500:03}_made_up" for step in (1, 100, 200)]
            began = time.perf_counter()
            stores[name].query("series", indicators=names, areas=["X3", "X77", "X140"])
            return {"seconds": [time.perf_counter() - began]}

        return measure

    asked_for = in_turns({name: asking(name) for name in stores}, 15)
    lines.append(
        Line(
            "lake, a query of figures",
            asked_for["lake"]["seconds"],
            asked_for["file"]["seconds"],
            MOST_TIMES,
        )
    )
    for store in stores.values():
        store.close()
    lines += _page_lines({"lake": address, "file": str(file)}, data)
    return lines + _write_lines({"lake": place, "file": file})


def _page_lines(stores: dict[str, str], data: Path) -> list[Line]:
    indicators = pages.shared_indicators(data / "facts")
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                running_server(ROOT / "app.py", {"INDICATORS_STORE": store, "INDICATORS_DATA": str(data)})
            )
            for name, store in stores.items()
        }

        def visiting(name: str):
            return lambda _: visitors.visit(servers[name], 1, indicators).opened

        found = in_turns({name: visiting(name) for name in servers}, 9)
    return [
        Line(f"lake, opening {page or 'home'}", found["lake"][page], found["file"][page], MOST_TIMES)
        for page in found["lake"]
    ]


def _write_lines(stores: dict[str, Path]) -> list[Line]:
    """A write of one row, and the first look of a reader after it."""

    def writing(name: str):
        def measure(_: int) -> dict[str, list[float]]:
            began = time.perf_counter()
            with rewrite(stores[name]) as store, store.transaction():
                store.append("made_up", pd.DataFrame([{"happened_at": pd.Timestamp("2026-01-01")}]))
            written = time.perf_counter() - began
            open_store(stores[name]).close()
            return {"a write": [written], "a write and a look at it": [time.perf_counter() - began]}

        return measure

    found = in_turns({name: writing(name) for name in stores}, 5)
    return [Line(f"lake, {what}", found["lake"][what], found["file"][what]) for what in found["lake"]]


def together_lines(work: Path, data: Path, *, in_lake: bool) -> list[Line]:
    """Fifty people at once at two servers: what of their writing was lost or doubled, and how long they waited.

    In a lake the servers have folders of their own for their files, and PostgreSQL is restarted meanwhile; with a file
    they share it.
    """
    where = "lake" if in_lake else "file"
    file = work / f"together-{where}.duckdb"
    file.unlink(missing_ok=True)
    build(file, data)
    raise_challenge(file, asked(), today=TODAY)
    addresses = [str(file), str(file)]
    database = postgres_server() if in_lake else None
    if database is not None:
        address = new_lake(database, work / f"together-{os.getpid()}")
        carry_store(file, store_place(address))
        addresses = [address, f"{address}-other"]
    indicators = pages.shared_indicators(data / "facts")
    names = [[f"writer {who}" for who in range(first, WRITERS, 2)] for first in (0, 1)]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                running_server(ROOT / "app.py", {"INDICATORS_STORE": each, "INDICATORS_DATA": str(data)})
            )
            for each in addresses
        ]
        writers = [_writers(address, own) for address, own in zip(addresses, names, strict=True)]
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("\n")
            writer.stdin.flush()
        restart = threading.Timer(RESTART_AFTER, database.restart) if database is not None else None
        if restart is not None:
            restart.start()
        with ThreadPoolExecutor(2) as pool:
            counts = (READERS // 2, READERS - READERS // 2)
            readers = [
                pool.submit(visitors.visit, server, count, indicators)
                for server, count in zip(servers, counts, strict=True)
            ]
            said = [json.loads(writer.communicate(timeout=900)[0].splitlines()[-1]) for writer in writers]
            read = [seconds for reader in readers for seconds in reader.result().seconds]
        if restart is not None:
            restart.join()
    lost, doubled, disordered = _counted(store_place(addresses[0]), [name for own in names for name in own])
    waited = [seconds for each in said for seconds in each["waited"]]
    told = sum(each["told"] for each in said)
    print(
        f"{where}: {len(waited)} steps of {WRITERS} writers in two processes, {told} times told to try again, "
        f"lost {lost}, doubled {doubled}, out of order {disordered}; "
        f"{len(read)} pages opened by {READERS} readers"
    )
    if lost or doubled or disordered:
        raise RuntimeError(f"{where}: something was lost, doubled or out of order")
    return [
        Line(f"{where}, 50 at once: a step is written", waited, remark=_nine_in_ten(waited)),
        Line(f"{where}, 50 at once: a page is opened", read, remark=_nine_in_ten(read)),
    ]


def _writers(address: str, names: list[str]) -> subprocess.Popen:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITING, address, ",".join(names), str(STEPS)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    writer.stdout.readline()
    return writer


def _counted(place: Path, names: list[str]) -> tuple[int, int, int]:
    """Steps that are missing, that are there twice, and that do not stand in the order of their numbers and times."""
    with open_for_reading(place) as store:
        steps = challenge_history(store, 1)
    counts = Counter(step.words for step in steps[1:])
    wanted = {f"{name} step {number}" for name in names for number in range(STEPS)}
    own_order = [[step.words for step in steps if step.words.startswith(f"{name} ")] for name in names]
    disordered = sum(order != sorted(order) for order in own_order)
    disordered += [step.number for step in steps] != list(range(1, len(steps) + 1))
    disordered += [step.at for step in steps] != sorted(step.at for step in steps)
    return len(wanted - counts.keys()), sum(count - 1 for count in counts.values()), disordered


def _nine_in_ten(seconds: list[float]) -> str:
    return f"nine in ten within {statistics.quantiles(seconds, n=10)[-1]:.2f} s, the longest {max(seconds):.2f} s"
