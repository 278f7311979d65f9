"""The agenda paper of what is new since a meeting, and its files: Word, PDF, HTML, plain text and a mail to send."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from indicators.access import Audience
from indicators.catalogue.periods import day_text
from indicators.exports.file_names import file_name
from indicators.exports.paper import Bullets, Heading, Paper, Text
from indicators.exports.paper_files import PaperFile, paper_files
from indicators.report.brief import Brief
from indicators.wording.made_up import as_at_words
from indicators.wording.verdicts import CLEAR, VERDICTS

#: Lines of a section on the paper: with the five sections full it is still a page or little more.
MOST_PAPER_LINES = 6
#: The formats of the paper by the endings of their files, with what each is for.
AGENDA_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "docx": "The agenda paper, to edit",
        "pdf": "The agenda paper, to print",
        "eml": "A draft to send, with the Word document attached",
        "html": "One page, for a browser",
        "text": "Plain text",
    }
)


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


def agenda_files(since: date) -> dict[str, PaperFile]:
    """The files of the agenda paper of what is new since a day, by their endings."""
    return paper_files(
        AGENDA_FORMATS,
        lambda ending: file_name(("agenda since",), (), (day_text(since),), ending, audience=Audience.BOARD),
        attached=("docx",),
    )
