"""A log in which challenges of every kind have been put, written through the record as the pages write it."""

from datetime import date, timedelta

import pandas as pd

from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, move_challenge, raise_challenge
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.catalogue import load_catalogue
from indicators.store.database import open_for_reading
from indicators.store.rewrite import rewrite

SOON = date.today() + timedelta(days=30)
COUNTY, RUTLAND, POLICE = "Leicestershire County Council", "Rutland County Council", "Leicestershire Police"
#: Markup, a picture that would be fetched, a link and a formula, as long as a question may be.
HOSTILE = ("=1+1 <script>alert(1)</script> ![p](http://x.example/y.png) [l](javascript:alert(1)) | **b** ` " * 60)[
    :3990
].strip()
#: The numbers of the challenges that are told apart; those after them are a crowd that was closed.
CLOSED, LATEST_DUE, OLDEST_DUE, ANSWERED, WILD, OF_A_CELL = range(1, 7)
CROWD = 30
TOLD = {
    Step.ANSWER: {"words": "More people know the number."},
    Step.ESCALATE: {"words": "No figures came with it; taken up with the chief executive."},
    Step.CLOSE: {"outcome": "The threshold was rewritten.", "impact": "Fewer families wait for a reply."},
}


def live(path):
    """Write the log into a store."""
    then = {"as_at": date(2016, 3, 31)}
    with open_for_reading(path) as store:
        catalogue = load_catalogue(store)
        rutland = figure_snapshot(store, catalogue, "contacts", "E06000017", **then)
        county = figure_snapshot(store, catalogue, "referrals", "E10000018", **then)
    _ask(path, "Why did contacts in Rutland rise by a quarter?", RUTLAND, date(2016, 5, 18), rutland)
    for step, told in TOLD.items():
        move_challenge(path, CLOSED, NewChallengeEvent(step=step, by="Partnership chair", **told))
    _ask(path, "Why do referrals differ?", COUNTY, date(2020, 1, 31), county)
    _ask(path, "Who checks the custody of children?", POLICE, date(2016, 6, 1))
    _ask(path, "Is supervision given?", POLICE, SOON)
    move_challenge(path, ANSWERED, NewChallengeEvent(step=Step.ANSWER, by="Chief officer", words="It is."))
    _ask(path, HOSTILE, '=HYPERLINK("http://x.example")<b>', SOON, meeting="<img src=x onerror=alert(1)>")
    _ask(path, "What do children say?", COUNTY, SOON, priority="lr_2015_safe", quadrant="service_users")
    with rewrite(path) as store, store.transaction():
        store.append("challenge", pd.DataFrame([_of_crowd(place) for place in range(CROWD)]))
        store.append("challenge_event", pd.DataFrame(sum(map(_steps_of_crowd, range(CROWD)), [])))


def _ask(path, question, agency, due, seen=None, **rest):
    if seen:
        about = {"indicator": seen["indicator"]["id"], "area_code": seen["area"]["code"], "period": seen["period"]}
        rest |= {"snapshot": seen, **about}
    told = NewChallenge(question=question, agency=agency, due=due, by="Lay member for Rutland", **rest)
    return raise_challenge(path, told, today=min(due, date.today()))


def _of_crowd(place):
    empty = dict.fromkeys(("plan", "priority", "quadrant", "indicator", "area_code", "period", "seen"), "")
    return empty | {"challenge": OF_A_CELL + 1 + place, "question": f"Question {place} of the crowd?", "agency": "Many"}


def _steps_of_crowd(place):
    empty = dict.fromkeys(("meeting", "words", "outcome", "impact", "token"), "")
    when = {"happened_at": pd.Timestamp(2015, 1, 1 + place), "happened_by": "Business office"}
    key = {"challenge": OF_A_CELL + 1 + place, "due": date(2015, 2, 1)}
    steps = [("raise", "raised"), ("escalate", "escalated"), ("close", "closed")]
    return [
        empty | when | key | {"number": number, "event": event, "state": state}
        for number, (event, state) in enumerate(steps, 1)
    ]
