"""The map in plain words and as tables: every state of a cell can be read."""

from datetime import date

import pytest

from indicators.assurance import assurance_map, cell_words, row_words, summary_words
from indicators.assurance.tables import (
    figure_evidence_frame,
    finding_evidence_frame,
    map_frame,
    measures_without_data_frame,
)
from indicators.catalogue.indicators import QUADRANTS
from tests.helpers.assurance_board import JUDGED, LEICESTERSHIRE, YEAR_END, cycle, plan


@pytest.fixture
def mapped(store, catalogue):
    def mapped(*priorities, as_at=YEAR_END, open_challenges=None, judged=JUDGED, **rest):
        own, judgements = plan(*priorities, **rest), cycle(*judged, as_at=as_at)
        return assurance_map(store, catalogue, own, as_at=as_at, cycle=judgements, open_challenges=open_challenges)

    return mapped


@pytest.fixture
def said(mapped, catalogue):
    """The words of one cell of a priority that asks for some indicators."""

    def said(*asked, quadrant="quantitative_data", **rest):
        found = mapped(asked, **rest)
        return tuple(cell_words(found.rows[0].cell(quadrant), found.plan, catalogue))

    return said


@pytest.mark.slow
def test_figures_with_what_moved_and_what_they_point_to(said):
    assert said("contacts") == ("2 figures · 1 moved beyond chance", "Newest 2015/16, points both ways", "")


@pytest.mark.slow
def test_a_cell_says_what_it_lacks(said):
    assert said("contacts", "referrals", "hidden", areas=[LEICESTERSHIRE]) == (
        "2 figures · 1 moved beyond chance",
        "Newest 2015/16, points to improvement",
        "1 of 3 measures stale · nothing for 1 of 3 measures",
    )
    assert said("referrals", "hidden") == (
        "1 figure",
        "Newest 2013/14, 2 years old, before the plan, too little to judge",
        "No figures since 2013/14 · 1 withheld or not available · nothing from Rutland",
    )


def test_findings_count_and_age(said):
    assert said("heard_only", quadrant="front_line_staff", starts=date(2013, 4, 1)) == (
        "1 finding",
        "Newest 2013/14, 2 years old, points to concern",
        "No word from staff since 2013/14 · nothing from Rutland",
    )


def test_a_finding_from_before_the_plan_is_told_and_not_counted(said, mapped, catalogue):
    assert said("heard_only", quadrant="front_line_staff") == (
        "Nothing there: 1 measure asked for",
        "1 finding from before the plan, not counted",
        "No word from staff",
    )
    heard = finding_evidence_frame(mapped(["heard_only"]), catalogue)
    assert heard.set_index("Period")["Counted"].to_dict() == {
        "2015/16": "yes",
        "2013/14": "no: before the plan",
        "2012/13": "no: before the plan",
    }
    assert said(quadrant="qualitative_evidence")[0] == "1 finding"


def test_one_year_is_old_but_not_stale(said):
    _, detail, gap = said(quadrant="qualitative_evidence", as_at=date(2017, 6, 1))
    assert (detail, gap) == ("Newest 2015/16, 1 year old, points to concern", "Nothing from Rutland")


@pytest.mark.parametrize(
    ("asked", "quadrant", "words"),
    [
        (["never"], "front_line_staff", ("Nothing there: 1 measure asked for", "", "No word from staff")),
        ([], "quantitative_data", ("Nothing asked for, and nothing there", "", "No figures")),
        (
            ["hidden"],
            "quantitative_data",
            ("Nothing to show: 1 measure asked for, 1 withheld or not available", "", "No figures"),
        ),
    ],
)
def test_every_kind_of_nothing_has_its_words(said, asked, quadrant, words):
    assert said(*asked, quadrant=quadrant) == words


def test_open_challenges_are_told_in_full_and_in_empty_cells(said):
    open_challenges = {("p1", "quantitative_data"): 1, ("p1", "front_line_staff"): 2}
    assert said("contacts", open_challenges=open_challenges)[1].endswith(" · 1 open challenge")
    assert said("never", quadrant="front_line_staff", open_challenges=open_challenges)[1] == "2 open challenges"


def test_a_row_names_the_silent_sides(mapped):
    row, empty = mapped(["contacts", "hidden", "never"], [], as_at=date(2013, 1, 1)).rows
    assert row_words(row) == ("No evidence on any side; nothing for 3 of 3 measures")
    assert row_words(empty) == "No evidence on any side"
    assert row_words(mapped(["contacts", "hidden", "never"]).rows[0]) == (
        "Evidence on 2 of 4 sides; no word from children and families; no word from staff; "
        "nothing for 1 of 3 measures; 1 withheld or not available"
    )


@pytest.mark.slow
def test_the_whole_map_in_a_line(mapped):
    long_since = date(2012, 4, 1)
    assert summary_words(mapped(["contacts"])) == "2 of 4 cells have no evidence, 0 are stale, 1 points to concern."
    assert summary_words(mapped(["contacts"], starts=long_since)) == (
        "1 of 4 cells has no evidence, 1 is stale, 0 point to concern."
    )
    assert summary_words(mapped(["contacts"], ["heard_only"], starts=long_since)) == (
        "3 of 8 cells have no evidence, 3 are stale, 1 points to concern."
    )


def test_tables_have_a_row_a_cell_a_figure_a_finding_and_a_silence(mapped, catalogue):
    found = mapped(["contacts", "referrals", "hidden", "never"], ["audits"])
    cells = map_frame(found, found.plan, catalogue)
    assert list(zip(cells["Priority"], cells["Quadrant"], strict=True)) == [
        (title, name) for title in ("Priority 1", "Priority 2") for name in QUADRANTS.values()
    ]
    first = cells.iloc[0]
    assert (first["Figures"], first["Findings"], first["Measures asked for"]) == (3, 0, 3)
    assert (first["Newest evidence"], first["Freshness"]) == ("2015/16", "fresh: within a year")
    assert (first["Withheld or not available"], cells["Nothing held for"].iloc[3]) == ("Hidden", "Never")
    figures = figure_evidence_frame(found)
    assert figures["Value"].fillna(-1).tolist() == [2115, 2115, 40, -1, 3]
    assert figures["Symbol"].tolist() == ["", "", "", "c", ""]
    assert figures["Level"].iloc[0] == "clear change"
    assert measures_without_data_frame(found)["Indicator"].tolist() == ["Hidden", "Never"]
    assert measures_without_data_frame(found)["What is held"].tolist() == ["withheld or not available", "nothing held"]
    heard = finding_evidence_frame(found, catalogue)
    assert heard["Strength"].tolist() == ["Weakness", "Strength", "Strength", "Strength"]
    assert heard["Indicator"].tolist()[:2] == ["", "Contacts"]


def test_tables_of_an_empty_map_keep_their_columns(mapped):
    found = mapped([], as_at=date(2000, 1, 1))
    assert figure_evidence_frame(found).empty
    assert list(measures_without_data_frame(found)) == [
        "Priority", "Quadrant", "Measure asked for", "Indicator", "Owner", "What is held",
    ]  # fmt: skip
