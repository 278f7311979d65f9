"""Every page, wide and narrow: it opens whole, quietly, readably for all, and asks nobody outside."""

import pytest

PAGES = {
    "home": "",
    "challenge": "challenge",
    "log": "log?section=raise&indicator=contacts&area=Rutland&as_at=2016-03-31",
    "assurance": "assurance",
    "priority": "priority?priority=lr_2015_safe",
    "findings": "findings",
    "explore": "explore",
    "compare": "compare",
    "disagreements": "disagreements",
    "returns": "returns?section=expected",
    "about": "about",
}
WIDTHS = (1440, 390)


@pytest.fixture(params=[(name, width) for name in PAGES for width in WIDTHS], ids=lambda it: f"{it[0]}-{it[1]}")
def opened(request, server, visit):
    """A page of the dashboard, settled, with its name for a file."""
    name, width = request.param
    return visit(f"{server.address}/{PAGES[name]}", width=width), f"{name}-{width}"


def test_page_is_whole(opened, axe_violations):
    visit, name = opened
    visit.screenshot(name)
    assert visit.page.get_by_test_id("stException").count() == 0
    assert visit.page.get_by_role("heading", level=1).count() == 1
    assert visit.errors == []
    assert visit.outside() == []
    assert visit.overflow() <= 1
    assert [str(violation) for violation in axe_violations(visit.page)] == []
