"""Anybody's text where Streamlit would read Markdown."""


def unmarked(text: str) -> str:
    """The text with every mark disarmed, so that it reads as it was written: no links, pictures or emphasis."""
    return "".join(mark if mark.isalnum() or mark in " -_/.," else f"\\{mark}" for mark in text)
