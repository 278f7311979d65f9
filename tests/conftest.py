"""What every test shares: how hypothesis searches, the store of the shipped data, and who runs which file when."""

import gc
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from indicators.demo.make import Demonstration, make_demonstration
from indicators.exports.browser import close_browser
from indicators.loading.build import build
from indicators.settings import DATA
from indicators.store.engine import limit_resources
from tests.helpers.browser import require_browser
from tests.helpers.demonstrations import DEMONSTRATION_DAY
from tests.helpers.disks import mount
from tests.helpers.pages import quick_app_tests
from tests.helpers.shipped import copy_board_data


@pytest.fixture(autouse=True)
def main_module_comes_back(monkeypatch):
    """AppTest leaves the dashboard in the place of the program that was started, which processes begin with."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session", autouse=True)
def app_tests_are_quick():
    """Streamlit's AppTest does less that is for nothing."""
    with quick_app_tests():
        yield


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 12 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mount(disk):
        pytest.skip("needs the right to mount a small file system")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def lockable(tmp_path):
    """A folder, and what makes it read-only: for root, whom rights do not bind, a file system of its own."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mounted = mount(folder)
    if not mounted and (os.name != "posix" or os.geteuid() == 0):
        pytest.skip("needs a folder that can be made read-only")

    def lock():
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        else:
            for file in folder.iterdir():
                file.chmod(0o444)
            folder.chmod(0o555)

    yield folder, lock
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        folder.chmod(0o755)


#: A file system in memory, where there is one, and the bytes that must be free there for the passing files of a run.
IN_MEMORY, ROOM = Path("/dev/shm"), 2 << 30

# Stores are written, copied and removed thousands of times, each written through to the disk: in memory that waits for
# nothing. Whoever has named a folder for passing files is left with it.
if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM:
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None

# In CI the same examples every time; elsewhere new ones, and more in `make every`, so that people find what CI cannot.
settings.register_profile("here", deadline=None, max_examples=20)
settings.register_profile("ci", deadline=None, max_examples=20, derandomize=True)
settings.register_profile("every", deadline=None, max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Which stores there were is noted in a folder of the tests, which takes their stores' places again.
_notes = tempfile.TemporaryDirectory(prefix="notes-")
os.environ["INDICATORS_STATE"] = _notes.name

# Workers share the processors: threads of the engine in each would only take them from one another. Whoever runs tests
# without workers has the engine as members have it.
if "PYTEST_XDIST_WORKER" in os.environ:
    limit_resources(memory=2 << 30, threads=1, folder="")
    # Frames and charts are many objects, none of them in circles: searching for those less often saves a twentieth.
    gc.set_threshold(50_000, 50, 50)

#: What one worker does as a whole, since it takes long to set up.
TOGETHER = ("tests/browser/", "tests/demo/")
#: What takes longest, and so begins first: of several workers none is then left alone with it at the end.
LONGEST = (*TOGETHER, "tests/returns/", "tests/exports/", "tests/pages/", "tests/cli/")
LONGEST += ("tests/disclosure/test_stranger.py",)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where workers put what is made once for all of them."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def shared_store(folder: Path, data: Path) -> Path:
    """A store of a data folder, built by the first who asks."""
    path = folder / "indicators.duckdb"
    with FileLock(folder.with_suffix(".lock")):
        if not path.exists():
            build(path, data)
    return path


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all shipped data, to be read and copied, not written."""
    return shared_store(shared_folder(tmp_path_factory) / "shipped", DATA)


@pytest.fixture(scope="session")
def board_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data folder without the department's further tables, to be read and copied, not written."""
    folder = shared_folder(tmp_path_factory) / "board_data"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            copy_board_data(folder.with_name("board_data_made")).rename(folder)
    return folder


@pytest.fixture(scope="session")
def board_store(tmp_path_factory: pytest.TempPathFactory, board_data: Path) -> Path:
    """A store of that folder, to be read and copied, not written: what most tests of pages and papers need."""
    return shared_store(shared_folder(tmp_path_factory) / "board", board_data)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, board_data: Path) -> Demonstration:
    """A made-up board of two years, to be read and copied, not written: made once for all workers."""
    folder = shared_folder(tmp_path_factory)
    record = folder / "demonstration.pickle"
    with FileLock(folder / "demonstration.lock"):
        if not record.exists():
            made = make_demonstration(folder / "demonstration", seed=1, today=DEMONSTRATION_DAY, shipped=board_data)
            record.write_bytes(pickle.dumps(made))
    return pickle.loads(record.read_bytes())


@pytest.fixture(scope="module")
def picture_browser() -> Iterator[None]:
    """A browser that draws pictures, ended after a file's tests."""
    require_browser()
    yield
    close_browser()


def pytest_configure(config: pytest.Config) -> None:
    """Give files out in the order of `pytest_collection_modifyitems`, not by how many tests they hold."""
    config.option.loadscopereorder = False


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and mark as long the examples beyond those that a test keeps."""
    count: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("examples"):
            name = item.nodeid.partition("[")[0]
            count[name] += 1
            if count[name] > mark.args[0]:
                item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), 9))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """A worker takes a file at a time, and one of them all that is done in the browser, one all on the demonstration:
    a browser and a server take half a minute to begin, a made-up year takes one.
    """
    from xdist.scheduler import LoadFileScheduling

    class OnePlace(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for name in TOGETHER if nodeid.startswith(name)), super()._split_scope(nodeid))

    return OnePlace(config, log)
