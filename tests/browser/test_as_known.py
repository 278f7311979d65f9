"""Looking back, in the browser: a day chosen by keyboard, what is shown then, the life of a figure, the way back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.browser import ROOT, Server, running_server
from tests.helpers.dated_returns import aged_store


@pytest.fixture(scope="module")
def aged_server(browser, tmp_path_factory) -> Iterator[Server]:
    """The dashboard over a store whose returns came on several days of 2017."""
    folder: Path = tmp_path_factory.mktemp("aged")
    env = {"INDICATORS_STORE": str(aged_store(folder)), "INDICATORS_DATA": str(folder / "data")}
    with running_server(ROOT / "server.py", env) as running:
        yield running


def unfold(visit, words):
    visit.page.locator("summary", has_text=words).focus()
    visit.page.keyboard.press("Enter")
    visit.settle()


@pytest.mark.long
@pytest.mark.parametrize("width", [1440])
def test_a_day_is_chosen_by_keyboard_and_the_page_looks_back(aged_server, visit, axe_violations, width):
    found = visit(f"{aged_server.address}/explore?indicator=contacts&measure=value", width=width)
    assert found.page.locator(".figures").first.locator("tbody td").first.inner_text() == "940"
    unfold(found, "As it was known")
    found.page.get_by_role("combobox", name="Or a day on which").focus()
    # A list that opens while the page still scrolls closes again.
    found.settle()
    found.page.keyboard.press("ArrowDown")
    found.page.get_by_role("option").nth(1).wait_for()
    for key in ("ArrowDown", "Enter"):
        found.page.keyboard.press(key)
    found.settle_at("known=2017-07-04")
    assert found.page.locator(".figures").first.locator("tbody td").first.inner_text() == "9"
    assert found.page.get_by_text("Figures as they were known on 4 July 2017.").is_visible()
    assert found.page.get_by_role("combobox", name="Or a day on which").is_visible(), "the choice stays unfolded"
    unfold(found, "history of these figures")
    assert found.page.get_by_role("region", name=re.compile("Every version")).get_by_role("row").count() == 14
    found.screenshot(f"as-known-explore-{width}")
    assert found.errors == []
    assert found.overflow() <= 1
    assert [str(violation) for violation in axe_violations(found.page)] == []


@pytest.mark.long
@pytest.mark.parametrize("width", [390])
def test_the_list_looks_back_and_leads_to_the_same_day(aged_server, visit, axe_violations, width):
    found = visit(f"{aged_server.address}/challenge?known=2017-07-04", width=width)
    unfold(found, "As it was known")
    found.screenshot(f"as-known-challenge-{width}")
    assert found.overflow() <= 1
    assert [str(violation) for violation in axe_violations(found.page)] == []
    found.page.get_by_role("link", name="See it over time").click()
    found.page.wait_for_url("**/explore?*known=2017-07-04*")
    found.settle()
    assert "fell by 890 in Leicestershire" in found.page.get_by_role("heading", level=1).inner_text()
    found.page.get_by_role("button", name="Show what is known now").click()
    found.settle()
    assert (
        "no clear change in Leicestershire, from 899 in 2014/15 to 940 in 2015/16"
        in found.page.get_by_role("heading", level=1).inner_text()
    )
    assert "known=" not in found.page.url


@pytest.mark.slow
def test_files_say_on_which_day_their_figures_were_known(aged_server, visit):
    found = visit(f"{aged_server.address}/explore?indicator=contacts&measure=value&known=2017-07-04")
    assert found.page.get_by_text("as they were known on an earlier day are for members only").is_visible()
    found.act_for_the_board()
    found.open_downloads()
    with found.page.expect_download() as caught:
        found.page.get_by_role("button", name="CSV").click()
    assert caught.value.suggested_filename.startswith("official-sensitive_")
    assert caught.value.suggested_filename.endswith("_as-known-on-2017-07-04.csv")
    text = caught.value.path().read_text("utf-8-sig")
    assert ", as known on 4 July 2017" in text
    assert ",9," in text


@pytest.mark.long
def test_before_anything_was_known_the_first_day_is_offered(aged_server, visit, axe_violations):
    found = visit(f"{aged_server.address}/challenge?known=2017-01-31")
    assert found.page.get_by_text("Nothing was known on 31 January 2017").is_visible()
    assert [str(violation) for violation in axe_violations(found.page)] == []
    found.page.get_by_role("button", name="Show what was known on 3 May 2017").click()
    found.settle_at("known=2017-05-03")
    assert found.page.get_by_text("Figures as they were known on 3 May 2017.").is_visible()
