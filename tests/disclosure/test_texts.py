"""Words that tell a withheld number are left out, and only those."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.definitions import parse_definitions
from indicators.disclosure.texts import discreet, discreet_definition, hidden_numbers, tells
from tests.disclosure.releasing import L, R, fact, released
from tests.tiny import toml_text
from tests.tiny_rows import DEFINITION


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "The report prints 3.",
        "3 of them",
        "(3)",
        "Three cases",
        "a rise from 3 to 8",
        "3,",
        "fell by 3%",
        "1,234 in all",
    ],
)
def test_texts_that_tell(text):
    assert tells(text, {3, 1234})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2013/14",
        "3.5",
        "13",
        "Q3",
        "thirty",
        "three-year project",
        "1,2345",
        "the 3rd",
        "2003",
        "12/3",
        "3,5",
        "-3",
    ],
)
def test_texts_that_do_not(text):
    assert not tells(text, {3, 1234})


@given(st.text(), st.integers(1, 10**6))
def test_a_number_by_itself_is_always_seen(text, number):
    assert tells(f"{text} {number} {text}", {number})


def test_rows_about_other_indicators_stay():
    rows = pd.DataFrame({"indicator": ["a", "a", "b", ""], "note": ["prints 3", "prints 4", "prints 3", "prints 3"]})
    assert list(discreet(rows, "note", {"a": {3}})["note"]) == ["prints 4", "prints 3", "prints 3"]
    assert discreet(rows[:0], "note", {"a": {3}}).empty


def test_a_definition_without_its_telling_sentences():
    hostile = 'quote " and \\ and \x7f and 😀 and\n newline'
    escaped = r"quote \" and \\ and \u007f and 😀 and\n newline"
    words = {"why": "There were 3. They matter! Three.", "caveats": ["Two sources: 3", "HOSTILE"]}
    breaks = [{"date": date(2015, 8, 1), "note": "Then 3"}, {"date": date(2016, 8, 1), "note": "Wider."}]
    before = toml_text({**DEFINITION, "id": "contacts", **words, "breaks": breaks}).replace("HOSTILE", escaped)
    definition = parse_definitions({"contacts.toml": discreet_definition(before, {3})})["contacts"]
    assert definition.why == "They matter!"
    assert definition.caveats == (hostile,)
    assert [item.note for item in definition.breaks] == ["The way of counting changed.", "Wider."]
    assert parse_definitions({"contacts.toml": discreet_definition(before, {99})}) == parse_definitions(
        {"contacts.toml": before}
    )


def test_numbers_are_hidden_of_every_indicator_that_tells_them():
    hidden = hidden_numbers(released([fact(L, 184), fact(R, 3), fact(R, 2, source="national")]))
    # The whole, and the shares made of the count, tell it too.
    assert {name for name, numbers in hidden.items() if {2, 3} <= numbers} == {
        "contacts", "contacts_to_referral", "whole",
    }  # fmt: skip
    assert 184 not in hidden["contacts"]
