"""What a member does on Explore in a real browser: change, share, download, and use the keyboard."""

import csv
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.helpers.open_files import pdf_structure


@pytest.fixture
def explore(server, visit):
    """Explore with referrals in Rutland."""
    return visit(f"{server.address}/explore?indicator=referrals&area=Rutland")


def downloaded(visit, label: str) -> tuple[str, bytes]:
    """The name and content of the file behind a download button."""
    button = visit.page.get_by_role("button", name=label, exact=True)
    # A click while the page still follows a choice asks for a file of the page before it, which is gone.
    button.and_(visit.page.locator(":enabled")).wait_for()
    visit.settle()
    # The help of the button before lies over those above it until the pointer leaves it.
    visit.page.mouse.move(0, 0)
    with visit.page.expect_download(timeout=90_000) as caught:
        button.click()
    found = caught.value.suggested_filename, caught.value.path().read_bytes()
    # The page runs again, to say if it could not be made.
    visit.settle()
    return found


@pytest.mark.long
def test_the_keyboard_alone_changes_the_measure_and_the_address_opened_elsewhere_shows_the_same(explore, visit):
    explore.page.get_by_role("radio", name="Number").focus()
    explore.page.keyboard.press("Enter")
    explore.settle_at("measure=value")
    heading = explore.page.get_by_role("heading", level=1).inner_text()
    elsewhere = visit(explore.page.url, elsewhere=True)
    assert elsewhere.page.get_by_role("heading", level=1).inner_text() == heading


@pytest.mark.long
def test_files_for_anybody_leave_with_their_names_and_words_and_without_small_numbers(server, visit):
    explore = visit(f"{server.address}/explore?indicator=missing_from_care&area=Rutland&measure=value")
    assert "rose by 10 in Rutland" in explore.page.get_by_role("heading", level=1).inner_text()
    explore.open_downloads()
    name, picture = downloaded(explore, "PNG")
    assert name == "missing-from-care_rutland_2013-14_to_2015-16.png"
    assert Image.open(BytesIO(picture)).info["dpi"] == pytest.approx((300, 300), abs=0.1)
    name, drawing = downloaded(explore, "SVG")
    assert name.endswith(".svg")
    for words in ("13 in Rutland", "LSCB annual report", "As at", "[c] confidential"):
        assert words in drawing.decode().replace("\xa0", " ")
    name, page = downloaded(explore, "PDF page")
    assert name == "missing-from-care_rutland_2013-14_to_2015-16_with-table.pdf"
    assert pdf_structure(page).kinds["/TH"] == 2 + 3
    name, table = downloaded(explore, "CSV")
    assert name.endswith(".csv")
    values = [line[3] for line in csv.reader(table.decode("utf-8-sig").splitlines()) if line and line[1] == "Rutland"]
    assert values == ["[x]", "[c]", "13"]
    for label in ("PowerPoint", "Word", "Excel", "ODS"):
        assert zipfile.is_zipfile(BytesIO(downloaded(explore, label)[1]))


def choose_members(explore):
    """Ask for the board's own files, as often as somebody would whose click came while the page was still painted."""
    for patience in (5_000, 5_000, 20_000):
        explore.settle()
        explore.page.get_by_role("radio", name="Members only").click()
        with suppress(AssertionError):
            # The page may be still before the server has heard of the choice.
            expect(explore.page.get_by_role("button", name="Download and share")).to_be_disabled(timeout=patience)
            return
    raise AssertionError("the choice of members was not heard")


@pytest.mark.slow
def test_files_for_the_board_want_a_role_and_are_marked(server, visit):
    explore = visit(f"{server.address}/explore?indicator=cse_referrals&area=Rutland&measure=value")
    choose_members(explore)
    explore.settle()
    explore.act_for_the_board()
    explore.open_downloads()
    name, table = downloaded(explore, "CSV")
    assert name.startswith("official-sensitive_cse-referrals_rutland")
    assert "OFFICIAL-SENSITIVE: not for publication" in table.decode("utf-8-sig")
    assert ",2,referrals" in table.decode("utf-8-sig")


@pytest.mark.long
def test_home_leads_to_the_story_of_a_figure(server, visit):
    home = visit(server.address)
    home.page.get_by_role("link", name="CSE referrals").click()
    home.page.wait_for_url("**/explore?*")
    home.settle()
    assert "CSE referrals" in home.page.get_by_role("heading", level=1).inner_text()
    assert "indicator=cse_referrals" in home.page.url


@pytest.mark.long
def test_a_phone_gets_the_names_over_the_plot(server, visit):
    phone = visit(f"{server.address}/explore?indicator=referrals", width=390)
    assert phone.overflow() <= 1
    chart = phone.page.get_by_test_id("stPlotlyChart")
    assert "Rutland 481" in chart.inner_text().replace("\xa0", " ")
