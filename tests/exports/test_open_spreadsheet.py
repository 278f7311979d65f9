"""ODS: the same cells as the Excel workbook, numbers as numbers, marked heads, no formula, the same bytes twice."""

import io
import shutil
import subprocess
import zipfile
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest

from indicators.access import Audience
from indicators.exports.excel import WorkbookSheet, exhibit_workbook, workbook_of_sheets
from indicators.exports.open_spreadsheet import exhibit_open_workbook, open_workbook_of_sheets
from tests.helpers.exhibits import MARK, SHOWN, exhibit, hostile
from tests.helpers.open_files import SPACES, name_in, part, sheets_of

#: Every kind of cell: decimals, binary noise, years, large and small, gaps, symbols, days, truth, odd spaces.
MIXED = pd.DataFrame(
    {
        "Year": [2014, 2015, 2016],
        "Rate": [276.60000000000002, np.nan, -0.125],
        "Count": [1234567, 0, 5],
        "Value": [1e-7, np.nan, 1e15],
        "Symbol": ["", "c", ""],
        "Day": [date(2016, 3, 31), pd.NaT, pd.Timestamp("2016-03-31 12:30")],
        "Published": [True, False, True],
        "Text": ["  two  spaces ", "a line\nand\tanother", "[c]"],
        "text": ["-1", "=A1", "w" * 40_000],
        "": ["", "x", None],
    }
)
WIDE = pd.DataFrame({f"c{number}": [number, number + 0.5] for number in range(30)})


def excel_cells(file):
    """The cells of every sheet as they were written, those that are empty left out at the end of a row."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    return {sheet.title: [trimmed([cell.value for cell in row]) for row in sheet.iter_rows()] for sheet in book}


def trimmed(row):
    while row and row[-1] in (None, ""):
        row = row[:-1]
    return [as_read(cell) for cell in row]


def as_read(cell):
    """A cell of Excel as OpenDocument has it: ends of lines of one kind, a space for a tab."""
    return cell.replace("_x000D_", "").replace("\t", " ") if isinstance(cell, str) else "" if cell is None else cell


def open_cells(file):
    return {name: [trimmed(row) for row in rows] for name, rows in sheets_of(file).items()}


def both(frame, **more):
    arguments = ("All figures", {"As at": "31 March 2016"}, [WorkbookSheet("Map: [1]", "The map", frame, ["A line"])])
    return [write(*arguments, **more) for write in (workbook_of_sheets, open_workbook_of_sheets)]


@pytest.mark.slow
@pytest.mark.parametrize("made", [exhibit, hostile, lambda: exhibit(notes=(), audience=Audience.PUBLIC)])
def test_an_exhibits_sheets_have_the_same_cells_as_in_excel(made):
    assert open_cells(exhibit_open_workbook(made())) == excel_cells(exhibit_workbook(made()))


@pytest.mark.parametrize("frame", [MIXED, WIDE, MIXED.iloc[:0], pd.DataFrame()])
def test_every_kind_of_cell_is_the_same_as_in_excel(frame):
    excel, ours = both(frame, sources=["annual report"], explained=[("The map", "A note")], mark=MARK)
    wanted = excel_cells(excel)
    if not len(frame):
        # Excel wants a row under the heads even when there is nothing to say.
        wanted = {name: [row for row in rows if row] for name, rows in wanted.items()}
    assert open_cells(ours) == wanted


def test_numbers_are_numbers_with_the_decimals_of_their_column():
    (_, ours) = both(MIXED)
    table = part(ours).findall(".//table:table", SPACES)[-1]
    rows = table.findall(".//table:table-row", SPACES)[-3:]
    first = [
        (cell.get(name_in("office", "value")), "".join(cell.itertext()))
        for cell in rows[0].findall("table:table-cell", SPACES)
    ]
    assert first[:4] == [("2014", "2014"), ("276.6", "276.60"), ("1234567", "1,234,567"), ("1e-07", "0")]
    assert [row[3] for row in rows_below_heads(ours)] == [1e-7, "[c]", 1e15]


def rows_below_heads(file):
    return list(sheets_of(file).values())[-1][-3:]


def test_heads_are_marked_repeated_and_kept_in_sight_and_each_table_is_named():
    file = exhibit_open_workbook(exhibit())
    content = part(file)
    heads = [
        ["".join(cell.itertext()) for cell in row.iter(name_in("table", "table-cell"))]
        for row in content.iter(name_in("table", "table-header-rows"))
    ]
    assert heads == [["Sheet", "What it holds"], ["Table", "Note"], ["Area", "Year", "Value"]]
    ranges = {
        item.get(name_in("table", "name")): item.get(name_in("table", "target-range-address"))
        for item in content.iter(name_in("table", "database-range"))
    }
    assert ranges == {
        "Contents": "'Cover'.A7:'Cover'.B9", "Table1": "'Notes'.A4:'Notes'.B5", "Table2": "'Table'.A8:'Table'.C14",
    }  # fmt: skip
    settings = "".join(part(file, "settings.xml").itertext())
    assert "true" not in settings


def test_no_text_is_a_formula_and_links_lead_only_to_sheets():
    for made in (exhibit(), hostile()):
        content = part(exhibit_open_workbook(made))
        assert not [key for element in content.iter() for key in element.attrib if key.endswith("}formula")]
        assert [link.get(name_in("xlink", "href")) for link in content.iter(name_in("text", "a"))] == [
            "#'Notes'.A1", "#'Table'.A1",
        ]  # fmt: skip
    assert sheets_of(exhibit_open_workbook(hostile()))["Table"][0] == [SHOWN]


def test_a_file_says_what_it_is_in_english_and_for_whom_on_every_page():
    file = exhibit_open_workbook(exhibit())
    meta, styles = part(file, "meta.xml"), part(file, "styles.xml")
    said = {name: meta.findtext(f".//{name}", "", SPACES) for name in ("dc:title", "dc:language", "meta:keyword")}
    assert said == {"dc:title": "Contacts fell", "dc:language": "en-GB", "meta:keyword": MARK}
    assert styles.findtext(".//style:header/text:p", "", SPACES) == MARK
    looks = styles.find(".//style:default-style/style:text-properties", SPACES)
    assert (looks.get(name_in("fo", "language")), looks.get(name_in("fo", "country"))) == ("en", "GB")
    for_anybody = part(exhibit_open_workbook(exhibit(audience=Audience.PUBLIC)), "styles.xml")
    assert not for_anybody.findtext(".//style:header/text:p", "", SPACES)


def test_every_style_that_is_named_is_there():
    file = both(MIXED)[1]
    content, styles = part(file), part(file, "styles.xml")
    named = {value for item in content.iter() for key, value in item.attrib.items() if key.endswith("}style-name")}
    known = {item.get(name_in("style", "name")) for tree in (content, styles) for item in tree.iter()}
    assert named - known == set()


@pytest.mark.slow
def test_the_same_figures_give_the_same_file_whose_type_stands_first():
    assert exhibit_open_workbook(exhibit()) == exhibit_open_workbook(exhibit())
    with zipfile.ZipFile(io.BytesIO(exhibit_open_workbook(exhibit()))) as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read(first) == b"application/vnd.oasis.opendocument.spreadsheet"
        assert {entry.date_time for entry in (first, *others)} == {(1980, 1, 1, 0, 0, 0)}
        listed = part(
            archive.read("META-INF/manifest.xml") and exhibit_open_workbook(exhibit()), "META-INF/manifest.xml"
        )
        paths = {value for item in listed for key, value in item.attrib.items() if key.endswith("}full-path")}
        assert paths == {"/"} | {entry.filename for entry in others} - {"META-INF/manifest.xml"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice, which the dashboard does not")
def test_libreoffice_reads_the_same_cells(tmp_path):
    (tmp_path / "ours.ods").write_bytes(both(MIXED)[1])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    made = str(tmp_path / "ours.ods")
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), made],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = excel_cells((tmp_path / "ours.xlsx").read_bytes())
    assert read == excel_cells(both(MIXED)[0])
