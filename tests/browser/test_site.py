"""The public site in the browser, opened from a disk: accessible at both widths, searched by keyboard, silent."""

from pathlib import Path

import pytest

from indicators.web import WEB
from tests.helpers.axe import all_violations
from tests.helpers.site import made_site, site_store


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of the folder of a site on the disk."""
    folder = tmp_path_factory.mktemp("site")
    made_site(site_store(folder), folder / "out")
    return f"file://{folder / 'out'}"


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


#: A page of each kind by its template: the other 290 are of these kinds.
PAGES = {
    "index.html": "index.html",
    "indicator.html": "indicators/contacts.html",
    "overview.html": "areas/rutland.html",
    "search.html": "search.html",
    "about.html": "about.html",
    "glossary.html": "glossary.html",
    "sources.html": "sources.html",
}


def test_a_page_of_every_template_is_looked_at():
    templates = WEB / "templates" / "site"
    whole = {path.name for path in templates.glob("*.html") if "{% extends" in path.read_text("utf-8")}
    assert whole == set(PAGES)


@pytest.mark.examples(3)
@pytest.mark.parametrize("kind", [*PAGES.values(), "indicators/secrets.html", "topics/"])
def test_every_kind_of_page_is_accessible_and_fits(page, address, kind):
    asked, said = [], []
    page.on("request", hear := lambda request: asked.append(request.url))
    page.on("console", listen := lambda message: said.append(message.text))
    page.set_viewport_size({"width": 1366, "height": 768})
    if kind.endswith("/"):
        # The first of its folder.
        folder = Path(address.removeprefix("file://")) / kind
        kind += min(path.name for path in folder.glob("*.html"))
    page.goto(f"{address}/{kind}", wait_until="load")
    # The check of accessibility asks for the styles itself, which the page's policy refuses.
    loud = list(said)
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert all_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if kind == "indicators/contacts.html":
        # One of the two drawings at a time.
        assert [one.is_visible() for one in page.locator("figure > svg").all()] == [False, True]
    page.remove_listener("request", hear)
    page.remove_listener("console", listen)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert loud == []


def test_the_search_is_used_by_keyboard_from_any_page(page, address):
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{address}/indicators/contacts.html")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("runaway")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=runaway")
    assert page.get_by_role("status").inner_text() == "1 result"
    assert all_violations(page) == []
    # What was written is searched at once, and Enter goes to the first result.
    page.keyboard.press("Control+A")
    page.keyboard.type("refer")
    assert page.locator("#results a").first.inner_text() == "Contacts and referrals"
    page.keyboard.press("Control+A")
    page.keyboard.type("hiding")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/secrets.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Children in hiding"


def test_without_scripts_the_search_leads_to_the_index(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search.html?q=contacts")
    page.get_by_role("link", name="first page").click()
    assert page.get_by_role("link", name="Children in hiding").is_visible()
    context.close()
