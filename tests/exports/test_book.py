"""A workbook of several tables: a cover that leads to them, names that Excel takes, text that stays text."""

import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.exports.excel import WorkbookSheet, sheet_names, workbook_of_sheets

HOSTILE = ["=1+1", "https://x.y", "\x00\x0b\ud800\ufffe bell", "x" * 40_000, "[words](https://x.y)", "שלום 😀"]


def opened(*sheets, title="Assurance map", notes=None, sources=("Annual report",)):
    return openpyxl.load_workbook(io.BytesIO(workbook_of_sheets(title, notes or {}, sheets, sources=sources)))


def table(**columns):
    return pd.DataFrame(columns or {"Period": ["2015/16"], "Value": [901.0]})


def test_the_cover_says_what_is_inside_and_leads_there():
    book = opened(
        WorkbookSheet("Map", "The map", table()),
        WorkbookSheet("Figures", "Every figure", table(Value=[1.0, None], Symbol=["", "c"])),
        notes={"As at": "31 March 2016"},
    )
    assert book.sheetnames == ["Cover", "Map", "Figures"]
    rows = [[cell.value for cell in row[:2]] for row in book["Cover"].iter_rows()]
    assert rows == [
        ["Assurance map", None],
        ["As at: 31 March 2016", None],
        ["Source: Annual report", None],
        ["[c] confidential: the figure is withheld to protect people", None],
        ["Sheet", "What it holds"],
        ["Map", "The map"],
        ["Figures", "Every figure"],
    ]
    links = {cell.value: cell.hyperlink.location for row in book["Cover"] for cell in row if cell.hyperlink}
    assert links == {"Map": "'Map'!A1", "Figures": "'Figures'!A1"}


def test_the_mark_and_the_notes_stand_where_they_are_read():
    data = workbook_of_sheets("All", {}, [WorkbookSheet("Map", "The map", table(), ["Contacts, number"])],
                      explained=[("The map", "Event (1): a policy")], mark="OFFICIAL")  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Cover", "Notes", "Map"]
    assert [cell.value for cell in book["Map"]["A"]][:4] == [
        "The map", "OFFICIAL", "This sheet holds one table.", "Contacts, number",
    ]  # fmt: skip
    assert [cell.value for cell in book["Notes"][5]] == ["The map", "Event (1): a policy"]
    assert {sheet.oddHeader.center.text for sheet in book} == {"OFFICIAL"}
    assert all(sheet["A2"].value == "OFFICIAL" for sheet in book)
    assert book.properties.keywords == "OFFICIAL"


def test_each_sheet_holds_one_marked_table_under_its_title():
    book = opened(WorkbookSheet("Map", "The map", table()), WorkbookSheet("Again", "The map again", table()))
    names = set()
    for name, title in (("Map", "The map"), ("Again", "The map again")):
        sheet = book[name]
        assert [sheet["A1"].value, sheet["A2"].value] == [title, "This sheet holds one table."]
        (marked,) = sheet.tables.values()
        assert (marked.ref, [cell.value for cell in sheet[4]]) == ("A3:B4", ["2015/16", 901])
        names.add(marked.name)
    assert len(names) == 2


def test_text_stays_text_and_opens_again_whatever_it_is():
    book = opened(
        WorkbookSheet("=1", "=1+1", pd.DataFrame({"=A1": pd.Series(HOSTILE, dtype=object)})),
        title=HOSTILE[2],
        notes={"=1": "=2"},
    )
    cells = [cell for row in book["=1"].iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert [cell.value for cell in cells][3:] == [*HOSTILE[:2], " bell", "x" * 32_767, *HOSTILE[4:]]
    assert book["Cover"]["A1"].value == " bell"


def test_a_book_of_no_sheets_and_sheets_of_no_rows_open():
    assert opened().sheetnames == ["Cover"]
    assert opened(WorkbookSheet("Empty", "Nothing", table().iloc[:0])).sheetnames == ["Cover", "Empty"]


@pytest.mark.parametrize(
    ("given_names", "found"),
    [
        (["Map", "map"], ["Map", "map (2)"]),
        (["a/b:c", "", "'quoted'"], ["a b c", "Sheet 2", "quoted"]),
        (["History", "cover"], ["History (2)", "cover (2)"]),
        (["n" * 40, "n" * 40], ["n" * 31, "n" * 27 + " (2)"]),
    ],
)
def test_names_that_excel_refuses_are_made_to_fit(given_names, found):
    assert sheet_names(given_names) == found


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(st.text("aA[]:*?/\\'\x00é ", max_size=40), max_size=6))
def test_every_name_is_one_that_excel_takes(names):
    found = sheet_names(names)
    assert len({name.casefold() for name in [*found, "Cover", "History"]}) == len(names) + 2
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in found)
