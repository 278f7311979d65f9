"""Looking back: the choice of a day as at whose end Explore and Challenge show figures, and what has come since.
The day stands in the session under a name of its own, not a widget's, so that it is settled before anything is
drawn.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.access import Audience
from indicators.catalogue.periods import day_text
from indicators.frames import frame_rows
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData

#: Returns of a day that are named; more are counted.
_MOST_NAMED = 2
_DATA_FOLDER = "data"


def day_descriptions(events: pd.DataFrame, agencies: Mapping[str, str]) -> dict[date, str]:
    """The days of events, newest first, each with what happened: `21 November 2026: return 17, Police`.

    `events` has the columns `return_id`, `origin`, `event`, `happened_at`, `agency` and `name` (a row an event);
    `agencies` are names by id. A file of the data folder that gave way to its new self is told of once.
    """
    days = events["happened_at"].dt.date
    return {
        day: f"{day_text(day)}: {_day_text(own, agencies)}"
        for day, own in sorted(events.groupby(days), key=lambda item: item[0], reverse=True)
    }


def later_returns_words(events: pd.DataFrame, day: date) -> str:
    """What came after the end of a day: `2 returns came since, 1 was withdrawn.`"""
    later = events[events["happened_at"].dt.date > day]
    came = later[later["event"] == "accepted"]
    returns = came[came["origin"] != _DATA_FOLDER]
    counts = {
        ("return came since", "returns came since"): len(returns),
        ("file of the data folder changed since", "files of the data folder changed since"): _count_files(later),
        ("return was withdrawn since", "returns were withdrawn since"): int((later["event"] == "withdrawn").sum()),
    }
    parts = [f"{number:,} {words[number > 1]}" for words, number in counts.items() if number]
    return f"{'; '.join(parts)}." if parts else "Nothing has come since."


def _day_text(own: pd.DataFrame, agencies: Mapping[str, str]) -> str:
    """What happened on one day, the returns before the files of the data folder."""
    sent = own[own["origin"] != _DATA_FOLDER].sort_values("return_id")
    came = [_return_text(row, agencies) for row in frame_rows(sent[sent["event"] == "accepted"])]
    gone = [f"return {row.return_id} withdrawn" for row in frame_rows(sent[sent["event"] != "accepted"])]
    parts = [*came, *gone]
    if len(parts) > _MOST_NAMED:
        parts = [*parts[:_MOST_NAMED], f"and {len(parts) - _MOST_NAMED} more"]
    if files := _count_files(own):
        parts.append(f"{files:,} {'file' if files == 1 else 'files'} of the data folder")
    return "; ".join(parts)


def _count_files(events: pd.DataFrame) -> int:
    """How many files of the data folder came, changed or went."""
    return int(events.loc[events["origin"] == _DATA_FOLDER, "name"].nunique())


def _return_text(row, agencies: Mapping[str, str]) -> str:
    return f"return {row.return_id}, {agencies.get(row.agency, row.agency) or row.name}"


#: The parameter of the address; it may not repeat.
KNOWN_PARAMETER = "known"
_DAY = "known:on"
#: A word about a day that no list offers, for the page to say once.
_PROBLEM = "known:trouble"
_FROM_CALENDAR, _FROM_LIST = "known:calendar", "known:list"
#: Pixels that a widget takes at most.
_WIDTH = 420


def restore_day(brought: Mapping[str, Sequence[str]]) -> None:
    """Put the day that an address brings into the session; a word about one that cannot be looked back on."""
    if KNOWN_PARAMETER not in brought:
        return
    text = brought[KNOWN_PARAMETER][0]
    day = _parse_day(text)
    st.session_state[_DAY] = day
    if text and day is None:
        # The word is Markdown: anything longer than a date could be a picture or a link of somebody else's.
        named = text if re.fullmatch(r"[\w-]{1,20}", text) else "something else"
        st.warning(
            f"This link asks for figures as they were known on {escape_markdown(named)}, which is no "
            f"day to look back on. "
            "What is known now is shown."
        )


def data_as_known(present: DashboardData) -> DashboardData:
    """The figures of the day in the session, or those of now."""
    day = st.session_state.get(_DAY)
    return present if day is None else present.as_known(day)


def day_parameters(data: DashboardData) -> dict[str, str]:
    """What the address says of the day."""
    return {KNOWN_PARAMETER: data.known_on.isoformat()} if data.known_on else {}


def draw_banner(present: DashboardData, data: DashboardData, *, page: str) -> bool:
    """Say that a past day is shown, and the way back; gives whether anything was known by that day at all."""
    if trouble := st.session_state.pop(_PROBLEM, ""):
        st.warning(trouble)
    if data.known_on is None:
        return True
    events = _events(present.version, present)
    first = _day_of(events["happened_at"].min())
    day = day_text(data.known_on)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{page}-as-known"):
        if data.known_on < first:
            st.info(
                f"Nothing was known on {day}: the first figures came on {day_text(first)}.", icon=":material/history:"
            )
            _button(f"Show what was known on {day_text(first)}", first, key=f"{page}-known-first")
        else:
            words = f"**Figures as they were known on {day}.** {later_returns_words(events, data.known_on)}"
            st.info(words, icon=":material/history:")
        _button("Show what is known now", None, key=f"{page}-known-now")
    return data.known_on >= first


def draw_day_filter(present: DashboardData, data: DashboardData, *, page: str) -> None:
    """The choice of a day, folded: what is in it is made only when it is unfolded."""
    if present.audience is Audience.PUBLIC:
        # Anybody's figures have no past.
        return
    # The label never changes, since the fold would close with it.
    fold = st.expander("As it was known", key=f"{page}-known-fold", icon=":material/history:", on_change="rerun")
    if not fold.open:
        return
    events = _events(present.version, present)
    days = _days(present.version, present)
    first, today = _day_of(events["happened_at"].min()), _today()
    chosen = data.known_on
    st.session_state[_FROM_CALENDAR] = chosen if chosen and first <= chosen <= today else None
    st.session_state[_FROM_LIST] = chosen if chosen in days else None
    with fold:
        st.date_input(
            "As known on",
            min_value=first,
            max_value=max(first, today),
            format="DD/MM/YYYY",
            key=_FROM_CALENDAR,
            on_change=_choose_from,
            args=(_FROM_CALENDAR,),
            width=_WIDTH,
            help="Shows every figure as it stood at the end of that day. Empty: as known now.",
        )
        st.selectbox(
            "Or a day on which figures came or were withdrawn",
            list(days),
            format_func=days.__getitem__,
            placeholder="Choose a day",
            key=_FROM_LIST,
            on_change=_choose_from,
            args=(_FROM_LIST,),
            width=_WIDTH,
        )


def _button(words: str, day: date | None, *, key: str) -> None:
    st.button(words, key=key, on_click=_choose_day, args=(day,))


def _choose_day(day: date | None) -> None:
    st.session_state[_DAY] = day


def _choose_from(key: str) -> None:
    day = st.session_state[key]
    # The list may bring any text from a browser, the calendar any day or several.
    is_day = type(day) is date and day <= _today()
    _choose_day(day if is_day else None)
    if day is not None and not is_day:
        st.session_state[_PROBLEM] = "That is no day to look back on. What is known now is shown."


def _parse_day(text: str) -> date | None:
    """A day that is not in the future, as `2016-11-21`; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Python also reads 20161121 and week dates, which the address never says.
    return day if day.isoformat() == text and day <= _today() else None


def _today() -> date:
    """Today as the store's moments have it."""
    return clock.today()


def _day_of(moment: pd.Timestamp) -> date:
    return moment.date()


@st.cache_data(show_spinner=False, max_entries=4)
def _events(version: str, _data: DashboardData) -> pd.DataFrame:
    """Everything that happened to returns, the newest first."""
    return _data.store.query("returns")


@st.cache_data(show_spinner=False, max_entries=4)
def _days(version: str, _data: DashboardData) -> dict[date, str]:
    names: dict[Any, str] = _data.store.query("agencies").set_index("agency")["name"].to_dict()
    return day_descriptions(_events(version, _data), names)
