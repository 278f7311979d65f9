"""A return accepted while things go wrong: killed, no room, no right to write, two at once. All of it or none."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from indicators.errors import ReturnRefused, StoreError
from indicators.returns.accept import accept_return, withdraw_return
from indicators.store.database import open_store
from indicators.store.rewrite import rewrite
from tests.helpers.disks import fill
from tests.helpers.killing import figures_held, killed_at, kills
from tests.helpers.processes import child
from tests.helpers.returns import arrival_store, beside, figures, long_csv, sent
from tests.helpers.tiny_store import current

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

ROLE = "business office"
MANY = [
    {"area": area, "period": f"{day} {month} {year}", "value": year + day}
    for area in ("Rutland", "Leicester")
    for year in range(1990, 2000)
    for month in ("January", "March", "May")
    for day in range(1, 32)
]
ACCEPT = """
import sys; from pathlib import Path
from indicators.errors import IndicatorsError
from indicators.returns.accept import accept_return
from indicators.returns.recognise import new_submission
path, file, by = sys.argv[1:]
sys.stdin.read()
try: accept_return(Path(path), new_submission(Path(file)), by=by)
except IndicatorsError as error: sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, [{"value": 901}])


# Killed


def test_killed_at_each_step_that_is_told_nothing_is_there_or_all(path, tmp_path):
    file = sent(tmp_path, long_csv(MANY))
    held = dict(killed_at(path, file, (0.09, 0.63, 0.9, 1.0)))
    assert held == dict.fromkeys((0.09, 0.63, 0.9), 1) | {1.0: 1 + len(MANY)}


@pytest.mark.long
def test_killed_at_random_moments_nothing_is_there_or_all(path, tmp_path):
    # `make bench` kills 200.
    file = sent(tmp_path, long_csv(MANY))
    found = list(kills(path, file, 4, seed=11))
    assert {held for _, held in found} <= {1, 1 + len(MANY)}
    assert any(killed for killed, _ in found)
    assert any(held == 1 for _, held in found)


@pytest.mark.long
def test_what_a_killed_acceptance_left_is_swept_up_by_the_next(path, tmp_path):
    for name in (f"{path.name}.writing-12345678", f"{path.name}.writing-12345678.wal"):
        (tmp_path / name).write_bytes(b"half a store")
    accept_return(path, sent(tmp_path, long_csv([{"value": 905}])), by=ROLE)
    assert beside(path) == []


def test_an_error_half_way_leaves_the_store_and_the_folder_as_they_were(path, tmp_path):
    before = path.read_bytes()

    def interrupted(share, words):
        if share >= 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        accept_return(path, sent(tmp_path, long_csv([{"value": 905}])), by=ROLE, progress=interrupted)
    assert (path.read_bytes(), beside(path)) == (before, [])


# No space, no right to write


@pytest.mark.examples(1)
@pytest.mark.parametrize("share", [0, 0.5, 1.02, 1.2])
def test_no_space_is_told_and_the_store_untouched(path, tmp_path, small_disk, share):
    """Too little for the copy at all, for half of it, for what is added to it."""
    store = small_disk / "store.duckdb"
    shutil.copyfile(path, store)
    before = store.read_bytes()
    bulky = [row | {"note": os.urandom(1500).hex()} for row in MANY]
    file = sent(tmp_path, long_csv(bulky))
    fill(small_disk, int(len(before) * share))
    with pytest.raises(StoreError, match="There is no disk space left for .*store.duckdb. Free some and try again"):
        accept_return(store, file, by=ROLE)
    assert store.read_bytes() == before
    assert beside(store) == ["ballast"]
    (small_disk / "ballast").unlink()
    accept_return(store, sent(tmp_path, long_csv(MANY)), by=ROLE)
    assert figures_held(store) == 1 + len(MANY)


def test_a_read_only_disk_is_told_and_the_store_untouched(path, tmp_path, lockable):
    folder, lock = lockable
    store = folder / "store.duckdb"
    shutil.copyfile(path, store)
    number = accept_return(store, sent(tmp_path, long_csv([{"value": 905}])), by=ROLE).return_id
    lock()
    before = store.read_bytes()
    with pytest.raises(StoreError, match="the disk or folder is read-only for this user"):
        accept_return(store, sent(tmp_path, long_csv([{"value": 906}])), by=ROLE)
    with pytest.raises(StoreError, match="the disk or folder is read-only for this user"):
        withdraw_return(store, number, by=ROLE, why="wrong")
    assert store.read_bytes() == before


# Two at once


def test_of_two_people_at_once_both_returns_land(path, tmp_path):
    files = [
        sent(tmp_path, long_csv([{"area": "Rutland", "period": str(year)}]), f"{year}.csv") for year in (2001, 2002)
    ]
    with ExitStack() as running:
        people = [
            running.enter_context(child(ACCEPT, path, file.path, f"person {number}"))
            for number, file in enumerate(files)
        ]
        for person in people:
            person.stdin.close()
        assert [person.end() for person in people] == [(0, "")] * 2
    assert len(figures(path)) == 3
    assert beside(path) == []


@pytest.mark.long
def test_threads_of_one_dashboard_take_turns(path, tmp_path):
    files = [
        sent(tmp_path, long_csv([{"area": "Rutland", "period": str(year)}]), f"{year}.csv")
        for year in range(2001, 2005)
    ]
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda file: accept_return(path, file, by=ROLE).return_id, files))
    assert len(set(numbers)) == 4
    assert len(figures(path)) == 5


def test_the_same_file_of_two_at_once_lands_once(path, tmp_path):
    file = sent(tmp_path, long_csv([{"area": "Rutland"}]))

    def accept(_):
        try:
            return accept_return(path, file, by=ROLE).return_id
        except ReturnRefused as error:
            return str(error)

    with ThreadPoolExecutor(3) as pool:
        results = sorted(pool.map(accept, range(3)), key=str)
    number, *refused = results
    assert refused == [f"return.csv was accepted before, as return {number}. Nothing to do."] * 2
    assert figures_held(path) == 2


def test_who_waits_too_long_is_told(path):
    with (
        rewrite(path),
        pytest.raises(StoreError, match="Somebody else is writing to .* Nothing was changed; try again in a minute"),
        rewrite(path, patience=0.1),
    ):
        pass
    assert beside(path) == []


@pytest.mark.long
def test_a_reader_goes_on_with_what_it_opened(path, tmp_path):
    reader = open_store(path)
    accept_return(path, sent(tmp_path, long_csv([{"value": 905}])), by=ROLE)
    assert list(current(reader)["value"]) == [901]
    reader.close()
    assert figures(path)["contacts", "E10000018", "2015/16", "report"][0] == 905
