"""A challenge from its signal to its close in the browser: as a story, by keyboard, in a closed tab, by many."""

import re
from datetime import date, timedelta

import pytest

from indicators.board.challenges import (
    NewChallenge,
    NewChallengeEvent,
    Step,
    challenge_history,
    find_challenges,
    move_challenge,
    raise_challenge,
)
from indicators.board.drafts import new_draft_id, save_draft
from indicators.store.database import open_for_reading

SHORTLIST = "challenge?as_at=2016-03-31"
RAISE = "log?section=raise&indicator=contacts&area=Rutland&as_at=2016-03-31"
QUESTION = "Why did contacts in Rutland rise by a quarter?"
ANSWER = "More callers know the number."
WANTING = "No figures came with it. <b>Taken up</b> with the chief executive."
PEOPLE = 4
OUTCOME, IMPACT = "The threshold was rewritten.", "Fewer families wait for a reply."


def write(found, label, text):
    """Write into a box of text."""
    found.page.get_by_role("textbox", name=label).fill(text)


def choose(found, label, text):
    """Type into a box of choices and take what it offers first."""
    box = found.page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(text)
    found.page.get_by_role("option").filter(has_text=text).first.wait_for()
    box.press("Enter")
    found.settle()


def press(found, name, then):
    """Press a button and wait for the words that follow."""
    found.page.get_by_role("button", name=name).click()
    found.page.get_by_text(then).first.wait_for()
    found.settle()


def take(found, step, button, then, **texts):
    """Take a step and wait for the words that follow: each text goes into the box whose label has these words."""
    found.page.get_by_role("radio", name=step).click()
    found.settle()
    for label, text in texts.items():
        write(found, re.compile(label.replace("_", " ")), text)
    choose(found, "Who takes this step? (a role)", "Partnership chair")
    press(found, button, then)


def put(store, question="Why?"):
    """The number of a challenge that is put through the record, not through the page."""
    due = date.today() + timedelta(days=9)
    return raise_challenge(store, NewChallenge(question=question, agency="Police", due=due, by="Partnership chair"))


def steps(store, number):
    """The states that a challenge has gone through."""
    with open_for_reading(store) as held:
        return [str(step.state) for step in challenge_history(held, number)]


def is_sound(found, axe_violations):
    """Assert that a page is whole, quiet and readable for all."""
    assert found.page.get_by_test_id("stException").count() == 0
    assert found.errors == []
    assert found.overflow() <= 1
    assert [str(violation) for violation in axe_violations(found.page)] == []


@pytest.mark.long
def test_a_challenge_from_its_signal_to_its_close_reads_as_a_story(own_server, own_store, visit, axe_violations):
    found = visit(f"{own_server.address}/{SHORTLIST}")
    line = found.page.locator(".signal").filter(has_text="Contacts in Rutland rose")
    assert "not yet challenged" in line.inner_text()
    line.get_by_role("link", name="Raise a challenge").click()
    found.page.wait_for_url("**/log?*")
    found.settle()
    write(found, "What does the partnership ask?", QUESTION)
    choose(found, "To which agency?", "Rutland County Council")
    choose(found, "Who raises it? (a role)", "Lay member for Rutland")
    is_sound(found, axe_violations)
    press(found, "Raise the challenge", "Challenge 1 is raised")
    assert "Challenge 1 to Rutland County Council" in found.page.get_by_role("heading", level=1).inner_text()
    # These two steps are taken on the page by the two people below.
    for step, words in ((Step.ANSWER, ANSWER), (Step.ESCALATE, WANTING)):
        move_challenge(own_store, 1, NewChallengeEvent(step=step, by="Partnership chair", words=words))
    found.page.reload()
    found.settle()
    take(found, "Close", "Close the challenge", "is closed", the_outcome=OUTCOME, the_impact=IMPACT)
    found.screenshot("challenge-closed-1440")
    is_sound(found, axe_violations)
    story = found.page.locator(".story").inner_text()
    told = ["Raised", QUESTION, "901, 2015/16", "Answered", ANSWER, "Escalated", WANTING, "Closed", OUTCOME, IMPACT]
    places = [story.index(words) for words in told]
    assert places == sorted(places)
    listed = visit(f"{own_server.address}/log?show=done")
    assert "1 challenge" in listed.page.locator(".moved").inner_text()
    assert listed.page.get_by_role("link", name=QUESTION).is_visible()
    is_sound(listed, axe_violations)
    again = visit(f"{own_server.address}/{SHORTLIST}")
    line = again.page.locator(".signal").filter(has_text="Contacts in Rutland rose")
    assert re.search(r"challenged \d+ \w+ \d{4}, closed", line.inner_text())


HAS_FOCUS = "it => it === document.activeElement"


def tab_to(found, place):
    """Press Tab until a place has the focus and keeps it: leaving a box hands over what was typed, and the page
    follows.
    """
    for _ in range(60):
        found.page.keyboard.press("Tab")
        if place.evaluate(HAS_FOCUS):
            found.settle()
            if place.evaluate(HAS_FOCUS):
                return
    raise AssertionError(f"Tab does not come to {place}")


def type_into(found, role, label, text):
    """Come to a box by Tab and type; Enter takes what a box of choices offers."""
    tab_to(found, found.page.get_by_role(role, name=label))
    found.page.keyboard.type(text)
    if role == "combobox":
        found.page.get_by_role("option").filter(has_text=text).first.wait_for()
        found.page.keyboard.press("Enter")
    found.settle()


def press_by_keyboard(found, name, key, then):
    """Come to a button by Tab, press it with a key and wait for the words that follow."""
    tab_to(found, found.page.get_by_role("button", name=name))
    found.page.keyboard.press(key)
    found.page.get_by_text(then).first.wait_for()
    found.settle()


def step_by_keyboard(found, step):
    """Come to the steps by Tab, go to one by the arrows and choose it; the steps' names are in their order."""
    steps = found.page.get_by_role("radio")
    tab_to(found, steps.first)
    for _ in range(steps.all_inner_texts().index(step)):
        found.page.keyboard.press("ArrowRight")
    found.page.keyboard.press("Space")
    found.settle()


@pytest.mark.long
def test_the_keyboard_alone_raises_and_closes_a_challenge(own_server, visit, own_store):
    found = visit(f"{own_server.address}/{RAISE}")
    type_into(found, "textbox", "What does the partnership ask?", "By keyboard?")
    type_into(found, "combobox", "To which agency?", "Police")
    type_into(found, "combobox", "Who raises it? (a role)", "Partnership chair")
    press_by_keyboard(found, "Raise the challenge", "Enter", "is raised")
    number = int(re.search(r"challenge=(\d+)", found.page.url)[1])
    step_by_keyboard(found, "Escalate")
    type_into(found, "textbox", "What is wanting, and with whom is it taken up?", "Nothing came.")
    type_into(found, "combobox", "Who takes this step? (a role)", "Partnership chair")
    press_by_keyboard(found, "Escalate", "Space", "is escalated")
    step_by_keyboard(found, "Close")
    type_into(found, "textbox", "What came of it? (the outcome)", OUTCOME)
    type_into(found, "textbox", "What changed for children? (the impact)", IMPACT)
    type_into(found, "combobox", "Who takes this step? (a role)", "Partnership chair")
    press_by_keyboard(found, "Close the challenge", "Enter", "is closed")
    assert steps(own_store, number) == ["raised", "escalated", "closed"]


@pytest.mark.long
def test_a_closed_tab_loses_no_word(own_server, visit):
    found = visit(f"{own_server.address}/log?section=raise")
    words = f"{QUESTION}\nAnd <b>who</b> calls?"
    box = found.page.get_by_role("textbox", name="What does the partnership ask?")
    box.click()
    box.press_sequentially(words)
    found.settle_at("draft=")
    address = found.page.url
    found.page.close()
    again = visit(address)
    assert again.page.get_by_role("textbox", name="What does the partnership ask?").input_value() == words
    words_of_draft = re.compile("A challenge: Why did contacts")
    stranger = visit(f"{own_server.address}/log", elsewhere=True)
    assert stranger.page.get_by_role("link", name=words_of_draft).count() == 0
    listed = visit(f"{own_server.address}/log")
    listed.page.get_by_role("link", name=words_of_draft).click()
    listed.settle_at("draft=")
    assert listed.page.get_by_role("textbox", name="What does the partnership ask?").input_value() == words
    press(listed, "Throw this form away", "No figure")


@pytest.mark.slow
def test_typing_never_sends_a_form(own_server, visit):
    found = visit(f"{own_server.address}/findings?section=write&finding=assessment_backlog_rutland")
    box = found.page.get_by_role("textbox", name="Why is it withdrawn?")
    box.click()
    box.press_sequentially("It was")
    found.page.wait_for_timeout(1_200)
    found.settle()
    box.press_sequentially(" counted twice")
    assert box.input_value() == "It was counted twice"
    assert found.page.get_by_role("button", name="Withdraw").is_visible()


@pytest.mark.long
def test_two_people_on_one_challenge_and_none_overwrites_the_other(own_server, visit, own_store):
    number = put(own_store)
    one = visit(f"{own_server.address}/log?challenge={number}")
    other = visit(f"{own_server.address}/log?challenge={number}", elsewhere=True)
    other.page.get_by_role("radio", name="Escalate").click()
    other.settle()
    write(other, re.compile("What is wanting"), WANTING)
    choose(other, "Who takes this step? (a role)", "Partnership chair")
    take(one, "Answer", "Record the answer", "is answered", What_did_the_agency=ANSWER)
    press(other, "Escalate", "The challenge has moved on")
    assert other.page.get_by_role("textbox", name=re.compile("What is wanting")).input_value() == WANTING
    press(other, "I have read what happened; keep my words and go on", ANSWER)
    press(other, "Escalate", "is escalated")
    assert steps(own_store, number) == ["raised", "answered", "escalated"]


@pytest.mark.long
def test_people_raise_at_once_and_none_is_lost_or_doubled(own_server, visit, own_store):
    # Each window is a session of its own; tests/board has fifty people.
    people = [visit(f"{own_server.address}/{kept(own_store, place)}") for place in range(PEOPLE)]
    for found in people:
        found.page.get_by_role("button", name="Raise the challenge").dblclick(no_wait_after=True)
    for found in people:
        found.page.wait_for_url("**/log?challenge=*")
    with open_for_reading(own_store) as store:
        asked, _ = find_challenges(store, text="asks.", limit=None)
    assert sorted(one.question for one in asked) == [f"Person {place} asks." for place in range(PEOPLE)]
    assert len({one.number for one in asked}) == PEOPLE


def kept(store, place):
    """The address of a form that somebody has filled in and not sent."""
    fields = {"question": f"Person {place} asks.", "agency": "Police", "by": "Partnership chair", "token": str(place)}
    fields["due"] = (date.today() + timedelta(days=9)).isoformat()
    draft = save_draft(store, new_draft_id(), form="raise", title="A challenge", fields=fields)
    return f"log?section=raise&draft={draft.id}"
