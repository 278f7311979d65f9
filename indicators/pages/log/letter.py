"""The letter of a challenge as files: for the board and the agency alone, made when they are asked for."""

import streamlit as st

from indicators import clock
from indicators.board.challenges import Challenge, load_challenge
from indicators.exports.paper import Paper
from indicators.pages.components.downloads import audience_box, offer_paper
from indicators.pages.components.session import DashboardData
from indicators.report.letter import challenge_letter, letter_files
from indicators.web import render
from indicators.wording.made_up import MADE_UP_NOTICE


def offer_letter(data: DashboardData, challenge: Challenge) -> None:
    """The buttons for the letter of a challenge: Word, PDF, and a mail with both attached."""
    number = challenge.number

    def letter(figures: DashboardData) -> Paper:
        notice = MADE_UP_NOTICE if figures.is_made_up else ""
        # As it stands when the file is asked for.
        current = load_challenge(figures.store, number)
        return challenge_letter(current, figures.catalogue, on=clock.today(), made_up=notice)

    with st.container(key="log-letter"):
        st.html(render("log/letter_head.html", agency=challenge.agency))
        board = data.catalogue.terms.board
        for_whom = f"For the {board} and the agency alone: figures and words in it are not protected."
        release = audience_box(data, key="letter", board_only=for_whom, is_row=True)
        offer_paper(letter_files(number).values(), release, letter, key="letter")
