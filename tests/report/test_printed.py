"""The report's own tables from the shipped store: every figure as it is printed, and what others give beside it."""

from contextlib import closing

import pytest

from indicators.disclosure.edition import board_edition
from indicators.report.contents import ContentsItem
from indicators.report.tables import PrintedFigure, profile_piece, quarters_of_year, quarters_piece, trend_words
from indicators.report.year import ReportYear
from indicators.settings import DATA
from tests.helpers.annual_report import CSE, PROFILE, PROFILE_HEADS
from tests.helpers.packs import YEAR, board_year, contents_of, tiny

_MARKS = (" [p]", " [note")


@pytest.fixture(scope="module")
def shipped(board_store):
    """The year of the report, with the items of the shipped contents by kind."""
    with closing((edition := board_edition(board_store)).store):
        contents = contents_of((DATA / "packs" / "annual_report.toml").read_text("utf-8"), edition.catalogue)
        yield ReportYear(edition, YEAR), {item.kind: item for item in contents.items}


def figure(text):
    """A cell without its marks."""
    for mark in _MARKS:
        text = text.partition(mark)[0]
    return text


@pytest.mark.long
def test_the_profile_has_every_figure_of_the_report(shipped):
    year, items = shipped
    table = profile_piece(items["profile"], year).exhibit.table
    assert [figure(head) for head in table.columns[1:]] == PROFILE_HEADS
    assert {row[0]: tuple(map(figure, row[1:])) for row in table.itertuples(index=False)} == PROFILE


@pytest.mark.long
def test_what_others_give_is_marked_and_told(shipped):
    year, items = shipped
    piece = profile_piece(items["profile"], year)
    row = piece.exhibit.table.set_index("Indicator").loc["Referrals to children's social care"]
    assert row["Leicestershire 2013/14"] == "5,895 [note 1]"
    assert row["Rutland 2013/14"] == "241"
    notes = " ".join(piece.exhibit.notes)
    assert "Leicestershire 2013/14: printed 5,895, but Department for Education has 6,049" in notes
    assert "printed 32%, but the same source's own counts, 3,953 of 12,773, give 31%" in notes
    assert "CSE referrals table has 2" in notes
    # 39% printed and 38.7% worked out are one figure.
    assert "39%" not in notes


@pytest.mark.long
def test_a_percentage_without_its_counts_is_named(shipped):
    year, items = shipped
    assert profile_piece(items["profile"], year).basis.unchecked == ("Contacts passed to early help",)


@pytest.mark.slow
def test_the_quarters_are_those_of_the_report(shipped):
    year, items = shipped
    piece = quarters_piece(items["quarters"], year)
    rows = {row[1]: tuple(map(figure, row[2:])) for row in piece.exhibit.table.itertuples(index=False)}
    assert rows == CSE
    assert piece.trends == ((49, 75, 89, 90), (2, 2, 2, 2))
    assert piece.exhibit.data["Q1"].tolist() == [49, 2]


@pytest.mark.long
def test_a_part_of_the_year_stands_in_for_a_year_that_is_not_held(tmp_path):
    rows = [{"period": "2015/16 Q1", "value": 5}, {"period": "2015/16 Q3", "value": 1234}]
    year = board_year(tiny(tmp_path, rows))
    with closing(year.store):
        table = profile_piece(ContentsItem(kind="profile", indicators=("contacts",), years=1), year).exhibit.table
    assert table.iloc[0].tolist()[1:] == ["1,234 (Q3)", "[x]"]


@pytest.mark.long
def test_what_is_provisional_is_marked_once_where_all_of_a_column_is(tmp_path):
    rows = [{"period": period, "status": "provisional"} for period in ("2014/15", "2015/16")]
    rows += [{"indicator": "referrals", "period": "2014/15", "value": 7}]
    year = board_year(tiny(tmp_path, rows))
    item = ContentsItem(kind="profile", indicators=("contacts", "referrals"), areas=("E10000018",), years=2)
    with closing(year.store):
        piece = profile_piece(item, year)
    assert list(piece.exhibit.table.columns) == ["Indicator", "Leicestershire 2014/15", "Leicestershire 2015/16 [p]"]
    assert piece.exhibit.table.iloc[:, 1].tolist() == ["901 [p]", "7"]
    assert piece.exhibit.table.iloc[:, 2].tolist() == ["901", "[x]"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((49, 75, 89, 90), "up from 49 to 90"),
        ((9, 7, 8, 3), "down from 9 to 3"),
        ((2, 2, 2, 2), "level at 2"),
        ((2, 5, 1, 2), "back at 2 after ups and downs"),
        ((0, 0, 0, 0), "level at 0"),
        ((2, None, 1, 2), "not shown: a quarter is withheld or missing"),
        ((None,) * 4, "not shown: a quarter is withheld or missing"),
    ],
)
def test_the_trend_is_told_in_words(values, told):
    nan = float("nan")
    assert (
        trend_words([PrintedFigure(nan, "[c]") if one is None else PrintedFigure(one, str(one)) for one in values])
        == told
    )


def test_quarters_begin_in_april_and_meet():
    found = quarters_of_year(YEAR)
    assert [one.label for one in found] == ["2015/16 Q1", "2015/16 Q2", "2015/16 Q3", "2015/16 Q4"]
    assert (found[0].starts, found[-1].ends) == (YEAR.starts, YEAR.ends)
    assert [one.next() for one in found[:-1]] == found[1:]
