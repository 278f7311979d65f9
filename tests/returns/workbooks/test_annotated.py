"""A workbook is handed back as it came, with its problems marked, and nothing in it comes alive."""

import zipfile
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import Problem, ReturnRefused
from indicators.returns.workbooks.annotate import annotated_copy, problem_table
from indicators.returns.workbooks.check import checked_rows
from indicators.returns.workbooks.read import cell_problem, read_workbook
from indicators.returns.workbooks.tables import sheet_tables
from tests.helpers.workbooks import HEADING, file_of, parts, texts, workbook, zipped

RED, AMBER = "FFF8CBAD", "FFFFE699"
PROBLEMS = [
    cell_problem("a.xlsx", "Sheet1", ["D3"], value="nil", message="is read as 0", is_warning=True),
    cell_problem("a.xlsx", "Sheet1", ["D2", "D4"], value="abc", message="is not a number"),
    Problem("a.xlsx", "", "", "holds no table"),
]
TABLE = [HEADING, ["contacts", "Rutland", "2015/16", "abc"], ["contacts", "=1+1", "2014/15", "nil"]]


def returned(path, problems=()):
    """The copy, opened with its formulas as formulas."""
    return openpyxl.load_workbook(BytesIO(annotated_copy(path, problems)))


@pytest.fixture
def path(tmp_path):
    return workbook(tmp_path / "a.xlsx", TABLE)


def test_cells_are_coloured_and_say_what_to_write(path):
    sheet = returned(path, PROBLEMS)["Sheet1"]
    colours = {cell: sheet[cell].fill.fgColor.rgb for cell in ("D2", "D3", "D4")}
    assert colours == {"D2": RED, "D3": AMBER, "D4": RED}
    assert sheet["D2"].comment.text == "To be mended: 'abc' is not a number"
    assert sheet["D3"].comment.text == "Please check: 'nil' is read as 0"
    assert sheet["A2"].comment is None


def test_the_first_sheet_lists_every_problem_errors_first(path):
    book = returned(path, PROBLEMS)
    assert book.sheetnames == ["What to mend", "Sheet1"]
    sheet = book["What to mend"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows == [
        ["Sheet1", "D2", "abc", "(also in 1 more cell, marked) is not a number", "Must be mended"],
        ["", "", "", "holds no table", "Must be mended"],
        ["Sheet1", "D3", "nil", "is read as 0", "Please check"],
    ]
    assert (sheet["B2"].hyperlink.location, sheet["B2"].hyperlink.target) == ("'Sheet1'!D2", None)


def test_values_come_back_as_they_were(tmp_path):
    values = [
        1234,
        0.5,
        True,
        "text",
        "=cmd|' /C calc'!A0",
        (0.12, "0%"),
        (datetime(2016, 3, 31), "dd/mm/yyyy"),
        "http://a.b",
    ]
    sheet = returned(workbook(tmp_path / "a.xlsx", [values]))["Sheet1"]
    assert [cell.value for cell in sheet[1]] == [value[0] if isinstance(value, tuple) else value for value in values]
    assert [cell.number_format for cell in sheet[1]][5:7] == ["0%", "dd/mm/yyyy"]
    assert "f" not in {cell.data_type for cell in sheet[1]}


def test_formulas_links_and_pictures_stay_behind(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Figures")
        sheet.write_formula("A1", "=[other.xlsx]Sheet1!A1", None, 7)
        sheet.write_url("A2", "https://example.org")
        sheet.merge_range("A3:B3", "merged", book.add_format({"bold": True, "bg_color": "#12436D"}))
        sheet.set_column("A:A", 40)
        sheet.data_validation("A4", {"validate": "custom", "value": "=A1>1"})
        book.define_name("Sales", "=Figures!$A$1")
    copy = annotated_copy(tmp_path / "a.xlsx", [])
    with zipfile.ZipFile(BytesIO(copy)) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist() if "theme" not in name)
        names = archive.namelist()
    assert not any("external" in name.lower() or "vba" in name.lower() for name in names)
    assert not any(
        word in content for word in (b"<f>", b'example.org/"', b'TargetMode="External"', b"Sales", b"A1&gt;1")
    )
    sheet = openpyxl.load_workbook(BytesIO(copy))["Figures"]
    assert [sheet[cell].value for cell in ("A1", "A2", "A3")] == [7, "https://example.org", "merged"]
    assert (str(sheet.merged_cells), sheet.column_dimensions["A"].width > 39) == ("A3:B3", True)


def test_sent_back_unmended_it_has_the_same_problems(tmp_path, path):
    def problems_of(path):
        found = sheet_tables(read_workbook(path, "a.xlsx"), "a.xlsx", defaults={})
        return [*found.problems, *checked_rows(found, "a.xlsx")[1]]

    first = problems_of(path)
    again = file_of(tmp_path, annotated_copy(path, first))
    assert first == problems_of(again)
    assert returned(again, first).sheetnames == ["What to mend", "Sheet1"]


@pytest.mark.parametrize("name", ["a:b", "What to mend ", "x" * 60, "'", "History", "&lt;b&gt;", "It's"])
def test_sheets_with_odd_names_are_listed_and_linked(tmp_path, name):
    contents = parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace("Return", name)
    path = file_of(tmp_path, zipped(contents))
    (sheet,) = read_workbook(path, "a.xlsx")
    book = returned(path, [cell_problem("a.xlsx", sheet.name, ["A1"], message="is wrong")])
    assert book.worksheets[1]["A1"].comment
    assert "'!A1" in book["What to mend"]["B2"].hyperlink.location


def test_hidden_sheets_stay_hidden(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("Seen")
        book.add_worksheet("Lists").hide()
    assert [sheet.sheet_state for sheet in returned(tmp_path / "a.xlsx").worksheets] == ["visible", "visible", "hidden"]


def test_what_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(ReturnRefused, match="a.xlsx is not a workbook"):
        annotated_copy(file_of(tmp_path, b"a,b\n"), [])


def test_problems_as_a_table():
    table = problem_table(PROBLEMS)
    assert list(table.columns) == ["place", "cell", "value", "message", "kind"]
    assert table.iloc[1].tolist() == [
        "sheet 'Sheet1', cells D2, D4", "D2", "abc", "is not a number", "Must be mended",
    ]  # fmt: skip
    assert problem_table([]).empty


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("annotated")


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=20)


@pytest.mark.long
@settings(max_examples=15)
@given(st.lists(TEXT, min_size=1, max_size=5), TEXT)
def test_any_text_and_any_message_give_a_workbook_that_opens(folder, written, message):
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet("Return")
        for column, text in enumerate(written):
            sheet.write_string(0, column, text)
    problems = [cell_problem("a.xlsx", "Return", ["A1", "B9"], value=message, message=message)]
    copy = file_of(folder, annotated_copy(folder / "a.xlsx", problems))
    kept = {place: text for place, text in texts(copy).items() if place.startswith("Return!")}
    assert kept == {f"Return!1,{column}": text for column, text in enumerate(written, 1) if text.strip()}
    assert openpyxl.load_workbook(copy)["Return"]["B9"].comment
