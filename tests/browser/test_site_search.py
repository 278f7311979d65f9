"""The search above each page and the way back, in a real browser, on a laptop and on a phone."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.long
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_search_leads_on_and_back_goes_back_with_one_press(server, visit, axe_violations, width, height):
    found = visit(f"{server.address}/findings")
    found.page.set_viewport_size({"width": width, "height": height})
    found.settle()
    before = found.page.url
    title = found.page.get_by_role("heading", level=1)
    # Above it stands the line that says who is there, two lines of it on a phone.
    assert title.bounding_box()["y"] < 160, "the field pushes no page down"
    found.page.keyboard.press("/")
    box = found.page.get_by_role("searchbox", name="Search everything")
    expect(box).to_be_focused()
    box.press_sequentially("<b>zzqx")
    said = found.page.get_by_role("search").get_by_role("status")
    expect(said).to_contain_text("Nothing is found for “<b>zzqx”")
    expect(said).to_contain_text("Try")
    box.fill("cse")
    expect(said).to_contain_text(re.compile("Indicators [12][0-9]"))
    panel = found.page.locator(".panel").bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width
    assert axe_violations(found.page) == []
    found.screenshot(f"site-search-{width}")
    found.page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(box).to_be_focused()
    box.press("Enter")
    expect(said).to_be_visible()
    found.page.keyboard.press("ArrowDown")
    found.page.keyboard.press("ArrowDown")
    found.page.keyboard.press("ArrowUp")
    found.page.keyboard.press("Enter")
    found.settle_at("explore?indicator=cse_referrals")
    expect(found.page).to_have_title("Explore · Safeguarding indicators")
    found.page.go_back()
    found.page.wait_for_url(before)
    expect(found.page).to_have_title("Findings · Safeguarding indicators")
    assert found.overflow() <= 1
    assert found.errors == []
