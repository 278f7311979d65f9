"""The bare page under a menu in groups, which Streamlit draws: what is wrong with that nobody who uses it can mend."""

from pathlib import Path

import streamlit as st

BARE = Path(__file__).with_name("bare_app.py")

st.navigation(
    {"Look": [st.Page(BARE, title="Bare", url_path="bare")], "Ask": [st.Page(BARE, title="Other", url_path="other")]},
    position="top",
).run()
