"""The table of a sheet is found whatever it looks like, and what is left out of it is told."""

import pytest

from indicators.returns.workbooks.read import InputSheet, SheetCell, read_workbook, sheet_from_rows
from indicators.returns.workbooks.tables import ROW_COLUMNS, sheet_tables
from tests.helpers.workbooks import HEADING, workbook

ROW = ["contacts", "Rutland", "2015/16", "901"]


def found(*rows, defaults=None, **sheet):
    """What is found in one sheet of rows."""
    made = sheet_from_rows("Return", rows)
    return sheet_tables([InputSheet(made.name, made.rows, **sheet)], "a.xlsx", defaults=defaults or {})


def told(result, is_warning=None):
    return [str(item) for item in result.problems if is_warning in (None, item.is_warning)]


def test_a_plain_table_is_read_with_the_cells_of_its_columns():
    result = found(HEADING, ROW)
    assert list(result.rows.columns) == ROW_COLUMNS
    (row,) = result.rows.to_dict("records")
    assert [row[column] for column in ("indicator", "area", "period", "value")] == ROW
    assert [row[f"{column}_cell"] for column in ("indicator", "area", "period", "value")] == ["A2", "B2", "C2", "D2"]
    assert (row["sheet"], row["row"], row["note"], row["note_cell"]) == ("Return", 2, "", "")
    assert told(result) == []


@pytest.mark.parametrize(
    ("column", "spelling"),
    [
        *(("indicator", spelling) for spelling in ("Indicator", "MEASURE", "Code", " code: ", "Indicator\ncode")),
        *(("area", spelling) for spelling in ("Area", "Authority", "Local authority", "Local\nAuthority:")),
        *(("period", spelling) for spelling in ("Period", "Quarter", "Year", "Date")),
        *(("value", spelling) for spelling in ("Figure", "Value", "Number", "Count", "This  period", "VALUE*")),
        ("numerator", "Numerator"),
        *(("denominator", spelling) for spelling in ("Denominator", "Out of", "out-of")),
        ("status", "Status"),
        *(("symbol", spelling) for spelling in ("Symbol", "Why no figure?")),
        ("source", "Source"),
        *(("note", spelling) for spelling in ("Note", "Comment", "Comments", "Notes")),
    ],
)
def test_headings_may_be_spelt_in_several_ways(column, spelling):
    row = {"indicator": "contacts", "value": "901", column: "here"}
    headings = {"indicator": "Code", "value": "Figure"} | {column: spelling}
    (read,) = found([headings[name] for name in row], list(row.values())).rows.to_dict("records")
    assert read[column] == "here"


def test_columns_may_stand_in_any_order_and_the_table_anywhere_near_the_top():
    rows = [["Our figures"], [], *[[]] * 30, ["", *reversed(HEADING)], ["", *reversed(ROW)]]
    (row,) = found(*rows).rows.to_dict("records")
    assert [row[column] for column in ("indicator", "area", "period", "value")] == ROW
    assert row["value_cell"] == "B34"


def test_headings_far_down_are_none():
    result = found(*[["text"]] * 40, HEADING, ROW)
    assert result.rows.empty
    assert "was not read, as it holds no table of figures" in told(result, is_warning=True)[0]
    assert "holds no table of figures that can be seen: a row near the top must" in told(result, is_warning=False)[0]


def test_a_code_goes_before_a_title_and_a_title_stands_in_for_it():
    rows = found(["Title", "Code", "Figure"], ["Contacts", "contacts", "1"], ["Referrals", "", "2"]).rows
    assert list(rows["indicator"]) == ["contacts", "Referrals"]
    assert list(rows["indicator_cell"]) == ["B2", "A3"]


def test_unknown_columns_are_left_out_and_told_once_by_name():
    result = found([*HEADING, "RAG", "Rank", "Unit", "Empty"], [*ROW, "red", "3", "contacts"])
    assert told(result) == [
        "a.xlsx, sheet 'Return', cells E1, F1: is not a column of a return and was not read ('RAG', 'Rank'); "
        "check the heading if it matters"
    ]


@pytest.mark.parametrize(("first", "second"), [("Figure", "figure"), ("Figure", "Value"), ("Year", "Quarter")])
def test_a_heading_given_twice_is_an_error_that_names_both(first, second):
    result = found(["Code", "Number", first, second], ["contacts", "", "1", "2"])
    assert result.rows.empty
    (problem,) = (item for item in result.problems if not item.is_warning)
    assert (problem.cell, problem.other_cells) == ("C1", ("D1",))
    assert f"'{first}' (C1) and '{second}' (D1) name the same column twice" in str(problem)


def test_a_second_heading_over_an_empty_column_does_no_harm():
    result = found(["Code", "Figure", "Figure"], ["contacts", "1"])
    assert (list(result.rows["value"]), told(result)) == (["1"], [])


@pytest.mark.parametrize("word", ["Total", "TOTALS", "Grand total:", "Sum"])
def test_rows_of_totals_are_left_out_and_told(word):
    result = found(HEADING, ROW, [word, "", "", "901"], ["", word, "", "901"])
    assert len(result.rows) == 1
    assert "cells A3, B4: is a row of totals and was not read" in told(result)[0]


def test_a_figure_for_an_area_called_total_is_not_lost():
    assert len(found(HEADING, ["contacts", "Total", "2015/16", "901"]).rows) == 1


def test_rows_that_are_not_filled_in_are_counted_and_named():
    rows = [[f"i{number}", "Rutland", "2015/16", ""] for number in range(12)]
    result = found(HEADING, ROW, *rows, [], ["Source: our system"])
    assert len(result.rows) == 1
    (problem,) = result.problems
    assert problem.message.startswith("12 figures are not filled in: i0, i1, i2, i3, i4 and 7 more; where there is")
    assert (problem.is_warning, problem.cell, len(problem.other_cells)) == (True, "D3", 11)


def test_a_symbol_or_a_numerator_alone_fills_a_row_in():
    heading = ["Code", "Figure", "Numerator", "Denominator", "Symbol"]
    rows = [["a", "", "3"], ["b", "", "", "", "c"], ["c", "", "", "7"]]
    assert list(found(heading, *rows).rows["indicator"]) == ["a", "b", "c"]


def test_agency_and_period_above_the_table_are_read_and_the_period_serves_its_rows():
    rows = [["Agency:", "Police"], ["", "PERIOD", "", "2015/16 Q1"], [], HEADING, ROW, ["contacts", "Rutland", "", "7"]]
    result = found(*rows, defaults={"period": "2012/13", "source": "police"})
    assert (result.agency, result.period) == ("Police", "2015/16 Q1")
    assert list(result.rows["period"]) == ["2015/16", "2015/16 Q1"]
    assert list(result.rows["period_cell"]) == ["C5", "D2"]
    assert set(result.rows["source"]) == {"police"}


def test_sheets_without_a_table_are_told_hidden_and_own_ones_are_not():
    sheets = [
        *(sheet_from_rows(name, [["text"]]) for name in ("Cover", "How to fill in", "What to mend")),
        InputSheet("Lists", {1: {1: SheetCell("a")}}, is_hidden=True),
        InputSheet("Sheet3"),
        sheet_from_rows("Second", [HEADING, ROW]),
    ]
    result = sheet_tables(sheets, "a.xlsx", defaults={})
    assert list(result.rows["sheet"]) == ["Second"]
    assert [item.sheet for item in result.problems] == ["Cover"]


def test_a_hidden_table_is_not_read_and_that_is_told():
    result = found(HEADING, ROW, is_hidden=True)
    assert result.rows.empty
    assert "sheet 'Return': is hidden and was not read" in told(result, is_warning=True)[0]


def test_what_was_too_far_away_to_be_read_is_an_error():
    assert "has more below" in told(found(HEADING, ROW, unread="has more below"), is_warning=False)[0]


def test_tables_of_two_sheets_are_read_together(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADING, ROW], [["Figure", "Code"], [7, "referrals"]])
    rows = sheet_tables(read_workbook(path, "a.xlsx"), "a.xlsx", defaults={}).rows
    assert list(rows["value"]) == ["901", "7"]
    assert list(rows["value_cell"]) == ["D2", "A2"]


def test_a_csv_file_has_no_sheet_to_name():
    result = sheet_tables([sheet_from_rows("", [HEADING, ["a", "Rutland"], ["b", "Rutland"]])], "a.csv", defaults={})
    assert told(result)[0].startswith("a.csv, cells D2, D3: 2 figures are not filled in")


def test_names_of_other_languages_and_of_queries_are_text():
    name = "Robert'); drop table observation; --"
    assert list(found(HEADING, [name, "Ruthländ 东", "2015/16", "1"]).rows["indicator"]) == [name]
