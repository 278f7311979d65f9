"""OpenDocument spreadsheets made by hand, sound and unsound.

content = open_spreadsheet(Return=[["Indicator", "Figure"], ["contacts", 901]])
content = open_archive(content_of(TABLE_XML))
"""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)


class Formula(str):
    """What a cell without a stored result holds."""


def open_spreadsheet(**sheets):
    """A spreadsheet with sheets of rows; an empty row and an empty column are repeated to the end, as programs do."""
    return open_archive(content_of("".join(_table(name, rows) for name, rows in sheets.items())))


def content_of(tables, *, before="", styles=""):
    """The XML of a spreadsheet with some tables."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def open_archive(content, *, mimetype=MIMETYPE, **more):
    """The bytes of a file with that content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, text in more.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def _table(name, rows):
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}{_EMPTY_CELLS}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{lines}{_EMPTY_ROWS}</table:table>"


_EMPTY_CELLS = '<table:table-cell table:number-columns-repeated="16000"/>'
_EMPTY_ROWS = f'<table:table-row table:number-rows-repeated="1048000">{_EMPTY_CELLS}</table:table-row>'


def _cell(value):
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, Formula):
        return f"<table:table-cell table:formula={quoteattr(f'of:{value}')}/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<table:table-cell {kind}><text:p>{value:%d/%m/%y}</text:p></table:table-cell>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
