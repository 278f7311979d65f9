"""The challenge log to take away: a workbook of challenges and steps, and a document for the papers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from indicators.exports.book import Sheet, book_bytes
from indicators.exports.papers import LogEntry, log_document
from indicators.months import day_text
from indicators.pages.parts.board_papers import Paper, offer_papers
from indicators.pages.parts.data import Opened
from indicators.record.entries import Challenge
from indicators.record.log import challenges, histories
from indicators.record.seen import figure_text
from indicators.record.story import story
from indicators.record.tables import challenges_frame, steps_frame
from indicators.wording import counted

TITLE = "Challenge log"
#: Challenges that one document for the papers holds; a workbook holds them all.
_MOST_IN_PAPERS = 200


def offer_log(data: Opened, asked: Mapping[str, Any]) -> None:
    """The buttons for what the filters let through; each file is made when it is asked for."""
    day = date.today()
    offer_papers(
        data,
        ("challenge-log",),
        day.isoformat(),
        workbook=Paper(
            lambda figures: _workbook(figures, asked, day),
            "Every challenge of this choice and all its steps as an accessible workbook",
        ),
        page=Paper(
            lambda figures: _paper(figures, asked, day),
            "The challenges of this choice with their stories as a Word document",
        ),
        key="log",
    )


def _workbook(data: Opened, asked: Mapping[str, Any], day: date) -> bytes:
    found, _ = challenges(data.store, **asked, limit=None)
    steps = histories(data.store, [one.number for one in found])
    sheets = [
        Sheet("Challenges", "Challenges", challenges_frame(data.store, data.catalogue, found, on=day)),
        Sheet("Steps", "Every step of these challenges", steps_frame(steps)),
    ]
    return book_bytes(TITLE, {"As at": day_text(day)}, sheets, mark=data.audience.mark)


def _paper(data: Opened, asked: Mapping[str, Any], day: date) -> bytes:
    found, total = challenges(data.store, **asked, limit=_MOST_IN_PAPERS)
    left = total - len(found)
    notes = [f"{counted(left, 'older challenge')} left out: the workbook holds them all."] if left else []
    told = f"{counted(total, 'challenge')}, as at {day_text(day)}"
    return log_document(TITLE, told, _entries(data, found), notes)


def _entries(data: Opened, found: Sequence[Challenge]) -> list[LogEntry]:
    steps = histories(data.store, [one.number for one in found])
    return [
        LogEntry(
            number=one.number,
            question=one.question,
            to=one.agency,
            state=one.state.words,
            figure=figure_text(one.seen) if one.seen else "",
            due=day_text(one.due) if one.is_open else "",
            story=story(one, steps[one.number], data.catalogue),
        )
        for one in found
    ]
