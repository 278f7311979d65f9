"""What was heard and found about an indicator, and what the board has asked about it."""

from datetime import date

import streamlit as st

from indicators.definitions import Indicator
from indicators.pages.parts.data import Opened
from indicators.pages.parts.finding_list import finding_line
from indicators.pages.parts.log_words import line_html, lines_html
from indicators.pages.parts.unmarked import unmarked
from indicators.record.findings import findings
from indicators.record.log import challenges

#: Challenges that are listed; the log has them all.
_MOST = 10


def tell_heard(data: Opened, indicator: Indicator) -> None:
    """The findings and challenges about an indicator, fetched only when they are unfolded."""
    title = f"{unmarked(indicator.title)}: what was heard, and what was asked"
    place = st.expander(title, key=f"heard-{indicator.id}", on_change="rerun")
    if not place.open:
        return
    heard = findings(data.store, indicator=indicator.id)
    asked, _ = challenges(data.store, indicator=indicator.id, limit=_MOST)
    lines = "".join(finding_line(one, data.catalogue) for one in heard)
    told = f'<ul class="findings-lines">{lines}</ul>' if lines else "<p>No finding is about it yet.</p>"
    put = lines_html([line_html(one, data.catalogue, date.today()) for one in asked]) if asked else "<p>None yet.</p>"
    place.html(
        f'<h3 class="side">Findings</h3><div class="findings-list">{told}</div><h3 class="side">Challenges</h3>{put}'
    )
