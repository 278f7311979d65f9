"""Whom the files of a page are for: anybody, which is what they are for unless somebody chooses otherwise, or the
board alone."""

from dataclasses import dataclass

import streamlit as st

from indicators.access import BOARD_READERS, check_board_figures, may_have_board_figures
from indicators.audience import Audience
from indicators.pages.parts.data import Opened

WORDS = {Audience.PUBLIC: "Anybody: safe to publish", Audience.BOARD: "The board only"}
#: Why what people wrote has no version for anybody.
WORDS_ONLY = (
    "What people wrote can tell of single children, and no rule can check words: these files are for the board only."
)
_HELP = (
    "Files for anybody leave out figures of 1 to 5 people and those from which they could be worked out. "
    "Files for the board have every figure, and say on every page that they are not for publication."
)


@dataclass(frozen=True)
class Release:
    """Whom files are for, the role of who takes them, and the figures of the page."""

    audience: Audience
    role: str
    data: Opened

    @property
    def is_ready(self) -> bool:
        """Whether files can be made: those for the board only by a role that may have its figures."""
        return self.audience is Audience.PUBLIC or may_have_board_figures(self.role)

    def opened(self) -> Opened:
        """The figures that files and sentences are made of; UsageError for a role that may not have them.

        That they are let out is registered before they are.
        """
        if self.audience is Audience.BOARD:
            check_board_figures(self.role)
            return self.data
        figures = self.data.for_public()
        figures.remember()
        return figures


def release_box(data: Opened, *, key: str, board_only: str = "") -> Release:
    """The choice of whom the files are for; with `board_only`, the reason why there is none.

    Each page begins with files for anybody; the role is remembered. Figures as they were known on an earlier day are
    for the board: beside today's they would give away what is withheld from those.
    """
    if data.known_on and not board_only:
        board_only = "Figures as they were known on an earlier day are for the board only."
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-release"):
        audience = Audience.BOARD
        if board_only:
            st.caption(board_only)
        else:
            audience = st.segmented_control(
                "Files for", list(WORDS), format_func=WORDS.__getitem__, default=Audience.PUBLIC, required=True,
                key=f"{key}-audience", help=_HELP,
            )  # fmt: skip
        role = ""
        if audience is Audience.BOARD:
            role = st.selectbox(
                "You take them as", BOARD_READERS, index=None, placeholder="Choose your role", key="release:role",
                width=360, persist_state="session",
            )  # fmt: skip
    return Release(audience, role or "", data)
