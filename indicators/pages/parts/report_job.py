"""A pack that is made in the background, with how far it is and the way to stop it."""

import io
import threading
import zipfile
from contextlib import closing
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

#: Who made a public pack, where nobody said.
_NOBODY = "Report pack page"


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
        self.steps, self.words = (0, 1), "Reading the figures …"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(store, contents, role), daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self._thread.is_alive()

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Stop after the step that is being done; nothing is left behind."""
        self._stop.set()

    def _run(self, store: Path, contents: Contents, role: str) -> None:
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
        self.steps, self.words = (step, of), words


def zipped(folder: Path) -> bytes:
    """A folder as one archive; the same files give the same archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            # An entry without the clock.
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}")
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
