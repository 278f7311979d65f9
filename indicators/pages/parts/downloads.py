"""The buttons under a chart or a table: files of several kinds, and the link that opens the same view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from indicators.pages.parts import address
from indicators.pages.parts.making import offer_file, tell_trouble
from indicators.pages.parts.release import Release

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """A kind of file on offer: its button, what makes it, its full name and type, an icon and a word of help."""

    label: str
    made: Callable[[], bytes]
    name: str
    mime: str
    icon: str
    help: str


def offer_files(files: Sequence[File], release: Release, *, key: str) -> None:
    """A row of buttons, each file made when it is asked for, and the link; closed while nobody may have them."""
    with st.container(horizontal=True, gap="small", key=f"{key}-downloads"):
        troubles = [
            offer_file(
                file.label,
                file.made,
                name=file.name,
                mime=file.mime,
                key=f"{key}-{file.name.rpartition('.')[2]}",
                icon=file.icon,
                help=file.help,
                disabled=not release.is_ready,
            )
            for file in files
        ]
        offer_link()
    tell_trouble(*troubles)


def offer_link() -> None:
    """The address that opens the same view."""
    with st.popover("Link", icon=":material/link:"):
        st.caption("This address opens the same view:")
        st.code(address.link(), language=None, wrap_lines=True)
