"""A chart or table to take away: pictures, slide, data, workbook, document, link."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event

import streamlit as st

from indicators.access import BOARD_READERS, Audience, check_board_figures, may_have_board_figures
from indicators.errors import IndicatorsError
from indicators.exports.exhibit import Exhibit
from indicators.exports.file_names import file_name
from indicators.exports.formats import FORMATS
from indicators.pages.components import query_params
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.wording import Sentence

#: Seconds that the page waits: longer than a picture takes that fails twice.
_PATIENCE = 180.0
#: Seconds until the server has begun; it begins at once, or the click came from no browser.
_BEGINS = 5.0


class Making:
    """One file to be made, in a thread of the server's own, and what came of it."""

    def __init__(self, made: Callable[[], bytes]) -> None:
        self._made = made
        self._begun, self._ended = Event(), Event()
        self._trouble = ""

    def bytes(self) -> bytes:
        """The file; what is wrong in words is kept for the page, since Streamlit tells the reader only that it is."""
        self._begun.set()
        try:
            return self._made()
        except IndicatorsError as error:
            self._trouble = str(error)
            raise
        except Exception as error:
            self._trouble = unforeseen("file", error)
            raise
        finally:
            self._ended.set()

    def trouble(self) -> str:
        """Wait until the file is made; why it could not be, or nothing."""
        if self._begun.wait(_BEGINS):
            self._ended.wait(_PATIENCE)
        return self._trouble


def offer_file(
    label: str,
    made: Callable[[], bytes],
    *,
    name: str,
    mime: str,
    key: str,
    icon: str,
    help: str,
    disabled: bool = False,
) -> str:
    """A button for a file that is made when it is clicked; why the one just asked for could not be made, or nothing."""
    asked: Making | None = st.session_state.get(f"{key}:making")
    st.session_state[f"{key}:making"] = coming = Making(made)
    is_clicked = st.download_button(
        label, data=coming.bytes, file_name=name, mime=mime, key=key, icon=icon, help=help, disabled=disabled
    )
    if not is_clicked or asked is None:
        return ""
    with st.spinner("Making the file …"):
        return asked.trouble()


def tell_trouble(*troubles: str) -> None:
    """Say what went wrong, each reason once; it may quote anybody's text, so no Markdown is read in it."""
    for trouble in dict.fromkeys(filter(None, troubles)):
        st.error(unmarked(trouble), icon=":material/error:")


def unforeseen(what: str, error: Exception) -> str:
    """What a reader is told of an error that nobody has foreseen; whoever raises it again puts it into the log."""
    return f"The {what} could not be made ({type(error).__name__}). The dashboard's log says more."


WORDS = {Audience.PUBLIC: "Anybody: safe to publish", Audience.BOARD: "The board only"}
#: Why what people wrote has no version for anybody.
WORDS_ONLY = (
    "What people wrote can tell of single children, and no rule can check words: these files are for the board only."
)
_HELP = (
    "Files for anybody leave out figures of 1 to 5 people and those from which they could be worked out. "
    "Files for the board have every figure, and say on every page that they are not for publication."
)


@dataclass(frozen=True)
class Release:
    """Whom files are for, the role of who takes them, and the figures of the page."""

    audience: Audience
    role: str
    data: Opened

    @property
    def is_ready(self) -> bool:
        """Whether files can be made: those for the board only by a role that may have its figures."""
        return self.audience is Audience.PUBLIC or may_have_board_figures(self.role)

    def opened(self) -> Opened:
        """The figures that files and sentences are made of; UsageError for a role that may not have them.

        That they are let out is registered before they are.
        """
        if self.audience is Audience.BOARD:
            check_board_figures(self.role)
            return self.data
        figures = self.data.for_public()
        figures.remember()
        return figures


def release_box(data: Opened, *, key: str, board_only: str = "") -> Release:
    """The choice of whom the files are for; with `board_only`, the reason why there is none.

    Each page begins with files for anybody; the role is remembered. Figures as they were known on an earlier day are
    for the board: beside today's they would give away what is withheld from those.
    """
    if data.known_on and not board_only:
        board_only = "Figures as they were known on an earlier day are for the board only."
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-release"):
        audience = Audience.BOARD
        if board_only:
            st.caption(board_only)
        else:
            audience = st.segmented_control(
                "Files for", list(WORDS), format_func=WORDS.__getitem__, default=Audience.PUBLIC, required=True,
                key=f"{key}-audience", help=_HELP,
            )  # fmt: skip
        role = ""
        if audience is Audience.BOARD:
            role = st.selectbox(
                "You take them as", BOARD_READERS, index=None, placeholder="Choose your role", key="release:role",
                width=360, persist_state="session",
            )  # fmt: skip
    return Release(audience, role or "", data)


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """A kind of file on offer: its button, what makes it, its full name and type, an icon and a word of help."""

    label: str
    made: Callable[[], bytes]
    name: str
    mime: str
    icon: str
    help: str


def offer_files(files: Sequence[File], release: Release, *, key: str) -> None:
    """A row of buttons, each file made when it is asked for, and the link; closed while nobody may have them."""
    with st.container(horizontal=True, gap="small", key=f"{key}-downloads"):
        troubles = [
            offer_file(
                file.label,
                file.made,
                name=file.name,
                mime=file.mime,
                key=f"{key}-{file.name.rpartition('.')[2]}",
                icon=file.icon,
                help=file.help,
                disabled=not release.is_ready,
            )
            for file in files
        ]
        offer_link()
    tell_trouble(*troubles)


def offer_link() -> None:
    """The address that opens the same view."""
    with st.popover("Link", icon=":material/link:"):
        st.caption("This address opens the same view:")
        st.code(query_params.link(), language=None, wrap_lines=True)


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


def offer_sentences(made: Callable[[], Sequence[Sentence]], *, key: str) -> None:
    """A fold with a box a sentence, each with a button that copies it; they are written when it is unfolded."""
    fold = st.expander(
        "Sentences for the report", icon=":material/format_quote:", key=f"{key}-sentences", on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        try:
            sentences = made()
        except IndicatorsError as error:
            st.error(unmarked(str(error)))
            return
        if not sentences:
            st.caption("These figures bear no sentence: an index has none, nor has a figure that is withheld alone.")
            return
        for sentence in sentences:
            # As code the text is shown letter by letter, whatever a name in it may hold.
            st.code(sentence.text, language=None, wrap_lines=True)
        st.caption("Each figure in them was read anew from the store. Copy with the button at the right of a box.")


PLOTLY = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}
#: The formats of what is no chart.
TABLES = ("docx", "xlsx", "csv")
_ICONS = {
    **dict.fromkeys(("png", "svg", "pdf"), ":material/image:"),
    "pptx": ":material/slideshow:",
    "docx": ":material/description:",
    "xlsx": ":material/table_view:",
    "csv": ":material/table:",
}
_KINDS = {
    "png": "A picture in print quality",
    "svg": "A picture that can be enlarged",
    "pdf": "A page to print",
    "pptx": "A slide whose chart can be edited",
    "docx": "Picture and table as a Word document",
    "xlsx": "The figures as an accessible workbook",
    "csv": "The figures as comma-separated values",
}


@dataclass(frozen=True)
class Takeaway:
    """What can be taken away of a view; indicators, areas and periods name its files.

    `made` gives the exhibit from any figures, the board's or the public ones, when a file is asked for.
    """

    made: Callable[[Opened], Exhibit]
    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    known_on: date | None = None


def offer(taken: Takeaway, release: Release, *, key: str, only: Collection[str] = tuple(FORMATS)) -> None:
    """The row of downloads under a chart or table, of all formats or of some."""
    offer_files([_file(taken, release, extension) for extension in FORMATS if extension in only], release, key=key)


def _file(taken: Takeaway, release: Release, extension: str) -> File:
    format = FORMATS[extension]
    known = {"audience": release.audience, "known_on": taken.known_on}
    return File(
        format.label,
        made=lambda: format.make(taken.made(release.opened())),
        name=file_name(taken.indicators, taken.areas, taken.periods, extension, **known),
        mime=format.mime,
        icon=_ICONS[extension],
        help=f"{_KINDS[extension]}, with title, source and date inside it",
    )
