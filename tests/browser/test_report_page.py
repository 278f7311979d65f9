"""The report's web page opened from a file: nothing is asked for, and axe-core has nothing serious to say."""

from contextlib import closing

import pytest

from indicators.exports.paper import paper_html
from indicators.report.assemble import assemble_sections
from indicators.report.paper import report_paper
from indicators.report.pictures import Picture
from tests.helpers.axe import all_violations
from tests.helpers.exhibits import blank_png
from tests.helpers.packs import EVERYTHING, TITLE, board_year, contents_of, tiny


@pytest.fixture(scope="module")
def report_file(tmp_path_factory):
    """The page of a small report, as a file."""
    folder = tmp_path_factory.mktemp("page")
    year = board_year(tiny(folder / "store"))
    with closing(year.store):
        sections = assemble_sections(contents_of(EVERYTHING, year.catalogue), year, each=lambda piece, item: None)
        words = {"audience": year.audience, "known_text": year.known_text}
    paper = report_paper(TITLE, "2015/16", sections, **words, picture=lambda piece: Picture(blank_png()))
    path = folder / "report.html"
    path.write_text(paper_html(paper), "utf-8")
    return path


@pytest.mark.examples(1)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_works_from_a_file(browser, report_file, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(report_file.as_uri())
    assert [address for address in asked if not address.startswith("data:")] == [report_file.as_uri()]
    assert errors == []
    assert [str(violation) for violation in all_violations(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("navigation").get_by_role("link", name="Contacts", exact=True).click()
    assert page.evaluate("document.querySelector(location.hash).getBoundingClientRect().top") < 900
    context.close()
