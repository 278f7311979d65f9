"""Sentences about a chart's figures, ready to be copied into a report."""

from collections.abc import Callable, Sequence

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.narrative import Sentence
from indicators.pages.parts.unmarked import unmarked


def offer_sentences(made: Callable[[], Sequence[Sentence]], *, key: str) -> None:
    """A fold with a box a sentence, each with a button that copies it; they are written when it is unfolded."""
    fold = st.expander(
        "Sentences for the report", icon=":material/format_quote:", key=f"{key}-sentences", on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        try:
            sentences = made()
        except IndicatorsError as error:
            st.error(unmarked(str(error)))
            return
        if not sentences:
            st.caption("These figures bear no sentence: an index has none, nor has a figure that is withheld alone.")
            return
        for sentence in sentences:
            # As code the text is shown letter by letter, whatever a name in it may hold.
            st.code(sentence.text, language=None, wrap_lines=True)
        st.caption("Each figure in them was read anew from the store. Copy with the button at the right of a box.")
