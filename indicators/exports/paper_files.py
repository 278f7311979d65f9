"""The files of a paper: each format with its name, its button and what makes it, and all of them in a folder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from indicators.atomic import write_files
from indicators.errors import ImageExportUnavailable
from indicators.exports.formats import FORMATS
from indicators.exports.paper import Paper, paper_html, paper_mail, paper_text
from indicators.modules import importing

#: The ending of a mail, the one format that has others of the same paper with it.
_MAIL = "eml"


# As in `formats.py`, what only these two need is imported with the first of them.


def _document(paper: Paper) -> bytes:
    with importing():
        from indicators.exports.paper_word import paper_document
    return paper_document(paper)


def _pdf(paper: Paper) -> bytes:
    with importing():
        from indicators.exports.pdf import paper_pdf
    return paper_pdf(paper)


class _PaperFormat(NamedTuple):
    label: str
    mime: str
    icon: str
    make: Callable[[Paper], bytes]


#: By the ending of the file's name. A PDF needs a browser on this computer.
_FORMATS: Mapping[str, _PaperFormat] = MappingProxyType(
    {
        "docx": _PaperFormat("Word", FORMATS["docx"].mime, FORMATS["docx"].icon, _document),
        "pdf": _PaperFormat("PDF", "application/pdf", ":material/picture_as_pdf:", _pdf),
        "html": _PaperFormat("Web page", "text/html", FORMATS["html"].icon, lambda paper: paper_html(paper).encode()),
        "text": _PaperFormat("Text", "text/plain", ":material/notes:", lambda paper: paper_text(paper).encode()),
        _MAIL: _PaperFormat("Mail", "message/rfc822", ":material/mail:", paper_mail),
    }
)


@dataclass(frozen=True)
class PaperFile:
    """A paper in one format: its button's label, icon and purpose, the file's name and media type, and what makes it.

    `make` raises ImageExportUnavailable where it needs a browser and there is none.
    """

    label: str
    name: str
    mime: str
    icon: str
    purpose: str
    make: Callable[[Paper], bytes]


def paper_files(
    purposes: Mapping[str, str], name: Callable[[str], str], *, attached: Sequence[str] = ()
) -> dict[str, PaperFile]:
    """The files of a paper by their endings: `purposes` says what each is for, `name` gives the name of an ending's.

    The mail has the `attached` formats with it, those of them that can be made here.
    """
    files: dict[str, PaperFile] = {}

    def draft(paper: Paper) -> bytes:
        """The mail with the paper's files, to be addressed and sent."""
        attachments: list[tuple[str, bytes, str]] = []
        for file in map(files.__getitem__, attached):
            with suppress(ImageExportUnavailable):
                attachments.append((file.name, file.make(paper), file.mime))
        subject = ": ".join(filter(None, (paper.audience.mark.partition(":")[0], paper.title)))
        return paper_mail(paper, subject=subject, attachments=attachments)

    for ending, purpose in purposes.items():
        label, mime, icon, make = _FORMATS[ending]
        files[ending] = PaperFile(label, name(ending), mime, icon, purpose, draft if ending == _MAIL else make)
    return files


class WrittenPaper(NamedTuple):
    """What became of the files of a paper: where they are, and by the label of a format why it is not among them."""

    paths: list[Path]
    missing: dict[str, str]


def write_paper(paper: Paper, files: Mapping[str, PaperFile], folder: Path) -> WrittenPaper:
    """The files of a paper in a folder, all of them or none; older ones of the same name give way.

    Nothing is written before every format that can be made here is made. Raises OSError where the folder cannot be
    written.
    """
    made: dict[str, bytes] = {}
    missing: dict[str, str] = {}
    for file in files.values():
        try:
            made[file.name] = file.make(paper)
        except ImageExportUnavailable as error:
            missing[file.label] = str(error)
    return WrittenPaper(write_files(folder, made), missing)
