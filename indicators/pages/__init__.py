"""One file a page, given to `st.Page` by path; `parts` holds what pages share."""
