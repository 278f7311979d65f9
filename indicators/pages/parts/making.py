"""A file that is made when its button is clicked, while the page waits and then says if it could not be made."""

from collections.abc import Callable
from threading import Event

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.pages.parts.unmarked import unmarked

#: Seconds that the page waits: longer than a picture takes that fails twice.
_PATIENCE = 180.0
#: Seconds until the server has begun; it begins at once, or the click came from no browser.
_BEGINS = 5.0


class Making:
    """One file to be made, in a thread of the server's own, and what came of it."""

    def __init__(self, made: Callable[[], bytes]) -> None:
        self._made = made
        self._begun, self._ended = Event(), Event()
        self._trouble = ""

    def bytes(self) -> bytes:
        """The file; what is wrong in words is kept for the page, since Streamlit tells the reader only that it is."""
        self._begun.set()
        try:
            return self._made()
        except IndicatorsError as error:
            self._trouble = str(error)
            raise
        except Exception as error:
            self._trouble = unforeseen("file", error)
            raise
        finally:
            self._ended.set()

    def trouble(self) -> str:
        """Wait until the file is made; why it could not be, or nothing."""
        if self._begun.wait(_BEGINS):
            self._ended.wait(_PATIENCE)
        return self._trouble


def offer_file(
    label: str,
    made: Callable[[], bytes],
    *,
    name: str,
    mime: str,
    key: str,
    icon: str,
    help: str,
    disabled: bool = False,
) -> str:
    """A button for a file that is made when it is clicked; why the one just asked for could not be made, or nothing."""
    asked: Making | None = st.session_state.get(f"{key}:making")
    st.session_state[f"{key}:making"] = coming = Making(made)
    is_clicked = st.download_button(
        label, data=coming.bytes, file_name=name, mime=mime, key=key, icon=icon, help=help, disabled=disabled
    )
    if not is_clicked or asked is None:
        return ""
    with st.spinner("Making the file …"):
        return asked.trouble()


def tell_trouble(*troubles: str) -> None:
    """Say what went wrong, each reason once; it may quote anybody's text, so no Markdown is read in it."""
    for trouble in dict.fromkeys(filter(None, troubles)):
        st.error(unmarked(trouble), icon=":material/error:")


def unforeseen(what: str, error: Exception) -> str:
    """What a reader is told of an error that nobody has foreseen; whoever raises it again puts it into the log."""
    return f"The {what} could not be made ({type(error).__name__}). The dashboard's log says more."
