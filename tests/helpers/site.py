"""A tiny store with what a public site must withhold, the site made of it, and its pages read back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import lxml.html

from indicators.disclosure.edition import Edition, public_edition
from indicators.site.make import FinishedSite, make_site
from tests.helpers.tiny_rows import PUBLIC
from tests.helpers.tiny_store import tiny_store_file

YEARS = ("2013/14", "2014/15", "2015/16")
HOSTILE = '<script>alert("1")</script> & [a](javascript:b)'
#: Rutland's contacts of the year before, its quarters of the year, its referrals and its secrets: all of them small.
SMALL = {"contacts": 3, "quarters": (2, 4, 5, 1), "referrals": (2, 4), "secrets": (4, 3)}
#: Others that are withheld in the same places.
OTHER_SMALL = {"contacts": 4, "quarters": (5, 5, 5, 5), "referrals": (3, 5), "secrets": (2, 5)}
#: Beside the standard ones: one whose every figure is withheld, one without figures, one of hostile words.
DEFINITIONS = {
    "contacts": {"headline": 1, "rate_population": "population_0_17"},
    "referrals": {"headline": 2},
    "secrets": {
        "title": "Children in hiding",
        "short_title": "Hiding",
        "topics": ["missing"],
        "synonyms": ["runaways"],
    },
    "empty": {"title": "Nothing yet", "short_title": "Nothing"},
    "hostile": {
        "title": HOSTILE,
        "short_title": "<b>Hostile</b>",
        "unit": "<i>",
        "counts": "things",
        "topics": ["SEND"],
    },
}
POPULATIONS = [
    {"area": area, "period": f"30 June {year}", "value": value}
    for area, value in (("Leicestershire", 134_567), ("Rutland", 8028))
    for year in (2013, 2014, 2015)
]


def small_rows(small: dict) -> list[dict]:
    """Leicestershire's figures, which are large, and Rutland's, most of which are small."""

    def row(indicator: str, area: str, period: str, value: float, **more: object) -> dict:
        return {"indicator": indicator, "area": area, "period": period, "value": value, **more}

    rows = [row("contacts", "Leicestershire", *pair) for pair in zip(YEARS, (15_228, 14_632, 12_773), strict=True)]
    rows += [
        row("contacts", "Rutland", *pair)
        for pair in zip(YEARS, (731, small["contacts"], sum(small["quarters"])), strict=True)
    ]
    for number, value in enumerate(small["quarters"], start=1):
        rows += [row("contacts", "Leicestershire", f"2015/16 Q{number}", 3000 + number, status="provisional")]
        rows += [row("contacts", "Rutland", f"2015/16 Q{number}", value)]
    for period, own, other in zip(YEARS[1:], small["referrals"], (4635, 3953), strict=True):
        rows += [row("referrals", "Rutland", period, own), row("referrals", "Leicestershire", period, other)]
    rows += [row("secrets", "Rutland", *pair) for pair in zip(YEARS[1:], small["secrets"], strict=True)]
    return [*rows, row("hostile", "Leicestershire", "2015/16", 77)]


def site_store(folder: Path, small: dict = SMALL) -> Path:
    """The store, in a folder that is made."""
    folder.mkdir(parents=True, exist_ok=True)
    findings = [
        {"finding": "open", "indicator": "contacts", "statement": "Staff <u>listen</u>.", **PUBLIC},
        {"finding": "shut", "indicator": "contacts", "statement": "One child said so."},
    ]
    return tiny_store_file(
        folder,
        small_rows(small),
        definitions=DEFINITIONS,
        populations=POPULATIONS,
        tables={"findings.csv": findings},
    )


def made_site(store: Path, out: Path, **more) -> FinishedSite:
    """The site of a store."""
    with closing((edition := public_copy(store)).store):
        return make_site(edition, out, **more)


def public_copy(store: Path) -> Edition:
    """The public edition of a store; who asks for it closes its store."""
    return public_edition(store, data=store.parent / "data")


def page_of(folder: Path, address: str) -> lxml.html.HtmlElement:
    """A page, parsed."""
    return lxml.html.fromstring((folder / address).read_bytes())


def text_of(element: lxml.html.HtmlElement) -> str:
    """The text of an element on one line."""
    return " ".join(element.text_content().split())


def tables_of(page: lxml.html.HtmlElement) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of figures of a page, each with its caption and its rows, heads first."""
    for table in page.xpath("//div[@class='scroll']/table"):
        caption = text_of(page.get_element_by_id(table.get("aria-labelledby")))
        yield caption, [[text_of(cell) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tr")]
