"""One sentence a judgement: every rule, level, reason and direction."""

from dataclasses import replace

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.wording.statements import (
    LEVEL_TEXTS,
    READING_TEXTS,
    RULE_NAMES,
    effect_text,
    interval_text,
    odds_text,
    rule_text,
    statement,
)
from tests.helpers.judgements import JUDGEMENT, judgement, none
from tests.helpers.wording_series import INDICATOR, SHARE

CONTACTS = replace(INDICATOR, rate_population="population_0_17")
ONWARD = replace(SHARE, id="onward", short_title="Contacts referred on")
PLANS = replace(INDICATOR, id="plans", short_title="Child protection plans", timing="snapshot")
CSE = replace(
    INDICATOR,
    id="cse",
    short_title="CSE referrals",
)
CATALOGUE = Catalogue({item.id: item for item in (CONTACTS, ONWARD, PLANS, CSE)}, {}, {}, {})
POINTS = {"indicator": "onward", "effect_unit": "points"}


def said(**changes) -> str:
    return statement(judgement(**changes), CATALOGUE)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%): clear change, more than "
            "chance explains, but figures like this often move so much in a year",
        ),
        (
            {"level": "unusual"},
            "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%): unusual change, more than "
            "chance explains, and more than such figures usually move",
        ),
        (
            {"borrowed": "none"},
            "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%): clear change, more than "
            "chance explains; there are too few years to say how much such figures usually move",
        ),
        (
            {"p_usual": 0.03},
            "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%): clear change, more than "
            "chance explains, but not clearly more than such figures usually move",
        ),
        (
            {"level": "ordinary", "q_chance": 0.5},
            "Contacts in Rutland: no clear change, from 717 in 2014/15 to 901 in 2015/16 (+26%); no further from "
            "its earlier figures than chance can explain",
        ),
        (
            {"level": "ordinary", "q_chance": 0.08, "value": 14.0, "compared_with": 27.0, "earlier": 1},
            "Contacts in Rutland: no clear change, from 27 in 2014/15 to 14 in 2015/16 (−13); chance alone can "
            "explain it",
        ),
        (
            {"level": "ordinary", "value": 690.0, "direction": "down", "q_chance": 0.6, "earlier": 1},
            "Contacts in Rutland: no clear change, from 717 in 2014/15 to 690 in 2015/16 (−4%); chance alone can "
            "explain it",
        ),
        (
            {"level": "ordinary", "value": 14000.0, "compared_with": 14632.0, "q_chance": 0.01},
            "Contacts in Rutland: no clear change, from 14,632 in 2014/15 to 14,000 in 2015/16 (−4%); it is less "
            "than the 10% that matters",
        ),
        (
            {
                "indicator": "cse",
                "value": 8.0,
                "compared_with": 2.0,
                "level": "ordinary",
                "q_chance": 0.2,
                "earlier": 1,
            },
            "CSE referrals in Rutland: no clear change, from 2 in 2014/15 to 8 in 2015/16 (+6); chance alone can "
            "explain it",
        ),
        (
            {"value": 716.0, "level": "ordinary", "direction": "down", "q_chance": 1.0, "earlier": 1},
            "Contacts in Rutland: no clear change, from 717 in 2014/15 to 716 in 2015/16 (−1); chance alone can "
            "explain it",
        ),
        (
            {"value": 40.0, "compared_with": 0.0, "level": "unusual"},
            "Contacts in Rutland rose from 0 in 2014/15 to 40 in 2015/16 (+40): unusual change, more than chance "
            "explains, and more than such figures usually move",
        ),
        (
            POINTS | {"value": 31.0, "compared_with": 32.0, "level": "ordinary", "q_chance": 0.5, "earlier": 1},
            "Contacts referred on in Rutland: no clear change, from 32% in 2014/15 to 31% in 2015/16 (−1 point); "
            "chance alone can explain it",
        ),
        (
            {"value": 717.0, "level": "ordinary", "direction": "same", "q_chance": 1.0},
            "Contacts in Rutland stayed at 717 in 2015/16, as in 2014/15: no clear change",
        ),
        (
            {"value": 717.0, "level": "ordinary", "against": "31 March 2015", "q_chance": 1.0},
            "Contacts in Rutland stayed at 717 in 2015/16, as on 31 March 2015: no clear change",
        ),
        (
            {"unit_measure": "rate", "value": 1122.4, "compared_with": 904.9, "level": "ordinary", "q_chance": 0.2}
            | {"earlier": 1},
            "Contacts per 10,000 children in Rutland: no clear change, from 905 in 2014/15 to 1,122 in 2015/16 "
            "(+24%); chance alone can explain it",
        ),
    ],
)
def test_a_change_is_told_with_both_figures_and_both_yardsticks(changes, expected):
    assert said(**changes) == expected


@pytest.mark.parametrize(
    ("group", "period", "against", "span"),
    [
        ("month", "August 2015", "July 2015", "in a month"),
        ("month", "August 2015", "August 2014", "in a year"),
        ("quarter", "2015/16 Q2", "2015/16 Q1", "in a quarter"),
        ("quarter", "2015/16 Q2", "2014/15 Q2", "in a year"),
        ("quarter", "2015/16 Q2", "earlier quarters", "in a quarter"),
    ],
)
def test_the_span_of_a_change_is_that_between_its_two_figures(group, period, against, span):
    assert said(group=group, period=period, against=against).endswith(f"often move so much {span}")


def test_months_and_quarters_are_named():
    text = said(group="month", period="August 2015", against="August 2014")
    assert text.startswith(
        "Contacts in Rutland rose from 717 in August 2014 to 901 in August 2015 (+26%): clear change, more than"
    )


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"level": "unusual"}, True),
        ({"effect_lower": 0.5}, False),
        ({"effect_upper": -0.5}, False),
        ({"level": "ordinary"}, False),
        ({"earlier": 1}, False),
        (none("history"), False),
    ],
)
def test_a_figure_that_stands_out_from_its_history_alone_says_so(changes, is_told):
    """The interval shown is that against the period before; here it leaves out nothing."""
    text = said(**{"effect_lower": -2.0, "effect_upper": 61.0, "history": 688.4, "earlier": 4} | changes)
    assert text.endswith("; the 4 figures before it lead one to expect about 688") == is_told


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("few_cases", "too few to tell"),
        ("no_earlier", "cannot be compared, there is no earlier figure"),
        ("gap", "cannot be compared, the figure before it is missing or withheld"),
        (
            "season",
            "cannot be compared, there is no figure yet for the same quarter a year before, and the quarter before is "
            "another season",
        ),
        ("break", "cannot be compared, the way of counting changed in between"),
        ("no_counts", "cannot be compared, the numbers behind the figure are not known"),
        ("symbol", "cannot be compared, a figure is withheld or missing"),
        ("something new", "too few to tell"),
    ],
)
def test_too_few_to_judge_says_why(reason, words):
    text = said(level="too_few", reason=reason, **none("compared_with", "effect"))
    assert text == f"Contacts in Rutland came to 901 in 2015/16: {words}"


def test_few_cases_are_told_with_the_figure_before():
    few = {"indicator": "plans", "level": "too_few", "reason": "few_cases", "value": 27.0, "compared_with": 28.0}
    days = {"period": "31 March 2016", "against": "31 March 2015"}
    start = "Child protection plans in Rutland stood at 27, from 28"
    assert said(**few, **days) == f"{start} on 31 March 2015: too few to tell"
    assert said(**few) == f"{start} in 2014/15: too few to tell"


def test_few_cases_say_when_a_doubling_would_be_seen():
    few = {"level": "too_few", "reason": "few_cases", "value": 3.0, "compared_with": 2.0}
    start = "Contacts in Rutland came to 3, from 2 in 2014/15: too few to tell"
    assert said(**few, doubling_years=4.0) == f"{start}; a doubling would be seen after about 4 years"
    assert said(**few, doubling_years=1.0) == f"{start}; a doubling would be seen after about a year"
    never = "with so few before it, even a lasting doubling could not be told"
    assert said(**few, doubling_years=float("inf")) == f"{start}; {never}"


def test_three_years_together_are_told_as_a_change_of_their_own():
    three = {"rule": "pooled", "period": "2013/14 to 2015/16", "against": "2010/11 to 2012/13", "borrowed": "none"}
    text = said(**three, value=14.0, compared_with=3.0, history=float("nan"))
    start = "Contacts in Rutland, three years together, rose from 3 in 2010/11 to 2012/13 to 14 in 2013/14 to 2015/16"
    assert text.startswith(f"{start} (+11): clear change, more than chance explains")


def test_a_missing_figure_is_never_nought():
    text = said(level="too_few", reason="symbol", **none("value", "compared_with"))
    assert text == "Contacts in Rutland, 2015/16: cannot be compared, a figure is withheld or missing"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"earlier": 5, "compared_with": 650.0, "against": "2010/11"},
            "Contacts in Rutland rose on the whole between 2010/11 and 2015/16, from 650 to 901: more than chance "
            "explains",
        ),
        (
            {"direction": "down", "group": "quarter", "earlier": 7, "against": "", **none("compared_with")},
            "Contacts in Rutland fell on the whole over 8 figures: more than chance explains",
        ),
        (
            {"period": "August 2015", "group": "month", "against": "August 2010", "earlier": 5, "compared_with": 650.0},
            "Contacts in Rutland rose on the whole between August 2010 and August 2015, from 650 to 901: more than "
            "chance explains",
        ),
        (
            {"direction": "down", "earlier": 4, "against": "2011/12"},
            "Contacts in Rutland fell on the whole between 2011/12 and 2015/16: more than chance explains",
        ),
        (
            {"level": "ordinary", "earlier": 4, "against": "2011/12", "q_chance": 0.4},
            "Contacts in Rutland shows no lasting rise or fall between 2011/12 and 2015/16: chance alone can explain "
            "how it moved",
        ),
        (
            {"level": "ordinary", "earlier": 4, "against": "2011/12", "q_chance": 0.001, "p_chance": 0.0001},
            "Contacts in Rutland shows no lasting rise or fall between 2011/12 and 2015/16: what there is matters too "
            "little, or hangs on one figure",
        ),
    ],
)
def test_a_trend_says_over_which_time(changes, expected):
    assert said(rule="trend", **changes) == expected


@pytest.mark.parametrize("reason", ["outside", "trend", "two_in_three", "shift"])
def test_a_control_chart_says_which_pattern(reason):
    month = {"group": "month", "period": "May 2015", "compared_with": 60.0, "value": 91.0}
    text = said(rule="control", reason=reason, **month)
    assert text.startswith("Contacts in Rutland came to 91 in May 2015: ")
    assert text.endswith("(average 60)")
    assert text != said(rule="control", level="ordinary", **month)


def test_a_day_is_not_a_stretch_of_time():
    assert "stood at 29 on 31 March 2016: " in said(
        rule="control", indicator="plans", value=29.0, period="31 March 2016"
    )


def test_patterns_of_a_control_chart_differ():
    assert len({said(rule="control", reason=name) for name in ("outside", "trend", "two_in_three", "shift", "")}) == 5


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("met", "met, by more than chance explains"),
        ("missed", "missed, by more than chance explains"),
        ("unclear", "too close to say whether it is met"),
    ],
)
def test_a_target_is_met_missed_or_too_close_to_say(reason, verdict):
    text = said(rule="target", indicator="onward", value=94.0, against="at least 95%", reason=reason)
    assert text == f"Contacts referred on in Rutland stood at 94% against a target of at least 95%: {verdict}"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"unit_measure": "rate", "value": 1122.4, "compared_with": 912.0, "against": "England", "effect": 23.07},
            "Contacts per 10,000 children in Rutland stood 23% above England (1,122 against 912): more "
            "than chance explains",
        ),
        (
            POINTS
            | {"value": 31.0, "compared_with": 36.2, "against": "the median of its like areas"}
            | {"effect": -5.2, "level": "ordinary", "q_chance": 0.4},
            "Contacts referred on in Rutland stood 5 points below the median of its like areas (31% "
            "against 36%): chance alone can explain the difference",
        ),
        (
            {"value": 20.0, "compared_with": 20.0, "against": "England", "effect": 0.0, "level": "ordinary"},
            "Contacts in Rutland stood level with England (20 against 20)",
        ),
        (
            {"against": "Rutland", "area": "Leicestershire", "effect": -17.0, "value": 939.0, "compared_with": 1129.0}
            | {"reason": "widened", "unit_measure": "rate"},
            "Contacts per 10,000 children in Leicestershire stood 17% below Rutland (939 against 1,129): more than "
            "chance explains; the gap has widened",
        ),
        (
            {"value": 5.0, "compared_with": 8.0, "against": "England", **none("effect")},
            "Contacts in Rutland stood 3 below England (5 against 8): more than chance explains",
        ),
    ],
)
@pytest.mark.parametrize("rule", ["comparator", "areas"])
def test_a_difference_says_how_far_and_from_what(rule, changes, expected):
    assert said(rule=rule, **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"reason": "one_source_differs", "indicator": "cse", "period": "2014/15", "value": 2.0}
            | {"compared_with": 3.0},
            "Two sources give different figures for CSE referrals in Rutland, 2014/15: 2 and 3",
        ),
        (
            POINTS | {"reason": "does_not_follow", "value": 30.95, "compared_with": 32.0, "detail": "3,953 of 12,773"},
            "Contacts referred on in Rutland, 2015/16: printed 32%, but its own counts (3,953 of 12,773) give 31%",
        ),
        (
            POINTS | {"reason": "above_base", "value": 120.0},
            "Contacts referred on in Rutland, 2015/16: the part counted is larger than the whole it is a part of",
        ),
        (
            {"reason": "break", "indicator": "cse", "against": "1 August 2015"},
            "CSE referrals in Rutland: the way of counting changed on 1 August 2015; compare with care",
        ),
        (
            {"reason": "late", "against": "31 March 2017"},
            "Contacts in Rutland: no figure up to 31 March 2017 has come; the last is for 2015/16",
        ),
        (
            {"reason": "late", "against": "2016/17"},
            "Contacts in Rutland: no figure for 2016/17 has come; the last is for 2015/16",
        ),
    ],
)
def test_data_that_cannot_be_trusted_is_told_in_its_own_words(changes, expected):
    assert said(rule="data", **changes) == expected


def test_no_level_but_too_few_calls_itself_too_few_and_no_sentence_holds_nan():
    for rule in RULE_NAMES:
        for level in LEVEL_TEXTS:
            text = said(rule=rule, level=level, reason="late" if rule == "data" else "")
            assert ("too few" in text) == (level == "too_few")
            assert "nan" not in text
            assert not text.endswith(".")


def test_a_snapshot_stands_and_a_flow_comes():
    assert said(indicator="plans", level="too_few", value=29.0).startswith("Child protection plans in Rutland stood at")


@pytest.mark.parametrize(
    ("changes", "effect", "interval"),
    [
        ({}, "+26%", "+14% to +39%"),
        ({"effect": -12.5, "effect_lower": -20.0, "effect_upper": -4.4}, "−13%", "−20% to −4%"),
        (POINTS | {"effect": -1.04, "effect_lower": -2.2, "effect_upper": 0.2}, "−1 point", "−2 to 0 points"),
        # As the two figures are shown, 69% and 71%; a range without nought shows none.
        (
            POINTS | {"compared_with": 69.4, "value": 70.5, "effect": 1.1, "effect_lower": 0.04, "effect_upper": 2.2},
            "+2 points", "+0.04 to +2 points",
        ),
        ({"effect": -3.0, "effect_lower": -6.2, "effect_upper": -0.02}, "−3%", "−6% to −0.02%"),
        (none("effect", "effect_lower", "effect_upper"), "", ""),
        (none("effect", "effect_upper"), "", "+14% or more"),
        (none("effect_lower"), "+26%", "+39% or less"),
    ],
)  # fmt: skip
def test_the_size_has_a_sign_a_unit_and_its_range(changes, effect, interval):
    row = judgement(**changes)
    assert (effect_text(row, CATALOGUE.indicators[row.indicator])) == effect
    assert interval_text(row, CATALOGUE.indicators[row.indicator]) == interval


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0024, "about once in 400 times"),
        (0.04, "about once in 25 times"),
        (0.3, "about once in 3 times"),
        (0.0101, "about once in 100 times"),
        (0.00012, "about once in 8,000 times"),
        (1e-9, "less than once in 10,000 times"),
        (0.0, "less than once in 10,000 times"),
        (0.9, "about every other time, or more often"),
        (float("nan"), ""),
    ],
)
def test_odds_are_words(probability, words):
    assert odds_text(probability) == words


def test_every_rule_and_reading_has_words():
    assert all(rule_text(name).endswith(".") for name in RULE_NAMES)
    assert set(READING_TEXTS) == {"concern", "improvement", "neutral", "common"}
    assert JUDGEMENT["level"] in LEVEL_TEXTS


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("comparator", "more than chance explains, and further apart than such areas usually are"),
        # Of the board's own areas the movement of the gap was judged, not how far they are apart.
        ("areas", "more than chance explains, and it moved more than such gaps usually do"),
    ],
)
def test_an_unusual_difference_says_what_is_unusual(rule, words):
    assert said(rule=rule, level="unusual", against="England").endswith(f": {words}")


def test_a_difference_beyond_chance_that_is_too_small_to_matter_is_not_put_down_to_chance():
    small = {"level": "ordinary", "value": 84.4, "compared_with": 90.6, "against": "England", "effect": -6.2}
    text = said(rule="comparator", **POINTS | small, q_chance=0.01, p_chance=0.0004)
    assert text.endswith("(84% against 91%): less than the 10% that matters")


def test_a_step_within_chance_is_held_against_the_figure_before_alone():
    """205 after 200 is no change, though both lie far above what came before: that is not denied."""
    stayed = {"level": "ordinary", "q_chance": 0.6, "compared_with": 890.0, "history": 600.0, "earlier": 4}
    assert said(**stayed, reason="of_step").endswith("chance alone can explain it")


@pytest.mark.parametrize(
    ("history", "end"),
    [(600.0, ", and it goes back towards its earlier figures"), (1_000.0, "more than chance explains")],
)
def test_what_is_usual_is_said_only_where_it_was_asked(history, end):
    """Of a figure that goes back only the step was judged."""
    back = {"level": "real", "direction": "down", "compared_with": 950.0, "value": 700.0, "earlier": 4}
    text = said(**back, reason="of_step", history=history, **none("p_usual"))
    assert text.endswith(end)
    assert "often move" not in text
