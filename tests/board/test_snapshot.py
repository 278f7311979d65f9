"""What the board saw, frozen: written as JSON and read again, it is the same series, drawn by the same chart."""

import json
from datetime import date

import pandas as pd
import pytest

from indicators.board.snapshot import (
    compare_snapshot,
    compare_snapshots,
    figure_snapshot,
    has_snapshot_series,
    snapshot_series,
    snapshot_text,
)
from indicators.catalogue.catalogue import load_catalogue
from indicators.charts.trend import trend_chart
from indicators.errors import UsageError
from indicators.figures import read_figures, select_series
from indicators.signals.cycle import judge_cycle
from tests.helpers.tiny_store import tiny_store

#: A count with a symbol, a gap and a revised figure; a share; a figure at a day; figures of quarters.
FACTS = [
    *({"period": f"{year}/{(year + 1) % 100:02d}", "value": value} for year, value in
      [(2008, 900), (2010, 880), (2011, 915), (2012, 921), (2013, 890), (2015, 1800)]),
    {"period": "2014/15", "value": "", "symbol": "c"},
    {"period": "2015/16", "value": 1810, "source": "national", "status": "provisional"},
    {"indicator": "referrals", "period": "2014/15", "value": 300},
    {"indicator": "referrals", "period": "2015/16", "value": 369},
    {"period": "2015/16 Q1", "value": 400, "area": "Rutland"},
]  # fmt: skip
BREAK = {"date": date(2012, 4, 1), "note": "counted anew", "area": "Leicestershire"}
LEICS, RUTLAND = "E10000018", "E06000017"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    people = [{"period": f"30 June {year}"} for year in range(2008, 2016)]
    store = tiny_store(
        tmp_path_factory.mktemp("seen"), FACTS, populations=people, definitions={"contacts": {"breaks": [BREAK]}}
    )
    yield store
    store.close()


@pytest.fixture(scope="module")
def catalogue(store):
    return load_catalogue(store)


def again(seen):
    """What comes back from the store: JSON without anything that is no number."""
    return json.loads(json.dumps(seen, allow_nan=False))


@pytest.mark.parametrize(
    ("indicator", "area", "measure"),
    [
        ("contacts", LEICS, "value"), ("contacts", LEICS, "rate"), ("contacts", LEICS, "index"),
        ("contacts_to_referral", LEICS, "value"), ("population_0_17", LEICS, "value"), ("contacts", RUTLAND, "value"),
    ],
)  # fmt: skip
def test_a_frozen_series_is_the_series_as_it_was(store, catalogue, indicator, area, measure):
    seen = again(figure_snapshot(store, catalogue, indicator, area, measure=measure))
    found = snapshot_series(seen, catalogue.areas)
    held = read_figures(store, catalogue, [indicator], [area])
    shown = select_series(held, catalogue, indicator, area, measure=measure, periods=seen["periods"])
    pd.testing.assert_frame_equal(found.points, shown.points, check_dtype=False)
    assert (found.unit, found.measure, found.area.name) == (shown.unit, shown.measure, shown.area.name)
    assert found.breaks == shown.breaks
    words = {"title": "t", "subtitle": "s", "source_note": "n"}
    assert trend_chart([found], **words).to_json() == trend_chart([shown], **words).to_json()


def test_the_figure_in_words(store, catalogue):
    assert snapshot_text(figure_snapshot(store, catalogue, "contacts", LEICS)) == "1,810, 2015/16"
    assert (
        snapshot_text(figure_snapshot(store, catalogue, "contacts", LEICS, as_at=date(2015, 3, 31))) == "[c], 2014/15"
    )
    assert snapshot_text(figure_snapshot(store, catalogue, "contacts_to_referral", LEICS)) == "21%, 2015/16"
    rutland = figure_snapshot(store, catalogue, "contacts", RUTLAND)
    assert (rutland["periods"], rutland["period"], snapshot_text(rutland)) == (
        "quarter",
        "2015/16 Q1",
        "400, 2015/16 Q1",
    )
    assert snapshot_text({}) == "no figure"


def test_what_has_no_figure_is_frozen_too(store, catalogue):
    seen = again(figure_snapshot(store, catalogue, "referrals", RUTLAND))
    assert (seen["figure"], seen["points"], snapshot_text(seen)) == (None, [], "no figure")
    assert snapshot_series(seen, {}).known.empty
    with pytest.raises(UsageError, match="has no rate"):
        figure_snapshot(store, catalogue, "contacts_to_referral", LEICS, measure="rate")


@pytest.mark.slow
def test_the_signal_is_frozen_with_its_sentence(store, catalogue):
    cycle = judge_cycle(store, catalogue, as_at=date(2016, 3, 31), targets=store.query("targets"))
    row = next(cycle.judged[cycle.judged["indicator"] == "contacts"].itertuples(index=False))
    seen = again(figure_snapshot(store, catalogue, "contacts", LEICS, as_at=cycle.as_at, signal=row))
    assert (seen["signal"]["rule"], seen["signal"]["level"]) == (row.rule, row.level)
    assert seen["signal"]["sentence"].startswith("Contacts in Leicestershire")
    assert (seen["as_at"], seen["known_on"], seen["data_version"]) == ("2016-03-31", None, store.version)


@pytest.mark.slow
def test_then_and_now(store, catalogue):
    then = figure_snapshot(store, catalogue, "contacts", LEICS, as_at=date(2014, 3, 31))
    same = figure_snapshot(store, catalogue, "contacts", LEICS)
    rate = figure_snapshot(store, catalogue, "contacts", LEICS, measure="rate", as_at=date(2014, 3, 31))
    index = figure_snapshot(store, catalogue, "contacts", LEICS, measure="index", since=date(2011, 3, 31))
    day = figure_snapshot(store, catalogue, "population_0_17", LEICS, as_at=date(2014, 12, 31))
    none = figure_snapshot(store, catalogue, "referrals", RUTLAND)
    found = compare_snapshots([then, same, rate, index, day, none, {}], store, catalogue)
    assert [one.words for one in found] == [
        "890 in 2013/14 then; 1,810 in 2015/16 now",
        "1,810 in 2015/16; no newer figure",
        "89.0 in 2013/14 then; 181 in 2015/16 now",
        "206 in 2015/16; no newer figure",
        "100,000 on 30 June 2014 then; 100,000 on 30 June 2015 now",
        "no figure then or now",
        "no figure then or now",
    ]
    assert [one.is_newer for one in found] == [True, False, True, False, True, False, False]
    assert compare_snapshot(then, store, catalogue, as_at=date(2013, 3, 31)).now == "921 in 2012/13"


@pytest.mark.slow
def test_a_figure_whose_indicator_has_gone_is_drawn_still(store, catalogue, tmp_path):
    seen = again(figure_snapshot(store, catalogue, "contacts", LEICS))
    gone = {"contacts": None, "contacts_to_referral": None}
    later = tiny_store(tmp_path, [{"indicator": "referrals"}], definitions=gone)
    newer = load_catalogue(later)
    assert "contacts" not in newer.indicators
    assert compare_snapshot(seen, later, newer).words == "1,810 in 2015/16 then; no figure now"
    assert snapshot_series(seen, {}).known["value"].iloc[-1] == 1810
    assert has_snapshot_series(seen)
    assert not has_snapshot_series({"schema": 99})
    later.close()
