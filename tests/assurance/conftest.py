"""One small store for all tests of the assurance map, and its catalogue."""

import pytest

from indicators.catalogue.catalogue import load_catalogue
from tests.helpers.assurance_board import DATA, FACTS
from tests.helpers.tiny_store import tiny_store


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    held = tiny_store(tmp_path_factory.mktemp("assurance"), FACTS, **DATA)
    yield held
    held.close()


@pytest.fixture(scope="session")
def catalogue(store):
    return load_catalogue(store)
