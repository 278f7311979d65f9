"""Charts as PNG, SVG or PDF, drawn by Chrome or Chromium in a child process that can be killed.

The child keeps its browser open between calls: a first picture takes about two seconds, the next ones a
fraction of one. Whatever hangs is ended after a hard limit and tried once more.
"""

import atexit
import contextlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Literal

import plotly.graph_objects as go

from indicators.errors import ImageExportUnavailable, not_none
from indicators.temporary import process_folder, temporary_folder

_WORKER = Path(__file__).with_name("browser_worker.py")
_REMEDY = "PowerPoint, Excel and CSV need no picture: the slide holds the same chart."
NO_BROWSER = (
    "Pictures cannot be made on this computer, because neither Chrome nor Chromium was found. "
    "Whoever looks after it can install Chromium, or set BROWSER_PATH to where it is. " + _REMEDY
)
FAILED = "The picture could not be made: the browser that draws it did not answer, twice. " + _REMEDY
#: Seconds: a browser's start with its first picture, every further picture.
FIRST_LIMIT, NEXT_LIMIT = 60.0, 20.0
#: Letters of the folder for its passing files: it makes a socket below, whose whole name may have a hundred.
_LONGEST_FOLDER = 58


def browser_path() -> str | None:
    """The Chrome or Chromium that draws pictures, or None where there is none."""
    # Here, so that whoever needs no picture does not wait for it.
    from choreographer.browsers.chromium import Chromium

    path = Chromium.find_browser(skip_local=False)
    return path if path and Path(path).is_file() else None


class _BrowserFailed(Exception):
    """The child died, hung or reported an error; it is to be replaced."""


class _BrowserWorker:
    """One child process with one browser."""

    def __init__(self) -> None:
        self.used = False
        self.browser_pid: int | None = None
        self._answers: queue.Queue[tuple[bytes, bytes] | None] = queue.Queue()
        # What the browser keeps of what it draws, which may be the board's, goes with this process if it is killed.
        self._folder = tempfile.TemporaryDirectory(prefix="browser-", dir=process_folder(), ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            # -P keeps this folder off the import path, where `table.py` would hide other modules.
            [sys.executable, "-P", str(_WORKER)],
            env=_browser_environment(self._folder.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._requests, self._replies = not_none(self._process.stdin), not_none(self._process.stdout)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def draw(self, request: bytes, limit: float) -> bytes:
        """The picture; raises ImageExportUnavailable without a browser, else _WorkerFailed."""
        try:
            self._requests.write(struct.pack(">I", len(request)) + request)
            self._requests.flush()
        except OSError as error:
            # A child that found no browser says so and goes, perhaps before it was asked.
            if not self._said_no_browser():
                raise _BrowserFailed("the child has gone") from error
            raise ImageExportUnavailable(NO_BROWSER) from None
        while True:
            try:
                answer = self._answers.get(timeout=limit)
            except queue.Empty:
                raise _BrowserFailed("no answer in time") from None
            if answer is None:
                raise _BrowserFailed("the child has gone")
            status, body = answer
            if status == b"N":
                raise ImageExportUnavailable(NO_BROWSER)
            if status == b"E":
                raise _BrowserFailed(body.decode("utf-8", "replace"))
            if status == b"K":
                self.used = True
                return body

    def kill(self) -> None:
        """End the child and its browser, whatever state they are in."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        if self.browser_pid and hasattr(os, "killpg"):
            # The browser leads its own process group; without its parent's pipe it normally ends by itself.
            with contextlib.suppress(OSError):
                os.killpg(self.browser_pid, signal.SIGKILL)
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                pipe.close()
        self._folder.cleanup()

    def close(self) -> None:
        """Let the child close its browser; kill it if that takes too long."""
        with contextlib.suppress(OSError):
            self._requests.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self.kill()

    def _said_no_browser(self) -> bool:
        with contextlib.suppress(queue.Empty):
            while (answer := self._answers.get(timeout=2)) is not None:
                if answer[0] == b"N":
                    return True
        return False

    def _listen(self) -> None:
        stream = self._replies
        with contextlib.suppress(OSError, ValueError):
            while len(head := stream.read(5)) == 5:
                body = stream.read(struct.unpack(">I", head[1:])[0])
                if head[:1] == b"B":
                    self.browser_pid = int(body)
                else:
                    self._answers.put((head[:1], body))
        self._answers.put(None)


def _browser_environment(folder: str) -> dict[str, str]:
    """What the browser is started with: its passing files go into a folder, unless the name of that is too long."""
    if len(folder) > _LONGEST_FOLDER:
        return dict(os.environ)
    return {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)}


_lock = threading.Lock()
_worker: _BrowserWorker | None = None


def image_bytes(
    fig: go.Figure,
    *,
    format: Literal["png", "svg", "pdf"],
    width: int | None = None,
    height: int | None = None,
    scale: float = 2,
) -> bytes:
    """The figure as a file: its own size if it has both width and height (`standalone_figure`), else 1200 × 675.

    PNG has `scale` pixels a unit. Callers in several threads wait for one another. Raises
    ImageExportUnavailable, in words for the reader, when there is no browser or it fails twice.
    """
    if format not in ("png", "svg", "pdf"):
        raise ValueError(f"format is '{format}'; write png, svg or pdf")
    own = (fig.layout.width, fig.layout.height) if fig.layout.width and fig.layout.height else (1200, 675)
    options = {
        "format": format,
        "width": width or own[0],
        "height": height or own[1],
        "scale": scale if format == "png" else 1,
    }
    return _answer(b'{"options":%b,"figure":%b}' % (json.dumps(options).encode(), str(fig.to_json()).encode()))


def html_pdf_bytes(html: str, *, landscape: bool = False, head: str = "", foot: str = "") -> bytes:
    """A page of HTML as a tagged PDF on A4, its headings as bookmarks; no script in it runs and nothing is fetched.

    `head` and `foot` are HTML for the edges of every page, in which the class `pageNumber` marks the number's place.
    Raises ImageExportUnavailable as `image_bytes` does.
    """
    with temporary_folder("print") as folder:
        page = folder / "page.html"
        page.write_text(html, encoding="utf-8")
        request = {"page": page.as_uri(), "landscape": landscape, "head": head, "foot": foot}
        # A report of many pictures takes longer than one of them.
        return _answer(json.dumps(request).encode(), limit=FIRST_LIMIT)


def _answer(request: bytes, *, limit: float = NEXT_LIMIT) -> bytes:
    with _lock:
        for _attempt in range(2):
            worker = _ready()
            try:
                return worker.draw(request, limit if worker.used else FIRST_LIMIT)
            except _BrowserFailed:
                _discard()
            except ImageExportUnavailable:
                _discard()
                raise
    raise ImageExportUnavailable(FAILED)


def _ready() -> _BrowserWorker:
    global _worker
    if _worker is None or not _worker.alive:
        _discard()
        _worker = _BrowserWorker()
    return _worker


def _discard() -> None:
    global _worker
    if _worker is not None:
        _worker.kill()
        _worker = None


@atexit.register
def close_browser() -> None:
    """End the child and its browser; the next picture starts new ones."""
    global _worker
    with _lock:
        if _worker is not None:
            _worker.close()
            _worker = None
