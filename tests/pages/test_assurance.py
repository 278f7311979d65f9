"""The assurance map: a row for each priority, every cell in words, and a view that the address holds."""

import re
from html import unescape

import pytest

from indicators.measures import load_catalogue
from indicators.record.writer import reading
from tests.pages.conftest import html
from tests.pages.filling import address, fill


def rows(app):
    """The rows of the map: the priority's title, its line in small, and the texts of its four cells."""
    return [_row(row) for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html(app), re.DOTALL)]


def _row(row):
    title, facts = (
        re.search(pattern, row)[1] for pattern in (r'href="priority[^>]*>(.*?)</a>', r'facts">([^<]*)</span></th')
    )
    cells = re.findall(r"<summary>(.*?)</summary>", row, re.DOTALL)
    return unescape(title), unescape(facts), [unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in cells]


@pytest.fixture(scope="session")
def plans(shipped_store):
    """The shipped plans by their ids."""
    with reading(shipped_store) as store:
        return load_catalogue(store).plans


def test_every_plan_has_a_row_for_each_of_its_priorities_and_words_in_each_cell(lived, plans):
    assert len(plans) == 6
    for plan in plans.values():
        found = rows(lived("assurance", plan=plan.id, as_at="2016-03-31"))
        assert [title for title, _, _ in found] == [priority.title for priority in plan.priorities], plan.id
        for title, _, cells in found:
            cells = [cell.strip() for cell in cells]
            assert len(cells) == 4
            assert all(cell.startswith(title) and len(cell) > len(title) + 20 for cell in cells)


def test_empty_and_stale_cells_are_told_in_words_and_marked(lived):
    app = lived("assurance", plan="lr_2016_17")
    assert "No audit evidence" in html(app)
    assert '<td class="look-empty">' in html(app)
    later = lived("assurance", plan="lr_2015_16", as_at="2019-03-31")
    page = html(later)
    assert re.search(r"No (word from children and families|audit evidence) since (2015/16|March 2016)", page)
    assert '<td class="look-stale">' in page
    assert re.search(r"[1-9]\d* are stale", page)


def test_a_cell_holds_its_figures_its_findings_and_the_way_to_a_challenge(lived):
    page = html(lived("assurance"))
    safe = page[page.index("Children and young people are safe</a>") :].split("</tr>")[0]
    assert re.search(r'<a href="explore\?indicator=contacts">Contacts</a>: [^<]*<strong>12,773</strong>', safe)
    assert "<strong>nothing held</strong>" in page
    assert 'href="log?section=raise&amp;priority=lr_2015_safe&amp;quadrant=service_users"' in safe
    assert safe.count("<h3>Heard and found</h3>") >= 1


def test_an_open_challenge_is_counted_in_its_cell(lived):
    told = [cells for title, _, cells in rows(lived("assurance")) if title == "Children and young people are safe"][0]
    assert ["open challenge" in text for text in told] == [False, False, True, False]
    assert "1 open challenge" in told[2]


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
    assert [item.label for item in lived("assurance").get("download_button")] == ["XLSX", "Page for the papers"]


def test_without_plans_the_page_says_where_they_go(own_tiny, tmp_path):
    for plan in (tmp_path / "data" / "plans").glob("*.toml"):
        plan.unlink()
    for page in ("assurance", "priority"):
        assert "No plan is held yet" in own_tiny(page).info[0].value
