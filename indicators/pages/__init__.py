"""The pages of the dashboard, a folder each with its `page.py`; `components` holds what several pages use."""
