"""A scorecard as the page shows it, and its paper to take away."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.catalogue.periods import day_text
from indicators.catalogue.scorecards import Scorecard
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.downloads import audience_box, offer_paper
from indicators.pages.components.figure_tables import sparkline_html
from indicators.pages.components.session import DashboardData
from indicators.report.record import SCORECARD_PAGE
from indicators.report.scorecard import (
    WorkedScorecard,
    headline_words,
    missing_words,
    scorecard_files,
    scorecard_paper,
    verdict_notes,
    work_out_scorecard,
)
from indicators.web import render
from indicators.wording.made_up import as_at_words

#: Days after which a figure is shown in grey, as on the page of the four quadrants.
_OLD_AFTER = 731


def show_card(data: DashboardData, card: Scorecard, areas: Sequence[str]) -> None:
    """The card of a set in some areas: its headline, its groups, and its paper."""
    worked = cached_scorecard(data, card, areas)
    st.html(head_html(worked))
    if worked.rows or worked.silent:
        st.html(card_html(worked, clock.today()))
    else:
        st.info("Nothing that this set names is here any more. Choose another set, or make a new one.")
    if worked.rows:
        _offer_to_add(data, worked)
    _offer_paper(data, worked)


def head_html(worked: WorkedScorecard) -> Markup:
    """What the card is and what it says, in the first lines."""
    newest = f"Newest figures to {day_text(worked.newest)}" if worked.newest else ""
    about = [as_at_words(newest, is_made_up=worked.is_made_up), worked.card.note]
    return render(
        "scorecard/head.html",
        title=worked.title,
        about=". ".join(filter(None, about)),
        words=headline_words(worked),
        missing=missing_words(worked),
    )


def card_html(worked: WorkedScorecard, today: date) -> Markup:
    """The groups of a card as tables."""
    sections = [
        {
            "title": section.title,
            "silent": section.silent,
            "measures": [
                {
                    "indicator": rows[0].indicator,
                    "address": f"explore?{urlencode({'indicator': rows[0].indicator.id})}",
                    "lines": [
                        {
                            "row": row,
                            "line": sparkline_html(row.figure.series),
                            "is_old": (today - row.ends).days > _OLD_AFTER,
                        }
                        for row in rows
                    ],
                }
                for rows in (list(own) for _, own in groupby(section.rows, key=lambda row: row.indicator.id))
            ],
        }
        for section in worked.sections
    ]
    return render("scorecard/card.html", sections=sections, title=worked.title, notes=verdict_notes(worked))


def cached_scorecard(data: DashboardData, card: Scorecard, areas: Sequence[str]) -> WorkedScorecard:
    """A card worked out of the figures of a page, once for all visitors until figures come or the day ends."""
    return _worked_out(data.version, clock.today(), repr(card), tuple(areas), card, data)


@st.cache_resource(show_spinner="Working out the scorecard …", max_entries=32)
def _worked_out(
    version: str, today: date, contents: str, areas: tuple[str, ...], _card: Scorecard, _data: DashboardData
) -> WorkedScorecard:
    cycle = cached_cycle(version, None, _data)
    return work_out_scorecard(
        _card, _data.store, _data.catalogue, areas=areas, cycle=cycle, as_at=today, audience=_data.audience
    )


def _offer_to_add(data: DashboardData, worked: WorkedScorecard) -> None:
    """The way into the report; what somebody called a set of their own is no heading that anybody may read."""
    card, codes = worked.card, [area.code for area in worked.areas]
    one = worked.areas[0].name if len(codes) == 1 else ""
    name = "Scorecard" if card.is_own else card.title
    address = part_address(SCORECARD_PAGE, set=card.id, area=one)
    offer_to_add(data, {address: f"{name}: {one}" if one else name}, key=SCORECARD_PAGE)


def _offer_paper(data: DashboardData, worked: WorkedScorecard) -> None:
    """The buttons for the paper: made anew of the figures of whom it is for."""
    release = audience_box(data, key="scorecard")
    codes = [area.code for area in worked.areas]
    offer_paper(
        scorecard_files(worked, release.audience).values(),
        release,
        lambda figures: scorecard_paper(cached_scorecard(figures, worked.card, codes)),
        key="scorecard",
    )
