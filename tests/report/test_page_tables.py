"""Tables of the pages as parts of a report: as the page has them, cut at the report's year, said when gone, and for
anybody from the public copy alone.
"""

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from indicators.board.report_sets import ReportPart, add_report_part
from indicators.board.scorecards import add_scorecard, withdraw_scorecard
from indicators.catalogue.scorecards import ScorecardMeasure
from indicators.disclosure.edition import board_edition, public_edition
from indicators.pages.report.views import draw_view
from indicators.report.contents import ContentsItem, contents_text
from indicators.report.make import make_pack
from indicators.report.record import contents_with_set, permitted_contents, view_pieces
from indicators.report.year import ReportYear
from indicators.store.database import open_for_reading
from tests.helpers.packs import (
    YEAR,
    facts,
    manifest_of,
    open_sheet_rows,
    page_tables,
    sheet_rows,
    slide_tables,
    tiny,
    word_tables,
)

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

BY = "Business office"
HOME = "home?year=2015%2F16&stage=Child+in+need&quadrant=quantitative_data"
PARTS = {
    HOME: "The figures of a quadrant",
    "challenge?area=Rutland&order=area": "The list",
    "scorecard?set=own_oak_house_1&area=Rutland": "Scorecard",
    "disagreements?area=Rutland": "Disagreements",
}
YEARS = ("2013/14", "2014/15", "2015/16")
GONE = {
    "home?quadrant=nonsense": "No quadrant",
    "scorecard?set=own_nothing_1": "No scorecard",
    "challenge?area=Rutland&stage=leaving_care": "Nothing to ask",
    "disagreements?indicator=referrals": "Nothing that differs",
}


def store_of(folder, rows=None):
    """A store with a scorecard of the office's own and a figure that two sources give differently."""
    rows = rows or [*facts(), {"area": "Rutland", "value": 912, "source": "national"}]
    path = tiny(folder, rows, populations=[{"area": "Rutland", "value": 8028}])
    measures = [ScorecardMeasure("contacts"), ScorecardMeasure("gone"), ScorecardMeasure("contacts_to_referral")]
    add_scorecard(path, title="Oak House", measures=measures, by=BY)
    return path


def contents_of(path, parts):
    for address, title in parts.items():
        made = add_report_part(path, ReportPart(address, title), by=BY, title="Tables")
    with open_for_reading(path) as store:
        return contents_with_set(None, made, store)


def pack(edition, contents, out):
    with closing(edition.store):
        return make_pack(edition, contents, YEAR, out, pictures=False, draw_view=draw_view).folder


def pieces_of(edition, year, address, title="X"):
    item = ContentsItem(kind="view", title=title, address=address)
    return list(view_pieces(item, ReportYear(edition, year, draw_view)))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return store_of(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def made(store, tmp_path_factory):
    return pack(board_edition(store), contents_of(store, PARTS), tmp_path_factory.mktemp("made"))


def headed(tables, head):
    """The one table that has a column of this name."""
    (table,) = (one for one in tables if head in one[0])
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@pytest.mark.examples(1)
@pytest.mark.parametrize("tables_of", [word_tables, page_tables, slide_tables])
def test_each_table_of_a_page_stands_in_the_files_as_it_is_shown(tables_of, made):
    tables = tables_of(made)
    quadrant = [row for row in headed(tables, "Change") if row["Area"] == "Rutland"]
    assert [(row["Indicator"], row["Period"], row["Figure"]) for row in quadrant][:1] == [
        ("Contacts", "2015/16", "912")
    ]
    # What the page says cannot be compared has no size here either.
    assert {row["Change"] == "–" for row in quadrant if row["Verdict"] == "cannot be compared"} <= {True}
    assert {row["Change"] for row in quadrant if row["Verdict"] == "clear change"} == {
        "up 27% since 2014/15", "up 45% since 2014/15",
    }  # fmt: skip
    other = next(row for row in headed(tables, "Change") if row["Area"] == "Leicestershire")
    assert (other["Change"], other["Verdict"]) == ("down 13% since 2014/15", "clear change")
    listed = headed(tables, "What was found")
    assert listed
    assert all("Rutland" in row["What was found"] for row in listed)
    card = headed(tables, "Target")
    assert [(row["Measure"], row["Area"], row["Newest figure"]) for row in card][0] == (
        "Contacts", "Rutland", "912 (2015/16)",
    )  # fmt: skip
    (differing,) = headed(tables, "Other figure")
    assert (differing["Area"], differing["Figure"], differing["Other figure"]) == ("Rutland", "912", "901")


def test_the_workbooks_have_the_figures_as_numbers(made):
    for rows_of in (sheet_rows, open_sheet_rows):
        row = next(row for row in rows_of(made, "Table 1") if row["Area"] == "Rutland" and row["Period"] == "2015/16")
        assert float(row["Value"]) == 912
    # The set names a measure that is gone; the PDF is made with pictures alone.
    assert [words for words in manifest_of(made)["missing"] if "report.pdf" not in words] == []


def test_what_a_part_names_and_is_gone_is_said(store, tmp_path):
    with closing((edition := board_edition(store)).store):
        said = [piece.lacks for address, title in GONE.items() for piece in pieces_of(edition, YEAR, address, title)]
        assert said == [
            "No quadrant: the quadrant is not one of the four.",
            "No scorecard: the scorecard is not there any more.",
            "Nothing to ask: nothing of it warrants a question up to 31 March 2016.",
            "Nothing that differs: no figures up to 31 March 2016 are given differently.",
        ]
        (card, *_) = pieces_of(edition, YEAR, "scorecard?set=own_oak_house_1")
        assert card.paragraphs == ("The set names what is not here any more and is left out: gone.",)


@pytest.mark.long
def test_a_scorecard_that_was_withdrawn_is_gone_from_a_set(tmp_path):
    path = store_of(tmp_path, [{"area": "Rutland", "value": 912}])
    withdraw_scorecard(path, "own_oak_house_1", by=BY, seen_version=1)
    contents = contents_of(path, {"scorecard?set=own_oak_house_1": "Scorecard"})
    with closing((edition := board_edition(path)).store):
        (piece,) = view_pieces(contents.items[0], ReportYear(edition, YEAR, draw_view))
    assert piece.lacks == "Scorecard: the scorecard is not there any more."


def test_nothing_after_the_reports_year_stands_in_it(store):
    year = replace(YEAR, ends=date(2015, 3, 31), starts=date(2014, 4, 1))
    with closing((edition := board_edition(store)).store):
        for address in (HOME, "home?quadrant=quantitative_data", "challenge?", "scorecard?set=own_oak_house_1"):
            for piece in pieces_of(edition, year, address):
                assert "2015/16" not in (piece.lacks + (piece.exhibit.full_table.to_csv() if piece.exhibit else ""))
        (none,) = pieces_of(edition, year, "disagreements?")
        assert none.lacks.startswith("X: no figures up to 31 March 2015")


def small_rows(hidden):
    """Rutland's small figures, which nobody may see, beside large ones."""
    rows = [{"area": "Rutland", "period": period, "value": 31} for period in (YEARS[0], YEARS[2])]
    rows += [{"area": "Rutland", "period": "2014/15", "value": hidden}]
    rows += [{"indicator": "referrals", "area": "Rutland", "value": hidden}]
    rows += [{"area": "Rutland", "period": "2014/15", "value": 7 - hidden, "source": "national"}]
    rows += [{"area": "Rutland", "period": "2013/14", "value": 40, "source": "national"}]
    rows += [{"period": period, "value": value} for period, value in zip(YEARS, (15228, 14632, 9000), strict=True)]
    return [*rows, {"indicator": "referrals", "value": 100}]


def public_pieces(folder, hidden):
    """The pieces for anybody of a store's parts, by title, and the contents that they were made of."""
    path = store_of(folder, small_rows(hidden))
    contents = contents_of(path, {**PARTS, "challenge?stage=child_in_need": "A longer list"})
    with closing((edition := public_edition(path)).store):
        permitted = permitted_contents(contents, edition)
        year = ReportYear(edition, YEAR, draw_view)
        items = [item for item in permitted.items if item.kind == "view"]
        return {item.title: list(view_pieces(item, year)) for item in items}, contents_text(permitted)


def words_of(pieces):
    """All that pieces say, their tables at full precision."""
    return [
        (one.heading, one.paragraphs, one.lacks, one.trends, one.basis, exhibit and (
            exhibit.title, exhibit.subtitle, exhibit.source_note, exhibit.as_at, exhibit.notes,
            exhibit.table.to_csv(), exhibit.full_table.to_csv(),
        ))
        for own in pieces.values() for one in own for exhibit in (one.exhibit,)
    ]  # fmt: skip


@pytest.mark.long
def test_other_hidden_figures_give_the_same_tables(tmp_path):
    (pieces, told), (others, told_again) = (public_pieces(tmp_path / str(hidden), hidden) for hidden in (3, 4))
    assert words_of(pieces) == words_of(others)
    assert told == told_again
    rows = pieces["The figures of a quadrant"][0].exhibit.table.to_dict("records")
    quadrant = {(row["Indicator"], row["Area"]): row for row in rows}
    assert quadrant["Referrals", "Rutland"]["Figure"] == "[c]"
    assert "2014/15" not in quadrant["Contacts", "Rutland"]["Change"]
    assert "Leicestershire" in pieces["A longer list"][0].exhibit.table.to_csv()
    (differing,) = pieces["Disagreements"][0].exhibit.table.to_dict("records")
    assert (differing["Period"], {differing["Figure"], differing["Other figure"]}) == ("2013/14", {31, 40})
    assert "Contacts" in pieces["Scorecard"][0].exhibit.table.to_csv()
    # What the office called a set of its own is nobody's decision.
    for words in ("Oak House", "oak_house"):
        assert words not in repr(words_of(pieces)) + told


@pytest.mark.long
def test_a_scorecard_of_the_office_goes_to_anybody_by_its_measures_alone(store):
    contents = contents_of(store, {"scorecard?set=own_oak_house_1&area=Rutland": "Ours"})
    with closing((edition := public_edition(store)).store):
        address = next(item.address for item in permitted_contents(contents, edition).items if item.title == "Ours")
    assert address == "scorecard?area=Rutland&measure=contacts&measure=gone&measure=contacts_to_referral"
