"""Figures that no intake would take any more, but that an older store may hold: every page stands with them."""

import re
from datetime import date, datetime

import pandas as pd
import pytest

from indicators.store.database import open_for_writing
from tests.helpers.areas import LEICESTERSHIRE, RUTLAND
from tests.pages.conftest import NAMES

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

FINANCIAL_YEAR = {"period_type": "financial_year", "starts": date(2025, 4, 1), "ends": date(2026, 3, 31)}
QUARTER = {"period_type": "quarter", "starts": date(2025, 4, 1), "ends": date(2025, 6, 30)}
SHARE = re.compile(r"(\d[\d,]*\.?\d*)%")


def written(indicator, area, value, period=FINANCIAL_YEAR, **rest):
    """A figure as the store keeps it, of the newest year."""
    row = {"indicator": indicator, "area_code": area, "value": value, "numerator": None, "denominator": None}
    kept = {"status": "final", "symbol": "", "source": "return_rutland_council", "note": "", "return_id": 1}
    return row | kept | {"first_return_id": 1} | period | rest


@pytest.fixture
def holding(own_store):
    """`holding(rows)`: pages over a store in which some figures stand that nobody checked."""

    def put(rows):
        store = open_for_writing(own_store.path)
        frame = pd.DataFrame(rows)
        for name in ("value", "numerator", "denominator"):
            frame[name] = frame[name].astype(float)
        store.append("observation", frame)
        # What pages share goes by how much has happened to a store, and when.
        event = {"event": "accepted", "happened_by": "business office", "reason": ""}
        store.append("return_event", pd.DataFrame([{"return_id": 1, "happened_at": datetime.now(), **event}]))
        store.close()
        return own_store

    return put


def words(app):
    """All that a page says."""
    return " ".join(str(item.value) for kind in ("html", "markdown", "caption", "metric") for item in app.get(kind))


def above(area):
    """Parts above their wholes."""
    return [
        row
        for period in (FINANCIAL_YEAR, QUARTER)
        for row in (
            written("referrals", area, 50, period),
            written("re_referrals_count", area, 60, period),
            written("contacts", area, 40, period),
            written("cp_reviews_in_timescale", area, None, period, numerator=12, denominator=10),
        )
    ]


def huge(area):
    """Figures beyond all counting."""
    return [
        written("contacts", area, 2e16),
        written("referrals", area, 20160401123456),
        written("re_referrals_count", area, 1e300),
        written("cp_reviews_in_timescale", area, None, numerator=2e16, denominator=3e16),
    ]


@pytest.mark.long
def test_every_page_stands(holding):
    """Pages show both areas, so that each stands with figures of either kind."""
    pages = holding([*above(RUTLAND), *huge(LEICESTERSHIRE)])
    for name in NAMES:
        pages(name)
    for indicator in ("referrals", "re_referrals", "contacts", "contacts_to_referral", "cp_reviews_in_timescale"):
        for query in ({"add": "limits"}, {"periods": "quarter", "add": "intervals"}):
            pages("explore", indicator=indicator, **query)


@pytest.mark.long
def test_no_percentage_is_made_of_a_part_above_its_whole(holding):
    pages = holding([*above(RUTLAND), *above(LEICESTERSHIRE)])
    for name, query in (
        ("explore", {"indicator": "re_referrals", "add": "intervals"}),
        ("explore", {"indicator": "cp_reviews_in_timescale", "add": "intervals"}),
        ("explore", {"indicator": "re_referrals", "periods": "quarter", "add": "intervals"}),
        ("compare", {}),
        ("challenge", {}),
    ):
        said = words(pages(name, **query))
        assert said
        assert not [share for share in SHARE.findall(said) if share in ("120", "120.0")], name
