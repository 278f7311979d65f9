"""The returns that came: who took each in, what it changed, and the form to withdraw one."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from indicators.access.permissions import Permission, current_user, may
from indicators.board.challenges import own_agency_names
from indicators.errors import IndicatorsError
from indicators.exports.excel import csv_bytes
from indicators.pages.components.downloads import logged_file
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.filters import Filter, draw_filters
from indicators.pages.components.forms import role_box
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.pages.returns.chart_links import show_links
from indicators.returns.accept import withdraw_return
from indicators.returns.history import DATA_FILE, IN_FORCE, return_rows
from indicators.settings import store_path
from indicators.web import render

_HEADS = {
    "return": "Return", "accepted": "Taken in (UTC)", "by": "By", "name": "File", "kind": "Kind", "agency": "Agency",
    "period": "Period", "new": "New", "revised": "Revised", "unchanged": "Unchanged", "refused": "Refused",
    "state": "State", "why": "Why",
}  # fmt: skip
_MESSAGE = "returns:said"
#: How the list can be sorted, by the column that is looked at.
HISTORY_FILTERS = (
    Filter("sort", "Sort by", {"agency": "Agency", "period": "Period", "state": "State"}, everything="Newest first"),
)


def history_section(data: DashboardData) -> None:
    """The section: the list, what was noted about one return, and the form to withdraw it."""
    if words := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(words))
    everything = st.toggle("Also the files of the data folder", key="returns:everything", persist_state="session")
    rows = return_rows(data.store, everything=everything)
    user = current_user()
    if user.is_limited(Permission.SEE_RETURNS):
        own = own_agency_names(data.store, user.agencies)
        rows = [row for row in rows if row["agency"] in own]
    if not rows:
        st.info("No return was taken in yet. Choose **Take in a file** above to begin.", icon=":material/inbox:")
        return
    order = draw_filters("returns", HISTORY_FILTERS)["sort"]
    table = pd.DataFrame(sorted_returns(rows, order))[list(_HEADS)]
    used = [name for name in _HEADS if not (table[name] == "").all()]
    st.html(frame_html(table[used].rename(columns=_HEADS).astype({"Return": str}), "Returns that came"))
    st.download_button(
        "CSV",
        data=logged_file(
            "returns.csv",
            lambda: csv_bytes(table.rename(columns=_HEADS), {"Title": "Returns taken in"}),
            Permission.SEE_RETURNS,
        ),
        file_name="returns.csv",
        mime="text/csv",
        on_click="ignore",
        key="returns-history-csv",
        icon=":material/table:",
    )
    _show_return(data, {row["return"]: row for row in rows})


def sorted_returns(rows: Sequence[Mapping[str, Any]], order: str) -> list[Mapping[str, Any]]:
    """Returns by a column, those alike the newest first; as they are for the empty text."""
    return sorted(rows, key=lambda row: str(row[order]).casefold()) if order else list(rows)


def _show_return(data: DashboardData, rows: dict[int, dict]) -> None:
    """One return: what was doubtful or refused in it, and its withdrawal while it is in force."""
    number = st.selectbox(
        "Look closer at a return",
        list(rows),
        format_func=lambda choice: f"{choice}: {rows[choice]['name']}",
        key="returns:closer",
    )
    noted = data.store.query("return_problems", return_id=number)
    if len(noted):
        table = noted.rename(
            columns={"kind": "Kind", "place": "Where", "value": "Stood there", "message": "What was said"}
        )
        st.html(frame_html(table, f"What was noted when return {number} was taken in"))
    else:
        st.caption(f"Nothing was noted when return {number} was taken in.")
    if rows[number]["state"] == IN_FORCE and rows[number]["kind"] != DATA_FILE:
        show_links(data, number)
        if may(Permission.WITHDRAW_RETURNS):
            _offer_withdrawal(number)


def _offer_withdrawal(number: int) -> None:
    with st.form(f"returns-withdraw-{number}", border=True):
        st.html(render("returns/withdraw.html", number=number))
        why = st.text_input("Why?", key=f"returns:why:{number}", placeholder="for example: sent for the wrong quarter")
        by = role_box("Who withdraws it?", key="returns:withdrawn-by")
        if st.form_submit_button("Withdraw", icon=":material/undo:"):
            try:
                withdraw_return(store_path(), number, by=by, why=why)
            except IndicatorsError as error:
                st.error(escape_markdown(str(error)))
                return
            st.session_state[_MESSAGE] = f"Return {number} is withdrawn; the figures before it are current again."
            st.rerun()
