"""Explore answers in the browser: what is chosen is painted before the server has heard of it, and stays true."""

import os
import signal
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from indicators.web.library import LASTING
from tests.helpers.browser import ROOT, running_server

#: Views that are at hand once the page is at rest: each addition, comparison, measure and area of the board.
FEWEST_AHEAD = 8


@contextmanager
def silent(server):
    """The server stands still, as one that is far away or busy does."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


@pytest.fixture
def explore(server, visit):
    """Explore of re-referrals with the views that are one choice away."""
    page = visit(f"{server.address}/explore?indicator=re_referrals")
    page.page.wait_for_function(f"exploreView.views.size > {FEWEST_AHEAD}", timeout=60_000)
    page.settle()
    return page


def chart(explore) -> str:
    return explore.page.get_by_test_id("stPlotlyChart").inner_text().replace("\xa0", " ")


def test_a_choice_is_painted_while_the_server_stands_still_and_reaches_it_later(server, explore):
    page = explore.page
    with silent(server):
        page.get_by_role("button", name="England", exact=True).click()
        expect(page.get_by_test_id("stPlotlyChart")).to_contain_text("England")
        expect(page.get_by_role("button", name="England", exact=True)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".explore-tables-part")).to_contain_text("England")
        page.get_by_text("has not answered yet").wait_for(timeout=15_000)
    explore.settle_at("with=E92000001")
    assert page.get_by_text("has not answered yet").count() == 0
    assert "England" in chart(explore)
    assert explore.errors == []


def test_the_library_comes_from_an_address_that_lasts(server, visit):
    explore = visit(f"{server.address}/explore?indicator=contacts")
    address = explore.page.locator('script[src*="plotly.min.js"]').get_attribute("src")
    assert address.startswith(f"{server.address}/_stcore/bidi-components/")
    answer = explore.page.request.get(address)
    assert answer.headers["cache-control"] == LASTING
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.long
def test_without_a_server_of_ours_the_chart_is_drawn_from_what_was_fetched(board_store, board_data, visit):
    environment = {"INDICATORS_STORE": str(board_store), "INDICATORS_DATA": str(board_data)}
    with running_server(ROOT / "app.py", environment) as bare:
        explore = visit(f"{bare.address}/explore?indicator=contacts")
        assert explore.page.locator('script[src^="blob:"]').count() == 1
        assert "Leicestershire" in chart(explore)
        assert explore.errors == []


@pytest.mark.long
def test_what_is_not_at_hand_is_marked_as_chosen_and_the_last_picture_stays(server, explore):
    page = explore.page
    before = chart(explore)
    page.evaluate("exploreView.views.clear()")
    with silent(server):
        page.get_by_role("radio", name="Index (first = 100)").click()
        assert page.get_by_role("radio", name="Index (first = 100)").is_checked()
        assert chart(explore) == before
        expect(page.get_by_test_id("stPlotlyChart")).to_have_attribute("data-stale", "true")
    explore.settle_at("measure=index")
    assert chart(explore) != before
    assert page.locator('[data-stale="true"]').count() == 0


def test_after_a_change_the_next_views_are_asked_for_without_the_pause_of_a_busy_server(explore):
    page = explore.page
    # The waits with which it asks ahead; other parts of the page have timers of their own.
    page.evaluate(
        """() => {
            const timer = window.setTimeout
            window.waits = []
            window.setTimeout = (act, wait, ...more) => {
                if (String(act).includes("neighbours")) window.waits.push(wait)
                return timer(act, wait, ...more)
            }
        }"""
    )
    page.get_by_role("button", name="England", exact=True).click()
    explore.settle_at("with=E92000001")
    page.wait_for_function("[...exploreView.views.keys()].some(key => /E92000001.*index/.test(key))", timeout=30_000)
    waits = page.evaluate("window.waits")
    assert waits
    assert 1000 not in waits, "the page that is drawn anew is no answer that brought nothing"


@pytest.mark.long
def test_twenty_changes_in_two_seconds_end_with_the_last(explore):
    page = explore.page
    for _ in range(10):
        page.get_by_role("button", name="England", exact=True).click()
        page.get_by_role("checkbox", name="Intervals").click()
        page.wait_for_timeout(50)
    page.get_by_role("button", name="East Midlands", exact=True).click()
    explore.settle_at("with=E12000004")
    explore.settle()
    assert "East Midlands" in chart(explore)
    assert "England" not in chart(explore)
    assert not page.get_by_role("checkbox", name="Intervals").is_checked()
    assert explore.errors == []


def test_a_lost_connection_leaves_the_chart_and_comes_back_with_the_choice(explore):
    page = explore.page
    page.context.set_offline(True)
    page.get_by_role("button", name="England", exact=True).click()
    assert "England" in chart(explore)
    page.context.set_offline(False)
    explore.settle_at("with=E92000001")
    assert "England" in chart(explore)


@pytest.mark.long
def test_areas_by_the_keyboard_alone(explore):
    page = explore.page
    fold = page.locator("summary").filter(has_text="Add an area")
    fold.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Find an area").press_sequentially("east mid")
    page.keyboard.press("Enter")
    explore.settle_at("area=East+Midlands")
    assert "East Midlands" in chart(explore)
    page.get_by_role("button", name="Remove East Midlands").focus()
    page.keyboard.press("Enter")
    explore.settle()
    assert "East Midlands" not in chart(explore)
    assert page.evaluate("document.activeElement.closest('.explore-controls-part') !== null"), "the focus stays there"
    page.get_by_label("From", exact=True).focus()
    page.keyboard.press("ArrowDown")
    explore.settle_at("from=2013")
    assert explore.errors == []


@pytest.mark.long
def test_whoever_comes_to_a_list_of_periods_has_them_at_hand(server, explore):
    page = explore.page
    page.get_by_label("From", exact=True).focus()
    page.wait_for_function("[...exploreView.views.keys()].some(key => key.includes('2013/14'))", timeout=30_000)
    explore.settle()
    before = page.evaluate("document.querySelector('.explore-chart .trace path').getAttribute('d')")
    with silent(server):
        page.keyboard.press("ArrowDown")
        page.wait_for_function(
            "before => document.querySelector('.explore-chart .trace path').getAttribute('d') !== before", arg=before
        )
    explore.settle_at("from=2013")


@pytest.mark.long
def test_no_more_than_four_areas_and_the_fourth_says_so(explore):
    page = explore.page
    for name in ("England", "East Midlands"):
        page.locator("summary").filter(has_text="Add an area").click()
        page.get_by_role("button", name=f"Add {name}", exact=True).click()
        explore.settle()
    assert page.get_by_text("4 areas at most").is_visible()
    assert page.get_by_role("button", name="Remove England").is_visible()


@pytest.mark.long
def test_the_library_is_fetched_once(server, explore):
    asked = [address for address in explore.requests if "plotly.min.js" in address]
    explore.page.reload()
    explore.settle()
    again = [address for address in explore.requests if "plotly.min.js" in address]
    assert len(asked) == 1
    sizes = explore.page.evaluate(
        "performance.getEntriesByType('resource').filter(x => x.name.includes('plotly')).map(x => x.transferSize)"
    )
    assert sizes == [0], f"from what the browser keeps, not from the server ({again})"


@pytest.mark.long
def test_choices_open_folded_areas_and_chart_satisfy_axe(explore, axe_violations):
    explore.page.locator("summary").filter(has_text="Add an area").click()
    for _ in explore.at_each_width():
        assert [str(violation) for violation in axe_violations(explore.page)] == []
        assert explore.overflow() <= 1
