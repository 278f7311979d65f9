"""Explore's control charts, funnel, intervals and events in a real browser: whole, readable, by keyboard."""

import re

import pytest

VIEWS = {
    "limits": "indicator=referrals&periods=month&add=limits&add=events",
    "funnel": "indicator=re_referrals&chart=funnel",
    "intervals": "indicator=cse_referrals&add=intervals&add=events",
}


def drawn(visit) -> str:
    """The words on the chart; Plotly writes no-break spaces."""
    return visit.page.get_by_test_id("stPlotlyChart").inner_text().replace("\xa0", " ")


@pytest.mark.long
@pytest.mark.parametrize("name", VIEWS)
def test_every_kind_of_chart_is_whole(server, visit, axe_violations, name):
    page = visit(f"{server.address}/explore?{VIEWS[name]}")
    for width in page.at_each_width():
        page.screenshot(f"explore-{name}-{width}")
        assert page.page.get_by_test_id("stException").count() == 0
        assert page.overflow() <= 1
        assert [str(violation) for violation in axe_violations(page.page)] == []
    assert page.errors == []


@pytest.mark.long
def test_control_limits_by_the_keyboard_and_back_from_their_address(server, visit):
    explore = visit(f"{server.address}/explore?indicator=referrals&periods=month")
    explore.page.get_by_role("checkbox", name="Control limits").focus()
    explore.page.keyboard.press("Space")
    explore.settle_at("add=limits")
    assert "Upper limit" in drawn(explore)
    explore.page.reload()
    explore.settle()
    assert explore.page.get_by_role("checkbox", name="Control limits").is_checked()
    assert "Upper limit" in drawn(explore)


@pytest.mark.slow
def test_the_funnel_by_the_keyboard(server, visit):
    explore = visit(f"{server.address}/explore?indicator=re_referrals")
    explore.page.get_by_role("radio", name="Funnel").focus()
    explore.page.keyboard.press("Enter")
    explore.settle_at("chart=funnel")
    assert "99.8% limits" in drawn(explore)


@pytest.mark.long
def test_the_pointer_on_an_events_number_reads_its_words(server, visit):
    explore = visit(f"{server.address}/explore?indicator=cse_referrals")
    box = explore.page.locator(".annotation").filter(has_text=re.compile("^1$")).bounding_box()
    explore.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    explore.page.wait_for_selector(".hoverlayer .hovertext")
    read = explore.page.locator(".hoverlayer").text_content().replace("\xa0", " ")
    assert "CSE coordinator appointed" in read


@pytest.mark.long
def test_a_picture_of_a_control_chart_holds_its_marks_and_words(server, visit):
    explore = visit(f"{server.address}/explore?{VIEWS['limits']}")
    explore.open_downloads()
    with explore.page.expect_download(timeout=90_000) as caught:
        explore.page.get_by_role("button", name="SVG").click()
    drawing = caught.value.path().read_text("utf-8")
    for words in (
        "Upper limit",
        "neither good nor bad in itself",
        "(1) First Response",
        "Limits below 0 are drawn at 0",
    ):
        assert words in drawing
    explore.settle()
    with explore.page.expect_download() as caught:
        explore.page.get_by_role("button", name="CSV").click()
    head, *lines = caught.value.path().read_text("utf-8-sig").splitlines()
    assert {"Value", "Adjusted", "Mean", "Lower limit", "Upper limit", "Special cause"} <= set(head.split(","))
    assert any("beyond the limits" in line for line in lines)
