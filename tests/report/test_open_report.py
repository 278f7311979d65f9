"""The report in open formats: every table cell by cell as in the figures, charts with a text to read, nothing else."""

import io
from contextlib import closing

import openpyxl
import pytest
from PIL import Image

from indicators.access import Audience
from indicators.errors import ImageExportUnavailable
from indicators.exports import browser
from indicators.exports.cells import plain_value, printed_columns, with_symbols
from indicators.exports.exhibit import exhibit_alt_text, exhibit_lines
from indicators.exports.images import caption_shares, printed_figure
from indicators.exports.open_document import paper_open_document
from indicators.exports.open_spreadsheet import open_workbook_of_sheets
from indicators.exports.paper import paper_html
from indicators.exports.pdf import tagged_pdf
from indicators.report import make
from indicators.report.assemble import assemble_sections
from indicators.report.paper import report_paper, without_words
from indicators.report.pictures import PICTURES_NOT_WANTED, Picture
from indicators.report.workbook import report_workbook_bytes
from tests.helpers.exhibits import blank_png
from tests.helpers.open_files import (
    addresses,
    file_text,
    name_in,
    part,
    pdf_structure,
    sheets_of,
    text_document,
    web_page,
)
from tests.helpers.packs import EVERYTHING, TITLE, YEAR, board_pack, board_year, contents_of, facts, manifest_of, tiny

WORDS = {"audience": Audience.BOARD, "known_text": "Figures to 31 March"}


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    year = board_year(tiny(tmp_path_factory.mktemp("store")))
    with closing(year.store):
        return assemble_sections(contents_of(EVERYTHING, year.catalogue), year, each=lambda piece, item: None)


def paper_of(sections, drawn):
    return report_paper(TITLE, "2015/16", sections, **WORDS, picture=lambda piece: drawn)


@pytest.fixture(scope="module")
def page(sections):
    return paper_html(paper_of(sections, Picture(blank_png()))).encode()


@pytest.fixture(scope="module")
def document(sections):
    return paper_open_document(paper_of(sections, Picture(blank_png())))


def pieces_of(sections):
    return [piece for section in sections for piece in section.pieces if piece.exhibit is not None]


def printed(frame):
    columns = printed_columns(frame)
    return [[column.head for column in columns], *map(list, zip(*(column.texts for column in columns), strict=True))]


@pytest.mark.long
def test_every_table_is_there_cell_by_cell_under_charts_too(sections, page, document):
    wanted = [printed(piece.exhibit.table) for piece in pieces_of(sections)]
    assert web_page(page).tables == wanted
    assert text_document(document).tables == wanted
    assert len(wanted) >= 6


@pytest.mark.long
def test_a_charts_cells_are_the_figures_of_the_store(page):
    (table,) = [table for table in web_page(page).tables if table[0] == ["Period", "Leicestershire", "Rutland"]][1:2]
    referrals = {(row["area"], row["period"]): f"{row['value']:,}" for row in facts() if "indicator" in row}
    assert {(table[0][place], row[0]): row[place] for row in table[1:] for place in (1, 2)} == referrals


@pytest.mark.long
def test_the_open_workbook_has_the_cells_of_the_figures_and_of_excel(sections):
    ours = sheets_of(report_workbook_bytes(TITLE, "2015/16", sections, **WORDS, write=open_workbook_of_sheets))
    book = openpyxl.load_workbook(io.BytesIO(report_workbook_bytes(TITLE, "2015/16", sections, **WORDS)))
    assert list(ours) == book.sheetnames
    for piece in pieces_of(sections):
        table = with_symbols(piece.exhibit.full_table)
        wanted = [[plain_value(cell) for cell in row] for row in table.itertuples(index=False)]
        assert ours[piece.label][-len(wanted) :] == wanted
        assert ours[piece.label][-len(wanted) - 1] == [str(name) for name in table.columns]
    for sheet in book:
        excel = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        assert [[cell for cell in row if cell != ""] for row in ours[sheet.title]] == excel


def test_headings_go_in_order_and_contents_lead_to_them(sections, page, document):
    wanted = [(1, TITLE)]
    for section in sections:
        wanted.append((2, section.heading))
        wanted += [(3, piece.heading) for piece in section.pieces if piece.heading]
    assert text_document(document).headings == wanted
    assert web_page(page).headings == [wanted[0], (2, "Contents"), *wanted[1:]]
    links = [link.get(name_in("xlink", "href")) for link in part(document).iter(name_in("text", "a"))]
    assert [name for name in addresses(page) if name.startswith("#")] == links
    assert len(links) == len(wanted) - 1


def test_charts_have_their_text_notes_and_number(sections, page, document):
    charts = [piece for piece in pieces_of(sections) if piece.has_chart]
    for found in (web_page(page), text_document(document)):
        alternatives = [text for text in found.alternatives if "chart" in text.casefold()]
        assert alternatives == [exhibit_alt_text(piece.exhibit) for piece in charts]
        said = "\n".join(found.paragraphs)
        for piece in pieces_of(sections):
            for line in (*piece.paragraphs, *exhibit_lines(piece.exhibit)):
                assert " ".join(line.split()) in " ".join(said.split())
    assert all(f"The figures of {piece.label}".encode() in page for piece in charts)
    assert {name.partition(",")[0] for name in addresses(page) if name[0] != "#"} == {"data:image/png;base64"}


def test_pictures_lose_the_words_that_the_paper_says_itself(sections):
    chart = next(piece for piece in pieces_of(sections) if piece.has_chart)
    over, under = caption_shares(chart.exhibit, printed_figure(chart.exhibit))
    cut = Image.open(io.BytesIO(without_words(Picture(blank_png(), over=over, under=under))))
    height = round(945 * (1 - under)) - round(945 * over)
    assert cut.size == (1260, round(height * 2 / 3))
    assert cut.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_a_chart_without_a_picture_is_a_table_that_says_why(sections):
    paper = paper_of(sections, Picture(reason=PICTURES_NOT_WANTED))
    for found in (web_page(paper_html(paper).encode()), text_document(paper_open_document(paper))):
        assert found.tables == [printed(piece.exhibit.table) for piece in pieces_of(sections)]
        assert sum(text.endswith(PICTURES_NOT_WANTED) for text in found.paragraphs) == 3


def test_the_mark_and_the_day_are_in_all_of_them(page, document):
    assert Audience.BOARD.mark.encode() in page
    assert part(document, "styles.xml").find(".//{*}header/{*}p").text == Audience.BOARD.mark
    for found in (web_page(page), text_document(document)):
        assert any(text.startswith("Figures to 31 March. ") for text in found.paragraphs)


@pytest.mark.long
def test_a_pack_without_a_browser_says_that_the_pdf_is_left_out(tmp_path, monkeypatch):
    store = tiny(tmp_path / "store")
    made = board_pack(store, tmp_path / "out")
    assert made.left_out == {"report.pdf": PICTURES_NOT_WANTED}
    assert "report.pdf" in made.message
    assert f"report.pdf is left out: {PICTURES_NOT_WANTED}" in manifest_of(made.folder)["missing"]

    def refuse(html, *, mark):
        raise ImageExportUnavailable(browser.NO_BROWSER)

    monkeypatch.setattr(make, "tagged_pdf", refuse)
    words = 'title = "Words"\n[[items]]\nkind = "text"\ntitle = "A"\nparagraphs = ["B"]\n'
    made = board_pack(store, tmp_path / "out", text=words, pictures=True)
    assert made.message == f"{made.folder} is ready, without report.pdf. {browser.NO_BROWSER}"
    assert {"report.html", "report.odt", "figures.ods"} <= {path.name for path in made.folder.iterdir()}


@pytest.mark.slow
@pytest.mark.usefixtures("picture_browser")
def test_the_printed_report_is_tagged_throughout(sections, page, tmp_path):
    made = tagged_pdf(page.decode(), mark=Audience.BOARD.mark)
    found, read = pdf_structure(made), web_page(page)
    assert (found.is_tagged, found.language, found.title) == (True, "en-GB", TITLE)
    levels = [level for level, _ in read.headings]
    assert [found.kinds[f"/H{level}"] for level in (1, 2, 3)] == [levels.count(level) for level in (1, 2, 3)]
    assert found.kinds["/Table"] == len(read.tables)
    assert found.scopes == {
        "/Column": sum(len(table[0]) for table in read.tables),
        "/Row": sum(len(table) - 1 for table in read.tables),
    }
    assert found.alternatives == [text for text in read.alternatives if text]
    (tmp_path / "report.pdf").write_bytes(made)
    text = "".join(file_text(tmp_path / "report.pdf").split())
    for table in read.tables:
        for row in table:
            assert all("".join(cell.split()) in text for cell in row)


@pytest.mark.long
@pytest.mark.usefixtures("picture_browser")
def test_a_whole_pack_has_every_kind_of_file(tmp_path):
    text = 'title = "Short"\n[[items]]\nkind = "chart"\nindicators = ["contacts"]\n'
    made = board_pack(tiny(tmp_path / "store"), tmp_path / "out", text=text, pictures=True, period=YEAR)
    assert (made.left_out, made.without_picture) == ({}, {})
    assert set(manifest_of(made.folder)["files"]) >= {
        "figures.ods", "figures.xlsx", "report.docx", "report.html", "report.odt", "report.pdf", "slides.pptx",
    }  # fmt: skip
    drawn = web_page((made.folder / "report.html").read_bytes())
    assert len([text for text in drawn.alternatives if text]) == 1
    assert "12,773" in file_text(made.folder / "report.pdf")
