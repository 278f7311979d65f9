"""Making a report pack: the year, whom it is for, what it contains, how far it is, and the pack itself."""

import streamlit as st

from indicators.audience import Audience
from indicators.exports.names import file_name
from indicators.pages.parts.cycle import year_ends
from indicators.pages.parts.data import Opened
from indicators.pages.parts.making import tell_trouble
from indicators.pages.parts.release import release_box
from indicators.pages.parts.report_contents import contents_box
from indicators.pages.parts.report_job import PackJob
from indicators.pages.parts.unmarked import unmarked
from indicators.periods import financial_year_of
from indicators.returns.ensure import store_path

_JOB = "report:job"
#: The year that the page opens with, where it has figures: the board's latest report.
_OPENS_WITH = "2015/16"
_ASK_AGAIN = 0.7
_VECTORS = "For whoever lays out the report: sharp at any size. Drawing takes about twice as long."


def making_section(data: Opened) -> None:
    """The choices, and under them the pack in the making or made."""
    st.html(
        "<p class='subtitle'>The data section of the annual report in one step: a Word document, slides with charts "
        "that can be edited, an accessible workbook, pictures, and a list of what they are made of.</p>"
    )
    years = year_ends(data.version, data)
    if not years:
        st.info("There are no figures yet. Take a return in first.", icon=":material/inbox:")
        return
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.session_state.setdefault("report:year", _OPENS_WITH if _OPENS_WITH in years else next(iter(years)))
        year = st.selectbox("Financial year", list(years), key="report:year", persist_state="session")
        release = release_box(data, key="report")
        vectors = st.checkbox("Pictures as SVG too", key="report:vectors", help=_VECTORS)
        place = st.container()
    with right:
        contents = contents_box(data)
    job: PackJob | None = st.session_state.get(_JOB)
    with place:
        is_running = job is not None and job.is_running
        is_closed = is_running or not release.is_ready or not contents.items
        if st.button("Make the pack", type="primary", key="report-make", disabled=is_closed, width="stretch"):
            period = financial_year_of(years[year])
            st.session_state[_JOB] = PackJob(
                store_path(), release.audience, contents, period, role=release.role, vectors=vectors
            )
            st.rerun()
        if is_running:
            _running(job)
        elif job is not None:
            _ended(job)


def _running(job: PackJob) -> None:
    @st.fragment(run_every=_ASK_AGAIN)
    def shown() -> None:
        if not job.is_running:
            st.rerun()
        step, of = job.steps
        st.progress(min(1.0, step / max(1, of)), text=unmarked(job.words))
        if st.button("Cancel", key="report-cancel", icon=":material/cancel:", disabled=job.was_cancelled):
            job.cancel()

    shown()


def _ended(job: PackJob) -> None:
    """The pack to take away with what is missing in it, or why there is none."""
    if job.trouble:
        tell_trouble(job.trouble)
    elif job.made is None:
        st.info("Cancelled. Nothing was kept.", icon=":material/cancel:")
    else:
        named = file_name(("report pack",), (), (job.period.label,), "zip", audience=job.audience)
        st.download_button(
            f"Report pack {unmarked(job.period.label)} ({len(job.archive) / 1e6:.1f} MB)",
            data=job.archive,
            file_name=named,
            mime="application/zip",
            on_click="ignore",
            key="report-zip",
            icon=":material/folder_zip:",
            type="primary",
            width="stretch",
        )
        if job.made.without_picture:
            st.warning(unmarked(job.made.message), icon=":material/warning:")
        if job.audience is Audience.PUBLIC:
            st.caption("Safe to publish. “What is withheld” above has what was left out, and why.")
        else:
            st.caption(job.audience.mark)
