"""What a member does on Explore in a real browser: change, share, download, and use the keyboard."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image


@pytest.fixture
def explore(server, visit):
    """Explore with referrals in Rutland."""
    return visit(f"{server.address}/explore?indicator=referrals&area=Rutland")


def downloaded(visit, label: str) -> tuple[str, bytes]:
    """The name and content of the file behind a download button."""
    with visit.page.expect_download(timeout=90_000) as caught:
        visit.page.get_by_role("button", name=label).click()
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def test_the_address_opened_elsewhere_shows_the_same(explore, visit):
    explore.page.get_by_role("radio", name="Number").click()
    explore.settle_at("measure=value")
    heading = explore.page.get_by_role("heading", level=1).inner_text()
    elsewhere = visit(explore.page.url, elsewhere=True)
    assert elsewhere.page.get_by_role("heading", level=1).inner_text() == heading


def test_picture_and_data_leave_with_their_names_and_words(explore):
    name, picture = downloaded(explore, "PNG")
    assert name == "referrals_rutland_2012-13_to_2024-25.png"
    assert Image.open(BytesIO(picture)).size == (2400, 1350)
    name, drawing = downloaded(explore, "SVG")
    assert name.endswith(".svg")
    assert "Referrals to social care" in drawing.decode()
    assert "DfE" in drawing.decode()
    assert "As at" in drawing.decode()
    name, table = downloaded(explore, "CSV")
    assert name.endswith(".csv")
    assert "2024/25" in table.decode("utf-8-sig")
    name, book = downloaded(explore, "XLSX")
    assert name.endswith(".xlsx")
    assert zipfile.is_zipfile(BytesIO(book))


def test_home_leads_to_the_story_of_a_figure(server, visit):
    home = visit(server.address)
    home.page.get_by_role("link", name="CSE referrals").click()
    home.page.wait_for_url("**/explore?*")
    home.settle()
    assert "CSE referrals" in home.page.get_by_role("heading", level=1).inner_text()
    assert "indicator=cse_referrals" in home.page.url


def test_the_keyboard_alone_changes_the_measure(explore):
    explore.page.get_by_role("radio", name="Number").focus()
    explore.page.keyboard.press("Enter")
    explore.settle_at("measure=value")


def test_a_phone_gets_the_names_over_the_plot(server, visit):
    phone = visit(f"{server.address}/explore?indicator=referrals", width=390)
    assert phone.overflow() <= 1
    chart = phone.page.get_by_test_id("stPlotlyChart")
    assert "Rutland 481" in chart.inner_text().replace("\xa0", " ")
