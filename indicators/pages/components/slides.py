"""Charts to be shown one after another in the meeting: what a slide is of, as a text for the address, and the button
that opens the presentation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from indicators.access.permissions import Permission, may
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures import MEASURES
from indicators.pages.components.session import DashboardData
from indicators.wording.numbers import count_text
from indicators.wording.statements import RULE_NAMES

#: The page as Streamlit finds it.
PRESENT_PAGE = "indicators/pages/present/page.py"
#: What the address may bring: the page to go back to, the day of the cycle, and each slide in its order.
OF_PARAMETER, DAY_PARAMETER, SLIDE_PARAMETER = "of", "as_at", "item"
#: Slides of one presentation: what an address bears, and more than a meeting looks at.
MOST_SLIDES = 40
#: Lines of one chart that can be told from each other at the back of a room.
MOST_AREAS = 6
#: Stands among comparators for the middle of an area's statistical neighbours.
NEIGHBOURS = "neighbours"
_PART, _LIST = "~", ","


@dataclass(frozen=True)
class SlideSubject:
    """What one slide shows: an indicator's lines in some areas (codes), in a measure, over some periods.

    `periods` is a group of periods, empty for the usual one; `since` and `until` are last days of periods. `rule` is
    the question of the list that it answers, if it is a line of the list.
    """

    indicator: str
    areas: tuple[str, ...]
    measure: str = "value"
    periods: str = ""
    since: date | None = None
    until: date | None = None
    comparators: tuple[str, ...] = ()
    rule: str = ""

    @property
    def text(self) -> str:
        """The subject as the address has it."""
        days = [day.isoformat() if day else "" for day in (self.since, self.until)]
        parts = (
            self.indicator, _LIST.join(self.areas), self.measure, self.periods, *days,
            _LIST.join(self.comparators), self.rule,
        )  # fmt: skip
        return _PART.join(parts).rstrip(_PART)


def parse_subject(text: str, catalogue: Catalogue) -> SlideSubject | None:
    """The subject that an address names; None where it names what does not exist."""
    indicator, areas, measure, periods, since, until, comparators, rule = (text.split(_PART) + [""] * 8)[:8]
    definition = catalogue.indicators.get(indicator)
    codes = tuple(code for code in areas.split(_LIST) if code in catalogue.areas)[:MOST_AREAS]
    if definition is None or not codes:
        return None
    others = [code for code in comparators.split(_LIST) if code in catalogue.areas or code == NEIGHBOURS]
    has_measure = measure in MEASURES and (measure != "rate" or bool(definition.rate_population))
    return SlideSubject(
        indicator,
        codes,
        measure if has_measure else "value",
        periods if periods in PERIOD_GROUPS else "",
        _parse_day(since),
        _parse_day(until),
        tuple(others)[:MOST_AREAS],
        rule if rule in RULE_NAMES else "",
    )


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def offer_presentation(
    data: DashboardData, subjects: Iterable[SlideSubject], *, of: str, as_at: date | None = None
) -> None:
    """The way to the presentation of some charts in their order; nothing where there is none.

    `of` is the page that it comes from and leads back to. Figures as they were known on an earlier day are not shown.
    """
    if not may(Permission.SEE_BOARD_FIGURES):
        # The page that shows them is the board's own.
        return
    every: Sequence[SlideSubject] = list(dict.fromkeys(subjects))
    if not every or data.known_on:
        return
    shown = every[:MOST_SLIDES]
    pairs: list[tuple[str, Any]] = [(OF_PARAMETER, of)]
    pairs += [(DAY_PARAMETER, as_at.isoformat())] if as_at else []
    pairs += [(SLIDE_PARAMETER, subject.text) for subject in shown]
    words = count_text(len(shown), "chart")
    left = f"; the first {MOST_SLIDES} of {len(every)}" if len(every) > MOST_SLIDES else ""
    st.page_link(
        PRESENT_PAGE,
        label="Present, one chart a screen",
        icon=":material/slideshow:",
        help=f"{words}, one on each screen{left}: arrow keys turn, Escape leaves",
        query_params=pairs,
    )
