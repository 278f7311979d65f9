"""The challenges that were put about a priority, and the way to put another."""

from datetime import date
from html import escape

import streamlit as st

from indicators.pages.parts.data import Opened
from indicators.pages.parts.log_words import line_html, lines_html, raise_address
from indicators.plans import Priority
from indicators.record.log import challenges

#: Challenges that are listed; the log has them all.
_MOST = 10


def challenges_section(data: Opened, priority: Priority) -> None:
    """The list, newest step first, and a link to the form."""
    found, total = challenges(data.store, priority=priority.id, limit=_MOST)
    today = date.today()
    listed = lines_html([line_html(one, data.catalogue, today) for one in found]) if found else "<p>None so far.</p>"
    more = f"<p class='caption'>and {total - _MOST:,} older ones in the log</p>" if total > _MOST else ""
    st.html(
        f'<section><h2 class="side">Challenges about it ({total:,})</h2>{listed}{more}'
        f'<p><a href="{escape(raise_address(priority=priority.id))}">Raise a challenge about this priority</a> · '
        f'<a href="findings?section=write&amp;priority={escape(priority.id)}">Add a finding to it</a></p></section>'
    )
