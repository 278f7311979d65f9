"""What the board wrote down beside its figures, none of it for the public."""

from datetime import datetime

import pandas as pd

from indicators.store.rewrite import rewrite

SECRET = "for members alone"
_CHALLENGE = {"question": SECRET, "agency": "", "plan": "", "priority": "", "quadrant": "", "indicator": "contacts"}
_EVENT = {"event": "raised", "state": "raised", "happened_at": datetime(2026, 1, 1), "happened_by": SECRET}
_ACTION = {"priority": "a", "action": "b", "number": 1, "starts": datetime(2016, 1, 1), "ends": datetime(2016, 3, 31)}
#: The columns of what was typed into forms besides.
_WRITTEN = {
    "scorecard_version": "scorecard version title measures is_withdrawn happened_at happened_by token",
    "report_set_version": "report_set version title body is_withdrawn happened_at happened_by what",
    "meeting_event": "met_on number event name why happened_at happened_by token",
}


def live(path):
    """Put a challenge, a report on an action, a meeting, sets, and a problem of a return into a store."""
    with rewrite(path) as store, store.transaction():
        challenge = {**_CHALLENGE, "challenge": 1, "area_code": "", "period": "", "seen": SECRET}
        store.append("challenge", pd.DataFrame([challenge]))
        texts = dict.fromkeys(("meeting", "words", "outcome", "impact", "token"), SECRET)
        store.append("challenge_event", pd.DataFrame([{**_EVENT, **texts, "challenge": 1, "number": 1}]))
        report = dict.fromkeys(("state", "words", "impact", "happened_by", "token"), SECRET)
        store.append("action_event", pd.DataFrame([{**_ACTION, **report, "happened_at": datetime(2026, 1, 1)}]))
        written = dict.fromkeys(("title", "body", "measures", "name", "what", "why", "happened_by", "token"), SECRET)
        written |= {"happened_at": datetime(2026, 1, 1), "is_withdrawn": False, "version": 1, "number": 1}
        written |= {"scorecard": "own_a_1", "report_set": 1, "met_on": datetime(2026, 1, 1), "event": "record"}
        for table, columns in _WRITTEN.items():
            store.append(table, pd.DataFrame([{name: written[name] for name in columns.split()}]))
        store.append("board", pd.DataFrame([{"body": f'name = "{SECRET}"', "return_id": 1}]))
        problem = dict.fromkeys(("kind", "place", "value", "message"), SECRET)
        store.append("return_problem", pd.DataFrame([{**problem, "return_id": 1}]))
