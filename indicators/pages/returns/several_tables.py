"""A file of several tables, an archive or a published workbook: which of them is meant, or all that are known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from indicators.errors import DataProblems, IndicatorsError, printable_text, problem_count
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.forms import role_box
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.returns.check import ReturnPreview
from indicators.returns.containers import FilePart
from indicators.returns.recognise import Submission
from indicators.returns.sandbox import PAGE_ALLOWANCE, Sandbox
from indicators.settings import store_path
from indicators.wording.numbers import count_text

ALL_PARTS = "All that are known"
_PARTS, _CHECKED = "returns:parts", "returns:all"


def file_parts_of(file: Submission) -> tuple[FilePart, ...]:
    """The tables of an upload among which to choose, looked at once; raises ReturnRefused."""
    if st.session_state.get(_PARTS, (None,))[0] != file.sha256:
        with _bar("Looking at what the file holds") as progress, Sandbox(PAGE_ALLOWANCE) as reader:
            st.session_state[_PARTS] = (file.sha256, reader.parts(file, progress=progress))
    return st.session_state[_PARTS][1]


def part_box(parts: tuple[FilePart, ...], key: str) -> str:
    """The box in which one of several tables is chosen, or all that are known."""
    what = "sheet" if parts[0].is_sheet else "file"
    return st.selectbox(
        f"Which {what}? It holds {count_text(len(parts), 'table')}.", [ALL_PARTS, *(part.name for part in parts)],
        format_func=printable_text, key=key,
    )  # fmt: skip


def all_parts_section(
    data: DashboardData, file: Submission, parts: tuple[FilePart, ...], sender: str, *, all_areas: bool
) -> str:
    """What each table would change, and the button that takes in those without a fault; what was taken in, in words."""
    key = (file.sha256, sender, all_areas, data.version)
    if st.session_state.get(_CHECKED, (None,))[0] != key:
        st.session_state[_CHECKED] = (key, _previews(file, parts, agency=sender, all_areas=all_areas))
    results: dict[str, ReturnPreview | str] = st.session_state[_CHECKED][1]
    st.html(frame_html(_results_table(results), "What the file holds"))
    sound = {
        name: one
        for name, one in results.items()
        if isinstance(one, ReturnPreview) and one.sound and not one.errors and one.accepted_as is None
    }
    if not sound:
        st.info("None of these can be taken in as it stands. Choose one above to see what is wrong with it.")
        return ""
    figures = sum(one.sound for one in sound.values())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="returns-accept-all"):
        by = role_box("Who takes it in?", key="returns:by")
        words = f"Take in {count_text(figures, 'figure')} of {count_text(len(sound), 'table')}"
        if st.button(words, key="returns:accept-all", type="primary", icon=":material/check:"):
            return _accept(file, sound, sender, by)
    return ""


def _previews(file: Submission, parts: tuple[FilePart, ...], **about: Any) -> dict[str, ReturnPreview | str]:
    results: dict[str, ReturnPreview | str] = {}
    with _bar("Looking at the tables") as progress, Sandbox(PAGE_ALLOWANCE) as reader:
        for place, part in enumerate(parts):
            progress(place / len(parts), printable_text(part.name))
            try:
                results[part.name] = reader.preview(store_path(), replace(file, part=part.name), **about)
            except IndicatorsError as error:
                results[part.name] = str(error)
    return results


def _results_table(results: dict[str, ReturnPreview | str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"Table": printable_text(name), **(_counts(one) if isinstance(one, ReturnPreview) else _left_out(one))}
            for name, one in results.items()
        ]
    )


def _counts(checked: ReturnPreview) -> dict[str, str]:
    state = "can be taken in"
    if checked.accepted_as is not None:
        state = f"was taken in before, as return {checked.accepted_as}"
    elif checked.errors:
        state = f"has {count_text(problem_count(checked.errors), 'thing')} to mend; choose it above"
    elif not checked.sound:
        state = "has no figure that can be taken in"
    elif doubts := problem_count(checked.warnings):
        state += f", with {count_text(doubts, 'doubt')}"
    counts = {name: f"{checked.counts[name]:,}" for name in ("new", "revised", "unchanged")}
    return {"New": counts["new"], "Revised": counts["revised"], "As known": counts["unchanged"], "What it is": state}


def _left_out(words: str) -> dict[str, str]:
    return {"New": "–", "Revised": "–", "As known": "–", "What it is": f"left out: {words}"}


def _accept(file: Submission, sound: dict[str, ReturnPreview], sender: str, by: str) -> str:
    """Take the sound tables in, each as a return of its own; gives what became of them, in words."""
    taken, left = [], []
    with _bar("Taking in") as progress, Sandbox(PAGE_ALLOWANCE) as reader:
        for place, (name, checked) in enumerate(sound.items()):
            progress(place / len(sound), printable_text(name))
            try:
                done = reader.accept(
                    store_path(),
                    replace(file, part=name),
                    by=by,
                    agency=sender,
                    all_areas=checked.all_areas,
                    previewed=checked.counts,
                )
            except DataProblems:
                left.append(f"{printable_text(name)} (has problems that were not there when it was checked)")
            except IndicatorsError as error:
                left.append(f"{printable_text(name)} ({error})")
            else:
                taken.append(f"{printable_text(name)} as return {done.return_id}")
    st.session_state.pop(_CHECKED, None)
    if left:
        st.error(escape_markdown(f"Left out: {'; '.join(left)}."), icon=":material/error:")
    return f"Taken in: {', '.join(taken)}. Each can be withdrawn under What came." if taken else ""


@contextmanager
def _bar(words: str) -> Iterator[Any]:
    placeholder = st.empty()
    bar = placeholder.progress(0.0, words)
    try:
        yield lambda share, step: bar.progress(min(share, 1.0), escape_markdown(step))
    finally:
        placeholder.empty()
