"""Downloads: for whom a file is, the buttons that make it when they are clicked, and sentences to copy.
Files for anybody are made of public figures alone; files for the board need a role that may have its figures.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event

import pandas as pd
import streamlit as st

from indicators.access import Audience, check_board_figures, may_have_board_figures
from indicators.access.log import AccessEvent
from indicators.access.permissions import (
    Permission,
    acting_as,
    check_permission,
    current_user,
    log_event,
)
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, PeriodType
from indicators.errors import IndicatorsError
from indicators.exports.exhibit import Exhibit
from indicators.exports.file_names import file_name
from indicators.exports.formats import FORMATS
from indicators.exports.paper import Paper
from indicators.exports.paper_files import PaperFile
from indicators.frames import frame_rows
from indicators.pages.components import query_params
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.store.database import store_size
from indicators.wording.numbers import count_text
from indicators.wording.sentences import Sentence

#: Seconds that the page waits: longer than a picture takes that fails twice.
_MAKING_SECONDS = 180.0
#: Seconds until the server has begun; it begins at once, or the click came from no browser.
_START_SECONDS = 5.0


def logged_file(
    name: str, made: Callable[[], bytes], permission: Permission = Permission.SEE_PUBLIC_FIGURES
) -> Callable[[], bytes]:
    """What makes a file, in the name of who looks at the page now.

    Whether they may have it is asked when it is made, and it stands in the access log before it is there. A file is
    made in a thread of the server's own, which knows no visitor.
    """
    user = current_user()

    def make() -> bytes:
        """The file, for the user of whose page the button was part."""
        with acting_as(user):
            check_permission(permission)
            log_event(AccessEvent.DOWNLOADED, name)
            return made()

    return make


class FileJob:
    """One file to be made, in a thread of the server's own, and what came of it."""

    def __init__(self, made: Callable[[], bytes]) -> None:
        self._made = made
        self._begun, self._ended, self._awaited = Event(), Event(), Event()
        self._trouble = ""

    def bytes(self) -> bytes:
        """The file; what is wrong in words is kept for the page, since Streamlit tells the reader only that it is.

        The answer waits for the page's run of the same click: Streamlit empties its queue of messages as a run begins,
        and with it the address of a file that was ready just before.
        """
        self._begun.set()
        try:
            return self._made()
        except IndicatorsError as error:
            self._trouble = str(error)
            raise
        except Exception as error:
            self._trouble = unexpected_error_text("file", error)
            raise
        finally:
            self._ended.set()
            self._awaited.wait(_START_SECONDS)

    def trouble(self) -> str:
        """Wait until the file is made; why it could not be, or nothing."""
        self._awaited.set()
        if self._begun.wait(_START_SECONDS):
            self._ended.wait(_MAKING_SECONDS)
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
    job: FileJob | None = st.session_state.get(f"{key}:making")
    st.session_state[f"{key}:making"] = coming = FileJob(logged_file(name, made))
    is_clicked = st.download_button(
        label, data=coming.bytes, file_name=name, mime=mime, key=key, icon=icon, help=help, disabled=disabled
    )
    if not is_clicked or job is None:
        return ""
    with st.spinner("Making the file …"):
        return job.trouble()


def show_problem(*troubles: str) -> None:
    """Say what went wrong, each reason once; it may quote anybody's text, so no Markdown is read in it."""
    for trouble in dict.fromkeys(filter(None, troubles)):
        st.error(escape_markdown(trouble), icon=":material/error:")


def unexpected_error_text(what: str, error: Exception) -> str:
    """What a reader is told of an error that nobody has foreseen; whoever raises it again puts it into the log."""
    return f"The {what} could not be made ({type(error).__name__}). The dashboard's log says more."


#: Why what people wrote has no version for anybody.
AUDIENCE_WORDS = {Audience.PUBLIC: "Anybody: safe to publish", Audience.BOARD: "Members only"}
FREE_TEXT_NOTE = (
    "What people wrote can tell of single children, and no rule can check words: these files are for members only."
)
#: Why the buttons for files of the board are closed.
NO_ROLE_NOTE = "Choose your role first: files with the true figures go only to those who may have them."
_HELP = (
    "Files for anybody leave out figures of 1 to 5 people and those from which they could be worked out. "
    "Files for members have every figure, and say on every page that they are not for publication."
)


@dataclass(frozen=True)
class DownloadAudience:
    """Whom files are for, the role of who takes them, and the figures of the page."""

    audience: Audience
    role: str
    data: DashboardData

    @property
    def is_ready(self) -> bool:
        """Whether files can be made: those for the board only by a role that may have its figures."""
        return self.audience is Audience.PUBLIC or may_have_board_figures(self.role, self.data.catalogue.terms.readers)

    def permitted_data(self) -> DashboardData:
        """The figures that files and sentences are made of; UsageError for a role that may not have them.

        That they are let out is registered before they are.
        """
        if self.audience is Audience.BOARD:
            check_board_figures(self.role, self.data.catalogue.terms.readers)
            return self.data
        figures = self.data.for_public()
        figures.remember()
        return figures


def audience_box(data: DashboardData, *, key: str, board_only: str = "", is_row: bool = False) -> DownloadAudience:
    """The choice of whom the files are for; with `board_only`, the reason why there is none.

    With `is_row` the roles stand in a row, where one press chooses, in place of a list that is opened first.

    Each page begins with files for anybody; the role is remembered. Figures as they were known on an earlier day are
    for the board: beside today's they would give away what is withheld from those.
    """
    if data.known_on and not board_only:
        board_only = "Figures as they were known on an earlier day are for members only."
    user, readers = current_user(), data.catalogue.terms.readers
    is_signed_in = user.is_signed_in or not user.may(Permission.TAKE_BOARD_FILES)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-release"):
        audience = Audience.BOARD
        if board_only:
            st.caption(board_only)
        elif data.audience is Audience.PUBLIC or not user.may(Permission.TAKE_BOARD_FILES):
            audience = Audience.PUBLIC
        else:
            audience = st.segmented_control(
                "Files for", list(AUDIENCE_WORDS), format_func=AUDIENCE_WORDS.__getitem__,
                default=Audience.PUBLIC, required=True,
                key=f"{key}-audience", help=_HELP,
            )  # fmt: skip
        role = ""
        if is_signed_in:
            # Their roles decide, whatever they would say of themselves.
            role = user.signature
        elif audience is Audience.BOARD and is_row:
            role = st.pills(
                "You take them as", readers, format_func=escape_markdown, key="release:role", persist_state="session"
            )
        elif audience is Audience.BOARD:
            role = st.selectbox(
                "You take them as", readers, index=None, placeholder="Choose your role: it opens the buttons",
                key="release:role",
                width=360, persist_state="session",
            )  # fmt: skip
    return DownloadAudience(audience, role or "", data)


@dataclass(frozen=True)
class DownloadFile:
    """A kind of file on offer: its button, what makes it, its full name and type, an icon and a word of help.

    One that `is_rare` stands below the others. `kind` tells two of one ending apart.
    """

    label: str
    made: Callable[[], bytes]
    name: str
    mime: str
    icon: str
    help: str
    is_rare: bool = False
    kind: str = ""


def offer_files(files: Sequence[DownloadFile], release: DownloadAudience, *, key: str) -> None:
    """A row of buttons, each file made when it is asked for, and the link; closed while nobody may have them."""
    with st.container(horizontal=True, gap="small", key=f"{key}-downloads"):
        troubles = [_offer_button(file, release, key) for file in files]
        offer_link(key=key)
    show_problem(*troubles)


def _offer_button(file: DownloadFile, release: DownloadAudience, key: str) -> str:
    return offer_file(
        file.label,
        file.made,
        name=file.name,
        mime=file.mime,
        key=f"{key}-{file.kind or file.name.rpartition('.')[2]}",
        icon=file.icon,
        help=file.help,
        disabled=not release.is_ready,
    )


def offer_paper(
    files: Iterable[PaperFile], release: DownloadAudience, paper: Callable[[DashboardData], Paper], *, key: str
) -> None:
    """The buttons for the files of one paper, which `paper` makes anew of the figures of whom it is for."""
    offer_files(
        [
            DownloadFile(
                file.label,
                # Who may have it is asked where it is made, whatever the button shows.
                made=lambda file=file: file.make(paper(release.permitted_data())),
                name=file.name,
                mime=file.mime,
                icon=file.icon,
                help=file.purpose,
            )
            for file in files
        ],
        release,
        key=key,
    )


@st.fragment
def offer_link(*, key: str) -> None:
    """The address that opens the same view, sent when it is asked for."""
    box = st.popover("Link", icon=":material/link:", key=f"{key}-link", on_change="rerun")
    if box.open:
        with box:
            _draw_link()


def _draw_link() -> None:
    st.caption("This address opens the same view:")
    st.code(query_params.view_link(), language=None, wrap_lines=True)


@dataclass(frozen=True)
class BoardPaper:
    """One file of some: what makes it of the board's figures, and a word of help."""

    made: Callable[[DashboardData], bytes]
    help: str


def offer_papers(
    data: DashboardData,
    named: Sequence[str],
    day: str,
    *,
    workbook: BoardPaper,
    open_workbook: BoardPaper,
    page: BoardPaper,
    key: str,
) -> None:
    """The buttons for all three; `named` and `day` name the files."""
    release = audience_box(data, key=key, board_only=FREE_TEXT_NOTE)
    kinds = (
        (FORMATS["xlsx"].label, workbook, "xlsx", FORMATS["xlsx"].mime, FORMATS["xlsx"].icon),
        (FORMATS["ods"].label, open_workbook, "ods", FORMATS["ods"].mime, FORMATS["ods"].icon),
        ("Page for the papers", page, "docx", FORMATS["docx"].mime, FORMATS["docx"].icon),
    )
    files = [
        DownloadFile(
            label,
            # Who may have it is asked where it is made, whatever the button shows.
            made=lambda paper=paper: paper.made(release.permitted_data()),
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
            st.error(escape_markdown(str(error)))
            return
        if not sentences:
            st.caption("These figures bear no sentence: an index has none, nor has a figure that is withheld alone.")
            return
        for sentence in sentences:
            # As code the text is shown letter by letter, whatever a name in it may hold.
            st.code(sentence.text, language=None, wrap_lines=True)
        st.caption("Each figure in them was read anew from the store. Copy with the button at the right of a box.")


PLOTLY_CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}
#: A figure of a view: the id of its indicator, the name of its area, its period.
FigureKey = tuple[str, str, str]


@dataclass(frozen=True)
class Download:
    """What can be taken away of a view; indicators, areas and periods name its files.

    `made` gives the exhibit from any figures, the board's or the public ones, when a file is asked for. `figures` gives
    those of the view: how many of them files for anybody withhold stands beside the buttons.
    """

    made: Callable[[DashboardData], Exhibit]
    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    known_on: date | None = None
    figures: Callable[[], frozenset[FigureKey]] = frozenset


def offer_downloads(
    download: Download, release: DownloadAudience, *, key: str, only: Collection[str] = tuple(FORMATS)
) -> None:
    """The button under a chart or table behind which its files, of all formats or of some, and its address stand."""
    _draw_downloads(download, release, key, only)


# What is behind the button is sent when it is opened, beside the rest of the page: most readers look and go.
@st.fragment
def _draw_downloads(download: Download, release: DownloadAudience, key: str, only: Collection[str]) -> None:
    box = st.popover(
        "Download and share",
        icon=":material/download:",
        key=f"{key}-downloads",
        on_change="rerun",
        disabled=not release.is_ready,
        wrap=False,
    )
    if not box.open or not release.is_ready:
        return
    files = [_download_file(download, release, extension) for extension in FORMATS if extension in only]
    with box:
        troubles: list[str] = []
        for is_rare in (False, True):
            with st.container(horizontal=True, gap="small"):
                troubles += [_offer_button(file, release, key) for file in files if file.is_rare is is_rare]
        show_problem(*troubles)
        if release.audience is Audience.PUBLIC and (figures := download.figures()):
            _draw_withheld(release.data, figures)
        _draw_link()


#: Bytes of a store of which the public copy is made within a second or two; of a larger one only for a file.
_QUICK_STORE = 200_000_000


def _draw_withheld(data: DashboardData, figures: frozenset[FigureKey]) -> None:
    """How many of the figures shown are not in files for anybody."""
    place = st.empty()
    try:
        if store_size(store_path()) > _QUICK_STORE:
            return
        with place, st.spinner("Counting what files for anybody leave out …", show_time=False):
            public = data.for_public().public
    except (IndicatorsError, OSError):
        # Why there is none is said where a file is asked for.
        return
    if public is not None:
        withheld = withheld_text(count_withheld(public.suppressed, figures, data.catalogue), len(figures))
        place.caption(withheld)


def count_withheld(suppressed: pd.DataFrame, figures: Collection[FigureKey], catalogue: Catalogue) -> int:
    """How many of some figures are among those that a public copy withholds, a row each of `suppressed`."""
    names = {code: area.name for code, area in catalogue.areas.items()}
    return len(
        {
            (
                row.indicator,
                names.get(row.area_code, ""),
                Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
            )
            for row in frame_rows(suppressed)
        }
        & set(figures)
    )


def withheld_text(count: int, total: int) -> str:
    """What stands beside the buttons of files for anybody."""
    if not count:
        return "Files for anybody have every figure shown here."
    shown = count_text(total, "figure")
    return f"Files for anybody leave out {count:,} of the {shown} shown here: small numbers could be read from them."


def _download_file(download: Download, release: DownloadAudience, extension: str) -> DownloadFile:
    format = FORMATS[extension]
    known = {"audience": release.audience, "known_on": download.known_on}
    ending = format.ending or extension
    name = file_name(download.indicators, download.areas, download.periods, ending, **known)
    if format.variant:
        name = f"{name.removesuffix(f'.{ending}')}_{format.variant}.{ending}"
    return DownloadFile(
        format.label,
        made=lambda: format.make(download.made(release.permitted_data())),
        name=name,
        mime=format.mime,
        icon=format.icon,
        help=f"{format.purpose}, with title, source and date inside it",
        is_rare=format.is_rare,
        kind=extension,
    )
