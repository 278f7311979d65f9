"""The versions of a finding, and the way to withdraw it."""

import pandas as pd
import streamlit as st

from indicators.errors import IndicatorsError
from indicators.measures import Catalogue
from indicators.months import day_text
from indicators.pages.parts.data import Opened
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.refused import tell_refused
from indicators.pages.parts.returns_words import role_box
from indicators.record.findings import Finding, finding_history, withdraw_finding
from indicators.returns.ensure import store_path
from indicators.vocabulary import STRENGTHS

_SAID = "findings:said"


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
