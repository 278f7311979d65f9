"""The public site: figures equal to the public frame's, links that resolve, nothing outside, nothing withheld."""

import csv
import io
import json
import math
import multiprocessing
import re
from contextlib import closing

import openpyxl
import pytest

from indicators.disclosure.edition import board_edition, register_publication
from indicators.errors import UsageError
from indicators.figures import read_figures
from indicators.rounding import decimal_text
from indicators.site.folder import SiteFailed
from indicators.site.make import make_site
from tests.helpers.packs import files_of
from tests.helpers.site import (
    HOSTILE,
    OTHER_SMALL,
    made_site,
    page_of,
    public_copy,
    site_store,
    tables_of,
    text_of,
)

AREAS = ("Leicestershire", "Rutland", "Leicestershire and Rutland")
MARKS = {"provisional": " [p]", "revised": " [r]"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A store and its site."""
    folder = tmp_path_factory.mktemp("site")
    store = site_store(folder)
    made_site(store, folder / "out")
    return folder


@pytest.fixture(scope="module")
def site(place):
    return place / "out"


@pytest.fixture(scope="module")
def public(place):
    """Every figure of the public copy that is shown: a row by indicator, area and period."""
    with closing((edition := public_copy(place / "store.duckdb")).store):
        catalogue = edition.catalogue
        frame = read_figures(edition.store, catalogue, sorted(catalogue.indicators), list(catalogue.areas))
        shown = frame[frame["rank"] == 0]
        return {
            (row.indicator, catalogue.areas[row.area_code].name, row.period): row
            for row in shown.itertuples()
            if catalogue.areas[row.area_code].name in AREAS
        }


def expected_text(row, *, is_rate, is_share):
    """A figure as a reader sees it, worked out here by hand."""
    value = row.value / row.population * 10_000 if is_rate else row.value
    if math.isnan(value):
        return f"[{row.symbol or 'x'}]"
    decimals = 1 if is_rate and value < 100 else 0
    return decimal_text(value, decimals) + "%" * is_share + MARKS.get(row.status, "")


@pytest.mark.long
def test_every_figure_of_every_page_is_the_public_one(site, public):
    seen = set()
    for path in sorted((site / "indicators").glob("*.html")):
        for caption, (heads, *rows) in tables_of(page_of(site, f"indicators/{path.name}")):
            is_rate, is_share = "per 10,000" in caption, path.stem == "contacts_to_referral"
            for period, *cells in rows:
                for area, text in zip(heads[1:], cells, strict=True):
                    row = public.get((path.stem, area, period))
                    wanted = expected_text(row, is_rate=is_rate, is_share=is_share) if row else "[x]"
                    assert (path.stem, caption, area, period, text) == (path.stem, caption, area, period, wanted)
                    if row and not is_rate:
                        seen.add((path.stem, area, period))
    assert seen == set(public)
    assert sum(row.value > 0 for row in public.values()) > 15
    assert sum(row.symbol == "c" for row in public.values()) > 10


@pytest.mark.long
def test_every_downloaded_figure_is_the_public_one(site, public):
    for path in sorted((site / "data").glob("*.csv")):
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
        sheet = openpyxl.load_workbook(path.with_suffix(".xlsx"))["Table"]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head = next(number for number, row in enumerate(cells) if row[0] == "Indicator")
        in_book = [dict(zip(cells[head], row, strict=True)) for row in cells[head + 1 :]]
        assert len(rows) == len(in_book) > 0
        for row, copy in zip(rows, in_book, strict=True):
            wanted = public[path.stem, row["Area"], row["Period"]]
            value = wanted.value / wanted.population * 10_000 if "per 10,000" in row["Unit"] else wanted.value
            for text in (row["Value"], copy["Value"]):
                if math.isnan(value):
                    assert text == f"[{wanted.symbol}]"
                else:
                    assert float(text) == pytest.approx(value, rel=1e-9)
        numbers = {(row["Area"], row["Period"]) for row in rows if "per 10,000" not in row["Unit"]}
        assert numbers == {key[1:] for key in public if key[0] == path.stem}


@pytest.mark.long
def test_every_indicator_has_a_page_whatever_is_withheld_of_it(site):
    names = {"contacts", "referrals", "contacts_to_referral", "population_0_17", "secrets", "empty", "hostile"}
    assert {path.stem for path in (site / "indicators").iterdir()} == names
    linked = {link.get("href") for link in page_of(site, "index.html").xpath("//main//a")}
    assert {f"indicators/{name}.html" for name in names} <= linked
    assert {"areas/leicestershire.html", "areas/rutland.html", "topics/missing.html"} <= linked
    leads = {name: text_of(page_of(site, f"indicators/{name}.html").xpath("//p[@class='lead']")[0]) for name in names}
    assert leads["secrets"] == "Hiding: every figure is withheld to protect people."
    assert leads["empty"] == "Nothing: no figure has been published."
    assert leads["contacts"].startswith("Contacts per 10,000 children fell 13% in Leicestershire, from ")
    assert not list((site / "data").glob("empty.*"))


def test_an_area_and_a_topic_have_the_newest_figures_with_their_verdict(site):
    rows = {
        text_of(row.xpath("./th")[0]): [text_of(cell) for cell in row.xpath("./td")]
        for row in page_of(site, "areas/leicestershire.html").xpath("//table[@class='overview']/tbody/tr")
    }
    newest, before = rows["Contacts with children's social care"]
    assert newest.startswith("12,773 2015/16 clear change: down 13% since 2014/15")
    assert before == "14,632 2014/15"
    topic = page_of(site, "topics/contacts-and-referrals.html")
    (own,) = [row for row in topic.xpath("//tbody/tr") if text_of(row.xpath("./th")[0]) == "Referrals"]
    assert [text_of(cell)[:5] for cell in own.xpath("./td")] == ["3,953", "[c] 2"]


def test_links_lead_somewhere_and_nothing_leads_outside(site):
    files = files_of(site)
    ids = {name: set(page_of(site, name).xpath("//@id")) for name in files if name.endswith(".html")}
    for name, content in files.items():
        if name.endswith((".html", ".js", ".css")):
            assert not re.search(r"//[a-z]|https?:|url\(|@import|fetch\(|XMLHttp", _without_comments(content.decode()))
    for name in ids:
        folder = name.rpartition("/")[0]
        for address in page_of(site, name).xpath("//@href | //@src | //@action"):
            path, _, anchor = address.partition("#")
            if address == "data:,":
                continue
            assert not re.match(r"[a-z]+:|/", address), (name, address)
            target = _joined(folder, path) if path else name
            assert target in files, (name, address)
            assert not anchor or anchor in ids[target], (name, address)
    entries = json.loads(files["search-index.js"].decode().removeprefix("window.siteIndex=").rstrip(";\n"))
    for entry in entries:
        path, _, anchor = entry["address"].partition("#")
        assert path in files
        assert not anchor or anchor in ids[path]
    found = {entry["title"]: entry for entry in entries}
    assert "runaways" in found["Children in hiding"]["words"]
    assert {"Rutland", "Neglect", "Referral", HOSTILE} <= set(found)


def _without_comments(text):
    return re.sub(r"^\s*// .*$", "", text, flags=re.MULTILINE)


def _joined(folder, path):
    parts = folder.split("/") if folder else []
    for part in path.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


@pytest.mark.long
def test_other_withheld_figures_give_the_same_bytes(site, tmp_path):
    """Whatever could tell the withheld figures apart, in any byte or name of any file, would be a leak."""
    made_site(site_store(tmp_path, OTHER_SMALL), tmp_path / "out")
    one, other = files_of(site), files_of(tmp_path / "out")
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} == set()


@pytest.mark.long
def test_the_same_figures_give_the_same_bytes_after_they_were_published_too(place, tmp_path):
    store = place / "store.duckdb"
    with closing((edition := public_copy(store)).store):
        publish = {"what": "Public site", "by": "Business office", "data": place / "data"}
        make_site(edition, tmp_path / "out", release=lambda: register_publication(store, edition, **publish))
    assert files_of(tmp_path / "out") == files_of(place / "out")
    made_site(store, tmp_path / "out", processes=2)
    assert files_of(tmp_path / "out") == files_of(place / "out")


@pytest.mark.long
def test_a_process_that_is_killed_is_said_and_an_older_site_stands(place, tmp_path):
    def kill_others(share, words):
        for child in multiprocessing.active_children():
            child.kill()

    made_site(place / "store.duckdb", tmp_path / "out")
    before = files_of(tmp_path / "out")
    with pytest.raises(SiteFailed, match="ended from outside"):
        made_site(place / "store.duckdb", tmp_path / "out", processes=2, progress=kill_others)
    assert files_of(tmp_path / "out") == before


def test_hostile_words_are_text(site):
    page = page_of(site, "indicators/hostile.html")
    assert text_of(page.xpath("//h1")[0]) == HOSTILE
    for path in site.rglob("*.html"):
        assert b"<script>" not in path.read_bytes()
        assert b"<b>Hostile" not in path.read_bytes()
    assert text_of(page.xpath("//p[@class='lead']")[0]) == "<b>Hostile</b>: 77 in Leicestershire in 2015/16."


def test_words_that_nobody_decided_about_are_not_there(site):
    texts = "".join(path.read_text("utf-8") for path in sorted(site.rglob("*.html")))
    assert "Staff &lt;u&gt;listen&lt;/u&gt;." in texts
    for words in ("One child said so", "Shows how many people ask for help", "Who makes contact?"):
        assert words not in texts


def test_the_boards_own_figures_make_no_site(place, tmp_path):
    with (
        closing((edition := board_edition(place / "store.duckdb")).store),
        pytest.raises(UsageError, match="public figures alone"),
    ):
        make_site(edition, tmp_path / "out")
    assert not (tmp_path / "out").exists()
