"""Whether the visitor's screen is narrow, so that charts can put their labels elsewhere."""

import streamlit as st

#: CSS pixels below which a chart puts the names of its lines above the plot.
NARROW = 640

# Streamlit calls this again whenever `data` changes, and only the last one's way out when the component goes: the
# listener is kept on its element, so that there is never but one. What the server knows stands on the document
# itself, for whoever must know whether the page still waits to be drawn for its width.
_SCRIPT = """
export default function (component) {
  const { data, parentElement, setStateValue } = component
  const known = document.documentElement.dataset
  const leave = () => window.removeEventListener("resize", parentElement.tell)
  leave()
  parentElement.tell = () => {
    const narrow = window.innerWidth < data.limit
    if (narrow !== data.narrow) setStateValue("narrow", narrow)
  }
  window.addEventListener("resize", parentElement.tell)
  known.narrow = data.narrow
  parentElement.tell()
  return () => {
    leave()
    delete known.narrow
  }
}
"""


def is_narrow() -> bool:
    """Whether the screen is narrow; wide until the browser has said otherwise, which then reruns the page."""
    known = bool(st.session_state.get("viewport", {}).get("narrow", False))
    _component()(key="viewport", data={"limit": NARROW, "narrow": known}, on_narrow_change=lambda: None)
    return known


@st.cache_resource
def _component():
    return st.components.v2.component("viewport", js=_SCRIPT)
