"""The life of a challenge as sentences."""

import json
from datetime import date, datetime

import pytest

from indicators.board.challenge_story import challenge_story, subject_text
from indicators.board.challenges import TRANSITIONS, Challenge, ChallengeEvent, Step
from indicators.board.records import CHALLENGE_COLUMNS, challenge_rows
from indicators.catalogue.catalogue import load_catalogue
from tests.helpers.tiny_store import tiny_store

WORDS = {"answer": "The front door\nwas new.", "escalate": "Not enough <b>.", "reopen": "Fell again."}


def step(number, name, **rest):
    said = {
        "by": "independent chair",
        "words": WORDS.get(name, ""),
        "at": datetime(2016, 6, 2 + number, 23, 30),
        "on": date(2016, 6, 2 + number),
    }
    return ChallengeEvent(number=number, step=Step(name), state=TRANSITIONS[Step(name)][1], **said | rest)


LIFE = [
    step(1, "raise", meeting="SEG, June 2016", due=date(2016, 9, 30)),
    step(2, "acknowledge", by="county council"),
    step(3, "answer", by="head of service"),
    step(4, "escalate", due=date(2016, 10, 31), meeting="Board"),
    step(5, "answer", by="director"),
    step(6, "assure"),
    step(7, "reopen"),
    step(8, "close", outcome="Explained.", impact="Seen sooner."),
]


def challenge(**rest):
    seen = json.dumps({"schema": 1, "figure": {"text": "901", "period": "2015/16"}})
    given = {"indicator": "contacts", "area_code": "E06000017", "period": "2015/16", "snapshot_json": seen} | rest
    last = LIFE[-1]
    return Challenge(
        number=3, question="Why did\ncontacts rise?", agency="County Council", plan="lr", priority="safe", quadrant="",
        state=last.state, steps=len(LIFE), raised_at=LIFE[0].at, raised_on=LIFE[0].on,
        raised_by=LIFE[0].by, meeting="SEG, June 2016",
        due=date(2016, 10, 31), last_step=last.step, last_at=last.at, last_on=last.on, last_by=last.by, **given,
    )  # fmt: skip


@pytest.mark.slow
def test_a_life_reads_as_a_story(tmp_path):
    store = tiny_store(tmp_path, [{}], plans={"lr": {}})
    catalogue = load_catalogue(store)
    assert challenge_story(challenge(), LIFE, catalogue) == [
        "On 3 June 2016 the board (independent chair) asked County Council, at SEG, June 2016, about Contacts, "
        "Rutland, 2015/16, Children are safe: “Why did contacts rise?” The figure was then 901, 2015/16. An answer was "
        "asked for by 30 September 2016.",
        "On 4 June 2016 County Council acknowledged the question.",
        "On 5 June 2016 County Council answered (head of service): “The front door was new.”",
        "On 6 June 2016 the board (independent chair) escalated the challenge, at Board: “Not enough <b>.” An answer "
        "was asked for by 31 October 2016.",
        "On 7 June 2016 County Council answered (director): “The front door was new.”",
        "On 8 June 2016 the board (independent chair) was satisfied with the answer.",
        "On 9 June 2016 the board (independent chair) opened the challenge again: “Fell again.”",
        "On 10 June 2016 the board (independent chair) closed the challenge. Outcome: “Explained.” "
        "Impact: “Seen sooner.”",
    ]
    free = challenge(indicator="", area_code="", period="", snapshot_json="")
    assert challenge_story(free, LIFE, catalogue)[0].endswith("rise?” An answer was asked for by 30 September 2016.")
    assert subject_text(challenge(indicator="gone", area_code="X"), catalogue) == "gone, X, 2015/16, Children are safe"
    (row,) = challenge_rows([challenge()], catalogue, on=date(2016, 12, 1))
    assert set(row) == set(CHALLENGE_COLUMNS)
    assert (row["area"], row["figure"], row["overdue"], row["last"]) == (
        "Rutland",
        "901, 2015/16",
        False,
        "2016-06-10 23:30",
    )
    store.close()
