"""The form for a finding, new or changed, with its earlier versions, the decision to publish it, and its withdrawal."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from indicators.access import may_publish_words
from indicators.board.findings import Finding, FindingText, add_finding, edit_finding, finding_history, withdraw_finding
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, STRENGTHS
from indicators.catalogue.names_today import stage_words
from indicators.catalogue.periods import day_text
from indicators.disclosure.decisions import YES
from indicators.errors import FindingMoved, IndicatorsError
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.forms import TOKEN, DraftForm, role_box, show_refusal
from indicators.pages.components.plan_filter import priorities_on_offer, priority_words
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.pages.components.text_warnings import text_warnings_html
from indicators.settings import store_path


def show_versions(data: DashboardData, finding: str) -> None:
    """Every version of a finding, and the form to withdraw it while it is in force."""
    versions = finding_history(data.store, finding)
    st.html(
        frame_html(finding_versions_frame(versions, data.catalogue), "Every version of this finding, the newest last")
    )
    if versions and not versions[-1].is_withdrawn:
        _offer_withdrawal(versions[-1])


def finding_versions_frame(versions: list[Finding], catalogue: Catalogue) -> pd.DataFrame:
    """One row a version, in words."""
    return pd.DataFrame(
        [
            {
                "Version": str(version.version),
                "When": day_text(version.at.date()) if version.at else "as the source prints it",
                "By": version.by,
                "Why": version.why,
                "Finding": "withdrawn" if version.is_withdrawn else version.statement,
                "What it tells": STRENGTHS[version.strength],
                "Area and period": f"{catalogue.areas[version.area_code].name}, {version.period}",
                "Source": catalogue.source_label(version.source),
                "For anybody": _publication_text(version),
            }
            for version in versions
        ]
    )


def _publication_text(finding: Finding) -> str:
    said = {"yes": "may be published", "no": "is not to be published"}.get(finding.public, "not decided: not published")
    when = f", {finding.decided_by} on {day_text(finding.decided_on)}" if finding.decided_on else ""
    return f"{said}{when}"


def _offer_withdrawal(newest: Finding) -> None:
    with st.form(f"findings-withdraw-{newest.id}", border=True):
        st.html("<p><strong>Withdraw this finding</strong>: it leaves the map and the lists; its versions stay.</p>")
        why = st.text_input("Why is it withdrawn?", key=f"findings:why:{newest.id}")
        by = role_box("Who withdraws it?", key="findings:withdrawn-by")
        if st.form_submit_button("Withdraw", icon=":material/undo:"):
            try:
                withdraw_finding(store_path(), newest.id, by=by, why=why, seen_version=newest.version)
            except IndicatorsError as error:
                show_refusal(error)
                return
            st.session_state[_MESSAGE] = "The finding is withdrawn; its versions stay in the store."
            st.rerun()


_TEXTS = ("statement", "quadrant", "stage", "area_code", "period", "indicator", "strength", "source", "by", "why")
_FIELDS = (*_TEXTS, "priorities", "finding", "seen_version")
_MESSAGE = "findings:said"


def _title() -> str:
    statement = " ".join((FINDING_FORM.value("statement") or "").split())
    return f"A finding: {statement[:80]}" if statement else "A finding without words yet"


FINDING_FORM = DraftForm("finding", _FIELDS, _title, several=("priorities",))


def begin_finding(data: DashboardData, named: Mapping[str, str]) -> None:
    """A form for a new finding about what a link names, or for the next version of the finding that it names."""
    if versions := finding_history(data.store, named.get("finding", "")):
        _fill_form(versions[-1])
        return
    priority, quadrant = named.get("priority", ""), named.get("quadrant", "")
    FINDING_FORM.begin(
        {
            "priorities": [priority] if priority in data.catalogue.priorities else [],
            **({"quadrant": quadrant} if quadrant in QUADRANTS else {}),
        }
    )


def _fill_form(old: Finding) -> None:
    """Fill the form with a finding, for its next version."""
    texts = {name: getattr(old, name) for name in _TEXTS if name not in ("by", "why")}
    FINDING_FORM.begin(
        {
            **texts,
            "indicator": old.indicator or None,
            "priorities": list(old.priorities),
            "finding": old.id,
            "seen_version": str(old.version),
        }
    )


def form_section(data: DashboardData) -> None:
    """The form; every word is kept as it is typed."""
    if not FINDING_FORM.has_begun:
        begin_finding(data, {})
    old = FINDING_FORM.value("finding")
    if old:
        version = escape_markdown(str(FINDING_FORM.value("seen_version")))
        st.caption(f"This becomes the next version of the finding; version {version} stays.")
        if _is_public(data, old):
            st.caption(
                "Anybody may read the finding as it stands. A change needs a decision of its own: it is not published "
                "any more unless “May be published” is ticked below."
            )
    st.text_area("What was found or said?", key=FINDING_FORM.key("statement"), height=110, on_change=FINDING_FORM.keep)
    _subject_fields(data)
    _area_and_period_fields(data)
    left, right = st.columns(2)
    FINDING_FORM.role_box(left, "Who writes it down? (a role)")
    if old:
        right.text_input("Why is it changed?", key=FINDING_FORM.key("why"), on_change=FINDING_FORM.keep)
    is_public, is_read = _publication_field(data)
    if FINDING_FORM.is_sent("Write it down"):
        if is_public and not is_read:
            st.warning(
                "Nothing was written yet. Read what is said above about these words, then press the button again."
            )
        else:
            _send(is_public=is_public)
    if old:
        show_versions(data, old)


def _is_public(data: DashboardData, finding: str) -> bool:
    """Whether anybody may read a finding as it stands."""
    versions = finding_history(data.store, finding)
    return bool(versions) and versions[-1].public == YES


def _subject_fields(data: DashboardData) -> None:
    catalogue = data.catalogue
    left, middle, right = st.columns(3)
    _select_field(left, "Which quadrant?", "quadrant", QUADRANTS)
    stages = {name: stage_words(title) for name, title in STAGES.items()}
    _select_field(middle, "Which stage of the child's journey?", "stage", stages)
    _select_field(right, "What does it tell?", "strength", STRENGTHS)
    st.multiselect(
        "Which priorities does it bear on?",
        priorities_on_offer(catalogue),
        format_func=lambda name: priority_words(catalogue, name),
        key=FINDING_FORM.key("priorities"),
        placeholder="None in particular",
        on_change=FINDING_FORM.keep,
    )
    titles = {name: item.title for name, item in sorted(catalogue.indicators.items(), key=lambda pair: pair[1].title)}
    _select_field(st, "Which indicator is it about? (may stay empty)", "indicator", titles)


def _area_and_period_fields(data: DashboardData) -> None:
    catalogue = data.catalogue
    left, middle, right = st.columns(3)
    _select_field(left, "Which area?", "area_code", {code: area.name for code, area in catalogue.areas.items()})
    middle.text_input(
        "Which period?",
        key=FINDING_FORM.key("period"),
        placeholder="2016/17, 2016/17 Q2, March 2017",
        on_change=FINDING_FORM.keep,
    )
    sources = {name: source.label for name, source in catalogue.sources.items()}
    right.selectbox(
        "From which source?", list(sources), index=None, format_func=lambda name: str(sources.get(name, name)),
        accept_new_options=True, key=FINDING_FORM.key("source"), on_change=FINDING_FORM.keep,
        placeholder="Choose one or write it",
    )  # fmt: skip


def _select_field(container, label: str, field: str, options: Mapping[str, str]) -> None:
    if FINDING_FORM.value(field) not in options:
        st.session_state[FINDING_FORM.key(field)] = None
    container.selectbox(
        label, list(options), index=None, format_func=options.__getitem__, key=FINDING_FORM.key(field),
        on_change=FINDING_FORM.keep,
        placeholder="Choose one",
    )  # fmt: skip


def _publication_field(data: DashboardData) -> tuple[bool, bool]:
    """The box that lets anybody read the finding, and the doubts about it; never ticked unless somebody ticks it.

    Gives whether it is ticked, and whether the doubts about just these words were on the screen before.
    """
    roles = data.catalogue.terms.roles
    may, who = may_publish_words(FINDING_FORM.value("by") or "", roles), escape_markdown(", ".join(roles))
    if not may:
        st.session_state[FINDING_FORM.key("is_public")] = False
    ticked = st.checkbox(
        "May be published: anybody may read this, in the report and its files",
        key=FINDING_FORM.key("is_public"), disabled=not may,
        help=f"Without it the finding is for members only. Who may decide: {who}.",
    )  # fmt: skip
    if not may:
        st.caption(f"Not published unless somebody decides so: {who}.")
    if not (ticked and may):
        return False, False
    st.caption(
        "Decide by what it says, not by whether its number happens to be withheld: a sentence that is kept back only "
        "because of a number tells that number by being absent."
    )
    _show_warnings(data)
    words = tuple(FINDING_FORM.value(name) for name in ("statement", "source", "indicator", "area_code"))
    before = st.session_state.get(FINDING_FORM.key("doubts"))
    st.session_state[FINDING_FORM.key("doubts")] = words
    return True, words == before


def _published_words(data: DashboardData) -> str:
    """What would be published of the finding: its statement, and a source in free words."""
    source = FINDING_FORM.value("source") or ""
    return f"{FINDING_FORM.value('statement') or ''} {'' if source in data.catalogue.sources else source}".strip()


def _show_warnings(data: DashboardData) -> None:
    about = {name: FINDING_FORM.value(name) or "" for name in ("indicator", "area_code")}
    try:
        html = text_warnings_html(_published_words(data), **about)
    except IndicatorsError as error:
        st.warning(
            f"Numbers that are withheld cannot be looked for now: {escape_markdown(str(error))}",
            icon=":material/warning:",
        )
        return
    st.html(html)


def _send(*, is_public: bool) -> None:
    texts = {name: FINDING_FORM.value(name) or "" for name in _TEXTS}
    text = FindingText(
        **texts,
        priorities=tuple(FINDING_FORM.value("priorities") or ()),
        token=FINDING_FORM.value(TOKEN),
        is_public=is_public,
    )
    finding = FINDING_FORM.value("finding")
    try:
        if finding:
            edit_finding(store_path(), finding, text, seen_version=int(FINDING_FORM.value("seen_version")))
        else:
            add_finding(store_path(), text)
    except FindingMoved as error:
        show_refusal(error)
        st.caption("Your words are kept. Look at the newest version in the list, then change that one.")
        return
    except IndicatorsError as error:
        show_refusal(error)
        return
    st.session_state[_MESSAGE] = "The finding is written down."
    st.rerun()
