"""The chart alone out of a picture that has its words in it: a document says these in text."""

from docx.document import Document as Opened
from docx.oxml import OxmlElement

#: Word counts what is cut off in thousandths of a per cent.
_WHOLE = 100_000


def crop_last_picture(document: Opened, *, over: float, under: float) -> None:
    """Show the last picture of a document without a share of its height at the top and one at the bottom.

    Word does the cutting; the picture in the file stays whole.
    """
    shape = document.inline_shapes[-1]
    cut = OxmlElement("a:srcRect")
    cut.set("t", str(round(over * _WHOLE)))
    cut.set("b", str(round(under * _WHOLE)))
    shape._inline.graphic.graphicData.pic.blipFill.blip.addnext(cut)
    shape.height = round(shape.height * (1 - over - under))
