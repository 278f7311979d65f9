"""The template asks for the right figures, guards its codes, and comes back as itself."""

import warnings
from io import BytesIO

import openpyxl
import pytest

from indicators.returns.workbooks.check import checked_rows
from indicators.returns.workbooks.read import read_workbook
from indicators.returns.workbooks.tables import sheet_tables
from indicators.returns.workbooks.template import TemplateRow, write_template
from tests.helpers.workbooks import filled

ROWS = [
    TemplateRow(indicator="contacts", title="Contacts", area="Rutland", unit="contacts",
                definition="All contacts. " * 40, last_period="2014/15 Q1", last_figure="1,234", is_whole=True),
    TemplateRow(indicator="share", title="=A share", area="Rutland", unit="%", is_share=True, asks_denominator=True),
    TemplateRow(indicator="budget", title="Budget", area="Leicestershire", unit="£", last_figure="n/a"),
]  # fmt: skip


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(ROWS, agency="Police", period="2015/16 Q1", out=path)
    return path


@pytest.fixture
def book(template):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(template)


def read_back(path):
    found = sheet_tables(read_workbook(path, "a.xlsx"), "a.xlsx", defaults={"source": "police"})
    rows, problems = checked_rows(found, "a.xlsx")
    return found, rows, [*found.problems, *problems]


def test_as_sent_out_it_reads_back_with_nothing_filled_in(template):
    found, rows, (problem,) = read_back(template)
    assert (found.agency, found.period, len(rows)) == ("Police", "2015/16 Q1", 0)
    assert problem.message.startswith("3 figures are not filled in: contacts, share, budget;")
    assert problem.is_warning


def test_filled_in_it_reads_back_as_itself(template):
    cells = {"E7": 0, "M7": "x", "F8": 3, "G8": 12, "I8": "provisional", "J8": "=cmd|' /C calc'!A0", "H9": "x"}
    _, rows, problems = read_back(filled(template, cells))
    assert problems == []
    columns = ["indicator", "area", "period", "value", "numerator", "denominator", "symbol", "status", "note", "source"]
    assert rows[columns].to_numpy().tolist() == [
        ["contacts", "Rutland", "2015/16 Q1", "0", "", "", "", "", "", "police"],
        ["share", "Rutland", "2015/16 Q1", "", "3", "12", "", "provisional", rows["note"][1], "police"],
        ["budget", "Leicestershire", "2015/16 Q1", "", "", "", "x", "", "", "police"],
    ]
    assert list(rows["value_cell"]) == ["E7", "E8", "E9"]


def test_only_the_cells_to_fill_in_are_unlocked(book):
    sheet = book["Return"]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {*(f"{column}{row}" for row in (7, 8, 9) for column in "EHIJ"), "F8", "G8"}
    assert sheet.protection.sheet
    assert not sheet.protection.password


def test_cells_take_only_what_can_stand_in_them(book):
    rules = {str(rule.sqref): rule for rule in book["Return"].data_validations.dataValidation}
    assert (rules["E7"].type, rules["E7"].operator, rules["E7"].formula1) == ("whole", "greaterThanOrEqual", "0")
    assert (rules["E8"].type, rules["E8"].formula1, rules["E8"].formula2) == ("decimal", "0", "100")
    assert rules["E9"].type == "decimal"
    assert rules["H7"].formula1 == '"c,x,z,u,low"'
    assert "x: not available" in rules["H7"].prompt
    assert rules["I7"].formula1 == '"final,provisional,revised"'
    assert "leave this cell empty and choose a symbol" in rules["E7"].error


def test_it_prints_on_one_page_width_with_its_headings(book):
    sheet = book["Return"]
    # One page wide is what a workbook means that does not say.
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$6:$6", "C7")


def test_nothing_in_it_is_a_formula_and_nothing_is_cut_off(book):
    sheet = book["Return"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["B8"].value == "=A share"
    assert sheet["N7"].alignment.wrap_text
    # LibreOffice does not grow rows by itself: 15 points for each line of the longest text.
    lines = max(len(str(sheet[f"{column}7"].value)) / sheet.column_dimensions[column].width for column in "BN")
    assert sheet.row_dimensions[7].height >= 15 * lines


def test_it_says_what_it_is_and_how_to_fill_it_in(book):
    text = "\n".join(str(cell.value) for row in book["How to fill in"].iter_rows() for cell in row if cell.value)
    for word in ("Confidential", "Not available", "provisional", "business office", "What happens next"):
        assert word in text
    assert "Police" in book.properties.title
    assert book.properties.subject


def test_it_may_be_written_to_memory_and_without_rows():
    out = BytesIO()
    write_template([], agency="", period="2015/16", out=out)
    assert openpyxl.load_workbook(out).sheetnames == ["Return", "How to fill in"]
