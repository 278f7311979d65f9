"""Submitting a return: upload a file, preview what it would change with its problems and warnings, then accept it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from indicators.access.permissions import Permission, current_user, may
from indicators.catalogue.catalogue import stored_authorities
from indicators.errors import DataProblems, IndicatorsError, Problem, not_none, problem_count
from indicators.exports.excel import csv_bytes
from indicators.exports.formats import FORMATS
from indicators.loading.editions import FileKind
from indicators.pages.components.downloads import logged_file
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.forms import role_box
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, board_terms
from indicators.pages.returns.chart_links import show_links
from indicators.pages.returns.due import own_agencies
from indicators.pages.returns.several_tables import ALL_PARTS, all_parts_section, file_parts_of, part_box
from indicators.returns import sandbox
from indicators.returns.accept import withdraw_return
from indicators.returns.check import MOST_PREVIEW_ROWS, ReturnPreview
from indicators.returns.preview import next_step, preview_rows, preview_summary, state_counts_text
from indicators.returns.recognise import Submission, new_submission
from indicators.returns.sandbox import PAGE_ALLOWANCE, Sandbox
from indicators.returns.vocabulary import stored_vocabulary
from indicators.returns.workbooks.annotate import problem_table
from indicators.settings import store_path
from indicators.temporary import temporary_folder
from indicators.web import render
from indicators.wording.numbers import count_text

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


def show_problems(checked: ReturnPreview, content: bytes, *, sender: str, part: str = "") -> None:
    """What has to be mended, what is worth a look, and the copy of the file's `content` with both marked."""
    errors, warnings = checked.errors, checked.warnings
    if errors:
        with st.expander(f":material/error: To mend ({problem_count(errors):,})", expanded=True):
            st.html(_problem_table(errors, "To mend before everything can be taken in"))
    if warnings:
        with st.expander(f":material/warning: Worth a look ({problem_count(warnings):,})", expanded=not errors):
            st.html(_problem_table(warnings, "Doubtful; stops nothing"))
    if errors or warnings:
        _offer_annotated_copy(checked, content, sender, part)


def _problem_table(problems: Sequence[Problem], caption: str) -> Markup:
    rows = [
        {
            "Where": problem.place or "the file",
            "What stands there": problem.value,
            "What is wrong, and what to write": problem.message,
        }
        for problem in problems[:_MOST_SHOWN]
    ]
    more = problem_count(problems[_MOST_SHOWN:])
    return render("returns/problems.html", table=frame_html(pd.DataFrame(rows), caption), more=more)


def _offer_annotated_copy(checked: ReturnPreview, content: bytes, sender: str, part: str) -> None:
    stem = Path(checked.file.name).stem or "return"
    if checked.kind is FileKind.WORKBOOK:
        name, mime, words = f"{stem} to mend.xlsx", FORMATS["xlsx"].mime, "Copy to send back, with every cell marked"
    else:
        name, mime, words = f"{stem} to mend.csv", "text/csv", "List to send back"
    st.download_button(
        words,
        data=logged_file(name, lambda: _annotated_copy(checked, content, sender, part), Permission.TAKE_IN_RETURNS),
        file_name=name,
        mime=mime,
        on_click="ignore",
        key="returns-copy",
        icon=":material/reply:",
    )


def _annotated_copy(checked: ReturnPreview, content: bytes, sender: str, part: str) -> bytes:
    """The copy to send back: the workbook with every cell marked, or for other files a list of what is kept here."""
    if checked.kind is not FileKind.WORKBOOK:
        return csv_bytes(problem_table(checked.problems), {"Title": f"What was found in {checked.file.name}"})
    with temporary_folder("copy") as folder, Sandbox(PAGE_ALLOWANCE) as reader:
        path = folder / "upload"
        path.write_bytes(content)
        file = new_submission(path, checked.file.name, part=part)
        return reader.annotated_copy(store_path(), file, agency=sender)


def show_changes(data: DashboardData, checked: ReturnPreview) -> None:
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
            if count > MOST_PREVIEW_ROWS:
                fold.caption(f"The newest {MOST_PREVIEW_ROWS:,} of {count:,} are listed.")


def _figures_html(data: DashboardData, checked: ReturnPreview, state: str, caption: str) -> Markup:
    authorities = stored_authorities(data.store)
    frame = pd.DataFrame(preview_rows(checked.figures[state], data.catalogue, authorities), columns=list(_HEADS))
    if state in ("new", "unchanged"):
        frame = frame.drop(columns=["before", "change"])
    return frame_html(frame.rename(columns=_HEADS), caption)


def _show_neighbours(data: DashboardData, checked: ReturnPreview) -> None:
    areas = {**stored_authorities(data.store), **data.catalogue.every_area}
    names = {code: area.name for code, area in areas.items()}
    rows = not_none(checked.neighbours)
    table = pd.DataFrame(
        {
            "Area": rows["area"].map(names),
            "Place": rows["rank"],
            "Neighbour": rows["neighbour"].map(names),
            "How close": rows["closeness"],
        }
    )
    with st.expander(f"Like areas, from the model of statistical neighbours ({len(rows):,})", expanded=True):
        st.html(frame_html(table, "The areas that ours are held against"))


_AGENCY_OF_FILE = "As the file says"
#: Keys of the session: what was checked under which name, what was done last, which upload box is shown.
_CHECKED, _DONE, _BOX, _STOPPED = "returns:checked", "returns:done", "returns:box", "returns:stopped"
#: The counts that were shown when it was taken in, and whether its sound rows alone were.
_CLICKED = "returns:clicked"
_LIMITS = f"At most 10 MB and {PAGE_ALLOWANCE.rows:,} rows"
_HOW = f"""
Any of these, just as it came; what it is shows by itself:

- the workbook that an agency filled in (**Ask for figures** makes it), or a table of theirs with the headings
  Indicator, Area, Period and Figure;
- a list of figures as CSV: indicator, area, period, value, source;
- open data of the Department for Education, as downloaded (CSV, or the ZIP of a whole release; Excel and ODS too),
  and the extract of its Local Authority Interactive Tool (parquet). A figure that no indicator has yet is added under
  **Add an indicator**.

Nothing changes until you take it in, and what is taken in can be undone. Files above 10 MB or
{PAGE_ALLOWANCE.rows:,} rows are taken in on the command line: `python -m indicators load FILE --by "business office"`.
"""


def submission_section(data: DashboardData) -> None:
    """The section: the upload box, and what became of the file in it."""
    _show_done(data)
    number = st.session_state.setdefault(_BOX, 0)
    uploaded = st.file_uploader("A return to check", key=f"returns:file:{number}", help=_LIMITS)
    if uploaded is None:
        sandbox.prepare_sandbox()
        st.markdown(_HOW)
        return
    names = [agency.name for agency in own_agencies(stored_vocabulary(data.store).agencies).values()]
    is_limited = current_user().is_limited(Permission.TAKE_IN_RETURNS)
    senders = names if is_limited else [_AGENCY_OF_FILE, *names]
    if not senders:
        st.info("Your sign-in names no agency that owes returns here. Ask the business office.", icon=":material/lock:")
        return
    agency = st.selectbox("Who sent it?", senders, key=f"returns:agency:{number}")
    sender = "" if agency == _AGENCY_OF_FILE else agency
    all_areas = _choose_all_areas(data, number)
    with _stored_upload(uploaded.getvalue(), uploaded.name) as path:
        file = _chosen_table(data, path, uploaded.name, sender, number, all_areas=all_areas)
        checked = _preview(data, file, sender, all_areas=all_areas) if file else None
        if file is None or checked is None:
            return
        _show_preview(data, checked, uploaded.getvalue(), sender, part=file.part)
        _offer_acceptance(data, checked, file, sender)


def _choose_all_areas(data: DashboardData, number: int) -> bool:
    """Whether every authority's figures are wanted of a publisher's file; on where the store has them already."""
    if not stored_vocabulary(data.store).authorities or current_user().is_limited(Permission.TAKE_IN_RETURNS):
        return False
    return st.checkbox(
        "Keep the figures of every authority of England",
        value=bool(data.catalogue.background),
        key=f"returns:all-areas:{number}",
        help="For the department's open data alone. The other authorities are not added to any list of areas: funnels, "
        "the usual movement and what to expect of a place like ours then rest on the whole country.",
    )


def _chosen_table(
    data: DashboardData, path: Path, name: str, sender: str, number: int, *, all_areas: bool
) -> Submission | None:
    """The upload, with the one of its tables that is meant; None where it cannot be opened, or all are looked at."""
    try:
        file = new_submission(path, name)
        parts = file_parts_of(file)
        if not parts:
            return file
        part = part_box(parts, f"returns:part:{number}")
        if part != ALL_PARTS:
            return replace(file, part=part)
        if words := all_parts_section(data, file, parts, sender, all_areas=all_areas):
            st.session_state[_DONE] = (None, words, "")
            st.rerun()
    except IndicatorsError as error:
        _show_refusal(error)
    return None


def _show_refusal(error: IndicatorsError) -> None:
    st.error(f"**This file cannot be taken in.** {escape_markdown(str(error))}", icon=":material/block:")
    st.caption("Nothing was changed. Remove the file above and choose another.")


def _preview(data: DashboardData, file: Submission, sender: str, *, all_areas: bool) -> ReturnPreview | None:
    """What the file would change: kept while nothing else changes; None where it is no return, or was stopped."""
    try:
        key = (file.sha256, file.name, file.part, sender, all_areas, data.version)
        if st.session_state.get(_STOPPED) == key:
            st.info("Checking was stopped. Nothing was changed.")
            st.button("Check it again", on_click=st.session_state.pop, args=(_STOPPED,))
            return None
        if st.session_state.get(_CHECKED, (None,))[0] != key:
            st.session_state[_CHECKED] = (key, _check_file(file, sender, key, all_areas=all_areas))
        return st.session_state[_CHECKED][1]
    except IndicatorsError as error:
        _show_refusal(error)
        return None


def _check_file(file: Submission, sender: str, key: tuple, *, all_areas: bool) -> ReturnPreview:
    with _progress(key) as progress, Sandbox(PAGE_ALLOWANCE) as reader:
        return reader.preview(store_path(), file, agency=sender, all_areas=all_areas, progress=progress)


@contextmanager
def _progress(key: tuple | None) -> Iterator:
    """A bar with the step in words; with a key a button that stops the work, of which then nothing stays."""
    placeholder = st.empty()
    with placeholder.container():
        bar = st.progress(0.0, "Looking at the file")
        if key:
            st.button("Stop", key="returns:stop", on_click=st.session_state.__setitem__, args=(_STOPPED, key))
    # A click reruns the page, and so does one who leaves: this run ends at its next step, and with it the process
    # that reads the file. What it had begun is undone.
    try:
        yield lambda share, words: bar.progress(min(share, 1.0), escape_markdown(words))
    finally:
        placeholder.empty()


def _show_preview(data: DashboardData, checked: ReturnPreview, content: bytes, sender: str, *, part: str) -> None:
    st.html(render("returns/preview.html", summary=preview_summary(checked), next_step=next_step(checked)))
    show_problems(checked, content, sender=sender, part=part)
    show_changes(data, checked)


def _offer_acceptance(data: DashboardData, checked: ReturnPreview, file: Submission, sender: str) -> None:
    """The buttons that take it in, with who does it."""
    if checked.accepted_as is not None or not checked.sound:
        return
    what = "row" if checked.neighbours is not None else "figure"
    sound = count_text(checked.sound, f"sound {what}")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="returns-accept"):
        by = role_box("Who takes it in?", key="returns:by")
        if checked.errors:
            words = f"Take in the {sound}, leave {checked.counts['refused']:,} out"
        else:
            words = f"Take in all {checked.sound:,} {what}s" if checked.sound > 1 else f"Take in the one {what}"
        if doubts := problem_count(checked.warnings):
            # Who presses it confirms them.
            words += f", with {count_text(doubts, 'doubt')}"
        # What was clicked is what was shown then; meanwhile the store may have changed, and the preview with it.
        shown = (dict(checked.counts), bool(checked.errors))
        note = {"on_click": st.session_state.__setitem__, "args": (_CLICKED, shown)}
        st.button(words, key="returns:accept", type="primary", icon=":material/check:", **note)
    if _CLICKED in st.session_state:
        counts, sound_only = st.session_state.pop(_CLICKED)
        _accept(checked, file, by, agency=sender, previewed=counts, sound_only=sound_only)


def _accept(checked: ReturnPreview, file: Submission, by: str, **choices: Any) -> None:
    name = checked.file.name
    try:
        with _progress(None) as progress, Sandbox(PAGE_ALLOWANCE) as reader:
            done = reader.accept(
                store_path(),
                file,
                by=by,
                all_areas=checked.all_areas,
                progress=progress,
                **choices,
            )
    except DataProblems:
        st.error("The file has problems that were not there when it was checked. Nothing was changed; look again.")
        return
    except IndicatorsError as error:
        st.error(f"**Nothing was taken in.** {escape_markdown(str(error))}", icon=":material/error:")
        return
    words = f"{name} is taken in as return {done.return_id}: {state_counts_text(done.checked)}."
    st.session_state[_DONE] = (done.return_id, words, by)
    if not file.part:
        # Of an archive another table may be wanted next.
        st.session_state[_BOX] += 1
    st.session_state.pop(_CHECKED, None)
    st.rerun()


def _show_done(data: DashboardData) -> None:
    """What was done last, with the way back and the way to the charts."""
    if _DONE not in st.session_state:
        return
    return_id, words, by = st.session_state[_DONE]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="returns-done"):
        st.success(escape_markdown(words), icon=":material/check_circle:")
        if return_id is not None and may(Permission.WITHDRAW_RETURNS):
            st.button("Withdraw", key="returns:undo", icon=":material/undo:", on_click=_undo, args=(return_id, by))
        st.button("Close", key="returns:close", type="tertiary", on_click=st.session_state.pop, args=(_DONE,))
    if return_id is not None:
        show_links(data, return_id)


def _undo(return_id: int, by: str) -> None:
    try:
        withdraw_return(
            store_path(), return_id, by=by or board_terms().roles[0], why="Withdrawn right after it was taken in"
        )
    except IndicatorsError as error:
        st.session_state[_DONE] = (None, f"Return {return_id} could not be withdrawn. {error}", by)
        return
    st.session_state[_DONE] = (None, f"Return {return_id} is withdrawn; the figures before it are current again.", by)


@contextmanager
def _stored_upload(content: bytes, name: str) -> Iterator[Path]:
    """The upload as a file of a passing folder, whatever name it came with."""
    with temporary_folder("upload") as folder:
        path = folder / "upload"
        path.write_bytes(content)
        yield path
