"""A scorecard worked out and on paper: each figure is the store's, and nothing withheld is in what is for anybody."""

import io
import re
from contextlib import closing
from datetime import date

import docx
import pytest

from indicators.access import Audience
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.scorecards import Scorecard, ScorecardMeasure
from indicators.disclosure.edition import public_edition
from indicators.exports.paper import paper_html, paper_text
from indicators.exports.paper_word import paper_document
from indicators.report.scorecard import (
    headline_words,
    missing_words,
    scorecard_files,
    scorecard_paper,
    verdict_notes,
    work_out_scorecard,
)
from indicators.signals.cycle import judge_latest
from indicators.store.database import open_store
from tests.helpers.releases import L, R, fact
from tests.helpers.tiny_store import tiny_store_file

TODAY = date(2016, 2, 1)
TYPED = "Only Rutland's household of 3"


def quarters(area, indicator, *values, year="2015/16"):
    return [fact(area, value, f"{year} Q{place}", indicator) for place, value in enumerate(values, 1)]


FACTS = [
    *quarters(L, "contacts", 400, 500, 600), *quarters(L, "contacts", 200, 250, 310, 320, year="2014/15"),
    *quarters(R, "contacts", 30, 4, 40), *quarters(R, "contacts", 30, 28, 40, 50, year="2014/15"),
    fact(L, 90, "2014/15", "on_time"), fact("Leicestershire and Rutland", 12, "2014/15", "visits"),
]  # fmt: skip
DEFINITIONS = {
    "contacts": {"quarters_add_up": True},
    "on_time": {"title": "Assessed on time", "short_title": "On time", "kind": "proportion", "unit": "%"},
    "visits": {"title": "Visits", "short_title": "Visits", "counts": "activities"},
    "silent": {"title": "Nobody counts it", "short_title": "Silent"},
}
TARGETS = [
    {"indicator": "on_time", "area": "Leicestershire", "from": "2013-04-01", "value": 95, "direction": "at_least"}
]
CARD = Scorecard(
    id="own_1",
    title=TYPED,
    version=1,
    measures=(
        ScorecardMeasure("contacts", heading="Front door"),
        ScorecardMeasure("on_time", "safe"),
        *(ScorecardMeasure(name, "safe") for name in ("silent", "visits", "gone")),
    ),
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """The board's store and the public one."""
    path = tiny_store_file(
        tmp_path_factory.mktemp("card"),
        FACTS,
        definitions=DEFINITIONS,
        plans={"lr": {}},
        tables={"targets.csv": TARGETS},
    )
    edition = public_edition(path, data=path.parent / "data")
    with closing(open_store(path)) as board, closing(edition.store):
        yield {Audience.BOARD: board, Audience.PUBLIC: edition.store}


def worked_out(stores, audience=Audience.BOARD, card=CARD, **rest):
    store = stores[audience]
    catalogue = load_catalogue(store)
    cycle = judge_latest(store, catalogue, as_at=TODAY, targets=store.query("targets"))
    return work_out_scorecard(card, store, catalogue, cycle=cycle, as_at=TODAY, audience=audience, **rest)


def told(row):
    return (
        row.indicator.id, row.area.code, row.target, row.value, row.before, row.year_to_date, row.year_to_date_before,
    )  # fmt: skip


@pytest.mark.slow
def test_rows_are_the_newest_figures_with_the_year_before_and_the_year_to_date(stores):
    worked = worked_out(stores)
    assert [(section.title, len(section.rows)) for section in worked.sections] == [
        ("Front door", 2), ("Children are safe", 2),
    ]  # fmt: skip
    assert list(map(told, worked.rows)) == [
        ("contacts", L, "", "600", "310", "1,500", "760"),
        ("contacts", R, "", "40", "40", "74", "98"),
        ("on_time", L, "at least 95%", "90%", "", "", ""),
        ("visits", "LR", "", "12", "", "", ""),
    ]
    assert [item.id for item in worked.silent] == ["silent"]
    assert missing_words(worked) == "The set names what is not here any more and is left out: gone."
    assert headline_words(worked) == (
        "1 of 4 figures changed by more than chance: Contacts, Leicestershire (up 94% in 2015/16 Q3). 1 measure "
        "without figures."
    )
    first = worked.rows[0]
    assert (first.months, first.figure.period, first.ends) == ("Apr–Dec", "2015/16 Q3", date(2015, 12, 31))
    assert first.verdict_text in ("clear change: up 94%", "unusual change: up 94%")


@pytest.mark.long
def test_one_area_or_both_together(stores):
    (row,) = worked_out(stores, areas=[R]).sections[0].rows
    assert told(row)[1:4] == (R, "", "40")
    (row,) = worked_out(stores, areas=["LR"]).sections[0].rows
    assert told(row)[1:] == ("LR", "", "640", "350", "1,574", "858")


@pytest.mark.slow
def test_nothing_withheld_is_in_what_is_for_anybody(stores):
    worked = worked_out(stores, Audience.PUBLIC)
    rutland = worked.rows[1]
    # One quarter of the year is withheld: no year to date tells it.
    assert told(rutland)[3:] == ("40", "40", "", "")
    assert told(worked.rows[0])[3:] == ("600", "310", "1,500", "760")
    assert worked_out(stores, Audience.PUBLIC, areas=["LR"]).sections[0].rows[0].year_to_date == ""
    paper = scorecard_paper(worked)
    for text in (paper_html(paper), paper_text(paper), scorecard_files(worked, worked.audience)["docx"].name):
        plain = re.sub(r"data:image/png;base64,[^\"]*", "", text)
        assert not re.search(r"\b(74|1,574)\b", plain)
        assert "household" not in text
    assert paper.title == "Scorecard"
    board = scorecard_paper(worked_out(stores))
    assert (board.title, board.audience.mark != "") == (TYPED, True)


@pytest.mark.slow
def test_the_paper_says_what_the_rows_say_cell_by_cell(stores):
    worked = worked_out(stores)
    document = docx.Document(io.BytesIO(paper_document(scorecard_paper(worked))))
    cells = [[cell.text.strip() for cell in row.cells] for table in document.tables for row in table.rows[1:]]
    assert cells == [
        ["Contacts", "Leicestershire", "–", "600 (2015/16 Q3)", "310", "1,500 (Apr–Dec)", "760",
         worked.rows[0].verdict_text, ""],
        ["Contacts", "Rutland", "–", "40 (2015/16 Q3)", "40", "74 (Apr–Dec)", "98", worked.rows[1].verdict_text, ""],
        ["On time", "Leicestershire", "at least 95%: cannot be said", "90% (2014/15)", "–", "–", "–",
         "cannot be compared", ""],
        ["Visits", "Leicestershire and Rutland", "–", "12 (2014/15)", "–", "–", "–", "cannot be compared", ""],
    ]  # fmt: skip
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "No figures yet: Silent" in text
    assert missing_words(worked) in text
    assert all(note in text for note in verdict_notes(worked))
    assert paper_document(scorecard_paper(worked)) == paper_document(scorecard_paper(worked))


@pytest.mark.long
def test_a_set_without_a_single_figure_says_so(stores):
    card = Scorecard(id="a", title="Silent", measures=(ScorecardMeasure("silent"),))
    worked = worked_out(stores, card=card)
    assert (worked.newest, headline_words(worked)) == (None, "None of its measures has a figure yet.")
    assert "Measures, no figures yet: Silent" in paper_text(scorecard_paper(worked))
    gone = worked_out(stores, card=Scorecard(id="b", title="Gone", measures=(ScorecardMeasure("gone"),)))
    assert (gone.sections, gone.missing) == ((), ("gone",))


@pytest.mark.long
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # One area's quarter takes no year's place beside the other's year.
        ([fact(R, 225, "2015/16 Q2")], {L: ("2014/15", 12773), R: ("2014/15", 901)}),
        (
            [fact(R, 225, "2015/16 Q2"), fact(L, 3100, "2015/16 Q2")],
            {L: ("2015/16 Q2", 3100), R: ("2015/16 Q2", 225)},
        ),
    ],
)
def test_areas_stand_in_one_type_of_period(tmp_path, more, expected):
    years = [fact(L, 14632, "2013/14"), fact(L, 12773, "2014/15"), fact(R, 717, "2013/14"), fact(R, 901, "2014/15")]
    with closing(open_store(tiny_store_file(tmp_path, [*years, *more]))) as store:
        catalogue = load_catalogue(store)
        cycle = judge_latest(store, catalogue, as_at=TODAY, targets=store.query("targets"))
        card = Scorecard(id="own_2", title="Ours", version=1, measures=(ScorecardMeasure("contacts"),))
        worked = work_out_scorecard(card, store, catalogue, cycle=cycle, as_at=TODAY)
    assert {row.area.code: (row.figure.period, row.figure.value) for row in worked.rows} == expected
