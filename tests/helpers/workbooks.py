"""Workbooks made by the tests: sound ones of xlsxwriter, and parts put together by hand for unsound ones."""

import zipfile
from io import BytesIO

import openpyxl
import xlsxwriter

from indicators.returns.workbooks.read import read_workbook

HEADING = ["Indicator", "Area", "Period", "Figure"]
ROW = ["contacts", "Rutland", "2015/16", 901]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(path, *sheets, **named):
    """Write sheets of rows at `path`; a value that is a pair is a value and its number format."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in {**{f"Sheet{number}": rows for number, rows in enumerate(sheets, 1)}, **named}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                value, shown = value if isinstance(value, tuple) else (value, "")
                sheet.write(number, column, value, book.add_format({"num_format": shown}) if shown else None)
    book.close()
    return path


def parts(sheet="<sheetData/>", *, more=None, sheets=1):
    """The parts of a smallest workbook, whose sheet's XML is given."""
    sheet = sheet if sheet.startswith("<?") else f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="Return" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }  # fmt: skip


def zipped(contents):
    """Parts, text or bytes, as the bytes of an archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def file_of(folder, content):
    """Bytes in a file."""
    path = folder / "a.xlsx"
    path.write_bytes(content)
    return path


def texts(path):
    """The texts of a workbook by sheet and address, as `read_workbook` gives them."""
    return {
        f"{sheet.name}!{row},{column}": cell.text
        for sheet in read_workbook(path, "a.xlsx")
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
    }


def filled(path, cells, sheet="Return"):
    """Write into a workbook's cells as a person would, and save it."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path
