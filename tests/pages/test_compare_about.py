"""Compare and About the data: what they say for the shipped figures."""

import re
from html import unescape

import plotly.io
import pytest

from tests.helpers.form_filling import box
from tests.pages.conftest import html


@pytest.mark.long
def test_compare_shows_rates_with_intervals_never_counts(opened):
    app = opened("compare", stage="Child protection", year="2024/25")
    first = app.get("plotly_chart")[0].proto.spec
    assert "34.7 (31.7 to 37.8)" in first
    bars = [trace for trace in plotly.io.from_json(first).data if trace.error_x and trace.error_x.array is not None]
    assert bars
    assert all(unit not in first for unit in ("511", "enquiries started"))


@pytest.mark.long
def test_compare_opens_on_the_newest_whole_year_and_is_as_at_its_newest_figure(opened):
    app = opened("compare")
    assert box(app, "Year to 31 March").value == "2024/25"
    captions = [caption.value for caption in app.caption if "As at" in caption.value]
    assert captions
    assert all(caption.endswith("As at 31 March 2025.") for caption in captions)


@pytest.mark.long
def test_compare_says_where_the_areas_are_clearly_apart(opened):
    page = html(opened("compare", stage="Child in need", year="2015/16"))
    assert "clearly apart on:" in page


@pytest.mark.slow
def test_compare_does_not_take_overlap_for_equality(opened):
    page = html(opened("compare", stage="Child protection", year="2024/25"))
    assert "are not clearly apart on any indicator shown" in page
    assert "chance" not in page


@pytest.mark.long
def test_compare_draws_many_indicators_in_parts_and_names_all_that_are_apart(opened_with_all):
    app = opened_with_all("compare", stage="Child in need", year="2024/25")
    folds = [fold.label for fold in app.expander if fold.label.startswith("Percentages, ")]
    assert [label.split(" \\(")[0] for label in folds] == [f"Percentages, {number} of 5" for number in range(2, 6)]
    assert all(int(re.search(r"(\d+) indicators", label)[1]) <= 15 for label in folds)
    assert len(app.get("plotly_chart")) == 2
    named = re.search("Clearly apart too: (.*?)\\.", unescape(html(app)))[1].split("; ")
    more = int(re.search(r"clearly apart on: .* and (\d+) more", html(app))[1])
    assert len(named) == more
    # Of a concern the share is compared, and not the count beside it.
    assert "Neglect concerns" not in "".join(chart.proto.spec for chart in app.get("plotly_chart")).replace(
        "Neglect concerns (share)", ""
    )


def test_compare_without_figures_says_what_to_do(opened):
    app = opened("compare", stage="Early help")
    assert "Choose another stage or year" in app.info[0].value


@pytest.mark.long
def test_about_names_every_source_and_the_licence(opened):
    app = opened("about")
    page = html(app)
    assert "Open Government" in page
    assert "Safeguarding Profile" in page
    assert "Mid-year population estimates" in page


def test_about_shows_silences(opened):
    page = html(opened("about", section="coverage"))
    assert page.count("<h2 class='side'>") == 4
    assert "<td>–</td>" in page


def test_about_explains_words_and_methods(opened):
    for section in ("glossary", "method"):
        app = opened("about", section=section)
        assert any(len(text.value) > 1000 for text in app.markdown)


def test_about_tells_what_was_taken_in_and_when(opened):
    page = html(opened("about"))
    assert "facts/lscb_annual_report_2015_16.csv" in page
    assert "accepted" in page
