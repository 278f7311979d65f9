"""A pack that is made in the background, with how far it is and the way to stop it."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from indicators.access import check_board_figures
from indicators.audience import Audience
from indicators.disclosure.edition import Edition, board_edition, public_edition, remember_published
from indicators.errors import IndicatorsError
from indicators.pack.contents import Contents
from indicators.pack.make import PackCancelled, PackMade, make_pack
from indicators.pages.parts.making import unforeseen
from indicators.periods import Period
from indicators.temporary import passing_folder

#: Packs that are made at the same time, of all visitors together; the next ones wait in a line.
MOST_AT_ONCE = 2
#: Who made a public pack, where nobody said.
_NOBODY = "Report pack page"
#: Seconds after which who waits looks whether it is still wanted.
_BEAT = 0.5


class Line:
    """Who wants something of which only so many are made at the same time: the first who came has the first turn."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._at_work = 0
        self._waiting: list[object] = []
        self._changed = threading.Condition()

    def enter(self, one: object) -> None:
        """Stand at the end of the line."""
        with self._changed:
            self._waiting.append(one)

    @contextmanager
    def turn(self, one: object, *, is_wanted: Callable[[], bool]) -> Iterator[bool]:
        """Wait for the turn of one who stands in the line; gives False, without it, once it is not wanted any more."""
        has_turn = False
        with self._changed:
            while is_wanted() and not (has_turn := self._at_work < self._most and self._waiting[0] is one):
                self._changed.wait(_BEAT)
            self._waiting.remove(one)
            self._at_work += has_turn
            self._changed.notify_all()
        try:
            yield has_turn
        finally:
            with self._changed:
                self._at_work -= has_turn
                self._changed.notify_all()

    def place(self, one: object) -> int:
        """The place in the line, 1 for who is next; 0 for who does not stand in it."""
        with self._changed:
            return self._waiting.index(one) + 1 if one in self._waiting else 0


_line = Line(MOST_AT_ONCE)


class PackJob:
    """One pack in the making; `archive` is the whole of it as one file once it is made.

    With `vectors` its pictures are there as SVG too. `trouble` says why it could not be made; `steps` and `words`
    tell how far it is.
    """

    def __init__(
        self, store: Path, audience: Audience, contents: Contents, period: Period, *, role: str, vectors: bool = False
    ) -> None:
        self.period, self.audience, self._vectors = period, audience, vectors
        self.made: PackMade | None = None
        self.archive = b""
        self.trouble = ""
        self.steps, self._words = (0, 1), "Reading the figures …"
        self._stop = threading.Event()
        _line.enter(self)
        self._thread = threading.Thread(target=self._run, args=(store, contents, role), daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self._thread.is_alive()

    @property
    def words(self) -> str:
        """How far it is: what is being done, or that others are made first."""
        place = _line.place(self)
        if not place:
            return self._words
        others = f"{MOST_AT_ONCE} other packs are being made, and no more at the same time"
        return f"{others}; yours is next." if place == 1 else f"{others}; yours is number {place} in the line."

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Stop after the step that is being done; nothing is left behind."""
        self._stop.set()

    def _run(self, store: Path, contents: Contents, role: str) -> None:
        with _line.turn(self, is_wanted=lambda: not self.was_cancelled) as has_turn:
            if has_turn:
                self._make(store, contents, role)

    def _make(self, store: Path, contents: Contents, role: str) -> None:
        try:
            edition = self._edition(store, role)
            with closing(edition.store), passing_folder("report-pack") as folder:
                made = make_pack(
                    edition,
                    contents,
                    self.period,
                    folder,
                    progress=self._tell,
                    cancelled=self._stop.is_set,
                    vectors=self._vectors,
                    release=lambda: remember_published(store, edition, what=contents.title, by=role or _NOBODY),
                )
                self.archive = zipped(made.folder)
                # The archive holds the folder; where it was made is gone.
                self.made = replace(made, folder=Path(made.folder.name))
        except PackCancelled:
            return
        except IndicatorsError as error:
            self.trouble = str(error)
        except Exception as error:
            # A thread's error would vanish, and its reader wait for ever.
            self.trouble = unforeseen("pack", error)
            raise

    def _edition(self, store: Path, role: str) -> Edition:
        if self.audience is Audience.PUBLIC:
            return public_edition(store)
        check_board_figures(role)
        return board_edition(store)

    def _tell(self, step: int, of: int, words: str) -> None:
        self.steps, self._words = (step, of), words


def zipped(folder: Path) -> bytes:
    """A folder as one archive; the same files give the same archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            # An entry without the clock.
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}")
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
