"""Asking for figures: the workbook of an agency for a period, to download and send."""

from datetime import date
from html import escape
from io import BytesIO

import pandas as pd
import streamlit as st

from indicators.exports.names import file_name
from indicators.intake.asked_for import asked_for, template_for
from indicators.months import day_text
from indicators.pages.parts.data import Opened
from indicators.pages.parts.downloads import WORKBOOK
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.unmarked import unmarked
from indicators.periods import Period
from indicators.returns.due import periods_owed
from indicators.returns.held import Agency, held
from indicators.wording import counted


def asking(data: Opened) -> None:
    """The section: agency, period, what is asked for, and the download."""
    agencies = held(data.store).agencies
    duties = data.store.query("duties")
    if not agencies or duties.empty:
        st.info("Nobody owes a return yet. Who owes what stands in data/agencies.csv and data/duties.csv.")
        return
    with st.container(horizontal=True, gap="small", key="returns-asking"):
        agency = agencies[
            st.selectbox(
                "Agency", list(agencies), format_func=lambda one: agencies[one].name, key="returns:asked-agency"
            )
        ]
        periods = _periods(duties[duties["agency"] == agency.id])
        label = st.selectbox("Period", list(periods), key=f"returns:asked-period:{agency.id}")
    if label is None:
        st.info(f"{unmarked(agency.name)} owes nothing yet.")
        return
    _offer(data, agency, periods[label])


def _periods(duties: pd.DataFrame) -> dict[str, Period]:
    """The periods that have begun, newest first, and of each length the one that ended last before the others."""
    found = {
        period
        for row in duties.drop_duplicates(["every", "starts", "ends"]).itertuples()
        for period in periods_owed(
            row.every,
            first=row.starts.date(),
            last=None if pd.isna(row.ends) else row.ends.date(),
            as_at=date.today(),
        )
    }
    newest = sorted(found, key=lambda period: (period.ends <= date.today(), period.ends, period.type), reverse=True)
    return {period.label: period for period in newest}


def _offer(data: Opened, agency: Agency, period: Period) -> None:
    rows = asked_for(data.store, data.catalogue, agency, period)
    asked = f"{agency.name} is asked for {counted(len(rows), 'figure')} of {period.label}"
    st.html(
        f"<p class='moved'><strong>{escape(asked)}</strong><br>"
        f"The workbook has them with the figure before, what each means, and where to write. "
        f"The period ends on {day_text(period.ends)}.</p>"
    )
    st.download_button(
        "Workbook to fill in",
        data=lambda: _workbook(data, agency, period),
        file_name=file_name(("return",), (agency.name,), (period.label,), "xlsx"),
        mime=WORKBOOK,
        on_click="ignore",
        key="returns-template",
        type="primary",
        icon=":material/download:",
    )
    table = pd.DataFrame(
        {
            "Indicator": [row.title for row in rows],
            "Area": [row.area for row in rows],
            "Figure before": [f"{row.last_figure} ({row.last_period})" if row.last_period else "–" for row in rows],
        }
    )
    st.html(frame_html(table, f"Figures asked for, {period.label}"))


def _workbook(data: Opened, agency: Agency, period: Period) -> bytes:
    out = BytesIO()
    template_for(data.store, data.catalogue, agency, period, out=out)
    return out.getvalue()
