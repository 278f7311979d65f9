"""The profile as a paper: the figures of the store in every format, on one page, and nothing that is withheld."""

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from indicators.access import Audience
from indicators.assurance.profile import area_profile, profile_areas
from indicators.charts.spine import spine_png
from indicators.disclosure.edition import board_edition, public_edition
from indicators.errors import ImageExportUnavailable
from indicators.exports import pdf
from indicators.exports.paper import Table, paper_html
from indicators.exports.paper_files import write_paper
from indicators.exports.paper_word import paper_document
from indicators.exports.pdf import paper_pdf
from indicators.report.profile import profile_files, profile_paper
from indicators.signals.cycle import judge_latest
from indicators.wording.numbers import value_text
from tests.helpers.areas import RUTLAND

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def made(board_store, board_data):
    """The profiles of the three areas by audience and code, with their papers."""
    found = {}
    for edition in (board_edition(board_store), public_edition(board_store, data=board_data)):
        cycle = judge_latest(edition.store, edition.catalogue, as_at=DAY, targets=edition.store.query("targets"))
        for code, area in profile_areas(edition.catalogue).items():
            profile = area_profile(
                edition.store, edition.catalogue, area, as_at=DAY, cycle=cycle, audience=edition.audience
            )
            found[edition.audience, code] = profile, profile_paper(profile, edition.catalogue, is_made_up=False)
        edition.store.close()
    return found


def cells(paper):
    return [
        [list(table.frame.columns), *table.frame.astype(str).to_numpy().tolist()]
        for table in paper.blocks
        if isinstance(table, Table)
    ]


@pytest.mark.long
def test_every_figure_of_the_paper_is_the_stores(made):
    profile, paper = made[Audience.BOARD, RUTLAND]
    printed = {row[0]: row[1] for table in cells(paper) for row in table[1:]}
    assert len(printed) == 36
    for row in profile.every_row:
        latest = row.figures[0].latest
        expected = value_text(latest.value, latest.series, latest.symbol) + (" [p]" if latest.is_provisional else "")
        assert printed[row.indicator.short_title] == expected


@pytest.mark.long
def test_word_and_html_say_the_same_cell_by_cell(made):
    _, paper = made[Audience.BOARD, RUTLAND]
    document = Document(io.BytesIO(paper_document(paper)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    pictured = {"Trend", "Beside England and like areas"}
    for own, expected in zip(tables, cells(paper), strict=True):
        kept = [index for index, head in enumerate(expected[0]) if head not in pictured]
        assert [[row[i] for i in kept] for row in own] == [[row[i] for i in kept] for row in expected]
    html = paper_html(paper)
    assert html.count("<table>") == len(tables)
    assert "Rutland 26.8% in 2024/25 (95% interval 22.6% to 31.4%); England 22.6%" in html
    assert 'alt=""' not in html


def test_what_is_withheld_is_in_no_paper_for_anybody_and_no_challenge_is(made):
    true, _ = made[Audience.BOARD, RUTLAND]
    public, paper = made[Audience.PUBLIC, RUTLAND]
    values = {row.indicator.id: [figure.latest.value for figure in row.figures] for row in true.every_row}
    shown = {row.indicator.id: [figure.latest.value for figure in row.figures] for row in public.every_row}
    assert (values["cse_referrals"], shown["cse_referrals"]) == ([8.0], [None])
    printed = {row[0]: row[1] for table in cells(paper) for row in table[1:]}
    assert printed["CSE referrals"] == "[c]"
    html = paper_html(paper)
    assert "OFFICIAL-SENSITIVE" not in html
    assert "hallenge" not in html
    assert "OFFICIAL-SENSITIVE" in paper_html(made[Audience.BOARD, RUTLAND][1])


def test_the_pictures_are_those_of_the_positions(made):
    profile, paper = made[Audience.BOARD, RUTLAND]
    table = next(block for block in paper.blocks if isinstance(block, Table))
    rows = profile.rows["quantitative_data"]
    drawn = dict(table.pictures)["Beside England and like areas"]
    assert [one is not None for one in drawn] == [row.position is not None for row in rows]
    assert all(one.png == spine_png(row.position, width=37.0) for one, row in zip(drawn, rows, strict=True) if one)


@pytest.mark.long
@pytest.mark.parametrize("audience", list(Audience))
def test_each_profile_is_one_page_of_a4_with_title_and_structure(made, audience):
    for (whose, code), (profile, paper) in made.items():
        if whose is audience:
            reader = PdfReader(io.BytesIO(paper_pdf(paper)))
            assert len(reader.pages) == 1, code
            assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [596, 842]
            assert reader.metadata["/Title"] == f"{profile.area.name}: area profile"
            assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.long
def test_without_a_browser_the_other_files_are_whole_and_it_is_said(made, tmp_path, monkeypatch):
    def no_browser(*_, **__):
        raise ImageExportUnavailable("Neither Chrome nor Chromium was found.")

    monkeypatch.setattr(pdf, "html_pdf_bytes", no_browser)
    profile, paper = made[Audience.PUBLIC, RUTLAND]
    files = profile_files(profile.area.name, Audience.PUBLIC)
    paths, missing = write_paper(paper, files, tmp_path / "out")
    assert [path.name for path in paths] == ["profile_rutland.docx", "profile_rutland.html"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [path.name for path in paths]
    assert missing == {"PDF": "Neither Chrome nor Chromium was found."}
    assert paths[0].read_bytes() == paper_document(paper)
