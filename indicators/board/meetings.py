"""Meetings of the group, as far as its challenges name them with their days."""

import re
from collections.abc import Iterable
from datetime import date

from indicators.catalogue.periods import MONTH_NAMES
from indicators.store.database import Store

_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTH_NAMES)}) (\d{{4}})\b", re.IGNORECASE)


def last_meeting(store: Store, *, before: date) -> date | None:
    """The day of the last meeting before a day that a step of a challenge names; None where none does."""
    days = [day for row in store.query("meetings")["meeting"] for day in _days(row) if day < before]
    return max(days, default=None)


def _days(text: str) -> Iterable[date]:
    for day, month, year in _DAY.findall(text):
        try:
            yield date(int(year), [name.casefold() for name in MONTH_NAMES].index(month.casefold()) + 1, int(day))
        except ValueError:
            # 31 June: somebody's slip names no day.
            continue
