"""The agenda paper of what is new since a meeting, and its files: Word, PDF, HTML, plain text and a mail to send."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from indicators.access import Audience
from indicators.catalogue.periods import day_text
from indicators.exports.formats import FORMATS
from indicators.exports.paper import (
    Bullets,
    Heading,
    Paper,
    Text,
    paper_document,
    paper_html,
    paper_mail,
    paper_pdf,
    paper_text,
)
from indicators.report.brief import Brief
from indicators.wording.made_up import as_at_words
from indicators.wording.verdicts import CLEAR, VERDICTS

#: Lines of a section on the paper: with the five sections full it is still a page or little more.
MOST_PAPER_LINES = 6


def agenda_paper(brief: Brief, *, board: str = "", is_made_up: bool = False) -> Paper:
    """The paper for the agenda, for the board only: people's words are in it. `board` is whose meeting it is."""
    blocks: list[Heading | Text | Bullets] = [Text(brief.summary, is_lead=True)]
    for section in brief.sections:
        if section.is_empty:
            continue
        blocks.append(Heading(section.title))
        if lines := section.lines[:MOST_PAPER_LINES]:
            blocks.append(Bullets(tuple(line.text for line in lines)))
        if tail := section.tail(MOST_PAPER_LINES):
            blocks.append(Text(tail))
    if nothing := " ".join(section.empty for section in brief.sections if section.is_empty):
        blocks.append(Text(nothing, "Nothing new"))
    as_at = as_at_words(f"As at {day_text(brief.today)}", is_made_up=is_made_up)
    return Paper(
        title=brief.title,
        subtitle=" · ".join(part for part in (board, as_at) if part),
        blocks=tuple(blocks),
        audience=Audience.BOARD,
        notes=(f"A {CLEAR} is {VERDICTS[CLEAR]}.",),
    )


class PaperFile(NamedTuple):
    """A kind of file of a paper: what its button says, its media type and icon, what it is for, and what makes it."""

    label: str
    mime: str
    icon: str
    purpose: str
    make: Callable[[Paper], bytes]


def _mail(paper: Paper) -> bytes:
    """The paper as a mail, with the Word document to print."""
    return paper_mail(paper, attachments=[("agenda.docx", paper_document(paper), FORMATS["docx"].mime)])


#: By the ending of the file's name. A PDF needs a browser on this computer.
AGENDA_FILES: Mapping[str, PaperFile] = MappingProxyType(
    {
        "docx": PaperFile(
            "Word", FORMATS["docx"].mime, FORMATS["docx"].icon, "The agenda paper, to edit", paper_document
        ),
        "pdf": PaperFile(
            "PDF", FORMATS["pdf"].mime, ":material/picture_as_pdf:", "The agenda paper, to print", paper_pdf
        ),
        "eml": PaperFile(
            "Mail", "message/rfc822", ":material/mail:", "A draft to send, with the Word document attached", _mail
        ),
        "html": PaperFile(
            "HTML", "text/html", ":material/html:", "One page, for a browser", lambda paper: paper_html(paper).encode()
        ),
        "text": PaperFile(
            "Text", "text/plain", ":material/notes:", "Plain text", lambda paper: paper_text(paper).encode()
        ),
    }
)
