"""An exhibit as CSV and workbook, the workbook held against what gptables makes of the same table."""

import csv
import io
import warnings
from datetime import date

import gptables
import openpyxl
import pandas as pd
import pytest

from indicators.access import Audience
from indicators.exports.excel import exhibit_csv, exhibit_workbook
from indicators.exports.exhibit import newest_day_text, table_ends
from tests.helpers.exhibits import MARK, SHOWN, exhibit, hostile

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def column(sheet):
    return [cell.value for cell in sheet["A"]]


def test_csv_has_its_mark_first_and_all_other_words_last_in_every_row():
    heads, *rows = rows_of(exhibit_csv(exhibit()))
    assert heads == ["Marking", "Area", "Year", "Value", "Title", "Subtitle", "Notes", "Source", "As at", "Symbols"]
    assert rows[4][1:4] == ["Rutland", "2014/15", "[c]"]
    assert len(rows) == 6
    for row in rows:
        assert row[0] == MARK
        assert row[4:] == [
            "Contacts fell",
            "Contacts, number",
            "Event (1): a policy",
            "annual report",
            "31 March 2016",
            "[c] confidential: the figure is withheld to protect people",
        ]
    assert "Marking" not in rows_of(exhibit_csv(exhibit(audience=Audience.PUBLIC)))[0]


def test_csv_of_hostile_words_starts_no_formula():
    cells = [cell for row in rows_of(exhibit_csv(hostile())) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_workbook_of_one_exhibit_has_cover_notes_and_table():
    book = opened(exhibit_workbook(exhibit()))
    assert book.sheetnames == ["Cover", "Notes", "Table"]
    assert column(book["Table"])[:7] == [
        "Contacts fell",
        MARK,
        "This sheet holds one table.",
        "Contacts, number",
        "What marks and events mean stands on the sheet of notes.",
        "[c] confidential: the figure is withheld to protect people",
        "Source: annual report. As at 31 March 2016.",
    ]
    assert column(opened(exhibit_workbook(exhibit(notes=())))["Cover"])[-1] == "Table"
    assert (book.properties.title, book.properties.keywords) == ("Contacts fell", MARK)
    assert {item.name: item.value for item in book.custom_doc_props.props} == {"Language": "en-GB"}


def test_hostile_words_stay_words_in_every_sheet():
    book = opened(exhibit_workbook(hostile()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    assert book["Cover"]["A1"].value == book["Table"]["A1"].value == SHOWN
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert links == ["'Notes'!A1", "'Table'!A1"]


def by_gptables(frame):
    """The sheet that gptables makes of a frame, with our words in its places."""
    table = gptables.GPTable(
        table=frame,
        table_name="Table2",
        title="Contacts fell",
        subtitles=[MARK],
        instructions="This sheet holds one table.",
        legend=["Contacts, number", "What marks and events mean stands on the sheet of notes.",
                "[c] confidential: the figure is withheld to protect people"],
        source="Source: annual report. As at 31 March 2016.",
        index_columns={},
    )  # fmt: skip
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gptables.produce_workbook(buffer, {"Table": table}, workbook_options=SAFE).close()
    return opened(buffer.getvalue())["Table"]


def shape_of(sheet):
    """What makes a sheet accessible: where what stands, the one table, nothing merged, and how it looks."""
    (marked,) = sheet.tables.values()
    return {
        "cells": [[cell.value for cell in row] for row in sheet.iter_rows()],
        "table": (marked.ref, marked.displayName, marked.autoFilter, marked.headerRowCount),
        "merged": list(sheet.merged_cells.ranges),
        "grid": sheet.sheet_view.showGridLines,
        "active": sheet.sheet_view.selection[-1].activeCell,
        "fonts": {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None},
        "title": (sheet["A1"].font.b, sheet["A1"].font.sz),
    }


def test_a_sheet_is_laid_out_as_gptables_lays_it_out():
    frame = pd.DataFrame({"Area": ["Leicestershire", "Rutland"], "Value": [14632, "[c]"]})
    ours = shape_of(opened(exhibit_workbook(exhibit(table=frame)))["Table"])
    theirs = shape_of(by_gptables(frame))
    assert ours == theirs


def test_every_sheet_keeps_the_conventions():
    """No empty rows or cells over the table or in it, text of 12 points and more, headings kept in sight."""
    book = opened(exhibit_workbook(exhibit()))
    names = [name for sheet in book for name in sheet.tables]
    assert len(set(names)) == len(names) == len(book.sheetnames)
    for sheet in book:
        (marked,) = sheet.tables.values()
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
        assert all(cell.font.sz >= 12 for cell in filled)
        assert [value for value in column(sheet) if not value] == []
        assert all(cell.value is not None for row in sheet[marked.ref] for cell in row)
        assert sheet.freeze_panes == f"A{sheet[marked.ref][1][0].row}"
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[marked.ref][0])


@pytest.mark.parametrize("text", ["–", "العربية", "中文", "[a](b) [c](d)"])
def test_gptables_still_refuses_what_agencies_write(text):
    """Why our own writer makes the workbooks; once this fails, gptables can."""
    with pytest.raises(ValueError, match=r"only special characters|URL"):
        by_gptables(pd.DataFrame({"Area": ["Rutland", text]}))
    assert text in column(opened(exhibit_workbook(exhibit(table=pd.DataFrame({"Area": [text]}))))["Table"])


def test_as_at_is_the_last_day_of_the_newest_figure_shown():
    table = pd.DataFrame(
        {"Period": ["2014/15", "2015/16", "2016/17 Q1"], "Value": [1.0, 2.0, None], "Symbol": ["", "", "c"]}
    )
    assert newest_day_text(table_ends(table)) == "31 March 2016"
    assert newest_day_text(table_ends(table), known_on=date(2017, 5, 3)) == "31 March 2016, as known on 3 May 2017"
    assert newest_day_text(table_ends(table.iloc[2:])) == ""
