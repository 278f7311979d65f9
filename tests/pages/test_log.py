"""The challenge log as it is read: the list with its filters, one challenge, the chair's review."""

import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest

from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, move_challenge, raise_challenge
from tests.helpers.challenge_lives import (
    ANSWERED,
    CLOSED,
    COUNTY,
    CROWD,
    HOSTILE,
    LATEST_DUE,
    OF_A_CELL,
    OLDEST_DUE,
    POLICE,
    RUTLAND,
    TOLD,
    WILD,
)
from tests.helpers.form_filling import address, box, buttons, fill, press
from tests.pages.conftest import html


def listed(app):
    """The numbers of the challenges in the list, in their order."""
    return [int(number) for number in re.findall(r'<li class="challenge"><span class="number">(\d+)<', html(app))]


def text(app):
    """What the page says in HTML, without the script that hands typing over and without markup."""
    page = re.sub(r"<script>// Hands.*?</script>", "", html(app), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.slow
def test_an_empty_log_says_what_to_do_next(opened):
    app = opened("log")
    assert "Choose **Raise a challenge** above" in app.info[0].value
    assert "(challenge)" in app.info[0].value
    assert "Choose **Raise a challenge** above" in opened("log", show="nonsense").info[0].value
    app = opened("log", section="review")
    assert "nothing to review" in app.info[0].value


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [OF_A_CELL, WILD, ANSWERED, OLDEST_DUE, LATEST_DUE]),
        ({"show": "overdue"}, [OLDEST_DUE, LATEST_DUE]),
        ({"show": "agency"}, [OF_A_CELL, WILD, OLDEST_DUE, LATEST_DUE]),
        ({"show": "board"}, [ANSWERED]),
        ({"agency": POLICE}, [ANSWERED, OLDEST_DUE]),
        ({"area": "E10000018"}, [LATEST_DUE]),
        ({"show": "all", "text": "CUSTODY"}, [OLDEST_DUE]),
        ({"show": "all", "agency": RUTLAND}, [CLOSED]),
    ],
    ids=str,
)
def test_the_address_narrows_the_list_and_keeps_its_filters(lived, query, numbers):
    app = lived("log", **query)
    assert listed(app) == numbers
    assert address(app) == query
    assert f"{len(numbers)} " in text(app)


@pytest.mark.long
def test_a_choice_narrows_the_list_and_turns_to_its_first_page(lived):
    app = lived("log", show="all", page="2")
    assert len(listed(app)) == 6 + CROWD - 25
    fill(app, Agency=COUNTY)
    assert listed(app) == [OF_A_CELL, LATEST_DUE]
    assert address(app) == {"show": "all", "agency": COUNTY}
    fill(app, Search="no such words")
    assert listed(app) == []
    press(app, "Show all challenges")
    assert address(app) == {"show": "all"}
    assert len(listed(app)) == 25


@pytest.mark.slow
def test_the_list_is_sorted_and_the_address_says_how(lived):
    app = lived("log", show="all", sort="raised")
    assert listed(app) == sorted(listed(app))
    assert address(app) == {"show": "all", "sort": "raised"}
    fill(app, Sort_by="agency")
    assert address(app) == {"show": "all", "sort": "agency"}
    assert listed(app) != sorted(listed(app))


@pytest.mark.long
def test_a_long_list_turns_its_pages(lived):
    app = lived("log", show="done")
    first = listed(app)
    press(app, "Older")
    assert address(app) == {"show": "done", "page": "2"}
    assert len(set(first) | set(listed(app))) == CROWD + 1
    assert "Page 2 of 2" in text(app)
    press(app, "Newer")
    assert listed(app) == first


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    "query",
    [
        {"page": "-1", "show": "<script>alert(1)</script>", "agency": "' or 1=1", "area": "XX"},
        {"page": str(10**30), "challenge": "abc"},
        {"challenge": str(10**30), "section": "nonsense"},
        {"challenge": "٣"},
        {"page": "9999"},
        {"draft": "../../etc/passwd"},
        {"section": "raise", "indicator": "nonsense", "area": "<b>", "as_at": "1066-99-99", "measure": "x"},
        {"section": "raise", "indicator": "contacts", "area": "Rutland", "as_at": "0001-01-01", "rule": "nonsense"},
        {"section": "raise", "indicator": "cse_referrals", "area": "Rutland", "measure": "rate", "periods": "month"},
        {"section": "raise", "indicator": "contacts", "area": "Rutland", "known": "0001-01-01"},
        {"section": "raise", "indicator": "contacts", "area": "Rutland", "as_at": "9999-12-31", "known": "9999-12-31"},
    ],
    ids=str,
)
@pytest.mark.slow
def test_no_address_breaks_the_page(lived, query):
    app = lived("log", **query)
    assert "Challenge log" in html(app)
    assert "<script>alert" not in html(app)
    assert not app.error


@pytest.mark.slow
def test_a_page_beyond_the_last_leads_back(lived):
    app = lived("log", show="done", page="40")
    assert listed(app) == []
    press(app, "Newer")
    assert not app.exception


@pytest.mark.slow
def test_what_is_overdue_is_told_with_the_way_to_it(lived):
    for query in ({}, {"section": "raise"}):
        page = html(lived("log", **query))
        assert "2 answers overdue" in page
        assert 'href="log?show=overdue"' in page
    assert re.search(r"Overdue by \d+ days", page := html(lived("log", show="overdue")))
    assert 'href="log?show=overdue"' not in page, "the list itself needs no way to it"
    assert page.index("custody") < page.index("referrals differ")


@pytest.mark.slow
def test_a_number_that_no_challenge_has_is_told_beside_the_list(lived):
    app = lived("log", challenge="4000")
    assert "Challenge 4,000 does not exist. The highest number is 36." in app.warning[0].value
    assert OF_A_CELL in listed(app)
    assert address(app) == {}


@pytest.mark.slow
def test_one_challenge_tells_its_life_in_order_with_the_figure_then_and_now(lived):
    app = lived("log", challenge=str(CLOSED))
    page = text(app)
    life = ["Why did contacts", *(words for told in TOLD.values() for words in told.values())]
    places = [page.index(escape(words), page.index("What has happened")) for words in life]
    assert places == sorted(places)
    assert "901, 2015/16" in page
    assert "What was found:" not in page, "it was raised without a signal"
    assert "901 in 2015/16; no newer figure" in page
    assert len(app.get("plotly_chart")) == 1
    assert box(app, "What happens?").options == ["Reopen"]
    press(app, "All challenges")
    assert listed(app)
    assert address(app) == {}


@pytest.mark.slow
def test_then_and_now_tells_what_came_since(lived):
    page = text(lived("log", challenge=str(LATEST_DUE)))
    assert re.search(r"4,461 in 2015/16 then; [\d,]+ in 20\d\d/\d\d now", page)


@pytest.mark.long
def test_text_of_others_is_text_on_every_view(lived):
    for query in ({}, {"challenge": str(WILD)}, {"section": "review"}):
        app = lived("log", **query)
        page = html(app)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert not [item for item in (*app.markdown, *app.caption) if "alert(1)" in item.value]
    assert escape(HOSTILE) in html(lived("log", challenge=str(WILD)))


@pytest.mark.slow
def test_the_review_has_the_longest_overdue_first_with_both_figures(lived):
    page, _, closed = html(lived("log", section="review")).partition("Closed or assured since")
    order = [int(number) for number in re.findall(r'<tr><th scope="row">(\d+)</th>', page)]
    assert order[:2] == [OLDEST_DUE, LATEST_DUE]
    assert sorted(order) == [LATEST_DUE, OLDEST_DUE, ANSWERED, WILD, OF_A_CELL]
    assert "5 open challenges, 2 answers overdue" in page
    row = page[page.index("referrals differ") :].split("</tr>")[0]
    assert "4,461 in 2015/16" in row
    # Of the crowd, closed years ago, nobody is reminded.
    assert re.findall(r'<tr><th scope="row">(\d+)</th>', closed) == [str(CLOSED)]
    assert "The threshold was rewritten.</td><td>Fewer families wait for a reply.</td>" in closed


@pytest.mark.long
def test_rows_say_when_what_and_what_came_of_it_and_are_found_by_quarter_and_meeting(own_tiny):
    asked = {"question": "Why so many?", "agency": "Police", "due": date(2016, 9, 30), "by": "Chair"}
    first = NewChallenge(**asked, on=date(2016, 6, 3), meeting="SEG, June 2016")
    raise_challenge(own_tiny.path, first)
    raise_challenge(
        own_tiny.path, replace(first, question="Why so few?", on=date(2016, 9, 1), meeting="SEG, September")
    )
    step = NewChallengeEvent(step=Step.ANSWER, by="Chief officer", words="It rained.", on=date(2016, 7, 1))
    move_challenge(own_tiny.path, 1, step)
    closing = {"outcome": "Staff were trained.", "impact": "Fewer <b>wait</b>."}
    move_challenge(own_tiny.path, 1, NewChallengeEvent(step=Step.CLOSE, by="Chair", on=date(2016, 9, 9), **closing))
    page = html(own_tiny("log", show="all", raised="2016/17 Q1"))
    assert "Why so many?" in page
    assert "Why so few?" not in page
    assert "raised 3 June 2016 at SEG, June 2016 · closed 9 September 2016" in page
    assert "<strong>Outcome:</strong> Staff were trained." in page
    assert "<strong>Impact:</strong> Fewer &lt;b&gt;wait&lt;/b&gt;." in page
    page = html(own_tiny("log", show="all", meeting="SEG, September"))
    assert "due 30 September 2016" in page
    assert "Why so many?" not in page
    app = own_tiny("log", show="all", meeting="SEG, never", raised="1999/00 Q1")
    assert "2 challenges" in html(app)


@pytest.mark.slow
def test_a_challenge_offers_its_letter_to_a_role_that_may_have_it(lived):
    app = lived("log", challenge=str(LATEST_DUE))
    letter = {item.label: item for item in app.get("download_button")}
    assert list(letter) == ["Word", "PDF", "Mail"]
    assert all(item.proto.disabled for item in letter.values())
    box(app, "You take them as").set_value("Business office")
    app.run()
    assert not any(item.proto.disabled for item in app.get("download_button"))


@pytest.mark.slow
def test_the_log_can_be_taken_away_only_where_it_has_challenges(lived):
    app = lived("log")
    assert [item.label for item in app.get("download_button")] == ["Excel", "ODS", "Page for the papers"]
    assert not lived("log", text="no such words").get("download_button")


def test_a_closed_challenge_can_only_be_reopened(lived):
    app = lived("log", challenge=str(CLOSED))
    assert [label for label in buttons(app) if label != "Throw this form away"] == ["All challenges", "Reopen"]
