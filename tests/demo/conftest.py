"""One demonstration of eight quarters for all tests of this folder, and a short one made twice."""

from datetime import date

import pytest

from indicators.demo.make import make_demonstration
from indicators.store.database import open_for_reading

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    return make_demonstration(tmp_path_factory.mktemp("demo") / "made", seed=1, today=TODAY)


@pytest.fixture
def store(demonstration):
    with open_for_reading(demonstration.store) as opened:
        yield opened
