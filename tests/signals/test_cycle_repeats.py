"""A number and the percentage that it is worked out from are one piece of news."""

import pytest

from tests.helpers.signals_board import judged, years
from tests.helpers.tiny_store import tiny_store

pytestmark = pytest.mark.filterwarnings("error")

SHARE = {"kind": "proportion", "unit": "%", "per": 100, "numerator": "again", "denominator": "referrals"}
STEADY = [1_000, 1_010, 990, 1_000, 1_000]


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("again", "referrals", "listed"),
    [
        ([200, 205, 195, 200, 400], STEADY, {"share"}),
        ([200, 205, 195, 200, 80], STEADY, {"share"}),
        # The number alone: as many again of twice as many.
        ([200, 205, 195, 200, 400], [1_000, 1_010, 990, 1_000, 2_000], {"again", "referrals"}),
        # The other way: more, but a smaller part of far more.
        ([200, 205, 195, 200, 300], [1_000, 1_010, 990, 1_000, 4_000], {"again", "referrals", "share"}),
    ],
)
def test_the_percentage_tells_it_where_both_moved_alike(tmp_path, again, referrals, listed):
    facts = [row | {"indicator": name} for name, values in (("again", again), ("referrals", referrals))
             for row in years(values)]  # fmt: skip
    cycle = judged(tiny_store(tmp_path, facts, definitions={"again": {}, "referrals": {}, "share": SHARE}))
    changes = cycle.judged[cycle.judged["rule"] == "change"].set_index("indicator")
    assert set(changes.index[changes["listed"].astype(bool)]) == listed
    assert (changes.loc[list(listed | {"again"}), "level"] == "real").all(), "what is left off the list stays real"
