"""What is withheld, told to the board: how much, why, and what could be shown instead."""

import re

import pytest

from indicators.board.findings import FindingText, add_finding
from indicators.pages.components import session
from tests.helpers.form_filling import fill
from tests.helpers.report_page import FACTS, open_report, tiny_report
from tests.pages.conftest import html


@pytest.fixture
def withheld(tmp_path, monkeypatch):
    tiny_report(tmp_path, monkeypatch)
    return open_report(section="withheld")


def said(app):
    """The sentence that says how much is withheld."""
    return re.search(r'role="status"><strong>(.*?)</strong>', html(app))[1]


def rows(app):
    """The rows of all tables of figures, their cells' text."""
    lines = re.findall(r"<tr>(<td>.*?)</tr>", html(app).partition("Words beside the figures")[0])
    return [re.findall(r"<td>(.*?)</td>", line) for line in lines]


@pytest.mark.slow
def test_how_much_is_withheld_why_and_what_instead(withheld):
    total, small = re.match(r"(\d+) figures withheld from the public: (\d+) for few people, ", said(withheld)).groups()
    assert (int(total), int(small)) == (len(rows(withheld)), 2)
    own, _ = [row for row in rows(withheld) if row[2].startswith("it, or what it leaves of its base, is 1 to 5")]
    assert (own[0], own[3]) == ("Rutland", "Referrals, Rutland, 2014/15 to 2015/16 together: 6")
    assert any("which is withheld" in row[2] for row in rows(withheld))


@pytest.mark.slow
def test_the_filters_leave_what_was_asked_for(withheld):
    everything = rows(withheld)
    fill(withheld, Area="E06000017")
    assert rows(withheld) == [row for row in everything if row[0] == "Rutland"] != everything
    fill(withheld, Indicator="referrals")
    assert len(rows(withheld)) == 2
    assert said(withheld).startswith(str(len(everything)))


@pytest.mark.slow
def test_nothing_withheld_is_said_so(tmp_path, monkeypatch):
    tiny_report(tmp_path, monkeypatch, facts=FACTS[:-2])
    page = open_report(section="withheld")
    assert "Nothing is withheld" in html(page)
    assert page.info[0].value == "Every figure that is held can be published as it is."
    assert "Indicator" not in [item.label for item in page.selectbox]


@pytest.mark.slow
def test_the_rule_is_told_and_followed_as_soon_as_it_changes(withheld, tmp_path):
    assert "Counts of 1 to 5 children" in withheld.markdown[0].value
    (tmp_path / "data" / "disclosure.toml").write_text("threshold = 2\nrounding = 5", "utf-8")
    # Looked at anew after a few seconds.
    session._folder_signature.clear()
    withheld.run()
    assert said(withheld) == "Nothing is withheld"
    assert "Counts of 1 to 2 children" in withheld.markdown[0].value
    assert "rounded to the nearest 5" in withheld.markdown[0].value


@pytest.mark.slow
def test_texts_that_await_a_decision_are_listed_with_their_doubts(withheld):
    page = html(withheld)
    assert re.search(
        r"\d+ texts beside the figures: 0 may be published, 0 not, and for \d+ a decision is awaited", page
    )
    assert "definition, why it matters" in page
    assert "Notes on single figures are never published" in page


@pytest.mark.slow
def test_a_text_that_may_be_published_and_names_what_is_withheld_today_is_listed(tmp_path, monkeypatch):
    store = tiny_report(tmp_path, monkeypatch)
    about = {"quadrant": "service_users", "stage": "child_in_need", "strength": "weakness", "source": "report"}
    said = FindingText(
        **about, area_code="E06000017", period="2015/16", statement="All 3 were late.", by="Partnership manager",
        indicator="referrals", is_public=True,
    )  # fmt: skip
    add_finding(store, said)
    page = html(open_report(section="withheld"))
    assert "“3” tells the number 3, which is withheld for Referrals, Rutland, 2014/15 and 1 more." in page
    assert "All 3 were late." in page
