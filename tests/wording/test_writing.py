"""What is said of figures: the step, the span, the rank, what is missing, and areas beside each other."""

from contextlib import closing
from dataclasses import replace

import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import read_figures, select_series
from indicators.wording.sentences import singular_unit, write_sentences
from tests.helpers.judgements import judged
from tests.helpers.tiny_store import tiny_store
from tests.wording.conftest import ENGLAND, LEICESTERSHIRE, RUTLAND


def test_the_board_s_own_sentence_with_its_years_and_what_it_is_worth(said):
    step, span, rank = said("contacts", LEICESTERSHIRE)
    assert step == (
        "Contacts in Leicestershire fell by 13%, from 14,632 to 12,773, between 2014/15 and 2015/16 (provisional): "
        "more than chance explains."
    )
    assert span.startswith("Contacts in Leicestershire fell by 16%, from 15,228 to 12,773, between 2013/14 and 2015/16")
    assert rank == (
        "Contacts in Leicestershire came to 12,773 in 2015/16 (provisional), the lowest of the 3 years since 2013/14."
    )


@pytest.mark.parametrize(
    ("changes", "tail"),
    [
        ({}, ", between 2014/15 and 2015/16: a change of the size that such figures usually have."),
        (
            {"level": "unusual"},
            ", between 2014/15 and 2015/16: more than chance explains, and more than such figures usually move.",
        ),
        ({"borrowed": "none"}, ", between 2014/15 and 2015/16: more than chance explains."),
        ({"p_usual": 0.05}, ", between 2014/15 and 2015/16: more than chance explains."),
        (
            {"level": "too_few", "reason": "few_cases"},
            " between 2014/15 and 2015/16: the numbers are too small to tell a change from chance.",
        ),
        (
            {"level": "too_few", "reason": "no_counts"},
            ", between 2014/15 and 2015/16: the numbers behind it are not known, so chance cannot be ruled out.",
        ),
        # What was judged of another step says nothing of this one.
        ({"level": "ordinary", "against": "2013/14"}, ", between 2014/15 and 2015/16: more than chance explains."),
    ],
)
def test_a_change_is_called_what_the_signals_call_it(said, changes, tail):
    step = said("contacts", RUTLAND, judged=judged(changes))[0]
    assert step.startswith("Contacts in Rutland rose ")
    assert step.endswith(f"from 717 to 901{tail}")
    assert ("by 26%" in step) == (", between" in tail)


def test_a_change_within_chance_is_not_called_one(said):
    step = said("contacts", RUTLAND, judged=judged({"level": "ordinary"}))[0]
    assert step == (
        "Contacts in Rutland went from 717 to 901 between 2014/15 and 2015/16: no change that can be told from chance."
    )


@pytest.mark.parametrize(
    ("indicator", "area", "expected"),
    [
        (
            "children",
            LEICESTERSHIRE,
            "Children on a plan in Leicestershire went from 393 to 347 between 31 March 2015 and 31 March 2016: "
            "no change that can be told from chance.",
        ),
        (
            "referrals",
            RUTLAND,
            "Referrals in Rutland rose from 2 to 8 between 2014/15 and 2015/16: "
            "the numbers are too small to tell a change from chance.",
        ),
        (
            "people",
            LEICESTERSHIRE,
            "Staff who were asked in Leicestershire fell from 3 to 1 young person between 2014/15 and 2015/16: "
            "the numbers are too small to tell a change from chance.",
        ),
        ("people", RUTLAND, "Staff who were asked in Rutland stayed at 12 young people between 2014/15 and 2015/16."),
        (
            "wait",
            RUTLAND,
            "Average wait in Rutland fell by 25%, from 12 to 9 weeks, between 2014/15 and 2015/16: "
            "the numbers behind it are not known, so chance cannot be ruled out.",
        ),
        (
            "asked",
            RUTLAND,
            "Families satisfied in Rutland rose by 14 percentage points, from 60% to 74%, between 2014/15 and 2015/16: "
            "the numbers behind it are not known, so chance cannot be ruled out.",
        ),
        (
            "asked",
            LEICESTERSHIRE,
            "Families satisfied in Leicestershire stayed much the same: 90% in 2014/15 and 92% in 2015/16.",
        ),
        (
            "anew",
            RUTLAND,
            "Visits in Rutland came to 690 in 2015/16; the way of counting changed on 1 August 2015, "
            "so it does not compare with earlier figures.",
        ),
        (
            "referrals",
            LEICESTERSHIRE,
            "Referrals in Leicestershire came to 3,953 in 2015/16; the figure for 2014/15 is not available, "
            "so there is nothing to compare it with.",
        ),
    ],
)
def test_the_latest_step(said, indicator, area, expected):
    assert said(indicator, area)[0] == expected


def test_nothing_else_is_said_across_a_break_or_of_few_years(said):
    assert len(said("anew", RUTLAND)) == 1
    assert len(said("anew", LEICESTERSHIRE)) == 3
    assert len(said("wait", RUTLAND)) == 1


def test_what_is_withheld_is_said_and_not_called_small(said):
    assert said("children", LEICESTERSHIRE, RUTLAND)[-1] == (
        "Children on a plan in Rutland: the figure for 31 March 2016 is withheld to protect people; "
        "the last, for 31 March 2015, was 34."
    )


def test_what_was_never_given_is_said_where_another_area_has_it(said):
    assert said("wait", LEICESTERSHIRE, ENGLAND)[-1] == "Average wait in England: the figure for 2015/16 is not held."
    assert said("wait", ENGLAND) == []


def test_a_size_that_the_figures_as_shown_do_not_bear_is_left_out(said):
    """863.75 to 1,126.25 is 30.4%, but from 863, as a reader has it, 1,126 is 31%."""
    assert said("contacts", RUTLAND, measure="rate")[1].startswith(
        "Contacts per 10,000 children in Rutland rose from 863 to 1,126 between 2013/14 and 2015/16"
    )


def test_areas_stand_beside_each_other_and_england_by_rate_only(lines):
    both = [LEICESTERSHIRE, RUTLAND]
    rates = write_sentences(lines("contacts", *both, measure="rate"), lines("contacts", ENGLAND, measure="rate"))
    assert [sentence.text for sentence in rates[-2:]] == [
        "Contacts per 10,000 children in Leicestershire stood at 953 in 2015/16 (provisional): below England (1,136).",
        "Contacts per 10,000 children in Rutland stood at 1,126 in 2015/16: above Leicestershire (953, provisional); "
        "no further from England (1,136) than chance can explain.",
    ]
    counts = write_sentences(lines("contacts", *both), lines("contacts", ENGLAND))
    assert not [sentence.text for sentence in counts if "England" in sentence.text]


@pytest.mark.parametrize(
    ("rule", "against", "level", "said_of_it"),
    [
        ("comparator", "England", "real", "below England (1,136)"),
        ("comparator", "England", "ordinary", "below England (1,136), by less than the 10% that matters"),
        ("areas", "Leicestershire", "ordinary", "no further from Leicestershire (953, provisional) than chance can"),
        ("areas", "Leicestershire", "unusual", "above Leicestershire (953, provisional)"),
    ],
)
def test_a_difference_is_called_what_the_signals_call_it(lines, rule, against, level, said_of_it):
    frame = judged({"rule": rule, "against": against, "level": level})
    told = write_sentences(
        lines("contacts", LEICESTERSHIRE, RUTLAND, measure="rate"),
        lines("contacts", ENGLAND, measure="rate"),
        judged=frame,
    )
    assert said_of_it in told[-1].text


def test_a_whole_is_not_held_against_its_part_nor_a_median_that_no_store_holds(lines):
    parts = lines("contacts", RUTLAND, "LR", measure="rate")
    assert not [told.text for told in write_sentences(parts) if "above" in told.text or "below" in told.text]
    one, england = lines("contacts", RUTLAND, ENGLAND, measure="rate")
    median = replace(england, area=Area("SN:E06000017", "Areas like Rutland (median)", "comparator"))
    assert write_sentences([one], [median]) == write_sentences([one])
    assert len(write_sentences([one], [england])) == len(write_sentences([one])) + 1


def test_an_index_is_nothing_to_write_about(said):
    assert said("contacts", RUTLAND, measure="index") == []


@pytest.mark.parametrize(
    ("units", "unit"),
    [
        ("children", "child"),
        ("young people", "young person"),
        ("enquiries", "enquiry"),
        ("cases per social worker", "case per social worker"),
        ("days a week", "day a week"),
        ("data items", "data item"),
    ],
)
def test_one_of_anything_is_singular(units, unit):
    assert singular_unit(units) == unit


def test_what_left_and_came_back_did_not_stay(tmp_path):
    values = {"stayed": (500, 505, 510, 500), "left": (500, 900, 1_400, 500)}
    facts = [
        {"indicator": name, "period": f"{year}/{year % 100 + 1}", "value": value}
        for name, figures in values.items()
        for year, value in zip(range(2012, 2016), figures, strict=True)
    ]
    with closing(tiny_store(tmp_path, facts, definitions={name: {} for name in values})) as store:
        catalogue = load_catalogue(store)
        figures = read_figures(store, catalogue, list(values), [LEICESTERSHIRE])
        texts = {
            name: [one.text for one in write_sentences([select_series(figures, catalogue, name, LEICESTERSHIRE)])]
            for name in values
        }
    assert any("stayed at 500 between 2012/13 and 2015/16" in text for text in texts["stayed"])
    assert not any("stayed" in text for text in texts["left"])
