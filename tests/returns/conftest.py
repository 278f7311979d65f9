"""A store that knows the returns that tests send, and disks that are small or cannot be written to."""

import pytest

from indicators.returns.check import compare_return
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, sent


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """An empty store that knows the files of `arriving`, open for many checks."""
    opened = open_store(arrival_store(tmp_path_factory.mktemp("store")), reads_files=True)
    yield opened
    opened.close()


@pytest.fixture
def read(store, tmp_path):
    """`read(content, **rest)`: a file of some content checked against that store."""
    return lambda content, **rest: compare_return(store, sent(tmp_path, content), **rest)
