"""What people write in cells is read as they meant it, or told with its cell and what to write instead."""

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.loading.values import read_figure
from indicators.returns.workbooks.check import checked_rows
from indicators.returns.workbooks.read import read_workbook, sheet_from_rows
from indicators.returns.workbooks.tables import sheet_tables

COLUMNS = ["indicator", "area", "period", "value", "numerator", "denominator", "status", "symbol", "source", "note"]
ROW = {"indicator": "contacts", "area": "Rutland", "period": "2015/16", "value": "901", "source": "police"}


def check(*rows, **known):
    """The rows and problems of a sheet of full rows, each merged over a default one."""
    lines = [[(ROW | row).get(column, "") for column in COLUMNS] for row in rows]
    found = sheet_tables([sheet_from_rows("Return", [COLUMNS, *lines])], "a.xlsx", defaults={})
    return checked_rows(found, "a.xlsx", **known)


def one(**cells):
    """The only row of a sheet, and the problems told."""
    rows, problems = check(cells)
    return rows.iloc[0], problems


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[
            ("1,234", "1234"),
            ("1 234", "1234"),
            ("1\u00a0234", "1234"),
            ("1\u202f234,567".replace(",", " "), "1234567"),
        ],
        *[("12%", "12"), ("12.5 %", "12.5"), ("£1,200", "1200"), ("£1,200.50", "1200.50"), ("0", "0"), ("-3", "-3")],
        *[("\u22123", "-3"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("007", "7"), ("1.2E+03", "1200"), ("-0", "0")],
        *[(" 901 ", "901"), ("901\u200b", "901"), ("1,234,567.8", "1234567.8"), ("0.000001", "0.000001")],
    ],
)
def test_a_number_is_read_as_plain_digits(written, value):
    row, problems = one(value=written)
    assert (row["value"], row["symbol"], row["status"], row["is_sound"], problems) == (value, "", "", True, [])


@pytest.mark.parametrize(
    ("written", "symbol", "is_told"),
    [
        *(
            (letter, letter.strip("[]() ").casefold(), False)
            for letter in ("c", "X", "[z]", "(u)", "low", "K", " [C] ")
        ),
        *((text, "c", True) for text in ("<5", "< 5", "≤5", "1-5", "1 – 4", "fewer than 5", "*", "Suppressed")),
        *((text, "z", True) for text in ("not applicable", "Not Applicable.")),
        *((text, "x", True) for text in ("n/a", "N/A", "na", "None", "NULL")),
        *((text, "x", True) for text in ("-", "–", "..", ":", "not available", "No data", "TBC", "unknown")),
    ],
)
@pytest.mark.parametrize("column", ["value", "symbol"])
def test_a_symbol_is_read_from_its_letter_and_from_usual_words(written, symbol, is_told, column):
    row, problems = one(**({"value": ""} | {column: written}))
    assert (row["value"], row["symbol"], row["is_sound"]) == ("", symbol, True)
    assert [item.is_warning for item in problems] == [True] * is_told
    assert all(f"is read as the symbol {symbol}" in item.message for item in problems)


def test_a_word_for_zero_is_zero_and_told():
    row, (problem,) = one(value="Nil")
    assert (row["value"], problem.is_warning) == ("0", True)
    assert "is read as the number 0; write 0, or give a symbol" in problem.message


@pytest.mark.parametrize(
    ("written", "status"),
    [("347 p", "provisional"), ("347p", "provisional"), ("347 (P)", "provisional"), ("347 [r]", "revised")],
)
def test_a_mark_after_a_figure_is_its_status(written, status):
    row, problems = one(value=written)
    assert (row["value"], row["status"], problems) == ("347", status, [])


@pytest.mark.parametrize(
    ("written", "status"),
    [("Final", "final"), ("F", "final"), ("Provisional", "provisional"), ("p", "provisional"), ("prov.", "provisional"),
     ("[p]", "provisional"), ("Revised", "revised"), ("R", "revised"), ("", "")],
)  # fmt: skip
def test_a_status_is_read_from_its_word_or_letter(written, status):
    row, problems = one(status=written)
    assert (row["status"], problems) == (status, [])


@pytest.mark.parametrize(
    ("column", "written", "message"),
    [
        ("value", "about 40", "is not exact; write the number alone, and in the note that it is an estimate"),
        ("value", "40ish", "is not exact; write the number alone"),
        ("value", "~40", "is not exact"),
        ("value", "12 (3)", "holds two numbers; write one alone"),
        ("value", "1.234,5", "has a comma that is no thousands separator; write a decimal with a point"),
        ("value", "12,34", "has a comma that is no thousands separator"),
        ("value", "0,123", "has a comma that is no thousands separator"),
        ("value", "1,23,456", "has a comma that is no thousands separator"),
        ("value", "3/10", "is a part of a whole; write the first number under Numerator"),
        ("value", "3 out of 10", "is a part of a whole"),
        ("value", "40-50", "is a range; write one number"),
        ("value", ">5", "is a limit; write the number itself"),
        ("value", "12 April 2015", "is a date, which Excel may have made of what was typed"),
        ("value", "April 2015", "is a date"),
        ("value", "=SUM(A1:A3)", "is a formula written as text; write its result"),
        ("value", "=cmd|' /C calc'!A0", "is a formula written as text"),
        ("value", "#REF!", "is an error of Excel; mend the formula, or write the number"),
        ("value", "#N/A", "is an error of Excel"),
        ("value", "#DIV/0!", "is an error of Excel"),
        ("value", "9" * 41, "is not a number; write digits only, such as 1234.5, or leave it empty and give"),
        ("value", "१२", "is not a number"),
        ("value", "nan", "is not a number"),
        ("value", "1e999", "is not a number"),
        ("value", "$5", "is not a number"),
        ("value", "<b>5</b>", "is not a number"),
        ("value", "5\x00", "holds a character that cannot be shown"),
        ("numerator", "c", "is not a number; leave numerator and denominator empty and write c, x or z"),
        ("denominator", "12%", "is a percentage; write the count itself"),
        ("symbol", "q", "is not a symbol; write c, x, z, u, low or k"),
        ("symbol", "5", "is not a symbol"),
        ("status", "maybe", "is not a status; write final, provisional or revised"),
        ("period", "2015", ""),
        ("period", "2015/17", "is not a year; write 2015/16"),
        ("period", "Q5 2015/16", "is not a period; write 2015/16, 2015/16 Q1"),
        ("period", "last year", "is not a period; write 2015/16, 2015/16 Q1"),
        ("period", "31/02/2016", "is not a period"),
        ("period", "", "the period is empty; write a period such as 2015/16 in the row, or beside"),
        ("area", "", "the area is empty; it must be filled in"),
        ("area", "Rut\x07land", "holds a character that cannot be shown"),
        ("note", "a\x00b", "holds a character that cannot be shown"),
        ("source", "a\ufffeb", "holds a character that cannot be shown"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell(column, written, message):
    row, problems = one(**{column: written})
    assert bool(row["is_sound"]) is (message == "")
    for problem in problems:
        assert (problem.sheet, problem.cell, problem.is_warning) == (
            "Return",
            f"{'ABCDEFGHIJ'[COLUMNS.index(column)]}2",
            False,
        )
        assert str(problem).startswith(f"a.xlsx, sheet 'Return', cell {problem.cell}: ")
        assert problem.message.startswith(message)
        assert row[column] == ""
    assert len(problems) == bool(message)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        *((text, "2015/16") for text in ("2015-16", "2015/2016", "FY2015/16", "2015 / 16", "2015–16")),
        *((text, "2015/16 Q1") for text in ("Q1 2015/16", "2015-16 Q1", "Quarter 1 2015/16", "q1, 2015-16")),
        ("2015/16 quarter 1", "2015/16 Q1"),
        *((text, "April 2015") for text in ("Apr 2015", "April 2015", "Apr-15", "apr 2015")),
        *((text, "31 March 2016") for text in ("31/03/2016", "2016-03-31", "2016-03-31 00:00:00", "31-3-2016")),
        ("As at 31 March 2016", "31 March 2016"),
    ],
)  # fmt: skip
def test_a_period_is_read_in_its_usual_spellings(written, label):
    row, problems = one(period=written)
    assert (row["period"], problems) == (label, [])


@pytest.mark.parametrize(
    "note", ["=1+1", "+1", "-1", "@a", "<img src=x onerror=alert(1)>", "'); drop table fact; --", "a\nb"]
)
def test_text_that_could_come_alive_is_kept_as_text(note):
    row, problems = one(note=note, indicator=note.replace("\n", " "))
    assert (row["note"], row["indicator"], problems) == (note, note.replace("\n", " "), [])


def test_all_problems_are_told_at_once_errors_first():
    _, problems = check({"value": "n/a"}, {"value": "about 40", "period": "soon"}, {"status": "maybe", "area": ""})
    assert [(item.cell, item.is_warning) for item in problems] == [
        ("C3", False), ("D3", False), ("B4", False), ("G4", False), ("D2", True),
    ]  # fmt: skip


def test_one_mistake_in_many_rows_is_told_once_with_its_cells():
    rows, (problem,) = check(*[{"value": "abc"}] * 30, {"value": "5"})
    assert problem.place == "sheet 'Return', cells D2, D3, D4, D5, D6 and 25 more"
    assert (problem.cell, len(problem.other_cells)) == ("D2", 29)
    assert list(rows["is_sound"]) == [False] * 30 + [True]


def test_too_many_mistakes_are_counted():
    _, problems = check(*({"value": f"abc{number}"} for number in range(70)))
    assert (len(problems), problems[-1].message) == (51, "has 20 more mistakes")


def test_a_symbol_given_beside_a_word_says_what_the_word_means():
    row, problems = one(value="n/a", symbol="c")
    assert (row["symbol"], problems) == ("c", [])


def test_two_symbols_or_two_statuses_are_an_error():
    rows, problems = check({"value": "x", "symbol": "c"}, {"value": "5 p", "status": "final"})
    assert [item.message.partition(";")[0] for item in problems] == [
        "is not the symbol that stands under Symbol",
        "is marked otherwise than under Status",
    ]
    assert not rows["is_sound"].any()


def test_titles_and_names_are_known_by_their_ids_and_codes_case_apart():
    known = {
        "titles": {"contacts with social care": "contacts"},
        "areas": {"rutland": "E06000017", "e06000017": "E06000017"},
    }
    rows, problems = check(
        {"indicator": "Contacts  with Social Care", "area": "RUTLAND"},
        {"indicator": "CONTACTS", "area": "e06000017"},
        {"indicator": "other", "area": "Elsewhere"},
        **known,
    )
    assert list(rows["indicator"]) == ["contacts", "contacts", "other"]
    assert list(rows["area"]) == ["E06000017", "E06000017", "Elsewhere"]
    assert problems == []


def test_a_column_that_is_not_there_is_told_with_its_rows():
    found = sheet_tables(
        [sheet_from_rows("Return", [["Code", "Period", "Figure"], *[["a", "2015/16", "1"]] * 7])], "a.xlsx", defaults={}
    )
    _, (problem,) = checked_rows(found, "a.xlsx")
    assert str(problem) == (
        "a.xlsx, sheet 'Return': the area is empty; it must be filled in (rows 2, 3, 4, 5, 6 and 2 more)"
    )


def test_an_empty_return_has_no_rows_and_no_problems():
    rows, problems = check()
    assert (len(rows), problems, "is_sound" in rows) == (0, [], True)


def test_formulas_without_a_result_and_merged_figures_are_errors(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([COLUMNS, *[[ROW.get(column, "") for column in COLUMNS]] * 4]):
            sheet.write_row(row, 0, cells)
        sheet.merge_range("D2:D3", 12)
        sheet.merge_range("B4:B5", "Rutland")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["D4"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    rows, problems = checked_rows(
        sheet_tables(read_workbook(tmp_path / "a.xlsx", "a.xlsx"), "a.xlsx", defaults={}), "a.xlsx"
    )
    assert list(rows["is_sound"]) == [False, False, False, True]
    assert [(item.cell, item.message.partition(";")[0]) for item in problems] == [
        ("D2", "is in merged cells, so it is not clear whose figure it is"),
        ("D4", "is a formula without a result"),
    ]
    assert problems[0].other_cells == ("D3",)
    assert rows["area"][3] == "Rutland"


@pytest.mark.long
@settings(max_examples=25)
@given(st.lists(st.lists(st.text(max_size=12), max_size=len(COLUMNS)), max_size=4))
def test_any_text_in_any_cell_is_read_or_told(lines):
    found = sheet_tables([sheet_from_rows("Return", [COLUMNS, *lines])], "a.xlsx", defaults={})
    rows, problems = checked_rows(found, "a.xlsx")
    assert len(rows) == len(found.rows)
    errors = [item for item in problems if not item.is_warning]
    assert bool(errors) is not bool(rows["is_sound"].all())
    for item in problems:
        str(item).encode()


@settings(max_examples=60)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_a_number_comes_back_equal_however_it_is_written(number):
    for written in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number}%"):
        reading = read_figure(written)
        assert (float(reading.text), reading.error, reading.warning) == (float(number), "", "")
