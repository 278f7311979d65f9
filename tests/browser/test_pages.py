"""Every page, wide and narrow: it opens whole, quietly, readably for all, and asks nobody outside."""

import io
from itertools import pairwise

import pytest
from PIL import Image

PAGES = {
    "since": "since",
    "home": "",
    "challenge": "challenge",
    "log": "log?section=raise&indicator=contacts&area=Rutland&as_at=2016-03-31",
    "assurance": "assurance",
    "priority": "priority?priority=lr_2015_safe",
    "findings": "findings",
    "explore": "explore",
    "compare": "compare",
    "scorecard": "scorecard",
    "areas": "areas?area=Rutland",
    "topics": "topics?topic=neglect",
    "disagreements": "disagreements",
    "returns": "returns?section=expected",
    "add": "add",
    "about": "about",
    "present": "present?of=explore&item=contacts~E10000018,E06000017&item=cse_referrals~E10000018",
    "access": "access",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole(server, visit, axe_violations, name):
    found = visit(f"{server.address}/{PAGES[name]}")
    for width in found.at_each_width():
        found.screenshot(f"{name}-{width}")
        assert found.page.get_by_test_id("stException").count() == 0
        assert heading_faults(found.page) == [], width
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(found.page)] == []
    assert found.errors == []
    assert found.outside() == []


#: More views of the pages that have headings of their own.
SECTIONS = {
    "challenges of a year": "challenge?as_at=2016-03-31",
    "log": "log",
    "review": "log?section=review",
    "writing": "findings?section=write",
    "funnel": "explore?indicator=referrals&area=Leicestershire&chart=funnel&measure=rate",
    "figure with findings": "explore?indicator=contacts&area=Rutland",
    "report": "report",
    "withheld": "report?section=withheld",
    "history": "returns?section=history",
    "coverage": "about?section=coverage",
    "glossary": "about?section=glossary",
    "method": "about?section=method",
}
#: Level and size in pixels of every heading, in the order of the page.
_HEADINGS = """() => [...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3, h4, h5, h6)')]
    .map(one => [Number(one.tagName[1]), parseFloat(getComputedStyle(one).fontSize), one.innerText.slice(0, 40)])"""


def heading_faults(page):
    """Headings descend in order from one title, and none is larger than it: those that do not."""
    headings = page.evaluate(_HEADINGS)
    if [level for level, *_ in headings if level == 1] != [1] or headings[0][0] != 1:
        return headings
    skipping = [pair for pair in pairwise(headings) if pair[1][0] > pair[0][0] + 1]
    return skipping + [one for one in headings[1:] if one[1] > headings[0][1]]


@pytest.mark.examples(2)
@pytest.mark.parametrize("name", SECTIONS)
def test_headings_of_a_section_descend_in_order(server, visit, name):
    found = visit(f"{server.address}/{SECTIONS[name]}")
    for width in found.at_each_width():
        assert heading_faults(found.page) == [], width


def test_the_menu_ends_within_the_window(server, visit):
    found = visit(f"{server.address}/about")
    for width in (1440, 1366, 1280, 1024):
        if found.page.viewport_size["width"] != width:
            found.page.set_viewport_size({"width": width, "height": 800})
            found.page.reload()
            found.settle()
        ends = found.page.get_by_test_id("stTopNav").evaluate(
            "menu => Math.max(...[...menu.children].filter(one => getComputedStyle(one).opacity > 0)"
            ".map(one => one.getBoundingClientRect().right))"
        )
        assert 0 < ends <= width, width


def test_a_table_that_goes_on_below_its_edge_shows_so(server, visit):
    found = visit(f"{server.address}/about", width=390)
    table = found.page.get_by_role("region", name="Sources, newest first")
    assert table.evaluate("one => one.scrollHeight > one.clientHeight")
    table.evaluate("one => one.scrollLeft = one.scrollWidth")
    goes_on = darkest_of_edge(table)
    table.evaluate("one => one.scrollTop = one.scrollHeight")
    assert goes_on < 200 < darkest_of_edge(table)


def darkest_of_edge(table) -> int:
    """How dark a table's lower edge is, left of all words: 255 is white."""
    picture = Image.open(io.BytesIO(table.screenshot())).convert("L")
    return min(picture.crop((0, picture.height - 4, 2, picture.height - 1)).tobytes())
