"""A pack of the shipped figures for each audience, opened and read back: document, slides, workbook, manifest."""

from contextlib import closing

import pytest

from indicators.disclosure.edition import board_edition, public_edition
from indicators.report.make import make_pack
from tests.helpers.annual_report import CSE, PROFILE
from tests.helpers.open_files import file_text
from tests.helpers.packs import (
    YEAR,
    contents_of,
    manifest_of,
    open_sheet_rows,
    open_tables,
    page_tables,
    sheet_rows,
    slide_chart,
    slide_tables,
    word_tables,
    word_text,
)

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

FILES = {"figures.ods", "figures.xlsx", "report.docx", "report.html", "report.odt", "slides.pptx"}
MARK = "OFFICIAL-SENSITIVE: not for publication"
CONTENTS = """
title = "Figures for the report"
[[items]]
kind = "profile"
areas = ["Rutland", "Leicestershire"]
sources = ["lscb_2016_profile"]
indicators = [
    "contacts", "referrals", "single_assessments", "contacts_to_referral", "contacts_to_early_help",
    "cp_plans_31_march", "looked_after_31_march", "cse_referrals", "missing_from_care",
]
[[items]]
kind = "quarters"
sources = ["lscb_2016_cse"]
indicators = ["cse_referrals"]
[[items]]
kind = "chart"
indicators = ["contacts", "cse_referrals", "children_in_need_31_march", "serious_case_reviews", "da_felt_safer"]
[[items]]
kind = "sources"
[[items]]
kind = "notes"
"""
#: What the public may not see of the report's two tables: row, and place of the figure in it.
HIDDEN = {
    "Referrals where child sexual exploitation is the main concern": {1, 2},
    "Episodes of children going missing from care": {1},
    "Rutland": {0, 1, 2, 3, 4, 5},
}


def hidden(rows):
    """The report's rows with what the public may not see as symbols."""
    return {
        name: tuple("[c]" if place in HIDDEN.get(name, ()) else cell for place, cell in enumerate(cells))
        for name, cells in rows.items()
    }


@pytest.fixture(scope="module")
def packs(board_store, tmp_path_factory):
    """The folder of the pack for each audience."""
    store = tmp_path_factory.mktemp("store") / "indicators.duckdb"
    store.write_bytes(board_store.read_bytes())
    made = {}
    for open_edition in (board_edition, public_edition):
        with closing((edition := open_edition(store)).store):
            contents = contents_of(CONTENTS, edition.catalogue)
            out = tmp_path_factory.mktemp("packs")
            made[str(edition.audience)] = make_pack(edition, contents, YEAR, out, pictures=False).folder
    return made


@pytest.fixture(params=["board", "public"])
def audience(request):
    return request.param


def rows_of(table, *, first):
    """A table's rows by their name, from a column on, without marks."""
    return {
        row[first - 1]: tuple(cell.partition(" [p]")[0].partition(" [note")[0] for cell in row[first:])
        for row in table[1:]
    }


def wanted(rows, audience):
    return rows if audience == "board" else hidden(rows)


def cse(audience):
    rows = wanted(CSE, audience)
    return rows if audience == "board" else rows | {
        "Rutland": (*rows["Rutland"][:-1], "not shown: a quarter is withheld or missing")
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("tables_of", [word_tables, slide_tables, page_tables, open_tables])
def test_documents_slides_and_page_have_the_reports_tables(tables_of, packs, audience):
    tables = tables_of(packs[audience])
    profile = [table for table in tables if "Rutland 2013/14" in table[0]]
    assert {name: row for table in profile for name, row in rows_of(table, first=1).items()} == wanted(
        PROFILE, audience
    )
    (quarters,) = [table for table in tables if "Q1" in table[0]]
    assert rows_of(quarters, first=2) == cse(audience)


@pytest.mark.long
@pytest.mark.parametrize("rows_of_sheet", [sheet_rows, open_sheet_rows])
def test_the_workbooks_have_them_as_numbers(rows_of_sheet, packs, audience):
    for row in rows_of_sheet(packs[audience], "Table 1"):
        cells = wanted(PROFILE, audience)[row["Indicator"].removesuffix(" (%)")]
        found = list(row.values())[1:7]
        found = [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in found]
        assert [str(cell) for cell in found] == [
            cell if "(" in cell or "[" in cell else cell.replace(",", "").rstrip("%") for cell in cells
        ]
        assert all(isinstance(cell, int | float) for cell, text in zip(found, cells, strict=True) if text.isdigit())


@pytest.mark.long
def test_charts_are_native_with_gaps_where_nothing_may_be_shown(packs, audience):
    contacts = slide_chart(packs[audience], "Contacts")
    assert contacts["Leicestershire"] == {"2013/14": 15228, "2014/15": 14632, "2015/16": 12773}
    exploitation = slide_chart(packs[audience], "CSE referrals").get("Rutland")
    # The year contains four quarters of 1 to 5.
    assert exploitation == ({"2014/15": 2, "2015/16": 8} if audience == "board" else None)


def test_captions_say_what_happened_once(packs, audience):
    told = word_text(packs[audience])
    contacts = "Contacts fell 13% in Leicestershire, from 14,632 in 2014/15 to 12,773 in 2015/16 (provisional)"
    assert told.count(contacts) == 1
    assert ("too few to tell in Rutland, from 2 to 8" in told) == (audience == "board")
    withheld = "Withheld to protect people: Rutland 2014/15 and 2015/16; shown instead: Leicestershire"
    assert told.count(withheld) == (audience == "public")


def test_the_mark_is_in_every_file_for_the_board_alone(packs, audience):
    folder = packs[audience]
    for name in FILES:
        assert (MARK in file_text(folder / name)) == (audience == "board")
    assert manifest_of(folder)["marking"] == (MARK if audience == "board" else "")


def test_the_manifest_says_what_is_withheld_and_why_and_no_number(packs):
    assert manifest_of(packs["board"])["withheld"] == []
    told = manifest_of(packs["public"])
    found = {(row["indicator"], row["area"], row["period"]) for row in told["withheld"]}
    assert {("cse_referrals", "Rutland", "2014/15"), ("cse_referrals", "Rutland", "2015/16 Q1")} <= found
    assert ("contacts", "Rutland", "2015/16") not in found
    assert all(set(row) == {"indicator", "area", "period", "why"} and row["why"] for row in told["withheld"])
    assert told["small numbers"]["threshold"] == 5


def test_the_manifest_names_sources_files_and_what_is_missing(packs):
    told = manifest_of(packs["public"])
    assert told["program version"].count(".") == 2
    source = next(one for one in told["sources"] if one["id"] == "lscb_2016_profile")
    assert (source["date"], source["publisher"][:14]) == ("2016-09-01", "Leicestershire")
    assert set(told["files"]) == FILES
    assert any("has no picture: Pictures were not asked for" in text for text in told["missing"])


def test_notes_explain_the_symbols_that_occur(packs):
    told = word_text(packs["public"])
    for text in ("Numbers of 1 to 5 people are withheld", "[c] confidential", "[x] unavailable", "[p] provisional"):
        assert text in told
    assert "Do not publish it" in word_text(packs["board"])
