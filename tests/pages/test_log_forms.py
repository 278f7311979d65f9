"""Raising a challenge and moving it on through the forms: what is frozen, refused, kept and never lost."""

from datetime import date, timedelta

import pytest

from indicators.board.challenges import (
    ChallengeState,
    NewChallenge,
    NewChallengeEvent,
    Step,
    challenge_history,
    find_challenges,
    load_challenge,
    move_challenge,
    raise_challenge,
)
from indicators.board.drafts import all_drafts
from indicators.store.database import open_for_reading
from tests.helpers.form_filling import address, box, buttons, fill, press, values
from tests.pages.conftest import html

CELL = {"section": "raise", "priority": "safe", "quadrant": "service_users"}
SIGNAL = {"section": "raise", "indicator": "contacts", "area": "Rutland", "rule": "change", "as_at": "2016-03-31"}
SOUND = {"What_does_the_board_ask?": "Why?", "To_which_agency?": "Police", "Who_raises": "Partnership manager"}
LONG = "x" * 100_000


def held(path):
    """Every challenge of a store, the first raised first."""
    with open_for_reading(path) as store:
        found, _ = find_challenges(store, limit=None)
    return sorted(found, key=lambda one: one.number)


def raised(app):
    """Fill the rest of the form soundly and send it."""
    return press(app, "Raise the challenge", **SOUND)


def asked(path, **changes):
    """A challenge put through the record, not through the page."""
    sound = {"question": "Why?", "agency": "Police", "due": date.today(), "by": "Partnership manager"}
    return raise_challenge(path, NewChallenge(**sound | changes))


@pytest.mark.slow
def test_from_a_signal_the_figure_shown_is_the_figure_frozen(own_store):
    app = own_store("log", **SIGNAL)
    assert "901, 2015/16" in html(app)
    assert "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%)" in html(app)
    # The shipped board calls itself a partnership.
    asked = {"What_does_the_partnership_ask?": "Why?", "To_which_agency?": "Rutland County Council"}
    press(app, "Raise the challenge", **asked, Who_raises="Partnership manager")
    assert "Challenge 1 is raised" in app.success[0].value
    assert address(app) == {"challenge": "1"}
    seen = held(own_store.path)[0].snapshot
    assert (seen["figure"]["value"], seen["figure"]["period"]) == (901, "2015/16")
    assert seen["signal"]["rule"] == "change"
    assert "As the partnership saw it" in html(app)
    assert "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%)" in html(app)


@pytest.mark.long
def test_from_a_chart_every_line_of_it_is_frozen(own_tiny):
    about = {"indicator": "contacts", "area": "Rutland", "measure": "rate", "beside": "E10000018,nonsense"}
    app = raised(own_tiny("log", section="raise", **about))
    seen = held(own_tiny.path)[0].snapshot
    assert seen["measure"] == "rate"
    assert [one["area"]["name"] for one in seen["beside"]] == ["Leicestershire"]
    assert '<th scope="col" class="number">Leicestershire</th>' in html(app)


@pytest.mark.long
def test_from_a_cell_its_priority_and_side_are_kept(own_tiny):
    app = raised(own_tiny("log", **CELL))
    one = held(own_tiny.path)[0]
    assert (one.plan, one.priority, one.quadrant, one.snapshot) == ("lr", "safe", "service_users", {})
    press(app, "All challenges")
    assert address(app) == {}, "the list, not the form again"


@pytest.mark.long
def test_from_nothing_a_chosen_indicator_brings_its_figure_and_its_questions(own_tiny):
    app = own_tiny("log", section="raise")
    assert "No figure" in html(app)
    fill(app, Which_indicator="contacts", Which_area="E06000017")
    assert "901, 2015/16" in html(app)
    suggested = box(app, "Put in a question").options[0]
    fill(app, Put_in_a_question=suggested)
    assert box(app, "What does the board ask?").value == suggested
    press(app, "Raise", **{name: value for name, value in SOUND.items() if "ask" not in name})
    assert held(own_tiny.path)[0].question == suggested


@pytest.mark.slow
def test_everything_wrong_is_told_at_once_and_every_word_stays(own_tiny):
    app = own_tiny("log", section="raise")
    fill(app, What_does_the_board_ask=LONG, Answer_due=date.today() - timedelta(days=1), At_which_meeting="SEG")
    press(app, "Raise the challenge")
    page = html(app)
    for told in ("has 100,000 characters", "The agency is empty", "The due date", "is past", "Who asks is empty"):
        assert told in page
    kept = values(app)
    assert (kept["What does the board ask?"], kept["At which meeting?"]) == (LONG, "SEG")
    assert held(own_tiny.path) == []
    assert LONG in next(iter(all_drafts(own_tiny.path))).fields["question"]
    press(app, "Raise the challenge", **SOUND, Answer_due=date.today())
    assert held(own_tiny.path)[0].meeting == "SEG"


@pytest.mark.long
def test_a_closed_tab_loses_no_word_and_two_tabs_raise_one_challenge(own_tiny, in_browser_of):
    app = own_tiny("log", section="raise", indicator="contacts", area="Rutland")
    assert all_drafts(own_tiny.path) == []
    fill(app, What_does_the_board_ask="Why <b>so</b> many?")
    assert "Kept as a draft" in app.caption[-1].value
    again = own_tiny("log", **address(app))
    assert box(again, "What does the board ask?").value == "Why <b>so</b> many?"
    assert "901, 2015/16" in html(again)
    in_browser_of(app)
    listed = own_tiny("log")
    assert "1 form begun and not sent" in [item.label for item in listed.expander]
    assert "A challenge: Why &lt;b&gt;so&lt;/b&gt; many?" in html(listed)
    assert f"log?section=raise&amp;draft={address(app)['draft']}" in html(listed)
    rest = {name: value for name, value in SOUND.items() if "ask" not in name}
    fill(app, **rest)
    press(again, "Raise the challenge", **rest)
    assert all_drafts(own_tiny.path) == []
    press(app, "Raise the challenge")
    assert address(app) == address(again) == {"challenge": "1"}
    assert len(held(own_tiny.path)) == 1


@pytest.mark.slow
def test_drafts_of_others_are_neither_offered_nor_thrown_away(own_tiny, in_browser_of):
    mine = fill(own_tiny("log", section="raise"), What_does_the_board_ask="Mine")
    others = fill(own_tiny("log", section="raise"), What_does_the_board_ask="Theirs")
    stranger = own_tiny("log")
    assert "Throw away" not in buttons(stranger)
    assert "not sent" not in " ".join(item.label for item in stranger.expander)
    in_browser_of(mine)
    listed = own_tiny("log")
    assert "1 form begun and not sent" in [item.label for item in listed.expander]
    assert ("Mine" in html(listed), "Theirs" in html(listed)) == (True, False)
    shared = own_tiny("log", **address(others))
    assert box(shared, "What does the board ask?").value == "Theirs", "who was sent the address goes on with it"
    fill(shared, What_does_the_board_ask="Both")
    assert "2 forms begun and not sent" in [item.label for item in own_tiny("log").expander]
    press(listed, "Throw away")
    in_browser_of(others)
    assert "Both" in html(own_tiny("log"))


@pytest.mark.long
def test_a_form_can_be_thrown_away_on_its_page_and_in_the_list(own_tiny, in_browser_of):
    app = fill(own_tiny("log", section="raise"), What_does_the_board_ask="One")
    press(app, "Throw this form away")
    assert box(app, "What does the board ask?").value == ""
    other = fill(own_tiny("log", section="raise"), What_does_the_board_ask="Two")
    in_browser_of(other)
    listed = own_tiny("log")
    press(listed, "Throw away")
    assert all_drafts(own_tiny.path) == []
    assert "not sent" not in " ".join(item.label for item in listed.expander)
    gone = own_tiny("log", **address(other))
    assert "The draft of this link is gone" in gone.warning[0].value


@pytest.mark.slow
def test_a_life_is_led_through_the_form_and_only_allowed_steps_are_offered(own_tiny):
    asked(own_tiny.path)
    app = own_tiny("log", challenge="1")
    assert box(app, "What happens?").options == ["Acknowledge", "Answer", "Escalate"]
    fill(app, What_happens="answer")
    press(app, "Record the answer", What_did_the_agency="More calls.", Who_takes="Partnership manager")
    assert "Challenge 1 is answered" in app.success[0].value
    assert box(app, "What happens?").options == ["Assure", "Escalate", "Close"]
    fill(app, What_happens="escalate")
    later = date.today() + timedelta(days=60)
    press(app, "Escalate", What_is_wanting="No figures.", Who_takes="Partnership manager", New_day=later)
    fill(app, What_happens="close")
    press(app, "Close the challenge")
    assert "The outcome is empty" in html(app)
    assert "The impact is empty" in html(app)
    assert "Who takes the step is empty" in html(app)
    press(app, "Close the challenge", What_came="New rule.", What_changed="Quicker.", Who_takes="Partnership manager")
    assert box(app, "What happens?").options == ["Reopen"]
    with open_for_reading(own_tiny.path) as store:
        told = challenge_history(store, 1)
        assert load_challenge(store, 1).due == later
    assert [step.state for step in told] == [
        ChallengeState.RAISED,
        ChallengeState.ANSWERED,
        ChallengeState.ESCALATED,
        ChallengeState.CLOSED,
    ]
    assert (told[3].outcome, told[3].impact) == ("New rule.", "Quicker.")


@pytest.mark.long
def test_a_step_goes_on_from_its_draft(own_tiny, in_browser_of):
    asked(own_tiny.path)
    app = own_tiny("log", challenge="1")
    fill(app, What_happens="escalate")
    fill(app, What_is_wanting="Nothing came.", At_which_meeting="SEG")
    again = own_tiny("log", **address(app))
    kept = values(again)
    assert (kept["What happens?"], kept["At which meeting? (may stay empty)"]) == ("escalate", "SEG")
    assert kept["What is wanting, and with whom is it taken up?"] == "Nothing came."
    in_browser_of(app)
    assert "Challenge 1: escalate" in html(own_tiny("log"))


@pytest.mark.slow
def test_a_stale_form_is_told_what_happened_keeps_its_words_and_goes_on(own_tiny):
    asked(own_tiny.path)
    app = own_tiny("log", challenge="1")
    fill(app, What_happens="escalate")
    fill(app, What_is_wanting="Nothing came.", Who_takes="Partnership manager")
    move_challenge(
        own_tiny.path, 1, NewChallengeEvent(step=Step.ANSWER, by="Chief officer", words="It was the weather.")
    )
    press(app, "Escalate")
    assert "The challenge has moved on since this form was opened: Chief officer" in html(app)
    assert box(app, "What is wanting").value == "Nothing came."
    press(app, "I have read what happened")
    assert box(app, "What is wanting").value == "Nothing came."
    assert "It was the weather." in html(app)
    press(app, "Escalate")
    with open_for_reading(own_tiny.path) as store:
        assert [step.state for step in challenge_history(store, 1)][1:] == [
            ChallengeState.ANSWERED,
            ChallengeState.ESCALATED,
        ]


@pytest.mark.slow
def test_words_of_a_step_that_is_no_longer_allowed_are_shown_and_are_no_others(own_tiny):
    """An answer must not become the reason of an assurance, in a record that nobody can change."""
    asked(own_tiny.path)
    app = own_tiny("log", challenge="1")
    fill(app, What_happens="acknowledge")
    fill(app, Anything_to_add="We have it.")
    move_challenge(own_tiny.path, 1, NewChallengeEvent(step=Step.ANSWER, by="Chief officer", words="At once."))
    app.run()
    assert box(app, "What happens?").options == ["Assure", "Escalate", "Close"]
    assert not box(app, "Why is the answer enough?").value
    assert "“Acknowledge” is no longer the next step" in app.warning[0].value
    assert [item.value for item in app.code] == ["We have it."]
    again = own_tiny("log", **address(app))
    assert [item.value for item in again.code] == ["We have it."], "from the draft as well"


@pytest.mark.slow
def test_words_stay_with_the_step_that_they_were_written_for(own_tiny):
    asked(own_tiny.path)
    app = own_tiny("log", challenge="1")
    fill(app, What_happens="answer")
    fill(app, What_did_the_agency="More people know the number.")
    fill(app, What_happens="escalate")
    assert not box(app, "What is wanting").value
    fill(app, What_happens="answer")
    assert box(app, "What did the agency").value == "More people know the number."


@pytest.mark.long
def test_a_question_of_nothing_is_refused(own_tiny):
    app = own_tiny("log", section="raise")
    for words in ("", "   \n ", "\u200b"):
        press(app, "Raise the challenge", **SOUND | {"What_does_the_board_ask?": words})
        assert "The question is empty" in html(app)
    assert "Raise the challenge" in buttons(app)
    assert held(own_tiny.path) == []
