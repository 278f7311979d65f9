"""Editions of a publisher's table: in whatever order they come the newest stands, figure by figure, under its name."""

from datetime import date
from itertools import permutations

import pytest

from indicators.catalogue.catalogue import edition_year, load_catalogue
from indicators.figures import read_figures as worked_out
from indicators.loading.build import build, update
from indicators.returns.accept import accept_return, withdraw_return
from indicators.store.database import open_for_writing, open_store
from tests.helpers.dated_returns import observation_versions
from tests.helpers.returns import arrival_store, figures, long_csv, sent, wide_csv

ROLE = "business office"
SOURCES = (
    "source,title,publisher,date,edition,place,url,licence\n"
    "national,Children in need,The department,2021-10-31,2021,\"table C1, 2021 edition\",https://e.org/cin/2021,OGL\n"
    + "".join(f"{name},{name} figures,The board,2016-09-01,2015/16,,,OGL\n"
              for name in ("months", "lait", "plans", "county_return", "report"))
)  # fmt: skip
#: A figure of the data folder that no later edition has, and one that all of them have.
FACTS = [
    {"indicator": "referrals", "area": "Rutland", "period": "2012/13", "value": 12, "source": "national"},
    {"indicator": "referrals", "area": "Rutland", "period": "2019/20", "value": 20, "source": "national"},
]
#: Each edition revises the years before it, has one more, and drops one of the oldest.
EDITIONS = {
    2022: [("Rutland", year, year - 2000) for year in range(2017, 2023)],
    2023: [("Rutland", year, year - 1900) for year in range(2018, 2024)],
    2024: [("Rutland", year, year - 1800) for year in range(2019, 2025)],
}


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, FACTS, files={"sources.csv": SOURCES})


def load(path, year):
    file = sent(path.parent, wide_csv(EDITIONS[year]), f"edition {year}.csv")
    return accept_return(path, file, by=ROLE).return_id


def named(path):
    """Each figure that is shown with the label of its source, and the title of the source itself."""
    store = open_store(path)
    try:
        catalogue = load_catalogue(store)
        frame = worked_out(store, catalogue, ["referrals"], ["E06000017", "LR"])
        told = {row.period: (row.value, row.source_label) for row in frame.itertuples() if row.area_code == "E06000017"}
        return told, catalogue.sources["national"].label
    finally:
        store.close()


def label(year):
    return f"Children in need, table C1, {year} edition"


EXPECTED = {
    "2012/13": (12, label(2021)),
    "2016/17": (17, label(2022)),
    "2017/18": (118, label(2023)),
    **{f"{year - 1}/{year % 100}": (year - 1800, label(2024)) for year in range(2019, 2025)},
}


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations(EDITIONS)), ids=str)
def test_editions_in_any_order_give_the_same_figures_under_the_same_names(path, order):
    for year in order:
        load(path, year)
    assert named(path) == (EXPECTED, label(2024))


@pytest.mark.long
def test_without_the_newest_the_one_before_stands_though_it_came_later(path):
    numbers = {year: load(path, year) for year in (2024, 2022)}
    withdraw_return(path, numbers[2024], by=ROLE, why="wrong file")
    expected = {
        "2012/13": (12, label(2021)),
        **{f"{year - 1}/{year % 100}": (year - 2000, label(2022)) for year in range(2017, 2023)},
    }
    assert named(path) == (expected, label(2022))


@pytest.mark.long
@pytest.mark.parametrize("order", [(2022, 2023, 2024), (2024, 2022, 2023)], ids=str)
def test_a_source_is_named_after_the_newest_edition_that_stands(path, order):
    numbers = {year: load(path, year) for year in order}
    for gone, left in ((2024, 2023), (2023, 2022), (2022, 2021)):
        withdraw_return(path, numbers[gone], by=ROLE, why="wrong file")
        assert named(path)[1] == label(left)


def test_the_year_of_an_edition_is_the_same_for_the_store(path):
    names = ["2025", "2025, last updated 3 March 2026", "mid-2024", "2010 to 2012", "2015/16", "final", "", "20251"]
    store = open_store(path)
    try:
        found = [
            store._connection.execute("select edition_year($name)", {"name": name}).fetchall()[0][0] for name in names
        ]
    finally:
        store.close()
    assert [year or 0 for year in found] == [edition_year(name) for name in names]
    assert found[:4] == [2025, 2025, 2024, 2012]


@pytest.mark.long
def test_an_edition_is_told_by_its_figures_not_by_its_source(path):
    """The newest is known of Rutland alone; an older one is the newest that has England."""
    load(path, 2024)
    for year, value in ((2023, 7), (2022, 5)):
        lines = [("England", 2020, value), ("Rutland", 2020, value), ("England", year, value)]
        accept_return(path, sent(path.parent, wide_csv(lines), f"{year}.csv"), by=ROLE)
    found = figures(path)
    assert found["referrals", "E92000001", "2019/20", "national"][0] == 7
    assert found["referrals", "E06000017", "2019/20", "national"][0] == 220


@pytest.mark.long
def test_who_corrects_a_publishers_figure_by_hand_is_believed_until_a_newer_edition(path):
    load(path, 2023)
    row = {"indicator": "referrals", "area": "Rutland", "period": "2019/20", "value": 99, "source": "national"}
    accept_return(path, sent(path.parent, long_csv([row]), "correction.csv"), by=ROLE)
    assert figures(path)["referrals", "E06000017", "2019/20", "national"][0] == 99
    load(path, 2024)
    assert figures(path)["referrals", "E06000017", "2019/20", "national"][0] == 220


@pytest.mark.long
def test_the_history_of_a_figure_names_every_edition_and_the_one_that_stands(path):
    for year in (2024, 2022):
        load(path, year)
    store = open_store(path)
    try:
        catalogue = load_catalogue(store)
        told = observation_versions(store, catalogue, "referrals", ["E06000017"])
    finally:
        store.close()
    own = told[told["ends"] == f"{date(2020, 3, 31)}"]
    assert [(row.edition, row.value, row.is_current) for row in own.itertuples()] == [
        (2021, 20, False), (2022, 20, False), (2024, 220, True),
    ]  # fmt: skip


@pytest.mark.long
def test_a_late_copy_of_an_edition_takes_nothing_back_from_its_first(path):
    load(path, 2022)
    newest = load(path, 2024)
    late = wide_csv([("Rutland", year, 1) for year in range(2016, 2023)])
    accept_return(path, sent(path.parent, late, "late.csv"), by=ROLE)
    withdraw_return(path, newest, by=ROLE, why="wrong file")
    told, source = named(path)
    assert (told["2015/16"], told["2021/22"], source) == ((1, label(2022)), (22, label(2022)), label(2022))


@pytest.mark.long
def test_a_store_from_before_editions_learns_them_and_keeps_what_stands(path, tmp_path):
    """Accepted figures stay before those of the data folder when that is taken in anew."""
    load(path, 2023)
    row = {"indicator": "referrals", "area": "Rutland", "period": "2021/22", "value": 99, "source": "national"}
    accept_return(path, sent(path.parent, long_csv([row]), "correction.csv"), by=ROLE)
    before = named(path)
    store = open_for_writing(path)
    store._connection.execute("update observation set edition = null")
    update(store, tmp_path / "data")
    store.close()
    assert named(path) == before
    facts = tmp_path / "data" / "facts" / "a.csv"
    facts.write_text(facts.read_text().replace("2012/13,12", "2012/13,13").replace("2019/20,20", "2019/20,21"))
    build(path, tmp_path / "data")
    told, _ = named(path)
    assert told["2012/13"] == (13, label(2021))
    assert {period: told[period] for period in told if period != "2012/13"} == {
        period: before[0][period] for period in before[0] if period != "2012/13"
    }


@pytest.mark.long
def test_a_label_of_an_edition_leads_back_to_its_source(path):
    for year in (2023, 2024):
        load(path, year)
    store = open_store(path)
    try:
        catalogue = load_catalogue(store)
        assert {catalogue.labelled_source(label(year)).edition for year in (2021, 2023, 2024)} == {
            "2021", "2023", "2024",
        }  # fmt: skip
        assert catalogue.labelled_source("Another document, page 2") is None
    finally:
        store.close()
