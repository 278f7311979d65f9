"""Fields of a Word document: numbers that Word counts again, and a table of contents that is there before it does."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Opened
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from indicators.exports.document import clean

LEVELS = 2
#: Millimetres that an entry of each lower level is set in.
_INDENT = 6
_CONTENTS = f' TOC \\o "1-{LEVELS}" \\h \\z \\u '


def add_number(paragraph: Paragraph, kind: str, number: int) -> None:
    """`Figure 3`, its number a field that Word counts anew when figures are moved."""
    paragraph.add_run(f"{kind} ")
    _add_field(paragraph, f" SEQ {kind} \\* ARABIC ", str(number))


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Mark a heading so that the table of contents leads to it."""
    start = _made("w:bookmarkStart", id=str(number), name=_anchor(number))
    # After the paragraph's properties, before its text.
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(_made("w:bookmarkEnd", id=str(number)))


def contents_styles(document: Opened) -> None:
    """The styles of the table of contents, which Word has but its template leaves out."""
    for level in range(1, LEVELS + 1):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Mm(_INDENT * (level - 1))
        style.paragraph_format.space_before = Pt(6 if level == 1 else 0)
        style.font.bold = level == 1


def add_contents(document: Opened, entries: Sequence[tuple[int, str]]) -> None:
    """A table of contents of headings (level and text, in the order of their bookmarks), filled in as it stands.

    Its page numbers come when Word or LibreOffice brings it up to date.
    """
    for number, (level, text) in enumerate(entries):
        paragraph = document.add_paragraph()
        paragraph._p.style = f"toc{level}"
        if number == 0:
            _open_field(paragraph, _CONTENTS)
        link = _made("w:hyperlink", anchor=_anchor(number), history="1")
        paragraph._p.append(link)
        run = paragraph.add_run(clean(text))
        link.append(run._r)
        if number == len(entries) - 1:
            _close_field(paragraph)


def _add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _open_field(paragraph, instruction)
    paragraph.add_run(shown)
    _close_field(paragraph)


def _open_field(paragraph: Paragraph, instruction: str) -> None:
    paragraph.add_run()._r.append(_made("w:fldChar", fldCharType="begin"))
    told = _made("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = instruction
    paragraph.add_run()._r.append(told)
    paragraph.add_run()._r.append(_made("w:fldChar", fldCharType="separate"))


def _close_field(paragraph: Paragraph) -> None:
    paragraph.add_run()._r.append(_made("w:fldChar", fldCharType="end"))


def _anchor(number: int) -> str:
    # Word takes bookmarks of such names for its own and hides them.
    return f"_Toc{number:06d}"


def _made(tag: str, /, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
