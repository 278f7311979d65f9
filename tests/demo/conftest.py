"""The store of the demonstration, open to read."""

import pytest

from indicators.store.database import open_for_reading


@pytest.fixture
def store(demonstration):
    with open_for_reading(demonstration.store) as opened:
        yield opened
