"""The page Scorecard: a card and its filters, a set made and ordered, and two people at once."""

from html import unescape

import pytest

from indicators.board.scorecards import change_scorecard, saved_scorecards, scorecard_history
from indicators.catalogue.scorecards import ScorecardMeasure
from indicators.pages.scorecard.editor import moved_measure
from indicators.store.database import open_for_reading
from tests.helpers.form_filling import address, box, fill, press
from tests.pages.conftest import html

OFFICE = "Business office"


def cards(path):
    with open_for_reading(path) as store:
        return {card.title: card for card in saved_scorecards(store)}


def order(app):
    return list(app.radio[0].options)


@pytest.mark.parametrize(
    ("chosen", "steps", "expected"),
    [("b", -1, "bacd"), ("b", 1, "acbd"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("c", -4, "cabd"), ("a", 9, "bcda")],
)
def test_a_measure_moves_and_stops_at_the_ends(chosen, steps, expected):
    assert "".join(moved_measure("abcd", chosen, steps)) == expected


@pytest.mark.long
def test_the_headlines_open_and_the_address_names_set_and_area(opened):
    app = opened("scorecard")
    assert "The board's headline measures" in unescape(html(app))
    assert "12,773" in html(app)
    fill(app, Scorecard="solihull_2012_13", Area="E06000017")
    assert address(app) == {"set": "solihull_2012_13", "area": "Rutland"}
    assert "No figures yet:" in html(app)
    assert "Child sexual exploitation" in html(app)


@pytest.mark.long
def test_a_set_is_made_ordered_and_saved(own_tiny):
    app = own_tiny("scorecard", section="change")
    press(app, "Open the form")
    press(app, "Add them all", All_measures="safe")
    press(app, "Add the measure", A_measure="referrals")
    assert order(app) == ["Contacts with children's social care · Children are safe", "Referrals"]
    press(app, "Move up")
    assert order(app)[0] == "Referrals"
    press(app, "Save the scorecard")
    assert "The name is empty." in html(app)
    fill(app, What_is="Ours <b>", Who_saves=OFFICE)
    press(app, "Save the scorecard")
    card = cards(own_tiny.path)["Ours <b>"]
    assert card.measures == (ScorecardMeasure("referrals"), ScorecardMeasure("contacts", "safe"))
    assert "Ours &lt;b&gt;" in html(app)
    assert box(app, "Scorecard").value == card.id


@pytest.mark.long
def test_the_second_of_two_sees_both_orders_and_loses_nothing(own_tiny):
    app = own_tiny("scorecard", section="change")
    press(app, "Open the form")
    press(app, "Add the measure", A_measure="referrals")
    press(app, "Add the measure", A_measure="contacts")
    press(app, "Save the scorecard", What_is="Ours", Who_saves=OFFICE)
    card = cards(own_tiny.path)["Ours"]
    app = own_tiny("scorecard", section="change")
    press(app, "Open the form", Begin_with=card.id)
    # Meanwhile the chair's office turns the order round.
    turned = tuple(reversed(card.measures))
    change_scorecard(own_tiny.path, card.id, title="Ours", measures=turned, by="Chair's office", seen_version=1)
    press(app, "Remove")
    press(app, "Save the scorecard", Who_saves=OFFICE)
    said = unescape(html(app))
    assert "changed by Chair's office" in said
    assert "as Chair's office saved it" in said
    assert order(app) == ["Contacts with children's social care"]
    assert cards(own_tiny.path)["Ours"].measures == turned
    press(app, "Keep my order as the next version")
    press(app, "Save the scorecard")
    with open_for_reading(own_tiny.path) as store:
        history = scorecard_history(store, card.id)
    assert [len(version.card.measures) for version in history] == [2, 2, 1]
