"""The sections in words: key messages, changes, challenges and the heads of the guidance, of tiny stores."""

from contextlib import closing
from datetime import date
from io import BytesIO

import pytest
from pptx import Presentation

from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, move_challenge, raise_challenge
from indicators.clock import clock_set_to
from indicators.disclosure.edition import board_edition, public_edition
from indicators.exports.powerpoint import exhibit_deck
from indicators.report.board_record import challenges_piece
from indicators.report.changes import change_pieces
from indicators.report.charts import chart_pieces
from indicators.report.contents import ContentsItem
from indicators.report.guidance import GUIDANCE_HEADS, guidance_piece
from indicators.report.messages import MOST_MESSAGES, message_pieces
from indicators.report.year import ReportYear
from tests.helpers.areas import RUTLAND
from tests.helpers.packs import YEAR, board_year, tiny

QUESTION = "Why do contacts rise in one area alone?"


def item(kind):
    return ContentsItem(kind=kind)


@pytest.mark.slow
def test_messages_are_the_clear_changes_in_sentences_of_the_store(tmp_path):
    year = board_year(tiny(tmp_path))
    with closing(year.store):
        lead, *pieces = message_pieces(item("messages"), year)
    assert lead.paragraphs == ("Every change named here is more than chance explains.",)
    told = [text for piece in pieces for text in piece.paragraphs]
    assert told[:2] == [
        "Contacts fell 13% in Leicestershire, from 14,632 in 2014/15 to 12,773 in 2015/16; rose 26% in Rutland, from "
        "717 to 901.",
        "Referrals fell 15% in Leicestershire, from 4,635 in 2014/15 to 3,953 in 2015/16.",
    ]
    assert len(told) <= MOST_MESSAGES


@pytest.mark.slow
def test_without_a_change_that_is_said(tmp_path):
    rows = [{"period": period, "value": 7} for period in ("2014/15", "2015/16")]
    year = board_year(tiny(tmp_path, rows))
    with closing(year.store):
        lead, *_ = message_pieces(item("messages"), year)
    assert lead.paragraphs == ("Nothing that was judged in 2015/16 changed by more than chance explains.",)


@pytest.mark.slow
def test_changes_are_a_table_and_no_question_is_repeated(tmp_path):
    year = board_year(tiny(tmp_path))
    with closing(year.store):
        counts, *pieces = change_pieces(item("changes"), year)
    table = next(piece.exhibit.table for piece in pieces if piece.exhibit is not None)
    rows = {(row.Indicator, row.Area, row.Since): (row.From, row.To, row.Change) for row in table.itertuples()}
    assert rows["Contacts", "Rutland", "2014/15"] == ("717", "901", "+26%")
    assert rows["Contacts", "Leicestershire", "2014/15"] == ("14,632", "12,773", "−13%")
    assert len({piece.heading for piece in pieces}) == len(pieces)
    assert counts.paragraphs[0].startswith("Listed here: ")


def areas_over_time(leicestershire, rutland):
    return [
        {"period": period, "value": value, "area": area}
        for area, values in (("Leicestershire", leicestershire), ("Rutland", rutland))
        for period, value in zip(("2013/14", "2014/15", "2015/16"), values, strict=True)
    ]


@pytest.mark.slow
def test_plain_numbers_of_unequal_size_have_a_scale_each(tmp_path):
    year = board_year(tiny(tmp_path, areas_over_time((3527, 3400, 3328), (255, 290, 315))))
    with closing(year.store):
        (piece,) = chart_pieces(ContentsItem(kind="chart", indicators=("contacts",), measure="value"), year)
    assert [plot.title for plot in piece.exhibit.plots] == ["Leicestershire", "Rutland"]
    for plot, other in zip(piece.exhibit.plots, ("Rutland", "Leicestershire"), strict=True):
        assert f"in {plot.title}" in plot.headline
        assert other not in plot.headline
    titles = [slide.shapes.title.text for slide in Presentation(BytesIO(exhibit_deck(piece.exhibit))).slides]
    assert titles == [plot.headline for plot in piece.exhibit.plots]
    assert {axis.range[1] for axis in piece.exhibit.figure.select_yaxes()} == {4000, 400}
    assert piece.exhibit.notes[0].startswith("Each area has a scale of its own")
    assert list(piece.exhibit.table) == ["Period", "Leicestershire", "Rutland"]


@pytest.mark.long
def test_plain_numbers_of_like_size_share_one_chart(tmp_path):
    year = board_year(tiny(tmp_path, areas_over_time((400, 380, 390), (255, 290, 315))))
    with closing(year.store):
        (piece,) = chart_pieces(ContentsItem(kind="chart", indicators=("contacts",), measure="value"), year)
    assert len(piece.exhibit.plots) == 1
    assert not any(note.startswith("Each area") for note in piece.exhibit.notes)


@pytest.mark.slow
def test_a_single_figure_stands_in_a_table_and_never_on_a_chart(tmp_path):
    rows = [{"period": "2015/16", "value": 901}, {"period": "2015/16", "value": 12, "area": "Rutland"}]
    year = board_year(tiny(tmp_path, rows))
    with closing(year.store):
        (piece,) = chart_pieces(ContentsItem(kind="chart", indicators=("contacts",)), year)
    assert not piece.has_chart
    table = piece.exhibit.table
    assert table[["Area", "Period", "Figure"]].values.tolist() == [
        ["Leicestershire", "2015/16", "901"], ["Rutland", "2015/16", "12"],
    ]  # fmt: skip


@pytest.mark.long
def test_chart_caption_and_sentences_are_in_the_measure_that_is_drawn(tmp_path):
    people = {"Leicestershire": 130_000, "Rutland": 8_000}
    populations = [
        {"area": area, "value": value, "period": period}
        for area, value in people.items()
        for period in ("2013", "2014", "2015")
    ]
    year = board_year(tiny(tmp_path, populations=populations))
    with closing(year.store):
        piece, *_ = chart_pieces(ContentsItem(kind="chart", indicators=("contacts",), measure="rate"), year)
    assert {line.measure for lines in piece.lines for line in lines} == {"rate"}
    assert piece.exhibit.title.startswith("Contacts per 10,000 children fell 13% in Leicestershire, from 1,126")
    assert piece.paragraphs == ()


@pytest.mark.long
def test_a_chart_of_rates_that_would_end_before_the_numbers_draws_numbers_and_says_so(tmp_path):
    people = {"Leicestershire": 130_000, "Rutland": 8_000}
    populations = [
        {"area": area, "value": value, "period": period}
        for area, value in people.items()
        for period in ("2013", "2014")
    ]
    year = board_year(tiny(tmp_path, populations=populations))
    with closing(year.store):
        piece, *_ = chart_pieces(ContentsItem(kind="chart", indicators=("contacts",), measure="rate"), year)
    assert {line.measure for lines in piece.lines for line in lines} == {"value"}
    assert piece.exhibit.title.startswith("Contacts fell 13% in Leicestershire, from 14,632")
    assert piece.exhibit.notes[-1] == (
        "Numbers are drawn: how many children there are is not known yet for 2015/16, so rates end with 2014/15"
    )


def challenged(folder):
    """A store whose board put a question in the year and closed it, and another after the year."""
    store = tiny(folder)
    with clock_set_to(date(2015, 10, 1)):
        asked = NewChallenge(
            question=QUESTION, agency="County council", due=date(2015, 12, 1), by="Partnership chair",
            indicator="contacts", area_code=RUTLAND,
        )  # fmt: skip
        number = raise_challenge(store, asked)
        move_challenge(store, number, NewChallengeEvent(step=Step.ANSWER, by="County council", words="More calls."))
        closing_step = NewChallengeEvent(
            step=Step.CLOSE, by="Partnership chair", words="Enough.", outcome="Callers are advised first.",
            impact="Fewer families wait.",
        )  # fmt: skip
        move_challenge(store, number, closing_step)
    with clock_set_to(date(2016, 10, 1)):
        late = NewChallenge(question="Later?", agency="Police", due=date(2016, 12, 1), by="Partnership chair")
        raise_challenge(store, late)
    return store


@pytest.mark.slow
def test_challenges_of_the_year_have_their_outcome_and_impact(tmp_path):
    year = board_year(challenged(tmp_path))
    with closing(year.store):
        piece = challenges_piece(item("challenges"), year)
    (row,) = piece.exhibit.table.to_dict("records")
    assert row == {
        "No.": "1", "Question": f"{QUESTION} (Rutland)", "To": "County council", "Raised": "1 October 2015",
        "How it stands": "closed", "Outcome": "Callers are advised first.", "Impact": "Fewer families wait.",
    }  # fmt: skip
    assert "An outcome is written down of 1, an impact of 1." in piece.paragraphs[0]


@pytest.mark.slow
def test_a_report_for_anybody_is_the_same_with_and_without_challenges(tmp_path):
    pieces = []
    for number, store in enumerate((challenged(tmp_path / "with"), tiny(tmp_path / "without"))):
        with closing((edition := public_edition(store)).store):
            year = ReportYear(edition, YEAR)
            heads = guidance_piece(item("guidance"), year, []).exhibit.table.to_dict("records")
            pieces.append((challenges_piece(item("challenges"), year), heads))
        assert not any(QUESTION in str(part) for part in pieces[number])
    assert pieces[0] == pieces[1]


@pytest.mark.slow
def test_every_head_of_the_guidance_has_evidence_or_says_that_there_is_none(tmp_path):
    with closing((edition := board_edition(challenged(tmp_path))).store):
        piece = guidance_piece(item("guidance"), ReportYear(edition, YEAR), [])
    evidence = dict(piece.exhibit.table.to_numpy().tolist())
    assert list(evidence) == [head.title for head in GUIDANCE_HEADS]
    assert list(evidence)[:2] == [
        "What was done under the arrangements, practice reviews included",
        "How effective the arrangements were in practice",
    ]
    assert evidence["What was done under the arrangements, practice reviews included"] == "1 challenge of the year."
    assert evidence["Decisions and actions, and what came of them"] == "1 challenge of the year."
    assert evidence["What the arrangements cost, partner by partner"] == "None is stored."
    assert "What the arrangements cost, partner by partner" in piece.paragraphs[0]
