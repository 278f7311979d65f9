"""The assurance map: a row for each priority, every cell in words, and a view that the address holds."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from indicators import clock
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import day_text
from indicators.pages.components.plan_filter import default_day_words
from indicators.store.database import open_for_reading
from tests.helpers.assurance_page import rows
from tests.helpers.form_filling import address, box, fill
from tests.pages.conftest import html


@pytest.fixture(scope="session")
def plans(board_store):
    """The shipped plans by their ids."""
    with open_for_reading(board_store) as store:
        return load_catalogue(store).plans


@pytest.mark.long
def test_every_plan_has_a_row_for_each_of_its_priorities_and_words_in_each_cell(lived, plans):
    assert len(plans) == 6
    for plan in plans.values():
        found = rows(lived("assurance", plan=plan.id, as_at="2016-03-31"))
        assert [title for title, _, _ in found] == [priority.title for priority in plan.priorities], plan.id
        for title, _, cells in found:
            cells = [cell.strip() for cell in cells]
            assert len(cells) == 4
            assert all(cell.startswith(title) and len(cell) > len(title) + 20 for cell in cells)


@pytest.mark.long
def test_empty_and_stale_cells_are_told_in_words_and_marked(lived):
    app = lived("assurance", plan="lr_2016_17")
    assert "No audit evidence" in html(app)
    assert '<td class="look-empty">' in html(app)
    later = lived("assurance", plan="lr_2015_16", as_at="2019-03-31")
    page = html(later)
    assert re.search(r"No (word from children and families|audit evidence) since (2015/16|March 2016)", page)
    assert '<td class="look-stale">' in page
    assert re.search(r"[1-9]\d* are stale", page)


@pytest.mark.long
def test_a_cell_holds_its_figures_its_findings_and_the_way_to_a_challenge(lived):
    page = html(lived("assurance"))
    safe = page[page.index("Children and young people are safe</a>") :].split("</tr>")[0]
    assert re.search(r'<a href="explore\?indicator=contacts">Contacts</a>: [^<]*<strong>12,773</strong>', safe)
    assert "<strong>nothing held</strong>" in page
    assert 'href="log?section=raise&amp;priority=lr_2015_safe&amp;quadrant=service_users"' in safe
    assert safe.count("<h2>Heard and found</h2>") >= 1


def test_an_open_challenge_is_counted_in_its_cell(lived):
    told = [cells for title, _, cells in rows(lived("assurance")) if title == "Children and young people are safe"][0]
    assert ["open challenge" in text for text in told] == [False, False, True, False]
    assert "1 open challenge" in told[2]


@pytest.mark.long
def test_the_newest_plan_stands_first_and_those_of_other_boards_apart_at_the_end(lived):
    app = lived("assurance")
    offered = box(app, "Plan").options
    assert offered[0].startswith("Joint business plan April 2023")
    assert [words.startswith("Another board’s plan: ") for words in offered] == [False] * 4 + [True] * 2
    assert "Newer plans have little." in app.caption[0].value.replace("\\", "")
    assert "Another board’s plan, to learn from." not in html(app)
    assert "Another board’s plan, to learn from." in html(lived("assurance", plan="solihull_2012_13"))
    assert "Another board’s plan (Leicester" in html(lived("priority", priority="leicester_2018_neglect"))


@pytest.mark.long
def test_a_map_without_evidence_offers_no_files_and_says_why(lived):
    app = lived("assurance", plan="leicester_2018_20")
    assert not app.get("download_button")
    assert "There is no evidence for this plan yet" in app.info[0].value
    assert lived("assurance", plan="lr_2015_16").get("download_button")


def test_a_plan_that_runs_opens_today_and_one_that_is_over_at_its_end(plans):
    plan = next(iter(plans.values()))
    today = clock.today()
    assert default_day_words(replace(plan, ends=today + timedelta(days=1))) == f"Today, {day_text(today)}"
    assert default_day_words(replace(plan, ends=date(2016, 3, 31))) == "The end of the plan, 31 March 2016"


@pytest.mark.long
def test_a_plan_and_a_day_change_the_map_and_the_address(lived):
    app = lived("assurance")
    assert address(app) == {"plan": "lr_2015_16"}
    fill(app, Evidence_up_to="2015-03-31")
    assert "Evidence up to 31 March 2015." in html(app)
    assert address(app) == {"plan": "lr_2015_16", "as_at": "2015-03-31"}
    fill(app, Plan="lr_2017_18")
    assert address(app) == {"plan": "lr_2017_18"}
    assert "Evidence up to 31 March 2018." in html(app)
    again = lived("assurance", plan="lr_2015_16", as_at="2015-03-31")
    assert "Evidence up to 31 March 2015." in html(again)
    assert rows(again)[0][0] == "Safeguarding is everyone's responsibility"


def test_unknown_names_in_the_address_are_told_and_break_nothing(lived):
    app = lived("assurance", plan="<script>alert(1)</script>", as_at="2016-02-31")
    assert "which the dashboard does not have" in app.warning[0].value
    assert "2016-02-31" in app.warning[0].value
    assert rows(app)
    assert rows(lived("assurance", as_at="0001-01-01"))


def test_the_map_leaves_as_workbook_and_page(lived):
    files = lived("assurance").get("download_button")
    assert [item.label for item in files] == ["Excel", "ODS", "Page for the papers"]
    # What people wrote is for the board: until somebody says a role that may have it, nothing is given.
    assert {item.proto.disabled for item in files} == {True}


@pytest.mark.long
def test_without_plans_the_page_says_where_they_go(own_tiny, tmp_path):
    for plan in (tmp_path / "data" / "plans").glob("*.toml"):
        plan.unlink()
    for page in ("assurance", "priority"):
        assert "There is no plan yet" in own_tiny(page).info[0].value
