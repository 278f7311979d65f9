"""Workbooks are read as people see them, or refused in words, whatever they hold."""

import random
import resource
import time
import tracemalloc
import warnings
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ReturnRefused
from indicators.returns.workbooks.read import MOST_CELLS, cell_address, read_workbook
from tests.helpers.workbooks import file_of, parts, texts, workbook, zipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("workbooks")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234, "1234"),
        (1234.0, "1234"),
        (0.5, "0.5"),
        (276.60000000000002, "276.6"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (-3, "-3"),
        (True, "TRUE"),
        ((0.12, "0%"), "12%"),
        ((0.123, "0.0%"), "12.3%"),
        ((0.07, "0%"), "7%"),
        ((1 / 3, "0.00%"), "33.33333333%"),
        ((5, '0"%"'), "5%"),
        ((date(2016, 3, 31), "dd/mm/yyyy"), "31 March 2016"),
        ((date(2016, 3, 31), "yyyy-mm-dd"), "31 March 2016"),
        ((date(2015, 4, 1), "mmm-yy"), "April 2015"),
        ((date(2015, 4, 1), "mmmm yyyy"), "April 2015"),
        ((date(2015, 4, 1), "yyyy"), "2015"),
        ((datetime(2016, 3, 31, 14, 30), "dd/mm/yyyy hh:mm"), "31 March 2016 14:30"),
        ((datetime(2016, 3, 31), "dd/mm/yyyy hh:mm"), "31 March 2016"),
        ("2015/16", "2015/16"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'); drop table observation; --", "'); drop table observation; --"),
        ("_x0041_", "_x0041_"),
        ("line\nline", "line\nline"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(tmp_path, value, shown):
    assert texts(workbook(tmp_path / "a.xlsx", [[value]])) == {"Sheet1!1,1": shown}


def test_errors_of_excel_are_their_text(tmp_path):
    sheet = '<sheetData><row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c></row></sheetData>'
    assert texts(file_of(tmp_path, zipped(parts(sheet)))) == {"Return!1,1": "#REF!"}


def test_formulas_without_a_result_are_told_apart(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["E7"] = "=SUM(E1:E6)"
    book.save(path)
    (cell,) = (cell for row in read_workbook(path, "a.xlsx")[0].rows.values() for cell in row.values())
    assert cell.formula == cell.text == "=SUM(E1:E6)"


def test_formulas_with_a_result_are_the_result(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A3", '="a"', None, "a")
    assert texts(tmp_path / "a.xlsx") == {"Sheet1!1,1": "2", "Sheet1!3,1": "a"}


def test_formulas_that_give_no_text_are_empty_cells(tmp_path):
    sheet = '<sheetData><row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row></sheetData>'
    assert texts(file_of(tmp_path, zipped(parts(sheet)))) == {}


def test_merged_cells_all_show_the_first(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:B2", "Rutland")
        sheet.write("C3", "last")
        sheet.merge_range("D1:XFD1", "")
    (sheet,) = read_workbook(tmp_path / "a.xlsx", "a.xlsx")
    shown = {cell_address(row, column): cell for row, cells in sheet.rows.items() for column, cell in cells.items()}
    assert {cell: shown[cell].text for cell in shown} == dict.fromkeys(("A1", "B1", "A2", "B2"), "Rutland") | {
        "C3": "last"
    }
    assert {shown[cell].merged_from for cell in ("A2", "B1", "B2")} == {"A1"}
    assert shown["A1"].merged_from == ""


def test_sheets_keep_their_order_and_hidden_ones_are_told(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("B", "A"):
            book.add_worksheet(name).write("A1", name)
        book.get_worksheet_by_name("A").hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=B!$A$1:$A$1"})
        book.add_chartsheet("Chart").set_chart(chart)
    assert [(sheet.name, sheet.is_hidden) for sheet in read_workbook(tmp_path / "a.xlsx", "a.xlsx")] == [
        ("B", False),
        ("A", True),
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("rows", "row"),
    [(1_000_000, '<row r="{}"/>'), (100_000, '<row r="{}"><c r="A{}" s="0"/></row>')],
    ids=["a million", "formatted"],
)
def test_empty_rows_take_seconds_and_little_memory(tmp_path, rows, row):
    empty = "".join(row.replace("{}", str(number)) for number in range(2, rows))
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    sheet = f'<dimension ref="A1:C{rows}"/><sheetData>{first}{empty}</sheetData>'
    path = file_of(tmp_path, zipped(parts(sheet)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    assert texts(path) == {"Return!1,1": "1"}
    assert time.process_time() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.long
def test_a_long_sheet_that_does_not_say_its_size_is_refused(tmp_path):
    """openpyxl would look for it to the end of the sheet, at length."""
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(1, 700_000))
    with pytest.raises(ReturnRefused, match="a.xlsx is a damaged workbook"):
        read_workbook(file_of(tmp_path, zipped(parts(f"<sheetData>{rows}</sheetData>"))), "a.xlsx")


def test_a_cell_at_the_far_end_is_not_read_and_that_is_told(tmp_path):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    path = file_of(tmp_path, zipped(parts(f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData>')))
    tracemalloc.start()
    (sheet,) = read_workbook(path, "a.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (list(sheet.rows), peak < 20_000_000) == ([1], True)
    assert "has more below 50,000 empty rows, from row 1,048,576 on" in sheet.unread


def test_a_column_at_the_far_end_is_not_read_and_that_is_told(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a", *[None] * 300, "b"]])
    (sheet,) = read_workbook(path, "a.xlsx")
    assert list(sheet.rows[1]) == [1]
    assert "has more right of column 256" in sheet.unread


@pytest.mark.long
def test_too_many_cells_are_refused(tmp_path):
    numbers = random.Random(1).choices(range(10**9), k=MOST_CELLS + 1)
    cells = [f"<c><v>{number}</v></c>" for number in numbers]
    rows = "".join(f"<row>{''.join(cells[start : start + 200])}</row>" for start in range(0, len(cells), 200))
    with pytest.raises(ReturnRefused, match="a.xlsx holds more than 200,000 filled cells"):
        read_workbook(file_of(tmp_path, zipped(parts(f"<sheetData>{rows}</sheetData>"))), "a.xlsx")


@pytest.mark.long
def test_a_merge_of_everything_is_bounded(tmp_path):
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="40000"><c r="IV40000"><v>1</v></c></row>'
    sheet = f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>"
    with pytest.raises(ReturnRefused, match="filled cells"):
        read_workbook(file_of(tmp_path, zipped(parts(sheet))), "a.xlsx")


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="2"/><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A2"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" s="99"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>abc</v></c></row></sheetData>',
        "<sheetData><row",
    ],
)
def test_a_sheet_without_sense_is_refused(tmp_path, sheet):
    with pytest.raises(ReturnRefused, match="a.xlsx is a workbook that cannot be read. Open it in Excel, save it"):
        read_workbook(file_of(tmp_path, zipped(parts(sheet))), "a.xlsx")


PRINTABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=40)


@pytest.mark.long
@settings(max_examples=25)
@given(st.lists(PRINTABLE, min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(folder, written):
    with xlsxwriter.Workbook(folder / "text.xlsx") as book:
        sheet = book.add_worksheet()
        for column, text in enumerate(written):
            sheet.write_string(0, column, text)
    # XML itself has one kind of line end.
    expected = {f"Sheet1!1,{column}": text for column, text in enumerate(written, 1) if text.strip()}
    assert texts(folder / "text.xlsx") == expected


@pytest.mark.long
@settings(max_examples=25)
@given(st.lists(st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15), min_size=1, max_size=20))
def test_numbers_come_back_equal(folder, numbers):
    # xlsxwriter writes 16 digits, as Excel does at most.
    path = workbook(folder / "numbers.xlsx", [[float(f"{number:.15g}")] for number in numbers])
    assert [float(text) for text in texts(path).values()] == [float(f"{number:.15g}") for number in numbers]


@pytest.mark.long
@settings(max_examples=80)
@given(st.data())
def test_a_workbook_with_any_damage_is_read_or_refused(folder, data):
    part = data.draw(st.sampled_from(sorted(parts())))
    contents = parts('<sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row></sheetData>')
    text = contents[part]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 10, len(text))))
    contents[part] = text[:start] + data.draw(st.text(max_size=6)).encode("utf-8", "replace").decode() + text[end:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(ReturnRefused):
            read_workbook(file_of(folder, zipped(contents)), "a.xlsx")


@pytest.mark.parametrize(
    ("before", "mark", "after", "look", "text"),
    [
        ("7", "1", " ", "raised", "7 (1) "), ("Contacts", "1", " made", "raised", "Contacts made"),
        ("7", "1", " ", "bold", "71 "), ("31", "st", " March 2016", "raised", "31st March 2016"),
    ],
)  # fmt: skip
def test_raised_marks_of_notes_are_no_digits(tmp_path, before, mark, after, look, text):
    path = tmp_path / "notes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"font_script": 1} if look == "raised" else {"bold": True})
        book.add_worksheet().write_rich_string("A1", before, style, mark, after)
    assert read_workbook(path, "notes.xlsx")[0].rows[1][1].text == text
