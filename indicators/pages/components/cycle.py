"""The reporting cycles with figures, and everything judged in each, cached and sorted into what pages show."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.board.meetings import last_meeting
from indicators.catalogue.periods import day_text, financial_year_of
from indicators.figures.arrivals import NewFigures, new_figures
from indicators.figures.past import PastFigures
from indicators.frames import frame_rows
from indicators.pages.components.session import DashboardData
from indicators.signals.cycle import JUDGED_GROUPS, Cycle, judge_cycle, latest_cycle, latest_ends, past_figures
from indicators.signals.judgements import FLAGGED_LEVELS

_KINDS = {
    "unusual": ("unusual change", "unusual changes"),
    "real": ("clear change", "clear changes"),
    "apart": ("difference between areas", "differences between areas"),
    "target": ("target to ask about", "targets to ask about"),
    "differ": ("figure on which sources disagree", "figures on which sources disagree"),
    "data": ("other figure to check", "other figures to check"),
}


@dataclass(frozen=True)
class SortedJudgements:
    """The rows of a `judged` frame by where the page shows them; none stands in two."""

    to_challenge: pd.DataFrame
    improvements: pd.DataFrame
    standing: pd.DataFrame
    quiet: pd.DataFrame
    too_few: pd.DataFrame


def shortlist_counts(rows: pd.DataFrame) -> list[str]:
    """What a shortlist holds, counted: `2 unusual changes`, `6 clear changes`, …"""
    kinds = [_kind_of(row) for row in frame_rows(rows)]
    return [f"{number} {_KINDS[name][number > 1]}" for name in _KINDS if (number := kinds.count(name))]


def improvement_counts(judgements: SortedJudgements) -> list[str]:
    """How many improvements there are, if any, in words."""
    number = len(judgements.improvements)
    return [f"{number} improvement{'s' * (number > 1)}"] if number else []


def _kind_of(row) -> str:
    if row.rule == "data":
        return "differ" if row.reason == "one_source_differs" else "data"
    if row.rule in ("target", "comparator", "areas"):
        return row.rule if row.rule == "target" else "apart"
    return row.level


def sort_judgements(cycle: Cycle) -> SortedJudgements:
    """A cycle's rows by where they are shown; figures of earlier cycles are left out."""
    shortlist, judged = cycle.shortlist.reset_index(drop=True), cycle.judged
    rest = judged[judged["current"].astype(bool) & ~judged["listed"].astype(bool)]
    better = shortlist["reading"] == "improvement"
    return SortedJudgements(
        to_challenge=shortlist[~better],
        improvements=shortlist[better],
        standing=rest[rest["level"].isin(FLAGGED_LEVELS)],
        quiet=rest[rest["level"] == "ordinary"],
        # That three years are too few as well says nothing that the year has not said.
        too_few=rest[(rest["level"] == "too_few") & (rest["rule"] != "pooled")],
    )


#: Where the list of each cycle is; `as_at` is the name that the address gives to its last day.
CHALLENGE_PAGE = "challenge"


def cached_cycle(version: str, as_at: date | None, data: DashboardData) -> Cycle:
    """Everything judged of figures up to a day, or without one every indicator on its own latest figures.

    Kept until something is written to the store, and shared between visitors, so nobody writes to it: a copy for each
    would take longer than most pages do.
    """
    return cached_latest_cycle(version, clock.today(), data) if as_at is None else _cycle(version, as_at, data)


@st.cache_resource(show_spinner="Judging every figure …", max_entries=8)
def cached_latest_cycle(version: str, as_at: date, _data: DashboardData) -> Cycle:
    """Every series judged on its own newest figure that ended by a day, in the cycle of the year in which it ended: so
    an older figure keeps the verdict that it has everywhere. Shared between visitors, as `cached_cycle` is.
    """
    ends = cached_latest_ends(version, as_at, _data)
    # The year of a day that is past may go on beyond it, with figures that are newer.
    last = as_at if as_at < clock.today() else date.max
    past = past_figures(_data.store, _data.catalogue)
    return latest_cycle(ends, lambda cycle, group: _group(version, min(cycle, last), group, _data, past), as_at=as_at)


@st.cache_resource(show_spinner=False, max_entries=8)
def cached_latest_ends(version: str, as_at: date, _data: DashboardData) -> pd.DataFrame:
    """The last day of the newest period of each series that is judged, of those that ended by a day."""
    return latest_ends(_data.store, _data.catalogue, as_at=as_at)


@st.cache_resource(show_spinner="Judging every figure of the cycle …", max_entries=32)
def _cycle(version: str, as_at: date, _data: DashboardData) -> Cycle:
    past = past_figures(_data.store, _data.catalogue)
    groups = [_group(version, as_at, group, _data, past) for group in JUDGED_GROUPS]
    frames = [judged for judged in groups if len(judged)]
    return Cycle(as_at, pd.concat(frames, ignore_index=True) if frames else groups[0])


@st.cache_resource(show_spinner=False, max_entries=96)
def _group(version: str, as_at: date, group: str, _data: DashboardData, _past: PastFigures) -> pd.DataFrame:
    """What was judged of one group of periods: the latest figures stand in the cycles of several years."""
    return judge_cycle(
        _data.store, _data.catalogue, as_at=as_at, targets=_data.targets, groups=[group], past=_past
    ).judged


@st.cache_resource(show_spinner=False, max_entries=32)
def cached_new_figures(version: str, since: date, _data: DashboardData) -> NewFigures:
    """The board's figures that came, or were revised, after a day."""
    return new_figures(_data.store, _data.catalogue, since=since)


#: Days back since which figures are new where no meeting is known.
NEWS_DAYS = 90


def news_day(data: DashboardData) -> date:
    """The day after which figures are new unless somebody chooses another: the last meeting, else 90 days ago."""
    today = clock.today()
    return last_meeting(data.store, before=today) or today - timedelta(days=NEWS_DAYS)


def new_and_known_rows(data: DashboardData, rows: pd.DataFrame, since: date) -> dict[str, pd.DataFrame]:
    """The rows of a `judged` frame by heading: what is new since a day, and what was known before."""
    is_new = cached_new_figures(data.version, since, data).mask(rows)
    return {f"New since {day_text(since)}": rows[is_new], "Known before": rows[~is_new]}


def news_and_known(data: DashboardData, judgements: SortedJudgements, since: date) -> dict[str, SortedJudgements]:
    """What is new since a day, and what was known before, by heading."""
    parts = {name: new_and_known_rows(data, rows, since) for name, rows in vars(judgements).items()}
    titles = next(iter(parts.values()))
    return {title: SortedJudgements(**{name: own[title] for name, own in parts.items()}) for title in titles}


@st.cache_data(show_spinner=False, max_entries=8)
def year_ends(version: str, _data: DashboardData) -> dict[str, date]:
    """The financial years with figures, newest first, each with its last day."""
    ends = [stamp.date() for stamp in _data.store.query("year_ends")["year_end"]]
    return {financial_year_of(end).label: end for end in sorted(ends, reverse=True)}


@st.cache_data(show_spinner=False, max_entries=8)
def indicator_counts(version: str, _data: DashboardData) -> dict[date, int]:
    """By the last day of each financial year, how many indicators have a figure of the board's own areas."""
    counts: pd.DataFrame = _data.store.query("indicators_by_year", areas=list(_data.catalogue.board.own))
    return {row.year_end.date(): int(row.indicators) for row in frame_rows(counts)}


def cycle_address(as_at: date | None, *, known_on: date | None = None) -> str:
    """The link to the list of a cycle, or of the latest figures, with the day on which they are to be known, if not
    now."""
    days = {"as_at": as_at, "known": known_on}
    chosen = urlencode({name: day.isoformat() for name, day in days.items() if day})
    return f"{CHALLENGE_PAGE}?{chosen}" if chosen else CHALLENGE_PAGE
