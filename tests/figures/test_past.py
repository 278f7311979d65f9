"""Figures worked out once for many days are those that are read for each day by itself."""

from datetime import date

import pandas as pd
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures import read_figures
from indicators.figures.past import PastFigures
from tests.helpers.tiny_store import tiny_store

NAMES = ["contacts", "referrals", "contacts_to_referral"]
AREAS = ["E06000017", "E10000018", "LR"]
PERIODS = ["2013/14", "2014/15", "2015/16", "2015/16 Q1", "2015/16 Q2", "2015/16 Q3", "April 2015", "May 2015"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    facts = [
        {"indicator": name, "area": area, "period": period, "source": source, "value": 100 + 10 * place}
        for place, period in enumerate(PERIODS)
        for name in NAMES[:2]
        for area in ("Leicestershire", "Rutland")
        for source in ("report", "national")
    ]
    return tiny_store(tmp_path_factory.mktemp("past"), facts=facts)


@pytest.mark.examples(1)
@pytest.mark.parametrize("periods", [1, 2, 60])
def test_each_day_s_figures_are_those_read_for_it(store, periods):
    catalogue = load_catalogue(store)
    areas = [code for code in AREAS if code in catalogue.every_area]
    past = PastFigures(store, catalogue, NAMES, areas, periods=periods)
    sizes = []
    for day in (date(2013, 1, 1), date(2014, 3, 31), date(2015, 7, 1), date(2016, 3, 31), date(2030, 1, 1)):
        known = read_figures(store, catalogue, NAMES, areas, query="latest", as_at=day, periods=periods)
        for group in ("year", "quarter", "month"):
            own = known[known["period_type"].isin([str(kind) for kind in PERIOD_GROUPS[group]])]
            given = past.as_at(day, group)
            pd.testing.assert_frame_equal(given, own.reset_index(drop=True))
            sizes.append(len(given))
    assert max(sizes) > 0
