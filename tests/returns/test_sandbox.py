"""Files are read in a process of their own: within limits of memory, time and rows, and ended when nobody waits."""

import io
import os
import signal
import socket
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from indicators.access.permissions import COMMAND_LINE
from indicators.errors import DataProblems, ReturnRefused, StoreError, UsageError
from indicators.returns import sandbox
from indicators.returns.recognise import new_submission
from indicators.returns.sandbox import COMMAND_ALLOWANCE, MOST_READERS, PAGE_ALLOWANCE, Sandbox
from indicators.store.database import open_store
from tests.helpers.returns import long_csv, sent
from tests.helpers.tiny_store import tiny_store_file

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

MB = 1 << 20
HEADING = "indicator,area,period,value,numerator,denominator,status,symbol,source,note\n"


@pytest.fixture
def store(tmp_path):
    return tiny_store_file(tmp_path, [{"area": "Rutland"}])


def resident(pid="self"):
    """Megabytes of memory that a process has had at most."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def is_running(pid):
    """Whether a process runs; one that ended and that nobody asked for any more does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False


def one_file(tmp_path):
    return sent(tmp_path, long_csv([{"area": "Rutland", "value": 905}]))


def parquet(path, rows, note="''"):
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'contacts' as indicator, 'Rutland' as area, '2015/16' as period, '5' as value, "
            f"'report' as source, {note} as note from range({rows})) to '{path}' (format parquet, compression zstd)"
        )
    return path


def test_a_sound_file_is_previewed_and_accepted_as_it_would_be_here(store, tmp_path):
    steps = []
    file = sent(tmp_path, long_csv([{"area": "Rutland", "value": 905}]), "list.csv")
    with Sandbox(PAGE_ALLOWANCE) as reader:
        checked = reader.preview(store, file, progress=lambda share, words: steps.append(words))
        assert (checked.counts["revised"], checked.errors, checked.file.name) == (1, (), "list.csv")
        done = reader.accept(store, file, by="business office", previewed=checked.counts)
        first = reader._child.pid
        assert reader.preview(store, file).accepted_as == done.return_id
        assert reader._child.pid == first
    assert "Reading the figures" in steps
    held = open_store(store)
    try:
        assert held.query("returns")["name"].iloc[0] == "list.csv"
    finally:
        held.close()


def test_what_is_wrong_is_raised_as_it_would_be_here(store, tmp_path):
    wrong = sent(tmp_path, HEADING + "contacts,Rutland,2015/16,many,,,,,report,\n", "wrong.csv")
    with Sandbox(PAGE_ALLOWANCE) as reader:
        with pytest.raises(DataProblems, match="'many' is not a number") as caught:
            reader.accept(store, wrong, by="business office")
        assert caught.value.problems[0].value == "many"
        with pytest.raises(UsageError, match="Say who accepts"):
            reader.accept(store, wrong, by="")
        with pytest.raises(ReturnRefused, match=r"^no\.pdf is a PDF"):
            reader.preview(store, sent(tmp_path, b"%PDF-1", "no.pdf"))
        with pytest.raises(StoreError, match="There is no store at"):
            reader.preview(tmp_path / "none.duckdb", wrong)
        # After all that the same child goes on.
        assert reader.preview(store, wrong).errors


def test_millions_of_rows_in_a_small_file_are_refused_before_one_is_read(store, tmp_path):
    path = parquet(tmp_path / "five.parquet", 5_000_000)
    assert path.stat().st_size < 200_000
    began, before = time.monotonic(), resident()
    with Sandbox(PAGE_ALLOWANCE) as reader:
        with pytest.raises(ReturnRefused, match=r"five\.parquet has 5,000,000 rows; at most 1,000,000 .* command line"):
            reader.preview(store, new_submission(path))
        assert resident(reader._child.pid) < 500
    assert time.monotonic() - began < 60
    assert resident() - before < 100


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_rows_of_text_are_counted_however_they_end(store, tmp_path, ending):
    text = HEADING.replace("\n", ending) + f"contacts,Rutland,2015/16,905,,,,,report,{ending}" * 30
    with (
        Sandbox(replace(PAGE_ALLOWANCE, rows=29)) as reader,
        pytest.raises(ReturnRefused, match=r"has 30 rows; at most 29"),
    ):
        reader.preview(store, sent(tmp_path, text, "a.csv"))
    with Sandbox(replace(PAGE_ALLOWANCE, rows=30)) as reader:
        assert reader.preview(store, sent(tmp_path, text, "a.csv")).sound == 1


def test_a_file_that_needs_more_memory_is_told_and_the_dashboards_own_stays(store, tmp_path):
    path = parquet(tmp_path / "long.parquet", 2_000, note="repeat('x', 1000000)")
    assert path.stat().st_size < 20_000
    before = resident()
    with (
        Sandbox(PAGE_ALLOWANCE) as reader,
        pytest.raises(ReturnRefused, match="could not be read with the 1,024 MB of memory"),
    ):
        reader.preview(store, new_submission(path))
    assert resident() - before < 100


def test_a_file_that_takes_too_long_is_let_go_and_its_process_is_gone(store, tmp_path):
    pids = []

    def stop(share, words):
        pids.append(reader._child.pid)
        os.kill(pids[0], signal.SIGSTOP)

    with Sandbox(replace(PAGE_ALLOWANCE, seconds=2)) as reader:
        with pytest.raises(ReturnRefused, match="could not be read within 2 seconds and was let go"):
            reader.preview(store, one_file(tmp_path), progress=stop)
        assert reader._child is None
    assert not is_running(pids[0])


@pytest.mark.long
def test_a_file_that_keeps_the_processor_busy_is_let_go_too(store, tmp_path):
    path = parquet(tmp_path / "many.parquet", 900_000)
    with Sandbox(replace(PAGE_ALLOWANCE, seconds=1)) as reader:
        with pytest.raises(ReturnRefused, match=r"could not be read with.* 1 seconds"):
            reader.preview(store, new_submission(path))
        assert reader._child is None or not reader._child.is_alive


def test_when_the_visitor_leaves_the_process_ends_and_nothing_stays(store, tmp_path):
    class Left(BaseException):
        pass

    pids, folders = [], []

    def leave(share, words):
        pids.append(reader._child.pid)
        folders.append(reader._child._folder.name)
        raise Left

    before = store.read_bytes()
    with Sandbox(PAGE_ALLOWANCE) as reader, pytest.raises(Left):
        reader.accept(store, sent(tmp_path, long_csv([{"value": 905}])), by="business office", progress=leave)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    assert not os.path.exists(folders[0])
    assert store.read_bytes() == before


@pytest.mark.long
def test_when_the_dashboard_is_killed_its_readers_go_too(store, tmp_path):
    from tests.helpers.processes import child

    code = (
        "import sys, time\n"
        "from indicators.returns import sandbox\n"
        "one = sandbox._Worker()\n"
        "source = sandbox._fork_server._process.pid if sandbox.POSSIBLE else one.pid\n"
        "print(one.pid, source, one._folder.name, flush=True)\n"
        "time.sleep(60)\n"
    )
    with child(code) as running:
        *pids, folder = running.stdout.readline().split()
        assert os.path.isdir(folder)
        running.kill()
    deadline = time.monotonic() + 30
    while any(map(is_running, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.long
def test_problems_beyond_a_few_hundred_are_counted_and_not_kept(store, tmp_path):
    rows = "".join(f"con{row},Rut{row},2015/16,x{row},,,,,report,\n" for row in range(20_000))
    with Sandbox(replace(PAGE_ALLOWANCE, problems=40)) as reader:
        checked = reader.preview(store, sent(tmp_path, HEADING + rows, "bad.csv"))
        assert checked.counts["refused"] == 20_000
        assert len(checked.errors) == 41
        assert sum(problem.stands_for for problem in checked.errors) == 60_000
        assert "are counted and not listed" in checked.errors[-1].message


@pytest.mark.long
def test_two_files_are_read_at_once_and_the_next_waits_and_says_so(store, tmp_path):
    file = sent(tmp_path, long_csv([{"area": "Rutland", "value": 905}]))
    told = []
    for _ in range(MOST_READERS):
        assert sandbox._places.acquire(blocking=False)
    freed = threading.Timer(1.0, sandbox._places.release)
    freed.start()
    try:
        with Sandbox(PAGE_ALLOWANCE) as reader:
            assert reader.preview(store, file, progress=lambda share, words: told.append(words)).changes == 1
    finally:
        freed.join()
        sandbox._places.release()
    assert told[0] == "Waiting: other files are being read"


def styled(styles):
    """A workbook with as many styles, each of its own."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["Indicator", "Area", "Period", "Figure"], ["Contacts", "Rutland", "2015/16", 905]):
        book.active.append(row)
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                one = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><alignment indent="%d"/></xf>'
                extra = "".join(one % (number % 250) for number in range(styles)).encode()
                content = content.replace(b"</cellXfs>", extra + b"</cellXfs>")
            new.writestr(name, content)
    return out.getvalue()


def test_a_workbook_of_styles_is_refused_before_they_are_made_and_a_usual_one_is_read(store, tmp_path):
    with Sandbox(PAGE_ALLOWANCE) as reader:
        with pytest.raises(ReturnRefused, match="far more styles or names than any table needs"):
            reader.preview(store, sent(tmp_path, styled(600_000), "styles.xlsx"))
        assert resident(reader._child.pid) < 500
        usual = reader.preview(store, sent(tmp_path, styled(4_000), "usual.xlsx"), agency="")
        assert usual.kind == "workbook"


@pytest.fixture
def without_forks(monkeypatch):
    """As on a system that cannot fork."""
    monkeypatch.setattr(sandbox, "POSSIBLE", False)


@pytest.mark.long
def test_without_forks_a_reader_made_ready_is_used_and_goes_by_itself(store, tmp_path, without_forks):
    sandbox.prepare_sandbox()
    ready = sandbox._spare
    sandbox.prepare_sandbox()
    assert sandbox._spare is ready
    with Sandbox(PAGE_ALLOWANCE) as reader:
        assert reader.preview(store, one_file(tmp_path)).changes == 1
        assert reader._child is ready
        assert sandbox._spare is None
    assert not ready.is_alive


@pytest.fixture
def forks():
    """What children are forked from."""
    if not sandbox.POSSIBLE:
        pytest.skip("this system cannot fork")
    return sandbox._fork_server


@pytest.mark.long
def test_children_are_forked_from_one_process_made_ready_which_stays_as_it_was(store, tmp_path, forks):
    sandbox.prepare_sandbox()
    ready = forks._process
    pids = set()
    for _ in range(3):
        with Sandbox(PAGE_ALLOWANCE) as reader:
            assert reader.preview(store, one_file(tmp_path)).changes == 1
            pids.add(reader._child.pid)
    assert len(pids - {ready.pid, os.getpid()}) == 3
    assert forks._process is ready
    # Nobody's file, store or pipe stays open in it, and no child that has ended waits for it.
    opened = [os.readlink(f"/proc/{ready.pid}/fd/{number}") for number in os.listdir(f"/proc/{ready.pid}/fd")]
    assert [name for name in opened if name.startswith("pipe:") or "duckdb" in name or str(tmp_path) in name] == []
    assert not [number for number in pids if Path(f"/proc/{number}").exists()]
    assert Path(f"/proc/{ready.pid}/task/{ready.pid}/children").read_text() == ""


@pytest.mark.long
def test_a_child_knows_the_folder_and_the_environment_of_whoever_wants_it(store, tmp_path, forks, monkeypatch):
    sandbox.prepare_sandbox()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INDICATORS_STATE", str(tmp_path / "notes"))
    child = sandbox._Worker()
    try:
        arguments = {"path": Path(store.name), "file": one_file(tmp_path), "agency": ""}
        child.give((PAGE_ALLOWANCE, "preview", arguments, COMMAND_LINE))
        while (answer := child.answers.get(timeout=60))[0] == b"P":
            assert os.readlink(f"/proc/{child.pid}/cwd") == str(tmp_path)
        assert answer[0] == b"R"
    finally:
        child.end()


@pytest.mark.long
@pytest.mark.parametrize("ended", ["killed", "closed"])
def test_where_that_process_has_gone_another_is_started(store, tmp_path, forks, ended):
    with Sandbox(PAGE_ALLOWANCE) as first:
        first.preview(store, one_file(tmp_path))
        gone = forks._process
        if ended == "killed":
            gone.kill()
        else:
            forks._asks.shutdown(socket.SHUT_RDWR)
        with Sandbox(PAGE_ALLOWANCE) as second:
            assert second.preview(store, one_file(tmp_path)).changes == 1
        assert forks._process is not gone
        # The child that it had forked goes on.
        assert first.preview(store, one_file(tmp_path)).changes == 1


@pytest.mark.long
def test_without_forks_limits_hold_too(store, tmp_path, without_forks):
    path = parquet(tmp_path / "long.parquet", 2_000, note="repeat('x', 1000000)")
    with (
        Sandbox(PAGE_ALLOWANCE) as reader,
        pytest.raises(ReturnRefused, match="could not be read with the 1,024 MB of memory"),
    ):
        reader.preview(store, new_submission(path))
    with (
        Sandbox(replace(PAGE_ALLOWANCE, seconds=0)) as reader,
        pytest.raises(ReturnRefused, match="could not be read with"),
    ):
        reader.preview(store, new_submission(parquet(tmp_path / "many.parquet", 900_000)))


def test_the_command_line_allows_more():
    assert COMMAND_ALLOWANCE.rows > 4 * PAGE_ALLOWANCE.rows
    assert COMMAND_ALLOWANCE.memory > PAGE_ALLOWANCE.memory
    assert COMMAND_ALLOWANCE.seconds > PAGE_ALLOWANCE.seconds
