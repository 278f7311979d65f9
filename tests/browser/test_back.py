"""One press of Back goes back one view, on every page; each page has a title of its own; years stand in full."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.visits import Visit

#: CSS pixels of a desk, a laptop and a phone.
WIDTHS = (1440, 1366, 390)

#: Whether the words of a list that is folded have the room they need, beside the arrow.
IN_FULL = """list => {
    const pen = document.createElement('canvas').getContext('2d'), style = getComputedStyle(list)
    pen.font = style.font
    const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16
    return [...list.options].every(option => pen.measureText(option.text).width <= room)
}"""


def _choose(label: str, option: str | re.Pattern) -> Callable[[Page], None]:
    """Choose in a select box."""

    def act(page: Page) -> None:
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option).last.click()

    return act


def _press(words: str) -> Callable[[Page], None]:
    """Press a segment of a control."""
    return lambda page: page.get_by_role("radio", name=words, exact=True).click()


#: The page as the navigation names it, and a change of what it shows.
CHANGES = {
    "What warrants challenge": _choose("Area", "Rutland"),
    "Challenge log": _press("Raise a challenge"),
    "Assurance map": _choose("Evidence up to", re.compile("2014.15")),
    "Plans and priorities": _choose("Priority", re.compile(".")),
    "Findings": _choose("Quadrant", "Qualitative evidence"),
    "Explore": _press("Number"),
    "Compare": _choose("Stage of the child's journey", "Looked after"),
    "Disagreements": _choose("Area", "Rutland"),
    "Report pack": _press("What is withheld"),
    "Returns": _press("What came"),
    "About the data": _press("How figures are worked out"),
}
#: Pages whose address says nothing while they are as they open.
BARE = ("What warrants challenge", "Challenge log", "Findings", "Disagreements")


def _shown(visit: Visit) -> tuple[str, str]:
    """The address, and all that the page says."""
    visit.settle()
    return visit.page.url, visit.page.get_by_test_id("stMain").inner_text()


@pytest.mark.long
@pytest.mark.parametrize("title", CHANGES)
def test_back_goes_back_one_view(server, visit, title):
    found = visit(server.address)
    home = _shown(found)
    found.turn_to(title)
    if title not in BARE:
        # The page's address says what it shows only after the page has come.
        found.page.wait_for_function("() => window.location.search")
    before = _shown(found)
    CHANGES[title](found.page)
    after = _shown(found)
    assert after[0] != before[0]
    assert after[1] != before[1]
    found.page.go_back()
    found.page.wait_for_url(before[0])
    assert _shown(found) == before
    found.page.go_forward()
    found.page.wait_for_url(after[0])
    assert _shown(found) == after
    found.page.go_back()
    found.page.wait_for_url(before[0])
    found.settle()
    found.page.go_back()
    found.page.wait_for_url(home[0])
    assert _shown(found) == home


@pytest.mark.long
def test_back_on_home(server, visit):
    found = visit(server.address)
    before = _shown(found)
    _choose("Stage of the child's journey", "Looked after")(found.page)
    after = _shown(found)
    assert after != before
    found.page.go_back()
    found.page.wait_for_url(before[0])
    assert _shown(found) == before


@pytest.mark.long
def test_choices_kept_from_before_stand_in_the_address_without_an_entry(server, visit):
    found = visit(f"{server.address}/explore")
    _press("Number")(found.page)
    chosen = _shown(found)
    found.turn_to("Findings")
    found.page.wait_for_url("**/findings")
    found.settle()
    found.turn_to("Explore")
    found.page.wait_for_url(chosen[0])
    assert _shown(found) == chosen
    found.page.go_back()
    found.page.wait_for_url("**/findings")


@pytest.mark.long
def test_each_page_has_its_own_title(server, visit):
    found = visit(server.address)
    names = [*CHANGES, "Four quadrants"]
    for name in names:
        found.turn_to(name)
        expect(found.page).to_have_title(f"{name} · Safeguarding indicators")


@pytest.mark.long
def test_periods_stand_in_full_in_from_and_to(server, visit):
    found = visit(f"{server.address}/explore?indicator=referrals&area=Leicestershire&area=England")
    for width in WIDTHS:
        found.page.set_viewport_size({"width": width, "height": 900})
        found.settle()
        for label in ("From", "To"):
            box = found.page.get_by_label(label, exact=True)
            assert box.evaluate(IN_FULL), (width, label)
        found.screenshot(f"explore-span-{width}")
