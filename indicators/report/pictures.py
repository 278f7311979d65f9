"""Pictures of a report's charts, drawn in the background while its other files are written."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType

from indicators.errors import ImageExportUnavailable
from indicators.exports.browser import NO_BROWSER
from indicators.exports.exhibit import Exhibit
from indicators.exports.images import exhibit_svg, png_and_shares

#: After so many failures of a browser that is there, the rest is not waited for either.
_PATIENCE = 2
#: While the browser draws one picture, the next is made ready for it.
_AT_ONCE = 2
PICTURES_NOT_WANTED = "Pictures were not asked for."


@dataclass(frozen=True)
class Picture:
    """A picture, as vectors too where they were asked for, or why there is none.

    `over` and `under` are the shares of its height that the words over and under the chart take.
    """

    png: bytes = b""
    svg: bytes = b""
    reason: str = ""
    over: float = 0.0
    under: float = 0.0


def exhibit_picture(exhibit: Exhibit) -> Picture:
    """The picture of an exhibit's chart; raises as `exhibit_png` does."""
    png, (over, under) = png_and_shares(exhibit)
    return Picture(png, over=over, under=under)


class PictureDrawer:
    """Draws what is asked for in the order in which it is asked; use it as a context, which ends what is left.

    With `vectors` each chart is drawn twice, and takes twice as long: the browser starts afresh for each drawing.
    """

    def __init__(
        self, *, wanted: bool = True, vectors: bool = False, draw: Callable[[Exhibit], Picture] = exhibit_picture
    ):
        self.is_wanted = wanted
        self._draw, self._vectors = draw, vectors
        self._given_up = "" if wanted else PICTURES_NOT_WANTED
        self._failures = 0
        self._asked: dict[int, Future[Picture]] = {}
        self._worker = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="pictures")

    def __enter__(self) -> "PictureDrawer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The picture that is being drawn has a limit of its own; nobody waits for it.
        self._worker.shutdown(wait=False, cancel_futures=True)

    def queue(self, exhibit: Exhibit) -> None:
        """Have the chart of an exhibit drawn."""
        self._asked[id(exhibit)] = self._worker.submit(self._drawn, exhibit)

    def of(self, exhibit: Exhibit) -> Picture:
        """The picture of an exhibit that was asked for, once it is drawn."""
        try:
            return self._asked[id(exhibit)].result()
        except CancelledError:
            return Picture(reason=PICTURES_NOT_WANTED)

    def _drawn(self, exhibit: Exhibit) -> Picture:
        if self._given_up:
            return Picture(reason=self._given_up)
        try:
            drawn = self._draw(exhibit)
            return replace(drawn, svg=exhibit_svg(exhibit)) if self._vectors else drawn
        except ImageExportUnavailable as error:
            self._failures += 1
            if str(error) == NO_BROWSER or self._failures >= _PATIENCE:
                self._given_up = str(error)
            return Picture(reason=str(error))
