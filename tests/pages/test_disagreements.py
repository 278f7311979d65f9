"""Disagreements: what sources say differently, which figure is used and why; the address holds the view."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures.disagreements import DISAGREEMENT_COLUMNS
from indicators.pages.disagreements.download import disagreements_table
from indicators.pages.disagreements.filters import other_readings
from indicators.pages.disagreements.lists import (
    consequences_html,
    disagreements_headline,
    disagreements_html,
    figure_difference_text,
    in_order,
    reason_text,
)
from indicators.settings import DATA
from tests.helpers.tiny_store import tiny_store
from tests.pages.conftest import ROOT, html

ROW = {
    "indicator": "contacts", "area_code": "E06000017", "period": "2015/16", "period_type": "financial_year",
    "starts": pd.Timestamp("2015-04-01"), "ends": pd.Timestamp("2016-03-31"), "value": 901.0, "source": "national",
    "source_label": "National return", "computed": False, "other_value": 950.0, "other_source": "report",
    "other_source_label": "Annual report", "other_computed": False, "difference": 49.0, "kind": "two_sources",
    "why": "latest", "counts": "", "unit": "contacts", "is_shown": True, "follows": False, "follows_from": "",
}  # fmt: skip
SHARE = {
    "indicator": "contacts_to_referral", "value": 100 * 3953 / 12773, "other_value": 32.0, "computed": True,
    "kind": "does_not_follow", "why": "computed", "counts": "3,953 of 12,773", "source": "report",
}  # fmt: skip


@pytest.fixture
def page(shipped_store, monkeypatch):
    """`page(area="Rutland")`: the page alone, run once with those parameters."""
    monkeypatch.setenv("INDICATORS_STORE", str(shipped_store))
    monkeypatch.setenv("INDICATORS_DATA", str(DATA))
    monkeypatch.chdir(ROOT)

    def open_page(**query) -> AppTest:
        app = AppTest.from_file(str(ROOT / "indicators" / "pages" / "disagreements" / "page.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return open_page


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("tiny"))
    yield load_catalogue(store)
    store.close()


def rows(*changes):
    return pd.DataFrame([ROW | change for change in changes], columns=list(DISAGREEMENT_COLUMNS))


def only(change):
    return next(rows(change).itertuples())


def lines(app) -> list[str]:
    """The lines shown, without their markup."""
    return [re.sub(r"<[^>]+>", " ", line) for line in re.findall(r'<li class="pair">(.*?)</li>', html(app))]


def address(app, name: str) -> str:
    found = app.query_params.get(name, "")
    return found if isinstance(found, str) else "".join(found)


@pytest.mark.long
def test_the_headline_says_what_there_is(page):
    told = html(page())
    assert (
        "12 figures are given differently by two sources; 5 printed percentages do not follow from their own counts"
        in told
    )


def test_the_reports_own_contradictions_and_the_official_figures_stand_there(page):
    app = page()
    told = lines(app)
    for area, period, first, second in (
        ("Rutland", "2014/15", "2", "3"),
        ("Leicestershire", "31 March 2016", "345", "347"),
        ("Leicestershire", "31 March 2016", "469", "470"),
        ("Leicestershire", "2013/14", "6,049", "5,895"),
        ("Leicestershire", "2015/16", "31%", "32%"),
    ):
        pattern = rf"{area} ?, {period}\b.*\s{re.escape(first)}\s.*\s{re.escape(second)}\s"
        assert any(re.search(pattern, line) for line in told), (area, period, first, second)
    page_html = html(app)
    assert "The dashboard uses what the counts give: 3,953 of 12,773 is 31%, not 32%." in page_html
    assert page_html.count('<a href="explore?indicator=') == len(told) == 17
    assert "nan" not in page_html.casefold().replace("finan", "").replace("domina", "")


@pytest.mark.slow
def test_filters_stand_in_the_address_and_come_back_from_it(page):
    app = page()
    app.selectbox(key="disagreements:area").set_value("E06000017").run()
    app.selectbox(key="disagreements:year").set_value("2014/15").run()
    assert (address(app, "area"), address(app, "year")) == ("Rutland", "2014/15")
    again = page(area="Rutland", year="2014/15")
    assert lines(again) == lines(app)
    assert len(lines(again)) == 2
    assert "Your filters show 2 of 17." in html(again)


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "does_not_follow"}, 5),
        ({"indicator": "referrals"}, 5),
        ({"stage": "child_protection"}, 3),
        ({"area": "others"}, 43),
    ],
)
def test_each_filter_keeps_its_own(page, query, count):
    assert len(lines(page(**query))) == count


@pytest.mark.long
def test_other_areas_are_looked_at_only_when_asked(page):
    app = page()
    assert "England" not in " ".join(lines(app))
    app.selectbox(key="disagreements:area").set_value("others").run()
    assert "22.6%" in lines(app)[0]
    assert "areas other than ours" in html(app)


@pytest.mark.slow
def test_what_follows_is_folded(page):
    app = page()
    assert [fold.label for fold in app.expander][0] == "Rates and sums that differ because their counts do (22)"
    assert "Follows from" not in html(app)
    app.session_state["disagreements-follow"] = True
    app.run()
    assert html(app).count("<td>Referrals to children&#x27;s social care</td>") >= 8


def test_where_only_what_follows_is_left_the_page_says_so(page):
    app = page(area="Leicestershire and Rutland")
    assert "differ as the counts do" in html(app)
    assert "Unfold them below" in app.info[0].value


def test_nothing_for_a_choice_says_what_to_do_and_undoes_it(page):
    app = page(stage="leaving_care", year="2019/20")
    assert "Choose another area, stage, indicator, kind or year" in app.info[0].value
    app.button(key="disagreements-everything").click().run()
    assert len(lines(app)) == 17
    assert address(app, "stage") == ""


def test_an_address_with_unknown_names_says_so_and_shows_the_rest(page):
    app = page(area="Ruttland", year="2015/17", kind="nonsense", stage="child_protection")
    assert all(name in app.warning[0].value for name in ("Ruttland", "2015/17", "nonsense"))
    assert address(app, "stage") == "child_protection"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 4461.0, "other_value": 3953.0}, "508 fewer (11%)"),
        ({"value": 27.0, "other_value": 29.0}, "2 more"),
        ({"value": 470.0, "other_value": 471.0}, "1 more (less than 1%)"),
        ({"value": 0.0, "other_value": 50.0}, "50 more"),
        (SHARE, "1 point higher"),
        (SHARE | {"other_value": 28.0}, "3 points lower"),
    ],
)
def test_how_far_two_figures_are_apart(catalogue, change, words):
    row = only(change)
    assert figure_difference_text(row, catalogue.indicators[row.indicator]) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "The figure used is from the newer source, of 30 October 2025; the other is of 1 September 2016."),
        (
            {"why": "preferred"},
            "The figure used is from the source that this indicator's definition puts first of the two",
        ),
        ({"why": "tie", "source": "report"}, "Nothing puts one before the other: both are of 1 September 2016."),
        ({"why": "elsewhere"}, "The dashboard uses neither of the two"),
        ({"why": "computed", "computed": True}, "The figure used is the sum of its areas"),
        (SHARE, "The dashboard uses what the counts give: 3,953 of 12,773 is 31%, not 32%."),
        (SHARE | {"kind": "two_sources"}, "The figure used is worked out from counts (3,953 of 12,773)"),
    ],
)
def test_why_which_is_used(catalogue, change, words):
    assert reason_text(only(change), catalogue).startswith(words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((), "No figures disagree"),
        (({},), "1 figure is given differently by two sources"),
        (({}, {"other_value": 960.0}), "1 figure is given differently by two sources"),
        ((SHARE,), "1 printed percentage does not follow from its own counts"),
        ((SHARE, ROW | {"kind": "does_not_follow"}), "2 printed figures do not follow from their own counts"),
    ],
)
def test_one_sentence_of_what_there_is(catalogue, changes, words):
    assert disagreements_headline(rows(*changes), catalogue) == words


def test_lines_are_sorted_by_indicator_or_by_how_far_apart_they_are(catalogue):
    told = rows(
        {"value": 900.0, "other_value": 901.0},
        {"indicator": "referrals", "value": 100.0, "other_value": 200.0, "ends": ROW["ends"] - pd.DateOffset(years=1)},
    )
    orders = {order: list(in_order(told, catalogue, order)["indicator"]) for order in ("", "difference", "title")}
    assert orders == {
        "": ["contacts", "referrals"],
        "difference": ["referrals", "contacts"],
        "title": ["contacts", "referrals"],
    }


def test_the_reading_of_the_other_figure_follows_from_which_way_is_good(catalogue):
    def readings(polarity):
        item = replace(catalogue.indicators["contacts"], polarity=polarity)
        return list(other_readings(told, replace(catalogue, indicators={**catalogue.indicators, "contacts": item})))

    told = rows({"value": 5.0, "other_value": 7.0}, {"value": 7.0, "other_value": 5.0}, {"other_value": 901.0})
    assert readings("low_is_good") == ["worse", "better", ""]
    assert readings("high_is_good") == ["better", "worse", ""]
    assert readings("no_judgement") == ["", "", ""]


def test_text_from_data_is_escaped_everywhere(catalogue):
    bad = "<script>alert(1)</script>"
    told = rows({"source_label": bad, "other_source_label": bad, "period": bad}, {"source_label": bad, "counts": bad})
    folded = consequences_html(rows({"period": bad, "follows_from": "contacts"}), catalogue, bad)
    assert "<script" not in disagreements_html(told, catalogue) + folded


def test_sources_that_all_lines_share_are_named_once(catalogue):
    shared = disagreements_html(rows({}, {"area_code": "E10000018"}), catalogue)
    assert (shared.count("National return"), shared.count("Annual report")) == (1, 1)
    apart = disagreements_html(rows({}, {"area_code": "E10000018", "source_label": "Third"}), catalogue)
    assert (apart.count("National return"), apart.count("Third"), apart.count("Annual report")) == (1, 1, 2)


def test_the_table_to_take_away_has_everything(catalogue):
    table = disagreements_table(rows({}, SHARE, {"follows": True, "follows_from": "contacts"}), catalogue)
    assert len(table) == 3
    assert set(table["Kind"]) == {"two sources", "does not follow from its own counts"}
    assert sorted(table["Follows from"])[-1] == "Contacts with children's social care"
    assert table["Figure"].dtype == float
