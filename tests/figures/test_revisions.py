"""Figures that stand otherwise than on a day, against a plain comparison of what was known then and now."""

from datetime import date

import pandas as pd
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures.revisions import figure_revisions
from indicators.store.database import open_for_reading
from tests.helpers.dated_returns import AREAS, BUILT, SENT, SLIPPED, WITHDRAWN, aged_store


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    with open_for_reading(aged_store(tmp_path_factory.mktemp("aged"))) as store:
        yield store


def known(store) -> dict[tuple[str, date], float]:
    """Every figure of contacts as a store knows it, row by row."""
    rows = store.query("series", indicators=["contacts"], areas=list(AREAS.values()))
    return {(row.area_code, row.ends.date()): row.value for row in rows.itertuples() if not pd.isna(row.value)}


@pytest.mark.parametrize("day", [date(2011, 1, 1), *(at.date() for at in (BUILT, SENT, SLIPPED, WITHDRAWN))])
@pytest.mark.parametrize("now", [SENT, SLIPPED, WITHDRAWN])
def test_revised_is_what_was_known_then_and_is_another_number_now(aged, day, now):
    present = aged.as_known(now.date())
    then, since = known(aged.as_known(day)), known(present)
    expected = {key: (value, since.get(key)) for key, value in then.items() if since.get(key) != value}
    found = figure_revisions(present, load_catalogue(aged), since=day) if day <= now.date() else []
    assert {(one.area_code, one.period.ends): (one.former, one.value) for one in found} == (
        expected if day <= now.date() else {}
    )


def test_a_revision_names_who_gave_it_and_when(aged):
    (one,) = figure_revisions(aged, load_catalogue(aged), since=BUILT.date())
    assert (one.former, one.value, one.is_gone) == (901, 940, False)
    assert (one.by, one.on, one.period.label) == ("County <b>council</b>", SENT.date(), "2015/16")
    (slip,) = figure_revisions(aged, load_catalogue(aged), since=SLIPPED.date())
    assert (slip.former, slip.value) == (9, 940), "the slip was taken back, and what stood before stands anew"
    assert slip.on == WITHDRAWN.date()
