"""Every figure of the board's annual report 2015/16 is in the pack, or is withheld there by name."""

import csv
from contextlib import closing

import pytest

from indicators.catalogue.areas import find_area
from indicators.catalogue.periods import parse_period
from indicators.disclosure.edition import board_edition, public_edition
from indicators.report.assemble import assemble_sections
from indicators.report.contents import STANDARD_CONTENTS_FILE
from indicators.report.year import ReportYear
from indicators.settings import DATA
from indicators.wording.numbers import number_text
from tests.helpers.annual_report import PROFILE, PROFILE_HEADS
from tests.helpers.packs import YEAR, contents_of

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

PRINTED = [
    row
    for row in csv.DictReader((DATA / "facts" / "lscb_annual_report_2015_16.csv").read_text("utf-8").splitlines())
    if row["value"]
]
PUBLIC_PROFILE = {
    "Referrals where child sexual exploitation is the main concern": ("[x]", "[c]", "[c]", "[x]", "184", "303"),
    "Episodes of children going missing from care": ("[x]", "[c]", "13", "[x]", "470", "709"),
}
MARKS = (" [p]", " [note")


@pytest.fixture(scope="module", params=[board_edition, public_edition], ids=["board", "public"])
def pack(request, board_store, tmp_path_factory):
    """The audience, the catalogue and the sections of the shipped contents."""
    store = tmp_path_factory.mktemp("store") / "indicators.duckdb"
    store.write_bytes(board_store.read_bytes())
    with closing((edition := request.param(store)).store):
        contents = contents_of((DATA / STANDARD_CONTENTS_FILE).read_text("utf-8"), edition.catalogue)
        sections = assemble_sections(contents, ReportYear(edition, YEAR), each=lambda piece, item: None)
        yield str(edition.audience), edition.catalogue, sections


def tables(sections):
    """Every table and the figures of every chart, with the title of what each row is about."""
    for section in sections:
        for piece in section.pieces:
            if piece.exhibit is not None:
                yield piece, piece.exhibit.table


def cells_about(sections, indicator, area):
    """The cells that stand for an indicator and area: of its column, its row, or a column of wider areas."""
    for piece, table in tables(sections):
        heads = [str(head) for head in table.columns]
        if piece.has_chart and indicator.id in piece.basis.indicators:
            yield from (str(cell) for head in heads if head == area for cell in table[head])
        if heads[0] != "Indicator":
            continue
        for row in table.itertuples(index=False):
            if row[0] in (indicator.title, indicator.short_title):
                own = dict(zip(heads, map(str, row), strict=True))
                is_of_row = own.get("Area") == area
                yield from (
                    cell
                    for head, cell in own.items()
                    if is_of_row or head.startswith((area, "Wider", "Areas together"))
                )


def holds(cell, shown):
    """Whether a figure stands in a cell by itself, not as a part of another."""
    words = cell.replace("(", " ").replace(")", " ").replace(";", " ").split()
    return shown in words or shown.replace(",", "") in (word.removesuffix(".0") for word in words)


@pytest.mark.long
def test_the_profile_table_is_the_reports_own(pack):
    audience, _, sections = pack
    profile = next(piece for piece, table in tables(sections) if "Rutland 2013/14" in table.columns).exhibit.table
    wanted = PROFILE if audience == "board" else PROFILE | PUBLIC_PROFILE
    plain = [[text.partition(MARKS[0])[0].partition(MARKS[1])[0] for text in map(str, row)] for row in profile.values]
    assert [str(head).removesuffix(MARKS[0]) for head in profile.columns[1:]] == PROFILE_HEADS
    assert {row[0]: tuple(row[1:]) for row in plain} == wanted


@pytest.mark.examples(1)
def test_every_figure_of_the_report_is_in_the_pack_or_withheld_by_name(pack):
    audience, catalogue, sections = pack
    lost = []
    for row in PRINTED:
        indicator, area = catalogue.indicators[row["indicator"]], find_area(row["area"], catalogue.areas).name
        cells = list(cells_about(sections, indicator, area))
        shown = number_text(float(row["value"]), indicator)
        is_withheld = audience == "public" and any("[c]" in cell for cell in cells)
        if not is_withheld and not any(holds(cell, shown) for cell in cells):
            lost.append((row["indicator"], area, parse_period(row["period"]).label, shown))
    assert lost == []
    assert len(PRINTED) > 170


@pytest.mark.long
def test_nothing_is_said_sixteen_times(pack):
    _, _, sections = pack
    for piece, table in tables(sections):
        for head in table.columns:
            if head not in ("Area", "Since", "Period", "It shows", "Publisher", "Published"):
                texts = [text for text in map(str, table[head]) if len(text) > 12]
                assert len(texts) - len(set(texts)) < 16, (piece.label, head)
    told = [text for section in sections for piece in section.pieces for text in piece.paragraphs]
    assert len(told) == len(set(told))


def test_sources_that_point_opposite_ways_are_named_in_one_place(pack):
    _, _, sections = pack
    section = next(section for section in sections if section.heading == "What we count differently")
    assert section.pieces[0].paragraphs == (
        "Referrals to children's social care in Rutland: down from 219 to 206 in DfE, Children in need; up from 255 to "
        "369 in LSCB annual report 2015/16, executive summary.",
    )
    notes = [note for piece, _ in tables(sections) for note in piece.exhibit.notes if note.startswith("[note")]
    assert notes
    assert all(note.endswith("Another source has another figure: see What we count differently") for note in notes)


def test_key_messages_are_few_and_begin_with_concerns(pack):
    _, _, sections = pack
    assert sections[0].heading == "Key messages"
    by_heading = {piece.heading: piece.paragraphs for piece in sections[0].pieces}
    assert by_heading["Concerns"][0] == (
        "Repeat protection plans rose 13.3 points in Leicestershire, from 17.2% in 2014/15 to 30.5% in 2015/16 "
        "(unusual change)."
    )
    messages = [
        text for heading, texts in by_heading.items() if heading not in ("", "No clear change") for text in texts
    ]
    assert 5 <= len(messages) <= 8
