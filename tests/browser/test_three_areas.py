"""A board of three areas: on a phone every figure and verdict stands within its column, under its indicator."""

import pytest

from indicators.loading.build import build
from indicators.loading.new_board import make_board_folder
from tests.helpers.browser import ROOT, running_server

#: Parts of a cell that are wider than the cell, in words.
_BEYOND = """() => [...document.querySelectorAll('.quadrant :is(th, td)')].filter(cell => cell.offsetParent).flatMap(
    cell => [...cell.querySelectorAll('*')]
        .filter(part => part.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1
            && !part.closest('.unseen'))
        .map(part => part.textContent.trim()))"""


@pytest.fixture(scope="module")
def three_areas(browser, tmp_path_factory):
    """The dashboard of a new board of three authorities."""
    folder = tmp_path_factory.mktemp("three")
    made = make_board_folder(["Leicester", "Leicestershire", "Rutland"], folder / "data")
    build(folder / "store.duckdb", made.folder)
    places = {"INDICATORS_STORE": str(folder / "store.duckdb"), "INDICATORS_DATA": str(made.folder)}
    with running_server(ROOT / "server.py", places) as running:
        yield running


@pytest.mark.parametrize("name", ["home", "topics"])
def test_three_areas_stand_side_by_side_at_every_width(three_areas, visit, axe_violations, name):
    shown = visit(f"{three_areas.address}/{name}")
    for width in shown.at_each_width():
        assert shown.page.locator(".quadrant td .few").count() > 5
        assert shown.page.evaluate(_BEYOND) == []
        assert shown.overflow() == 0, width
        shown.screenshot(f"three-areas-{name}-{width}")
    assert axe_violations(shown.page) == []
    # A new board has figures of one quadrant alone; the others say where they come from.
    assert shown.page.locator(".quadrant .empty", has_text="They come with what the agencies send").count() == (
        3 if name == "home" else 0
    )
    # As blocks the parts of the table still are one to who has it read out.
    table = shown.page.get_by_role("table").first
    assert table.get_by_role("columnheader").all_inner_texts()[1:] == ["Leicester", "Leicestershire", "Rutland"]
    assert table.get_by_role("row").nth(1).get_by_role("cell").count() == 3
