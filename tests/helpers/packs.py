"""Packs of tiny stores, and their files read back."""

import json
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import openpyxl
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from indicators.catalogue.catalogue import Catalogue
from indicators.disclosure.edition import board_edition
from indicators.report.contents import Contents, parse_contents
from indicators.report.make import FinishedPack, make_pack
from indicators.report.year import ReportYear, parse_report_year
from tests.helpers.open_files import sheets_of, text_document, web_page
from tests.helpers.tiny_store import tiny_store_file

YEAR = parse_report_year("2015/16")
TITLE = "Figures for the report"
#: An item of each kind, of the indicators that every tiny store has.
EVERYTHING = """
title = "Figures for the report"
[[items]]
kind = "messages"
[[items]]
kind = "profile"
indicators = ["contacts", "referrals", "contacts_to_referral"]
areas = ["Rutland", "Leicestershire"]
[[items]]
kind = "quarters"
indicators = ["contacts"]
[[items]]
kind = "chart"
title = "How contacts moved"
indicators = ["contacts", "referrals", "contacts_to_referral"]
[[items]]
kind = "quadrants"
[[items]]
kind = "changes"
[[items]]
kind = "differences"
[[items]]
kind = "challenges"
[[items]]
kind = "guidance"
[[items]]
kind = "figures"
[[items]]
kind = "text"
title = "From the office"
paragraphs = ["=1+1 is text.", "+ and so is this."]
[[items]]
kind = "sources"
[[items]]
kind = "notes"
"""
HEADLINES = {"contacts": {"headline": 1, "rate_population": "population_0_17"}, "referrals": {"headline": 2}}


def facts(**changes: object) -> list[dict]:
    """Contacts of three years and four quarters, and referrals of two years, of both areas."""
    years = {
        "Leicestershire": {"2013/14": 15228, "2014/15": 14632, "2015/16": 12773},
        "Rutland": {"2013/14": 690, "2014/15": 717, "2015/16": 901},
    }
    rows = [
        {"area": area, "period": period, "value": value} for area, own in years.items() for period, value in own.items()
    ]
    quarters = {"Leicestershire": (3000, 3100, 3300, 3373), "Rutland": (200, 210, 230, 261)}
    rows += [
        {"area": area, "period": f"2015/16 Q{number}", "value": value}
        for area, own in quarters.items()
        for number, value in enumerate(own, start=1)
    ]
    rows += [
        {"indicator": "referrals", "area": area, "period": period, "value": value}
        for area, own in {"Leicestershire": (4635, 3953), "Rutland": (255, 369)}.items()
        for period, value in zip(("2014/15", "2015/16"), own, strict=True)
    ]
    return [{**row, **changes} for row in rows]


def tiny(folder: Path, rows: list[dict] | None = None, **rest) -> Path:
    """A store's file with the facts above, or others."""
    folder.mkdir(parents=True, exist_ok=True)
    return tiny_store_file(folder, facts() if rows is None else rows, **{"definitions": HEADLINES, **rest})


def contents_of(text: str, catalogue: Catalogue) -> Contents:
    """Contents of a text."""
    return parse_contents("contents.toml", text, catalogue)


def board_pack(store: Path, out: Path, *, text: str = EVERYTHING, **more) -> FinishedPack:
    """A pack of the board's figures without pictures."""
    with closing((edition := board_edition(store)).store):
        contents = contents_of(text, edition.catalogue)
        return make_pack(edition, contents, more.pop("period", YEAR), out, **{"pictures": False, **more})


def board_year(store: Path) -> ReportYear:
    """The figures of a store as the board has them; the test closes its store."""
    return ReportYear(board_edition(store), YEAR)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a pack by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def manifest_of(folder: Path) -> dict:
    """A pack's manifest."""
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def word_tables(folder: Path) -> list[list[list[str]]]:
    """The tables of the document as rows of texts."""
    document = Document(folder / "report.docx")
    return [[[cell.text.strip() for cell in row.cells] for row in table.rows] for table in document.tables]


def word_text(folder: Path) -> str:
    """All text of the document's paragraphs."""
    return "\n".join(paragraph.text for paragraph in Document(folder / "report.docx").paragraphs)


def slide_tables(folder: Path) -> list[list[list[str]]]:
    """The tables of the slides as rows of texts."""
    shapes = [shape for slide in Presentation(folder / "slides.pptx").slides for shape in slide.shapes]
    tables = [shape.table for shape in shapes if shape.has_table]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def slide_charts(folder: Path) -> dict[str, dict[str, dict[str, float | None]]]:
    """The native charts by their slide's title: values by line and category."""
    found = {}
    for slide in Presentation(folder / "slides.pptx").slides:
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                names = [str(name) for name in plot.categories]
                found[slide.shapes.title.text] = {
                    line.name: dict(zip(names, line.values, strict=True)) for line in plot.series
                }
    return found


def slide_chart(folder: Path, subject: str) -> dict[str, dict[str, float | None]]:
    """The lines of the native chart whose title, which says what happened, begins with its subject.

    Where areas have a chart each, its title says what happened in that area alone.
    """
    ways = (f"{subject}:", *(f"{subject} {how}" for how in ("rose", "fell", "per 10,000 children")))
    charts = {title: lines for title, lines in slide_charts(folder).items() if title.startswith(ways)}
    names = {name for lines in charts.values() for name in lines}
    assert len(charts) == 1 or all(
        {name for name in names if f"in {name}" in title} == lines.keys() for title, lines in charts.items()
    ), charts
    assert charts
    return {name: values for lines in charts.values() for name, values in lines.items()}


def sheet_rows(folder: Path, name: str) -> list[Mapping]:
    """The table of a sheet as rows by their heads."""
    sheet = openpyxl.load_workbook(folder / "figures.xlsx")[name]
    (table,) = sheet.tables.values()
    head, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    return [dict(zip(head, row, strict=True)) for row in rows]


def page_tables(folder: Path) -> list[list[list[str]]]:
    """The tables of the web page as rows of texts."""
    return web_page((folder / "report.html").read_bytes()).tables


def open_tables(folder: Path) -> list[list[list[str]]]:
    """The tables of the open document as rows of texts."""
    return text_document((folder / "report.odt").read_bytes()).tables


def open_sheet_rows(folder: Path, name: str) -> list[Mapping]:
    """The table of a sheet of the open workbook as rows by their heads."""
    rows = sheets_of((folder / "figures.ods").read_bytes())[name]
    lines = next(number for number, row in enumerate(rows) if len(row) > 1)
    return [dict(zip(rows[lines], row, strict=True)) for row in rows[lines + 1 :]]


def texts_of(file: Path) -> str:
    """Everything that an Office file holds as text, the workbooks inside it too."""
    told = []
    with zipfile.ZipFile(file) as archive:
        for entry in archive.namelist():
            content = archive.read(entry)
            if entry.endswith(".xlsx"):
                inner = file.with_name("inner.xlsx")
                inner.write_bytes(content)
                told.append(texts_of(inner))
                inner.unlink()
            elif entry.endswith((".xml", ".rels")):
                told.append(content.decode("utf-8"))
    return "\n".join(told)


def alt_texts(folder: Path) -> list[str]:
    """What is read out in place of each picture of the document."""
    body = Document(folder / "report.docx").element.body
    return [shape.get("descr", "") for shape in body.iter(qn("wp:docPr"))]
