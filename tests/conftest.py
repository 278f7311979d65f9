"""What every test shares: how hypothesis searches, the store of the shipped data, and who runs which file when."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from indicators.exports.image import close_browser
from indicators.returns.build import DATA, build
from indicators.store import restrain
from tests.browser.harness import require_browser

# In CI the same examples every time; elsewhere new ones, so that people find what CI cannot.
settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Which stores there were is noted in a folder of the tests, which takes their stores' places again.
_notes = tempfile.TemporaryDirectory(prefix="notes-")
os.environ["INDICATORS_STATE"] = _notes.name

# Workers share the processors: threads of the engine in each would only take them from one another. Whoever runs tests
# without workers has the engine as members have it.
if "PYTEST_XDIST_WORKER" in os.environ:
    restrain(memory=2 << 30, threads=1, folder="")
    # Frames and charts are many objects, none of them in circles: searching for those less often saves a twentieth.
    gc.set_threshold(50_000, 50, 50)

#: What takes longest, and so begins first: of several workers none is then left alone with it at the end.
LONGEST = ("tests/browser/", "tests/returns/", "tests/exports/", "tests/pages/", "tests/test_cli.py")
LONGEST += ("tests/disclosure/test_stranger.py",)


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped data, to be read and copied, not written: built once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path = folder / "shipped" / "indicators.duckdb"
    with FileLock(folder / "shipped.lock"):
        if not path.exists():
            build(path, DATA)
    return path


@pytest.fixture(scope="module")
def picture_browser() -> Iterator[None]:
    """A browser that draws pictures, ended after a file's tests."""
    require_browser()
    yield
    close_browser()


def pytest_configure(config: pytest.Config) -> None:
    """Give files out in the order of `pytest_collection_modifyitems`, not by how many tests they hold."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), 9))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """A worker takes a file at a time, and one of them all that is done in the browser: a browser and a server
    take half a minute to begin.
    """
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return LONGEST[0] if nodeid.startswith(LONGEST[0]) else super()._split_scope(nodeid)

    return OneBrowser(config, log)
