"""Making a report pack from its page: year, audience and contents, then the work in the background and its files to
download.
"""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st

from indicators.access import Audience, check_board_figures
from indicators.access.permissions import Permission, acting_as, current_user
from indicators.catalogue.board import stored_terms
from indicators.catalogue.periods import Period, financial_year_of
from indicators.disclosure.edition import Edition, board_edition, public_edition, register_publication
from indicators.errors import IndicatorsError
from indicators.exports.file_names import file_name
from indicators.pages.components.cycle import year_ends
from indicators.pages.components.downloads import (
    NO_ROLE_NOTE,
    audience_box,
    logged_file,
    show_problem,
    unexpected_error_text,
)
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.pages.components.slides import offer_presentation
from indicators.pages.report.sets import chosen_contents
from indicators.pages.report.slides import contents_slides
from indicators.pages.report.views import draw_view
from indicators.report.contents import Contents
from indicators.report.make import FinishedPack, PackCancelled, make_pack
from indicators.report.year import opening_year, years_on_offer
from indicators.settings import store_path
from indicators.store.database import open_for_reading
from indicators.temporary import temporary_folder

#: Packs that are made at the same time, of all visitors together; the next ones wait in a line.
MOST_PACKS_AT_ONCE = 2
#: Who made a public pack, where nobody said.
_NOBODY = "Report pack page"
#: Seconds after which who waits looks whether it is still wanted.
_POLL_SECONDS = 0.5


class JobQueue:
    """Who wants something of which only so many are made at the same time: the first who came has the first turn."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._at_work = 0
        self._waiting: list[object] = []
        self._changed = threading.Condition()

    def enter(self, job: object) -> None:
        """Stand at the end of the line."""
        with self._changed:
            self._waiting.append(job)

    @contextmanager
    def turn(self, job: object, *, is_wanted: Callable[[], bool]) -> Iterator[bool]:
        """Wait for the turn of one who stands in the line; gives False, without it, once it is not wanted any more."""
        has_turn = False
        with self._changed:
            while is_wanted() and not (has_turn := self._at_work < self._most and self._waiting[0] is job):
                self._changed.wait(_POLL_SECONDS)
            self._waiting.remove(job)
            self._at_work += has_turn
            self._changed.notify_all()
        try:
            yield has_turn
        finally:
            with self._changed:
                self._at_work -= has_turn
                self._changed.notify_all()

    def place(self, job: object) -> int:
        """The place in the line, 1 for who is next; 0 for who does not stand in it."""
        with self._changed:
            return self._waiting.index(job) + 1 if job in self._waiting else 0


_queue = JobQueue(MOST_PACKS_AT_ONCE)


class PackJob:
    """One pack in the making; `archive` is the whole of it as one file once it is made.

    With `vectors` its pictures are there as SVG too. `trouble` says why it could not be made; `steps` and `words`
    tell how far it is.
    """

    def __init__(
        self, store: Path, audience: Audience, contents: Contents, period: Period, *, role: str, vectors: bool = False
    ) -> None:
        self.period, self.audience, self._vectors = period, audience, vectors
        # The thread in which it is made knows no visitor.
        self._user = current_user()
        self.made: FinishedPack | None = None
        self.archive = b""
        self.trouble = ""
        self.steps, self._words = (0, 1), "Reading the figures …"
        self._stop = threading.Event()
        _queue.enter(self)
        self._thread = threading.Thread(target=self._run, args=(store, contents, role), daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self._thread.is_alive()

    @property
    def words(self) -> str:
        """How far it is: what is being done, or that others are made first."""
        number = _queue.place(self)
        if not number:
            return self._words
        others = f"{MOST_PACKS_AT_ONCE} other packs are being made, and no more at the same time"
        return f"{others}; yours is next." if number == 1 else f"{others}; yours is number {number} in the line."

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Stop after the step that is being done; nothing is left behind."""
        self._stop.set()

    def _run(self, store: Path, contents: Contents, role: str) -> None:
        with _queue.turn(self, is_wanted=lambda: not self.was_cancelled) as has_turn:
            if has_turn:
                with acting_as(self._user):
                    self._make(store, contents, role)

    def _make(self, store: Path, contents: Contents, role: str) -> None:
        try:
            edition = self._edition(store, role)
            with closing(edition.store), temporary_folder("report-pack") as folder:
                made = make_pack(
                    edition,
                    contents,
                    self.period,
                    folder,
                    progress=self._report_progress,
                    cancelled=self._stop.is_set,
                    vectors=self._vectors,
                    draw_view=draw_view,
                    release=lambda: register_publication(store, edition, what=contents.title, by=role or _NOBODY),
                )
                self.archive = folder_archive(made.folder)
                # The archive holds the folder; where it was made is gone.
                self.made = replace(made, folder=Path(made.folder.name))
        except PackCancelled:
            return
        except IndicatorsError as error:
            self.trouble = str(error)
        except Exception as error:
            # A thread's error would vanish, and its reader wait for ever.
            self.trouble = unexpected_error_text("pack", error)
            raise

    def _edition(self, store: Path, role: str) -> Edition:
        if self.audience is Audience.PUBLIC:
            return public_edition(store)
        with open_for_reading(store) as opened:
            check_board_figures(role, stored_terms(opened).readers)
        return board_edition(store)

    def _report_progress(self, step: int, of: int, words: str) -> None:
        self.steps, self._words = (step, of), words


def folder_archive(folder: Path) -> bytes:
    """A folder as one archive; the same files give the same archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            # An entry without the clock.
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}")
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_JOB = "report:job"
_REFRESH_SECONDS = 0.7
_VECTORS_HELP = "For whoever lays out the report: sharp at any size. Drawing takes about twice as long."


def make_section(data: DashboardData) -> None:
    """The choices, and under them the pack in the making or made."""
    st.html(
        "<p class='subtitle'>The data section of the annual report in one step: a Word document, the same as web "
        "page, PDF and open document, slides with charts that can be edited, accessible workbooks, pictures, and "
        "a list of what they are made of.</p>"
    )
    years = year_ends(data.version, data)
    if not years:
        st.info("There are no figures yet. Take a return in first.", icon=":material/inbox:")
        return
    left, right = st.columns([1, 2], gap="large")
    with left:
        opening = opening_year(years_on_offer(data.store, data.catalogue.board.own))
        newest = next((label for label, ends in years.items() if ends == opening.ends), next(iter(years)))
        st.session_state.setdefault("report:year", newest)
        year = st.selectbox("Financial year", list(years), key="report:year", persist_state="session")
        if year == newest and opening.reason:
            st.caption(escape_markdown(opening.reason))
        release = audience_box(data, key="report")
        vectors = st.checkbox("Pictures as SVG too", key="report:vectors", help=_VECTORS_HELP)
        container = st.container()
    with right:
        contents = chosen_contents(data)
        offer_presentation(data, contents_slides(contents, data.catalogue, years[year]), of="report")
    job: PackJob | None = st.session_state.get(_JOB)
    with container:
        is_running = job is not None and job.is_running
        why_closed = _why_closed(contents, is_running=is_running, is_ready=release.is_ready)
        is_clicked = st.button(
            "Make the pack", type="primary", key="report-make", disabled=bool(why_closed), width="stretch"
        )
        if why_closed:
            st.caption(why_closed)
        if is_clicked:
            period = financial_year_of(years[year])
            st.session_state[_JOB] = PackJob(
                store_path(), release.audience, contents, period, role=release.role, vectors=vectors
            )
            st.rerun()
        if job is not None and is_running:
            _show_running(job)
        elif job is not None:
            _show_result(job)


def _why_closed(contents: Contents, *, is_running: bool, is_ready: bool) -> str:
    """Why no pack can be made now; empty where one can."""
    if is_running:
        return "One pack is being made. Wait for it, or cancel it below."
    if not contents.items:
        return "Nothing is left in the report. Add a part, or undo."
    return "" if is_ready else NO_ROLE_NOTE


def _show_running(job: PackJob) -> None:
    @st.fragment(run_every=_REFRESH_SECONDS)
    def show_progress() -> None:
        """How far the pack is, and the way to cancel it; turns to the result once it is made."""
        if not job.is_running:
            st.rerun()
        step, of = job.steps
        st.progress(min(1.0, step / max(1, of)), text=escape_markdown(job.words))
        if st.button("Cancel", key="report-cancel", icon=":material/cancel:", disabled=job.was_cancelled):
            job.cancel()

    show_progress()


def _show_result(job: PackJob) -> None:
    """The pack to take away with what is missing in it, or why there is none."""
    if job.trouble:
        show_problem(job.trouble)
    elif job.made is None:
        st.info("Cancelled. Nothing was kept.", icon=":material/cancel:")
    else:
        is_board = job.audience is Audience.BOARD
        needed = Permission.TAKE_BOARD_FILES if is_board else Permission.SEE_PUBLIC_FIGURES
        named = file_name(("report pack",), (), (job.period.label,), "zip", audience=job.audience)
        st.download_button(
            f"Report pack {escape_markdown(job.period.label)} ({len(job.archive) / 1e6:.1f} MB)",
            data=logged_file(named, lambda: job.archive, needed),
            file_name=named,
            mime="application/zip",
            on_click="ignore",
            key="report-zip",
            icon=":material/folder_zip:",
            type="primary",
            width="stretch",
        )
        if job.made.without_picture or job.made.left_out:
            st.warning(escape_markdown(job.made.message), icon=":material/warning:")
        if job.audience is Audience.PUBLIC:
            st.caption("Safe to publish. “What is withheld” above has what was left out, and why.")
        else:
            st.caption(job.audience.mark)
