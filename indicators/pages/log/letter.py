"""The letter of a challenge as files: for the board and the agency alone, made when they are asked for."""

import streamlit as st

from indicators import clock
from indicators.board.challenges import Challenge, load_challenge
from indicators.pages.components.downloads import DownloadAudience, DownloadFile, audience_box, offer_files
from indicators.pages.components.session import DashboardData
from indicators.report.letter import LetterFile, challenge_letter, letter_files
from indicators.web import render
from indicators.wording.made_up import MADE_UP_NOTICE

_FOR_WHOM = "For the board and the agency alone: figures and words in it are not protected."
_ICONS = {"docx": ":material/description:", "pdf": ":material/picture_as_pdf:", "eml": ":material/mail:"}
_HELP = {
    "docx": "The letter on one page as a Word document, with the figure and chart as the board saw them",
    "pdf": "The same page to print or to attach",
    "eml": "A mail that opens as a draft, with the letter attached: write the address and send it",
}


def offer_letter(data: DashboardData, challenge: Challenge) -> None:
    """The buttons for the letter of a challenge: Word, PDF, and a mail with both attached."""
    with st.container(key="log-letter"):
        st.html(render("log/letter_head.html", agency=challenge.agency))
        release = audience_box(data, key="letter", board_only=_FOR_WHOM, is_row=True)
        files = [_download(file, release, challenge.number) for file in letter_files(challenge.number)]
        offer_files(files, release, key="letter")


def _download(file: LetterFile, release: DownloadAudience, number: int) -> DownloadFile:
    return DownloadFile(
        file.label,
        made=lambda: _file_bytes(file, release.permitted_data(), number),
        name=file.name,
        mime=file.mime,
        icon=_ICONS[file.extension],
        help=_HELP[file.extension],
    )


def _file_bytes(file: LetterFile, data: DashboardData, number: int) -> bytes:
    """The file as the challenge stands when it is asked for."""
    notice = MADE_UP_NOTICE if data.is_made_up else ""
    challenge = load_challenge(data.store, number)
    return file.make(challenge_letter(challenge, data.catalogue, on=clock.today(), made_up=notice))
