"""The board's own papers to take away: a workbook and a Word page, for the board only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indicators.audience import Audience
from indicators.exports.names import file_name
from indicators.pages.parts.data import Opened
from indicators.pages.parts.downloads import WORD, WORKBOOK, File, offer_files
from indicators.pages.parts.release import WORDS_ONLY, release_box


@dataclass(frozen=True)
class Paper:
    """One file of two: what makes it of the board's figures, and a word of help."""

    made: Callable[[Opened], bytes]
    help: str


def offer_papers(data: Opened, named: Sequence[str], day: str, *, workbook: Paper, page: Paper, key: str) -> None:
    """The buttons for both; `named` and `day` name the files."""
    release = release_box(data, key=key, board_only=WORDS_ONLY)
    kinds = (
        ("XLSX", workbook, "xlsx", WORKBOOK, ":material/table_view:"),
        ("Page for the papers", page, "docx", WORD, ":material/description:"),
    )
    files = [
        File(
            label,
            # Who may have it is asked where it is made, whatever the button shows.
            made=lambda paper=paper: paper.made(release.opened()),
            name=file_name(named, (), (day,), ending, audience=Audience.BOARD),
            mime=mime,
            icon=icon,
            help=paper.help,
        )
        for label, paper, ending, mime, icon in kinds
    ]
    offer_files(files, release, key=key)
