"""What the board wrote down beside its figures, none of it for the public."""

from datetime import datetime

import pandas as pd

from indicators.store.rewrite import rewrite

SECRET = "for members alone"
_CHALLENGE = {"question": SECRET, "agency": "", "plan": "", "priority": "", "quadrant": "", "indicator": "contacts"}
_EVENT = {"event": "raised", "state": "raised", "happened_at": datetime(2026, 1, 1), "happened_by": SECRET}
_ACTION = {"priority": "a", "action": "b", "number": 1, "starts": datetime(2016, 1, 1), "ends": datetime(2016, 3, 31)}


def live(path):
    """Put a challenge, a report on an action and a problem of a return into a store."""
    with rewrite(path) as store, store.transaction():
        challenge = {**_CHALLENGE, "challenge": 1, "area_code": "", "period": "", "seen": SECRET}
        store.append("challenge", pd.DataFrame([challenge]))
        texts = dict.fromkeys(("meeting", "words", "outcome", "impact", "token"), SECRET)
        store.append("challenge_event", pd.DataFrame([{**_EVENT, **texts, "challenge": 1, "number": 1}]))
        report = dict.fromkeys(("state", "words", "impact", "happened_by", "token"), SECRET)
        store.append("action_event", pd.DataFrame([{**_ACTION, **report, "happened_at": datetime(2026, 1, 1)}]))
        problem = dict.fromkeys(("kind", "place", "value", "message"), SECRET)
        store.append("return_problem", pd.DataFrame([{**problem, "return_id": 1}]))
