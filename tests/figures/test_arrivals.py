"""What is new since a day, against a plain reading of which return gave each figure first, and when."""

from datetime import date, datetime

import pandas as pd
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures.arrivals import FigureKey, new_figures
from indicators.store.database import open_for_reading
from tests.helpers.dated_returns import AREAS, BUILT, SENT, SLIPPED, WITHDRAWN, aged_store


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    with open_for_reading(aged_store(tmp_path_factory.mktemp("aged"))) as store:
        yield store


def plain(store, since: date) -> set[tuple[str, date]]:
    """Area and last day of each figure whose newest return in force was accepted after a day, row by row."""
    events = store.query("returns")
    gone = set(events.loc[events["event"].isin(["withdrawn", "superseded"]), "return_id"])
    accepted = events[events["event"] == "accepted"].set_index("return_id")
    newest: dict[tuple[str, date], tuple[int, datetime, str]] = {}
    versions = store.query("versions", indicators=["contacts"], areas=list(AREAS.values()))
    for row in versions.sort_values("return_id").itertuples():
        if row.return_id not in gone:
            came = accepted.loc[row.return_id]
            newest[row.area_code, row.ends.date()] = (row.return_id, came["happened_at"], came["origin"])
    published = store.query("sources").set_index("source")["date"]
    return {
        key
        for key, (_, at, origin) in newest.items()
        if (pd.Timestamp(published["report"]) if origin == "data" else at).date() > since
    }


@pytest.mark.examples(1)
@pytest.mark.parametrize("day", [date(2011, 1, 1), BUILT.date(), SENT.date(), SLIPPED.date(), WITHDRAWN.date()])
def test_what_is_new_is_what_a_plain_reading_gives(aged, day):
    found = new_figures(aged, load_catalogue(aged), since=day)
    keys = [key for key in found.keys if key.indicator == "contacts" and key.area_code in AREAS.values()]
    own = {(key.area_code, key.ends) for key in keys}
    assert own == plain(aged, day)


def test_a_return_is_news_and_the_building_of_the_store_is_not(aged):
    found = new_figures(aged, load_catalogue(aged), since=date(2017, 5, 1))
    year = date(2016, 3, 31)
    assert FigureKey("contacts", AREAS["Leicestershire"], "year", year) in found.keys, "revised on 10 June 2017"
    assert FigureKey("contacts", AREAS["Leicestershire"], "year", date(2015, 3, 31)) not in found.keys
    judged = pd.DataFrame(
        [
            {"indicator": "contacts", "area_code": AREAS[name], "group": "year", "ends": pd.Timestamp(year)}
            for name in AREAS
        ]
    )
    assert found.mask(judged).tolist() == [True, True]
