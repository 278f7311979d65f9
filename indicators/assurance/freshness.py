"""How old evidence is on a day, in whole years."""

from datetime import date
from enum import StrEnum


class Freshness(StrEnum):
    """How long ago the newest evidence ended: within a year of the day, one to two years before it, or longer."""

    NONE = "none"
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


def whole_years(since: date, day: date) -> int:
    """How many whole years have passed since a day; 29 February counts from 1 March."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def freshness_of(since: date, day: date) -> Freshness:
    """How fresh evidence is on a day whose period ended on another."""
    return (Freshness.FRESH, Freshness.AGEING, Freshness.STALE)[min(whole_years(since, day), 2)]
