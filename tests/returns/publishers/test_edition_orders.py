"""Three editions in every order give one present: counts, printed rates, and figures that two sources give."""

from datetime import date
from itertools import permutations

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.clock import clock_set_to
from indicators.figures import read_figures
from indicators.returns.accept import accept_return
from indicators.store.database import open_store
from tests.helpers.returns import REFERRALS, arrival_store, csv_of, sent, wide_rows

#: The newest edition has other names and a source of its own; both older ones print rates, the last one lost one year.
OLD = {"source": "months", "period": "financial_year", "columns": ["Old_number"], "where": [REFERRALS]}
NEW = {"source": "national", "period": "financial_year", "columns": ["referral_count"], "where": [REFERRALS]}
PRINTED = {"source": "months", "period": "financial_year", "columns": ["Old_percent"], "where": [REFERRALS]}
PRINTED_NEW = {
    "source": "national",
    "period": "financial_year",
    "columns": ["rereferral_percent"],
    "where": [REFERRALS],
}
DEFINITIONS = {
    "referrals": {"national": [NEW, OLD]},
    "repeat": {"title": "Repeats", "short_title": "Repeats", "kind": "proportion", "unit": "%", "decimals": 1,
               "rate_population": None, "national": [PRINTED_NEW, PRINTED]},
}  # fmt: skip
CATEGORY = REFERRALS["values"][0]
HEADINGS = {2022: ("Old_number", "Old_percent"), 2023: ("Old_number", "Old_percent"),
            2024: ("referral_count", "rereferral_percent")}  # fmt: skip
SOURCES = (
    "source,title,publisher,date,edition,place,url,licence\n"
    "months,Children in need,The department,2020-10-31,2020,\"table C1, 2020 edition\",https://e.org/c1/2020,OGL\n"
    "national,New children in need,The department,2021-10-31,2021,\"table N1, 2021 edition\",https://e.org/n1/2021,OGL\n"
    + "".join(f"{name},{name} figures,The board,2016-09-01,2015/16,,,OGL\n"
              for name in ("lait", "plans", "county_return", "report"))
)  # fmt: skip


def edition(year):
    """Years before are revised, the oldest dropped; an edition does not print every rate."""
    lines = [
        (area, past, CATEGORY, 1000 + 10 * past + year % 10, "x" if past == year - 2 else 10 + year % 10)
        for area in ("Rutland", "England")
        for past in range(year - 3, year + 1)
    ]
    return csv_of(wide_rows(lines, ("category", *HEADINGS[year])))


def present(path):
    """Every figure that is shown, with the edition that it is named by."""
    store = open_store(path)
    try:
        catalogue = load_catalogue(store)
        frame = read_figures(store, catalogue, ["referrals", "repeat"], ["E06000017", "E92000001"])
        own = {name: catalogue.sources[name].label for name in ("months", "national")}
    finally:
        store.close()
    shown = frame.drop_duplicates(["indicator", "area_code", "period"])
    rows = {
        (row.indicator, row.area_code, row.period): (row.value, row.symbol, row.source_label)
        for row in shown.itertuples()
    }
    return {key: tuple(None if item != item else item for item in row) for key, row in rows.items()}, own


@pytest.mark.long
def test_the_present_does_not_depend_on_the_order_or_the_days_on_which_editions_came(tmp_path):
    presents = []
    first = arrival_store(tmp_path, definitions=DEFINITIONS, files={"sources.csv": SOURCES})
    empty = first.read_bytes()
    for number, order in enumerate(permutations(HEADINGS)):
        path = tmp_path / f"{number}.duckdb"
        path.write_bytes(empty)
        for day, year in enumerate(order):
            with clock_set_to(date(2027, 1 + day, 20)):
                accept_return(path, sent(tmp_path, edition(year), f"{number} {year}.csv"), by="business office")
        presents.append(present(path))
    assert all(one == presents[0] for one in presents[1:])
    shown, _ = presents[0]
    newest = {key: value[2] for key, value in shown.items()}
    assert newest["referrals", "E06000017", "2023/24"].endswith("2024 edition")
    # The newest gives no rate of 2021/22; the edition before it does.
    assert newest["repeat", "E06000017", "2021/22"].endswith("2023 edition")
    assert shown["repeat", "E06000017", "2022/23"][0] == 14
    assert newest["referrals", "E92000001", "2018/19"].endswith("2022 edition")
