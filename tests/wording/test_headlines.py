"""Headlines claim what the verdicts of the points drawn bear, and name figures and periods that stand there."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.wording.headlines import alt_text, chart_headline, chart_subtitle, headline_sentences
from indicators.wording.numbers import value_text
from indicators.wording.verdicts import Verdict, Verdicts
from tests.helpers.wording_series import INDICATOR, LEICESTERSHIRE, RUTLAND, SHARE, yearly

CLEAR_UP = Verdict("real", "", "2014/15", "up")
CLEAR_DOWN = Verdict("real", "", "2014/15", "down")
QUIET = Verdict("ordinary", "", "2014/15", "up")
FEW = Verdict("too_few", "few_cases", "2014/15", "up")


def verdicts(**by_area: Verdict) -> Verdicts:
    """Verdicts of 2015/16 by the area's first letter."""
    codes = {"L": LEICESTERSHIRE.code, "R": RUTLAND.code}
    return Verdicts({(INDICATOR.id, codes[letter], "2015/16"): verdict for letter, verdict in by_area.items()})


def test_changes_are_named_with_both_figures_and_periods():
    told = chart_headline(
        [yearly(14632, 12773, area=LEICESTERSHIRE), yearly(717, 901)], verdicts(L=CLEAR_DOWN, R=CLEAR_UP)
    )
    assert told == (
        "Contacts fell 13% in Leicestershire, from 14,632 in 2014/15 to 12,773 in 2015/16; rose 26% in Rutland, from "
        "717 to 901"
    )


def test_a_change_stands_before_what_is_no_clear_change():
    lines = [yearly(14632, 14700, area=LEICESTERSHIRE), yearly(717, 901)]
    assert chart_headline(lines, verdicts(L=QUIET, R=CLEAR_UP)) == (
        "Contacts rose 26% in Rutland, from 717 in 2014/15 to 901 in 2015/16; no clear change in Leicestershire, from "
        "14,632 to 14,700"
    )
    assert chart_headline(lines, verdicts(L=QUIET, R=QUIET)) == (
        "Contacts: no clear change in Leicestershire, from 14,632 in 2014/15 to 14,700 in 2015/16, or in Rutland, "
        "from 717 to 901"
    )


def test_small_numbers_claim_nothing_and_have_no_percentage():
    assert chart_headline([yearly(2, 8)], verdicts(R=FEW)) == (
        "Contacts: too few to tell in Rutland, from 2 in 2014/15 to 8 in 2015/16"
    )
    assert chart_headline([yearly(2, 14)], verdicts(R=CLEAR_UP)) == (
        "Contacts rose by 12 in Rutland, from 2 in 2014/15 to 14 in 2015/16"
    )


@pytest.mark.parametrize("reason", ["break", "gap", "no_earlier", "no_counts", "symbol"])
def test_what_cannot_be_compared_is_not_compared(reason):
    cannot = verdicts(R=Verdict("too_few", reason, "2014/15", "up"))
    assert chart_headline([yearly(717, 901)], cannot) == "Contacts: 901 in Rutland in 2015/16"
    assert chart_headline([yearly(717, 901)]) == "Contacts: 901 in Rutland in 2015/16", "nothing was judged"


def test_the_words_are_about_the_measure_that_is_drawn():
    rate = yearly(906, 1122, measure="rate", unit="contacts per 10,000 children")
    rate.points["numerator"] = [717.0, 901.0]
    assert chart_headline([rate], verdicts(R=CLEAR_UP)) == (
        "Contacts per 10,000 children rose 24% in Rutland, from 906 in 2014/15 to 1,122 in 2015/16"
    )
    fallen = yearly(1122, 1100, measure="rate", unit="contacts per 10,000 children")
    assert chart_headline([fallen], verdicts(R=CLEAR_UP)) == "Contacts per 10,000 children: 1,100 in Rutland in 2015/16"


def test_a_symbol_at_the_end_is_passed_over_and_many_areas_are_counted():
    assert chart_headline([yearly(50, 60, None)]) == "Contacts: 60 in Rutland in 2014/15"
    lines = [yearly(50, 60, area=replace(RUTLAND, code=f"E{number}", name=f"Area {number}")) for number in range(5)]
    assert chart_headline(lines) == "Contacts in 5 areas, 2014/15 to 2015/16"


def test_headline_without_figures():
    assert chart_headline([yearly(None, None)]) == "No figures for this choice"
    assert chart_headline([]) == "No figures for this choice"


NUMBERS = st.one_of(st.none(), st.integers(0, 40), st.integers(0, 20_000))
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(["real", "unusual", "ordinary", "too_few", ""]),
    st.sampled_from(["", "few_cases", "break", "no_earlier"]),
    st.sampled_from(["2014/15", "2013/14", ""]),
    st.sampled_from(["up", "down", "same", ""]),
)


@pytest.mark.slow
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.lists(NUMBERS, min_size=1, max_size=4), VERDICTS, VERDICTS)
def test_the_words_follow_from_the_points(first, second, of_first, of_second):
    """Read back: every figure stands at its period, and nothing rises or falls that no verdict calls a change."""
    lines = [yearly(*first, area=LEICESTERSHIRE), yearly(*second)]
    judged = verdicts(L=of_first, R=of_second)
    text = chart_headline(lines, judged)
    drawn = {item.area.name: (item, verdict) for item, verdict in zip(lines, (of_first, of_second), strict=True)}
    claims = re.findall(
        r"(rose|fell) (.*?) in (Leicestershire|Rutland), from ([\d,]+)(?: in ([\d/]+))? to ([\d,]+)", text
    )
    for verb, size, name, before, _, now in claims:
        item, verdict = drawn[name]
        values = {row.period: value_text(row.value, item) for row in item.known.itertuples()}
        assert verdict.level in ("real", "unusual")
        assert (values[verdict.against], values["2015/16"]) == (before, now)
        assert (float(now.replace(",", "")) > float(before.replace(",", ""))) == (verb == "rose")
        assert not size.endswith(" 0")
        assert "%" not in size or min(float(before.replace(",", "")), float(now.replace(",", ""))) >= 30
    assert len(claims) == len(re.findall(r"\b(?:rose|fell)\b", text))
    for item, _ in drawn.values():
        assert item.known.empty or item.area.name in text or text.startswith("No figures")


def test_subtitle_gives_measure_unit_and_span():
    assert chart_subtitle([yearly(690, 717, 901)]) == "Contacts to children's services, 2013/14 to 2015/16"
    assert (
        chart_subtitle([yearly(30, 31, indicator=SHARE)]) == "Contacts to children's services (%), 2014/15 to 2015/16"
    )


def test_alternative_text_gives_every_line_its_ends():
    told = alt_text([yearly(690, 717, 901)], [yearly(None, area=LEICESTERSHIRE)])
    assert "Rutland: from 690 in 2013/14 to 901 in 2015/16." in told
    assert "Leicestershire: no figures." in told


def test_a_headline_as_sentences_has_every_figure_of_it_as_a_claim():
    lines = [yearly(14632, 12773, area=LEICESTERSHIRE), yearly(717, 901)]
    both = verdicts(L=CLEAR_DOWN, R=QUIET)
    said = headline_sentences(lines, both)
    assert [sentence.text for sentence in said] == [
        "Contacts fell 13% in Leicestershire, from 14,632 in 2014/15 to 12,773 in 2015/16.",
        "Contacts: no clear change in Rutland, from 717 in 2014/15 to 901 in 2015/16.",
    ]
    assert [[claim.shown for claim in sentence.claims] for sentence in said] == [["14,632", "12,773"], ["717", "901"]]
    numbers = [claim.shown for sentence in said for claim in sentence.claims]
    assert all(number in chart_headline(lines, both, marked=True) for number in numbers)


def test_a_size_that_the_figures_as_shown_would_not_give_is_left_out():
    """As shown, 154 to 168 is 9%; unrounded it was 10%."""
    share = yearly(153.52, 168.4, indicator=replace(INDICATOR, kind="mean", decimals=0))
    told = chart_headline([share], verdicts(R=CLEAR_UP))
    assert told == "Contacts rose in Rutland, from 154 in 2014/15 to 168 in 2015/16"
