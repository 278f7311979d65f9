"""Nothing withheld is in a public pack: other hidden figures, the same bytes; no cell, point or sentence has one."""

import re
from contextlib import closing
from dataclasses import replace

import pytest

from indicators.access import Audience
from indicators.disclosure.edition import public_edition
from indicators.exports.images import exhibit_png, exhibit_svg
from indicators.exports.paper import Chart, Paper, paper_mail
from indicators.exports.pdf import exhibit_page_pdf, exhibit_pdf, tagged_pdf
from indicators.report.charts import chart_pieces
from indicators.report.make import make_pack
from indicators.report.year import ReportYear
from tests.helpers.open_files import file_text
from tests.helpers.packs import (
    EVERYTHING,
    HEADLINES,
    YEAR,
    alt_texts,
    contents_of,
    files_of,
    manifest_of,
    open_sheet_rows,
    open_tables,
    page_tables,
    sheet_rows,
    slide_chart,
    texts_of,
    tiny,
    word_tables,
    word_text,
)

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

#: Rutland's contacts: the year before, then the quarters of the year, and its referrals of both years. The year is 12,
#: or 20, where each quarter could be worked out from it: the same cells are hidden either way.
ONE = {"2014/15": 3, "quarters": (2, 4, 5, 1), "referrals": (2, 4)}
OTHER = {"2014/15": 4, "quarters": (5, 5, 5, 5), "referrals": (3, 5)}
YEARS = ("2014/15", "2015/16")


def rows_of(small):
    """Leicestershire's figures, which are large, and Rutland's, which are small."""

    def row(area, period, value, **more):
        return {"area": area, "period": period, "value": value, **more}

    quarters = zip(small["quarters"], (49, 75, 89, 90), strict=True)
    rows = [
        row("Rutland", "2013/14", 31),
        row("Rutland", "2014/15", small["2014/15"]),
        row("Rutland", "2015/16", sum(small["quarters"])),
    ]
    rows += [row("Leicestershire", period, value) for period, value in zip(YEARS, (184, 303), strict=True)]
    for number, (own, other) in enumerate(quarters, start=1):
        rows += [row("Rutland", f"2015/16 Q{number}", own), row("Leicestershire", f"2015/16 Q{number}", other)]
    for period, own, other in zip(YEARS, small["referrals"], (60, 70), strict=True):
        rows += [row("Rutland", period, own, indicator="referrals")]
        rows += [row("Leicestershire", period, other, indicator="referrals")]
    return rows


def public_pack(folder, small):
    """The public pack of a store with some small figures, what is withheld in it, and the charts as they are drawn."""
    store = tiny(folder, rows_of(small), definitions=HEADLINES, populations=[{"area": "Rutland", "value": 8028}])
    with closing((edition := public_edition(store)).store):
        contents = contents_of(EVERYTHING, edition.catalogue)
        made = make_pack(edition, contents, YEAR, folder / "out", pictures=False)
        (chart,) = (item for item in contents.items if item.kind == "chart")
        charts = [one.exhibit for one in chart_pieces(chart, ReportYear(edition, YEAR)) if one.has_chart]
        return made.folder, edition.suppressed, charts


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return [public_pack(tmp_path_factory.mktemp("leaks"), small) for small in (ONE, OTHER)]


def test_the_same_is_hidden_in_both(packs):
    (_, first, _), (_, second, _) = packs
    assert first.equals(second)
    hidden = {(row.indicator, row.area_code, row.ends.strftime("%Y-%m-%d")) for row in first.itertuples()}
    assert {("contacts", "E06000017", "2015-03-31"), ("referrals", "E06000017", "2016-03-31")} <= hidden
    assert len(first) >= 7


def test_other_hidden_figures_give_the_same_bytes(packs):
    """Whatever could tell the hidden figures apart, in any byte of any file, would be a leak."""
    (first, _, drawn), (second, _, drawn_again) = packs
    one, other = files_of(first), files_of(second)
    manifests = [manifest_of(folder) for folder in (first, second)]
    for told in manifests:
        told.pop("data version")
    assert manifests[0] == manifests[1]
    assert {name for name in one if name != "manifest.json" and one[name] != other[name]} == set()
    assert one.keys() == other.keys()
    assert [chart.figure.to_json() for chart in drawn] == [chart.figure.to_json() for chart in drawn_again]


@pytest.mark.usefixtures("picture_browser")
@pytest.mark.parametrize("draw", [exhibit_png, exhibit_svg, exhibit_pdf, exhibit_page_pdf])
def test_other_hidden_figures_give_the_same_pictures(packs, draw):
    """Each dot, and each text of an SVG."""
    (_, _, charts), (_, _, charts_again) = packs
    pictures = [draw(chart) for chart in charts]
    assert pictures == [draw(chart) for chart in charts_again]
    assert len(pictures) == 3


@pytest.mark.usefixtures("picture_browser")
def test_other_hidden_figures_give_the_same_printed_page(packs, tmp_path):
    pages = [tagged_pdf((folder / "report.html").read_text("utf-8")) for folder, _, _ in packs]
    assert pages[0] == pages[1]
    (tmp_path / "report.pdf").write_bytes(pages[0])
    assert "3 in 2014/15" not in file_text(tmp_path / "report.pdf")


@pytest.mark.parametrize("tables_of", [word_tables, page_tables, open_tables])
def test_every_hidden_cell_of_a_page_shows_its_symbol(tables_of, packs):
    profile = next(table for table in tables_of(packs[0][0]) if "Rutland 2014/15" in table[0])
    place = profile[0].index("Rutland 2014/15")
    assert [row[place] for row in profile[1:]] == ["[c]", "[c]", "[c]"]


@pytest.mark.parametrize("rows_of_sheet", [sheet_rows, open_sheet_rows])
def test_every_hidden_cell_of_a_sheet_shows_its_symbol(rows_of_sheet, packs):
    quarters = next(row for row in rows_of_sheet(packs[0][0], "Table 2") if row["Area"] == "Rutland")
    assert [quarters[name] for name in ("2014/15", "2015/16", "Q1", "Q2", "Q3", "Q4")] == [
        "[c]", "[c]", "[c]", "[c]", "[c]", "[c]",
    ]  # fmt: skip
    assert "not shown" in quarters["From first to last quarter"]


def test_no_chart_has_a_hidden_point_not_even_in_its_workbook(packs):
    folder = packs[0][0]
    contacts = slide_chart(folder, "Contacts")
    assert contacts["Rutland"] == {"2013/14": 31, "2014/15": None, "2015/16": None}
    assert "Rutland" not in slide_chart(folder, "Referrals")
    # A number, not the place of a text.
    assert not re.search(r'<c r="\w+"><v>3</v>', texts_of(folder / "slides.pptx"))


def test_other_hidden_figures_give_the_same_mail_with_the_same_files(packs, tmp_path):
    mails = []
    for folder, _, charts in packs:
        paper = Paper(title="Figures", blocks=tuple(map(Chart, charts)), audience=Audience.PUBLIC)
        names = ("report.html", "report.odt", "figures.ods")
        attached = [(name, (folder / name).read_bytes(), "application/octet-stream") for name in names]
        mails.append(paper_mail(paper, attachments=attached))
    assert mails[0] == mails[1]
    (tmp_path / "figures.eml").write_bytes(mails[0])
    told = file_text(tmp_path / "figures.eml")
    assert "Rutland" in told
    assert "3 in 2014/15" not in told


def test_no_sentence_and_no_text_read_out_tells_one(packs):
    folder = packs[0][0]
    told = word_text(folder)
    withheld = "Withheld to protect people: Rutland 2014/15 and 2015/16; shown instead: Leicestershire"
    assert told.count(withheld) == 3
    for text in (told, *alt_texts(folder), *(file_text(file) for file in folder.iterdir() if file.is_file())):
        assert "from 3 to 12" not in text
        assert "3 in 2014/15" not in text


def test_a_withheld_year_is_not_said_to_be_missing(tmp_path):
    store = tiny(tmp_path, rows_of(ONE), definitions=HEADLINES, populations=[{"area": "Rutland", "value": 8028}])
    with closing((edition := public_edition(store)).store):
        (chart,) = (item for item in contents_of(EVERYTHING, edition.catalogue).items if item.kind == "chart")
        pieces = chart_pieces(replace(chart, areas=("E06000017",)), ReportYear(edition, YEAR))
        told = [text for piece in pieces for text in piece.paragraphs]
    assert not [text for text in told if "Contacts" in text and "is held" in text]
