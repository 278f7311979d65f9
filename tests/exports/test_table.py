"""CSV and XLSX: numbers stay numbers, nothing becomes a formula, symbols are explained."""

import csv
import io
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.cli.output import write_csv
from indicators.exports.cells import escape_formula
from indicators.exports.excel import WorkbookSheet, csv_bytes, workbook_of_sheets

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"]


def frame():
    return pd.DataFrame(
        {
            "Period": ["2013/14", "2014/15", "2015/16"],
            "Value": [276.60000000000002, np.nan, -5.0],
            "Symbol": ["", "c", ""],
            "Numerator": [3, 4, 12773],
            "Denominator": [10.0, np.nan, np.nan],
            "Status": ["final", "final", "provisional [p]"],
            "Note": ["=HYPERLINK(1)", None, "[words](https://x.y)"],
        }
    )


def read_csv(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_csv_has_numbers_symbols_and_harmless_text():
    lines = read_csv(csv_bytes(frame(), {"Note": "Annual report", "As at": "-1 May"}, mark="=MARK"))
    own = ["Period", "Value", "Numerator", "Denominator", "Status", "Note"]
    assert lines[0] == ["Marking", *own, "Note of the table", "As at", "Symbols"]
    assert lines[1][:7] == ["'=MARK", "2013/14", "276.6", "3", "10", "final", "'=HYPERLINK(1)"]
    assert lines[2][:7] == ["'=MARK", "2014/15", "[c]", "4", "[c]", "final", ""]
    assert lines[3][2:4] == ["-5", "12773"]
    assert len(lines) == 4
    for line in lines[1:]:
        assert line[7:9] == ["Annual report", "'-1 May"]
        assert [words.split()[0] for words in line[9].split("; ")] == ["[c]", "[x]", "[p]"]


def test_a_csv_is_one_table_for_whoever_reads_it_by_program():
    read = pd.read_csv(io.BytesIO(csv_bytes(frame(), {"Source": "Annual report"}, mark="OFFICIAL-SENSITIVE")))
    assert list(read["Period"]) == ["2013/14", "2014/15", "2015/16"]
    assert set(read["Marking"]) == {"OFFICIAL-SENSITIVE"}
    assert set(read["Source"]) == {"Annual report"}
    assert list(read["Numerator"]) == [3, 4, 12773]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_csv_cell_starts_a_formula(text):
    lines = read_csv(csv_bytes(pd.DataFrame({text: [text]}), {text: text}))
    assert [cell.replace(" of the table", "") for cell in lines[0]] == ["'" + text] * 2
    assert lines[1] == ["'" + text] * 2


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_csv_text_comes_back_but_for_the_apostrophe(texts):
    lines = read_csv(csv_bytes(pd.DataFrame({"a": texts, "b": "x"}), {}))
    assert [line[0].removeprefix("'") for line in lines[1:]] == [text.removeprefix("'") for text in texts]


def test_a_frame_without_rows_or_notes():
    assert read_csv(csv_bytes(frame().iloc[:0], {}))[0][0] == "Period"
    assert workbook(frame().iloc[:0], title="t", sources=[])["B3"].value == "Value"


def workbook(table=None, title="Contacts", notes=None, sources=("Annual report",)):
    """The sheet of a workbook of one table."""
    table = frame() if table is None else table
    data = workbook_of_sheets(title, notes or {}, [WorkbookSheet("Table", title, table)], sources=sources)
    return openpyxl.load_workbook(io.BytesIO(data))["Table"]


def test_the_sheet_has_its_title_and_a_marked_table():
    sheet = workbook(notes={"As at": "1 May 2016"})
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["Contacts", "This sheet holds one table."]
    (table,) = sheet.tables.values()
    assert table.ref == "A3:F6"
    assert [cell.value for cell in sheet[3]] == [
        "Period",
        "Value",
        "Numerator",
        "Denominator",
        "Status",
        "Note",
    ]


def test_numbers_are_numbers_and_symbols_text():
    sheet = workbook()
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][:4] == ["2013/14", 276.6, 3, 10]
    assert rows[1][:4] == ["2014/15", "[c]", 4, "[c]"]
    assert rows[2][1:4] == [-5, 12773, "[x]"]


def test_no_cell_is_a_formula_or_a_link():
    table = pd.DataFrame({"=A1": DANGEROUS, "Link": ["https://x.y"] * len(DANGEROUS)})
    sheet = workbook(table, title="=1+1", notes={"=1": "=2"}, sources=["=3"])
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet["A1"].value == "=1+1"


def test_years_have_no_thousands_separator():
    sheet = workbook(pd.DataFrame({"Year": [2015], "Children": [2015]}))
    assert sheet.cell(sheet.max_row, 1).number_format == "0"
    assert sheet.cell(sheet.max_row, 2).number_format == "#,##0"


def test_headers_that_repeat_or_are_empty_still_open():
    table = pd.DataFrame([[1, 2, 3]], columns=["A", "a", ""])
    sheet = workbook(table)
    assert [cell.value for cell in sheet[sheet.max_row - 1]] == ["A", "a (again)", "Column 3"]


def test_dates_and_truth_are_written_in_words():
    table = pd.DataFrame({"Day": [pd.Timestamp("2016-03-31")], "On": [date(2016, 3, 31)], "Computed": [True]})
    assert read_csv(csv_bytes(table, {}))[1] == ["2016-03-31", "2016-03-31", "yes"]


#: What nobody sees and some spreadsheets skip: spaces of all widths, ends of lines and pages, marks without width,
#: a byte-order mark, controls.
UNSEEN = [
    "", " ", "\n", "\t", "\r", "\x0b", "\x0c", "\xa0", "\u3000", "\u2028", "\u2029", "\u200b", "\ufeff", "\u202e",
    "\x1f", "\x00", "\x85", "\u2007\u3164", "\u2800", "\xad", " \xa0\n\u3000", "\u1160", "\uffa0",
    "\u034f", "\ufe0f", "\u180b",
]  # fmt: skip


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_nothing_unseen_before_a_sign_makes_a_formula_in_any_csv(sign):
    texts = [f"{unseen}{sign}1+1" for unseen in UNSEEN]
    frame = pd.DataFrame({"Text": texts, "=Name": texts})
    written = csv_bytes(frame, {f"\u3000{sign}a": texts[3]}).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows[0] == ["Text", "'=Name", f"'\u3000{sign}a"]
    assert all(cell.startswith("'") for row in rows[1:] for cell in row)
    out = io.StringIO()
    write_csv([{"a": text} for text in [*texts, f"x\r{sign}1"]], ["a"], out)
    told = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:]
    assert [row[0][0] for row in told] == ["'"] * len(texts) + ["x"]


@pytest.mark.parametrize("text", ["", "a", "3", "1-2", "\xa0a=1", "(=1)", "–5", "Children's", "\u3000\u3000", "é@x"])
def test_text_that_runs_nowhere_stays_as_it_is(text):
    assert escape_formula(text) == text
