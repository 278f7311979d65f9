"""Whether the visitor's screen is narrow, so that charts can put their labels elsewhere."""

import streamlit as st

#: CSS pixels below which a chart puts the names of its lines above the plot.
NARROW = 640

_SCRIPT = """
export default function (component) {
  const { data, setStateValue } = component
  const tell = () => {
    const narrow = window.innerWidth < data.limit
    if (narrow !== data.narrow) setStateValue("narrow", narrow)
  }
  tell()
  window.addEventListener("resize", tell)
  return () => window.removeEventListener("resize", tell)
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
