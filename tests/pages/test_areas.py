"""Areas: every headline figure with its verdict and place beside others, what is open and missing; the way there."""

import re
from datetime import date
from html import unescape

import pytest

from indicators.board.challenges import NewChallenge, raise_challenge
from tests.pages.conftest import html


@pytest.mark.slow
def test_an_area_is_on_one_page_with_figure_verdict_and_place_in_words(opened):
    page = unescape(html(opened("areas", area="Rutland")))
    assert '<h1 class="headline">Rutland: 7 of 36 headline measures have clearly changed, 1 for the worse</h1>' in page
    row = page[page.index("Re-referrals within 12 months</a>") :].partition("</tr>")[0]
    assert re.search(r'class="value">\s*26.8%', row)
    assert "2024/25" in row
    assert "10 like areas 12.9% to 41.0%, their middle 19.2%: clearly above like areas, worse" in row
    assert "clear change" in row
    assert "No figure for 1 of 37 headline measures: Attended their own conference." in page
    assert "No challenge about Rutland is open." in page


@pytest.mark.slow
def test_both_together_are_summed_and_judged_by_their_parts(opened):
    page = html(opened("areas", area="Leicestershire and Rutland"))
    row = page[page.index("Contacts</a>") :].partition("</tr>")[0]
    assert "13,674" in row
    assert "clear change in either" in row
    assert "areas together have no like areas" in page


@pytest.mark.long
def test_an_area_without_figures_says_so(own_tiny):
    app = own_tiny("areas", area="Rutland")
    assert "none of its 0 headline indicators has a figure that may be shown" in app.info[0].value
    assert "Rutland: no figures yet" in html(app)


@pytest.mark.slow
def test_what_somebody_wrote_is_text(own_store, opened):
    about = {"agency": "<i>Police</i>", "by": "Chair", "indicator": "contacts", "area_code": "E06000017"}
    raise_challenge(own_store.path, NewChallenge(question="<script>alert(1)</script>?", due=date(2030, 1, 1), **about))
    page = html(own_store("areas", area="Rutland"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;?" in page
    assert "<script>alert" not in page


@pytest.mark.long
def test_home_leads_to_each_area_in_one_click(opened):
    page = html(opened("home"))
    assert re.findall(r'href="(areas\?[^"]*)"', page) == [
        "areas?area=Leicestershire",
        "areas?area=Rutland",
        "areas?area=Leicestershire+and+Rutland",
    ]
    app = opened("areas", area="Leicestershire and Rutland")
    assert app.query_params["area"] == "Leicestershire and Rutland"
