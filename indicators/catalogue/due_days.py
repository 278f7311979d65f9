"""When something is announced for: a day, a month of which nobody has said the day, or only words."""

import re
from dataclasses import dataclass
from datetime import date

from indicators.catalogue.periods import Period, PeriodType, day_text, parse_period


@dataclass(frozen=True)
class DueDay:
    """A text such as `29 October 2026`, `October 2026` or `not announced`, and the first and last day that it may mean;
    None for words.
    """

    text: str
    first: date | None = None
    last: date | None = None

    @property
    def phrase(self) -> str:
        """With its preposition, to follow `due`: `on 29 October 2026`, `in October 2026`; words in brackets."""
        if self.last is None:
            return f"on a day that is not known ({self.text})"
        return f"on {self.text}" if self.first == self.last else f"in {self.text}"

    def is_past(self, day: date) -> bool:
        """Whether the last day that it may mean lies before a day; never of words."""
        return self.last is not None and self.last < day


def parse_due_day(text: str) -> DueDay:
    """A day, a month, or words without a number; raises ValueError for anything else, with what to write instead."""
    try:
        period = _day_or_month(text)
    except ValueError:
        if re.search(r"\d", text) or not text.strip():
            raise ValueError(
                "is no day and no month; write 2026-10-29, 29 October 2026, October 2026, or words without a number "
                "such as not announced"
            ) from None
        return DueDay(text.strip())
    if period.starts == period.ends:
        return DueDay(day_text(period.ends), period.ends, period.ends)
    return DueDay(period.label, period.starts, period.ends)


def _day_or_month(text: str) -> Period:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return Period(day, day, PeriodType.SNAPSHOT)
    period = parse_period(text)
    if period.type not in (PeriodType.SNAPSHOT, PeriodType.MONTH):
        raise ValueError("is neither a day nor a month")
    return period
