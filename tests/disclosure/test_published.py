"""The shipped store in public: the small figures of the report's two tables are withheld, all others are there."""

import pytest

from indicators.disclosure.alternatives import alternatives
from indicators.disclosure.edition import current_release, public_edition
from indicators.figures import read_figures
from indicators.loading.build import build
from indicators.settings import DATA
from tests.helpers.releases import L, R

SMALL = {
    ("cse_referrals", "2014/15"), ("cse_referrals", "2015/16"),
    *(("cse_referrals", f"2015/16 Q{number}") for number in (1, 2, 3, 4)),
    ("missing_from_care", "2014/15"), ("missing_education", "31 March 2016"), ("lado_substantiated", "2015/16"),
    ("children_on_repeat_plan_5_years", "2015/16"),
}  # fmt: skip
#: The report's Safeguarding Profile and its table of exploitation.
TABLES = [
    "contacts", "referrals", "single_assessments", "contacts_to_referral", "contacts_to_early_help",
    "cp_plans_31_march", "looked_after_31_march", "cse_referrals", "missing_from_care",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("shipped") / "store.duckdb"
    build(path, DATA)
    return path


@pytest.fixture(scope="module")
def shipped(path):
    found = public_edition(path, data=DATA)
    yield found
    found.store.close()


@pytest.mark.slow
def test_every_small_figure_about_people_is_withheld(shipped):
    rows = read_figures(shipped.store, shipped.catalogue, [name for name, _ in SMALL], [R])
    assert {(row.indicator, row.period) for row in rows[rows["symbol"] == "c"].itertuples()} == SMALL
    assert not rows["value"].between(1, 5).any()
    board = read_figures(shipped.store, shipped.catalogue, ["board_meetings", "serious_case_reviews"], ["LR"])
    # Meetings and reviews are nobody.
    assert list(board["symbol"]) == ["", ""]
    assert board["value"].between(1, 5).all()


def test_all_else_of_the_reports_tables_is_shown(shipped):
    rows = read_figures(shipped.store, shipped.catalogue, TABLES, [L, R])
    report = rows[rows["source"].isin(["lscb_2016_profile", "lscb_2016_cse"]) & ~rows["computed"]]
    withheld = {(row.indicator, row.area_code, row.period) for row in report[report["symbol"] == "c"].itertuples()}
    assert withheld == {(name, R, period) for name, period in SMALL if name in TABLES}
    shown = report[(report["indicator"] == "cse_referrals") & (report["period"] == "2015/16")]
    # Rutland's year contains four quarters of 1 to 5.
    assert sorted(shown["value"].dropna()) == [303, 303]


def test_sums_of_both_areas_follow(shipped):
    rows = read_figures(shipped.store, shipped.catalogue, ["cse_referrals"], ["LR"])
    shown = rows[rows["rank"] == 0].set_index("period")
    assert set(shown["symbol"].drop(["2013/14"])) == {"c"}


@pytest.mark.slow
def test_the_words_are_those_that_somebody_decided_about(shipped):
    caveats = shipped.catalogue.indicators["cse_referrals"].all_caveats
    assert len(caveats) == 3
    statements = set(shipped.store.query("findings")["statement"])
    assert len(statements) == 70
    titles = set(shipped.store.query("events")["title"])
    assert "Two-year CSE project funding begins (2016/17)" in titles
    assert "Two large families came off plans (March 2016)" not in titles
    assert shipped.catalogue.indicators["lado_substantiated_share"].all_caveats == ()
    everywhere = {"indicators": list(shipped.catalogue.indicators), "areas": list(shipped.catalogue.areas)}
    notes = shipped.store.query("series", **everywhere)["note"]
    assert not [note for note in notes if note and not note.startswith("Sum of ")]


@pytest.mark.slow
def test_the_board_is_told_why_and_what_could_be_shown(path):
    rows = alternatives(current_release(path, data=DATA))
    quarter = rows[(rows["indicator"] == "cse_referrals") & (rows["period"] == "2015/16 Q1") & (rows["area_code"] == R)]
    assert list(quarter["why"]) == ["it is 1 to 5"]
    year = rows[(rows["indicator"] == "cse_referrals") & (rows["period"] == "2015/16") & (rows["area_code"] == R)]
    assert list(year["why"]) == ["it contains CSE referrals, Rutland, 2015/16 Q1, which is withheld"]
