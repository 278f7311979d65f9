"""Taking a file in: upload, look at what it would change, accept all of it or its sound rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st

from indicators.access import ROLES
from indicators.errors import DataProblems, IndicatorsError
from indicators.intake import reading
from indicators.intake.reading import Reader
from indicators.intake.told import next_step, summary, told_counts
from indicators.pages.parts.data import Opened
from indicators.pages.parts.returns_preview import show_changes, show_problems
from indicators.pages.parts.returns_words import role_box
from indicators.pages.parts.unmarked import unmarked
from indicators.returns.accept import withdraw_return
from indicators.returns.check import Checked
from indicators.returns.ensure import store_path
from indicators.returns.held import held
from indicators.returns.received import Received, received
from indicators.temporary import passing_folder
from indicators.wording import counted

_AS_SAID = "As the file says"
#: Keys of the session: what was checked under which name, what was done last, which upload box is shown.
_CHECKED, _DONE, _BOX, _STOPPED = "returns:checked", "returns:done", "returns:box", "returns:stopped"
#: The counts that were shown when it was taken in, and whether its sound rows alone were.
_CLICKED = "returns:clicked"
_LIMITS = f"At most 10 MB and {reading.PAGE.rows:,} rows"
_HOW = f"""
Any of these, just as it came; what it is shows by itself:

- the workbook that an agency filled in (**Ask for figures** makes it), or a table of theirs with the headings
  Indicator, Area, Period and Figure;
- a list of figures as CSV: indicator, area, period, value, source;
- open data of the Department for Education, as downloaded (CSV), and the extract of its Local Authority Interactive
  Tool (parquet).

Nothing changes until you take it in, and what is taken in can be undone. Files above 10 MB or
{reading.PAGE.rows:,} rows are taken in on the command line: `python -m indicators load FILE --by "business office"`.
"""


def taking(data: Opened) -> None:
    """The section: the upload box, and what became of the file in it."""
    _say_done()
    number = st.session_state.setdefault(_BOX, 0)
    uploaded = st.file_uploader("A return to check", key=f"returns:file:{number}", help=_LIMITS)
    if uploaded is None:
        reading.prepare()
        st.markdown(_HOW)
        return
    names = [agency.name for agency in held(data.store).agencies.values()]
    agency = st.selectbox("Who sent it?", [_AS_SAID, *names], key=f"returns:agency:{number}")
    sender = "" if agency == _AS_SAID else agency
    with _stored(uploaded.getvalue(), uploaded.name) as path:
        checked = _checked(data, path, uploaded.name, sender)
        if checked is None:
            return
        _show(data, checked, uploaded.getvalue(), sender)
        _offer(data, checked, path, sender)


def _checked(data: Opened, path: Path, name: str, sender: str) -> Checked | None:
    """What the file would change: kept while nothing else changes; None where it is no return, or was stopped."""
    try:
        file = received(path, name)
        key = (file.sha256, name, sender, data.version)
        if st.session_state.get(_STOPPED) == key:
            st.info("Checking was stopped. Nothing was changed.")
            st.button("Check it again", on_click=st.session_state.pop, args=(_STOPPED,))
            return None
        if st.session_state.get(_CHECKED, (None,))[0] != key:
            st.session_state[_CHECKED] = (key, _check(file, sender, key))
        return st.session_state[_CHECKED][1]
    except IndicatorsError as error:
        st.error(f"**This file cannot be taken in.** {unmarked(str(error))}", icon=":material/block:")
        st.caption("Nothing was changed. Remove the file above and choose another.")
        return None


def _check(file: Received, sender: str, key: tuple) -> Checked:
    with _progress(key) as progress, Reader(reading.PAGE) as reader:
        return reader.preview(store_path(), file, agency=sender, progress=progress)


@contextmanager
def _progress(key: tuple | None) -> Iterator:
    """A bar with the step in words; with a key a button that stops the work, of which then nothing stays."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, "Looking at the file")
        if key:
            st.button("Stop", key="returns:stop", on_click=st.session_state.__setitem__, args=(_STOPPED, key))
    # A click reruns the page, and so does one who leaves: this run ends at its next step, and with it the process
    # that reads the file. What it had begun is undone.
    try:
        yield lambda share, words: bar.progress(min(share, 1.0), unmarked(words))
    finally:
        place.empty()


def _show(data: Opened, checked: Checked, content: bytes, sender: str) -> None:
    st.html(f"<p class='moved'><strong>{escape(summary(checked))}</strong><br>{escape(next_step(checked))}</p>")
    show_problems(checked, content, sender=sender)
    show_changes(data, checked)


def _offer(data: Opened, checked: Checked, path: Path, sender: str) -> None:
    """The buttons that take it in, with who does it."""
    if checked.accepted_as is not None or not checked.sound:
        return
    what = "row" if checked.neighbours is not None else "figure"
    sound = counted(checked.sound, f"sound {what}")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="returns-accept"):
        by = role_box("Who takes it in?", key="returns:by")
        if checked.errors:
            words = f"Take in the {sound}, leave {checked.counts['refused']:,} out"
        else:
            words = f"Take in all {checked.sound:,} {what}s" if checked.sound > 1 else f"Take in the one {what}"
        # What was clicked is what was shown then; meanwhile the store may have changed, and the preview with it.
        shown = (dict(checked.counts), bool(checked.errors))
        note = {"on_click": st.session_state.__setitem__, "args": (_CLICKED, shown)}
        st.button(words, key="returns:accept", type="primary", icon=":material/check:", **note)
    if _CLICKED in st.session_state:
        _accept(checked.file.name, path, sender, by, *st.session_state.pop(_CLICKED))


def _accept(name: str, path: Path, sender: str, by: str, seen: dict[str, int], sound_only: bool) -> None:
    try:
        with _progress(None) as progress, Reader(reading.PAGE) as reader:
            done = reader.accept(
                store_path(),
                received(path, name),
                by=by,
                agency=sender,
                sound_only=sound_only,
                seen=seen,
                progress=progress,
            )
    except DataProblems:
        st.error("The file has problems that were not there when it was checked. Nothing was changed; look again.")
        return
    except IndicatorsError as error:
        st.error(f"**Nothing was taken in.** {unmarked(str(error))}", icon=":material/error:")
        return
    words = f"{name} is taken in as return {done.return_id}: {told_counts(done.checked)}."
    st.session_state[_DONE] = (done.return_id, words, by)
    st.session_state[_BOX] += 1
    st.session_state.pop(_CHECKED, None)
    st.rerun()


def _say_done() -> None:
    """What was done last, with the way back."""
    if _DONE not in st.session_state:
        return
    return_id, words, by = st.session_state[_DONE]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="returns-done"):
        st.success(unmarked(words), icon=":material/check_circle:")
        if return_id is not None:
            st.button("Undo", key="returns:undo", icon=":material/undo:", on_click=_undo, args=(return_id, by))
        st.button("Close", key="returns:close", type="tertiary", on_click=st.session_state.pop, args=(_DONE,))


def _undo(return_id: int, by: str) -> None:
    try:
        withdraw_return(store_path(), return_id, by=by or ROLES[0], why="Undone after it was taken in")
    except IndicatorsError as error:
        st.session_state[_DONE] = (None, f"Return {return_id} could not be withdrawn. {error}", by)
        return
    st.session_state[_DONE] = (None, f"Return {return_id} is withdrawn; the figures before it are current again.", by)


@contextmanager
def _stored(content: bytes, name: str) -> Iterator[Path]:
    """The upload as a file of a passing folder, whatever name it came with."""
    with passing_folder("upload") as folder:
        path = folder / "upload"
        path.write_bytes(content)
        yield path
