"""The report page in the browser: a pack made where no picture can be, taken away, and what is withheld."""

import zipfile
from io import BytesIO

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import ROOT, running_server
from tests.helpers.report_page import CONTENTS, tiny_report

CHART = '[[items]]\nkind = "chart"\nindicators = ["contacts"]\n'


@pytest.fixture(scope="module")
def no_pictures(browser, tmp_path_factory):
    """The dashboard over a store of a few figures, on a computer without a browser to draw with."""
    with pytest.MonkeyPatch.context() as patch:
        tiny_report(tmp_path_factory.mktemp("report"), patch, contents=CONTENTS + CHART)
        with running_server(ROOT / "server.py", {"BROWSER_PATH": "/nowhere/chrome"}) as running:
            yield running


def downloaded(visit, label):
    """The name and content of the file behind a button."""
    with visit.page.expect_download(timeout=30_000) as caught:
        visit.page.get_by_role("button", name=label).click()
    return caught.value.suggested_filename, caught.value.path().read_bytes()


@pytest.mark.long
def test_a_pack_is_made_and_taken_away_by_keyboard_and_on_a_phone(no_pictures, visit, axe_violations):
    found = visit(f"{no_pictures.address}/report")
    found.page.get_by_role("button", name="Make the pack").focus()
    found.page.keyboard.press("Enter")
    ready = found.page.get_by_role("button", name="Report pack 2015/16")
    ready.wait_for(timeout=120_000)
    found.settle()
    assert "without the pictures of 1 of 1 charts" in found.page.get_by_role("alert").inner_text()
    name, pack = downloaded(found, "Report pack 2015/16")
    assert name == "report-pack_2015-16.zip"
    assert "report-pack_2015-16_public/report.docx" in zipfile.ZipFile(BytesIO(pack)).namelist()
    for width in found.at_each_width():
        found.screenshot(f"report-{width}")
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(found.page)] == []
    found.page.get_by_role("radio", name="What is withheld").click()
    found.settle_at("section=withheld")
    assert "figures withheld from the public" in found.page.get_by_role("status").inner_text()
    for width in found.at_each_width():
        found.screenshot(f"report-withheld-{width}")
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(found.page)] == []
    assert found.errors == []
    assert found.outside() == []


@pytest.mark.long
def test_parts_are_moved_and_left_out_by_keyboard_and_by_dragging(no_pictures, visit, axe_violations):
    found = visit(f"{no_pictures.address}/report")
    page = found.page
    rows = page.locator("ol li")

    def parts():
        return [text.partition(". ")[2] for text in rows.locator(".title").all_inner_texts()]

    expect(rows).to_have_count(4)
    first, second, third, chart = parts()
    page.get_by_role("button", name="Down: part 1").focus()
    # The second press comes before the server has heard of the first.
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert parts() == [second, third, first, chart]
    expect(page.get_by_role("button", name="Down: part 3")).to_be_focused()
    page.keyboard.press("Enter")
    # The last part has no way down: the keyboard stays with the part.
    expect(page.get_by_role("button", name="Up: part 4")).to_be_focused()
    found.settle()
    assert parts() == [second, third, chart, first]
    expect(page.get_by_role("button", name="Up: part 4")).to_be_focused()
    rows.nth(3).drag_to(rows.nth(0))
    assert parts() == [first, second, third, chart]
    page.get_by_role("button", name="Leave out: part 2").click()
    found.settle()
    assert parts() == [first, third, chart]
    for width in found.at_each_width():
        found.screenshot(f"report-parts-{width}")
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(page)] == []
    for before in ([first, second, third, chart], [second, third, chart, first]):
        page.get_by_role("button", name="Undo the last change").click()
        expect(rows.locator(".title")).to_have_text([f"{place}. {title}" for place, title in enumerate(before, 1)])
    assert found.errors == []


@pytest.mark.long
def test_a_picture_that_cannot_be_drawn_is_told_in_words(no_pictures, visit):
    found = visit(f"{no_pictures.address}/explore?indicator=contacts")
    found.open_downloads()
    found.page.get_by_role("button", name="PNG").click()
    told = found.page.get_by_text("Pictures cannot be made on this computer")
    told.wait_for(timeout=30_000)
    assert "PowerPoint, Excel and CSV need no picture" in told.inner_text()
    # A click while the page still runs for the one before gets lost.
    found.settle()
    name, _ = downloaded(found, "CSV")
    assert name == "contacts_leicestershire_rutland_2015-16.csv"


@pytest.mark.long
def test_two_charts_go_into_the_report_with_two_clicks_each_and_change_places_by_keyboard(no_pictures, visit):
    for address in ("explore?indicator=contacts", "explore?indicator=referrals&area=Rutland&measure=value"):
        found = visit(f"{no_pictures.address}/{address}")
        found.page.get_by_role("button", name="Add to report").click()
        found.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Add", exact=True).click()
        found.page.get_by_text("Added. “Annual report” has").wait_for()
    found.page.get_by_test_id("stPopoverBody").get_by_role("link", name="Make the pack").click()
    found.page.get_by_text("The pack is made of").wait_for()
    assert found.page.get_by_role("radio", name="Both").is_checked()
    report = visit(f"{no_pictures.address}/report?section=sets")
    parts = report.page.locator(".part a")
    before = parts.all_inner_texts()
    assert before == ["Contacts per 10,000 children: Leicestershire and Rutland", "Referrals: Rutland"]
    report.page.locator(".st-key-report-set-Down-0").get_by_role("button").focus()
    report.page.keyboard.press("Enter")
    report.page.wait_for_function("first => document.querySelector('.part a')?.textContent === first", arg=before[1])
    # The first of them is there before the second.
    report.settle()
    assert parts.all_inner_texts() == before[::-1]
    for _ in report.at_each_width():
        assert report.overflow() <= 1
    report.screenshot("report-sets")
    assert report.errors == []
