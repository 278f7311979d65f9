"""The assurance map in the browser: on one sheet of paper, taken away as files, unfolded by keyboard."""

import re
from io import BytesIO

import openpyxl
import pytest
from docx import Document

PLAN = "assurance?plan=lr_2015_16"


@pytest.fixture
def shown(server, visit):
    """The map of 2015/16."""
    return visit(f"{server.address}/{PLAN}")


def words(text):
    """A text without the spaces that a page or a file puts around it."""
    return " ".join(text.split())


def downloaded(shown, label):
    """The file behind a button, as it would be opened."""
    with shown.page.expect_download() as caught:
        shown.page.get_by_role("button", name=label).click()
    return BytesIO(caught.value.path().read_bytes())


@pytest.mark.long
@pytest.mark.parametrize("plan", ["lr_2015_16", "lr_2016_17"])
def test_a_map_is_printed_on_one_sheet(server, visit, plan):
    shown = visit(f"{server.address}/assurance?plan={plan}")
    paper = shown.page.pdf(landscape=True, format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    shown.page.emulate_media(media="print")
    for part in ("Plan", "Evidence up to"):
        assert not shown.page.get_by_role("combobox", name=part).is_visible()
    assert not shown.page.get_by_role("button", name="Excel").is_visible()
    assert not shown.page.get_by_test_id("stHeader").is_visible()
    assert shown.page.locator(".assurance caption").is_visible()
    assert shown.page.locator(".assurance td summary").first.is_visible()


@pytest.mark.long
def test_the_files_to_take_away_have_the_words_of_the_page(shown):
    shown.act_for_the_board()
    rows = shown.page.locator(".assurance tbody tr")
    titles = [words(text) for text in rows.locator("th a").all_inner_texts()]
    heads = [words(text) for text in rows.locator("td summary .headline").all_inner_texts()]
    book = openpyxl.load_workbook(downloaded(shown, "Excel"))
    cells = {str(cell) for row in book["Map"].iter_rows(values_only=True) for cell in row if cell is not None}
    assert set(titles) | set(heads) <= cells
    table = Document(downloaded(shown, "Page for the papers")).tables[0]
    assert [words(row.cells[0].text) for row in table.rows[1:]] == titles
    paper = [words(cell.text) for row in table.rows[1:] for cell in row.cells[1:]]
    assert len(paper) == len(heads)
    assert all(text.startswith(head) for text, head in zip(paper, heads, strict=True))


@pytest.mark.slow
def test_a_cell_unfolds_by_keyboard_and_leads_to_a_challenge(shown, axe_violations):
    cell = shown.page.get_by_role("row", name="Children and young people are safe").locator("td").nth(2)
    cell.locator("summary").focus()
    shown.page.keyboard.press("Enter")
    assert cell.get_by_role("heading", name="Asked for").is_visible()
    assert cell.get_by_role("heading", name="Heard and found").is_visible()
    assert [str(violation) for violation in axe_violations(shown.page)] == []
    cell.get_by_role("link", name="Raise a challenge about this").focus()
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_url("**/log?*")
    shown.settle()
    priority = shown.page.get_by_role("combobox", name=re.compile("Which priority"))
    assert priority.input_value() == "2015/16 priorities: Children and young people are safe"


@pytest.mark.long
@pytest.mark.parametrize("address", ["assurance", "priority?priority=lr_2016_neglect", "findings?section=write"])
def test_what_unfolds_on_a_phone_is_whole(server, visit, address):
    shown = visit(f"{server.address}/{address}", width=390)
    shown.page.evaluate("document.querySelectorAll('main details, .assurance details').forEach(it => it.open = true)")
    shown.screenshot(f"unfolded-{address.partition('?')[0]}-390")
    assert shown.overflow() <= 1
