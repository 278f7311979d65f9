"""A sentence against the store: whatever in it is untrue is found, in its claims and in its text."""

import re
from contextlib import closing
from dataclasses import replace

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, parse_period
from indicators.wording.sentences import Sentence, write_sentences
from indicators.wording.verify import sentence_problems, verified_sentences
from tests.helpers.tiny_store import tiny_store
from tests.wording.conftest import LEICESTERSHIRE, RUTLAND, row, told_of

EVERYTHING = ("contacts", "referrals", "children", "people", "wait", "asked", "anew", "contacts_to_referral")


@pytest.fixture(scope="module")
def everything(store, catalogue):
    return told_of(store, catalogue, EVERYTHING)


@pytest.mark.slow
def test_every_sentence_holds(store, catalogue, everything):
    assert len(everything) > 35
    assert verified_sentences(everything, store, catalogue) == everything


def changed_digits(text):
    """The text with one of its digits another, for every digit."""
    for place in re.finditer(r"\d", text):
        other = "7" if place[0] != "7" else "3"
        yield text[: place.start()] + other + text[place.end() :]


def turned(text):
    """The text with one of its verbs or sides turned round."""
    for one, other in (("rose", "fell"), ("above", "below"), ("highest", "lowest"), ("level with", "above")):
        for this, that in ((one, other), (other, one)):
            if re.search(rf"\b{this}\b", text):
                yield re.sub(rf"\b{this}\b", that, text, count=1)


@pytest.mark.slow
def test_no_digit_and_no_verb_can_be_wrong(store, catalogue, everything):
    wrong = [
        replace(sentence, text=text)
        for sentence in everything
        for text in (*changed_digits(sentence.text), *turned(sentence.text), sentence.text + " About 40 more.")
    ]
    assert len(wrong) > 500
    assert verified_sentences(wrong, store, catalogue) == []


def test_no_other_area_indicator_or_reason_can_be_named(store, catalogue, everything):
    turns = [
        (" Rutland", " Leicester"),
        (" Leicestershire", " Leicester"),
        ("withheld", "missing"),
        ("Contacts", "Calls"),
    ]
    wrong = [
        replace(sentence, text=sentence.text.replace(this, that))
        for this, that in turns
        for sentence in everything
        if this in sentence.text
    ]
    assert len(wrong) > len(everything)
    assert verified_sentences(wrong, store, catalogue) == []


def test_a_mark_or_a_period_can_not_be_left_out(store, catalogue, everything):
    marked = [sentence for sentence in everything if "provisional" in sentence.text]
    unmarked = [
        replace(item, text=item.text.replace(", provisional", "").replace(" (provisional)", "")) for item in marked
    ]
    undated = [replace(item, text=item.text.replace(item.claims[0].period.label, "the year")) for item in everything]
    assert marked
    assert verified_sentences([*unmarked, *undated], store, catalogue) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"value": 902.0}, "contacts, E06000017, 2015/16: 901 is claimed, and 901 is held"),
        ({"shown": "902"}, "contacts, E06000017, 2015/16: 902 is claimed, and 901 is held"),
        ({"value": float("nan"), "shown": ""}, "no figure is claimed, and 901 is held"),
        ({"period": parse_period("2020/21")}, "contacts, E06000017, 2020/21: 901 is claimed, and no figure is held"),
        ({"area_code": "E00000000"}, "contacts, E00000000, 2015/16: 901 is claimed, and no figure is held"),
        ({"indicator": "gone"}, "gone, E06000017, 2015/16: 901 is claimed, and no figure is held"),
        ({"indicator": "children", "measure": "rate"}, "901 is claimed, and no figure is held"),
        ({"is_provisional": True}, "whether the figure may still change is claimed wrongly"),
    ],
)
def test_a_claim_that_the_store_does_not_hold_is_told(store, catalogue, lines, changes, problem):
    rank = write_sentences(lines("contacts", RUTLAND))[2]
    claim = replace(rank.claims[0], **changes)
    assert any(problem in found for found in sentence_problems(replace(rank, claims=(claim,)), store, catalogue))
    behind = replace(rank, supporting_claims=(claim, *rank.supporting_claims[1:]))
    assert sentence_problems(behind, store, catalogue)


@pytest.mark.slow
def test_what_the_store_withholds_can_not_be_quoted(tmp_path, store, catalogue, lines, caplog):
    """Sentences from the true figures, held against a store that withholds one of them, as a public copy does."""
    told = write_sentences(lines("contacts", RUTLAND, LEICESTERSHIRE))
    public = tiny_store(
        tmp_path, [row("contacts", "Rutland", "2015/16", "c"), row("contacts", "Rutland", "2014/15", 717)]
    )
    with closing(public):
        assert verified_sentences(told, public, load_catalogue(public)) == []
    assert "901 is claimed, and no figure is held" in caplog.text


def test_a_sentence_that_stands_on_nothing_is_not_offered(store, catalogue):
    assert sentence_problems(Sentence("All is well.", ()), store, catalogue) == ["it stands on no figure"]


@pytest.mark.parametrize(
    "words",
    [
        "rose by 26%, from 717 to 901, between 2014/15 and 2015/16",
        "rose from 717 to 901 in 2015/16",
        "stayed at 901 in 2015/16",
        "came to 901 in 2015/16, the highest of the 3 years",
        "came to 901 in 2015/16: above England (500)",
        "came to 1,802 in 2015/16",
        "came to 12 in 2015/16",
    ],
)
def test_what_somebody_writes_around_one_figure_is_checked_too(store, catalogue, lines, words):
    one = write_sentences(lines("contacts", RUTLAND))[2].claims
    assert sentence_problems(Sentence("Contacts in Rutland came to 901 in 2015/16.", one), store, catalogue) == []
    assert sentence_problems(Sentence(f"Contacts in Rutland {words}.", one), store, catalogue) != []


@pytest.mark.parametrize(
    "periods",
    [
        ("Academic year 2013/14", "Academic year 2014/15", "Academic year 2015/16"),
        ("2013", "2014", "2015"),
        ("2015/16 Q1", "2015/16 Q2", "2015/16 Q3"),
        ("31 March 2014", "31 March 2015", "31 March 2016"),
        ("October 2013 to September 2014", "October 2014 to September 2015", "October 2015 to September 2016"),
    ],
    ids=lambda periods: periods[0],
)
def test_every_sentence_about_every_type_of_period_holds(tmp_path, periods):
    facts = [
        row("contacts", area, period, value)
        for area in ("Leicestershire", "Rutland")
        for period, value in zip(periods, (120, 480, "c" if area == "Rutland" else 500), strict=True)
    ]
    with closing(tiny_store(tmp_path, facts, definitions={"contacts": {"rate_population": None}})) as store:
        catalogue = load_catalogue(store)
        kind = parse_period(periods[0]).type
        group = next(name for name, kinds in PERIOD_GROUPS.items() if kind in kinds)
        told = told_of(store, catalogue, ["contacts"], periods=group)
        assert len(told) >= 2
        assert verified_sentences(told, store, catalogue) == told
    assert not [one.text for one in told if " Academic" in one.text]
