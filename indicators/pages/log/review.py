"""The chair's review: every open challenge with its figure as it was put and as it is now."""

from datetime import date
from html import escape

import streamlit as st

from indicators.board.challenges import OPEN, Challenge, challenges, counts
from indicators.board.snapshot import ThenAndNow, all_then_and_now
from indicators.catalogue.periods import day_text
from indicators.pages.components.board_lines import challenge_address, overdue_words, shortened, state_tag
from indicators.pages.components.session import Opened
from indicators.wording.numbers import counted

#: Challenges that one meeting can look at; the longest overdue and the next due come first.
MOST = 100


def review_section(data: Opened) -> None:
    """A table of the open challenges, those due first on top, and how many there are."""
    today = date.today()
    held = counts(data.store, on=today)
    if not held.open:
        st.info("No challenge is open: there is nothing to review.", icon=":material/task_alt:")
        return
    listed, total = challenges(data.store, states=OPEN, by_due=True, limit=MOST)
    late = f", {counted(held.overdue, 'answer')} overdue" if held.overdue else ""
    st.html(f'<p class="moved" role="status"><strong>{counted(held.open, "open challenge")}{late}</strong></p>')
    if total > MOST:
        st.caption(f"The {MOST} that are due first. The others stand in the log.")
    st.html(_table(data, listed, today))


def _table(data: Opened, found: list[Challenge], today: date) -> str:
    both = all_then_and_now([one.seen for one in found], data.store, data.catalogue)
    rows = "".join(_row(data, one, figures, today) for one, figures in zip(found, both, strict=True))
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("No.", "Asked", "State", "Due", "Figure then", "Figure now")
    )
    caption = "Open challenges with their figure then and now"
    return (
        f'<div class="figures-wrap review" tabindex="0" role="region" aria-label="{caption}"><table class="figures">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(data: Opened, one: Challenge, figures: ThenAndNow, today: date) -> str:
    asked = (
        f'<a href="{challenge_address(one.number)}">{escape(shortened(one.question, 120))}</a>'
        f'<span class="facts">To {escape(one.agency)}{escape(_subject(data, one))}</span>'
    )
    due = day_text(one.due) + (f"<br><strong>{overdue_words(one, today)}</strong>" if one.is_overdue(today) else "")
    then, now = (figures.then, figures.now) if one.seen else ("–", "–")
    cells = [asked, state_tag(one), due, escape(then), escape(now)]
    return f'<tr><th scope="row">{one.number}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _subject(data: Opened, one: Challenge) -> str:
    indicator, area = data.catalogue.indicators.get(one.indicator), data.catalogue.areas.get(one.area_code)
    parts = [item for item in (indicator and indicator.short_title, area and area.name) if item]
    return f" · {', '.join(parts)}" if parts else ""
