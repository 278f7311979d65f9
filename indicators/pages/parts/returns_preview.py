"""What a checked file would change, and what is wrong or doubtful in it."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from indicators.errors import Problem, counted_problems
from indicators.exports.table import csv_bytes
from indicators.intake import reading
from indicators.intake.reading import Reader
from indicators.intake.told import figure_rows
from indicators.pages.parts.data import Opened
from indicators.pages.parts.downloads import WORKBOOK
from indicators.pages.parts.figures_table import frame_html
from indicators.returns.check import MOST_LISTED, Checked
from indicators.returns.ensure import store_path
from indicators.returns.received import Kind, received
from indicators.returns.sheets.annotated import problem_table
from indicators.temporary import passing_folder

#: Problems of a kind that are listed on the page; the copy to send back has them all.
_MOST_SHOWN = 100
_STATES = {
    "revised": "Revised: what was known is replaced",
    "new": "New figures",
    "older": "Left as they are: this is an older edition than the one known",
    "unchanged": "As they were known",
}
_HEADS = {
    "indicator": "Indicator", "area": "Area", "period": "Period", "figure": "Figure", "before": "Known until now",
    "change": "Difference", "source": "Source",
}  # fmt: skip


def show_problems(checked: Checked, content: bytes, *, sender: str) -> None:
    """What has to be mended, what is worth a look, and the copy of the file's `content` with both marked."""
    errors, warnings = checked.errors, checked.warnings
    if errors:
        with st.expander(f":material/error: To mend ({counted_problems(errors):,})", expanded=True):
            st.html(_table(errors, "To mend before everything can be taken in"))
    if warnings:
        with st.expander(f":material/warning: Worth a look ({counted_problems(warnings):,})", expanded=not errors):
            st.html(_table(warnings, "Doubtful; stops nothing"))
    if errors or warnings:
        _offer_copy(checked, content, sender)


def _table(problems: Sequence[Problem], caption: str) -> str:
    rows = [
        {
            "Where": one.place or "the file",
            "What stands there": one.value,
            "What is wrong, and what to write": one.message,
        }
        for one in problems[:_MOST_SHOWN]
    ]
    more = counted_problems(problems[_MOST_SHOWN:])
    ending = (
        f"<p class='caption'>and {more:,} more; the copy to send back lists the first of them</p>" if more > 0 else ""
    )
    return frame_html(pd.DataFrame(rows), caption) + ending


def _offer_copy(checked: Checked, content: bytes, sender: str) -> None:
    stem = Path(checked.file.name).stem or "return"
    if checked.kind is Kind.WORKBOOK:
        name, mime, words = f"{stem} to mend.xlsx", WORKBOOK, "Copy to send back, with every cell marked"
    else:
        name, mime, words = f"{stem} to mend.csv", "text/csv", "List to send back"
    st.download_button(
        words,
        data=lambda: _copy(checked, content, sender),
        file_name=name,
        mime=mime,
        on_click="ignore",
        key="returns-copy",
        icon=":material/reply:",
    )


def _copy(checked: Checked, content: bytes, sender: str) -> bytes:
    """The copy to send back: the workbook with every cell marked, or for other files a list of what is kept here."""
    if checked.kind is not Kind.WORKBOOK:
        return csv_bytes(problem_table(checked.problems), {"Title": f"What was found in {checked.file.name}"})
    with passing_folder("copy") as folder, Reader(reading.PAGE) as reader:
        path = folder / "upload"
        path.write_bytes(content)
        return reader.marked(store_path(), received(path, checked.file.name), agency=sender)


def show_changes(data: Opened, checked: Checked) -> None:
    """The figures by what would become of them, each state in a fold; revised ones are open."""
    if checked.neighbours is not None:
        _show_neighbours(data, checked)
        return
    for state, words in _STATES.items():
        count = checked.counts[state]
        if not count:
            continue
        fold = st.expander(
            f"{words} ({count:,})", expanded=state == "revised", key=f"returns-{state}", on_change="rerun"
        )
        if fold.open:
            fold.html(_figures_html(data, checked, state, words))
            if count > MOST_LISTED:
                fold.caption(f"The newest {MOST_LISTED:,} of {count:,} are listed.")


def _figures_html(data: Opened, checked: Checked, state: str, caption: str) -> str:
    frame = pd.DataFrame(figure_rows(checked.figures[state], data.catalogue), columns=list(_HEADS))
    if state in ("new", "unchanged"):
        frame = frame.drop(columns=["before", "change"])
    return frame_html(frame.rename(columns=_HEADS), caption)


def _show_neighbours(data: Opened, checked: Checked) -> None:
    names = {code: area.name for code, area in data.catalogue.areas.items()}
    rows = checked.neighbours
    table = pd.DataFrame(
        {
            "Area": rows["area"].map(names),
            "Place": rows["rank"],
            "Neighbour": rows["neighbour"].map(names),
            "How close": rows["closeness"],
        }
    )
    with st.expander(f"Statistical neighbours ({len(rows):,})", expanded=True):
        st.html(frame_html(table, "The areas that ours are held against"))
