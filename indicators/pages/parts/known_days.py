"""The days on which the store took figures in or gave them up, and what came after one, in words."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from indicators.months import day_text

#: Returns of a day that are named; more are counted.
_MOST_NAMED = 2
_DATA = "data"


def days_told(events: pd.DataFrame, agencies: Mapping[str, str]) -> dict[date, str]:
    """The days of events, newest first, each with what happened: `21 November 2026: return 17, Rutland County Council`.

    `events` has the columns `return_id`, `origin`, `event`, `happened_at`, `agency` and `name` (a row an event);
    `agencies` are names by id. A file of the data folder that gave way to its new self is told of once.
    """
    days = events["happened_at"].dt.date
    return {
        day: f"{day_text(day)}: {_happened(own, agencies)}"
        for day, own in sorted(events.groupby(days), key=lambda item: item[0], reverse=True)
    }


def since_words(events: pd.DataFrame, day: date) -> str:
    """What came after the end of a day: `2 returns came since, 1 was withdrawn.`"""
    later = events[events["happened_at"].dt.date > day]
    came = later[later["event"] == "accepted"]
    returns = came[came["origin"] != _DATA]
    counts = {
        ("return came since", "returns came since"): len(returns),
        ("file of the data folder changed since", "files of the data folder changed since"): _files(later),
        ("return was withdrawn since", "returns were withdrawn since"): int((later["event"] == "withdrawn").sum()),
    }
    told = [f"{number:,} {words[number > 1]}" for words, number in counts.items() if number]
    return f"{'; '.join(told)}." if told else "Nothing has come since."


def _happened(own: pd.DataFrame, agencies: Mapping[str, str]) -> str:
    """What happened on one day, the returns before the files of the data folder."""
    sent = own[own["origin"] != _DATA].sort_values("return_id")
    came = [_named(row, agencies) for row in sent[sent["event"] == "accepted"].itertuples()]
    gone = [f"return {row.return_id} withdrawn" for row in sent[sent["event"] != "accepted"].itertuples()]
    told = [*came, *gone]
    if len(told) > _MOST_NAMED:
        told = [*told[:_MOST_NAMED], f"and {len(told) - _MOST_NAMED} more"]
    if files := _files(own):
        told.append(f"{files:,} {'file' if files == 1 else 'files'} of the data folder")
    return "; ".join(told)


def _files(events: pd.DataFrame) -> int:
    """How many files of the data folder came, changed or went."""
    return int(events.loc[events["origin"] == _DATA, "name"].nunique())


def _named(row, agencies: Mapping[str, str]) -> str:
    return f"return {row.return_id}, {agencies.get(row.agency, row.agency) or row.name}"
