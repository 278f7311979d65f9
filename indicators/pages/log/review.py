"""The chair's review: every open challenge with its figure as it was when the challenge was raised and as it is now."""

from datetime import date
from html import escape

import streamlit as st

from indicators.board.challenges import OPEN_STATES, Challenge, count_challenges, find_challenges
from indicators.board.snapshot import SnapshotComparison, compare_snapshots
from indicators.catalogue.periods import day_text
from indicators.pages.components.board_lines import challenge_address, overdue_words, question_excerpt, state_tag
from indicators.pages.components.session import DashboardData
from indicators.wording.numbers import count_text

#: Challenges that one meeting can look at; the longest overdue and the next due come first.
MOST_REVIEWED = 100


def review_section(data: DashboardData) -> None:
    """A table of the open challenges, those due first on top, and how many there are."""
    today = date.today()
    held = count_challenges(data.store, on=today)
    if not held.open:
        st.info("No challenge is open: there is nothing to review.", icon=":material/task_alt:")
        return
    listed, total = find_challenges(data.store, states=OPEN_STATES, by_due=True, limit=MOST_REVIEWED)
    late = f", {count_text(held.overdue, 'answer')} overdue" if held.overdue else ""
    st.html(f'<p class="moved" role="status"><strong>{count_text(held.open, "open challenge")}{late}</strong></p>')
    if total > MOST_REVIEWED:
        st.caption(f"The {MOST_REVIEWED} that are due first. The others stand in the log.")
    st.html(_review_table(data, listed, today))


def _review_table(data: DashboardData, found: list[Challenge], today: date) -> str:
    both = compare_snapshots([one.snapshot for one in found], data.store, data.catalogue)
    rows = "".join(_review_row(data, one, figures, today) for one, figures in zip(found, both, strict=True))
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("No.", "Asked", "State", "Due", "Figure then", "Figure now")
    )
    caption = "Open challenges with their figure then and now"
    return (
        f'<div class="figures-wrap review" tabindex="0" role="region" aria-label="{caption}"><table class="figures">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _review_row(data: DashboardData, one: Challenge, figures: SnapshotComparison, today: date) -> str:
    asked = (
        f'<a href="{challenge_address(one.number)}">{escape(question_excerpt(one.question, 120))}</a>'
        f'<span class="facts">To {escape(one.agency)}{escape(_subject(data, one))}</span>'
    )
    due = day_text(one.due) + (f"<br><strong>{overdue_words(one, today)}</strong>" if one.is_overdue(today) else "")
    then, now = (figures.then, figures.now) if one.snapshot else ("–", "–")
    cells = [asked, state_tag(one), due, escape(then), escape(now)]
    return f'<tr><th scope="row">{one.number}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _subject(data: DashboardData, one: Challenge) -> str:
    indicator, area = data.catalogue.indicators.get(one.indicator), data.catalogue.areas.get(one.area_code)
    parts = [item for item in (indicator and indicator.short_title, area and area.name) if item]
    return f" · {', '.join(parts)}" if parts else ""
