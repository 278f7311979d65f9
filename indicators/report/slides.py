"""The report as PowerPoint slides: a title, then a slide for each chart, table or text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.presentation import Presentation as Opened

from indicators.access import Audience
from indicators.exports.exhibit import single_line
from indicators.exports.powerpoint import (
    SLIDE_HEIGHT,
    add_exhibit,
    add_slide,
    add_text_box,
    deck_bytes,
    height_needed,
    new_deck,
)
from indicators.report.sections import Piece, Section

#: Points: the words of a slide that has nothing else, larger ones where they fit.
_WORDS = (20, 18, 16)
#: Inches that are left free over them, and under them.
_SPACE_ABOVE, _SPACE_BELOW = 0.2, 0.3
_TITLE_LAYOUT = 0
_POINT = "• "
#: More sentences than these leave a chart too little room.
_FEW = 3
_BLACK = RGBColor(0, 0, 0)


def report_slides_bytes(
    title: str, subtitle: str, sections: Sequence[Section], *, audience: Audience, known_text: str
) -> bytes:
    """The deck: its title, then a slide for each chart and table, and for words that stand alone."""
    deck = new_deck(title, audience=audience, subject=subtitle)
    lines = [single_line(subtitle), known_text, audience.mark]
    _add_title(deck, single_line(title), "\n".join(part for part in lines if part))
    for section in sections:
        pieces = [piece for piece in section.pieces if piece.on_slides]
        if len(pieces) > 1 and all(piece.exhibit is None for piece in pieces):
            _add_text_slides(deck, section.heading, _joint_words(pieces), audience)
            continue
        for piece in pieces:
            _add_piece(deck, section, piece, audience)
    return deck_bytes(deck)


def _joint_words(pieces: Sequence[Piece]) -> list[str]:
    """The words of several pieces on one slide, each with its heading."""
    return [
        words
        for piece in pieces
        for words in (
            *([f"{piece.heading}:"] if piece.heading and piece.paragraphs else []),
            *(_POINT * piece.is_list + text for text in piece.paragraphs),
        )
    ]


def _add_title(deck: Opened, title: str, subtitle: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_LAYOUT])
    # Its annotations know no text of a placeholder.
    places: list[Any] = list(slide.placeholders)
    for placeholder, text in zip(places, (title, subtitle), strict=True):
        placeholder.text_frame.text = text
        for paragraph in placeholder.text_frame.paragraphs:
            # The template's grey is too faint for a projector.
            paragraph.font.color.rgb, paragraph.font.language_id = _BLACK, MSO_LANGUAGE_ID.ENGLISH_UK


def _add_piece(deck: Opened, section: Section, piece: Piece, audience: Audience) -> None:
    words = [_POINT * piece.is_list + text for text in piece.paragraphs]
    if piece.exhibit is None and not words:
        # What is not held is told in the document and the manifest; a slide of it helps nobody.
        return
    if piece.exhibit is None:
        _add_text_slides(deck, piece.heading or section.heading, words, audience)
        return
    # What a chart says in sentences is worth more than what it measures, which stands along its axis.
    is_brief = 0 < len(words) <= _FEW
    exhibit = replace(piece.exhibit, subtitle=" ".join(words)) if is_brief else piece.exhibit
    add_exhibit(deck, exhibit)


def _add_text_slides(deck: Opened, title: str, words: Sequence[str], audience: Audience) -> None:
    """Words that stand alone, over as many slides as they take at the least size."""
    left = list(words)
    while left:
        suffix = "" if len(left) == len(words) else " (continued)"
        slide, top = add_slide(deck, title + suffix, audience=audience)
        room = SLIDE_HEIGHT - top - _SPACE_ABOVE - _SPACE_BELOW
        size = next((size for size in _WORDS if height_needed(left, size) <= room), _WORDS[-1])
        fitting = [number for number in range(1, len(left) + 1) if height_needed(left[:number], size) <= room]
        # A single paragraph that is too long for a slide stands on one all the same.
        count = max(fitting, default=1)
        add_text_box(slide, left[:count], top=top + _SPACE_ABOVE, height=room, name="Words", size=size)
        left = left[count:]
