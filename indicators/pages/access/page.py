"""The access log: who opened which page, took which file, wrote what, and who was refused."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.access.log import AccessEntry, AccessEvent, log_folder, read_access_log
from indicators.access.permissions import Permission, check_permission
from indicators.exports.excel import csv_bytes
from indicators.pages.components import printing, query_params
from indicators.pages.components.downloads import logged_file
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.filters import (
    Filter,
    chosen_values,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.identity import sign_in_settings
from indicators.pages.navigation import PAGE_TITLES
from indicators.web import render

PAGE = "access"
#: Entries that are listed; the file has them all.
_MOST_LISTED = 300
_DAYS = {
    "1": "Today",
    "7": "The last 7 days",
    "31": "The last 31 days",
    "366": "The last year",
    "0": "All that is kept",
}
_HEADS = ("When (UTC)", "Who", "As", "What happened", "What")


def page() -> None:
    """The page: what to look for, the entries with the newest on top, and the file of them."""
    check_permission(Permission.READ_ACCESS_LOG)
    filters = _filters()
    restore_filters(
        PAGE, filters, query_params.read_parameters(PAGE, {one.name: False for one in filters}), reset_unknown=True
    )
    st.html("<h1 class='headline'>Access log</h1>")
    months = sign_in_settings().months
    st.html(
        f"<p class='subtitle'>Who opened which page, took which file and wrote what, and who was refused. Kept for "
        f"{months} months, then removed by the dashboard.</p>"
    )
    chosen = draw_filters(PAGE, filters)
    query_params.write_parameters(PAGE, filter_parameters(filters, chosen_values(PAGE, filters)))
    entries = chosen_entries(read_access_log(first=_first_day(chosen["days"])), chosen["event"], chosen["text"])
    st.html(render("status.html", text="1 entry" if len(entries) == 1 else f"{len(entries):,} entries"))
    printing.print_choices(filter_words(filters, chosen_values(PAGE, filters)))
    if not entries:
        st.info(
            "Nothing of this kind is in the log. Choose more days, or take a choice away.", icon=":material/search:"
        )
        return
    st.html(frame_html(entries_frame(entries[:_MOST_LISTED]), "Entries, the newest first"))
    if len(entries) > _MOST_LISTED:
        st.caption(f"The newest {_MOST_LISTED} are listed; the file has all {len(entries):,}.")
    name = f"access-log_{clock.today().isoformat()}.csv"
    st.download_button(
        "CSV",
        data=logged_file(
            name,
            lambda: csv_bytes(entries_frame(entries), {"Title": "Access log", "Lies in": str(log_folder())}),
            Permission.READ_ACCESS_LOG,
        ),
        file_name=name,
        mime="text/csv",
        on_click="ignore",
        key="access-csv",
        icon=":material/table:",
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("days", "When", _DAYS, opening="31"),
        Filter("event", "What happened", {str(one): str(one).capitalize() for one in AccessEvent}, everything="All"),
        Filter("text", "Search names, roles, pages and files", printed_label="Search"),
    )


def _first_day(days: str) -> date | None:
    return clock.today() - timedelta(days=int(days) - 1) if int(days) else None


def chosen_entries(entries: Iterable[AccessEntry], event: str, text: str) -> list[AccessEntry]:
    """The entries of a kind that have a text in them, case apart; of all kinds without one."""
    wanted = text.strip().casefold()
    return [
        one
        for one in entries
        if (not event or one.event == event) and wanted in f"{one.name}\n{one.role}\n{_what(one)}".casefold()
    ]


def entries_frame(entries: Iterable[AccessEntry]) -> pd.DataFrame:
    """One row an entry, in words."""
    rows = [(f"{one.at:%Y-%m-%d %H:%M:%S}", one.name, one.role, str(one.event), _what(one)) for one in entries]
    return pd.DataFrame(rows, columns=list(_HEADS))


def _what(entry: AccessEntry) -> str:
    return PAGE_TITLES.get(entry.what, entry.what) if entry.event is AccessEvent.OPENED else entry.what


page()
