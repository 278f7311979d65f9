"""The one clock: what moment and what day it is, so that a year can be played through in minutes.

Days are those of UTC, as the store keeps moments: a server and its visitors agree on the day.
"""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

#: The moments that the clock is set to, the innermost last; empty while it runs. One list for the process, so that
#: its threads agree.
_set_to: list[datetime] = []


def now() -> datetime:
    """The moment in UTC, without a time zone, as the store keeps moments."""
    return _set_to[-1] if _set_to else datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The day in UTC."""
    return now().date()


@contextlib.contextmanager
def clock_set_to(moment: datetime | date) -> Iterator[None]:
    """Within it, now is this moment (UTC; a day means its noon) for the whole process.

    For the demonstration and for tests, each of which has its process; no page sets the clock.
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12)
    _set_to.append(moment)
    try:
        yield
    finally:
        _set_to.pop()
