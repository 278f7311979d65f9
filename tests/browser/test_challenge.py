"""What warrants challenge, in the browser: whole at both widths, by keyboard, and with its files to take away."""

import zipfile
from io import BytesIO

import pytest

THEN = "challenge?as_at=2016-03-31"


@pytest.fixture
def then(server, visit):
    """The list of 2015/16, which has lines of every kind; test_pages looks at the latest."""
    return visit(f"{server.address}/{THEN}")


@pytest.mark.long
def test_the_list_is_whole_and_so_is_an_unfolded_line(server, visit, axe_violations):
    found = visit(f"{server.address}/{THEN}")
    assert found.page.get_by_test_id("stException").count() == 0
    assert found.page.get_by_role("heading", level=1).inner_text() == "What warrants challenge"
    first = found.page.locator(".signal summary").first
    first.focus()
    found.page.keyboard.press("Enter")
    assert found.page.get_by_text("What to ask", exact=True).first.is_visible()
    assert found.page.locator(".signal details[open] .figures").is_visible()
    assert found.page.locator(".signal img.spark").count() > 5
    not_drawn = "all => all.filter(one => !one.naturalWidth).length"
    assert found.page.locator(".signal img.spark").evaluate_all(not_drawn) == 0
    for width in found.at_each_width():
        found.screenshot(f"challenge-then-{width}")
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(found.page)] == []
    assert found.errors == []
    assert found.outside() == []


@pytest.mark.slow
def test_the_keyboard_alone_filters_and_the_address_follows(then, visit):
    before = then.page.locator(".signal").count()
    then.page.get_by_role("combobox", name="Area").focus()
    then.page.keyboard.type("Rutl")
    then.page.get_by_role("option", name="Rutland", exact=True).wait_for()
    then.page.keyboard.press("Enter")
    then.settle_at("area=Rutland")
    lines = then.page.locator(".signal .said").all_inner_texts()
    assert 0 < len(lines) < before
    assert all("Rutland" in line for line in lines)
    assert visit(then.page.url).page.locator(".signal .said").all_inner_texts() == lines


@pytest.mark.long
def test_a_line_leads_to_its_figure_in_explore(then):
    line = then.page.locator(".signal").filter(has_text="Contacts in Rutland rose")
    line.get_by_role("link", name="See it over time").click()
    then.page.wait_for_url("**/explore?*")
    then.settle()
    assert "Contacts rose 26% in Rutland" in then.page.get_by_role("heading", level=1).inner_text()


@pytest.mark.long
def test_home_leads_to_the_list_of_its_cycle(server, visit):
    home = visit(f"{server.address}/?year=2015%2F16")
    counted = home.page.locator(".moved strong").inner_text()
    home.page.get_by_role("link", name="What warrants challenge").last.click()
    home.page.wait_for_url("**/challenge?*")
    home.settle()
    assert "as_at=2016-03-31" in home.page.url
    assert home.page.locator(".moved strong").inner_text() == counted


@pytest.mark.long
def test_the_list_leaves_with_its_sentences_and_what_is_quiet_unfolds(then, axe_violations):
    then.open_downloads()
    with then.page.expect_download() as caught:
        then.page.get_by_role("button", name="CSV").click()
    assert caught.value.suggested_filename.startswith("what-warrants-challenge")
    text = caught.value.path().read_text("utf-8-sig")
    assert "Contacts in Leicestershire fell from 14,632 in 2014/15 to 12,773 in 2015/16" in text
    assert "Figures up to 31 March 2016" in text
    then.settle()
    with then.page.expect_download() as caught:
        then.page.get_by_role("button", name="Excel").click()
    assert zipfile.is_zipfile(BytesIO(caught.value.path().read_bytes()))
    then.settle()
    then.page.keyboard.press("Escape")
    then.page.get_by_text("Judged and quiet").click()
    then.settle()
    assert then.page.get_by_role("region", name="Judged and quiet").get_by_role("row").count() > 5
    assert then.overflow() <= 1
    assert [str(violation) for violation in axe_violations(then.page)] == []
