"""What could not be written down, told beside the form that stays as it was typed."""

from html import escape

import streamlit as st

from indicators.errors import IndicatorsError, RecordRefused


def tell_refused(error: IndicatorsError) -> None:
    """Every reason at once, as plain text: it may quote what somebody typed."""
    reasons = [problem.message for problem in error.problems] if isinstance(error, RecordRefused) else [str(error)]
    lines = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    st.html(
        '<div class="refused" role="alert"><strong>Nothing was written yet. Your words are still here; '
        f"please mend this:</strong><ul>{lines}</ul></div>"
    )
