"""A page on paper: black on white, whole, without widgets, with its filters, and the board's mark on every sheet."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

MARK = "OFFICIAL-SENSITIVE: not for publication"
WIDGETS = [
    "stSelectbox",
    "stMultiSelect",
    "stButtonGroup",
    "stButton",
    "stDownloadButton",
    "stPageLink",
    "stPopover",
    "stHeader",
]
#: What of the page is not black on white, and what would be cut off because it scrolls.
FAULTS = """() => {
    const shown = [...document.querySelectorAll('.stApp *')].filter(
        item => !item.closest('svg') && item.checkVisibility() && item.innerText && item.children.length === 0)
    const style = name => item => getComputedStyle(item)[name]
    return {
        grey: shown.filter(item => style('color')(item) !== 'rgb(0, 0, 0)').map(item => item.innerText),
        dark: [...document.querySelectorAll('html, body')].filter(
            item => style('backgroundColor')(item) !== 'rgb(255, 255, 255)').length,
        scrolled: [...document.querySelectorAll('.stApp, .stMain, .figures-wrap')].filter(
            item => item.scrollHeight > item.clientHeight + 1 && style('overflowY')(item) !== 'visible').length,
    }
}"""
FAULTLESS = {"grey": [], "dark": 0, "scrolled": 0}


def words(text):
    """A text without ligatures and line ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def beyond(sheet):
    """The texts of a sheet that begin beyond its right edge."""
    found = []

    def see(text, transform, matrix, *_):
        across = matrix[4] * transform[0] + matrix[5] * transform[2] + transform[4]
        if text.strip() and across > float(sheet.mediabox.right):
            found.append(text)

    sheet.extract_text(visitor_text=see)
    return found


@pytest.fixture
def printed(server, visit):
    """`printed("explore")`: a page as shown for print, on a wide screen in dark colours, and its sheets."""

    def at(address):
        shown = visit(f"{server.address}/{address}")
        shown.page.set_viewport_size({"width": 1920, "height": 1000})
        shown.settle()
        paper = PdfReader(io.BytesIO(shown.page.pdf(landscape=True, prefer_css_page_size=True)))
        shown.page.emulate_media(media="print", color_scheme="dark")
        return shown.page, paper.pages

    return at


def test_a_chart_is_printed_with_its_choices_and_nothing_to_click(printed):
    page, paper = printed("explore?indicator=cp_plans_31_march&with=E92000001")
    sheets = [words(sheet.extract_text()) for sheet in paper]
    assert [beyond(sheet) for sheet in paper] == [[]] * len(paper)
    assert all(MARK in sheet for sheet in sheets)
    assert [f"Page {place} of {len(sheets)}" in sheet for place, sheet in enumerate(sheets, 1)] == [True] * len(sheets)
    for told in (
        "Indicators: Children with a child protection plan on 31 March",
        "Areas: Leicestershire; Rutland",
        "Beside: England",
        "Known on: ",
        f"Address: {page.url}"[:40],
    ):
        assert told in sheets[0]
    assert page.get_by_test_id("stPlotlyChart").is_visible()
    assert {name: page.get_by_test_id(name).filter(visible=True).count() for name in WIDGETS} == dict.fromkeys(
        WIDGETS, 0
    )
    assert page.evaluate(FAULTS) == FAULTLESS


@pytest.mark.long
def test_a_long_table_is_printed_whole_under_its_heads(printed):
    page, paper = printed("about?section=coverage")
    sheets = [words(sheet.extract_text()) for sheet in paper]
    assert "Section: What is held" in sheets[0]
    assert len(sheets) > 5
    assert all(MARK in sheet and "Both together Areas Newest" in sheet for sheet in sheets[:-1])
    rows = page.locator(".figures tbody tr").count()
    assert rows > 250
    everything = "".join(sheets).replace(" ", "")
    titles = page.locator(".figures tbody tr td:first-child, .figures tbody tr th:first-child").all_inner_texts()
    assert [title for title in titles if title.replace(" ", "") not in everything] == []
    assert page.evaluate(FAULTS) == FAULTLESS


@pytest.mark.long
@pytest.mark.parametrize("address", ["areas?area=Rutland", "scorecard"])
def test_an_area_and_a_scorecard_take_one_upright_sheet(printed, address):
    page, paper = printed(address)
    (sheet,) = paper
    assert float(sheet.mediabox.height) > float(sheet.mediabox.width)
    assert beyond(sheet) == []
    said = words(sheet.extract_text()).replace(" ", "")
    assert "Openchallenges(0)" in said or "Looked-afterchildren" in said
    assert MARK.replace(" ", "") in said
    assert "Officialfigures:DepartmentforEducation" in said
    assert page.evaluate(FAULTS)["scrolled"] == 0
