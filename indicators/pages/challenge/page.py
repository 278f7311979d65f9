"""What warrants challenge: the shortlist of a reporting cycle, and everything that was judged and is not on it."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.board.challenges import earlier_challenges, record_version
from indicators.board.meetings import last_meeting
from indicators.catalogue.periods import day_text
from indicators.frames import frame_rows
from indicators.pages.challenge.download import list_title, offer_shortlist
from indicators.pages.challenge.filters import (
    FILTER_NAMES,
    NARROWING,
    PAGE,
    ChallengeFilters,
    challenge_filter_words,
    challenge_filters,
    choose_filters,
    list_address,
    new_since,
    show_cycle,
)
from indicators.pages.challenge.shortlist import (
    filtered_judgements,
    judgement_table_html,
    ordered_lines,
    shortlist_html,
    shortlist_lines,
    shortlist_rows,
)
from indicators.pages.components import as_known, printing, query_params
from indicators.pages.components.add_to_report import offer_to_add
from indicators.pages.components.board_lines import OVERDUE_ADDRESS
from indicators.pages.components.cycle import (
    SortedJudgements,
    cached_cycle,
    improvement_counts,
    indicator_counts,
    new_and_known_rows,
    news_and_known,
    shortlist_counts,
    sort_judgements,
    year_ends,
)
from indicators.pages.components.filters import Filter, clear_filters, restore_filters
from indicators.pages.components.folds import draw_fold
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.components.slides import SlideSubject, offer_presentation
from indicators.returns.due import count_overdue_figures
from indicators.signals.cycle import Cycle
from indicators.web import render
from indicators.wording.lasting import lasting_differences_text

TO_CHALLENGE, IMPROVEMENTS = "To challenge", "Improvements"
_HOW = """
Every figure is asked several questions: has it changed, does it drift, is it stable, is its target met, is it unlike
others, do our areas differ, can it be trusted. Two yardsticks decide what is listed. **Clear** is what chance alone
does not explain in numbers of this size. **Unusual** is what also goes beyond how much such figures usually move.
Each indicator is judged on its own newest figures, however old; what came since the last meeting stands on top.
Asking many questions brings up some false alarms, so the bar is set such that at most one line in ten is one.

Unless another order is chosen it is always the same: unusual before clear; concerns first, then changes that are
neither good nor bad in themselves, then improvements, which have their own tab; then the clearest first. In brackets
after a size stands the range in which it plausibly lies. [How figures are worked out](about?section=method) has the
methods.
"""


def page() -> None:
    """The page: filters, what was found in a line, the sections, and the folds."""
    present = dashboard_data()
    st.html("<h1 class='headline'>What warrants challenge</h1>")
    brought = query_params.read_parameters(PAGE, dict.fromkeys((*FILTER_NAMES, as_known.KNOWN_PARAMETER), False))
    as_known.restore_day(brought)
    data = as_known.data_as_known(present)
    is_known = as_known.draw_banner(present, data, page=PAGE)
    years = year_ends(data.version, data)
    areas = list(data.catalogue.board.shown)
    today = clock.today()
    meeting = last_meeting(data.store, before=today)
    filters = challenge_filters(data.catalogue, years, areas, meeting=meeting, today=today)
    if unknown := restore_filters(PAGE, filters, brought):
        query_params.warn_unknown(unknown)
    chosen = choose_filters(data, filters)
    as_known.draw_day_filter(present, data, page=PAGE)
    if not is_known:
        return
    cycle = cached_cycle(data.version, chosen.as_at, data)
    everything = sort_judgements(cycle)
    shown = filtered_judgements(data, chosen, everything)
    since = None if chosen.as_at else new_since(chosen, meeting=meeting, today=today)
    st.html(_summary(data, cycle, everything, shown, chosen, since))
    _hint(data, years, chosen.as_at)
    _tabs(data, filters, chosen, shown, since)
    _folds(data, shown)
    printing.print_filters(data, challenge_filter_words(filters, chosen))


def _summary(
    data: DashboardData,
    cycle: Cycle,
    everything: SortedJudgements,
    shown: SortedJudgements,
    chosen: ChallengeFilters,
    since: date | None,
) -> Markup:
    """What there is, how many questions were asked, and how many false alarms to expect."""
    parts = news_and_known(data, shown, since) if since else {"": shown}
    return render(
        "challenge/summary.html",
        parts=[(title, shortlist_counts(own.to_challenge) + improvement_counts(own)) for title, own in parts.items()],
        as_at=day_text(chosen.as_at) if chosen.as_at else "",
        overdue=_overdue_figures(data.version, clock.today(), data) if since else 0,
        overdue_address=OVERDUE_ADDRESS,
        lasting=lasting_differences_text(shown.standing, data.catalogue),
        questions=f"{cycle.questions:,}",
        listed=len(everything.to_challenge) + len(everything.improvements),
        shown=len(shown.to_challenge) + len(shown.improvements),
        false_alarms=_count_text(cycle.expected_false_alarms),
        is_filtered=not chosen.is_everything,
    )


@st.cache_data(show_spinner=False, max_entries=8)
def _overdue_figures(version: str, today: date, _data: DashboardData) -> int:
    return count_overdue_figures(_data.store, as_at=today)


def _count_text(number: float) -> str:
    return f"about {round(number)}" if number >= 0.5 else "hardly any"


def _hint(data: DashboardData, years: dict[str, date], as_at: date | None) -> None:
    """A way to the cycle with most of the board's own figures, where this one has fewer; the latest have all."""
    if as_at is None:
        return
    counts = indicator_counts(data.version, data)
    fullest = max(counts, key=lambda end: (counts[end], end), default=as_at)
    more = counts.get(fullest, 0) - counts.get(as_at, 0)
    label = next((name for name, end in years.items() if end == fullest), "")
    if more > 0 and label:
        words = f"{escape_markdown(label)} has figures of {more} more indicators: look at {escape_markdown(label)}"
        st.button(
            words,
            key="challenge-fullest",
            type="tertiary",
            icon=":material/history:",
            on_click=show_cycle,
            args=(fullest,),
        )


def _tabs(
    data: DashboardData,
    filters: Sequence[Filter],
    chosen: ChallengeFilters,
    shown: SortedJudgements,
    since: date | None,
) -> None:
    opening = IMPROVEMENTS if chosen.reading == "improvement" else TO_CHALLENGE
    painted = dict(enumerate(_rendered_lines(data.version, record_version(data.store), chosen.as_at, data)))
    places = st.tabs([TO_CHALLENGE, IMPROVEMENTS], default=opening)
    for tab, rows in zip(places, (shown.to_challenge, shown.improvements), strict=True):
        with tab:
            if rows.empty:
                _show_empty_tab(chosen, improved=rows is shown.improvements)
            else:
                st.html(_list_html(data, ordered_lines(rows, chosen.order), painted, since, chosen.order))
    lines = shortlist_rows(shown)
    if len(lines):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="challenge-next"):
            offer_to_add(data, {list_address(filters, chosen): list_title(data, chosen)}, key=PAGE)
            offer_presentation(data, _slides(shown, chosen), of=PAGE, as_at=chosen.as_at)
        offer_shortlist(data, chosen, lines)


def _slides(shown: SortedJudgements, chosen: ChallengeFilters) -> list[SlideSubject]:
    """A slide a line of the list, in its order: what is to be challenged, then what has improved."""
    rows = pd.concat([ordered_lines(own, chosen.order) for own in (shown.to_challenge, shown.improvements) if len(own)])
    return [
        SlideSubject(
            row.indicator,
            (row.area_code,),
            "rate" if row.unit_measure == "rate" else "value",
            row.group,
            until=chosen.as_at,
            rule=row.rule,
        )
        for row in frame_rows(rows)
    ]


def _list_html(
    data: DashboardData, rows: pd.DataFrame, painted: Mapping[int, Markup], since: date | None, order: str
) -> Markup:
    """The lines of a tab: what is new on top and what was known before below it, where that is asked."""
    if since is None:
        return shortlist_html(rows, painted, is_ordered=bool(order))
    parts = new_and_known_rows(data, rows, since)
    return Markup().join(
        shortlist_html(own, painted, is_ordered=bool(order), title=title) for title, own in parts.items()
    )


@st.cache_data(show_spinner="Drawing the shortlist …", max_entries=32)
def _rendered_lines(version: str, record: str, as_at: date | None, _data: DashboardData) -> list[Markup]:
    """Every line of a cycle's shortlist as HTML, by its place; filters only choose among them."""
    shortlist = cached_cycle(version, as_at, _data).shortlist
    context = {"as_at": as_at, "known_on": _data.known_on, "asked": earlier_challenges(_data.store)}
    return shortlist_lines(shortlist, _data.store, _data.catalogue, **context)


def _show_empty_tab(chosen: ChallengeFilters, *, improved: bool) -> None:
    """An empty tab says why, and what to do next."""
    what = "No improvement beyond chance" if improved else "Nothing to challenge"
    if chosen.is_everything:
        st.info(
            f"{what} in {f'figures up to {day_text(chosen.as_at)}' if chosen.as_at else 'the latest figures'}. "
            "Choose an earlier year above, or see below what was judged."
        )
        return
    st.info(f"{what} for this choice. Choose another area, stage, quadrant or reading, or show everything.")
    key = f"challenge-everything-{'improved' if improved else 'asked'}"
    # The cycle stays.
    st.button("Show everything", key=key, on_click=clear_filters, args=(PAGE, NARROWING))


def _folds(data: DashboardData, shown: SortedJudgements) -> None:
    """What is not on the shortlist; each table is made when it is unfolded."""
    is_difference = shown.standing["rule"].isin(("comparator", "areas"))
    lasting = shown.standing[is_difference]
    # What lies in it stands on its head: whoever looks for a comparison would not unfold "other differences".
    says = lasting_differences_text(lasting, data.catalogue)
    head = escape_markdown(f"Lasting differences, no news: {says}") if says else "Lasting differences (0)"
    folds = {
        "lasting": ("Lasting differences", head, lasting),
        "standing": ("Other changes beyond chance", "", shown.standing[~is_difference]),
        "quiet": ("Judged and quiet", "", shown.quiet),
        "too-few": ("Too few to tell, or cannot be compared", "", shown.too_few),
    }
    for name, (title, words, rows) in folds.items():
        fold = st.expander(words or f"{title} ({len(rows):,})", key=f"challenge-fold-{name}", on_change="rerun")
        if fold.open:
            fold.html(
                judgement_table_html(rows, data.catalogue, title) if len(rows) else "<p>None for this choice.</p>"
            )
    draw_fold("How this list is made", lambda: st.markdown(_HOW), key="challenge-how")


page()
