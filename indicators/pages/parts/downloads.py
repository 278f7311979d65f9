"""A table to take away as CSV and as a workbook, and the link to the view; each file is made when it is asked for."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from indicators.exports.table import csv_bytes, xlsx_bytes
from indicators.pages.parts import address

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer_table(
    table: Callable[[], pd.DataFrame],
    *,
    key: str,
    name: Callable[[str], str],
    notes: Mapping[str, str],
    what: str,
    sources: Sequence[str] = (),
) -> None:
    """The buttons for both files; `name` gives a file's name from its extension, `what` is told in their help.

    `notes` stand around the table; the one called Title is the workbook's.
    """
    st.download_button(
        "CSV",
        data=lambda: csv_bytes(table(), notes),
        file_name=name("csv"),
        mime="text/csv",
        on_click="ignore",
        key=f"{key}-csv",
        icon=":material/table:",
        help=f"{what} as comma-separated values",
    )
    st.download_button(
        "XLSX",
        data=lambda: xlsx_bytes(table(), title=notes["Title"], notes=notes, sources=sources),
        file_name=name("xlsx"),
        mime=WORKBOOK,
        on_click="ignore",
        key=f"{key}-xlsx",
        icon=":material/table_view:",
        help=f"{what} as an accessible workbook",
    )


def offer_link() -> None:
    """The address that opens the same view."""
    with st.popover("Link", icon=":material/link:"):
        st.caption("This address opens the same view:")
        st.code(address.link(), language=None, wrap_lines=True)
