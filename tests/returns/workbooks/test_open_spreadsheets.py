"""OpenDocument spreadsheets: read as other workbooks are, in little memory whatever is repeated, or refused."""

import time
from datetime import date

import pytest

from indicators.errors import ReturnRefused
from indicators.returns.workbooks.read import MOST_CELLS, read_workbook, sheet_tops
from tests.helpers.open_spreadsheets import content_of, open_archive, open_spreadsheet
from tests.helpers.workbooks import file_of

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY outside SYSTEM "file:///etc/passwd">]>'
)


def table(rows, name="Return", style=""):
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(cells, attributes=""):
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(text, attributes=""):
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


@pytest.fixture
def texts(tmp_path):
    """`texts(xml)`: what stands in the cells of the first sheet of a spreadsheet, by row and column."""

    def read(tables, **rest):
        sheet = read_workbook(file_of(tmp_path, open_archive(content_of(tables, **rest))), "a.ods")[0]
        return {(number, column): one.text for number, cells in sheet.rows.items() for column, one in cells.items()}

    return read


@pytest.mark.parametrize(
    ("attributes", "shown", "text"),
    [
        ('office:value-type="float" office:value="1234.0"', "1,234", "1234"),
        ('office:value-type="float" office:value="276.60000000000002"', "277", "276.6"),
        ('office:value-type="percentage" office:value="0.12"', "12%", "12%"),
        ('office:value-type="currency" office:value="5"', "£5.00", "5"),
        # What the sender sees is what is read; LibreOffice writes it beside the number.
        ('office:value-type="float" office:value="3"', "c", "c"),
        ('office:value-type="float" office:value="0"', "-", "0"),
        ('office:value-type="float" office:value="0"', "x", "x"),
        ('office:value-type="float" office:value="4"', "&lt;4", "<4"),
        ('office:value-type="float" office:value="12"', "12%", "12%"),
        ('office:value-type="float" office:value="4"', "4 approx", "4approx"),
        ('office:value-type="float" office:value="5"', "5 cases", "5"),
        ('office:value-type="float" office:value="-5"', "(5)", "-5"),
        ('office:value-type="float" office:value="225"', "", "225"),
        ('office:value-type="percentage" office:value="0.031"', "c", "c"),
        ('office:value-type="boolean" office:boolean-value="true"', "WAHR", "TRUE"),
        ('office:value-type="date" office:date-value="2016-03-31"', "31/03/16", "31 March 2016"),
        ('office:value-type="date" office:date-value="2015-04-01"', "Apr-15", "April 2015"),
        ('office:value-type="date" office:date-value="2015-04-01T00:00:00"', "2015", "2015"),
        ('office:value-type="string"', "c", "c"),
        ('table:formula="of:=[.A1]"', "7 cases", "7 cases"),
        ("", "two<text:s text:c='3'/>spaces<text:tab/>&amp;<text:line-break/>line", "two   spaces\t&\nline"),
    ],
)
def test_a_cell_is_read_as_of_other_workbooks(texts, attributes, shown, text):
    assert texts(table(row(cell(shown, attributes)))) == {(1, 1): text}


def test_repeated_rows_and_cells_have_their_places(texts):
    empty, cells = '<table:table-cell table:number-columns-repeated="3"/>', 'table:number-columns-repeated="2"'
    rows = row(empty, 'table:number-rows-repeated="4"') + row(
        empty + cell("x", cells), 'table:number-rows-repeated="2"'
    )
    assert texts(table(rows + row(cell("y")))) == {
        (5, 4): "x", (5, 5): "x", (6, 4): "x", (6, 5): "x", (7, 1): "y",
    }  # fmt: skip


def test_a_remark_on_a_cell_is_not_its_text(texts):
    remark = "<office:annotation><text:p>why?</text:p></office:annotation>"
    assert texts(table(row(f"<table:table-cell>{remark}<text:p>7</text:p></table:table-cell>"))) == {(1, 1): "7"}


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        # A note's mark beside a number is no digit of it; beside a word it is nothing.
        ('7<text:span text:style-name="T1">1</text:span>', "7 (1)"),
        ('Contacts<text:span text:style-name="T1">1</text:span>', "Contacts"),
        ('31<text:span text:style-name="T1">st</text:span> March 2016', "31st March 2016"),
        ('7<text:span text:style-name="T2">1</text:span>', "71"),
    ],
)
def test_raised_marks_of_notes_are_no_digits(texts, shown, text):
    style = '<style:style style:name="T{}"><style:text-properties style:text-position="{}"/></style:style>'
    styles = style.format(1, "super 58%") + style.format(2, "0% 100%")
    assert texts(table(row(cell(shown))), styles=styles) == {(1, 1): text}


def test_merged_cells_hold_what_the_first_has(texts):
    merged = cell("North", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
    rows = row(merged + "<table:covered-table-cell/>" + cell("a")) + row("<table:covered-table-cell/>" * 2 + cell("b"))
    found = texts(table(rows))
    assert [found[place] for place in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3))] == ["North"] * 4 + ["b"]


def test_what_is_hidden_is_read_and_known_as_hidden(tmp_path):
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = columns + row(cell("a") + cell("b")) + row(cell("c"), 'table:visibility="filter"')
    path = file_of(tmp_path, open_archive(content_of(table(rows) + table(row(cell("x")), "Old", "h"), styles=style)))
    first, second = read_workbook(path, "a.ods")
    assert (first.hides(1, 2), first.hides(2, 1), first.hides(1, 1)) == (True, True, False)
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert [sheet.name for sheet in sheet_tops(path, "a.ods")] == ["Return"]


def test_sheets_that_end_with_a_million_empty_rows_cost_nothing(tmp_path):
    path = file_of(tmp_path, open_spreadsheet(A=[["Indicator", "Figure"], ["contacts", 901]], B=[[date(2016, 3, 31)]]))
    began = time.process_time()
    first, second = read_workbook(path, "a.ods")
    assert time.process_time() - began < 1
    assert {number: [one.text for one in cells.values()] for number, cells in first.rows.items()} == {
        1: ["Indicator", "Figure"], 2: ["contacts", "901"],
    }  # fmt: skip
    assert second.rows[1][1].text == "31 March 2016"


def test_what_stands_far_away_is_said_not_to_be_read(tmp_path):
    gap = '<table:table-row table:number-rows-repeated="60000"><table:table-cell/></table:table-row>'
    wide = '<table:table-cell table:number-columns-repeated="300"/>' + cell("z")
    path = file_of(
        tmp_path, open_archive(content_of(table(row(cell("a")) + gap + row(cell("b"))) + table(row(wide), "W")))
    )
    far, right = read_workbook(path, "a.ods")
    assert "from row 60,002 on, which was not read" in far.unread
    assert "has more right of column 256" in right.unread


_REPEATED = 'table:number-rows-repeated="1048576"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (content_of(table(row(cell("x"), _REPEATED))), f"holds more than {MOST_CELLS:,} filled cells"),
        (content_of(table(row(cell("x", 'table:number-columns-repeated="250"'), 'table:number-rows-repeated="5000"'))),
         f"holds more than {MOST_CELLS:,} filled cells"),
        (content_of(table(row(cell("x"))), before=BOMB), "holds declarations (DOCTYPE)"),
        (content_of(table(row(cell("x"), 'table:number-rows-repeated="9e99"'))), "cannot be read"),
        (content_of(table(row(cell("x"), f'table:number-rows-repeated="{"9" * 400}"'))), "cannot be read"),
        (content_of(table(row(f"<table:table-cell>{table(row(cell('x')))}</table:table-cell>"))), "cannot be read"),
        (content_of(table(row(cell("x", 'office:value-type="float" office:value="many"')))), "cannot be read"),
        (content_of(table("") + table("")), "cannot be read"),
        (content_of("<table:table>"), "cannot be read"),
        ("", "cannot be read"),
    ],
)  # fmt: skip
def test_hostile_spreadsheets_are_answered_in_words(tmp_path, content, words):
    began = time.process_time()
    with pytest.raises(ReturnRefused, match=f"^a.ods .*{words.replace('(', '.').replace(')', '.')}"):
        read_workbook(file_of(tmp_path, open_archive(content)), "a.ods")
    assert time.process_time() - began < 2


def test_a_spreadsheet_with_a_password_says_so(tmp_path):
    manifest = "<manifest:encryption-data/>"
    with pytest.raises(ReturnRefused, match="is protected by a password. In LibreOffice"):
        read_workbook(file_of(tmp_path, open_archive("x", **{"META-INF__manifest": manifest})), "a.ods")
