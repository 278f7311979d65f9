"""Home: the latest figures in their quadrants, with their movements in words."""

import re

import pytest

from indicators.board.findings import FindingText, add_finding
from tests.pages.conftest import html


def cells(page: str, title: str) -> str:
    """The text of the row of an indicator, without its markup."""
    row = re.search(rf"<tr><th[^>]*><a[^>]*>{re.escape(title)}</a></th>(.*?)</tr>", page)
    assert row, f"no row {title}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row[1]))


@pytest.mark.long
def test_four_quadrants_stand_in_the_boards_order(opened):
    names = re.findall(r"<h2[^>]*>(.*?)</h2>", html(opened()))
    assert names == [
        "Quantitative data",
        "Qualitative evidence",
        "Engagement with service users",
        "Engagement with front-line staff",
    ]


@pytest.mark.long
def test_a_row_gives_both_areas_their_figure_period_and_movement(opened):
    row = cells(html(opened()), "Contacts")
    assert "12,773" in row
    assert "901" in row
    assert "2015/16" in row
    assert "down 13% since 2014/15" in row
    assert "up 26% since 2014/15" in row


def test_small_counts_move_in_numbers_not_in_percent(opened):
    assert "up 6 since 2014/15" in cells(html(opened()), "CSE referrals")


@pytest.mark.slow
def test_the_year_chosen_is_the_last_that_counts(opened):
    row = cells(html(opened(year="2015/16")), "Referrals to social care")
    assert "4,461" in row
    assert "206" in row
    assert "2024/25" not in row


def test_a_hidden_figure_is_a_symbol_not_nought(opened):
    row = cells(html(opened(year="2015/16")), "Repeat protection plans")
    assert "[c]" in row


def test_a_figure_for_both_areas_in_one_spans_the_columns(opened):
    page = html(opened())
    assert "Leicester, Leicestershire and Rutland" in cells(page, "Confident to assess neglect")
    assert "51%" in cells(page, "Confident to assess neglect")


@pytest.mark.slow
def test_filter_by_stage_leaves_only_that_stage(opened):
    page = html(opened(stage="Looked after"))
    cells(page, "Looked-after children")
    assert ">Contacts</a>" not in page


@pytest.mark.long
def test_all_indicators_are_more_than_the_headline_ones(opened):
    few = len(re.findall("<tr><th scope=.row", html(opened())))
    many = len(re.findall("<tr><th scope=.row", html(opened(show="All indicators"))))
    assert many > few + 50


@pytest.mark.long
def test_how_many_more_there_are_counts_what_has_figures(opened_with_all):
    page = html(opened_with_all())
    shown = len(re.findall("<tr><th scope=.row", page))
    assert shown + sum(int(number) for number in re.findall(r"(\d+) more under", page)) == 333


@pytest.mark.long
def test_all_indicators_unfold_by_stage(opened):
    page = html(opened(show="All indicators"))
    assert re.search(r"<summary>Looked after: \d+ more figures</summary>", page)
    assert "<summary>Child in need: " in page


def test_findings_stand_under_every_quadrant(opened):
    assert html(opened()).count("What we have heard and found") == 4


def test_no_area_is_named_on_every_row(opened):
    page = html(opened())
    assert page.count('<th scope="col">Rutland</th>') == 4


def test_only_real_changes_have_an_arrow_and_a_word(opened):
    page = html(opened(year="2015/16"))
    assert re.search("▼ 13% +clear change", cells(page, "Contacts"))
    assert "down 13% since 2014/15; clear change: more than chance explains" in cells(page, "Contacts")
    looked_after = cells(page, "Looked-after children")
    assert "up 18% since 31 March 2015; no clear change: chance alone can explain it" in looked_after
    assert "▲" not in looked_after


def test_the_top_line_counts_what_warrants_challenge_and_leads_there(opened):
    page = html(opened(year="2015/16"))
    assert re.search(r"In 2015/16: <strong>.*\d+ clear changes?", page)
    assert '<a href="challenge?as_at=2016-03-31">→ What warrants challenge</a>' in page


def test_old_figures_are_marked_among_the_latest_too(opened):
    assert re.search("▼ 13% +clear change", cells(html(opened()), "Contacts"))


@pytest.mark.long
def test_home_reminds_of_answers_that_are_overdue(lived):
    page = html(lived())
    assert "2 answers overdue" in page
    assert 'href="log?show=overdue"' in page


def test_home_reminds_of_nothing_where_nothing_is_overdue(opened):
    assert "overdue" not in html(opened())


@pytest.mark.long
def test_a_finding_from_a_source_in_free_words_stands_there_too(own_tiny):
    """The form takes any words for a source; Home looked them up among the ids of sources and fell over."""
    text = FindingText(
        quadrant="service_users", stage="child_protection", area_code="E06000017", period="2015/16", strength="mixed",
        statement="They wait.", source="Visits to <b>homes</b>", by="Business office",
    )  # fmt: skip
    add_finding(own_tiny.path, text)
    assert "Visits to &lt;b&gt;homes&lt;/b&gt;" in html(own_tiny("home"))
