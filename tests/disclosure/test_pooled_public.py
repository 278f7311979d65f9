"""Three years together, times between events and waits in public: a stranger learns no withheld year from them."""

from contextlib import closing
from datetime import date
from itertools import pairwise

import pytest

from indicators.disclosure.edition import public_edition
from indicators.figures import read_figures, select_series
from indicators.frames import frame_rows
from indicators.signals.cycle import judge_latest
from indicators.signals.rare_event_series import rare_events
from indicators.wording.statements import statement
from tests.helpers.releases import L, R, fact
from tests.helpers.tiny_store import tiny_store_file

YEARS = [f"{start}/{(start + 1) % 100:02d}" for start in range(2006, 2016)]
#: Rutland's counts by year; the small ones are withheld. Leicestershire's are large.
COUNTS = (9, 12, 8, 3, 10, 7, 9, 11, 14, 9)
MONTHS = [f"{name} 2015" for name in ("April", "May", "June", "July", "August", "September", "October", "November")]
MEASURES = ("pooled", "pooled_rate")


def facts(counts, months):
    yearly = [fact(R, count, year) for year, count in zip(YEARS, counts, strict=True)]
    whole = [fact(L, 300 + place, year) for place, year in enumerate(YEARS)]
    return [*yearly, *whole, *(fact(R, count, month, "reports") for month, count in zip(MONTHS, months, strict=True))]


def published(folder, counts, months=(1, 0, 2, 1, 0, 3, 1, 1)):
    """What is said in public of such counts: years and their sums by period, and every sentence."""
    folder.mkdir()
    people = [
        {"area": area, "period": f"30 June {year}", "value": 8_000 + year}
        for area in ("Rutland", "Leicestershire")
        for year in range(2006, 2016)
    ]
    path = tiny_store_file(
        folder,
        facts(counts, months),
        populations=people,
        definitions={"contacts": {"counts": "children"}, "reports": {"counts": "children"}},
    )
    edition = public_edition(path, data=folder / "data")
    with closing(edition.store) as store:
        catalogue = edition.catalogue
        figures = read_figures(store, catalogue, ["contacts", "reports"], [R, L, "LR"])
        single = select_series(figures, catalogue, "contacts", R).points
        sums = {name: select_series(figures, catalogue, "contacts", R, measure=name).points for name in MEASURES}
        monthly = select_series(figures, catalogue, "reports", R, periods="month")
        cycle = judge_latest(store, catalogue, as_at=date(2016, 4, 1), targets=store.query("targets"))
        sentences = sorted(statement(row, catalogue) for row in frame_rows(cycle.judged))
    return {"single": single, "sums": sums, "rare": rare_events(monthly), "sentences": sentences}


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    return published(tmp_path_factory.mktemp("one") / "board", COUNTS)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The same board with another number behind each withheld figure."""
    counts = [{3: 5}.get(count, count) for count in COUNTS]
    return published(tmp_path_factory.mktemp("two") / "board", counts, (2, 0, 1, 3, 0, 1, 2, 1))


@pytest.mark.slow
def test_small_years_are_withheld_and_so_is_every_stretch_that_holds_one(public):
    single = public["single"].set_index("period")["value"]
    assert single.isna().any()
    assert single.notna().sum() >= 6
    for points in public["sums"].values():
        assert points["value"].notna().any()
        for point in frame_rows(points):
            inside = public["single"]["ends"].between(point.starts, point.ends)
            is_whole = public["single"].loc[inside, "value"].notna().all()
            assert (point.value == point.value) == is_whole, point.period
            assert is_whole or point.symbol == "c"


@pytest.mark.slow
def test_no_difference_of_sums_gives_a_withheld_year(public):
    """Two stretches that follow each other differ by two years: both are there only where both years are shown."""
    points, single = public["sums"]["pooled"], public["single"].set_index("ends")["value"]
    for before, after in pairwise(frame_rows(points)):
        if before.value == before.value and after.value == after.value:
            gone = single[[end for end in single.index if before.starts <= end < after.starts]]
            came = single[[end for end in single.index if before.ends < end <= after.ends]]
            assert gone.notna().all()
            assert came.notna().all()
            assert after.value - before.value == came.sum() - gone.sum()


@pytest.mark.slow
def test_what_is_said_hangs_on_no_withheld_number(public, other):
    for name in MEASURES:
        columns = ["period", "value", "numerator", "denominator", "symbol", "status"]
        assert public["sums"][name][columns].equals(other["sums"][name][columns])
    assert public["sentences"] == other["sentences"]


@pytest.mark.slow
def test_months_of_withheld_counts_have_no_times_between(public, other):
    """Between two months that show a nought lies one that is withheld: what is left is too little to draw."""
    for found in (public["rare"], other["rare"]):
        assert found is None or found.chart is None
