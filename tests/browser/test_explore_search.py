"""Explore on a phone, and its search while one types, in a real browser."""

import re

import pytest


def top(locator) -> float:
    return locator.bounding_box()["y"]


def test_on_a_phone_title_chart_and_verdict_come_before_the_choices(server, visit):
    phone = visit(f"{server.address}/explore", width=390)
    heading = phone.page.get_by_role("heading", level=1)
    chart = phone.page.get_by_test_id("stPlotlyChart")
    verdict = phone.page.get_by_role("heading", name="Is it real?")
    search = phone.page.get_by_label("Find an indicator by name or topic")
    assert top(heading) < top(chart) < top(verdict) < top(search)
    assert top(search) < top(phone.page.get_by_role("button", name="Download and share"))
    assert phone.overflow() <= 1


@pytest.mark.long
def test_hits_follow_the_letters_without_a_key_and_one_click_shows_one(server, visit):
    explore = visit(f"{server.address}/explore")
    explore.page.get_by_label("Find an indicator by name or topic").press_sequentially("LA")
    hit = explore.page.get_by_role("button", name=re.compile(r"^Children looked after on 31 March \(figures"))
    hit.wait_for(timeout=10_000)
    explore.screenshot("explore-search")
    hit.click()
    explore.settle_at("indicator=looked_after_31_march")
    assert "looked-after" in explore.page.get_by_role("heading", level=1).inner_text().casefold()
    assert explore.errors == []


@pytest.mark.long
def test_the_pointer_reads_both_areas_of_a_period_in_one_box(server, visit):
    explore = visit(f"{server.address}/explore")
    box = explore.page.get_by_test_id("stPlotlyChart").locator(".nsewdrag").first.bounding_box()
    explore.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    read = explore.page.locator(".hoverlayer .legend").first
    read.wait_for(timeout=10_000)
    words = (read.text_content() or "").replace("\xa0", " ")
    assert "Leicestershire 2014/15: 1,093" in words
    assert "Rutland 2014/15: 906" in words
    assert "Oct" not in words, "no day, which would be the middle of the period"
