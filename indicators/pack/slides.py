"""The report as slides: a title, a native chart with its sentences or a native table each."""

from collections.abc import Sequence
from dataclasses import replace

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.presentation import Presentation as Opened

from indicators.audience import Audience
from indicators.exports.exhibit_words import line
from indicators.exports.slides import HEIGHT, add_exhibit, add_slide, add_words, deck_bytes, new_deck
from indicators.pack.sections import Piece, Section

#: Points: the words of a slide that has nothing else.
_WORDS = 20
_TITLE_LAYOUT = 0
#: More sentences than these leave a chart too little room.
_FEW = 3
_BLACK = RGBColor(0, 0, 0)


def slides_bytes(title: str, subtitle: str, sections: Sequence[Section], *, audience: Audience, as_at: str) -> bytes:
    """The deck: its title, then a slide for each chart and table, and for words that stand alone."""
    deck = new_deck(title, audience=audience, subject=subtitle)
    told = [line(subtitle), f"Figures as at {as_at}", audience.mark]
    _add_title(deck, line(title), "\n".join(part for part in told if part))
    for section in sections:
        for piece in (piece for piece in section.pieces if piece.on_slides):
            _add_piece(deck, section, piece, audience)
    return deck_bytes(deck)


def _add_title(deck: Opened, title: str, subtitle: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_LAYOUT])
    for place, text in zip(slide.placeholders, (title, subtitle), strict=True):
        place.text_frame.text = text
        for paragraph in place.text_frame.paragraphs:
            # The template's grey is too faint for a projector.
            paragraph.font.color.rgb, paragraph.font.language_id = _BLACK, MSO_LANGUAGE_ID.ENGLISH_UK


def _add_piece(deck: Opened, section: Section, piece: Piece, audience: Audience) -> None:
    words = list(piece.paragraphs)
    if piece.exhibit is None and not words:
        # What is not held is told in the document and the manifest; a slide of it helps nobody.
        return
    if piece.exhibit is None:
        slide, top = add_slide(deck, piece.heading or section.heading, audience=audience)
        add_words(slide, words, top=top + 0.2, height=HEIGHT - top - 0.5, name="Words", size=_WORDS)
        return
    # What a chart says in sentences is worth more than what it measures, which stands along its axis.
    is_brief = 0 < len(words) <= _FEW
    exhibit = replace(piece.exhibit, subtitle=" ".join(words)) if is_brief else piece.exhibit
    add_exhibit(deck, exhibit)
