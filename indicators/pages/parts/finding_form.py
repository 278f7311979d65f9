"""The form for a finding: a new one, or the next version of one; and the withdrawal of one."""

from collections.abc import Mapping

import streamlit as st

from indicators.definitions import QUADRANTS, STAGES
from indicators.errors import FindingMoved, IndicatorsError
from indicators.pages.parts.data import Opened
from indicators.pages.parts.finding_versions import tell_versions
from indicators.pages.parts.kept_form import TOKEN, KeptForm
from indicators.pages.parts.plan_choice import priority_words
from indicators.pages.parts.refused import tell_refused
from indicators.pages.parts.unmarked import unmarked
from indicators.record.findings import Finding, FindingText, add_finding, edit_finding, finding_history
from indicators.returns.ensure import store_path
from indicators.vocabulary import STRENGTHS

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
    st.text_area("What was found or said?", key=FORM.key("statement"), height=110, on_change=FORM.keep)
    _what(data)
    _where(data)
    one, two = st.columns(2)
    FORM.role_box(one, "Who writes it down? (a role)")
    if old:
        two.text_input("Why is it changed?", key=FORM.key("why"), on_change=FORM.keep)
    if FORM.is_sent("Write it down"):
        _send()
    if old:
        tell_versions(data, old)


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


def _send() -> None:
    told = {name: FORM.value(name) or "" for name in _TEXTS}
    text = FindingText(**told, priorities=tuple(FORM.value("priorities") or ()), token=FORM.value(TOKEN))
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
