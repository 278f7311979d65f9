"""The presentation in a browser: keys turn the charts and lead out, and Back leaves it with one press."""

import pytest

ADDRESS = "present?of=explore&item=contacts~E10000018,E06000017&item=referrals~E06000017&item=cse_referrals~E10000018"


@pytest.mark.slow
def test_keys_turn_the_charts_and_escape_leaves(server, visit):
    found = visit(f"{server.address}/{ADDRESS}")
    page = found.page
    for key, place in (("ArrowRight", 2), ("PageDown", 3), ("PageUp", 2), ("ArrowLeft", 1), ("End", 3), ("Home", 1)):
        page.keyboard.press(key)
        page.locator(".slide-place", has_text=f"{place} of 3").wait_for()
    page.keyboard.press("PageDown")
    page.locator(".slide-place", has_text="2 of 3").wait_for()
    page.wait_for_url("**slide=2**")
    # All of it is on one screen, and nothing else is seen or reached.
    ways = page.locator(".st-key-present-ways").bounding_box()
    assert ways["y"] + ways["height"] <= page.viewport_size["height"]
    assert not page.get_by_test_id("stHeader").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_url("**/explore**")
    assert found.errors == []
