"""The chair's review: every open challenge with its figure as it was when the challenge was raised and as it is now."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.board.challenges import OPEN_STATES, Challenge, ChallengeOrder, count_challenges, find_challenges
from indicators.board.closings import closed_since_meeting
from indicators.board.snapshot import compare_snapshots
from indicators.catalogue.periods import day_text
from indicators.pages.components.board_lines import challenge_address, overdue_words, question_excerpt, state_tag
from indicators.pages.components.session import DashboardData
from indicators.web import render
from indicators.wording.numbers import count_text

#: Challenges that one meeting can look at; the longest overdue and the next due come first.
MOST_REVIEWED = 100


def review_section(data: DashboardData) -> None:
    """A table of the open challenges, those due first on top, and how many there are."""
    today = clock.today()
    counts = count_challenges(data.store, on=today)
    if not counts.total:
        st.info("No challenge was raised yet: there is nothing to review.", icon=":material/task_alt:")
        return
    if not counts.open:
        st.info("No challenge is open.", icon=":material/task_alt:")
        st.html(_closed_html(data, today))
        return
    shown, total = find_challenges(data.store, states=OPEN_STATES, order=ChallengeOrder.DUE, limit=MOST_REVIEWED)
    late = f", {count_text(counts.overdue, 'answer')} overdue" if counts.overdue else ""
    st.html(render("status.html", text=f"{count_text(counts.open, 'open challenge')}{late}"))
    if total > MOST_REVIEWED:
        st.caption(f"The {MOST_REVIEWED} that are due first. The others stand in the log.")
    st.html(_review_table(data, shown, today))
    st.html(_closed_html(data, today))


def _review_table(data: DashboardData, challenges: list[Challenge], today: date) -> Markup:
    both = compare_snapshots([challenge.snapshot for challenge in challenges], data.store, data.catalogue)
    return render(
        "log/review.html",
        caption="Open challenges with their figure then and now",
        rows=list(zip(challenges, both, strict=True)),
        today=today,
        subject=lambda challenge: _subject(data, challenge),
        challenge_address=challenge_address,
        day_text=day_text,
        overdue_words=overdue_words,
        question_excerpt=question_excerpt,
        state_tag=state_tag,
    )


def _closed_html(data: DashboardData, today: date) -> Markup:
    """The challenges that were closed or assured since the last meeting, with outcome and impact."""
    title, closed = closed_since_meeting(data.store, today)
    return render(
        "log/closed.html",
        title=title,
        challenges=closed,
        subject=lambda challenge: _subject(data, challenge),
        challenge_address=challenge_address,
        day_text=day_text,
        question_excerpt=question_excerpt,
        state_tag=state_tag,
    )


def _subject(data: DashboardData, challenge: Challenge) -> str:
    indicator, area = data.catalogue.indicators.get(challenge.indicator), data.catalogue.areas.get(challenge.area_code)
    parts = [item for item in (indicator and indicator.short_title, area and area.name) if item]
    return f" · {', '.join(parts)}" if parts else ""
