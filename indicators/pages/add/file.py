"""The file to add from: the box for it, which of its tables is meant, and what that holds, looked at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from indicators.errors import printable_text
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.returns import sandbox
from indicators.returns.containers import FilePart
from indicators.returns.recognise import Submission, new_submission
from indicators.returns.sandbox import PAGE_ALLOWANCE, Sandbox
from indicators.returns.survey import TableSurvey
from indicators.settings import store_path
from indicators.temporary import temporary_folder

#: Keys of the session: which upload box is shown, the parts of a file and what was looked at.
BOX, _PARTS, _SURVEY = "add:box", "add:parts", "add:survey"
_LIMITS = f"At most 10 MB and {PAGE_ALLOWANCE.rows:,} rows"


def chosen_file() -> Any:
    """The box for a file, and what is in it; None for nothing."""
    number = st.session_state.setdefault(BOX, 0)
    uploaded = st.file_uploader("A published file", key=f"add:file:{number}", help=_LIMITS)
    if uploaded is None:
        sandbox.prepare_sandbox()
    return uploaded


@contextmanager
def stored_upload(uploaded: Any) -> Iterator[Submission]:
    """The upload as a file of a passing folder, whatever name it came with."""
    with temporary_folder("upload") as folder:
        path = folder / "upload"
        path.write_bytes(uploaded.getvalue())
        yield new_submission(path, printable_text(uploaded.name))


def survey_of(data: DashboardData, file: Submission) -> tuple[Submission, TableSurvey | None]:
    """The table that is meant and what it holds; None while it is not chosen which. Raises ReturnRefused."""
    parts = _kept(_PARTS, (file.sha256,), lambda reader, progress: reader.parts(file, progress=progress))
    if parts:
        part = _part_box(parts, file)
        if part is None:
            return file, None
        file = replace(file, part=part)
    key = (file.sha256, file.part, data.version)
    survey = _kept(_SURVEY, key, lambda reader, progress: reader.survey(store_path(), file, progress=progress))
    return file, survey


def _part_box(parts: tuple[FilePart, ...], file: Submission) -> str | None:
    what = "sheet" if parts[0].is_sheet else "file of the archive"
    return st.selectbox(
        f"Which {what}?", [part.name for part in parts], index=None, format_func=printable_text,
        key=f"add:part:{file.sha256[:12]}", placeholder=f"{len(parts)} to choose from",
    )  # fmt: skip


def read_once(name: str, key: tuple, job: Any) -> Any:
    """What a job of the reading process gives, kept in the session while its key stays the same."""
    return _kept(name, key, job)


def _kept(name: str, key: tuple, job: Any) -> Any:
    if st.session_state.get(name, (None,))[0] != key:
        placeholder = st.empty()
        bar = placeholder.progress(0.0, "Looking at the file")
        try:
            with Sandbox(PAGE_ALLOWANCE) as reader:
                done = job(reader, lambda share, words: bar.progress(min(share, 1), escape_markdown(words)))
        finally:
            placeholder.empty()
        st.session_state[name] = (key, done)
    return st.session_state[name][1]
