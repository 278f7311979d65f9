"""What the board has done with since its last meeting: the challenges that were closed or assured."""

from datetime import date, timedelta

from indicators.board.challenges import Challenge, ChallengeState, find_challenges
from indicators.board.meetings import last_meeting
from indicators.catalogue.periods import day_text
from indicators.store.database import Store

DONE_STATES = (ChallengeState.CLOSED, ChallengeState.ASSURED)
#: Days back where no meeting is known: a quarter.
_DAYS_BACK = 92


def closed_since_meeting(store: Store, today: date) -> tuple[str, list[Challenge]]:
    """What the list is called, with its first day, and the challenges closed or assured since, the newest first.

    What was closed on the day of the meeting itself belongs to it: nobody who was away has read it yet.
    """
    meeting = last_meeting(store, before=today)
    since = meeting or today - timedelta(days=_DAYS_BACK)
    closed, _ = find_challenges(store, states=DONE_STATES, moved_since=since, limit=None)
    where = f"at the meeting of {day_text(since)} and since" if meeting else f"since {day_text(since)}"
    return f"Closed or assured {where}", closed
