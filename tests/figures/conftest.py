"""A catalogue with an indicator of every way in which figures come about."""

import pytest

from indicators.catalogue.catalogue import load_catalogue
from tests.helpers.tiny_store import tiny_store

DEFINITIONS = {
    "contacts_to_referral": {"preferred_sources": ["report"]},
    "referral_rate": {"title": "Referral rate", "short_title": "Rate", "kind": "rate", "unit": "per 10,000",
                      "numerator": "referrals", "denominator": "population_0_17", "decimals": 1},
    "satisfied": {"title": "Satisfied", "short_title": "Satisfied", "kind": "proportion", "unit": "%"},
}  # fmt: skip
TABLES = {
    "areas.csv": [{"code": "LLR", "name": "All three", "level": "combined", "parts": "E06000016+E10000018+E06000017"}]
}


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("tiny"), definitions=DEFINITIONS, tables=TABLES)
    yield load_catalogue(store)
    store.close()
