"""The form for a finding: a new one, or the next version of one; and the withdrawal of one."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from indicators.access import ROLES, may_publish_words
from indicators.board.findings import Finding, FindingText, add_finding, edit_finding, finding_history, withdraw_finding
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.disclosure.decisions import YES
from indicators.errors import FindingMoved, IndicatorsError
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.forms import TOKEN, KeptForm, role_box, tell_refused
from indicators.pages.components.plan_filter import priority_words
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.pages.components.text_warnings import doubts_html
from indicators.settings import store_path


def tell_versions(data: Opened, finding: str) -> None:
    """Every version of a finding, and the form to withdraw it while it is in force."""
    versions = finding_history(data.store, finding)
    st.html(frame_html(versions_frame(versions, data.catalogue), "Every version of this finding, the newest last"))
    if versions and not versions[-1].is_withdrawn:
        _offer_withdrawal(versions[-1])


def versions_frame(versions: list[Finding], catalogue: Catalogue) -> pd.DataFrame:
    """One row a version, in words."""
    return pd.DataFrame(
        [
            {
                "Version": str(one.version),
                "When": day_text(one.at.date()) if one.at else "as the source prints it",
                "By": one.by,
                "Why": one.why,
                "Finding": "withdrawn" if one.is_withdrawn else one.statement,
                "What it tells": STRENGTHS[one.strength],
                "Area and period": f"{catalogue.areas[one.area_code].name}, {one.period}",
                "Source": catalogue.source_label(one.source),
                "For anybody": _for_anybody(one),
            }
            for one in versions
        ]
    )


def _for_anybody(one: Finding) -> str:
    said = {"yes": "may be published", "no": "is not to be published"}.get(one.public, "not decided: not published")
    when = f", {one.decided_by} on {day_text(one.decided_on)}" if one.decided_on else ""
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
                tell_refused(error)
                return
            st.session_state[_SAID] = "The finding is withdrawn; its versions stay in the store."
            st.rerun()


_TEXTS = ("statement", "quadrant", "stage", "area_code", "period", "indicator", "strength", "source", "by", "why")
_FIELDS = (*_TEXTS, "priorities", "finding", "seen_version")
_SAID = "findings:said"


def _title() -> str:
    statement = " ".join((FORM.value("statement") or "").split())
    return f"A finding: {statement[:80]}" if statement else "A finding without words yet"


FORM = KeptForm("finding", _FIELDS, _title, several=("priorities",))


def begin_finding(data: Opened, named: Mapping[str, str]) -> None:
    """A form for a new finding about what a link names, or for the next version of the finding that it names."""
    if versions := finding_history(data.store, named.get("finding", "")):
        _change(versions[-1])
        return
    priority, quadrant = named.get("priority", ""), named.get("quadrant", "")
    FORM.begin(
        {
            "priorities": [priority] if priority in data.catalogue.priorities else [],
            **({"quadrant": quadrant} if quadrant in QUADRANTS else {}),
        }
    )


def _change(old: Finding) -> None:
    """Fill the form with a finding, for its next version."""
    kept = {name: getattr(old, name) for name in _TEXTS if name not in ("by", "why")}
    FORM.begin(
        {
            **kept,
            "indicator": old.indicator or None,
            "priorities": list(old.priorities),
            "finding": old.id,
            "seen_version": str(old.version),
        }
    )


def write_section(data: Opened) -> None:
    """The form; every word is kept as it is typed."""
    if not FORM.has_begun:
        begin_finding(data, {})
    old = FORM.value("finding")
    if old:
        seen = unmarked(str(FORM.value("seen_version")))
        st.caption(f"This becomes the next version of the finding; version {seen} stays.")
        if _is_public(data, old):
            st.caption(
                "Anybody may read the finding as it stands. A change needs a decision of its own: it is not published "
                "any more unless “May be published” is ticked below."
            )
    st.text_area("What was found or said?", key=FORM.key("statement"), height=110, on_change=FORM.keep)
    _what(data)
    _where(data)
    one, two = st.columns(2)
    FORM.role_box(one, "Who writes it down? (a role)")
    if old:
        two.text_input("Why is it changed?", key=FORM.key("why"), on_change=FORM.keep)
    is_public, is_read = _decision(data)
    if FORM.is_sent("Write it down"):
        if is_public and not is_read:
            st.warning(
                "Nothing was written yet. Read what is said above about these words, then press the button again."
            )
        else:
            _send(is_public=is_public)
    if old:
        tell_versions(data, old)


def _is_public(data: Opened, finding: str) -> bool:
    """Whether anybody may read a finding as it stands."""
    versions = finding_history(data.store, finding)
    return bool(versions) and versions[-1].public == YES


def _what(data: Opened) -> None:
    catalogue = data.catalogue
    one, two, three = st.columns(3)
    _choice(one, "Which quadrant?", "quadrant", QUADRANTS)
    _choice(two, "Which stage of the child's journey?", "stage", STAGES)
    _choice(three, "What does it tell?", "strength", STRENGTHS)
    st.multiselect(
        "Which priorities does it bear on?",
        list(catalogue.priorities),
        format_func=lambda name: priority_words(catalogue, name),
        key=FORM.key("priorities"),
        placeholder="None in particular",
        on_change=FORM.keep,
    )
    titles = {name: item.title for name, item in sorted(catalogue.indicators.items(), key=lambda pair: pair[1].title)}
    _choice(st, "Which indicator is it about? (may stay empty)", "indicator", titles)


def _where(data: Opened) -> None:
    catalogue = data.catalogue
    one, two, three = st.columns(3)
    _choice(one, "Which area?", "area_code", {code: area.name for code, area in catalogue.areas.items()})
    two.text_input(
        "Which period?", key=FORM.key("period"), placeholder="2016/17, 2016/17 Q2, March 2017", on_change=FORM.keep
    )
    sources = {name: source.label for name, source in catalogue.sources.items()}
    three.selectbox(
        "From which source?", list(sources), index=None, format_func=lambda name: sources.get(name, name),
        accept_new_options=True, key=FORM.key("source"), on_change=FORM.keep, placeholder="Choose one or write it",
    )  # fmt: skip


def _choice(place, label: str, field: str, options: Mapping[str, str]) -> None:
    if FORM.value(field) not in options:
        st.session_state[FORM.key(field)] = None
    place.selectbox(
        label, list(options), index=None, format_func=options.__getitem__, key=FORM.key(field), on_change=FORM.keep,
        placeholder="Choose one",
    )  # fmt: skip


def _decision(data: Opened) -> tuple[bool, bool]:
    """The box that lets anybody read the finding, and the doubts about it; never ticked unless somebody ticks it.

    Gives whether it is ticked, and whether the doubts about just these words were on the screen before.
    """
    may = may_publish_words(FORM.value("by") or "")
    if not may:
        st.session_state[FORM.key("is_public")] = False
    ticked = st.checkbox(
        "May be published: anybody may read this, in the report and its files",
        key=FORM.key("is_public"), disabled=not may,
        help=f"Without it the finding stays with the board. Who may decide: {', '.join(ROLES)}.",
    )  # fmt: skip
    if not may:
        st.caption(f"Not published unless somebody decides so: {', '.join(ROLES)}.")
    if not (ticked and may):
        return False, False
    st.caption(
        "Decide by what it says, not by whether its number happens to be withheld: a sentence that is kept back only "
        "because of a number tells that number by being absent."
    )
    _tell_doubts(data)
    words = tuple(FORM.value(name) for name in ("statement", "source", "indicator", "area_code"))
    before = st.session_state.get(FORM.key("doubts"))
    st.session_state[FORM.key("doubts")] = words
    return True, words == before


def _words(data: Opened) -> str:
    """What would be published of the finding: its statement, and a source in free words."""
    source = FORM.value("source") or ""
    return f"{FORM.value('statement') or ''} {'' if source in data.catalogue.sources else source}".strip()


def _tell_doubts(data: Opened) -> None:
    about = {name: FORM.value(name) or "" for name in ("indicator", "area_code")}
    try:
        told = doubts_html(_words(data), **about)
    except IndicatorsError as error:
        st.warning(
            f"Numbers that are withheld cannot be looked for now: {unmarked(str(error))}", icon=":material/warning:"
        )
        return
    st.html(told)


def _send(*, is_public: bool) -> None:
    told = {name: FORM.value(name) or "" for name in _TEXTS}
    text = FindingText(
        **told, priorities=tuple(FORM.value("priorities") or ()), token=FORM.value(TOKEN), is_public=is_public
    )
    finding = FORM.value("finding")
    try:
        if finding:
            edit_finding(store_path(), finding, text, seen_version=int(FORM.value("seen_version")))
        else:
            add_finding(store_path(), text)
    except FindingMoved as error:
        tell_refused(error)
        st.caption("Your words are kept. Look at the newest version in the list, then change that one.")
        return
    except IndicatorsError as error:
        tell_refused(error)
        return
    st.session_state[_SAID] = "The finding is written down."
    st.rerun()
