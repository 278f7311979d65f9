"""Returns in the browser: a file is dropped, looked at, taken in and undone; a template is fetched."""

from io import BytesIO

import openpyxl

HEADING = "indicator,area,period,value,numerator,denominator,status,symbol,source,note"
ROWS = (
    "contacts,Rutland,2016/17 Q1,210,,,,,return_rutland_council,",
    "contacts,Rutlnd,2016/17 Q2,211,,,,,return_rutland_council,",
    "referrals,Rutland,2016/17 Q1,,,,,c,return_rutland_council,<b>hidden</b>",
)


def dropped(found, *rows, name="from rutland.csv"):
    """Choose a file of some rows, and wait for its preview."""
    content = "\n".join([HEADING, *rows]).encode()
    found.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    found.page.get_by_text("List of figures:").wait_for()
    found.settle()


def test_a_preview_is_whole_and_readable_for_all(server, visit, axe_violations):
    found = visit(f"{server.address}/returns")
    dropped(found, *ROWS)
    for width in found.at_each_width():
        found.screenshot(f"returns-preview-{width}")
        assert found.page.get_by_text("row 3, column 'area'").is_visible()
        assert found.page.get_by_text("Did you mean Rutland").is_visible()
        assert found.page.get_by_role("button", name="Take in the 2 sound figures, leave 1 out").is_visible()
        assert found.page.get_by_test_id("stException").count() == 0
        assert found.overflow() <= 1
        assert [str(violation) for violation in axe_violations(found.page)] == []
    assert found.errors == []
    assert found.outside() == []


def test_a_return_is_taken_in_and_undone_by_keyboard(server, visit):
    found = visit(f"{server.address}/returns")
    dropped(found, ROWS[0], ROWS[2])
    found.page.get_by_role("button", name="Take in all 2 figures").focus()
    found.page.keyboard.press("Enter")
    found.page.get_by_text("is taken in as return").wait_for()
    found.settle()
    found.screenshot("returns-taken-in")
    other = visit(f"{server.address}/returns?section=history")
    assert other.page.get_by_role("cell", name="from rutland.csv").is_visible()
    explored = visit(f"{server.address}/explore?indicator=contacts&area=Rutland&periods=quarter")
    assert explored.page.get_by_text("210").count() > 0
    found.page.get_by_role("button", name="Withdraw").focus()
    found.page.keyboard.press("Enter")
    found.page.get_by_text("is withdrawn").wait_for()


def test_the_workbook_of_an_agency_is_fetched(server, visit):
    found = visit(f"{server.address}/returns?section=ask")
    with found.page.expect_download() as download:
        found.page.get_by_role("button", name="Workbook to fill in").click()
    with open(download.value.path(), "rb") as file:
        book = openpyxl.load_workbook(BytesIO(file.read()))
    assert book.sheetnames == ["Return", "How to fill in"]
