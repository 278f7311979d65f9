"""Make a report pack: assemble the sections, write every file aside, then put the folder in place.
The folder appears whole or not at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from indicators.access.permissions import Permission, requires
from indicators.atomic import LOCK_SECONDS, exclusive_lock, replace_folder, sync_file
from indicators.catalogue.periods import Period
from indicators.disclosure.edition import Edition
from indicators.errors import ImageExportUnavailable, IndicatorsError
from indicators.exports.file_names import file_name
from indicators.exports.open_document import paper_open_document
from indicators.exports.open_spreadsheet import open_workbook_of_sheets
from indicators.exports.paper import paper_html
from indicators.exports.pdf import tagged_pdf
from indicators.report.assemble import assemble_sections
from indicators.report.charts import headline_indicators
from indicators.report.contents import Contents, ContentsItem
from indicators.report.manifest import report_manifest_bytes
from indicators.report.paper import report_paper, without_words
from indicators.report.pictures import PICTURES_NOT_WANTED, Picture, PictureDrawer
from indicators.report.record import permitted_contents
from indicators.report.sections import Piece, Section
from indicators.report.slides import report_slides_bytes
from indicators.report.word import report_word_bytes
from indicators.report.workbook import report_workbook_bytes
from indicators.report.year import ReportYear, ViewDrawer
from indicators.wording.areas import board_place

#: How the names of passing folders beside the packs begin, and the lock of the folder of packs.
_PASSING, _LOCK = ".pack-", ".pack.lock"


class PackFailed(IndicatorsError):
    """The pack could not be written; nothing of it is left."""

    exit_code = 2


@contextmanager
def pack_folder(out: Path, name: str, *, patience: float = LOCK_SECONDS) -> Iterator[Path]:
    """An empty folder to write into, which becomes `out`/`name` in one step when the block ends well.

    An older pack of that name gives way only then. Raises PackFailed, in plain words, where the disk is full or
    the place cannot be written.
    """
    refusal = PackFailed(
        f"Another pack is being written to {out} and has not finished. Nothing was changed; try again in a minute."
    )
    with _pack_failures(out):
        out.mkdir(parents=True, exist_ok=True)
        with (
            exclusive_lock(out / _LOCK, refusal=refusal, patience=patience),
            replace_folder(out / name, prefix=_PASSING) as folder,
        ):
            yield folder


def write_pack_file(path: Path, content: bytes) -> None:
    """Write a file of a pack through to the disk, so that a full one is noticed now."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    sync_file(path)


@contextmanager
def _pack_failures(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackFailed(
            f"The pack could not be written to {out} ({error.strerror or error}). Nothing of it is left there, and an "
            "older pack stands as it was. Make room, or choose a folder that can be written."
        ) from error


#: Step, of how many, in words; how many is a guess until all figures are gathered.
PackProgress = Callable[[int, int, str], None]
#: What is done besides gathering and drawing: slides, two workbooks, document, page, open document, PDF, manifest,
#: place.
_LAST_STEPS = 9
#: The page of the report as it is printed; where there is no browser it is left out.
_PRINTED = "report.pdf"


class PackCancelled(IndicatorsError):
    """Whoever asked for the pack wants it no more; nothing of it is left."""


@dataclass(frozen=True)
class FinishedPack:
    """The folder of a pack, how many charts it has, and which of these have no picture, with the reason.

    `left_out` are files that could not be made, with the reason.
    """

    folder: Path
    charts: int
    without_picture: dict[str, str]
    left_out: dict[str, str]

    @property
    def message(self) -> str:
        """What became of it, in a sentence or two."""
        pictures = f"the pictures of {len(self.without_picture)} of {self.charts} charts"
        missing = [*([pictures] if self.without_picture else []), *self.left_out]
        if not missing:
            return f"{self.folder} is ready."
        drawn = "; the slides have them as charts, the document as tables" if self.without_picture else ""
        why = next(iter([*self.without_picture.values(), *self.left_out.values()]))
        return f"{self.folder} is ready, without {' and without '.join(missing)}{drawn}. {why}"


@requires(Permission.MAKE_REPORT)
def make_pack(
    edition: Edition,
    contents: Contents,
    period: Period,
    out: Path,
    *,
    progress: PackProgress = lambda step, of, words: None,
    cancelled: Callable[[], bool] = lambda: False,
    pictures: bool = True,
    vectors: bool = False,
    release: Callable[[], None] = lambda: None,
    draw_view: ViewDrawer | None = None,
) -> FinishedPack:
    """Write a pack into a folder of its own in `out`, in place of an older one of the same year and audience.

    With `vectors` its pictures are there as SVG too. `draw_view` draws what stands on pages. `cancelled` is asked
    between steps. `release` is called once all is written and before it can be seen: there what is let out is put
    down. Raises PackCancelled, PackFailed, or UsageError where no figure is held.
    """
    year = ReportYear(edition, period, draw_view)
    contents = permitted_contents(contents, edition)
    name = pack_name(year)
    with pack_folder(out, name) as folder, PictureDrawer(wanted=pictures, vectors=vectors) as drawn:
        work = _Work(contents, year, drawn, _ProgressSteps(progress, cancelled, _expected_steps(contents, year)))
        for path, content in work.files().items():
            write_pack_file(folder / path, content)
        work.steps.next("Putting the pack in place")
        release()
    return FinishedPack(out / name, len(work.charts), work.without_picture, work.left_out)


def pack_name(year: ReportYear) -> str:
    """The name of a pack's folder: `report-pack_2015-16_public`."""
    return f"report-pack_{year.period.label.replace('/', '-')}_{year.audience}"


def _expected_steps(contents: Contents, year: ReportYear) -> int:
    """About how many steps a pack takes: as many as it would if every indicator had a chart to itself."""
    leading = len(headline_indicators(year.catalogue))
    charts = sum(len(item.indicators) or leading for item in contents.items if item.kind == "chart")
    return len(contents.items) + 2 * charts + _LAST_STEPS


class _ProgressSteps:
    """How far the work is, told and asked after between steps."""

    def __init__(self, progress: PackProgress, cancelled: Callable[[], bool], of: int):
        self._progress, self._cancelled = progress, cancelled
        self._done, self._of = 0, of

    def next(self, words: str) -> None:
        """One step further."""
        if self._cancelled():
            raise PackCancelled("The pack was cancelled. Nothing of it is left, and an older one stands as it was.")
        self._done += 1
        self._progress(self._done, max(self._of, self._done), words)

    def left(self, steps: int) -> None:
        """So many are left, as is known by now."""
        self._of = self._done + steps


_Made = TypeVar("_Made")


class _Work:
    """One pack being made: its files by name, the pictures drawn while the others are written."""

    def __init__(self, contents: Contents, year: ReportYear, drawn: PictureDrawer, steps: _ProgressSteps):
        self.contents, self.year, self.drawn, self.steps = contents, year, drawn, steps
        self.charts: list[Piece] = []
        self.without_picture: dict[str, str] = {}
        self.left_out: dict[str, str] = {}
        self._plain: dict[str, Picture] = {}
        self._item: ContentsItem | None = None

    def files(self) -> dict[str, bytes]:
        """Every file of the pack."""
        sections = assemble_sections(self.contents, self.year, each=self._start_drawing)
        self.charts = [piece for section in sections for piece in section.pieces if piece.has_chart]
        self.steps.left(len(self.charts) + _LAST_STEPS)
        files = {
            "slides.pptx": self._written(report_slides_bytes, sections, "Writing the slides"),
            "figures.xlsx": self._written(report_workbook_bytes, sections, "Writing the workbook"),
            "figures.ods": self._written(
                report_workbook_bytes, sections, "Writing the open workbook", write=open_workbook_of_sheets
            ),
            "report.docx": self._written(report_word_bytes, sections, "Writing the document", picture=self._picture),
            **self._paper_files(sections),
        }
        for path, piece in self._picture_names().items():
            drawn = self.drawn.of(piece.printed_exhibit)
            made = {path: drawn.png, f"{path.removesuffix('.png')}.svg": drawn.svg}
            files.update({name: content for name, content in made.items() if content})
        self.steps.next("Writing the manifest")
        files["manifest.json"] = report_manifest_bytes(
            self.contents,
            self.year,
            sections,
            files=files,
            without_picture=self.without_picture,
            left_out=self.left_out,
        )
        return files

    def _paper_files(self, sections: list[Section]) -> dict[str, bytes]:
        """The report as a web page, as an open document, and the page printed, where a browser does it."""
        paper = self._written(
            report_paper, sections, "Writing the web page", picture=lambda piece: self._plain[piece.label]
        )
        page = paper_html(paper)
        self.steps.next("Writing the open document")
        files = {"report.html": page.encode(), "report.odt": paper_open_document(paper)}
        self.steps.next("Printing the web page")
        if (reason := next(iter(self.without_picture.values()), "")) or not self.drawn.is_wanted:
            self.left_out[_PRINTED] = reason or PICTURES_NOT_WANTED
            return files
        try:
            files[_PRINTED] = tagged_pdf(page, mark=paper.audience.mark)
        except ImageExportUnavailable as error:
            self.left_out[_PRINTED] = str(error)
        return files

    def _start_drawing(self, piece: Piece, item: ContentsItem) -> None:
        """Have the chart of a piece drawn as soon as it is there."""
        if piece.has_chart:
            self.drawn.queue(piece.printed_exhibit)
        if piece.has_chart or item is not self._item:
            self.steps.next(f"Gathering figures: {piece.heading or item.heading}")
        self._item = item

    def _written(self, make: Callable[..., _Made], sections: list[Section], words: str, **more: object) -> _Made:
        """What a writer makes of the sections, with the words that all of them say."""
        self.steps.next(words)
        subtitle = f"{board_place(self.year.catalogue)}, {self.year.period.label}"
        return make(
            self.contents.title,
            subtitle,
            sections,
            audience=self.year.audience,
            known_text=self.year.known_text,
            **more,
        )

    def _picture(self, piece: Piece) -> Picture:
        self.steps.next(f"Drawing {piece.label}: {piece.heading}")
        picture = self.drawn.of(piece.printed_exhibit)
        if picture.reason:
            self.without_picture[piece.label] = picture.reason
        # Here, while the browser draws the next one.
        plain = without_words(picture) if picture.png else b""
        self._plain[piece.label] = Picture(plain, reason=picture.reason)
        return picture

    def _picture_names(self) -> dict[str, Piece]:
        """A file name for each chart, after what it shows."""
        names: dict[str, Piece] = {}
        for piece in self.charts:
            basis = piece.basis
            stem = file_name(basis.indicators, basis.areas, basis.periods, "png", audience=self.year.audience)
            ending = f"-{piece.label.rpartition(' ')[2]}.png"
            path = f"pictures/{stem}"
            names[path if path not in names else path.removesuffix(".png") + ending] = piece
        return names
